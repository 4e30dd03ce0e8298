"""Products with how many there are of each, an order's in one cell: `2x Tea, 1x Pot`, `T-1 x 2 | P-1 x 1`, or as
shops that were programmed write them, `[{"name": "Tea", "quantity": 2, "price": 9.5}]` and `{"Tea": 2}`."""

from __future__ import annotations

import json
import re
from typing import Any

from shopkeep.core.records.orders import OrderLine
from shopkeep.orders import contents
from shopkeep.orders.amounts import AmountReader
from shopkeep.orders.fields import Columns
from shopkeep.orders.layout import Row, Sheet, quantity_of, title_of
from shopkeep.orders.table import Table, at_of

_LISTS = (
    *("line items", "items", "order items", "products", "product s", "cart", "cart order", "cart items", "item list"),
    *("items ordered", "ordered items", "products ordered", "ordered products", "order details", "artikel", "produkte"),
    *("items json", "products json", "productos json", "produtos json", "itens", "cart json", "order items json"),
    *("positionen", "articles", "produits", "articulos", "productos", "articoli", "prodotti", "produtos", "producten"),
)
_BEFORE = re.compile(r"(\d+)\s*[x×*]\s+(\S.*)", re.I)
_BEHIND = re.compile(r"((?:\S.*\s)?(?!\d+(?:[.,]\d+)?(?:[cm]?m|in|\")?\s)\S+)\s+[x×*]\s?(\d+)", re.I)
"""Behind a number it would be a size: `Poster 20 x 30`."""
_TITLES = (
    *("name", "title", "product_name", "productName", "product", "item", "item_name", "nombre", "producto", "nome"),
    *("produto", "nom", "produit", "artikel", "produkt", "titel", "titulo", "prodotto"),
)
_COUNTS = ("quantity", "qty", "count", "cantidad", "quantidade", "quantite", "menge", "anzahl", "quantita")
_PRICES = ("price", "unit_price", "unitPrice", "precio", "preco", "prix", "preis", "prezzo")
_PROGRAMS = AmountReader("point")
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
    return bool(cells) and all(_products(cell, "EUR") for cell in cells)


def _products(cell: str, currency: str) -> list[OrderLine]:
    """The products of a cell; none where one is without number, or has no name."""
    cell = cell.strip()
    if cell[:1] in ("[", "{"):
        return _of_json(cell, currency)
    found = []
    for piece in _BETWEEN.split(cell):
        if before := _BEFORE.fullmatch(piece):
            found.append(OrderLine(title_of(before[2]), quantity=quantity_of(before[1])))
        elif behind := _BEHIND.fullmatch(piece):
            found.append(OrderLine(title_of(behind[1]), quantity=quantity_of(behind[2])))
        else:
            return []
    return found


def _of_json(cell: str, currency: str) -> list[OrderLine]:
    try:
        told: Any = json.loads(cell)
    except (ValueError, RecursionError):
        return []
    if isinstance(told, dict) and told and all(isinstance(many, int) for many in told.values()):
        told = [{"name": name, "quantity": many} for name, many in told.items()]
    listed = told if isinstance(told, list) else [told]
    found = [_line(each, currency) for each in listed if isinstance(each, dict)]
    return found if all(line.title for line in found) else []


def _line(told: dict[str, Any], currency: str) -> OrderLine:
    """A product as a program keeps it: its name, how many, and what one costs with a decimal point."""
    title, many, price = (
        next((told[key] for key in keys if isinstance(told.get(key), str | int | float)), "")
        for keys in (_TITLES, _COUNTS, _PRICES)
    )
    try:
        unit = _PROGRAMS.read(str(price), currency) or 0
    except ValueError:
        unit = 0
    sku = told.get("sku")
    return OrderLine(
        title_of(str(title)), title_of(sku if isinstance(sku, str) else ""), quantity_of(str(many)), max(0, unit)
    )


def lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    """The products of an order; a cell further down that is no such list is one product's name."""
    cells = [cell for row in rows if (cell := sheet.say(row, "line_title"))]
    return [line for cell in cells for line in _products(cell, currency) or [OrderLine(title_of(cell))]]
