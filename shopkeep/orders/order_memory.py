"""Amounts and products that stand in a file again and again, read once."""

from __future__ import annotations

from operator import itemgetter

from shopkeep.core.records.orders import ToldLine
from shopkeep.orders import gifts
from shopkeep.orders.layout import Layout, Row, Sheet, row_lines

_LINE = ("line_title", "line_variant", "line_sku", "line_quantity", "line_price", "line_total", "line_discount")
_MOST = 100_000
"""How many different ones are remembered."""


class Memory:
    """What the cells of one file were read as before, of one currency at a time."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.currency = ""
        self.amounts: dict[str, int] = {}
        self.absent: set[str] = set()
        """Cells that say in words that there is no amount."""
        self._sheet = sheet
        self._layout = layout
        self._plain = layout.lines is row_lines
        nowhere = len(sheet.table.columns)  # the empty cell at the end of a row that is read
        self._pick = itemgetter(*((sheet.columns.get(name) or (nowhere,))[0] for name in _LINE))
        self._lines: dict[tuple[str, ...], tuple[ToldLine, bool] | None] = {}

    def turn_to(self, currency: str) -> None:
        """Read and remember amounts of this currency from now on."""
        if currency != self.currency:
            self.amounts, self._lines, self.currency = {}, {}, currency

    def amount(self, cell: str) -> int:
        """A cell in minor units, 0 where it says nothing. Raises ValueError."""
        if len(self.amounts) > _MOST:
            self.amounts.clear()
        amount = self._sheet.amounts.read(cell, self.currency)
        if amount is None:
            self.absent.add(cell)
        found = self.amounts[cell] = amount or 0
        return found

    def lines(self, rows: list[Row]) -> tuple[tuple[ToldLine, ...], bool]:
        """The products of an order, and whether one of them is a gift service or voucher. Raises Refuse."""
        found: list[ToldLine] = []
        gift = False
        if not self._plain:
            for each in self._layout.lines(self._sheet, rows, self.currency):
                found.append(ToldLine(each.title, each.sku, each.quantity, each.unit_price, each.discount))
                gift = gift or gifts.of_title(each.title)
            return tuple(found), gift
        known, pick = self._lines, self._pick
        for row in rows:
            cells = pick(row)
            try:
                line = known[cells]
            except KeyError:
                if len(known) > _MOST:
                    known.clear()
                line = known[cells] = self._line(row)
            if line:
                found.append(line[0])
                gift = gift or line[1]
        return tuple(found), gift

    def _line(self, row: Row) -> tuple[ToldLine, bool] | None:
        for line in row_lines(self._sheet, [row], self.currency):
            told = ToldLine(line.title, line.sku, line.quantity, line.unit_price, line.discount)
            return told, gifts.of_title(line.title)
        return None
