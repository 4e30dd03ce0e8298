"""Order days as columns side by side: what retention, cohorts and waits are counted from.

A large shop has hundreds of thousands of them, so that each step is one round over whole columns, left to
built-in functions where these do it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, compress, count, islice, pairwise, repeat
from operator import ne, not_, sub

from shopkeep.core.records.metrics import OrderBook

YEAR = 365
"""A customer of a day is someone who ordered in so many days up to it."""
NEVER = 10**7
"""A day after all others."""


@dataclass(frozen=True)
class Visits:
    """The days on which each customer ordered, each once. Days are ordinals."""

    customers: list[int]
    """Each customer once, sorted."""
    starts: list[int]
    """Where in `days` the days of each customer begin."""
    ends: list[int]
    """And where they end: the place after the last one."""
    days: list[int]
    """By customer, and of each customer oldest first."""
    gaps: list[int]
    """At each place but the last: the days until the next place, another customer's or not."""
    spent: list[int]
    """What each day's orders came to, in minor units of the main currency."""
    more: list[tuple[int, int]]
    """(customer, day) of every further order on one day."""

    @cached_property
    def lengths(self) -> list[int]:
        """On how many days each customer ordered."""
        return list(map(sub, self.ends, self.starts))

    @cached_property
    def firsts(self) -> list[int]:
        """Each customer's first order day."""
        return list(map(self.days.__getitem__, self.starts))

    @cached_property
    def finals(self) -> list[int]:
        """Each customer's last order day."""
        return list(map(self.days.__getitem__, map(sub, self.ends, repeat(1))))

    @cached_property
    def sums(self) -> list[int]:
        """What was spent on all days before each place, and at last on all."""
        return list(accumulate(self.spent, initial=0))

    @cached_property
    def number_on(self) -> Counter[int]:
        """day -> how many ordered on it."""
        return Counter(self.days)

    @cached_property
    def firsts_on(self) -> Counter[int]:
        """day -> how many ordered on it for the first time."""
        return Counter(self.firsts)

    def until(self, day: int) -> list[int]:
        """Of each customer, where their days up to this one end."""
        days, each = self.days, zip(self.starts, self.ends, self.firsts, self.finals, strict=True)
        return [
            start if first > day else end if final <= day else bisect_right(days, day, start, end)
            for start, end, first, final in each
        ]


def visits_of(book: OrderBook) -> Visits:
    """The order days of a book. Several orders on one day are one visit."""
    customers, days, spent = book.customers, book.days, book.amounts
    if not days:
        return Visits([], [], [], [], [], [], [])
    gaps = list(map(sub, islice(days, 1, None), days))
    no_gap = compress(count(1), map(not_, gaps))
    same_day = [place for place in no_gap if customers[place - 1] == customers[place]]
    more = [(customers[place], days[place]) for place in same_day]
    if same_day:
        spent = spent.copy()
        for place in reversed(same_day):
            spent[place - 1] += spent[place]
        customers, days, spent = (_without(column, same_day) for column in (customers, days, spent))
        gaps = _without(gaps, [place - 1 for place in same_day])
    starts = [0, *compress(count(1), map(ne, customers, islice(customers, 1, None)))]
    return Visits(
        list(map(customers.__getitem__, starts)), starts, [*starts[1:], len(days)], days, gaps, spent, more
    )  # fmt: skip


def _without(column: list[int], places: Iterable[int]) -> list[int]:
    """A column without these places, which are few."""
    kept: list[int] = []
    for before, place in pairwise((-1, *places, len(column))):
        kept += column[before + 1 : place]
    return kept


def of_each(visits: Visits, values: Iterable[int]) -> Iterable[int]:
    """For every visit its customer's value."""
    return chain.from_iterable(map(repeat, values, visits.lengths))
