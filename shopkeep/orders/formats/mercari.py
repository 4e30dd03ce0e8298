"""Mercari's sales report: one row a thing sold. An order is its price with what the buyer paid for sending it.

Buyers are not named, and what was paid back is not told.
"""

from __future__ import annotations

from typing import Any

from shopkeep.orders.layout import Layout, Row, Sheet
from shopkeep.orders.marketplaces import amount
from shopkeep.orders.statuses import judge
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("item id",),
    "date": ("sold date",),
    "total": ("item price",),
    "status": ("order status",),
    "cancelled": ("canceled date", "cancelled date"),
    "region": ("shipped to state",),
    "line_title": ("item title",),
    "line_price": ("item price",),
}
_PAID = ("buyer shipping fee", "sales tax charged to buyer", "service fee charged to buyer")


class Mercari:
    name = "mercari"
    title = "Mercari"

    def recognise(self, columns: frozenset[str]) -> int:
        return 97 if {"item id", "sold date", "item price", "mercari selling fee"} <= columns else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        return Layout(
            self.name,
            _COLUMNS,
            "rows",
            says=_says,
            currency="USD",
            addresses=False,
            states=frozenset(("total", "shipping", "tax", "status")),
        )


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    price = sheet.money(rows, "total", currency)
    if price is None:
        raise sheet.refuse(rows, "total", "no amount")
    sent, tax, service = (amount(sheet, rows[0], key, currency) or 0 for key in _PAID)
    called_off = sheet.first(rows, "cancelled").strip("-")
    status = "cancelled" if called_off else judge((sheet.first(rows, "status"),))[0]
    return {"total": price + sent + tax + service, "shipping": sent, "tax": tax, "status": status}


FORMAT = Mercari()
