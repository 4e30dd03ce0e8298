"""Gumroad's sales: one row a purchase, in US dollars and UTC, with a row of totals at the end.

`Do not contact?` is turned round: 1 is a buyer who must not be mailed. A dispute that was lost, or is not yet
won, took the money back although the amount stays. Trials cost nothing; a pre-order is not charged yet. Every
amount, that of the item too, is for the whole quantity.
"""

from __future__ import annotations

import re
from typing import Any

from shopkeep.core.records.orders import OrderLine, OrderStatus
from shopkeep.orders import people
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, title_of
from shopkeep.orders.marketplaces import cell, settled
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("purchase id",),
    "date": ("purchase date",),
    "email": ("purchase email", "buyer email"),
    "name": ("buyer name",),
    "total": ("sale price",),
    "refunded": ("partial refund",),
    "shipping": ("shipping",),
    "tax": ("taxes", "tax"),
    "code": ("discount code", "offer code"),
    "country": ("country",),
    "region": ("state",),
    "city": ("city",),
    "postcode": ("zip code",),
    "consent": ("do not contact",),
    "line_title": ("item name",),
    "line_variant": ("variants",),
    "line_sku": ("sku id",),
    "line_quantity": ("quantity",),
    "line_total": ("subtotal",),
}


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
"""How the time begins where it repeats the day: `2026-09-02 10:00:00 UTC`."""


class Gumroad:
    name = "gumroad"
    title = "Gumroad"

    def recognise(self, columns: frozenset[str]) -> int:
        return 100 if {"purchase id", "purchase email"} <= columns else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        clock = next((key for key in table.keys if key.startswith("purchase time")), "")
        pacific = clock.removeprefix("purchase time").strip() in ("pt", "pst", "pdt", "pacific", "pacific timezone")
        at = table.find(clock) if clock else None
        whole = at is not None and any(_DAY.match(cell.strip()) for cell in table.cells(at))
        moment = {"date": (clock, "purchase date")} if whole else {"time": (clock,) if clock else ()}
        return Layout(
            self.name,
            {**_COLUMNS, **moment},
            "rows",
            _lines,
            says=_says,
            skip=_no_purchase,
            currency="USD",
            zone="America/Los_Angeles" if pacific else "UTC",
        )


def _no_purchase(sheet: Sheet, row: Row) -> bool:
    """The sums below the list."""
    return not sheet.say(row, "email") and (not sheet.say(row, "number") or row[0].strip().lower().startswith("total"))


def _yes(sheet: Sheet, row: Row, key: str) -> bool:
    return people.consent(cell(sheet, row, key)) is True


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    row = rows[0]
    total = sheet.money(rows, "total", currency)
    if total is None:
        raise sheet.refuse(rows, "total", "no amount")
    refunded = abs(sheet.money(rows, "refunded", currency) or 0)
    status: OrderStatus = "pending" if _yes(sheet, row, "pre order authorization") else "paid"
    whole = _yes(sheet, row, "fully refunded") or (_yes(sheet, row, "refunded") and not refunded)
    if whole or (_yes(sheet, row, "disputed") and not _yes(sheet, row, "dispute won")):
        status, refunded = "refunded", total
    found = settled(status, total, refunded)
    stay_away = people.consent(sheet.say(row, "consent"))
    found["consent"] = None if stay_away is None else not stay_away
    if cell(sheet, row, "giftee email"):
        found["gift"] = True
    return found


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    row = rows[0]
    title, variant = sheet.say(row, "line_title"), sheet.say(row, "line_variant").strip("()")
    quantity = quantity_of(sheet.say(row, "line_quantity"))
    worth = sheet.money(rows, "line_total", currency)
    if worth is None:
        worth = sheet.money(rows, "total", currency) or 0
    name = f"{title} - {variant}" if variant else title
    return [OrderLine(title_of(name), title_of(sheet.say(row, "line_sku")), quantity, round(worth / quantity))]


FORMAT = Gumroad()
