"""Shopware 5's export of orders: one row a product, the order repeated, where it stands and its payment as numbers.

The numbers are the same in every shop. `number` comes twice: the order's, and later the product's own.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core.records.orders import OrderStatus
from shopkeep.orders import cells
from shopkeep.orders.layout import Layout, Row, Sheet, row_lines
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("number", "ordernumber", "order number"),
    "date": ("ordertime", "order time"),
    "email": ("customeremail", "email", "customer email"),
    "buyer": ("customernumber", "customer number"),
    "first_name": ("billingfirstname", "firstname", "customerfirstname"),
    "last_name": ("billinglastname", "lastname", "customerlastname"),
    "total": ("invoiceamount", "invoice amount"),
    "currency": ("currency",),
    "shipping": ("invoiceshipping", "invoice shipping"),
    "paid": ("cleareddate", "cleared date"),
    "country": ("shippingcountryiso", "billingcountryiso"),
    "city": ("shippingcity", "billingcity", "city"),
    "postcode": ("billingzipcode", "shippingzipcode", "zipcode"),
    "sent_to_first": ("shippingfirstname",),
    "sent_to_last": ("shippinglastname",),
    "line_title": ("articlename", "name"),
    "line_sku": ("articlenumber",),
    "line_quantity": ("quantity",),
    "line_price": ("price",),
}
_ORDERS = ("orderstatusid", "status", "statusid")
_CANCELLED = frozenset(("-1", "4"))
"""An order that was never finished, and one that was called off."""
_PAYMENTS: dict[str, OrderStatus] = {
    **dict.fromkeys(["9", "11", "13", "14", "15", "16", "17", "19", "21", "30", "31", "33", "34"], "pending"),
    **dict.fromkeys(["10", "12", "18", "32"], "paid"),
    "20": "refunded",
    "35": "cancelled",
}


class Shopware:
    name = "shopware"
    title = "Shopware 5"

    def recognise(self, columns: frozenset[str]) -> int:
        told = {"invoiceamount", "ordertime", "cleared"} <= columns and columns & {*_ORDERS}
        return 96 if told and columns & {*_COLUMNS["number"]} else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        return Layout(
            self.name,
            _COLUMNS,
            "groups",
            row_lines,
            says=_says,
            addresses=bool({*_COLUMNS["email"]} & table.keys) or "email" in mapping,
            states=frozenset(("status",)),
        )


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    if any(cells.word(sheet, rows, key) in _CANCELLED for key in _ORDERS[:2]):
        return {"status": "cancelled"}
    return {"status": _PAYMENTS.get(cells.word(sheet, rows, "cleared"), "paid")}


FORMAT = Shopware()
