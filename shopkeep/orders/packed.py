"""Products, coupons and refunds that WooCommerce exporters pack into one cell."""

from __future__ import annotations

import json
import re
from typing import Any

from shopkeep.core.money import minor
from shopkeep.core.records.orders import OrderLine
from shopkeep.orders import amounts
from shopkeep.orders.layout import quantity_of, title_of

# The keys the exporters write. Names may hold | and : unescaped, so a part begins only at a known key.
_KEYS = (
    "id|item_id|name|product_id|variation_id|sku|quantity|qty|total|sub_total|subtotal|price|tax|total_tax"
    "|sub_total_tax|subtotal_tax|refunded|refunded_qty|meta|taxes|tax_class|tax_data|_reduced_stock"
)
_PART = re.compile(rf"(?:^|(?<!\\)\|)\s*({_KEYS})\s*:")
_ITEM_END = re.compile(r"(?<!\\);(?=\s*(?:id|item_id|name|product_id|sku)\s*:)")
_AMOUNT = re.compile(r"(?:^|[;|])\s*amount:([^|;]*)")
_CODE = re.compile(r"(?:^|[;|])\s*code:([^|;]*)")
# `2× Tea, strong, 1× Cup`: a comma parts products only where a number and the sign follow.
_COUNTED = re.compile(r"(?:^|,)\s*(-?\d+(?:[.,]\d+)?)\s*[×x]\s+")
_COUNTED_BEHIND = re.compile(r"\s*(.+?)\s*[×x]\s*(\d+)\s*(?:,|$)")


def items(cell: str, currency: str) -> list[OrderLine]:
    """The products of a cell `name:…|sku:…|quantity:2|total:…;…`, or of a JSON list in it."""
    cell = cell.strip()
    if not cell:
        return []
    if cell[0] in "[{":
        return [_line(each, currency, each.get("name", "")) for each in _json(cell)]
    found: list[OrderLine] = []
    for piece in _ITEM_END.split(cell):
        parts = _parts(piece)
        found += [_line(parts, currency, piece)] if parts else counted(piece)
    return found


def counted(cell: str) -> list[OrderLine]:
    """The products of a cell `2× Tea, 1× Cup`, which says no prices; what goes back (`-1× Cup`) is left out."""
    cut = _COUNTED.split(cell.strip())
    if len(cut) < 3:
        pairs = [(number, title) for title, number in _COUNTED_BEHIND.findall(cell)] or [("1", cell.strip())]
    else:
        pairs = list(zip(cut[1::2], cut[2::2], strict=True))
    found = [(number, title_of(title.strip(" ,"))) for number, title in pairs if not number.startswith("-")]
    return [OrderLine(title, quantity=quantity_of(number)) for number, title in found if title]


def refunded(cell: str, currency: str) -> int:
    """What refunds `amount:…|reason:…;…` (or a JSON list of them) add up to, in minor units."""
    if cell.lstrip()[:1] in ("[", "{"):
        return sum(abs(_money(each.get("amount") or each.get("total", ""), currency)) for each in _json(cell))
    return sum(abs(_money(found, currency)) for found in _AMOUNT.findall(cell))


def codes(cell: str) -> list[str]:
    """The codes of `code:X|amount:5.00;code:Y|…` or of a JSON list; a cell of bare codes is split at commas."""
    if cell.lstrip()[:1] in ("[", "{"):
        return [each["code"] for each in _json(cell) if each.get("code")]
    return _CODE.findall(cell) or ([] if ":" in cell else cell.split(","))


def _parts(piece: str) -> dict[str, str]:
    cut = _PART.split(piece)
    pairs = zip(cut[1::2], cut[2::2], strict=True)
    return {key: re.sub(r"\\([:|;])", r"\1", value).strip() for key, value in pairs}


def _line(parts: dict[str, str], currency: str, piece: str) -> OrderLine:
    quantity = quantity_of(parts.get("quantity") or parts.get("qty", ""))
    after = _money(parts.get("total", ""), currency)
    before = parts.get("sub_total") or parts.get("subtotal") or ""
    full = _money(before, currency) if before else after
    known = parts.get("product_id", "")
    title = parts.get("name") or parts.get("sku") or (f"Product {known}" if known else piece[:100])
    return OrderLine(
        title_of(title), title_of(parts.get("sku", "")), quantity, round(full / quantity), max(0, full - after)
    )


def _json(cell: str) -> list[dict[str, str]]:
    """The objects of a JSON list (or of one object), their plain values as text; none where it is no JSON."""
    try:
        found: Any = json.loads(cell)
    except (ValueError, RecursionError):
        return []
    listed = found if isinstance(found, list) else [found]
    return [
        {str(key): str(value) for key, value in each.items() if isinstance(value, str | int | float)}
        for each in listed
        if isinstance(each, dict)
    ]


def _money(written: str, currency: str) -> int:
    """Packed amounts have a decimal point whatever the file's own columns have; 0 where unreadable."""
    try:
        value = amounts.parse(written, "point")
    except ValueError:
        return 0
    return 0 if value is None else minor(value, currency)
