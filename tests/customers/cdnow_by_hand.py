"""Retention, cohorts and waits of the CDNOW data, worked out the slow and plain way.

An independent script: it reads the data file by itself and knows nothing of the program, so that both can
be wrong only in different ways. `python tests/customers/cdnow_by_hand.py` prints what the tests compare.
"""

from __future__ import annotations

import gzip
import itertools
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

People = list[list[tuple[date, int]]]
"""Of each customer: (day, cents), oldest first."""


def people(in_tenth: bool = False) -> People:
    found = []
    with gzip.open(Path(__file__).parent / "data" / "cdnow.txt.gz", "rt") as lines:
        for line in lines:
            number, _, orders = line.strip().rpartition("*")
            if in_tenth and not number:
                continue
            day = date(1997, 1, 1)
            bought = []
            for order in orders.split(","):
                gap, cents = order.split()
                day += timedelta(days=int(gap))
                if int(cents) > 0:
                    bought.append((day, int(cents)))
            if bought:
                found.append(bought)
    return found


def was_customer(orders: list[tuple[date, int]], day: date) -> bool:
    return any(day - timedelta(days=365) < on <= day for on, _ in orders)


def retention(everybody: People, first: date, last: date) -> dict[str, float]:
    before = first - timedelta(days=1)
    start = end = kept = repeat = orders = cents = spent = spent_lost = 0
    for one in everybody:
        at_start, at_end = was_customer(one, before), was_customer(one, last)
        start += at_start
        end += at_end
        kept += at_start and at_end
        repeat += at_end and len({on for on, _ in one if on <= last}) > 1
        inside = [amount for on, amount in one if first <= on <= last]
        orders += len(inside)
        cents += sum(inside)
        year = sum(amount for on, amount in one if before - timedelta(days=365) < on <= before)
        spent += year
        if at_start and not at_end:
            spent_lost += year
    return {
        "start": start, "end": end, "new": end - kept, "lost": start - kept,
        "retention_rate": kept / start, "repeat_rate": repeat / end, "revenue_churn": spent_lost / spent,
        "orders": orders, "cents": cents,
    }  # fmt: skip


def cohorts(everybody: People, last: date) -> dict[str, tuple[int, list[float]]]:
    """Month -> (customers, share who ordered in each later whole month)."""
    members = defaultdict(list)
    for one in everybody:
        known = [on for on, _ in one if on <= last]
        if known:
            members[f"{min(known):%Y-%m}"].append({f"{on:%Y-%m}" for on in known})
    firsts = [date(year, month, 1) for year in (1997, 1998) for month in range(1, 13)]
    whole = [f"{one:%Y-%m}" for one, after in itertools.pairwise(firsts) if after <= last + timedelta(days=1)]
    return {
        month: (len(who), [sum(later in months for months in who) / len(who) for later in whole if later > month])
        for month, who in sorted(members.items())
    }


def ordered_again(everybody: People, last: date, order: int, within: int) -> float:
    """Kaplan and Meier: the share who placed their order number `order` so many days after the one before."""
    waits = []  # (days, whether it came)
    for one in everybody:
        days = sorted({on for on, _ in one if on <= last})
        if len(days) >= order:
            waits.append(((days[order - 1] - days[order - 2]).days, True))
        elif len(days) == order - 1:
            waits.append(((last - days[-1]).days, False))
    left = 1.0
    for day in range(1, within + 1):
        at_risk = sum(days >= day for days, _ in waits)
        came = sum(days == day and ordered for days, ordered in waits)
        left *= 1 - came / at_risk if at_risk else 1
    return 1 - left


if __name__ == "__main__":
    print(retention(people(), date(1998, 1, 1), date(1998, 6, 30)))
    print(cohorts(people(), date(1998, 6, 30)))
    tenth = people(in_tenth=True)
    for number in (2, 3, 4):
        print(number, [round(ordered_again(tenth, date(1998, 6, 30), number, days), 3) for days in (30, 90, 180, 365)])
