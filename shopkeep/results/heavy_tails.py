"""How sure a sum of money can be, where a few large orders make most of it.

Each arm's mean has an interval of its own from Hall's transformation, which takes the skew of the values out of
the t statistic (P. Hall 1992, "On the removal of skewness by transformation"; Zhou and Dinh 2005 recommend it
for skewed data). The two are joined as Newcombe joins shares (Zou and Donner 2008, MOVER). In simulated shops
with heavy tails the plain t interval misses on one side alone, and a bootstrap is neither quick nor the same
twice; this is a closed form, and errs on both sides alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cbrt, fsum, sqrt

from shopkeep.core.shares import Z95

BUYERS_FOR_RANGE = 30
"""Fewer buyers in an arm than this, and a range in money would be a guess."""
Z99 = 2.5758293035489
"""Where returns tell nothing, money alone must say it more clearly: it is a second look at the same send."""
STRAIGHT = 1e-9
"""A skew smaller than this is none."""


@dataclass(frozen=True, slots=True)
class Total:
    """An arm's money per customer as if summed over `scale` of them: estimate, variance, third central moment."""

    estimate: float
    variance: float = 0.0
    third: float = 0.0

    def __add__(self, other: Total) -> Total:
        """Two independent parts together: their cumulants add up."""
        return Total(
            self.estimate + other.estimate, self.variance + other.variance, self.third + other.third
        )  # fmt: skip


def total(values: Sequence[float], customers: int, scale: float) -> Total:
    """What `scale` customers bring, from what `customers` did: those not in `values` brought nothing.

    Values are in minor units, one for each buyer.
    """
    mean = fsum(values) / customers
    nothing = customers - len(values)
    second = fsum((value - mean) ** 2 for value in values) + nothing * mean**2
    third = fsum((value - mean) ** 3 for value in values) - nothing * mean**3
    if customers < 2:
        return Total(scale * mean)
    return Total(scale * mean, scale**2 * second / (customers - 1) / customers, scale**3 * third / customers**3)


def interval(arm: Total, z: float = Z95) -> tuple[float, float]:
    """Hall's interval of one arm's total, at 95 % or for another normal quantile."""
    spread = sqrt(arm.variance)
    if spread == 0:
        return arm.estimate, arm.estimate
    skew = arm.third / spread**3
    if abs(skew) < STRAIGHT:
        return arm.estimate - z * spread, arm.estimate + z * spread
    low, high = (
        arm.estimate - spread * (3 / skew) * (cbrt(1 + skew * (at - skew / 6)) - 1) for at in (z, -z)
    )  # fmt: skip
    return low, high


def difference(first: Total, second: Total, z: float = Z95) -> tuple[float, float]:
    """The interval of the second's total less the first's, at 95 % or for another normal quantile."""
    low_1, high_1 = interval(first, z)
    low_2, high_2 = interval(second, z)
    apart = second.estimate - first.estimate
    return (
        apart - sqrt((second.estimate - low_2) ** 2 + (high_1 - first.estimate) ** 2),
        apart + sqrt((high_2 - second.estimate) ** 2 + (first.estimate - low_1) ** 2),
    )
