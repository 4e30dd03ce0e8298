"""How the shop does, in sentences, and each formula with its numbers filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from shopkeep import countries, wording
from shopkeep.core.money import Money
from shopkeep.core.records.metrics import Figures, Metrics, Wait

FEW = 30
"""With fewer customers at the start a share is said with a warning."""
KINDS = {
    "first-time": "First-time and new",
    "repeat": "Repeat buyers",
    "short": "Under 90 days and new",
    "medium": "Under a year",
    "long": "A year and longer",
}
"""The kinds that figures are split by, as they stood when the period began."""
SPANS = {180: "half a year", 365: "a year"}
ORDINAL = {2: "second", 3: "third", 4: "fourth"}


@dataclass(frozen=True, slots=True)
class Formula:
    """One figure as it is worked out."""

    name: str
    rule: str
    filled: str
    """The rule with its numbers; empty where nothing can be filled in."""
    result: str


def sentences(found: Metrics, language: str) -> list[str]:
    """What the figures say, the money first."""
    if not found.figures.customers_start and not found.figures.customers_end:
        return [
            "Cannot tell yet: no customer ordered in these days or the year before. Import older orders, or choose"
            " other days."
        ]
    said = [
        *_lost(found, language),
        _now(found.figures, language),
        *_compared(found),
        *(line for wait in found.waits[:1] if (line := next_order(wait))),
    ]
    for one in found.other_money:
        said.append(
            f"Not in these sums: {wording.count(one.orders, 'order')} in {one.currency}, "
            f"{wording.money(one.revenue, language)}. An exchange rate in the settings brings them in."
        )
    if found.strangers:
        said.append(
            f"{wording.count(found.strangers, 'order')} without an address or a buyer's name cannot be counted."
        )
    if found.orders_until is not None and found.orders_until < found.last:
        day = wording.day_long(found.orders_until, language)
        said.append(f"Orders are known up to {day} alone: whoever ordered later looks lost.")
    return said


def _lost(found: Metrics, language: str) -> list[str]:
    whole = found.figures
    start = wording.day_long(found.first - timedelta(days=1), language)
    end = wording.day_long(found.last, language)
    if not whole.customers_start:
        return [f"Cannot tell yet who stayed: nobody had ordered in the year up to {start}."]
    said = []
    if whole.revenue_churn is not None and whole.spent_before and whole.spent_before_lost is not None:
        said.append(
            f"{wording.percent(whole.revenue_churn)} of the money was lost: of"
            f" {wording.money_short(whole.spent_before, language)} that customers spent in the year up to {start},"
            f" {wording.money_short(whole.spent_before_lost, language)} came from those lost by {end}."
        )
    said.append(
        f"{wording.percent(whole.customer_churn or 0)} of the customers were lost:"
        f" {whole.customers_lost:,} of {whole.customers_start:,}."
        f" {wording.percent(whole.retention_rate or 0)} stayed."
    )
    if whole.customers_start < FEW:
        said.append("With so few customers these shares say little: one more or less moves them much.")
    return said


def _now(whole: Figures, language: str) -> str:
    back, first = whole.customers_won_back, whole.customers_new - whole.customers_won_back
    said = f"{wording.count(whole.customers_end, 'customer')} at the end, {whole.customers_new:,} of them new"
    if back:
        said += f": {first:,} with their first order and {back:,} back after a year or more"
    said += "."
    if whole.repeat_rate is not None:
        said += f" {wording.percent(whole.repeat_rate)} have ordered more than once."
    if whole.average_order is not None:
        said += f" An order is worth {wording.money(whole.average_order, language)} on average."
    return said


def _compared(found: Metrics) -> list[str]:
    """First-time beside repeat buyers, where both can be judged."""
    first, repeat = found.by_buyer["first-time"], found.by_buyer["repeat"]
    if min(first.customers_start, repeat.customers_start) < FEW:
        return []
    return [
        f"Of those who had ordered once, {wording.percent(first.customer_churn or 0)} were lost; of those who had"
        f" ordered more often, {wording.percent(repeat.customer_churn or 0)}."
    ]


def next_order(wait: Wait) -> str:
    """`Of 100 first-time buyers, 14 within 30 days and 30 within 90 days placed the second order.`

    Empty where it is not told.
    """
    if not wait.within or wait.customers < FEW:
        return ""
    who = "first-time buyers" if wait.order == 2 else f"customers with {wait.order - 1} orders"
    parts = [f"{_hundred(one.share)} within {SPANS.get(one.days, wording.span(one.days))}" for one in wait.within]
    return f"Of 100 {who}, {wording.listed(parts)} placed the {ORDINAL[wait.order]} order."


def _hundred(share: float) -> str:
    rounded = round(share * 100)
    return "under 1" if rounded == 0 and share > 0 else str(rounded)


def formulas(found: Metrics, language: str) -> list[Formula]:
    """Each figure of the whole shop with its rule and its numbers."""
    whole = found.figures
    before = f"the 365 days up to {wording.day_long(found.first - timedelta(days=1), language)}"
    return [
        Formula(
            "Revenue churn",
            f"what the lost spent ÷ what all customers of the start spent, in {before}",
            _divided(_money(whole.spent_before_lost, language), _money(whole.spent_before, language)),
            _percent(whole.revenue_churn),
        ),
        Formula(
            "Customer churn",
            "customers lost ÷ customers at the start",
            _divided(f"{whole.customers_lost:,}", f"{whole.customers_start:,}"),
            _percent(whole.customer_churn),
        ),
        Formula(
            "Retention rate",
            "(customers at the end − new ones) ÷ customers at the start",
            _divided(f"({whole.customers_end:,} − {whole.customers_new:,})", f"{whole.customers_start:,}"),
            _percent(whole.retention_rate),
        ),
        Formula(
            "Repeat-purchase rate",
            "customers at the end with two order days or more ÷ customers at the end",
            _divided(f"{whole.customers_repeat:,}", f"{whole.customers_end:,}"),
            _percent(whole.repeat_rate),
        ),
        Formula(
            "Average order",
            "what the orders of these days came to, less refunds ÷ orders",
            _divided(_money(whole.revenue, language), f"{whole.orders:,}"),
            _money(whole.average_order, language),
        ),
        Formula(
            "Customers at the end",
            "customers at the start + new − lost",
            f"{whole.customers_start:,} + {whole.customers_new:,} − {whole.customers_lost:,}",
            f"{whole.customers_end:,}",
        ),
    ]


NOTES = (
    "A customer of a day is someone who ordered in the 365 days up to it. New: at the end and not at the start.",
    "First-time and repeat, and how long somebody has been a customer, are as they were when these days began; who"
    " placed a first order in them counts as first-time and under 90 days.",
    "Cancelled, test and free orders and those refunded in full are left out; refunds are taken off. Several orders"
    " on one day are one visit.",
    "Cohorts: of those whose first order was in a month, the share who ordered in the months after.",
    "Next order: the share who have placed it so many days after the one before, by Kaplan and Meier: whoever came"
    " lately is watched until the last day known, and neither counted as lost nor left out.",
)


def _divided(above: str, below: str) -> str:
    return f"{above} ÷ {below}"


def _money(amount: Money | None, language: str) -> str:
    return "cannot tell yet" if amount is None else wording.money(amount, language)


def _percent(share: float | None) -> str:
    return "cannot tell yet" if share is None else wording.percent(share)


def group_named(by: str, name: str, language: str) -> str:
    """A group as it is shown: countries by their names."""
    return (countries.name_of(name, language) if by == "country" else "") or name


def month_named(month: str, language: str) -> str:
    """`2026-11` as `Nov 2026`."""
    year, number = map(int, month.split("-"))
    return f"{wording.month(date(year, number, 1), language)} {year}"
