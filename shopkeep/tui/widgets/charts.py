"""Charts as text: curves in braille dots, a heat map with its numbers, bars. For any number of colours.

What a curve is stands at its end, a cell of the heat map holds its number: nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from textual.content import Content

from shopkeep.core.records.report import Bars, Curves, Grid, Line
from shopkeep.core.text import plain
from shopkeep.jobs.report_svg import scale_top
from shopkeep.tui.widgets.columns import fit

TONES = ("$accent", "$foreground", "$text-muted")
AXIS = 8
"""Cells before a curve: `12.5 % ┤`."""
QUARTERS = 4
DEEPEST = 48
"""How much of the accent the deepest cell of a heat map has, in per cent: text on it stays readable."""
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Of each dot of a braille cell, by row and column, its bit (Unicode 2800)."""


def curves(chart: Curves, width: int, height: int) -> Content:
    """Curves on one scale from nothing, at most `height` rows high besides the axis; each named at its end."""
    lines = [line for line in chart.lines if line.points]
    if not lines:
        return Content("")
    height = max(5, (height - 1) // QUARTERS * QUARTERS + 1)  # so that each quarter of the scale is a row
    named = max(len(line.name) for line in lines) + 2
    across = max(10, width - AXIS - named)
    left = min(x for line in lines for x, _ in line.points)
    right = max(x for line in lines for x, _ in line.points)
    top = scale_top(max(y for line in lines for _, y in line.points))
    dots = [_dots(line, left, right, top, across * 2, height * 4) for line in lines]
    names = _names(lines, top, height)
    rows = []
    for row in range(height):
        share = top * (1 - row / (height - 1))
        mark = f"{share * 100:.3g} %" if row % ((height - 1) // QUARTERS) == 0 else ""
        parts: list[Content] = [Content.styled(f"{mark:>{AXIS - 2}} {'┤' if mark else '│'}", "$text-muted")]
        parts += _cells(dots, row, across)
        if row in names:
            number = names[row]
            parts.append(Content.styled(f" {plain(lines[number].name)}", TONES[number % len(TONES)]))
        rows.append(Content("").join(parts))
    rows.append(Content.styled(" " * (AXIS - 1) + "└" + "─" * across, "$text-muted"))
    rows.append(Content.styled(" " * AXIS + _labels(chart.labels, left, right, across), "$text-muted"))
    return Content("\n").join(rows)


def _dots(line: Line, left: float, right: float, top: float, across: int, down: int) -> set[tuple[int, int]]:
    """The dots of a curve, (column, row from above), neighbouring ones joined."""
    span = (right - left) or 1.0
    places = [(round((x - left) / span * (across - 1)), y) for x, y in line.points]
    heights: dict[int, float] = {}
    for (x, y), (x_next, y_next) in pairwise([*places, places[-1]]):
        for column in range(x, max(x, x_next) + 1):
            heights[column] = y if x_next == x else y + (y_next - y) * (column - x) / (x_next - x)
    rows = {column: round((1 - min(1.0, y / top)) * (down - 1)) for column, y in heights.items()}
    found = set(rows.items())
    for (column, row), (_, after) in pairwise(sorted(rows.items())):
        low, high = sorted((row, after))
        found |= {(column, between) for between in range(low, high + 1)}
    return found


def _cells(dots: Sequence[set[tuple[int, int]]], row: int, across: int) -> Iterator[Content]:
    """One row of cells, each in the tone of the curve with most dots in it."""
    for column in range(across):
        bits, most, tone = 0, 0, ""
        for number, each in enumerate(dots):
            mine = [_DOTS[y][x] for y in range(4) for x in range(2) if (column * 2 + x, row * 4 + y) in each]
            bits |= sum(mine)
            if len(mine) > most:
                most, tone = len(mine), TONES[number % len(TONES)]
        yield Content.styled(chr(0x2800 + bits), tone) if bits else Content(" ")


def _names(lines: Sequence[Line], top: float, height: int) -> dict[int, int]:
    """Row -> the number of the curve that is named there: near its end, in the order of the ends."""
    ends = [(1 - min(1.0, line.points[-1][1] / top)) * (height - 1) for line in lines]
    order = sorted(range(len(lines)), key=lambda number: ends[number])
    found: dict[int, int] = {}
    for place, number in enumerate(order):
        lowest = height - len(order) + place  # those below need a row each
        found[min(lowest, max(round(ends[number]), max(found, default=-1) + 1))] = number
    return found


def _labels(labels: Sequence[tuple[float, str]], left: float, right: float, across: int) -> str:
    """What stands below an axis, those left out for which there is no room."""
    line = [" "] * across
    free = 0
    for x, name in labels:
        at = min(round((x - left) / ((right - left) or 1.0) * (across - 1)), across - len(name))
        if at >= free and left <= x <= right:
            line[at : at + len(name)] = name
            free = at + len(name) + 1
    return "".join(line).rstrip()


def heat(grid: Grid, width: int) -> Content:
    """Shares as whole numbers of a hundred, deeper where they are higher; as many columns as there is room for."""
    names = max(len(name) for name, _ in grid.rows)
    columns = grid.columns[: max(1, (width - names - 1) // 5)]
    highest = max((share for _, row in grid.rows for share in row if share is not None), default=0) or 1.0
    rows = [Content.styled(" " * (names + 1) + "".join(f"{name:>4} " for name in columns), "$text-muted")]
    for name, row in grid.rows:
        parts = [Content(f"{fit(plain(name), names)} ")]
        for share in row[: len(columns)]:
            if share is None:
                break
            depth = round(share / highest * 4) * DEEPEST // 4
            style = f"$foreground on $accent {depth}%" if depth else "$text-muted"
            parts += [Content.styled(f"{share * 100:>3.0f} ", style), Content(" ")]
        rows.append(Content("").join(parts))
    return Content("\n").join(rows)


def bars(chart: Bars, width: int, marked: Sequence[str] = ()) -> Content:
    """One bar a row with its number; `┊` where an even one would end. `marked` ones are strong, and say so."""
    names = max(len(name) for name, _ in chart.bars)
    top = max([*(value for _, value in chart.bars), chart.even or 0.0]) or 1.0
    room = max(8, width - names - 17)
    even = None if chart.even is None else min(room - 1, round(chart.even / top * room))
    rows = []
    for name, value in chart.bars:
        full = round(value / top * room)
        bar = "".join("█" if at < full else "┊" if at == even else " " for at in range(room))
        strong = name in marked
        rows.append(
            Content.assemble(
                (f"{name:<{names}} ", "bold" if strong else ""),
                f"{value:>5.1f}× ",
                (bar, "$accent" if strong else "$text-muted"),
                (" ◂ peak" if strong else "", "$accent"),
            )
        )
    return Content("\n").join(rows)
