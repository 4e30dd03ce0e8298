"""Shopify's orders export: one row a product, the order's own values on its first row only."""

from __future__ import annotations

from shopkeep.orders.layout import Layout, row_lines
from shopkeep.orders.table import Table

COLUMNS = {
    "number": ("name",),
    "date": ("created at",),
    "email": ("email",),
    "name": ("billing name", "shipping name"),
    "total": ("total",),
    "currency": ("currency",),
    "refunded": ("refunded amount",),
    "discount": ("discount amount",),
    "shipping": ("shipping",),
    "tax": ("taxes",),
    "code": ("discount code",),
    "status": ("financial status",),
    "cancelled": ("cancelled at",),
    "paid": ("paid at",),
    "fulfilled": ("fulfilled at",),
    "country": ("shipping country", "billing country"),
    "region": ("shipping province", "billing province"),
    "city": ("shipping city", "billing city"),
    "postcode": ("billing zip", "shipping zip"),
    "sent_to": ("shipping name",),
    "notes": ("note attributes",),
    "consent": ("accepts marketing",),
    "line_title": ("lineitem name",),
    "line_sku": ("lineitem sku",),
    "line_quantity": ("lineitem quantity",),
    "line_price": ("lineitem price",),
    "line_discount": ("lineitem discount",),
}


class Shopify:
    """Any generation of the export, from 79 columns down to a trimmed handful."""

    name = "shopify"
    title = "Shopify"

    def recognise(self, columns: frozenset[str]) -> int:
        needed = {"name", "email", "created at", "total"}
        telling = {"lineitem name", "financial status", "lineitem quantity", "accepts marketing"}
        if not needed <= columns or not telling & columns:
            return 0
        return 80 + 5 * len(telling & columns)

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        # `Total` is blank on every row of an order but its first, even where the e-mail is repeated.
        return Layout(self.name, COLUMNS, "blocks", row_lines)


FORMAT = Shopify()
