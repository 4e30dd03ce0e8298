"""WooCommerce by the plugin Advanced Order Export (Algol+): human labels in any order and choice.

Products stand in numbered columns (`Item Name #1`), or one a row: the rows after the first leave the
order's cells blank, or repeat them where the owner switched that on. `Order Total Amount (- Refund)` is
what is left after refunds.
"""

from __future__ import annotations

import re
from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine
from shopkeep.orders import contents
from shopkeep.orders.layout import Layout, Row, Sheet, Style, quantity_of, row_lines, title_of
from shopkeep.orders.table import Table, unguard

_LINE = {
    "line_title": ("item name", "product name", "name", "product name main"),
    "line_variant": ("product variation", "variation"),
    "line_sku": ("sku", "product sku"),
    "line_quantity": ("quantity", "quantity refund"),
    "line_price": ("item cost", "item price", "product current price"),
    "line_total": ("order line total", "order line subtotal", "order line w o tax"),
}
_COLUMNS = {
    "number": ("order number", "order id"),
    "date": ("order date", "date"),
    "email": ("email billing", "email shipping", "customer user email"),
    "buyer": ("customer user id", "customer id", "customer user"),
    "name": ("full name billing", "full name shipping"),
    "first_name": ("first name billing", "first name shipping"),
    "last_name": ("last name billing", "last name shipping"),
    "total": ("order total amount",),
    "currency": ("currency", "order currency"),
    "refunded": ("order refund amount",),
    "discount": ("cart discount amount",),
    "shipping": ("order shipping amount",),
    "tax": ("order total tax amount", "order tax amount"),
    "status": ("order status",),
    "paid": ("paid date",),
    "fulfilled": ("completed date",),
    "country": ("country code billing", "country name billing", "country code shipping", "country name shipping"),
    "region": ("state code billing", "state name billing", "state code shipping"),
    "city": ("city billing", "city shipping"),
    "postcode": ("postcode billing", "postcode shipping"),
    "sent_to": ("full name shipping",),
    "sent_to_first": ("first name shipping",),
    "sent_to_last": ("last name shipping",),
    **_LINE,
}
_NET = "order total amount refund"
_CODES = ("coupons used", "coupon code", *(f"coupon code {n}" for n in range(1, 11)))
_SEPARATORS = re.compile(r"[,;|]")


class AdvancedOrderExport:
    name = "woocommerce-advanced"
    title = "WooCommerce (Advanced Order Export)"

    def recognise(self, columns: frozenset[str]) -> int:
        if not columns & set(_COLUMNS["number"]) or not columns & set(_COLUMNS["date"]):
            return 0
        if not columns & {"order total amount", _NET}:
            return 0
        labels = sum(key.endswith((" billing", " shipping")) for key in columns)
        return 85 + min(15, labels) if labels or columns & {"order refund amount", "cart discount amount"} else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        numbered = any(f"{name} 1" in table.keys for name in _LINE["line_title"] + _LINE["line_sku"])
        columns = dict(_COLUMNS)
        if "order total amount" not in table.keys:
            columns["total"] = (_NET,)
        states = {"codes"} if table.keys & set(_CODES) else set()
        return Layout(
            "woocommerce",
            columns,
            "rows" if numbered else _style(table),
            _numbered_lines if numbered else row_lines,
            says=_says,
            states=frozenset(states | ({"lines"} if numbered else set())),
        )


def _style(table: Table) -> Style:
    """Blank numbers below an order's first row, or orders of one row only: blocks. Repeated numbers: groups."""
    number = next((at for name in _COLUMNS["number"] if (at := table.find(name)) is not None), None)
    total = next((at for name in ("order total amount", _NET) if (at := table.find(name)) is not None), None)
    if number is None or total is None:
        return "groups"
    products = [at for names in _LINE.values() for name in names if (at := table.find(name)) is not None]
    if contents.goes_on(table, number, total, products):
        return "blocks"
    numbers = [cell for cell in table.cells(number) if cell.strip()]
    return "groups" if len(set(numbers)) < len(numbers) else "blocks"


def _numbered_lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    """The products in `Item Name #1`, `Item Cost #1`, `Item Name #2`."""

    def at(field: str, number: int) -> str:
        places = (sheet.table.find(f"{name} {number}") for name in _LINE[field])
        return next((said for place in places if place is not None and (said := rows[0][place].strip())), "")

    found, number = [], 1
    while any(f"{name} {number}" in sheet.table.keys for name in _LINE["line_title"] + _LINE["line_sku"]):
        title, sku = at("line_title", number), at("line_sku", number)
        if title or sku:
            quantity, variant = quantity_of(at("line_quantity", number)), at("line_variant", number)
            try:
                unit = sheet.amounts.read(at("line_price", number), currency)
                whole = sheet.amounts.read(at("line_total", number), currency)
            except ValueError as error:
                raise sheet.refuse(rows, "line_price", str(error)) from None
            name = f"{title} - {variant}" if variant and title else title or sku
            price = unit if unit is not None else round((whole or 0) / quantity)
            found.append(OrderLine(title_of(name), title_of(sku), quantity, price))
        number += 1
    return found


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    """The codes of all rows; the total before refunds, where the file has only what is left."""
    found: dict[str, Any] = {}
    places = [at for name in _CODES if (at := sheet.table.find(name)) is not None]
    if places:
        cells = [row[at] for at in places for row in rows if row[at].strip()]
        codes = (text.clean(unguard(code.strip()), 80).upper() for cell in cells for code in _SEPARATORS.split(cell))
        found["codes"] = tuple(dict.fromkeys(code for code in codes if code))
    if sheet.columns.get("total") == (sheet.table.find(_NET),):
        left = sheet.money(rows, "total", currency)
        if left is None:
            raise sheet.refuse(rows, "total", "no amount")
        found["total"] = left + abs(sheet.money(rows, "refunded", currency) or 0)
    return found


FORMAT = AdvancedOrderExport()
