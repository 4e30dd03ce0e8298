"""SumUp's list of transactions: one row a payment at the till.

The e-mail address in it is that of the shop's own account which took the money, never the buyer's. A refund is
a row of its own and does not say which payment it gives back.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core import text
from shopkeep.orders.layout import Layout, Row, Sheet
from shopkeep.orders.marketplaces import REFUND_APART, cell
from shopkeep.orders.statuses import judge
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("transaction id", "transaction code"),
    "date": ("date", "transaction date"),
    "total": ("total", "amount", "total amount"),
    "currency": ("currency",),
    "tax": ("tax amount", "vat amount", "vat"),
    "refunded": ("refunded amount",),
    "status": ("status",),
}
_TELLING = frozenset(("process as", "entry mode", "last 4 digits", "card type", "auth code", "payment method"))


class SumUp:
    name = "sumup"
    title = "SumUp"

    def recognise(self, columns: frozenset[str]) -> int:
        told = columns & {*_COLUMNS["number"]} and "transaction type" in columns and "email" in columns
        return 90 if told and len(columns & _TELLING) > 2 else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        return Layout(
            self.name,
            _COLUMNS,
            "rows",
            lambda *_: [],
            says=_says,
            skip=lambda sheet, row: not sheet.say(row, "total"),
            addresses=False,
            states=frozenset(("status",)),
            optional=frozenset(("refunded",)),
        )


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    kind = text.key(cell(sheet, rows[0], "transaction type"))
    total = sheet.money(rows, "total", currency) or 0
    if "refund" in kind or "chargeback" in kind or total < 0:
        raise sheet.refuse(rows, "number", REFUND_APART)
    return {"status": judge((sheet.first(rows, "status"),))[0]}


FORMAT = SumUp()
