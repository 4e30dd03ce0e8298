"""Products with how many there are of each, an order's in one cell: `2x Tea, 1x Pot` or `T-1 x 2 | P-1 x 1`."""

from __future__ import annotations

import re

from shopkeep.core.records.orders import OrderLine
from shopkeep.orders import contents
from shopkeep.orders.found_columns import Columns, at_of
from shopkeep.orders.layout import Row, Sheet, quantity_of, title_of
from shopkeep.orders.table import Table

_LISTS = (
    *("line items", "items", "order items", "products", "product s", "cart", "cart order", "cart items", "item list"),
    *("items ordered", "ordered items", "products ordered", "ordered products", "order details", "artikel", "produkte"),
    *("positionen", "articles", "produits", "articulos", "productos", "articoli", "prodotti", "produtos", "producten"),
)
_BEFORE = re.compile(r"(\d+)\s*[x×*]\s+(\S.*)", re.I)
_BEHIND = re.compile(r"((?:\S.*\s)?(?!\d+(?:[.,]\d+)?(?:[cm]?m|in|\")?\s)\S+)\s+[x×*]\s?(\d+)", re.I)
"""Behind a number it would be a size: `Poster 20 x 30`."""
_BETWEEN = re.compile(r"\s*[,;|\n]\s*")


def column_of(table: Table, columns: Columns, mapping: dict[str, str]) -> str:
    """The compared name of the column in which every cell is such a list; empty without one."""
    if columns.keys() & {"line_quantity", "line_price", "line_total", "line_sku"} or "line_title" in mapping:
        return ""
    named = columns.get("line_title", ())
    used = {key for keys in columns.values() for key in keys}
    free = (key for key in _LISTS if key in table.keys and key not in used)
    return next((key for key in (*named, *free) if _are_lists(table, at_of(table, key))), "")


def _are_lists(table: Table, at: int) -> bool:
    cells = contents.filled(table, at)
    return bool(cells) and all(map(_pairs, cells))


def _pairs(cell: str) -> list[tuple[str, str]]:
    """Title and number of each product; none where one is without number."""
    found = []
    for piece in _BETWEEN.split(cell.strip()):
        if before := _BEFORE.fullmatch(piece):
            found.append((before[2], before[1]))
        elif behind := _BEHIND.fullmatch(piece):
            found.append((behind[1], behind[2]))
        else:
            return []
    return found


def lines(sheet: Sheet, rows: list[Row], _currency: str) -> list[OrderLine]:
    """The products of an order; a cell further down that is no such list is one product's name."""
    cells = [cell for row in rows if (cell := sheet.say(row, "line_title"))]
    pairs = [pair for cell in cells for pair in _pairs(cell) or [(cell, "1")]]
    return [OrderLine(title_of(title), quantity=quantity_of(number)) for title, number in pairs]
