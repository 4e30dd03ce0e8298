"""Cohorts: of the customers who came in one month, how many ordered in the months after."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import chain, compress, islice
from operator import add, ne

from shopkeep.core.records.metrics import Cohort
from shopkeep.customers.months import named, whole_months
from shopkeep.customers.visits import Visits, of_each

_COHORT = 1 << 20
"""A cohort and a month as one number: the cohort's month so many times, and the month."""


def cohorts(visits: Visits, last: date) -> list[Cohort]:
    """Every month with first orders, oldest first; the shares are of whole months up to a day alone."""
    if not visits.days:
        return []
    begin = date.fromordinal(min(visits.number_on)).replace(day=1)
    whole = whole_months(begin, last)
    until = _number(whole[-1]) if whole else 0
    month_of = {day: _number(date.fromordinal(day)) for day in visits.number_on}
    came = Counter[int]()
    for day, number in visits.firsts_on.items():
        came[month_of[day]] += number
    # Of several order days in one month the last is counted. Two customers' visits side by side look like one's
    # where both are of the cohort's own month, which is not asked for.
    cohort_of = {day: _COHORT * month_of[day] for day in visits.firsts_on}
    cohort = of_each(visits, map(cohort_of.__getitem__, visits.firsts))
    keys = list(map(add, cohort, map(month_of.__getitem__, visits.days)))
    back = Counter(compress(keys, map(ne, keys, chain(islice(keys, 1, None), (0,)))))
    return [
        Cohort(
            named(date(month // 12, month % 12 + 1, 1)),
            customers,
            [back[_COHORT * month + later] / customers for later in range(month + 1, until + 1)],
        )
        for month, customers in sorted(came.items())
    ]


def _number(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1
