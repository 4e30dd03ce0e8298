"""Month over month: the figures of each whole month, in a few rounds over all order days.

The same as `metrics.figures` of each month by itself, for any number of them at once: becoming a customer
and ceasing to be one happen on known days, and are counted in the month they fall in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import compress, count, pairwise, repeat
from operator import not_, sub

from shopkeep.core.records.metrics import Month, OrderBook
from shopkeep.customers.metrics import Tally, figures
from shopkeep.customers.visits import YEAR, Visits

SHOWN = 24


def whole_months(first: date, last: date, at_most: int | None = None) -> list[date]:
    """The first days of the newest whole months between two days, both included, oldest first."""
    found: list[date] = []
    begin = (last + timedelta(days=1)).replace(day=1)
    while (begin := _before(begin)) >= first and (at_most is None or len(found) < at_most):
        found.append(begin)
    return found[::-1]


def last_day(month: date) -> date:
    """The last day of a month given by its first."""
    return _after(month) - timedelta(days=1)


def named(month: date) -> str:
    """`2026-11`."""
    return f"{month:%Y-%m}"


def month_by_month(book: OrderBook, visits: Visits, last: date, at_most: int = SHOWN) -> list[Month]:
    """The newest whole months up to a day, oldest first, none before the first order."""
    if not visits.days:
        return []
    begin = date.fromordinal(min(visits.number_on))
    months = whole_months(begin.replace(day=1), last, at_most)
    if not months:
        return []
    tallied = _tallied(book, visits, months)
    return [Month(named(month), figures([one], book.currency)) for month, one in zip(months, tallied, strict=True)]


def _tallied(book: OrderBook, visits: Visits, months: Sequence[date]) -> list[Tally]:
    bounds = [*(month.toordinal() for month in months), _after(months[-1]).toordinal()]

    def by_month(days: Mapping[int, int], later: int = 0) -> Counter[int]:
        """How many of these days (day -> how many), so much later, fall before the months (0), into the first (1)."""
        found = Counter[int]()
        for day, number in days.items():
            found[bisect_right(bounds, day + later)] += number
        return found

    # Who is a customer: from a first order on, until a year without one has passed, and from the next one on.
    # Who has ordered on one day alone: from a first order on, until the second one or a year has passed.
    days, finals, begins = visits.days, visits.finals, set(visits.starts)
    again = [length > 1 for length in visits.lengths]
    seconds = [start + 1 for start in compress(visits.starts, again)]
    silent = [place for place in compress(count(), map(YEAR.__lt__, visits.gaps)) if place + 1 not in begins]
    arrived = by_month(visits.firsts_on)
    left, won_back = by_month(Counter(finals), YEAR), Counter[int]()
    once = arrived.copy()
    once.subtract(by_month(Counter(map(days.__getitem__, seconds))))
    once.subtract(by_month(Counter(compress(visits.firsts, map(not_, again))), YEAR))
    for place in silent:
        gone, back = (bisect_right(bounds, day) for day in (days[place] + YEAR, days[place + 1]))
        if gone != back:  # else a customer before that month and after it
            left[gone] += 1
            won_back[back] += 1
            if place in begins:
                once[gone] -= 1
                once[back] += 1
    spent_lost = _spent_by_the_lost(visits, finals, silent, bounds)
    orders, spent_on = _by_day(book, visits)
    found = []
    customers, single = arrived[0] + won_back[0] - left[0], once[0]
    for number, (begin, end) in enumerate(pairwise(bounds), 1):
        start, customers = customers, customers + arrived[number] + won_back[number] - left[number]
        single += once[number]
        found.append(
            Tally(
                start=start,
                end=customers,
                kept=start - left[number],
                won_back=won_back[number],
                repeat=customers - single,
                orders=sum(orders[day] for day in range(begin, end)),
                revenue=sum(spent_on[begin:end]),
                spent=sum(spent_on[begin - YEAR : begin]),
                spent_lost=spent_lost[number],
            )
        )
    return found


def _spent_by_the_lost(
    visits: Visits, finals: Sequence[int], silent: Sequence[int], bounds: Sequence[int]
) -> Counter[int]:
    """Month -> what those lost in it had spent in the year before it. `finals`: last days; `silent`: places of
    others after which a year passed."""
    days, sums = visits.days, visits.sums
    month_of = {day: bisect_right(bounds, day + YEAR) for day in range(bounds[0] - YEAR, bounds[-1] - YEAR)}
    since = [0, *(bound - 1 - YEAR for bound in bounds)]
    found = Counter[int]()
    lost = list(map(month_of.__contains__, finals))
    gone = list(map(month_of.__getitem__, compress(finals, lost)))
    ends = list(compress(visits.ends, lost))
    starts = map(bisect_right, repeat(days), map(since.__getitem__, gone), compress(visits.starts, lost), ends)
    spent = map(sub, map(sums.__getitem__, ends), map(sums.__getitem__, starts))
    for month, amount in zip(gone, spent, strict=True):
        found[month] += amount
    for place in silent:
        month = month_of.get(days[place], 0)
        if month and days[place + 1] >= bounds[month]:  # not back within the month
            start = visits.starts[bisect_right(visits.starts, place) - 1]
            found[month] += sums[place + 1] - sums[bisect_right(days, since[month], start, place + 1)]
    return found


def _by_day(book: OrderBook, visits: Visits) -> tuple[Counter[int], list[int]]:
    """How many orders with a known amount there were on each day, and what the orders of each came to."""
    orders = visits.number_on.copy()
    orders.update(day for _, day in visits.more)
    orders.subtract(day for _, day, _ in book.foreign)
    spent_on = [0] * (max(visits.number_on) + 1)
    for day, amount in zip(visits.days, visits.spent, strict=True):
        spent_on[day] += amount
    return orders, spent_on


def _after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)
