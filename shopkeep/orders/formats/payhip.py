"""Payhip's sales: one row a payment, what the buyer paid beside what Payhip and the bank kept."""

from __future__ import annotations

from shopkeep.orders.layout import Layout, row_lines
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("transaction id", "order id", "invoice number"),
    "date": ("date",),
    "email": ("customer email", "buyer email", "email"),
    "name": ("customer name", "buyer name", "name"),
    "total": ("amount", "total"),
    "currency": ("currency",),
    "tax": ("vat", "tax", "tax amount"),
    "code": ("coupon", "coupon code"),
    "status": ("status",),
    "country": ("country",),
    "line_title": ("product", "products", "product name"),
    "line_quantity": ("quantity",),
}


class Payhip:
    name = "payhip"
    title = "Payhip"

    def recognise(self, columns: frozenset[str]) -> int:
        return 98 if {"transaction id", "payhip fee", "amount", "date"} <= columns else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        # A payment names its product without a price of its own: what was paid is what it cost.
        columns = {**_COLUMNS, "line_total": _COLUMNS["total"]}
        return Layout(self.name, columns, "rows", row_lines, optional=frozenset(("status",)))


FORMAT = Payhip()
