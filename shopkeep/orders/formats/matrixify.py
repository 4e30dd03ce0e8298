"""Shopify through Matrixify (once Excelify): every product, payment, discount and refund is a row of its own.

`Line: Type` says what a row is. The order's own values stand on each of its rows, or on the first alone
(`Top Row`). Discount rows carry the code as their name and a negative amount; refunds are in `Price: Total
Refund`, else among the transactions, else in the refund rows.
"""

from __future__ import annotations

import re
from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine
from shopkeep.orders import contents
from shopkeep.orders.layout import Layout, Refuse, Row, Sheet, row_lines
from shopkeep.orders.table import Table, unguard

_COLUMNS = {
    "number": ("name",),
    "date": ("created at", "processed at"),
    "email": ("email", "customer email"),
    "buyer": ("customer id",),
    "first_name": ("billing first name", "customer first name", "shipping first name"),
    "last_name": ("billing last name", "customer last name", "shipping last name"),
    "total": ("price total",),
    "currency": ("currency",),
    "refunded": ("price total refund",),
    "shipping": ("price total shipping",),
    "tax": ("tax total",),
    "status": ("payment status",),
    "cancelled": ("cancelled at",),
    "fulfilled": ("fulfillment processed at", "fulfillment created at"),
    "country": ("shipping country code", "shipping country", "billing country code", "billing country"),
    "region": ("shipping province code", "shipping province", "billing province code", "billing province"),
    "city": ("shipping city", "billing city"),
    "postcode": ("billing zip", "shipping zip"),
    "sent_to_first": ("shipping first name",),
    "sent_to_last": ("shipping last name",),
    "notes": ("additional details",),
    "consent": ("customer accepts marketing", "customer email marketing status"),
    "test": ("test", "transaction test"),
    "line_title": ("line title", "line name"),
    "line_variant": ("line variant title",),
    "line_sku": ("line sku", "line variant sku"),
    "line_quantity": ("line quantity",),
    "line_price": ("line price",),
    "line_discount": ("line discount",),
}
_PAID = ("sale", "capture")
_DRAFTS = re.compile(r"#?D\d", re.IGNORECASE)
"""How Shopify numbers drafts of orders, whose export has no payment status."""


class Matrixify:
    name = "shopify-matrixify"
    title = "Shopify (Matrixify)"

    def recognise(self, columns: frozenset[str]) -> int:
        return (
            100 if {"name", "line type", "price total"} <= columns and columns & {"created at", "processed at"} else 0
        )

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        return Layout(
            "shopify",
            _COLUMNS,
            "groups",
            _lines,
            says=_says,
            states=frozenset(("refunded", "discount", "codes", "shipping", "paid_at")),
            optional=frozenset(("status", "refunded") if _lists_drafts(table) else ()),
        )


def _lists_drafts(table: Table) -> bool:
    at = table.find("name")
    return at is not None and any(map(_DRAFTS.match, contents.filled(table, at)))


def _of(sheet: Sheet, rows: list[Row], *kinds: str) -> list[Row]:
    """The rows whose `Line: Type` is one of these. A table without that column, which an owner may say is one
    of these exports, has items alone."""
    at = sheet.table.find("line type")
    if at is None:
        return rows if "line item" in kinds else []
    return [row for row in rows if text.key(row[at]) in kinds]


def _cell(sheet: Sheet, row: Row, name: str) -> str:
    at = sheet.table.find(name)
    return row[at].strip() if at is not None else ""


def _money(sheet: Sheet, row: Row, name: str, currency: str) -> int:
    try:
        return abs(sheet.amounts.read(_cell(sheet, row, name), currency) or 0)
    except ValueError as error:
        raise Refuse(name, _cell(sheet, row, name), str(error)) from None


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    return row_lines(sheet, _of(sheet, rows, "line item"), currency)


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    """What stands in rows of their own: discounts and codes, payments, refunds."""
    discounts = _of(sheet, rows, "discount")
    names = (
        text.clean(unguard(_cell(sheet, row, "line name") or _cell(sheet, row, "line title")), 80) for row in discounts
    )
    payments = [row for row in _of(sheet, rows, "transaction") if _went_through(sheet, row)]
    drafted = not sheet.has("status") and _DRAFTS.match(sheet.say(rows[0], "number"))
    found: dict[str, Any] = {"status": "draft"} if drafted else {}
    found |= {
        "discount": sum(_money(sheet, row, "line discount", currency) for row in discounts),
        "codes": tuple(dict.fromkeys(name.upper() for name in names if name)),
    }
    back = [row for row in payments if text.key(_cell(sheet, row, "transaction kind")) == "refund"]
    if not sheet.first(rows, "refunded"):
        found["refunded"] = sum(_money(sheet, row, "transaction amount", currency) for row in back) or sum(
            _money(sheet, row, "line total", currency) for row in _of(sheet, rows, "refund line", "refund shipping")
        )
    if not sheet.first(rows, "shipping"):
        found["shipping"] = sum(_money(sheet, row, "line price", currency) for row in _of(sheet, rows, "shipping line"))
    when = [
        _cell(sheet, row, "transaction processed at")
        for row in payments
        if text.key(_cell(sheet, row, "transaction kind")) in _PAID
    ]
    try:
        found["paid_at"] = min(sheet.dates.read(each) for each in when if each) if any(when) else None
    except ValueError:
        found["paid_at"] = None
    return found


def _went_through(sheet: Sheet, row: Row) -> bool:
    return text.key(_cell(sheet, row, "transaction status")) in ("success", "")


FORMAT = Matrixify()
