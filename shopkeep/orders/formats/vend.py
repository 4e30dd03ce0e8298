"""Sales history of Lightspeed's till (X-Series, formerly Vend): rows of a sale, its products and its payments.

`Line Type` tells them apart; the sale's own row has the total and the customer. A return is a sale below zero
under a number of its own. Customers are known by their code; who has none is `WALKIN`.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine, OrderStatus
from shopkeep.orders import people
from shopkeep.orders.assemble import HEADLESS
from shopkeep.orders.layout import Layout, Row, Sheet, row_lines
from shopkeep.orders.marketplaces import REFUND_APART, amount, cell
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("receipt number",),
    "date": ("date",),
    "email": ("customer email",),
    "buyer": ("customer code",),
    "name": ("customer name",),
    "total": ("total",),
    "tax": ("sales tax",),
    "discount": ("discount",),
    "status": ("status",),
    "line_title": ("details",),
    "line_sku": ("sku",),
    "line_quantity": ("quantity",),
    "line_total": ("total",),
}
_KIND = "line type"
_TWICE = "several sales have this receipt number"


class Vend:
    name = "vend"
    title = "Lightspeed X-Series"

    def recognise(self, columns: frozenset[str]) -> int:
        return 97 if {"receipt number", "line type", "customer code", "details", "paid"} <= columns else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        return Layout(
            self.name,
            _COLUMNS,
            "groups",
            _lines,
            says=_says,
            addresses=table.find("customer email") is not None,
            states=frozenset(("total", "tax", "discount", "status")),
        )


def _of_kind(sheet: Sheet, rows: list[Row], kind: str) -> list[Row]:
    return [row for row in rows if text.key(cell(sheet, row, _KIND)) == kind]


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    """What was bought; what was brought back in the same sale is no product of it."""
    return [
        line
        for row in _of_kind(sheet, rows, "sale line")
        if not sheet.say(row, "line_quantity").startswith("-")
        for line in row_lines(sheet, [row], currency)
    ]


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    head = _of_kind(sheet, rows, "sale")
    if len(head) != 1:
        raise sheet.refuse(rows, "number", _TWICE if head else HEADLESS)
    total = sheet.money(head, "total", currency)
    if total is None:
        raise sheet.refuse(head, "total", "no amount")
    if total < 0:
        raise sheet.refuse(head, "number", REFUND_APART)
    code = cell(sheet, head[0], "customer code")
    return {
        "total": total,
        "tax": amount(sheet, head[0], "sales tax", currency) or 0,
        "discount": abs(amount(sheet, head[0], "discount", currency) or 0),
        "status": _status(cell(sheet, head[0], "status")),
        "buyer": people.number_of(code),
    }


def _status(written: str) -> OrderStatus:
    """What is laid by or put on account is not paid before its state says closed."""
    said = text.key(written.replace("_", " "))
    if "void" in said or "cancel" in said:
        return "cancelled"
    if said in ("saved", "parked", "open", "in progress"):
        return "draft"
    unpaid = any(word in said for word in ("layby", "layaway", "onaccount", "on account"))
    return "pending" if unpaid and "closed" not in said and "complete" not in said else "paid"


FORMAT = Vend()
