"""ShipStation's export of orders: names like `Amount - Order Total`; one row a product, the order's values on each.

What a parcel cost the shop (`Amount - Shipping Cost`) is not what the buyer paid for it.
"""

from __future__ import annotations

from shopkeep.orders.layout import Layout
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("order number", "order order number"),
    "date": ("date order date",),
    "email": ("customer email", "bill to email", "ship to email", "customer customer email"),
    "name": ("bill to name", "customer name", "ship to name"),
    "sent_to": ("ship to name",),
    "total": ("amount order total",),
    "shipping": ("amount order shipping", "amount shipping paid", "amount shipping"),
    "tax": ("amount order tax", "amount tax"),
    "status": ("order status",),
    "paid": ("date paid date", "date payment date"),
    "fulfilled": ("date shipped date", "date ship date"),
    "country": ("ship to country",),
    "region": ("ship to state",),
    "city": ("ship to city",),
    "postcode": ("bill to postal code", "ship to postal code", "ship to zip"),
    "line_title": ("item name",),
    "line_sku": ("item sku",),
    "line_quantity": ("item qty", "item quantity"),
    "line_price": ("item price", "item unit price"),
}


class ShipStation:
    name = "shipstation"
    title = "ShipStation"

    def recognise(self, columns: frozenset[str]) -> int:
        return 96 if columns & {*_COLUMNS["number"]} and {"date order date", "amount order total"} <= columns else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        return Layout(self.name, _COLUMNS, "groups")


FORMAT = ShipStation()
