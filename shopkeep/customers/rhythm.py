"""How often a customer orders: order days, the gaps between them, and how late they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from shopkeep.core.records.customers import History, Summary

SECOND_ORDER_DAYS = 90.0
"""The wait for a second order in a shop where nobody has placed one yet."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a customer did up to a day, before anyone judges it. Money: minor units, main currency."""

    customer_id: int
    orders: int
    order_days: int
    spent: int
    spent_365: int
    first_on: date
    last_on: date
    usual_gap_days: float | None
    second_after_days: int | None
    """Days from the first order day to the second; None for one-time buyers."""

    def past(self, on: date) -> tuple[int, float, float]:
        """(x, t_x, T) of the return model, as of a day."""
        t_x = (self.last_on - self.first_on).days
        return self.order_days - 1, t_x, max(t_x, (on - self.first_on).days)


def order_days(history: History, as_of: date) -> list[date]:
    """The days with an order, oldest first, each once, none after `as_of`."""
    return sorted({day for day, _ in history.orders if day <= as_of})


def gaps(days: list[date]) -> list[int]:
    """Days between neighbouring order days."""
    return [(later - earlier).days for earlier, later in pairwise(days)]


def facts_of(history: History, as_of: date) -> Facts | None:
    """What a history says up to a day; None where it had not begun. Later orders are as if unknown."""
    orders = history.orders
    if orders and orders[-1][0] > as_of:
        orders = tuple(order for order in orders if order[0] <= as_of)
    if not orders:
        return None
    days = sorted({day for day, _ in orders})
    between = gaps(days)
    year_ago = as_of - timedelta(days=365)
    return Facts(
        customer_id=history.customer_id,
        orders=len(orders),
        order_days=len(days),
        spent=sum(amount for _, amount in orders),
        spent_365=sum(amount for day, amount in orders if day > year_ago),
        first_on=days[0],
        last_on=days[-1],
        usual_gap_days=float(median(between)) if between else None,
        second_after_days=between[0] if between else None,
    )


def second_order_wait(facts: Iterable[Facts | Summary]) -> float:
    """The shop's median time from first to second order, in days, among those who placed a second."""
    waits = [fact.second_after_days for fact in facts if fact.second_after_days is not None]
    return float(median(waits)) if waits else SECOND_ORDER_DAYS


def overdue(days_since: int, usual_gap_days: float | None) -> float | None:
    """How many usual gaps the silence is long; None for one-time buyers."""
    return days_since / usual_gap_days if usual_gap_days else None
