"""The dialect of Shopify's Transporter tool: like the orders export, but without a total.

What the buyer paid are the transactions, which stand on the same rows as the products. Rows that hold
only a shipping line or a metafield are no part of what was bought.
"""

from __future__ import annotations

from shopkeep.orders.formats.shopify import COLUMNS
from shopkeep.orders.layout import Layout, Row, Sheet, row_lines
from shopkeep.orders.table import Table

_COLUMNS = {
    **COLUMNS,
    "date": ("processed at",),
    "first_name": ("billing first name", "shipping first name"),
    "last_name": ("billing last name", "shipping last name"),
    "tax": ("total tax",),
    "shipping": ("shipping line price",),
    "country": ("shipping country code", "billing country code", "shipping country", "billing country"),
    "sent_to_first": ("shipping first name",),
    "sent_to_last": ("shipping last name",),
    "region": ("shipping province code", "billing province code"),
    "consent": ("buyer accepts marketing",),
    "total": (),
}


class Transporter:
    name = "shopify-transporter"
    title = "Shopify Transporter"

    def recognise(self, columns: frozenset[str]) -> int:
        return 100 if {"name", "processed at", "lineitem name", "buyer accepts marketing"} <= columns else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        said = ("This file has no order totals; payments were added up, or products where there are none.",)
        return Layout(
            "shopify",
            _COLUMNS,
            "groups",
            row_lines,
            says=_paid,
            skip=_no_product,
            warnings=said,
            optional=frozenset(("refunded",)),
        )


def _no_product(sheet: Sheet, row: Row) -> bool:
    """Whether neither an order, nor a product, nor a payment stands in this row."""
    paid = sheet.table.find("transaction amount")
    if paid is not None and row[paid].strip():
        return False
    return not any(sheet.say(row, name) for name in ("date", "line_title", "line_sku", "line_price"))


def _paid(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, int]:
    """What went through as sale or capture, and what as refund; nothing where no payment is listed."""
    at = {part: sheet.table.find(f"transaction {part}") for part in ("amount", "kind", "status")}
    amount, kind, status = at["amount"], at["kind"], at["status"]
    if amount is None or kind is None:
        return {}
    found: dict[str, int] = {}
    for row in rows:
        if status is not None and row[status].strip().lower() not in ("success", ""):
            continue
        what = {"sale": "total", "capture": "total", "refund": "refunded"}.get(row[kind].strip().lower())
        if what and row[amount].strip():
            try:
                paid = sheet.amounts.read(row[amount], currency) or 0
            except ValueError as error:
                raise sheet.refuse(rows, "total", str(error)) from None
            found[what] = found.get(what, 0) + abs(paid)
    return found


FORMAT = Transporter()
