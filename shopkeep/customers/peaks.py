"""Seasons: how orders fall over the months of a year, how strong that is and how sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from shopkeep.core.records.products import PeakMonth, Sales
from shopkeep.core.shares import holding, poisson_tail, wilson

YEAR = 365.25
FEW_ORDERS = 36
"""Fewer orders than three a month tell nothing of months."""
STANDS_OUT = 1.15
"""A month so much over an even one is worth naming."""
_LENGTH = {1: 31, 2: 28.25, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


@dataclass(frozen=True, slots=True)
class Season:
    years: int
    since: int | None
    """The first day looked at, an ordinal."""
    orders: int
    months: list[PeakMonth]
    peak: list[int]
    strength: float | None
    verdict: str


def season(days: Iterable[int] | Mapping[int, int], today: int, reach: int) -> Season:
    """The season in order days (ordinals; or day -> how many) up to `today`, where the shop's orders begin at `reach`.

    Only the last whole years are looked at, so that each month had the same chances. With two or more
    years an even growth from year to year is taken out first: else the months before today look strong
    in every growing shop. `surely`: the strongest month lies over an even one in every year, of two or more, and by
    more than luck brings although twelve months are compared; `perhaps`: one year, or not in every year.
    """
    years = int((today - reach + 1) / YEAR)
    if years < 1:
        return Season(0, None, 0, [], [], None, "too little history")
    since = today - round(years * YEAR)
    inside = {day: number for day, number in Counter(days).items() if since < day <= today}
    total = sum(inside.values())
    if total < FEW_ORDERS:
        return Season(years, since + 1, total, [], [], None, "too little history")
    counts = [0] * 12
    in_year = [0] * years
    for day, number in inside.items():
        counts[_month(day) - 1] += number
        in_year[_year(day, today, years)] += number
    of_year = _without_growth(inside, today, in_year)
    weighed = [sum(year[m] for year in of_year) for m in range(12)]
    months = []
    for m in range(12):
        even = _LENGTH[m + 1] / YEAR
        share = weighed[m] / sum(weighed)
        above = sum(year[m] > even * sum(year) for year in of_year if sum(year))
        low, high = wilson(round(share * total), total) or (0.0, 1.0)
        months.append(PeakMonth(m + 1, counts[m], share, even, share / even, (low / even, high / even), above))
    chances = [poisson_tail(round(month.share * total), month.even * total) for month in months]
    sure = dict(zip(range(12), holding(chances), strict=True))
    named = [m for m in range(12) if months[m].index >= STANDS_OUT and chances[m] <= 0.05]
    firm = [m for m in named if sure[m] and years >= 2 and months[m].years_above == years]
    shown = [m for m in named if sure[m] or (years >= 2 and months[m].years_above == years)]
    shown.sort(key=lambda m: -months[m].index)
    strength = sum(abs(month.share - month.even) for month in months) / 2
    verdict = "surely" if shown and shown[0] in firm else "perhaps" if shown else "no season"
    return Season(years, since + 1, total, months, [m + 1 for m in shown], strength, verdict)


def order_days(sales: Sales, products: Collection[int] | None, customers: Collection[int] | None) -> list[int]:
    """The days of the orders with one of these products, of one of these customers (None: any)."""
    days, wanted = sales.days, range(len(sales.days))
    orders: Iterable[int] = wanted
    if products is not None:
        chosen = frozenset(products)
        orders = {
            order for order, product in zip(sales.line_orders, sales.line_products, strict=True) if product in chosen
        }
    if customers is not None:
        people = frozenset(customers)
        orders = (order for order in orders if sales.customers[order] in people)
    return [days[order] for order in orders]


def _without_growth(days: Mapping[int, int], today: int, in_year: list[int]) -> list[list[float]]:
    """Of each year, newest first, its orders by month, each weighed by how much smaller the shop was then.
    `days`: day -> its orders."""
    growth = 1.0
    if len(in_year) > 1 and in_year[0] and in_year[-1]:
        growth = (in_year[0] / in_year[-1]) ** (1 / (len(in_year) - 1))
    weighed = [[0.0] * 12 for _ in in_year]
    for day, number in days.items():
        weighed[_year(day, today, len(in_year))][_month(day) - 1] += number * growth ** ((today - day) / YEAR)
    return weighed


def _year(day: int, today: int, years: int) -> int:
    """How many whole years before today, at most one less than are looked at."""
    return min(years - 1, int((today - day) / YEAR))


@lru_cache(maxsize=8192)
def _month(day: int) -> int:
    return date.fromordinal(day).month
