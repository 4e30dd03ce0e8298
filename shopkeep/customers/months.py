"""Month over month: the figures of each whole month, in a few rounds over all order days.

The same as `metrics.figures` of each month by itself, for any number of them at once: becoming a customer
and ceasing to be one happen on known days, and are counted in the month they fall in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import compress, pairwise

from shopkeep.core.records.metrics import Month, OrderBook
from shopkeep.customers.metrics import Tally, figures
from shopkeep.customers.visits import NEVER, YEAR, Visits

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
    begin = date.fromordinal(min(visits.days))
    months = whole_months(begin.replace(day=1), last, at_most)
    if not months:
        return []
    tallied = _tallied(book, visits, months)
    return [Month(named(month), figures([one], book.currency)) for month, one in zip(months, tallied, strict=True)]


def _tallied(book: OrderBook, visits: Visits, months: Sequence[date]) -> list[Tally]:
    bounds = [*(month.toordinal() for month in months), _after(months[-1]).toordinal()]

    def by_month(days: Iterable[int]) -> Counter[int]:
        """How many days fall before the months (0), into the first of them (1), and so on."""
        found = Counter[int]()
        for day, number in Counter(days).items():
            found[bisect_right(bounds, day)] += number
        return found

    # Who is a customer: from a first order on, until a year without one has passed, and from the next one on.
    ended = [later - day > YEAR for day, later in zip(visits.days, visits.nexts, strict=True)]
    ending = list(compress(range(len(ended)), ended))
    arrived = by_month(compress(visits.days, [nth == 1 for nth in visits.nth]))
    left = by_month([visits.days[place] + YEAR for place in ending])
    won_back = by_month([day for day in (visits.nexts[place] for place in ending) if day != NEVER])
    for place in ending:
        later = visits.nexts[place]
        if later != NEVER:
            month = bisect_right(bounds, later)
            if month == bisect_right(bounds, visits.days[place] + YEAR):  # a customer before it and after it
                left[month] -= 1
                won_back[month] -= 1
    again = [nth > 1 for nth in visits.nth]
    repeating = by_month(compress(visits.days, again))
    repeating.subtract(
        by_month(
            later if later - day < YEAR else day + YEAR
            for day, later in zip(compress(visits.days, again), compress(visits.nexts, again), strict=True)
        )
    )
    spent_lost = _spent_by_the_lost(visits, ending, bounds)
    orders, spent_on = _by_day(book, visits)
    found = []
    customers, repeat = arrived[0] + won_back[0] - left[0], repeating[0]
    for number, (begin, end) in enumerate(pairwise(bounds), 1):
        start, customers = customers, customers + arrived[number] + won_back[number] - left[number]
        repeat += repeating[number]
        found.append(
            Tally(
                start=start,
                end=customers,
                kept=start - left[number],
                won_back=won_back[number],
                repeat=repeat,
                orders=sum(orders[day] for day in range(begin, end)),
                revenue=sum(spent_on[day] for day in range(begin, end)),
                spent=sum(spent_on[day] for day in range(begin - YEAR, begin)),
                spent_lost=spent_lost[number],
            )
        )
    return found


def _spent_by_the_lost(visits: Visits, ending: Iterable[int], bounds: Sequence[int]) -> Counter[int]:
    """Month -> what those lost in it had spent in the year before it. `ending`: places of last visits."""
    found = Counter[int]()
    first, last = bounds[0] - YEAR, bounds[-1] - YEAR
    for place in [one for one in ending if first <= visits.days[one] < last]:
        day = visits.days[place]
        month = bisect_right(bounds, day + YEAR)
        if visits.nexts[place] < bounds[month]:
            continue  # back within the month
        since, nth = bounds[month - 1] - 1 - YEAR, visits.nth[place]
        amount = visits.spent[place]
        while nth > 1 and visits.days[place - 1] > since:
            place, nth = place - 1, nth - 1
            amount += visits.spent[place]
        found[month] += amount
    return found


def _by_day(book: OrderBook, visits: Visits) -> tuple[Counter[int], Counter[int]]:
    """How many orders with a known amount there were on each day, and what they came to."""
    orders = Counter(book.days)
    orders.subtract(day for _, day, _ in book.foreign)
    begin = min(visits.days)
    spent = [0] * (max(visits.days) - begin + 1)
    for day, amount in zip(visits.days, visits.spent, strict=True):
        spent[day - begin] += amount
    spent_on = Counter({day: amount for day, amount in enumerate(spent, begin) if amount})
    return orders, spent_on


def _after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)
