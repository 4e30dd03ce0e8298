"""Faire's orders: one row a product, sold to shops at wholesale prices.

There is no total and no shipping: an order is worth its products at the wholesale price. The buyer is a shop
and its address is not told, so it is known by its name.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine
from shopkeep.orders.layout import Layout, Row, Sheet, row_lines
from shopkeep.orders.statuses import judge
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("order number",),
    "date": ("order date",),
    "email": ("retailer email", "email"),
    "name": ("retailer name",),
    "buyer": ("retailer name",),
    "currency": ("currency",),
    "status": ("status", "order status"),
    "fulfilled": ("ship date",),
    "country": ("country",),
    "region": ("state",),
    "city": ("city",),
    "postcode": ("zip code", "zip", "postal code"),
    "line_title": ("product name",),
    "line_variant": ("option name",),
    "line_sku": ("sku",),
    "line_quantity": ("quantity",),
    "line_price": ("wholesale price",),
}


class Faire:
    name = "faire"
    title = "Faire"

    def recognise(self, columns: frozenset[str]) -> int:
        return 98 if {"order number", "order date", "retailer name", "wholesale price", "quantity"} <= columns else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        return Layout(
            self.name,
            _COLUMNS,
            "groups",
            _lines,
            says=_says,
            addresses=any(table.find(key) is not None for key in _COLUMNS["email"]),
            states=frozenset(("total", "status")),
            derived=frozenset(("total",)),
            warnings=("This file has no order totals; an order is worth its products at the wholesale price.",),
        )


def _kept(sheet: Sheet, rows: list[Row]) -> list[Row]:
    """The products that were not cancelled, unless all of them were."""
    return [row for row in rows if judge((sheet.say(row, "status"),))[0] != "cancelled"] or rows


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    bought = [row for row in _kept(sheet, rows) if sheet.say(row, "line_quantity") != "0"]
    return row_lines(sheet, bought, currency)


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    prices = [sheet.money([row], "line_price", currency) for row in rows]
    if all(price is None for price in prices):
        raise sheet.refuse(rows, "line_price", "no amount")
    total = sum(line.quantity * line.unit_price for line in _lines(sheet, rows, currency))
    shop = text.key(sheet.first(rows, "buyer"))
    postcode = text.key(sheet.first(rows, "postcode"))
    status = judge((sheet.say(_kept(sheet, rows)[0], "status"),))[0]
    return {"total": total, "status": status, "buyer": f"{shop}, {postcode}" if shop and postcode else shop}


FORMAT = Faire()
