"""Products that stand in numbered columns of an order's one row: `Product Name #1`, `Quantity #1`, `Product Name #2`,
or `Item 1 Name`, `Item 1 Qty`, `Item 2 Name`."""

from __future__ import annotations

import re

from shopkeep.core.records.orders import OrderLine
from shopkeep.orders.layout import Row, Sheet, quantity_of, title_of
from shopkeep.orders.synonyms import GLUED
from shopkeep.orders.table import Table

FIELDS = ("line_title", "line_sku", "line_quantity", "line_price", "line_total", "line_variant")
_NAMED = ("line_title", "line_sku")
_NUMBER = re.compile(r"(?<!\d)([1-9]\d?)(?!\d)")
_ITEM = frozenset(("name", "itemname", "productname", "item", "product"))
_NO_TITLES = frozenset(("description", "beschreibung"))
"""Of these a product may have two."""


class SideBySide:
    """Where each product's name, number, quantity and price stand."""

    def __init__(self, places: dict[int, dict[str, int]]) -> None:
        self._places = [places[number] for number in sorted(places)]
        self.priced = any("line_price" in fields or "line_total" in fields for fields in self._places)

    def lines(self, sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
        """The products of an order. Raises Refuse for a price that cannot be read."""
        found = []
        for row in rows:
            for fields in self._places:
                said = {field: row[at].strip() for field, at in fields.items()}
                title, sku = said.get("line_title", ""), said.get("line_sku", "")
                if not title and not sku:
                    continue
                quantity = quantity_of(said.get("line_quantity", ""))
                try:
                    unit = sheet.amounts.read(said.get("line_price", ""), currency)
                    whole = sheet.amounts.read(said.get("line_total", ""), currency)
                except ValueError as error:
                    raise sheet.refuse(rows, "line_price", str(error)) from None
                variant = said.get("line_variant", "")
                name = f"{title} - {variant}" if title and variant else title or sku
                price = unit if unit is not None else round((whole or 0) / quantity)
                found.append(OrderLine(title_of(name), title_of(sku), quantity, price))
        return found

    def worth(self, sheet: Sheet, rows: list[Row], currency: str) -> int:
        """What the products of an order cost together, in minor units. Raises Refuse."""
        return sum(line.quantity * line.unit_price for line in self.lines(sheet, rows, currency))


def find(table: Table) -> SideBySide | None:
    """The numbered products of a table: at least two, of which more is told than a name."""
    places: dict[int, dict[str, int]] = {}
    for at in range(len(table.columns)):
        key = table.key_at(at)
        numbers = _NUMBER.findall(key)
        if len(numbers) != 1:
            continue
        field = _field(_NUMBER.sub("", key).replace(" ", ""))
        if field:
            places.setdefault(int(numbers[0]), {}).setdefault(field, at)
    named = {number: fields for number, fields in places.items() if fields.keys() & {*_NAMED} and len(fields) > 1}
    return SideBySide(named) if {1, 2} <= named.keys() else None


def _field(name: str) -> str:
    if name in _NO_TITLES:
        return ""
    if name in _ITEM:
        return "line_title"
    return next((field for field in FIELDS if name in GLUED[field]), "")
