"""TikTok Shop's list of orders: one row a product, the order's own values on each.

A row that explains the columns stands below the header, and long numbers and times end in a tab. The words for
where an order stands are in the seller's language, so that cancellations are known by their own columns.
Addresses are not handed out: buyers are known by their user name.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine, OrderStatus
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, title_of
from shopkeep.orders.marketplaces import amount, cell, name_and_place, settled
from shopkeep.orders.statuses import judge
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("order id",),
    "date": ("created time", "order created time"),
    "buyer": ("buyer username",),
    "name": ("recipient", "buyer nickname"),
    "total": ("order amount",),
    "refunded": ("order refund amount",),
    "shipping": ("shipping fee after discount",),
    "tax": ("taxes",),
    "paid": ("paid time",),
    "fulfilled": ("shipped time",),
    "cancelled": ("cancelled time",),
    "country": ("country",),
    "region": ("state", "province"),
    "city": ("city", "district"),
    "postcode": ("zipcode", "post code", "postcode"),
    "line_title": ("product name",),
    "line_variant": ("variation",),
    "line_sku": ("seller sku", "sku id"),
    "line_quantity": ("quantity",),
    "line_price": ("sku unit original price",),
    "line_total": ("sku subtotal before discount", "sku subtotal after discount"),
    "line_discount": ("sku seller discount",),
}


class TikTokShop:
    name = "tiktok-shop"
    title = "TikTok Shop"

    def recognise(self, columns: frozenset[str]) -> int:
        told = {"order id", "seller sku", "quantity"} <= columns and columns & {"created time", "order created time"}
        priced = columns & {"order amount", "sku subtotal after discount"}
        marked = columns & {"order substatus", "cancelation return type", "sku id", "buyer username"}
        return 97 if told and priced and marked else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        return Layout(
            self.name,
            _COLUMNS,
            "groups",
            _lines,
            says=_says,
            skip=_explains,
            addresses=False,
            states=frozenset(("total", "status", "discount")),
        )


def _explains(sheet: Sheet, row: Row) -> bool:
    """The row of explanations below the header."""
    number = sheet.say(row, "number")
    return not number or (" " in number and not any(c.isdigit() for c in number))


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    total = sheet.money(rows, "total", currency)
    shipping = sheet.money(rows, "shipping", currency) or 0
    if total is None:
        parts = [amount(sheet, row, "sku subtotal after discount", currency) for row in rows]
        if all(part is None for part in parts):
            raise sheet.refuse(rows, "total", "no amount")
        total = sum(part or 0 for part in parts) + shipping
    kinds = {text.key(cell(sheet, row, "cancelation return type")) for row in rows}
    words = judge(tuple(cell(sheet, rows[0], key) for key in ("order status", "order substatus")))[0]
    status: OrderStatus = "paid"
    if words == "cancelled" or sheet.first(rows, "cancelled") or "cancel" in kinds:
        status = "cancelled"
    elif sheet.has("paid") and not sheet.first(rows, "paid"):
        status = "pending"
    refunded = abs(sheet.money(rows, "refunded", currency) or 0)
    keys = ("sku seller discount", "sku platform discount")
    found = settled(status, total, 0 if status == "cancelled" else refunded)
    found["shipping"] = shipping
    found["tax"] = sheet.money(rows, "tax", currency) or 0
    found["discount"] = sum(abs(amount(sheet, row, key, currency) or 0) for row in rows for key in keys)
    if not sheet.first(rows, "buyer"):
        found["buyer"] = name_and_place(sheet.first(rows, "name"), sheet.first(rows, "postcode"))
    return found


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    found = []
    for row in rows:
        title, variant, sku = (sheet.say(row, name) for name in ("line_title", "line_variant", "line_sku"))
        quantity = quantity_of(sheet.say(row, "line_quantity"))
        price = sheet.money([row], "line_price", currency)
        if price is None:
            price = round((sheet.money([row], "line_total", currency) or 0) / quantity)
        off = abs(sheet.money([row], "line_discount", currency) or 0)
        name = f"{title} - {variant}" if title and variant and variant.lower() != "default" else title or sku
        if name:
            found.append(OrderLine(title_of(name), title_of(sku), quantity, price, off))
    return found


FORMAT = TikTokShop()
