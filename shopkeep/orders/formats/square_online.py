"""Square's list of orders (Square Online and the Orders tab): one row a product, the order's values on each.

Orders that came in by a delivery service name that service's own mailbox in place of the buyer's, the same one
for everybody. What was chosen besides a product (`1 x Gift wrap`) has a price of its own.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core.records.orders import OrderLine
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, title_of
from shopkeep.orders.marketplaces import amount, real_address
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("order",),
    "date": ("order date",),
    "email": ("recipient email",),
    "name": ("recipient name",),
    "total": ("order total",),
    "currency": ("currency",),
    "refunded": ("order refunded amount",),
    "shipping": ("order shipping price",),
    "tax": ("order tax total",),
    "status": ("fulfillment status",),
    "country": ("recipient country",),
    "region": ("recipient region",),
    "city": ("recipient city",),
    "postcode": ("recipient postal code",),
    "line_title": ("item name",),
    "line_variant": ("item variation",),
    "line_sku": ("item sku",),
    "line_quantity": ("item quantity",),
    "line_price": ("item price",),
}
_PLAIN = "regular"
"""The variation of a product that has none."""


class SquareOnline:
    name = "square-online"
    title = "Square Online"

    def recognise(self, columns: frozenset[str]) -> int:
        told = {"order", "order date", "order total", "fulfillment status", "item name"} <= columns
        return 97 if told and columns & {"recipient email", "order shipping price", "item options total price"} else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        return Layout(self.name, _COLUMNS, "groups", _lines, says=_says)


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    return {"email": real_address(sheet.first(rows, "email"))}


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    found = []
    for row in rows:
        title, variant, sku = (sheet.say(row, name) for name in ("line_title", "line_variant", "line_sku"))
        name = f"{title} - {variant}" if title and variant and variant.lower() != _PLAIN else title or sku
        if name:
            price = sheet.money([row], "line_price", currency) or 0
            chosen = amount(sheet, row, "item options total price", currency) or 0
            quantity = quantity_of(sheet.say(row, "line_quantity"))
            found.append(OrderLine(title_of(name), title_of(sku), quantity, price + chosen))
    return found


FORMAT = SquareOnline()
