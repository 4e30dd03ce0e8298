"""Big Cartel's list of orders: one row an order, its products packed into one cell.

A packed product reads `product_name:Tea|product_option_name:Green|quantity:2|price:10.0|total:20.0`, the next one
after a semicolon. Nothing is escaped, so that a product's name may hold these signs.
"""

from __future__ import annotations

import re
from typing import Any

from shopkeep.core.records.orders import OrderLine
from shopkeep.orders import people
from shopkeep.orders.layout import Layout, Refuse, Row, Sheet, quantity_of, title_of
from shopkeep.orders.marketplaces import cell
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("number",),
    "date": ("date",),
    "time": ("time",),
    "email": ("buyer email",),
    "first_name": ("buyer first name",),
    "last_name": ("buyer last name",),
    "total": ("total price",),
    "currency": ("currency",),
    "discount": ("total discount",),
    "shipping": ("total shipping",),
    "tax": ("total tax",),
    "code": ("discount code",),
    "status": ("payment status", "status"),
    "country": ("shipping country",),
    "region": ("shipping state",),
    "city": ("shipping city",),
    "postcode": ("shipping zip",),
}
_WISH = ("buyers opted in to marketing", "buyer opted in to marketing", "opted in to marketing")
_PRODUCT = re.compile(
    r"(?:^|;)\s*product_name:(?P<title>.*?)\|product_option_name:(?P<variant>.*?)"
    r"\|quantity:(?P<quantity>[\d.]+)\|price:(?P<price>-?[\d.]+)(?:\|[^;]*)?(?=;\s*product_name:|;?\s*$)",
    re.DOTALL,
)


class BigCartel:
    name = "big-cartel"
    title = "Big Cartel"

    def recognise(self, columns: frozenset[str]) -> int:
        known = {"number", "buyer email", "items", "total price", "payment status"} <= columns
        return 96 if known and columns & {"item count", "item total", "shipping status"} else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        wishes = table.keys & {*_WISH}
        return Layout(
            self.name,
            _COLUMNS,
            "rows",
            _lines,
            says=_says if wishes else None,
            states=frozenset(("consent",)) if wishes else frozenset(),
        )


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    return {"consent": people.consent(cell(sheet, rows[0], *_WISH))}


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    found = []
    for each in _PRODUCT.finditer(cell(sheet, rows[0], "items")):
        name = f"{each['title']} - {each['variant']}" if each["variant"].strip() else each["title"]
        try:
            price = sheet.amounts.read(each["price"], currency) or 0
        except ValueError as error:
            raise _unread(sheet, rows[0], str(error)) from None
        if name.strip():
            found.append(OrderLine(title_of(name), "", quantity_of(each["quantity"]), price))
    return found


def _unread(sheet: Sheet, row: Row, reason: str) -> Refuse:
    at = sheet.table.find("items")
    return Refuse("Items", row[at] if at is not None else "", reason, "line_title", -1 if at is None else at)


FORMAT = BigCartel()
