"""Allegro's list of orders: the orders, and below them under a header of their own the products of all of them.

What the buyer is to pay is the total, delivery included. Pieces that came back are counted beside each product.
Addresses are lent by Allegro: buyers are known by their login.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine, OrderStatus
from shopkeep.orders.assemble import HEADLESS
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, row_lines
from shopkeep.orders.marketplaces import cell, real_address, settled
from shopkeep.orders.statuses import judge
from shopkeep.orders.table import Table
from shopkeep.orders.watched import NeedsWholeFile

_COLUMNS = {
    "number": ("orderid",),
    "date": ("orderdate",),
    "email": ("buyeremail",),
    "buyer": ("buyerlogin",),
    "name": ("buyername",),
    "total": ("totaltopayamount",),
    "currency": ("totaltopaycurrency",),
    "shipping": ("deliveryamount",),
    "country": ("buyercountrycode",),
    "city": ("buyercity",),
    "postcode": ("buyerzip",),
    "line_title": ("name",),
    "line_sku": ("externalid", "offerid"),
    "line_quantity": ("quantity",),
    "line_price": ("price",),
}
_STATES = ("sellerstatus", "paymentstatus", "status")


class Allegro:
    name = "allegro"
    title = "Allegro"

    def recognise(self, columns: frozenset[str]) -> int:
        return 97 if {"orderid", "orderdate", "sellerstatus", "totaltopayamount"} <= columns else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        if table.stream is not None:
            raise NeedsWholeFile  # the products stand below all orders
        emails = table.find("buyeremail")
        return Layout(
            self.name,
            _COLUMNS,
            "groups",
            _lines,
            says=_says,
            skip=_is_none,
            addresses=emails is not None and any(map(real_address, table.cells(emails))),
            states=frozenset(("total", "status", "refunded")),
        )


def _kind(sheet: Sheet, row: Row) -> str:
    return text.key(cell(sheet, row, "type"))


def _is_none(sheet: Sheet, row: Row) -> bool:
    """The headers of the tables below, and the count at the end."""
    return _kind(sheet, row) not in ("order", "lineitem")


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    return row_lines(sheet, [row for row in rows if _kind(sheet, row) == "lineitem"], currency)


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    head = [row for row in rows if _kind(sheet, row) == "order"]
    if not head:
        raise sheet.refuse(rows, "number", HEADLESS)
    total = sheet.money(head, "total", currency)
    if total is None:
        raise sheet.refuse(head, "total", "no amount")
    status: OrderStatus = judge(tuple(cell(sheet, head[0], key).replace("_", " ") for key in _STATES))[0]
    back = sum(
        (sheet.money([row], "line_price", currency) or 0) * min(came_back, quantity_of(sheet.say(row, "line_quantity")))
        for row in rows
        if (came_back := _count(cell(sheet, row, "returnsquantity")))
    )
    email = real_address(sheet.first(head, "email"))
    return {
        **settled(status, total, 0 if status == "cancelled" else min(back, total)),
        "email": email,
        "buyer": text.clean(sheet.first(head, "buyer"), 200).lower(),
    }


def _count(written: str) -> int:
    return int(written) if written.isdecimal() else 0


FORMAT = Allegro()
