"""Cohorts: of the customers who came in one month, how many ordered in the months after."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import compress

from shopkeep.core.records.metrics import Cohort
from shopkeep.customers.months import named, whole_months
from shopkeep.customers.visits import NEVER, Visits


def cohorts(visits: Visits, last: date) -> list[Cohort]:
    """Every month with first orders, oldest first; the shares are of whole months up to a day alone."""
    if not visits.days:
        return []
    begin = date.fromordinal(min(visits.days)).replace(day=1)
    whole = whole_months(begin, last)
    until = _number(whole[-1]) if whole else 0
    month_of = {day: _number(date.fromordinal(day)) for day in set(visits.days)} | {NEVER: -1}
    months = list(map(month_of.__getitem__, visits.days))
    came = Counter(compress(months, [nth == 1 for nth in visits.nth]))
    # Of several order days in one month the last is counted.
    final = [month != later for month, later in zip(months, map(month_of.__getitem__, visits.nexts), strict=True)]
    first_months = map(month_of.__getitem__, compress(visits.firsts, final))
    back = Counter(zip(first_months, compress(months, final), strict=True))
    return [
        Cohort(
            named(date(month // 12, month % 12 + 1, 1)),
            customers,
            [back[month, later] / customers for later in range(month + 1, until + 1)],
        )
        for month, customers in sorted(came.items())
    ]


def _number(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1
