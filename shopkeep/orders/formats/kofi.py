"""Ko-fi's payments: one row a payment, in UTC. What the owner gave to others has no amount received.

Shop orders, commissions and memberships are sales; a donation is a gift to the owner and buys nothing. Older
files say no kind of payment: there each one that names an item is a sale. Names are what supporters chose to
show, so they are nobody's key.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core import text
from shopkeep.orders import people
from shopkeep.orders.layout import Layout, Row, Sheet, row_lines
from shopkeep.orders.marketplaces import cell, real_address, refuse_unless
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("transactionid", "transaction id"),
    "date": ("datetime utc", "date time utc"),
    "email": ("email", "buyeremail", "buyer email", "supporter email"),
    "name": ("from", "buyername", "buyer name"),
    "total": ("received",),
    "currency": ("currency",),
    "country": ("buyercountry", "buyer country", "country"),
    "line_title": ("item",),
    "line_total": ("received",),
}
_TYPE = ("transactiontype", "transaction type", "type")
_NOBODY = frozenset(("supporter", "someone", "ko fi supporter", "anonymous"))


class Kofi:
    name = "kofi"
    title = "Ko-fi"

    def recognise(self, columns: frozenset[str]) -> int:
        numbered = columns & set(_COLUMNS["number"])
        return 98 if numbered and {"datetime utc", "from", "received"} <= columns else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        kind = next((at for at in map(table.find, _TYPE) if at is not None), None)
        got = table.find("received")
        refuse_unless(
            table,
            lambda row: (kind is None or not _donation(row[kind])) and got is not None and row[got].strip(" 0.,") != "",
            "holds no sales.",
            "All of its rows are donations, or payments that you made yourself: nobody bought anything.",
            "Choose a longer span of days when exporting.",
        )
        donations = kind is not None and any(_donation(row[kind]) for row in table.rows)
        return Layout(
            self.name,
            _COLUMNS,
            "rows",
            row_lines,
            says=_says,
            skip=_no_sale,
            zone="UTC",
            addresses=any(table.find(key) is not None for key in _COLUMNS["email"]),
            warnings=("Donations were left out: they buy nothing.",) if donations else (),
        )


def _donation(written: str) -> bool:
    return text.key(written) in ("donation", "tip", "tips", "monthly donation")


def _no_sale(sheet: Sheet, row: Row) -> bool:
    return _donation(cell(sheet, row, *_TYPE)) or not sheet.say(row, "total").strip(" 0.,")


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    name = sheet.say(rows[0], "name")
    return {
        "email": next((a for at in sheet.columns.get("email", ()) if (a := real_address(rows[0][at]))), ""),
        "buyer": "",
        "name": "" if text.key(name) in _NOBODY else people.person_name(name),
    }


FORMAT = Kofi()
