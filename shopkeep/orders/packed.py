"""Products, coupons and refunds that WooCommerce exporters pack into one cell."""

from __future__ import annotations

import json
import re

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


def items(cell: str, currency: str) -> list[OrderLine]:
    """The products of a cell `name:…|sku:…|quantity:2|total:…;…`, or of a JSON list in it."""
    cell = cell.strip()
    if not cell:
        return []
    if cell.startswith("["):
        return _json_items(cell, currency)
    return [_line(_parts(piece), currency, piece) for piece in _ITEM_END.split(cell) if piece.strip()]


def refunded(cell: str, currency: str) -> int:
    """What refunds `amount:…|reason:…;…` add up to, in minor units."""
    return sum(abs(_money(found, currency)) for found in _AMOUNT.findall(cell))


def codes(cell: str) -> list[str]:
    """The codes of `code:X|amount:5.00;code:Y|…`; a cell of bare codes is split at commas."""
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
    title = parts.get("name") or parts.get("sku") or piece[:100]
    return OrderLine(
        title_of(title), title_of(parts.get("sku", "")), quantity, round(full / quantity), max(0, full - after)
    )


def _json_items(cell: str, currency: str) -> list[OrderLine]:
    try:
        found = json.loads(cell)
    except ValueError:
        return []
    parts = ({k: str(v) for k, v in item.items()} for item in found if isinstance(item, dict))
    return [_line(each, currency, each.get("name", "")) for each in parts]


def _money(written: str, currency: str) -> int:
    """Packed amounts have a decimal point whatever the file's own columns have; 0 where unreadable."""
    try:
        value = amounts.parse(written, "point")
    except ValueError:
        return 0
    return 0 if value is None else minor(value, currency)
