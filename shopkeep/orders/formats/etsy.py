"""Etsy's two downloads: sold orders (one row an order) and sold order items (one row a product).

Neither has an address. A buyer is known by the account's name, a guest by name and postcode. Orders give
totals, items give products; both name the order, so that whoever imports both has whole orders. Items
alone say what was paid only as a sum, which gives way to the orders' own total.

In British English the columns say `Delivery` for `Ship`, and `Date Posted` for `Date Shipped`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine
from shopkeep.orders import cells
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, row_lines, title_of
from shopkeep.orders.table import Table

_BOTH = {
    "number": ("order id",),
    "date": ("sale date",),
    "currency": ("currency",),
    "discount": ("discount amount",),
    "code": ("coupon code",),
    "fulfilled": ("date shipped", "date posted", "date dispatched"),
    "region": ("ship state", "delivery state"),
    "city": ("ship city", "delivery city"),
    "postcode": ("ship zipcode", "delivery zipcode", "ship postcode", "delivery postcode"),
    "country": ("ship country", "delivery country"),
}
_ORDERS = {
    **_BOTH,
    "name": ("full name",),
    "first_name": ("first name",),
    "last_name": ("last name",),
    "total": ("order total",),
    "shipping": ("shipping", "delivery"),
    "tax": ("sales tax",),
    "status": ("status",),
    "paid": ("date paid",),
}
_ITEMS = {
    **_BOTH,
    "name": ("ship name", "delivery name"),
    "paid": ("date paid",),
    "shipping": ("order shipping", "order delivery"),
    "tax": ("order sales tax",),
    "line_title": ("item name",),
    "line_sku": ("sku",),
    "line_quantity": ("quantity",),
    "line_price": ("price",),
    "line_total": ("item total",),
}
_JOINED = {
    **{field: (*_ORDERS.get(field, ()), *names) for field, names in _ITEMS.items()},
    **{field: names for field, names in _ORDERS.items() if field not in _ITEMS},
}
"""Of tables in which somebody put both together."""
_OF_ORDERS = {"order value", "order net", "buyer user id", "card processing fees", "number of items"}
_OF_ITEMS = {"transaction id", "listing id", "order shipping", "order delivery", "listings type", "buyer"}
_ACCOUNT = re.compile(r"\(([^()\s]+)\)\s*$")
_WISHES = re.compile(r",?\s*\bperson[^,:]*:.*$", re.IGNORECASE | re.DOTALL)
"""What the buyer wants written on it, at the end of the variations: no product is known by that."""


class Etsy:
    name = "etsy"
    title = "Etsy"

    def recognise(self, columns: frozenset[str]) -> int:
        if not {"sale date", "order id"} <= columns:
            return 0
        if "order total" in columns and len(_OF_ORDERS & columns) >= 2:
            return 95
        if "item name" in columns and _OF_ITEMS & columns:
            return 90 if len(_OF_ITEMS & columns) > 1 else 85
        return 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        items, orders = "item name" in table.keys, "order total" in table.keys
        if items and not orders:
            return Layout(
                self.name,
                _ITEMS,
                "groups",
                _lines,
                says=_from_items,
                key=_number,
                codes=_codes,
                addresses=False,
                states=frozenset(("total", "buyer")),
                derived=frozenset(("total", "buyer", "name")),
            )
        return Layout(
            self.name,
            _JOINED if items else _ORDERS,
            "groups" if items else "rows",
            _lines if items else row_lines,
            says=_from_orders,
            key=_number,
            codes=_codes,
            addresses=False,
            states=frozenset(("refunded", "buyer")),
        )


def _number(sheet: Sheet, row: Row) -> str:
    return sheet.say(row, "number").removeprefix("#")


def _codes(cell: str) -> list[str]:
    """`TEA10;TEA10;CUP5`: the code of each product it was used for."""
    return re.split("[,;]", cell)


def _from_orders(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    """Who bought, and what went back: an order whose adjusted total is lower. 0 there is not adjusted, unless what
    the shop was left with was."""
    said: dict[str, Any] = {"buyer": cells.word(sheet, rows, "buyer user id") or _buyer(sheet, rows)}
    total = sheet.money(rows, "total", currency)
    adjusted = cells.amount(sheet, rows, "adjusted order total", currency)
    if total is not None and adjusted and adjusted != total:
        said.update({"refunded": total - adjusted} if adjusted < total else {"total": adjusted})
    elif total and (back := _given_back(sheet, rows, currency)) > 0:
        said["refunded"] = min(total, back)
    return said


def _given_back(sheet: Sheet, rows: list[Row], currency: str) -> int:
    """How much less the buyer paid after all, where only net and fees were adjusted: together they are what was paid
    without the tax that Etsy keeps. 0 where nothing was adjusted or cannot be told."""
    names = ("order net", "card processing fees", "adjusted net order amount", "adjusted card processing fees")
    net, fees, net_after, fees_after = (cells.amount(sheet, rows, name, currency) for name in names)
    if net is None or fees is None or not (net_after or fees_after):
        return 0
    return net + fees - (net_after or 0) - (fees_after or 0)


def _from_items(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    """Who bought, and what the order comes to, as its total stands in the other download alone."""
    if sheet.has("line_total"):
        products = sum(sheet.each_money(rows, "line_total", currency))
    else:
        products = sum(
            quantity_of(sheet.say(row, "line_quantity")) * (sheet.money([row], "line_price", currency) or 0)
            for row in rows
        )
    off = abs(sheet.whole(rows, "discount", currency))
    sent = sheet.whole(rows, "shipping", currency) - _shipping_discount(sheet, rows, currency)
    total = products - off + max(0, sent) + sheet.whole(rows, "tax", currency)
    return {"total": max(0, total), "buyer": _buyer(sheet, rows)}


def _shipping_discount(sheet: Sheet, rows: list[Row], currency: str) -> int:
    """It stands on one row of an order, or is repeated on every one."""
    off = (
        cells.amount(sheet, [row], key, currency) for key in ("shipping discount", "delivery discount") for row in rows
    )
    return max((abs(each) for each in off if each), default=0)


def _buyer(sheet: Sheet, rows: list[Row]) -> str:
    """`Ann Lee (annlee)` and `annlee` are an account; a bare name is a guest's, known with the postcode."""
    said = cells.word(sheet, rows, "buyer")
    account = _ACCOUNT.search(said)
    if account:
        return account[1]
    named = {*text.key(sheet.first(rows, "name")).split()}
    if said and " " not in said and not {*text.key(said).split()} <= named:
        return said
    return cells.by_name_and_postcode(sheet, rows)


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    """The products with their variations, but without what is to be written on them."""
    found = []
    for row in rows:
        for line in row_lines(sheet, [row], currency):
            chosen = _WISHES.sub("", cells.word(sheet, [row], "variations")).strip(" ,")
            title = cells.unescaped(f"{line.title} - {chosen}" if chosen else line.title)
            found.append(replace(line, title=title_of(title)))
    return found


FORMAT = Etsy()
