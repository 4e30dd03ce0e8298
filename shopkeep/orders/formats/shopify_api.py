"""Shopify's orders as tables of its API, as data pipelines write them: `total_price`, `financial_status`, `test`.

Products stand in a table of their own, so there are none here. The order's shown number is its name.
"""

from __future__ import annotations

from shopkeep.orders.layout import Layout
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("name", "order number"),
    "date": ("created at", "processed at"),
    "email": ("email", "contact email", "customer email"),
    "buyer": ("customer id",),
    "name": ("billing address name", "shipping address name"),
    "first_name": ("billing address first name", "shipping address first name", "customer first name"),
    "last_name": ("billing address last name", "shipping address last name", "customer last name"),
    "total": ("total price",),
    "currency": ("currency",),
    "discount": ("total discounts",),
    "tax": ("total tax",),
    "status": ("financial status",),
    "cancelled": ("cancelled at",),
    "country": ("shipping address country code", "billing address country code", "shipping address country"),
    "region": ("shipping address province code", "billing address province code"),
    "city": ("shipping address city", "billing address city"),
    "postcode": ("billing address zip", "shipping address zip"),
    "sent_to": ("shipping address name",),
    "consent": ("buyer accepts marketing",),
    "test": ("test",),
}


class ShopifyApi:
    name = "shopify-api"
    title = "Shopify (API)"

    def recognise(self, columns: frozenset[str]) -> int:
        needed = {"total price", "financial status", "created at", "currency"}
        return 95 if needed <= columns and columns & {"name", "order number"} else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        said = "This table of orders names neither products nor refunds."
        return Layout("shopify", _COLUMNS, "rows", warnings=(said,))


FORMAT = ShopifyApi()
