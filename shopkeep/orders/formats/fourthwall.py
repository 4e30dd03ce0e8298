"""Fourthwall's orders: one row a product; what the shop earns stands beside what the buyer paid."""

from __future__ import annotations

from shopkeep.orders.layout import Layout, row_lines
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("order id", "order number"),
    "date": ("created at", "order date", "date"),
    "email": ("email", "customer email", "supporter email"),
    "name": ("name", "customer name", "supporter name", "username"),
    "total": ("total", "order total"),
    "currency": ("currency",),
    "discount": ("discount",),
    "shipping": ("shipping",),
    "tax": ("tax", "taxes"),
    "status": ("status",),
    "country": ("shipping country", "country"),
    "line_title": ("product", "product name"),
    "line_variant": ("variant", "variant name"),
    "line_sku": ("sku",),
    "line_quantity": ("quantity",),
    "line_total": ("subtotal",),
}


class Fourthwall:
    name = "fourthwall"
    title = "Fourthwall"

    def recognise(self, columns: frozenset[str]) -> int:
        earned = {"base cost", "your earnings"} & columns
        return 98 if {"order id", "created at", "total"} <= columns and earned else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        told = any(table.find(key) is not None for key in _COLUMNS["email"])
        return Layout(self.name, _COLUMNS, "groups", row_lines, addresses=told)


FORMAT = Fourthwall()
