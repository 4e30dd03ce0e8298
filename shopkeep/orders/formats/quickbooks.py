"""QuickBooks: the list of invoices and sales receipts, or a sales report with a row a product.

Invoices and sales receipts are orders, under their `No.` (`Num`). Payments of invoices, estimates and the like
are none. A credit memo has a number of its own and does not say what it gives money back for. Reports have
headings and sums between their rows, which have no date. Customers are names.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderStatus
from shopkeep.orders.layout import Layout, Row, Sheet, row_lines
from shopkeep.orders.marketplaces import REFUND_APART
from shopkeep.orders.table import Table

_KIND = ("transaction type", "type")
_COLUMNS = {
    "number": ("no", "num"),
    "date": ("date", "transaction date"),
    "email": ("email", "customer email", "bill email"),
    "name": ("customer", "name", "customer full name"),
    "currency": ("currency",),
    "total": ("total", "amount"),
    "status": ("status",),
    "line_title": ("product service", "product service full name", "item", "memo description", "description"),
    "line_sku": ("sku",),
    "line_quantity": ("qty", "quantity"),
    "line_price": ("rate", "sales price", "price"),
}
_PRODUCTS = ("product service", "product service full name", "item")
_TELLING = frozenset(("due date", "balance", "open balance", "memo", *_PRODUCTS))
_SALES = ("invoice", "sales receipt")
_BACK = ("credit memo", "refund", "refund receipt", "credit note")
_NET = "This report gives each product's amount, without sales tax: an order is worth its products."
_OPEN = ("open", "overdue", "due", "sent", "viewed", "unpaid", "not paid", "partial", "not sent", "not yet sent")


class QuickBooks:
    name = "quickbooks"
    title = "QuickBooks"

    def recognise(self, columns: frozenset[str]) -> int:
        told = columns & {*_COLUMNS["number"]} and columns & {"customer", "name", "customer full name"}
        if not told or "date" not in columns or not columns & {"amount", "total"}:
            return 0
        if "transaction type" in columns:
            return 90
        return 90 if "type" in columns and len(columns & _TELLING) > 1 else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        by_products = bool(table.keys & {*_PRODUCTS, *_COLUMNS["line_quantity"], *_COLUMNS["line_price"]})
        columns = dict(_COLUMNS)
        if by_products:
            columns["total"] = tuple(key for key in ("amount", "total") if key in table.keys)
        return Layout(
            self.name,
            columns,
            "groups" if by_products else "rows",
            row_lines if by_products else lambda *_: [],
            says=_of_products if by_products else _of_invoices,
            skip=_is_none,
            addresses=bool(table.keys & {*_COLUMNS["email"]}),
            states=frozenset(("total", "status")),
            warnings=(_NET,) if by_products else (),
            optional=frozenset(("status",)),
        )


def _kind(sheet: Sheet, row: Row) -> str:
    at = next(at for at in map(sheet.table.find, _KIND) if at is not None)
    return text.key(row[at])


def _is_none(sheet: Sheet, row: Row) -> bool:
    """Headings and sums, and whatever is neither sold nor given back."""
    return not sheet.say(row, "date") or _kind(sheet, row) not in (*_SALES, *_BACK)


def _of_invoices(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    if any(_kind(sheet, row) in _BACK for row in rows):
        raise sheet.refuse(rows, "number", REFUND_APART)
    total = sheet.money(rows, "total", currency)
    if total is None:
        raise sheet.refuse(rows, "total", "no amount")
    return {"total": total, "status": _status(sheet.first(rows, "status"))}


def _of_products(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    if len({_kind(sheet, row) for row in rows}) > 1:
        raise sheet.refuse(rows, "number", "documents of several kinds have this number")
    return _of_invoices(sheet, rows, currency) | {"total": sum(sheet.each_money(rows, "total", currency))}


def _status(written: str) -> OrderStatus:
    said = text.key(written)
    if "void" in said:
        return "cancelled"
    return "pending" if any(said.startswith(word) for word in _OPEN) else "paid"


FORMAT = QuickBooks()
