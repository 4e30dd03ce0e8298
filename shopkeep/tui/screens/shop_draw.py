"""How the shop does, drawn: sentences, figures by kind, curves, cohorts, the year, and the formulas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len
from textual.content import Content

from shopkeep import wording
from shopkeep.core.money import Money
from shopkeep.core.records.metrics import Figures, Metrics
from shopkeep.core.records.report import Bars, Chart, Curves, Grid
from shopkeep.core.text import plain
from shopkeep.customers import metrics_words as words
from shopkeep.jobs.metrics_report import LEFT_BY_MONTH, charts
from shopkeep.tui.widgets import charts as draw
from shopkeep.tui.widgets.columns import fit

VIEWS = {
    "figures": "Who stays",
    "months": "Month by month",
    "cohorts": "Cohorts",
    "next": "Next order",
    "year": "The year",
}
HEADS = ("Start", "Left", "New", "End", "Money", "Heads", "Repeat", "Order")
"""Of the table: customers at the start, those who left, new, at the end; lost in money and in heads; ordered more
than once; the average order."""
LEFT = "Left: no order in the 365 days before the end; the segment Lost goes by the chance of a return instead."
CANNOT_TELL = "–"


def page(found: Metrics, view: str, language: str, width: int, height: int) -> Content:
    """A view of the figures in so many cells."""
    if view == "figures":
        return _figures(found, language, width)
    drawn = charts(found, language)
    if view == "months":
        return _months(found, language, width, height, drawn)
    if view == "cohorts":
        return _cohorts(drawn, width)
    if view == "next":
        return _next(found, width, height, drawn)
    return _year(found, language, width)


def formulas(found: Metrics, language: str) -> Content:
    """Each figure as it is worked out, with its numbers."""
    parts: list[Content] = []
    for one in words.formulas(found, language):
        parts.append(
            Content.assemble(
                (one.name, "bold"),
                f" = {one.rule}\n",
                (f"  {one.filled} = ", "$text-muted"),
                (one.result, "bold $accent"),
            )
        )
    parts += [Content.styled(note, "$text-muted") for note in words.NOTES]
    return Content("\n\n").join(parts)


def _figures(found: Metrics, language: str, width: int) -> Content:
    said = words.sentences(found, language)
    parts = [Content.styled(plain(said[0]), "bold"), *(Content(plain(one)) for one in said[1:])]
    if not found.figures.customers_start and not found.figures.customers_end:
        return Content("\n").join(parts)
    rows = [("All customers", found.figures)]
    rows += [(words.KINDS[name], one) for name, one in (found.by_buyer | found.by_tenure).items()]
    parts += [Content(""), _kinds("", rows, language, width)]
    if found.groups:
        title = f"By {plain(found.by)}"
        groups = [
            (words.group_named(found.by, one.name, language) + _peak(one.peak, language), one.figures)
            for one in found.groups
        ]
        parts += [Content(""), _kinds(title, groups, language, width)]
        if any(one.peak for one in found.groups):
            parts.append(Content.styled("In brackets: the months that stand out in their orders.", "$text-muted"))
    parts += [
        Content(""),
        Content.styled(
            "Money, Heads: the share lost in money (revenue churn) and in customers (customer churn). Repeat: ordered"
            " more than once. Order: what one is worth. All as they stood when these days began; f shows how each is"
            f" worked out. {LEFT}",
            "$text-muted",
        ),
    ]
    return Content("\n").join(parts)


def _peak(months: Sequence[int], language: str) -> str:
    names = [wording.month(date(2026, month, 1), language) for month in months[:3]]
    return f" ({', '.join(names)})" if names else ""


def _kinds(title: str, rows: Sequence[tuple[str, Figures]], language: str, width: int) -> Content:
    """A row for each kind of customer."""
    cells = [
        (
            name, f"{one.customers_start:,}", f"{one.customers_lost:,}", f"{one.customers_new:,}",
            f"{one.customers_end:,}", _share(one.revenue_churn), _share(one.customer_churn), _share(one.repeat_rate),
            _money(one.average_order, language),
        )
        for name, one in rows
    ]  # fmt: skip
    return _table((title, *HEADS), cells, width, ("New", "Repeat", "Start"))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int, drop: Sequence[str]) -> Content:
    """Rows under their heads, the first column to the left. `drop`: what goes first where there is no room."""
    needed = [max(cell_len(plain(line[at])) for line in (heads, *rows)) for at in range(len(heads))]
    gap = 2 if sum(needed) + 2 * len(heads) <= width else 1
    widths = [each + gap for each in needed]
    shown = list(range(len(heads)))
    for name in drop:
        if sum(widths[at] for at in shown) > width:
            shown.remove(heads.index(name))
    widths[0] = max(12, min(widths[0], width - sum(widths[at] for at in shown[1:])))
    lines = ["".join(fit(plain(line[at]), widths[at], right=at > 0) for at in shown) for line in (heads, *rows)]
    return Content("\n").join([Content.styled(lines[0], "bold"), *map(Content, lines[1:])])


def _months(found: Metrics, language: str, width: int, height: int, drawn: Sequence[Chart]) -> Content:
    if not found.months:
        return _too_early("a whole month of orders")
    parts: list[Content] = []
    for chart in drawn:
        if isinstance(chart, Curves) and chart.title == LEFT_BY_MONTH:
            parts += [_heading(chart.title, chart.says), draw.curves(chart, width, min(13, height - 12))]
    heads = ("Month", "Start", "Left", "New", "Money", "Heads", "Orders", "Brought", "Order")
    rows = [
        (
            words.month_named(one.month, language), f"{one.figures.customers_start:,}",
            f"{one.figures.customers_lost:,}", f"{one.figures.customers_new:,}", _share(one.figures.revenue_churn),
            _share(one.figures.customer_churn), f"{one.figures.orders:,}",
            wording.money_short(one.figures.revenue, language), _money(one.figures.average_order, language),
        )
        for one in reversed(found.months)
    ]  # fmt: skip
    table = _table(heads, rows, width, ("New", "Start", "Orders"))
    means = f"Start, Left, New: customers. Brought: what orders came to. Order: what one is worth. {LEFT}"
    return Content("\n").join([*parts, Content(""), table, Content.styled(means, "$text-muted")])


def _cohorts(drawn: Sequence[Chart], width: int) -> Content:
    for chart in drawn:
        if isinstance(chart, Grid):
            return Content("\n").join([_heading(chart.title, chart.says), Content(""), draw.heat(chart, width)])
    return _too_early("two whole months of orders")


def _next(found: Metrics, width: int, height: int, drawn: Sequence[Chart]) -> Content:
    for chart in drawn:
        if isinstance(chart, Curves) and chart.title != LEFT_BY_MONTH:
            parts = [_heading(chart.title, ""), draw.curves(chart, width, min(13, height - 12)), Content("")]
            parts += [Content(said) for wait in found.waits if (said := words.next_order(wait))]
            parts += [Content.styled(words.NOTES[-1], "$text-muted")]
            return Content("\n").join(parts)
    return _too_early("orders of people who came back")


def _year(found: Metrics, language: str, width: int) -> Content:
    parts: list[Content] = []
    for season in found.seasons:
        title = {"all": "All orders", "first-time": "First orders", "repeat": "Orders of those who came back"}
        parts.append(_heading(title[season.name], season.says))
        if season.months:
            names = [(wording.month(date(2026, one.month, 1), language), one) for one in season.months]
            chart = Bars("", [(name, one.index) for name, one in names], 1.0)
            marked = [name for name, one in names if one.month in season.peak]
            parts.append(draw.bars(chart, min(width, 90), marked))
        parts.append(Content(""))
    return Content("\n").join(parts)


def _heading(title: str, says: str) -> Content:
    return Content.assemble((title, "bold"), ("\n" + plain(says) if says else "", "$text-muted"))


def _too_early(needs: str) -> Content:
    return Content(f"Cannot tell yet: this takes {needs}. Import older orders, or look again later.")


def _share(share: float | None) -> str:
    if share is None:
        return CANNOT_TELL
    return f"{share * 100:.1f} %" if 0 < share < 0.1 else wording.percent(share)


def _money(amount: Money | None, language: str) -> str:
    return CANNOT_TELL if amount is None else wording.money(amount, language)
