"""Round numbers of orders and of money that a customer is about to reach, or has just reached."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from shopkeep.core.money import decimals

NEAR = 0.9
"""Spending is near a milestone from this share of it on."""
_ORDERS = (5, *(step * 10**power for power in range(1, 6) for step in (1, 2.5, 5)))


@dataclass(frozen=True, slots=True)
class Milestones:
    """A shop's milestones, rising: numbers of orders, and money in minor units of the main currency."""

    orders: tuple[int, ...]
    spent: tuple[int, ...]

    @property
    def lowest(self) -> float:
        """With less spent, and fewer orders than four, nobody is near a milestone or past one."""
        return NEAR * self.spent[0] if self.spent else float("inf")

    def near(self, orders: int, spent: int) -> str:
        """The milestone that the next order may reach, orders before money: `orders 10`, `spent 100000`."""
        at = bisect_right(self.orders, orders)
        if at < len(self.orders) and self.orders[at] == orders + 1:
            return f"orders {orders + 1}"
        at = bisect_right(self.spent, spent)
        if at < len(self.spent) and spent >= NEAR * self.spent[at]:
            return f"spent {self.spent[at]}"
        return ""

    def passed(self, orders: int, last_orders: int, spent: int, last_spent: int) -> str:
        """The highest milestone that the last order day reached, orders before money."""
        at = bisect_right(self.orders, orders)
        if at and self.orders[at - 1] > orders - last_orders:
            return f"orders {self.orders[at - 1]}"
        at = bisect_right(self.spent, spent)
        if at and self.spent[at - 1] > spent - last_spent:
            return f"spent {self.spent[at - 1]}"
        return ""


def milestones(usual_order: float, highest: int, currency: str) -> Milestones:
    """A shop's milestones. Money goes in steps of 1, 2.5 and 5 times a power of ten, from twice the usual
    order (minor units) to beyond the most that anybody spent."""
    return Milestones(tuple(int(step) for step in _ORDERS), _money(2 * usual_order, highest, 10 ** decimals(currency)))


def _money(lowest: float, highest: int, unit: int) -> tuple[int, ...]:
    if lowest <= 0:
        return ()
    steps: list[int] = []
    for power in count():
        for step in (10, 25, 50):
            amount = step * 10**power * unit // 10
            steps.append(amount)
            if amount > highest and amount >= lowest:
                return tuple(steps[bisect_left(steps, lowest) :])
    raise AssertionError("powers of ten go on for ever")


def usual(values: Sequence[float]) -> float:
    """The middle one of what customers' orders are worth; 0 where nobody paid anything."""
    paid = sorted(value for value in values if value > 0)
    return float(paid[len(paid) // 2]) if paid else 0.0
