"""Charts as one SVG picture: text stays text, each chart has a title and says in words what it shows.

Lines differ in their dashes as well as in colour, and cells of a heat map hold their numbers, so that
nothing is told by colour alone and a page printed in grey can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from shopkeep.core.records.report import Bars, Chart, Curves, Grid, Ranges, Report
from shopkeep.core.text import plain

WIDTH, MARGIN = 760, 24
LEFT = 64
"""Where the axes begin."""
PLOT = 220
"""How high curves and bars are drawn."""
INK, SOFT, RULE = "#1f2430", "#5d6470", "#d9dde3"
COLOURS = ("#4b3fb5", "#b3541e", "#1b7f6b", "#8a2f6b")
DASHES = ("", "7 4", "2 3", "10 3 2 3")
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"


def drawn(report: Report) -> str:
    """The report's charts below each other."""
    parts = [_label(MARGIN, MARGIN + 16, report.title, size=18, weight="600")]
    top = MARGIN + 60
    for number, chart in enumerate(report.charts, 1):
        height, inside = _DRAW[type(chart)](chart)
        said = f"<title>{_text(chart.title)}</title>" + (f"<desc>{_text(chart.says)}</desc>" if chart.says else "")
        head = _label(0, 0, chart.title, size=15, weight="600")
        parts.append(
            f'<g role="img" aria-label={_attribute(chart.title)} id="chart-{number}"'
            f' transform="translate({MARGIN} {top})">{said}{head}{"".join(inside)}</g>'
        )
        top += height + 48
    summary = " ".join(chart.says for chart in report.charts if chart.says)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + 2 * MARGIN} {top}"'
        f' width="{WIDTH + 2 * MARGIN}" height="{top}" role="img" aria-labelledby="title summary"'
        f' font-family="{FONT}">\n<title id="title">{_text(report.title)}</title>\n'
        f'<desc id="summary">{_text(summary)}</desc>\n<rect width="100%" height="100%" fill="#ffffff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _curves(chart: Curves) -> tuple[int, list[str]]:
    points = [point for line in chart.lines for point in line.points]
    if not points:
        return 20, []
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top = scale_top(max(y for _, y in points))

    def across(x: float) -> float:
        return LEFT + (x - left) / ((right - left) or 1) * (WIDTH - LEFT - 8)

    def down(y: float) -> float:
        return 20 + PLOT * (1 - y / top)

    said = list(_axis(top, down))
    said += [_label(across(x), 20 + PLOT + 18, name, anchor="middle") for x, name in chart.labels if left <= x <= right]
    for number, line in enumerate(chart.lines):
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        path = " ".join(f"{across(x):.1f},{down(y):.1f}" for x, y in line.points)
        style = f' stroke-dasharray="{dash}"' if dash else ""
        said.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.2"{style}/>')
        at = LEFT + number * 200
        said.append(
            f'<line x1="{at}" x2="{at + 30}" y1="{20 + PLOT + 36}" y2="{20 + PLOT + 36}" stroke="{colour}"'
            f' stroke-width="2.2"{style}/>'
        )
        said.append(_label(at + 36, 20 + PLOT + 40, line.name))
    return 20 + PLOT + 44, said


def _bars(chart: Bars) -> tuple[int, list[str]]:
    top = max([*(value for _, value in chart.bars), chart.even or 0]) * 1.1 or 1.0
    step = (WIDTH - LEFT) / max(1, len(chart.bars))

    def down(y: float) -> float:
        return 20 + PLOT * (1 - y / top)

    said = []
    for number, (name, value) in enumerate(chart.bars):
        x = LEFT + number * step
        said.append(
            f'<rect x="{x + step * 0.15:.1f}" y="{down(value):.1f}" width="{step * 0.7:.1f}"'
            f' height="{20 + PLOT - down(value):.1f}" fill="{COLOURS[0]}"/>'
        )
        said.append(_label(x + step / 2, 20 + PLOT + 18, name, anchor="middle"))
        said.append(_label(x + step / 2, 20 + PLOT - 8, f"{value:.1f}", anchor="middle", size=11, fill="#ffffff"))
    if chart.even is not None:
        y = down(chart.even)
        said.append(f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="{INK}" stroke-dasharray="4 4"/>')
    return 20 + PLOT + 24, said


def _grid(chart: Grid) -> tuple[int, list[str]]:
    head, row_height = 100, 22
    step = (WIDTH - head) / max(1, len(chart.columns))
    highest = max((value for _, row in chart.rows for value in row if value is not None), default=0.0) or 1.0
    said = [_label(head + (at + 0.5) * step, 30, name, anchor="middle") for at, name in enumerate(chart.columns)]
    for line, (name, row) in enumerate(chart.rows):
        y = 38 + line * row_height
        said.append(_label(0, y + 15, name))
        for at, value in enumerate(row):
            if value is None:
                continue
            depth = value / highest
            x = head + at * step
            said.append(
                f'<rect x="{x:.1f}" y="{y}" width="{step - 2:.1f}" height="{row_height - 2}" fill="{COLOURS[0]}"'
                f' fill-opacity="{0.06 + 0.84 * depth:.2f}"/>'
            )
            ink = "#ffffff" if depth > 0.8 else INK  # where the two are equally easy to read
            said.append(_label(x + step / 2 - 1, y + 14, f"{value * 100:.0f}", anchor="middle", size=11, fill=ink))
    return 38 + row_height * len(chart.rows), said


def _ranges(chart: Ranges) -> tuple[int, list[str]]:
    head, row_height = 180, 30
    top = scale_top(max((high for _, _, _, high in chart.rows), default=1.0))

    def across(share: float) -> float:
        return head + share / top * (WIDTH - head - 60)

    said = []
    for at, (name, low, share, high) in enumerate(chart.rows):
        y = 34 + at * row_height
        said.append(_label(0, y + 4, name))
        said.append(
            f'<line x1="{across(low):.1f}" x2="{across(high):.1f}" y1="{y}" y2="{y}" stroke="{COLOURS[0]}"'
            ' stroke-width="2.2"/>'
        )
        said += [
            f'<line x1="{across(end):.1f}" x2="{across(end):.1f}" y1="{y - 6}" y2="{y + 6}" stroke="{COLOURS[0]}"'
            ' stroke-width="2.2"/>'
            for end in (low, high)
        ]
        said.append(f'<circle cx="{across(share):.1f}" cy="{y}" r="5" fill="{COLOURS[0]}"/>')
        said.append(_label(across(high) + 10, y + 4, f"{share * 100:.1f} %"))
    bottom = 34 + len(chart.rows) * row_height
    said += [
        _label(across(top * quarter / 4), bottom + 8, f"{top * quarter / 4 * 100:g} %", anchor="middle")
        for quarter in range(5)
    ]
    return bottom + 12, said


_DRAW: dict[type[Chart], Callable[[Any], tuple[int, list[str]]]] = {
    Curves: _curves,
    Grid: _grid,
    Bars: _bars,
    Ranges: _ranges,
}


def scale_top(highest: float) -> float:
    """The end of an axis of shares that holds the highest: 5 %, 10 %, 20 %, 30 %, 50 % or 100 %."""
    return next((top for top in (0.05, 0.1, 0.2, 0.3, 0.5) if highest <= top), max(1.0, highest))


def _axis(top: float, down: Callable[[float], float]) -> Iterator[str]:
    for quarter in range(5):
        share = top * quarter / 4
        y = down(share)
        yield f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="{RULE}"/>'
        yield _label(LEFT - 8, y + 4, f"{share * 100:g} %", anchor="end")


def _label(
    x: float, y: float, said: str, *, anchor: str = "start", size: int = 12, weight: str = "400", fill: str = ""
) -> str:
    colour = fill or (INK if size > 12 else SOFT)
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}"'
        f' fill="{colour}">{_text(said)}</text>'
    )


def _text(said: str) -> str:
    return escape(plain(said))


def _attribute(said: str) -> str:
    return quoteattr(plain(said))
