"""How often a customer orders: order days, the gaps between them, and how late they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin
from statistics import median
from typing import Any

from shopkeep.core.histories import OrderRow, told
from shopkeep.core.records.customers import Facts, History, Placed

SECOND_ORDER_DAYS = 90.0
"""The wait for a second order in a shop where nobody has placed one yet."""


def order_days(history: History, as_of: date) -> list[date]:
    """The days with an order, oldest first, each once, none after `as_of`."""
    return sorted({order.on for order in history.orders if order.on <= as_of})


def gaps(days: list[date]) -> list[int]:
    """Days between neighbouring order days."""
    return [(later - earlier).days for earlier, later in pairwise(days)]


def facts_of(history: History, as_of: date) -> Facts | None:
    """What a history says up to a day; None where it had not begun. Later orders are as if unknown."""
    row = facts_row(history.customer_id, history.orders, history.refused, as_of)
    return None if row is None else Facts(*row)


def facts_row(id: int, orders: Sequence[Placed], refused: Sequence[date], as_of: date) -> tuple[Any, ...] | None:
    """`facts_of` in the order of its fields: a shop has very many customers."""
    if orders and orders[-1].on > as_of:
        orders = [order for order in orders if order.on <= as_of]
    if not orders:
        return None
    if refused and refused[-1] > as_of:
        refused = [day for day in refused if day <= as_of]
    last, amount, discounted, last_refunded, gift, waited_days = orders[-1]
    refused_last = last_refunded or bool(refused and refused[-1] >= last)
    if len(orders) == 1:  # as so many have: all of it is said already
        refunds = last_refunded + len(refused)
        once = (id, 1, 1, amount, last, last, amount, None, None, None, None)
        return (*once, int(discounted), refunds, refused_last, int(gift), waited_days, None, 1)
    spent = last_spent = last_orders = discounts = refunds = gifts = 0
    days: list[date] = []
    for on, amount, discounted, refunded, gift, waited in orders:  # one round: a shop has very many orders
        spent += amount
        discounts += discounted
        refunds += refunded
        gifts += gift
        if waited is not None:
            waited_days = waited
        if on == last:
            last_spent += amount
            last_orders += 1
        if not days or on != days[-1]:
            days.append(on)
    between = gaps(days)
    earlier, recent = _pace(between)
    return (
        id,
        len(orders),
        len(days),
        spent,
        days[0],
        last,
        last_spent,
        _middle(between) if between else None,
        between[0] if between else None,
        earlier,
        recent,
        discounts,
        refunds + len(refused),
        refused_last,
        gifts,
        waited_days,
        season_week(days),
        last_orders,
    )


FactsAndSpent = tuple[list[tuple[Any, ...]], list[int]]


def facts_rows(
    rows: Iterable[OrderRow], zone: str, currency: str, rates: Mapping[str, float], as_of: date
) -> FactsAndSpent:
    """What rows of orders (`core.histories.told`) say of each customer up to a day, as `facts_row` with days as
    ISO text; and beside it what each spent in the 365 days up to it."""
    year_ago, iso = as_of - timedelta(days=365), _Iso()
    facts, spent_365 = [], []
    for id, placed, refused, _ in told(rows, zone, currency, rates):
        fact = facts_row(id, placed, refused, as_of)
        if fact is None:
            continue
        _, orders, days, spent, first_on, last_on, *rest = fact
        facts.append((id, orders, days, spent, iso[first_on], iso[last_on], *rest))
        if first_on > year_ago:
            spent_365.append(spent)
        else:
            spent_365.append(spent_since(placed, year_ago, as_of) if last_on > year_ago else 0)
    return facts, spent_365


class _Iso(dict[date, str]):
    """Days as ISO text: a shop has few days and many customers."""

    def __missing__(self, day: date) -> str:
        self[day] = written = day.isoformat()
        return written


def spent_since(orders: Iterable[Placed], after: date, until: date) -> int:
    """What was spent after one day and up to another."""
    return sum(order.amount for order in orders if after < order.on <= until)


def _pace(between: list[int]) -> tuple[float | None, float | None]:
    """The usual gap before the last two, and the mean of those two: growing gaps show in their ratio."""
    if len(between) < 4:
        return None, None
    return _middle(between[:-2]), (between[-2] + between[-1]) / 2


def _middle(between: list[int]) -> float:
    """The median, without what the standard library's asks of its values first."""
    rising, half = sorted(between), len(between) // 2
    return float(rising[half]) if len(between) % 2 else (rising[half - 1] + rising[half]) / 2


SEASON_YEARS, SEASON_SPREAD = 2, 0.94
"""How many years orders must lie in the same weeks, and how closely: the mean resultant length of their
days round the year (1: all on one day of the year; 0.94: about three weeks to either side)."""


def season_week(days: list[date]) -> int | None:
    """The week of the year around which all orders lie, if they come in two years or more; else None.

    Days of the year are points on a circle, so that December and January are near each other (Mardia and
    Jupp, Directional Statistics, ch. 2).
    """
    if len(days) < SEASON_YEARS or (days[-1] - days[0]).days < 300:
        return None
    first, last = _point(days[0]), _point(days[-1])
    if len(days) - 2 + hypot(first[0] + last[0], first[1] + last[1]) < SEASON_SPREAD * len(days):
        return None  # however close together the others are
    points = list(map(_point, days))
    east, north = (sum(along) / len(days) for along in zip(*points, strict=True))
    if hypot(east, north) < SEASON_SPREAD:
        return None
    day_of_year = (atan2(north, east) % (2 * pi)) / (2 * pi) * 365.25
    return min(52, int(day_of_year // 7) + 1)


@lru_cache(maxsize=20_000)
def _point(day: date) -> tuple[float, float]:
    """A day of the year on the circle."""
    turn = 2 * pi * (day.toordinal() - date(day.year, 1, 1).toordinal() + 1) / 365.25
    return cos(turn), sin(turn)


def second_order_wait(facts: Iterable[Facts]) -> float:
    """The shop's median time from first to second order, in days, among those who placed a second."""
    waits = [fact.second_after_days for fact in facts if fact.second_after_days is not None]
    return float(median(waits)) if waits else SECOND_ORDER_DAYS


def overdue(days_since: int, usual_gap_days: float | None) -> float | None:
    """How many usual gaps the silence is long; None for one-time buyers."""
    return days_since / usual_gap_days if usual_gap_days else None
