"""Order days as columns side by side: what retention, cohorts and waits are counted from.

A large shop has hundreds of thousands of them, so that each step is one round over whole columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, compress, pairwise, repeat

from shopkeep.core.records.metrics import OrderBook

YEAR = 365
"""A customer of a day is someone who ordered in so many days up to it."""
NEVER = 10**7
"""A day after all others."""


@dataclass(frozen=True, slots=True)
class Visits:
    """The days on which each customer ordered, each once, sorted by customer and day. Days are ordinals."""

    customers: list[int]
    days: list[int]
    nth: list[int]
    """1 for a customer's first order day."""
    firsts: list[int]
    """The customer's first order day."""
    nexts: list[int]
    """Their next order day; NEVER where there is none yet."""
    spent: list[int]
    """What the day's orders came to, in minor units of the main currency."""


def visits_of(book: OrderBook) -> Visits:
    """The order days of a book. Several orders on one day are one visit."""
    customers, days, spent = book.customers, book.days, book.amounts
    if not days:
        return Visits([], [], [], [], [], [])
    same_day = [
        place
        for place, (a, b, c, d) in enumerate(zip(customers, customers[1:], days, days[1:], strict=False), 1)
        if a == b and c == d
    ]
    if same_day:
        spent = spent.copy()
        for place in reversed(same_day):
            spent[place - 1] += spent[place]
        kept = [True] * len(days)
        for place in same_day:
            kept[place] = False
        customers, days, spent = (list(compress(column, kept)) for column in (customers, days, spent))
    begins = [place for place, (a, b) in enumerate(pairwise(customers), 1) if a != b]
    edges = [0, *begins, len(days)]
    lengths = [end - begin for begin, end in pairwise(edges)]
    nexts = [*days[1:], NEVER]
    for begin in begins:
        nexts[begin - 1] = NEVER
    longest = range(1, max(lengths) + 1)
    nth = list(chain.from_iterable(longest[:length] for length in lengths))
    firsts = list(chain.from_iterable(map(repeat, (days[begin] for begin in edges[:-1]), lengths)))
    return Visits(customers, days, nth, firsts, nexts, spent)
