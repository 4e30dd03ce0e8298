"""The lines of a list as segments: header, rows, placeholders, and what an empty list says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip

from shopkeep.core.text import plain
from shopkeep.tui.widgets.columns import GAP, Cell, Column, as_cell, fit

Layout = Sequence[tuple[int, Column, int]]
"""(start, column, width) of each column shown, in cells."""
Tone = Callable[[str], Style | None]
"""The style of a cell's tone."""

CHECK_LIMIT = 400
"""Characters of one cell that are looked at; more never fits a screen."""
NOT_YET = "…"
"""Stands where a row has not come yet."""


def head_line(layout: Layout, margin: int, style: Style, sorted_by: str, descending: bool) -> list[Segment]:
    """The columns' titles, the sorted one with its direction."""
    segments = [Segment(" " * margin, style)]
    for number, (_start, column, width) in enumerate(layout):
        mark = ("▾" if descending else "▴") if column.sort and column.sort == sorted_by else ""
        title = f"{mark}{column.title}" if column.right else f"{column.title}{mark}"
        last = number == len(layout) - 1
        segments.append(Segment(fit(title, width, column.right), style))
        segments.append(Segment("" if last else " " * GAP, style))
    return segments


def row_line(
    layout: Layout, columns: Sequence[Column], cells: Sequence[str | Cell], signs: Sequence[Cell] | None, tone: Tone
) -> list[Segment]:
    """One row's cells in their columns, after its signs, at most two, where the list has signs."""
    segments = [Segment(" ")]
    if signs is not None:
        shown = [sign for sign in signs if sign.text] or [Cell(" ")]
        segments = [Segment(fit(sign.text, 1), tone(sign.tone)) for sign in shown]
        segments = [Segment(" " * (2 - len(shown))), *segments, Segment(" ")]
    drawn = [as_cell(cell) for cell in cells]
    numbers = {id(column): number for number, column in enumerate(columns)}
    for position, (_start, column, width) in enumerate(layout):
        cell = drawn[numbers[id(column)]]
        text = fit(plain(cell.text[:CHECK_LIMIT]), width, column.right, column.ends)
        segments.append(Segment(text, tone(cell.tone)))
        if position < len(layout) - 1:
            segments.append(Segment(" " * GAP))
    return segments


def not_yet(columns: Sequence[Column]) -> list[Cell]:
    """The cells of a row that has not come yet."""
    return [Cell(NOT_YET if number == 0 else "", "muted") for number in range(len(columns))]


def empty_line(says: str | Content, y: int, width: int, base: Style, muted: Style) -> Strip:
    """Line `y` of what an empty list says."""
    if not says or y < 1:
        return Strip.blank(width, base)
    content = says if isinstance(says, Content) else Content(says)
    lines = content.wrap(max(10, width - 4))
    if y - 1 >= len(lines):
        return Strip.blank(width, base)
    text = Segment(lines[y - 1].plain, base + muted)
    return Strip([Segment("  ", base), text]).adjust_cell_length(width, base)
