"""Columns and cells of a list: how wide each is, which leave where there is no room, and texts cut to fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

GAP = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A text with a tone: muted, accent, success, warning, error, strong; empty is usual."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Of a fixed `width` in cells, or a share of what is left by `weight`, at `least` so wide."""

    title: str
    width: int = 0
    weight: float = 0
    least: int = 8
    right: bool = False
    drop: int = 0
    """Left out first where there is no room: the largest goes first; 0 never goes."""
    sort: str = ""
    """The sort key that a click on the title asks for, and that the sort mark stands for."""
    ends: bool = False
    """What is too long is cut in its middle: of names of files the end tells as much as the beginning."""


def as_cell(value: str | Cell) -> Cell:
    return value if isinstance(value, Cell) else Cell(value)


def fit(text: str, width: int, right: bool = False, ends: bool = False) -> str:
    """A text in exactly `width` cells: padded, or cut with `…` at its end, or in its middle where `ends` stay."""
    length = cell_len(text)
    if length > width:
        if ends and width > 4:
            tail = text[-(width // 2) :]
            while cell_len(tail) > width // 2:
                tail = tail[1:]
            return set_cell_size(text, width - 1 - cell_len(tail)) + "…" + tail
        return set_cell_size(text, width - 1) + "…" if width > 1 else set_cell_size(text, width)
    return " " * (width - length) + text if right else text + " " * (width - length)


def layout(columns: Sequence[Column], width: int, margin: int) -> list[tuple[int, Column, int]]:
    """Where each column that fits stands and how wide it is: (start, column, width) in cells.

    Columns leave in the order of `drop` until the rest fits; what is left over goes by weight.
    """
    shown = list(columns)
    room = width - margin - 1
    while sum(c.width or c.least for c in shown) + GAP * (len(shown) - 1) > room:
        going = max(shown, key=lambda c: c.drop, default=None)
        if going is None or not going.drop:
            break
        shown.remove(going)
    spare = max(0, room - sum(c.width or c.least for c in shown) - GAP * (len(shown) - 1))
    weights = sum(c.weight for c in shown) or 1
    start, found, given = margin, [], 0.0
    for column in shown:
        before = int(spare * given / weights)
        given += column.weight
        extra = int(spare * given / weights) - before if column.weight else 0
        size = (column.width or column.least) + extra
        found.append((start, column, size))
        start += size + GAP
    return found
