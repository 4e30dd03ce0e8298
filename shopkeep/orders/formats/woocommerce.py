"""WooCommerce, which has no order export of its own: the layouts of the WebToffee and SkyVerge plugins.

Both pack products into cells (one row an order), or write one row a product and repeat the order.
"""

from __future__ import annotations

import re

from shopkeep.core.records.orders import OrderLine
from shopkeep.orders import packed
from shopkeep.orders.layout import Layout, Row, Sheet, row_lines
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("order number formatted", "order number", "order id"),
    "date": ("order date", "date", "created at"),
    "email": ("billing email", "customer email"),
    "first_name": ("billing first name", "shipping first name"),
    "last_name": ("billing last name", "shipping last name"),
    "total": ("order total", "total"),
    "currency": ("order currency", "currency"),
    "refunded": ("refunded total", "total refunded"),
    "discount": ("discount total", "total discount"),
    "shipping": ("shipping total", "order shipping", "total shipping"),
    "tax": ("tax total", "order tax", "cart tax"),
    "code": ("coupon items", "coupons"),
    "status": ("status", "order status"),
    "paid": ("paid date", "date paid", "payment date", "meta paid date", "meta date paid"),
    "fulfilled": ("completed date", "date completed", "completed at", "meta completed date", "meta date completed"),
    "country": ("billing country", "shipping country"),
    "region": ("billing state", "shipping state"),
    "city": ("billing city", "shipping city"),
    "postcode": ("billing postcode", "shipping postcode"),
    "sent_to_first": ("shipping first name",),
    "sent_to_last": ("shipping last name",),
    "gift": ("gift message", "gift wrap", "is gift", "meta gift message", "meta gift wrap", "meta is gift"),
    "line_title": ("item name", "product name"),
    "line_sku": ("item sku", "sku"),
    "line_quantity": ("item quantity", "quantity"),
    "line_total": ("item subtotal", "item total"),
}
_PACKED = re.compile(r"(?:line|order) item \d+$")


class WooCommerce:
    name = "woocommerce"
    title = "WooCommerce"

    def recognise(self, columns: frozenset[str]) -> int:
        if not columns & {"order id", "order number"} or not columns & {"billing email", "customer email"}:
            return 0
        if not columns & {"order date", "date", "created at"} or not columns & {"order total", "total"}:
            return 0
        telling = {"line item 1", "item name", "wt import key", "line items", "order number formatted"}
        telling |= {"order item 1", "order key", "billing first name", "order subtotal"}
        known = len(columns & telling)
        return 80 + 4 * known if known else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        cells = sorted(at for key in table.keys if _PACKED.match(key) and (at := table.find(key)) is not None)
        whole = table.find("line items")
        cells += [whole] if whole is not None else []

        def packed_lines(_sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
            return [line for row in rows for at in cells for line in packed.items(row[at], currency)]

        return Layout(
            self.name,
            _COLUMNS,
            "rows" if cells else "groups",
            packed_lines if cells else row_lines,
            says=_refunds,
            codes=packed.codes,
        )


def _refunds(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, int]:
    """What went back, where the only trace is a packed cell or a column a product."""
    if sheet.has("refunded"):
        return {}
    for key in ("refund items", "refunds"):
        at = sheet.table.find(key)
        if at is not None:
            return {"refunded": packed.refunded(rows[0][at], currency)}
    at = sheet.table.find("item refunded")
    if at is None:
        return {}
    try:
        return {"refunded": sum(abs(sheet.amounts.read(row[at], currency) or 0) for row in rows)}
    except ValueError as error:
        raise sheet.refuse(rows, "refunded", str(error)) from None


FORMAT = WooCommerce()
