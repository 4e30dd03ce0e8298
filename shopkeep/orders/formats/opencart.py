"""OpenCart: its table of orders, as programs for its database and its export extensions give it away.

Where an order stands is a number. Those here are of every new shop, where 0 is a cart that was left; a shop
may have changed them. Amounts are in the shop's own currency, whatever the buyer paid in.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core.records.orders import OrderStatus
from shopkeep.orders import cells
from shopkeep.orders.layout import Layout, Row, Sheet, row_lines
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("order id",),
    "date": ("date added",),
    "email": ("email",),
    "name": ("customer",),
    "first_name": ("firstname", "payment firstname"),
    "last_name": ("lastname", "payment lastname"),
    "total": ("total",),
    "currency": ("currency code",),
    "status": ("order status", "status"),
    "country": ("shipping country", "payment country"),
    "region": ("shipping zone", "payment zone"),
    "city": ("shipping city", "payment city"),
    "postcode": ("payment postcode", "shipping postcode"),
    "sent_to_first": ("shipping firstname",),
    "sent_to_last": ("shipping lastname",),
    "line_title": ("product name", "name"),
    "line_sku": ("model", "sku"),
    "line_quantity": ("quantity",),
    "line_price": ("price",),
}
_STATES: dict[str, OrderStatus] = {
    "1": "pending",
    **dict.fromkeys(["2", "3", "5", "9", "15"], "paid"),  # 9: a cancellation that was taken back
    **dict.fromkeys(["0", "7", "8", "10", "14", "16"], "cancelled"),
    **dict.fromkeys(["11", "12", "13"], "refunded"),
}
_BY_NUMBERS = (
    "Where these orders stand is told in numbers: they were read as every new OpenCart shop has them. "
    "If yours were changed, export the orders with their status in words."
)


class OpenCart:
    name = "opencart"
    title = "OpenCart"

    def recognise(self, columns: frozenset[str]) -> int:
        return 95 if {"order id", "order status id", "total", "date added"} <= columns else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        worded = {*_COLUMNS["status"]} & table.keys or "status" in mapping
        return Layout(
            self.name,
            _COLUMNS,
            "groups",
            row_lines,
            says=None if worded else _says,
            addresses="email" in table.keys,
            states=frozenset(() if worded else ("status",)),
            warnings=() if worded else (_BY_NUMBERS,),
            optional=frozenset(("status",)),
        )


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    status = _STATES.get(cells.word(sheet, rows, "order status id"))
    return {"status": status} if status else {}


FORMAT = OpenCart()
