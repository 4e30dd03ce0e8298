"""Cells that could not be read and were mended since through the file of rows to mend: what was mended stays so, also
where the unmended file, or one that goes on from it, comes again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shopkeep.core.records.orders import Rejected
from shopkeep.orders.assemble import numbered
from shopkeep.orders.layout import Refuse, Row
from shopkeep.orders.open_file import OpenFile
from shopkeep.orders.table import REFUSED_SAYS, unguard

Cell = tuple[str, str, str]
"""The number of an order, and the column and the value that could not be read of it."""


class Mending(NamedTuple):
    """What a file of rows to mend has mended, and what in it can still not be read."""

    mended: list[Cell]
    waiting: list[Cell]


def mended_in(file: OpenFile) -> Mending | None:
    """The cells that a file of rows to mend says it was about; None of any other file."""
    table = file.sheet.table
    column, value = (table.find(name) for name in REFUSED_SAYS[1:3])
    if column is None or value is None or file.streamed:
        return None
    unread = {row.line for row in (*file.tally.rejected, *file.tally.to_mend)}
    found = Mending([], [])
    for row, line in zip(table.rows, table.lines, strict=True):
        said = row[column].strip(), unguard(row[value].strip())
        if any(said) and (number := _number(file, row)):
            (found.waiting if line in unread else found.mended).append((number, *said))
    return found


def set_aside(file: OpenFile, mended: Iterable[Cell]) -> int:
    """Forget what could not be read of a file and is mended already; of how many orders that is the address.

    Rows that were refused are skipped then; orders that lacked a cell were taken in, and lack it no more.
    """
    known, tally = set(mended), file.tally
    if not known or not (tally.rejected or tally.left_out):
        return 0

    def order_of(cell: Rejected) -> str:
        row = tally.refused_rows.get(cell.line)
        number = _number(file, row) if row else ""
        return number if (number, cell.column, unguard(cell.value)) in known else ""

    def is_of(cell: Rejected, numbers: set[str]) -> bool:
        row = tally.refused_rows.get(cell.line)
        return row is not None and _number(file, row) in numbers

    refused = {number for cell in tally.rejected if (number := order_of(cell))}
    spared = {number for _, cell in tally.left_out if (number := order_of(cell))}
    others = tuple(f"belongs to order {number}, which " for number in refused | spared)
    lines = {cell.line for cell in tally.rejected if order_of(cell) in refused or cell.reason.startswith(others)}
    lines |= {cell.line for cell in tally.to_mend if cell.reason.startswith(others)}
    lines |= {cell.line for _, cell in tally.left_out if is_of(cell, spared)}
    before = len(tally.rejected)
    tally.rejected = [cell for cell in tally.rejected if cell.line not in lines]
    tally.skipped += before - len(tally.rejected)
    gone = [(name, cell) for name, cell in tally.left_out if cell.line in lines]
    tally.left_out = [(name, cell) for name, cell in tally.left_out if cell.line not in lines]
    tally.to_mend = [cell for cell in tally.to_mend if cell.line not in lines]
    tally.mended += len(refused | spared)
    return sum(name == "email" for name, _ in gone)


def _number(file: OpenFile, row: Row) -> str:
    try:
        return numbered(file.sheet, file.layout, row, "") or ""
    except Refuse:
        return ""
