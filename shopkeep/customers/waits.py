"""How long customers wait for the next order: the second, third and fourth, by Kaplan and Meier (1958).

Customers who have not placed it yet are watched until today and no longer, so that recent ones neither
count as lost nor are left out. Intervals: Greenwood's variance on the log-log scale (Kalbfleisch and
Prentice 1980), which keeps them between 0 and 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import compress
from math import exp, log, sqrt
from operator import not_

from shopkeep.core.records.metrics import Wait, Within
from shopkeep.core.shares import Z95
from shopkeep.customers.visits import Visits

ORDERS = (2, 3, 4)
MARKS = (30, 90, 180, 365)
"""Did the welcome work; the second order; kept."""
WEEK = 7


def waits(visits: Visits, last: date) -> list[Wait]:
    """The wait for the second, third and fourth order day, as known at the end of a day."""
    end = last.toordinal()
    lengths, places = visits.lengths, visits.starts
    found = []
    for order in ORDERS:
        if order > 2:  # go on to the next visit of all who have it
            more = [length >= order - 1 for length in lengths]
            places = [place + 1 for place in compress(places, more)]
            lengths = list(compress(lengths, more))
        again = [length >= order for length in lengths]
        came = Counter(map(visits.gaps.__getitem__, compress(places, again)))
        alone = compress(places, map(not_, again))
        watched = Counter(map(visits.days.__getitem__, alone))
        found.append(_wait(order, came, {end - day: number for day, number in watched.items()}))
    return found


def _wait(order: int, came: Mapping[int, int], watched: Mapping[int, int]) -> Wait:
    """`came`: days -> how many ordered after so many. `watched`: days -> how many were seen so long in vain."""
    waiting = customers = sum(came.values()) + sum(watched.values())
    share, variance = 1.0, 0.0
    steps: list[tuple[int, float, float, int]] = [(0, 1.0, 0.0, waiting)]
    for days in sorted({*came, *watched}):
        number = came.get(days, 0)
        if number:
            share *= 1 - number / waiting
            variance += number / (waiting * (waiting - number)) if number < waiting else 0.0
            steps.append((days, share, variance, waiting))
        waiting -= number + watched.get(days, 0)
    longest = max([*came, *watched], default=0)
    median = next((days for days, left, _, _ in steps if left <= 0.5), None)
    return Wait(
        order,
        customers,
        sum(came.values()),
        median,
        [_within(mark, steps, came, watched) for mark in MARKS if mark <= longest],
        _thinned(steps),
    )


def _within(
    mark: int, steps: list[tuple[int, float, float, int]], came: Mapping[int, int], watched: Mapping[int, int]
) -> Within:
    _, share, variance, _ = next(step for step in reversed(steps) if step[0] <= mark)
    still = sum(number for counted in (came, watched) for days, number in counted.items() if days >= mark)
    return Within(mark, 1 - share, _interval(share, variance), still)


def _interval(share: float, variance: float) -> tuple[float, float]:
    """The 95 % interval of the share that has ordered again."""
    if share in (0.0, 1.0):
        return (1 - share, 1 - share)
    spread = Z95 * sqrt(variance) / abs(log(share))
    low, high = exp(log(share) * exp(spread)), exp(log(share) * exp(-spread))
    return 1 - high, 1 - low


def _thinned(steps: list[tuple[int, float, float, int]]) -> list[tuple[int, float]]:
    """Where the curve stands at the end of each week in which it steps."""
    weeks = {(days + WEEK - 1) // WEEK: (days, share) for days, share, _, _ in steps}
    return list(weeks.values())
