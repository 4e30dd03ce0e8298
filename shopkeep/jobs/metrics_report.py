"""How the shop does as a report of one page: tables, charts, and how they are worked out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shopkeep import wording
from shopkeep.core.records.metrics import Cohort, Figures, Metrics, Season
from shopkeep.core.records.report import Bars, Chart, Curves, Grid, Kind, Line, Report, Table, Value
from shopkeep.customers import metrics_words as words
from shopkeep.jobs.shop import Shop

COHORTS = 13
"""How many of the newest cohorts a page shows, and one month less of each."""
MONTHS = 13
LEFT_BY_MONTH = "Left month by month"
"""The title of the curves of churn."""
WAITED = ((0, "0 days"), (90, "90 days"), (180, "half a year"), (365, "a year"), (730, "2 years"), (1095, "3 years"))
_FIGURES: list[tuple[str, Kind]] = [
    ("Customers at the start", "count"),
    ("Left", "count"),
    ("New", "count"),
    ("At the end", "count"),
    ("Revenue churn", "share"),
    ("Customer churn", "share"),
    ("Retention", "share"),
    ("Repeat rate", "share"),
    ("Average order", "money"),
    ("Orders", "count"),
    ("Revenue", "money"),
]


def report_of(shop: Shop, found: Metrics, whole: bool = False) -> Report:
    """The report of what was found: a page, or with every month and cohort there is (`whole`)."""
    language = str(shop.settings.get("shop.language"))
    name = shop.settings.get("shop.name") or "Your shop"
    days = f"{wording.day_long(found.first, language)} to {wording.day_long(found.last, language)}"
    shown = found if whole else replace(found, months=found.months[-MONTHS:], cohorts=_newest(found.cohorts))
    tables = [
        _kinds(found),
        *([_group_table(found, language)] if found.groups else []),
        _months(shown, language),
        _cohort_table(shown.cohorts, language),
        _waits(found),
        _season_table(found.seasons, language),
        *_other_money(found),
    ]
    formulas = [f"{one.name}: {one.rule} = {one.filled} = {one.result}" for one in words.formulas(found, language)]
    return Report(
        f"{name}: how the shop did, {days}",
        words.sentences(found, language),
        [table for table in tables if table.rows],
        charts(found, language),
        [*formulas, *words.NOTES],
    )


def _newest(cohorts: list[Cohort]) -> list[Cohort]:
    return [replace(one, share_back=one.share_back[: COHORTS - 1]) for one in cohorts[-COHORTS:]]


def charts(found: Metrics, language: str) -> list[Chart]:
    """What can be drawn of it: churn by month, the next order, cohorts, the months of a year."""
    drawn: list[Chart] = []
    if len(found.months) > 1:
        drawn.append(_churn(found, language))
    if any(len(wait.curve) > 1 for wait in found.waits):
        drawn.append(_next_orders(found))
    if heat := _heat(found.cohorts, language):
        drawn.append(heat)
    drawn += [
        Bars(
            "Orders by month of the year, 1.0 an even month",
            [(wording.month(date(2026, one.month, 1), language), one.index) for one in season.months],
            1.0,
            season.says,
        )
        for season in found.seasons
        if season.name == "all" and season.months
    ]
    return drawn


def _churn(found: Metrics, language: str) -> Curves:
    every = max(1, len(found.months) // 8)
    months = list(enumerate(found.months))
    lines = []
    for name, field in (("Money", "revenue_churn"), ("Heads", "customer_churn")):
        points = [(float(at), getattr(one.figures, field)) for at, one in months]
        lines.append(Line(name, [(at, share) for at, share in points if share is not None]))
    return Curves(
        LEFT_BY_MONTH,
        [line for line in lines if line.points],
        [(float(at), words.month_named(one.month, language)) for at, one in months if at % every == 0],
        "Money: the share of a year's spending that came from those lost in a month (revenue churn)."
        " Heads: the share of the customers (customer churn).",
    )


def _next_orders(found: Metrics) -> Curves:
    lines = [
        Line(f"{words.ORDINAL[wait.order].capitalize()} order", [(float(days), 1 - left) for days, left in wait.curve])
        for wait in found.waits
        if len(wait.curve) > 1
    ]
    labels = [(float(days), name) for days, name in WAITED]
    says = " ".join(said for wait in found.waits if (said := words.next_order(wait)))
    return Curves("Who has placed the next order, by days since the one before", lines, labels, says)


def _heat(cohorts: list[Cohort], language: str) -> Grid | None:
    shown = [one for one in _newest(cohorts) if one.share_back]
    if not shown:
        return None
    wide = max(len(one.share_back) for one in shown)
    rows: list[tuple[str, list[float | None]]] = [
        (
            f"{words.month_named(one.month, language)} ({one.customers:,})",
            [one.share_back[at] if at < len(one.share_back) else None for at in range(wide)],
        )
        for one in shown
    ]
    says = "Each row is the customers who first ordered in a month; the numbers are how many of 100 ordered in the"
    return Grid(
        "Ordered again, of 100, by months after the first",
        [f"+{at + 1}" for at in range(wide)],
        rows,
        f"{says} months after.",
    )


def _row(name: str, one: Figures) -> list[Value]:
    return [
        name, one.customers_start, one.customers_lost, one.customers_new, one.customers_end, one.revenue_churn,
        one.customer_churn, one.retention_rate, one.repeat_rate, one.average_order, one.orders, one.revenue,
    ]  # fmt: skip


def _kinds(found: Metrics) -> Table:
    rows = [_row("All customers", found.figures)]
    rows += [_row(words.KINDS[name], one) for name, one in (found.by_buyer | found.by_tenure).items()]
    return Table("Customers", [("", "text"), *_FIGURES], rows, "As they stood when these days began.")


def _group_table(found: Metrics, language: str) -> Table:
    rows = [_row(words.group_named(found.by, one.name, language), one.figures) for one in found.groups]
    return Table(f"By {found.by}", [(found.by.capitalize(), "text"), *_FIGURES], rows)


def _months(found: Metrics, language: str) -> Table:
    rows = [_row(words.month_named(one.month, language), one.figures) for one in found.months]
    return Table("Month by month", [("Month", "text"), *_FIGURES], rows)


def _cohort_table(cohorts: list[Cohort], language: str) -> Table:
    wide = max((len(one.share_back) for one in cohorts), default=0)
    heads: list[tuple[str, Kind]] = [("First order in", "text"), ("Customers", "count")]
    heads += [(f"Month {at + 1}", "share") for at in range(wide)]
    rows: list[list[Value]] = [
        [words.month_named(one.month, language), one.customers, *one.share_back, *[None] * (wide - len(one.share_back))]
        for one in cohorts
    ]
    return Table("Ordered again in the months after the first", heads, rows)


def _waits(found: Metrics) -> Table:
    heads: list[tuple[str, Kind]] = [
        ("Order", "text"), ("Within days", "count"), ("Share", "share"), ("At least", "share"), ("At most", "share"),
        ("Customers watched so long", "count"),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [words.ORDINAL[wait.order], one.days, one.share, *one.interval, one.watched]
        for wait in found.waits
        for one in wait.within
    ]
    return Table("The next order", heads, rows, "At least, at most: where the true share likely lies (95 in 100).")


def _season_table(seasons: list[Season], language: str) -> Table:
    whole = next((one for one in seasons if one.name == "all"), None)
    rows: list[list[Value]] = [
        [wording.month_full(date(2026, one.month, 1), language), one.orders, one.index]
        for one in (whole.months if whole else [])
    ]
    heads: list[tuple[str, Kind]] = [("Month", "text"), ("Orders", "count"), ("Times an even month", "times")]
    return Table("The year", heads, rows, whole.says if whole else "")


def _other_money(found: Metrics) -> list[Table]:
    rows: list[list[Value]] = [[one.currency, one.orders, one.revenue, one.average_order] for one in found.other_money]
    heads: list[tuple[str, Kind]] = [
        ("Currency", "text"), ("Orders", "count"), ("Revenue", "money"), ("Average order", "money"),
    ]  # fmt: skip
    return [Table("Orders in other currencies, in none of the sums above", heads, rows)] if rows else []
