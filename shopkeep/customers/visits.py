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
from itertools import accumulate, chain, compress, count, islice, repeat
from operator import not_, sub

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
        if day >= max(self.number_on, default=day):
            return self.ends
        return list(map(bisect_right, repeat(self.days), repeat(day), self.starts, self.ends))


def visits_of(book: OrderBook) -> Visits:
    """The order days of a book. Several orders on one day are one visit."""
    customers, days, spent = book.customers, book.days, book.amounts
    number = Counter(customers)
    gaps = list(map(sub, islice(days, 1, None), days))
    no_gap = compress(count(1), map(not_, gaps))
    same_day = [place for place in no_gap if customers[place - 1] == customers[place]]
    more = [(customers[place], days[place]) for place in same_day]
    if same_day:
        spent, kept = spent.copy(), [True] * len(days)
        for place in reversed(same_day):
            spent[place - 1] += spent[place]
            kept[place] = False
        number.subtract(who for who, _ in more)
        days, spent, gaps = (
            list(compress(column, mask)) for column, mask in ((days, kept), (spent, kept), (gaps, kept[1:]))
        )
    edges = list(accumulate(number.values(), initial=0))
    return Visits(list(number), edges[:-1], edges[1:], days, gaps, spent, more)


def of_each(visits: Visits, values: Iterable[int]) -> Iterable[int]:
    """For every visit its customer's value."""
    return chain.from_iterable(map(repeat, values, visits.lengths))
