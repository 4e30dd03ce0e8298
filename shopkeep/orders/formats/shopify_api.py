"""Shopify's orders as tables of its API, as data pipelines write them: `total_price`, `financial_status`, `test`.

Products stand in a table of their own, so there are none here, but where a program has flattened the API's answers:
then `line_items`, `refunds` and `discount_codes` hold lists, as JSON or as Python writes them (`[{'code': 'A'}]`).
The order's shown number is its name.
"""

from __future__ import annotations

import ast
import json
from typing import Any

from shopkeep.core.records.orders import OrderLine
from shopkeep.orders import people
from shopkeep.orders.amounts import AmountReader
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, row_lines, title_of
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("name", "order number"),
    "date": ("created at", "processed at"),
    "email": ("email", "contact email", "customer email"),
    "buyer": ("customer id",),
    "name": ("billing address name", "shipping address name"),
    "first_name": ("billing address first name", "shipping address first name", "customer first name"),
    "last_name": ("billing address last name", "shipping address last name", "customer last name"),
    "total": ("total price",),
    "currency": ("currency",),
    "discount": ("total discounts",),
    "shipping": ("total shipping price set shop money amount",),
    "tax": ("total tax",),
    "code": ("discount codes",),
    "status": ("financial status",),
    "cancelled": ("cancelled at",),
    "country": ("shipping address country code", "billing address country code", "shipping address country"),
    "region": ("shipping address province code", "billing address province code"),
    "city": ("shipping address city", "billing address city"),
    "postcode": ("billing address zip", "shipping address zip"),
    "sent_to": ("shipping address name",),
    "consent": ("buyer accepts marketing",),
    "test": ("test",),
}


_AMOUNTS = AmountReader("point")
_LONGEST = 1_000_000
"""Characters of a cell with a list; longer ones are no order's."""


class ShopifyApi:
    name = "shopify-api"
    title = "Shopify (API)"

    def recognise(self, columns: frozenset[str]) -> int:
        needed = {"total price", "financial status", "created at", "currency"}
        return 95 if needed <= columns and columns & {"name", "order number"} else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        products, refunds = table.find("line items"), table.find("refunds")

        def packed_lines(_sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
            return [_line(each, currency) for row in rows[:1] for each in listed(row[products or 0])]

        def paid_back(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
            given: dict[str, Any] = {"buyer": people.number_of(sheet.say(rows[0], "buyer").removesuffix(".0"))}
            if refunds is not None:
                given["refunded"] = sum(_refunded(each, currency) for each in listed(rows[0][refunds]))
            return given

        lacking = [name for name, at in (("products", products), ("refunds", refunds)) if at is None]
        said = "This table of orders names neither products nor refunds."
        if len(lacking) == 1:
            said = f"This table of orders names no {lacking[0]}."
        return Layout(
            "shopify",
            _COLUMNS,
            "rows",
            row_lines if products is None else packed_lines,
            says=None if len(lacking) == 2 else paid_back,
            codes=_codes,
            states=frozenset(name for name, at in (("lines", products), ("refunded", refunds)) if at is not None),
            warnings=(said,) if lacking else (),
        )


def listed(cell: str) -> list[dict[str, Any]]:
    """The objects of a list as JSON or as Python writes it; none for whatever else stands there."""
    if not cell.startswith("[") or len(cell) > _LONGEST:
        return []
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        try:
            found = ast.literal_eval(cell)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            return []
    return [each for each in found if isinstance(each, dict)]


def _codes(cell: str) -> list[str]:
    if cell.startswith("["):
        return [str(each.get("code") or "") for each in listed(cell)]
    return cell.split(",")


def _line(item: dict[str, Any], currency: str) -> OrderLine:
    title = item.get("name") or item.get("title") or item.get("sku") or ""
    quantity = quantity_of(str(item.get("quantity") or ""))
    off = item.get("total_discount") or 0
    price = _amount(item.get("price"), currency)
    return OrderLine(
        title_of(str(title)), title_of(str(item.get("sku") or "")), quantity, price, _amount(off, currency)
    )


def _refunded(refund: dict[str, Any], currency: str) -> int:
    paid = refund.get("transactions")
    return sum(
        abs(_amount(each.get("amount"), currency))
        for each in (paid if isinstance(paid, list) else ())
        if isinstance(each, dict) and each.get("kind") == "refund" and each.get("status") == "success"
    )


def _amount(value: Any, currency: str) -> int:
    """An amount of the API, always with a point; nothing for none."""
    try:
        return _AMOUNTS.read(str(value or 0), currency) or 0
    except ValueError:
        return 0


FORMAT = ShopifyApi()
