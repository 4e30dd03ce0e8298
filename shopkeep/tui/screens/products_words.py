"""How each view of products is drawn: columns, cells, bars of months, and what is said where nothing is."""

from __future__ import annotations

from datetime import date
from typing import Any

from textual.content import Content

from shopkeep import wording
from shopkeep.core.records.products import (
    FirstProduct,
    FirstProductsReport,
    Grounds,
    NewProduct,
    NextProduct,
    NextProductReport,
    PeakMonth,
    Peaks,
    Seller,
    Together,
    TogetherReport,
    UsedToBuy,
    UsedToBuyReport,
)
from shopkeep.core.text import plain
from shopkeep.customers.product_words import percent, undecided
from shopkeep.tui.screens.base import empty_text
from shopkeep.tui.widgets.columns import Cell, Column

VIEWS = {
    "used-to-buy": "Used to buy",
    "first": "First orders",
    "together": "Together",
    "sellers": "Sellers",
    "new": "New",
    "peaks": "Months",
}
"""The views in their order, by the names of the command line."""

_SURE = 15
_PRODUCT = Column("Product", weight=1, least=20)
_WHOLE = Column("Product", weight=1, least=30)
"""Where there is room for the names of most products."""
COLUMNS = {
    "used-to-buy": [
        _WHOLE, Column("Customers", width=9, right=True), Column("Share", width=5, right=True),
        Column("Likely range", width=13, right=True, drop=2), Column("Of all", width=6, right=True),
        Column("Brought", width=8, right=True, drop=1), Column("Than others", width=_SURE),
    ],
    "first": [
        _WHOLE, Column("Buyers", width=6, right=True), Column("Back", width=5, right=True),
        Column("Rate", width=5, right=True), Column("Likely range", width=13, right=True, drop=1),
        Column("Than the shop", width=_SURE),
    ],
    "together": [
        _PRODUCT, Column("With", weight=1, least=14), Column("Both", width=5, right=True),
        Column("Expected", width=8, right=True, drop=1), Column("Times expected", width=14, right=True),
        Column("Likely range", width=13, right=True, drop=2), Column("How sure", width=_SURE - 4),
    ],
    "next": [
        Column("Bought next", weight=1, least=20), Column("Chose", width=5, right=True),
        Column("Share", width=5, right=True), Column("Expected", width=8, right=True, drop=1),
        Column("Times expected", width=14, right=True), Column("How sure", width=_SURE - 4),
    ],
    "sellers": [
        _PRODUCT, Column("90 days", width=8, right=True), Column("Before", width=8, right=True),
        Column("Year ago", width=8, right=True, drop=1), Column("Ever", width=9, right=True, drop=2),
        Column("Last sold", width=11, drop=3), Column("Trend", width=_SURE),
    ],
    "new": [
        _WHOLE, Column("First sold", width=11), Column("Customers", width=9, right=True),
        Column("Known", width=5, right=True, drop=1), Column("Orders", width=6, right=True, drop=2),
        Column("Brought", width=8, right=True),
    ],
    "peaks": [
        Column("Month", width=10), Column("Orders", width=6, right=True), Column("Share", width=5, right=True),
        Column("Without growth", width=14, right=True), Column("", width=6),
        Column("┊ an even month", weight=1, least=16),
    ],
}  # fmt: skip

NO_ORDERS = empty_text(
    "Here you will see what your customers buy: first orders that make them come back, what goes together,"
    " what sells and when.",
    ("6", "brings in an export of your orders"),
)
NO_LINES = empty_text(
    "Your orders are here, but no file says what was in them. An export with one line for each product fills"
    " this page.",
    ("6", "brings in such an export"),
)
NOTHING = {
    "used-to-buy": "Nobody of this group has bought anything yet. Choose another group in Customers.",
    "first": "No first order says what was in it.",
    "together": "No two products lie together in five orders yet. With more orders this fills.",
    "next": "Nobody who bought it has come back for something new yet.",
    "sellers": "Nothing was sold yet.",
    "new": "No product came in the last half year.",
}


def columns(view: str, report: Any) -> list[Column]:
    """The columns of a view."""
    shown = COLUMNS[view]
    if undecided(report) and not any(getattr(row, "not_selling", False) for row in report.rows):
        return shown[:-1]  # said once above: no column for it
    if isinstance(report, Peaks) and report.years < 2:  # no growth is taken out then
        return [Column("Even month", width=14, right=True) if c.title == "Without growth" else c for c in shown]
    return shown


def tabs(current: str) -> Content:
    """The views in one line, the present one in brackets."""
    parts = [
        Content.styled(f"[{title}]", "bold $accent") if name == current else Content.styled(f" {title} ", "$text-muted")
        for name, title in VIEWS.items()
    ]
    return Content(" ").join(parts)


def cells(row: Any, language: str, today: date) -> list[str | Cell]:
    """One row of any view."""
    if isinstance(row, UsedToBuy):
        brought = wording.money_if_told(row.revenue, language)
        return [
            row.title, f"{row.customers:,}", _share(row.share), _likely(row.interval), _share(row.share_of_all),
            brought, _verdict(row.verdict, "more", "less"),
        ]  # fmt: skip
    if isinstance(row, FirstProduct):
        return [
            row.title, f"{row.buyers:,}", f"{row.came_back:,}", _share(row.rate) if row.buyers else "",
            _likely(row.interval) if row.buyers else "", _verdict(row.verdict, "better", "worse"),
        ]  # fmt: skip
    if isinstance(row, Together):
        likely = f"{_times(row.interval[0])}–{_times(row.interval[1])}"
        return [
            row.title, row.other_title, f"{row.together:,}", _chance(row.expected), f"{_times(row.lift)}×", likely,
            _sure(row.verdict),
        ]  # fmt: skip
    if isinstance(row, NextProduct):
        chance, lift = _chance(row.expected), f"{_times(row.lift)}×"
        return [row.title, f"{row.chose:,}", _share(row.rate), chance, lift, _sure(row.verdict)]
    if isinstance(row, Seller):
        year = wording.money_if_told(row.revenue_year_ago, language) if row.orders_year_ago is not None else "–"
        return [
            row.title, Cell(wording.money_if_told(row.revenue_90, language), "strong"),
            wording.money_if_told(row.revenue_before, language), year, wording.money_if_told(row.revenue, language),
            wording.day(row.last_sold, today, language) if row.last_sold else "never", _trend(row),
        ]  # fmt: skip
    if isinstance(row, NewProduct):
        came = wording.day(row.first_sold, today, language) if row.first_sold else "not yet"
        return [
            row.title, came, f"{row.customers:,}", f"{row.known_customers:,}", f"{row.orders:,}",
            wording.money_if_told(row.revenue, language),
        ]  # fmt: skip
    return []


def month_cells(row: PeakMonth, found: Peaks, width: int, language: str) -> list[str | Cell]:
    """One month as numbers and a bar; `┊` stands where an even month would end."""
    peak = row.month in found.peak
    top = max(2.0, *(month.index for month in found.months))
    room = max(8, width)
    full = round(row.index / top * room)
    even = min(room - 1, round(1 / top * room))
    bar = "".join("█" if at < full else "┊" if at == even else " " for at in range(room))
    name = wording.month_full(date(2026, row.month, 1), language)
    return [
        Cell(name, "strong" if peak else ""),
        f"{row.orders:,}",
        _share(row.orders / found.orders),
        f"{row.index:.1f}×",
        Cell("◂ peak" if peak else "", "accent"),
        Cell(bar, "accent" if peak else ""),
    ]


def about(report: Any) -> str:
    """What the whole report says, before any one product."""
    if isinstance(report, UsedToBuyReport):
        group = f"{plain(report.group)}: " if report.group else ""
        return (
            f"{group}{wording.count(report.customers, 'customer')}, of whom {report.buyers:,} have orders with known"
            f" products; in the whole shop {report.buyers_of_all:,}."
        )
    if isinstance(report, FirstProductsReport):
        if report.rate is None:
            return "No first order is old enough yet to tell who comes back."
        return (
            f"In the whole shop {percent(report.rate)} came back within {report.within_days} days of their"
            f" first order ({report.came_back:,} of {report.buyers:,}; {report.too_recent:,}"
            f" {'is' if report.too_recent == 1 else 'are'} too recent to tell)."
        )
    if isinstance(report, TogetherReport):
        return (
            f"{report.mixed:,} of {wording.count(report.baskets, report.within)}"
            f"{_that_count(report.baskets) if report.within == 'order' else ''} hold more than one product."
            f" Expected is what chance alone would bring; 2.0× is twice as many."
        )
    if isinstance(report, NextProductReport):
        return f"{report.buyers:,} bought {plain(report.title)}; {report.went_on:,} of them later bought something new."
    return ""


def _that_count(orders: int) -> str:
    return " that counts" if orders == 1 else " that count"


def grounds(known: Grounds) -> str:
    """What the report leaves out."""
    said = []
    if known.orders_without_lines:
        said.append(f"Of {wording.count(known.orders_without_lines, 'order')} no file says what was in them.")
    if known.orders_in_other_currencies:
        left = wording.count(known.orders_in_other_currencies, "order")
        said.append(f"Money is {known.currency} alone; that of {left} is left out.")
    if known.orders_without_prices:
        left = wording.count(known.orders_without_prices, "order")
        said.append(f"Of {left} no file says what each product cost; their money is left out.")
    return " ".join(said)


def nothing(view: str, report: Any) -> Content:
    """What an empty view says."""
    known = report.grounds
    if not known.orders:
        return NO_ORDERS
    if isinstance(report, Peaks):
        return Content(plain(report.says))
    return NO_LINES if known.orders == known.orders_without_lines else Content(NOTHING[view])


def _share(share: float) -> str:
    return percent(share).replace("under ", "<").replace("over ", ">")


def _likely(interval: tuple[float, float]) -> str:
    return f"{interval[0] * 100:.0f}–{interval[1] * 100:.0f}%"


def _times(value: float) -> str:
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}"


def _chance(expected: float) -> str:
    return f"{expected:,.0f}" if expected >= 9.95 else f"{expected:.1f}"


def _verdict(verdict: str, good: str, bad: str) -> Cell:
    if verdict.endswith(f" {good}"):
        return Cell(verdict, "success")
    if verdict.endswith(f" {bad}"):
        return Cell(verdict, "warning")
    return Cell(verdict, "muted")


def _sure(verdict: str) -> Cell:
    if verdict in ("surely", "perhaps"):
        return Cell(verdict, "success")
    return Cell("by chance", "muted") if verdict == "no more than chance" else Cell(verdict, "warning")


def _trend(row: Seller) -> Cell:
    if row.not_selling:
        return Cell("not selling", "warning")
    sign = {"rising": "↗ ", "falling": "↘ "}.get(row.trend, "")
    tone = {"rising": "success", "falling": "warning", "too few to tell": "muted"}.get(row.trend, "")
    return Cell(sign + row.trend, tone)
