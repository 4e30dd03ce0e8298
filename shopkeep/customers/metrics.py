"""Who stayed and who was lost between two days, in heads and in money.

A customer of a day is someone who ordered in the 365 days up to it. A period starts at the end of the day
before its first one, so that months laid side by side share their ends. Everybody is counted where they
stood as the period began; whoever placed a first order in it counts as first-time and short.
Formulas: retention (end - new) / start, churn 1 - retention; revenue churn is the share of the spending of
the year before the start that belonged to the lost.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import compress, repeat
from operator import sub
from typing import Any

from shopkeep.core.money import Money
from shopkeep.core.records.metrics import BUYERS, TENURES, Figures, OrderBook, OtherMoney
from shopkeep.customers.visits import YEAR, Visits

SHORT, MEDIUM = 90, 365
"""Days since the first order from which on a customer's tenure is no longer short, no longer medium."""

Kind = Hashable
KindsOf = Callable[[list[int], list[int], list[int]], Iterable[Kind]]
"""(customers, order days so far, days since the first), as columns, as a period begins -> with whom each is
counted. No order days so far: a first order in the period, and less than no days since."""


@dataclass(slots=True)
class Tally:
    """What is counted of the customers of one kind; money in minor units of the main currency."""

    start: int = 0
    end: int = 0
    kept: int = 0
    won_back: int = 0
    repeat: int = 0
    orders: int = 0
    revenue: int = 0
    spent: int = 0
    spent_lost: int = 0

    def add(self, other: Tally) -> None:
        """Count those of another kind with these."""
        for name in Tally.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def standings(_customers: list[int], order_days: list[int], since_first: list[int]) -> Iterable[Kind]:
    """First-time or repeat, and short, medium or long, as places in BUYERS and TENURES."""
    kinds = [[(more, tenure) for tenure in range(len(TENURES))] for more in (False, True)]
    return [
        kinds[number > 1][(days >= SHORT) + (days >= MEDIUM)]
        for number, days in zip(order_days, since_first, strict=True)
    ]


def tallies(
    book: OrderBook, visits: Visits, first: date, last: date, kinds_of: KindsOf = standings
) -> dict[Kind, Tally]:
    """The tally of each kind of customer from one day to another, both included."""
    start, end = first.toordinal() - 1, last.toordinal()
    columns = [visits.customers, visits.firsts, visits.starts, visits.until(start), visits.until(end)]
    if max(visits.firsts, default=end) > end:
        came = [day <= end for day in visits.firsts]
        columns = [list(compress(column, came)) for column in columns]
    customers, firsts, began, before, until = columns
    order_days = list(map(sub, before, began))
    kinds = list(kinds_of(customers, order_days, list(map(sub, repeat(start), firsts))))
    found = {kind: Tally() for kind in dict.fromkeys(kinds)}
    days, sums = visits.days, visits.sums
    # Places in `days`: from s up to p those before the period, up to q those in it.
    for kind, s, p, q in zip(kinds, began, before, until, strict=True):
        latest = days[q - 1]
        if latest <= start - YEAR:
            continue  # no customer any more when it began, and not back since
        tally = found[kind]
        at_end = latest > end - YEAR
        at_start = p > s and days[p - 1] > start - YEAR
        if at_end:
            tally.end += 1
            tally.repeat += q - s > 1
            if at_start:
                tally.kept += 1
            elif p > s:
                tally.won_back += 1
        if at_start:
            spent = sums[p] - sums[bisect_right(days, start - YEAR, s, p)]
            tally.start += 1
            tally.spent += spent
            if not at_end:
                tally.spent_lost += spent
        if q > p:
            tally.orders += q - p
            tally.revenue += sums[q] - sums[p]
    kind_of = dict(zip(customers, kinds, strict=True)) if visits.more or book.foreign else {}
    for who, day in visits.more:
        if start < day <= end:
            found[kind_of[who]].orders += 1
    for who, day, _ in book.foreign:
        if start < day <= end:
            found[kind_of[who]].orders -= 1
    return found


def added_up(found: Mapping[Kind, Tally], part_of: Callable[[Any], Kind]) -> dict[Kind, Tally]:
    """The tallies of kinds that are alike in some part, added up."""
    together: dict[Kind, Tally] = defaultdict(Tally)
    for kind, tally in found.items():
        together[part_of(kind)].add(tally)
    return dict(together)


def figures(found: Iterable[Tally], currency: str) -> Figures:
    """The figures of one or several kinds together."""
    whole = Tally()
    for one in found:
        whole.add(one)
    start, kept = whole.start, whole.kept
    return Figures(
        customers_start=start,
        customers_end=whole.end,
        customers_new=whole.end - kept,
        customers_won_back=whole.won_back,
        customers_lost=start - kept,
        retention_rate=kept / start if start else None,
        repeat_rate=whole.repeat / whole.end if whole.end else None,
        average_order=Money(round(whole.revenue / whole.orders), currency) if whole.orders else None,
        customer_churn=(start - kept) / start if start else None,
        revenue_churn=whole.spent_lost / whole.spent if whole.spent else None,
        orders=whole.orders,
        revenue=Money(whole.revenue, currency),
        customers_repeat=whole.repeat,
        spent_before=Money(whole.spent, currency),
        spent_before_lost=Money(whole.spent_lost, currency),
    )


def by_buyer(found: dict[Kind, Tally], currency: str) -> dict[str, Figures]:
    """The figures of first-time and of repeat buyers, of tallies by `standings`."""
    return _split(found, BUYERS, 0, currency)


def by_tenure(found: dict[Kind, Tally], currency: str) -> dict[str, Figures]:
    """The figures of customers of short, medium and long tenure, of tallies by `standings`."""
    return _split(found, TENURES, 1, currency)


def _split(found: dict[Kind, Tally], names: Iterable[str], part: int, currency: str) -> dict[str, Figures]:
    kinds = {kind: tally for kind, tally in found.items() if isinstance(kind, tuple)}
    return {
        name: figures([tally for kind, tally in kinds.items() if kind[part] == number], currency)
        for number, name in enumerate(names)
    }


def other_money(book: OrderBook, first: date, last: date) -> list[OtherMoney]:
    """What came in in currencies without a rate in a period, most orders first."""
    sums: dict[str, list[int]] = {}
    for _, day, money in book.foreign:
        if first.toordinal() <= day <= last.toordinal():
            sums.setdefault(money.currency, []).append(money.amount)
    found = [
        OtherMoney(code, len(all_), Money(sum(all_), code), Money(round(sum(all_) / len(all_)), code))
        for code, all_ in sums.items()
    ]
    return sorted(found, key=lambda one: (-one.orders, one.currency))
