"""BigCommerce's orders export: one row an order, its products packed into the cell `Product Details`.

Shops choose the columns of their template; some have a row a product instead. Amounts stand with and
without tax: what the buyer paid is with. `Incomplete` is a cart that was left, and no order.
"""

from __future__ import annotations

import re
from typing import Any

from shopkeep.core import text
from shopkeep.core.money import minor
from shopkeep.core.records.orders import OrderLine
from shopkeep.orders import amounts, cells
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, row_lines, title_of
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("order id",),
    "date": ("order date",),
    "time": ("order time",),
    "email": ("customer email", "billing email"),
    "buyer": ("customer id",),
    "name": ("customer name", "billing name", "shipping name"),
    "first_name": ("billing first name", "shipping first name"),
    "last_name": ("billing last name", "shipping last name"),
    "sent_to": ("shipping name",),
    "sent_to_first": ("shipping first name",),
    "sent_to_last": ("shipping last name",),
    "total": ("order total inc tax", "order total ex tax"),
    "currency": ("order currency code",),
    "refunded": ("refund amount",),
    "discount": ("coupon value", "coupon discount", "discount amount"),
    "shipping": ("shipping cost inc tax", "shipping cost ex tax"),
    "tax": ("tax total",),
    "code": ("coupon details", "coupon code"),
    "status": ("order status",),
    "fulfilled": ("date shipped",),
    "country": ("shipping country", "billing country"),
    "region": ("shipping state", "shipping state abbreviation", "billing state"),
    "city": ("shipping suburb", "billing suburb"),
    "postcode": ("billing zip", "shipping zip"),
    "line_title": ("product name",),
    "line_sku": ("product sku",),
    "line_quantity": ("product qty",),
    "line_price": ("product unit price",),
    "line_total": ("product total price",),
}
_PACKED = "product details"
_UNTAXED = "This file has no 'Order Total (inc tax)': an order is worth its total without tax."
# Names hold commas, bars and colons unescaped, so a part begins only at a known key.
_PART = re.compile(
    r"(?:^|[,|;\n]|(?<=\s))\s*(?:Product (ID|Qty|Quantity|SKU|Name|Weight|Variation Details|Options|Unit Price"
    r"|Unit Cost|Index|Total Price|Total Cost|Total)|Peachtree (?:General Ledger Account|Tax Type))\s*:",
    re.IGNORECASE,
)
_COUPON = re.compile(r"Coupon Code\s*:\s*([^,|;]+)", re.IGNORECASE)


class BigCommerce:
    name = "bigcommerce"
    title = "BigCommerce"

    def recognise(self, columns: frozenset[str]) -> int:
        if "order id" not in columns or not {"order total inc tax", "order total ex tax"} & columns:
            return 0
        telling = {_PACKED, "order date", "order status", "order currency code", "customer id"}
        known = len(columns & telling)
        return 85 + 3 * known if known >= 2 else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        packed = table.find(_PACKED)

        def packed_lines(_sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
            return [line for row in rows[:1] for line in products(row[packed or 0], currency)]

        rowwise = packed is None and {"product name", "product sku"} & table.keys
        return Layout(
            self.name,
            _COLUMNS if rowwise else {field: names for field, names in _COLUMNS.items() if field[:5] != "line_"},
            "groups" if rowwise else "rows",
            row_lines if packed is None else packed_lines,
            says=_verified,
            codes=coupons,
            skip=_abandoned,
            states=frozenset() if packed is None else frozenset(("lines",)),
            warnings=() if "order total inc tax" in table.keys else (_UNTAXED,),
        )


def _abandoned(sheet: Sheet, row: Row) -> bool:
    return text.key(sheet.say(row, "status")) in ("incomplete", "abandoned")


def _verified(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    """An order that somebody must look at first is not paid yet."""
    waits = text.key(sheet.first(rows, "status")) == "manual verification required"
    return {"status": "pending"} if waits else {}


def coupons(cell: str) -> list[str]:
    """The codes of `Coupon Code: X, Coupon Value: 5.00 | …`; a cell of bare codes is split at commas."""
    return _COUPON.findall(cell) or ([] if ":" in cell else cell.split(","))


def products(cell: str, currency: str) -> list[OrderLine]:
    """The products of a packed cell; what cannot be read of it is left out, and the order kept."""
    cut = _PART.split(cell)
    found: list[dict[str, str]] = []
    for key, value in zip(cut[1::2], cut[2::2], strict=True):
        if not key:
            continue  # of the accountant, not of the product
        name = key.casefold()
        if not found or name == "id" or name in found[-1]:
            found.append({})
        found[-1][name] = cells.unescaped(value).strip().rstrip("|;,").strip()
    return [_line(parts, currency) for parts in found if parts.get("name") or parts.get("sku")]


def _line(parts: dict[str, str], currency: str) -> OrderLine:
    quantity = quantity_of(parts.get("qty") or parts.get("quantity", ""))
    unit = _money(parts.get("unit price", ""), currency)
    if unit is None:
        total = _money(parts.get("total price") or parts.get("total", ""), currency)
        unit = round((total or 0) / quantity)
    chosen = parts.get("variation details") or parts.get("options") or ""
    title = parts.get("name") or parts.get("sku", "")
    return OrderLine(
        title_of(f"{title} - {chosen}" if chosen else title), title_of(parts.get("sku", "")), quantity, unit
    )


def _money(written: str, currency: str) -> int | None:
    """Packed amounts have a decimal point whatever the file's own columns have; None where unreadable."""
    try:
        value: Any = amounts.parse(written, "point")
    except ValueError:
        return None
    return None if value is None else minor(value, currency)


FORMAT = BigCommerce()
