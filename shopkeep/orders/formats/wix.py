"""Wix's orders export of today, and the one before 2020: one row a product, the order repeated on each.

Countries have three letters; phones and postcodes are in quotes of their own. No column says what a coupon
took off: it is worked out where no tax could be mistaken for it.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from shopkeep.errors import ImportRefused
from shopkeep.orders import cells
from shopkeep.orders.layout import Layout, Refuse, Row, Sheet, row_lines
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("order number", "order"),
    "date": ("date created", "date"),
    "time": ("time",),
    "email": ("contact email", "buyer s email"),
    "name": ("billing name", "recipient name", "billing customer", "delivery customer", "shipping customer"),
    "sent_to": ("recipient name", "delivery customer", "shipping customer"),
    "total": ("total",),
    "currency": ("currency",),
    "refunded": ("refunded amount", "refund"),
    "shipping": ("shipping rate", "shipping"),
    "tax": ("total tax", "tax"),
    "code": ("coupon code", "coupon"),
    "status": ("payment status", "fulfillment status", "payment", "fulfillment"),
    "country": ("delivery country", "shipping country", "billing country"),
    "region": (
        *("delivery state name", "delivery state", "shipping state"),
        *("billing state name", "billing state"),
    ),
    "city": ("delivery city", "shipping city", "billing city"),
    "postcode": (
        *("billing zip postal code", "billing zip code", "delivery zip postal code 2"),
        *("delivery zip postal code", "delivery zip code", "shipping zip code"),
    ),
    "notes": ("additional checkout info",),
    "line_title": ("item", "item s name"),
    "line_variant": ("variant", "item s variant"),
    "line_sku": ("sku",),
    "line_quantity": ("qty",),
    "line_price": ("price", "item s price"),
}
_TODAY = {"order number", "date created", "total order quantity"}
_BEFORE = {"buyer s email", "item s name"}


class Wix:
    name = "wix"
    title = "Wix"

    def recognise(self, columns: frozenset[str]) -> int:
        if columns >= _BEFORE and {"order", "total"} <= columns:
            return 95
        if columns >= _TODAY:
            return 95
        own = {"contact email", "quantity refunded", "delivery zip postal code", "net amount", "fulfillment service"}
        return 85 if {"order number", "date created"} <= columns and len(own & columns) >= 2 else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        warnings: tuple[str, ...] = ()
        if "total" not in table.keys and "total" not in mapping:
            raise ImportRefused(
                f"{PurePath(table.path).name} is only a part of Wix's orders export.",
                f"Only {len(table.columns)} of its columns are here: what each buyer paid (Total) is not among them.",
                "Export the orders from Wix again, and import that file as it is.",
            )
        if not {"contact email", "buyer s email"} & table.keys and "email" not in mapping:
            warnings = ("The column Contact email is missing, so nobody in this file could be told apart.",)
        return Layout(
            self.name,
            _COLUMNS,
            "groups",
            row_lines,
            says=_said,
            states=frozenset(("discount",)),
            warnings=warnings,
        )


def _said(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    country = sheet.first(rows, "country")
    if len(country) == 3:
        found["country"] = cells.two_letters(country)
    discount = _discount(sheet, rows, currency)
    if discount:
        found["discount"] = discount
    return found


def _discount(sheet: Sheet, rows: list[Row], currency: str) -> int:
    """What a coupon took off, in minor units: what everything costs less the total. 0 where tax blurs it, or a cell
    that cannot be read."""
    if not sheet.first(rows, "code"):
        return 0
    try:
        if sheet.money(rows, "tax", currency):
            return 0
        products = sum(line.quantity * line.unit_price for line in row_lines(sheet, rows, currency))
        fees = cells.amount(sheet, rows, "additional fees", currency) or 0
        sent = sheet.money(rows, "shipping", currency) or 0
        return max(0, products + sent + fees - (sheet.money(rows, "total", currency) or 0))
    except Refuse:
        return 0


FORMAT = Wix()
