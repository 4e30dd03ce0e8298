"""What a list can tell before anything is sent, how large a holdout it wants, and how many more it would take."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from shopkeep.core.shares import Z95

POWER80 = 0.8416212335729143
"""The normal quantile of 80 %: a true difference of the size named shows in 4 of 5 such sends."""
SHARES = (0.1, 0.15, 0.2, 0.25, 0.3)
"""Holdout shares that are suggested."""
USUAL_SHARE = 0.2
FEW = 500
"""A list under this shows little by itself whatever is held out: the usual share, for the programme's sake."""
PLENTY = 0.02
"""A list that shows a difference of two points needs no larger holdout."""
NEAR = 1.2
"""A holdout that sees differences a fifth larger than the best share would is large enough."""
LEAST = 0.01
"""A smaller difference than a point is not what anybody waits for: the wait is told for two points."""
DAILY = 1.3
"""What a test that may be looked at daily takes more, about."""


def detectable_lift(base: float, mailed: int, holdout: int) -> float | None:
    """The smallest true difference that a 95 % test would show in 4 of 5 such sends (normal approximation).

    `base`: the share that comes back unasked. None where no difference would, or without two arms.
    """
    if not mailed or not holdout:
        return None
    base = min(max(base, 0.005), 0.99)
    lift = 0.01
    for _ in range(60):
        treated = min(base + lift, 1.0)
        spread = sqrt(treated * (1 - treated) / mailed + base * (1 - base) / holdout)
        lift = (Z95 + POWER80) * spread
    return lift if base + lift < 1 else None


def split(customers: int, share: float) -> tuple[int, int]:
    """(mailed, held out) of a list."""
    held = round(customers * share)
    return customers - held, held


def suggested_share(base: float, customers: int) -> float:
    """The smallest holdout that sees a difference of two points, or nearly what the best of SHARES sees."""
    seen = {share: detectable_lift(base, *split(customers, share)) for share in SHARES}
    best = min((lift for lift in seen.values() if lift is not None), default=None)
    if best is None or customers < FEW:
        return USUAL_SHARE
    return next(share for share, lift in seen.items() if lift is not None and lift <= max(PLENTY, NEAR * best))


@dataclass(frozen=True, slots=True)
class Wait:
    """How many more customers a comparison would take, and for which difference."""

    more: int
    """0 where there are as many already, and a difference like that would likely have shown."""
    now: int
    """How many there are."""
    difference: float
    as_seen: bool
    """Whether that is the difference seen so far; else it is a fixed one, for what was seen is next to none."""


def customers_needed(first: tuple[int, int], second: tuple[int, int], daily: bool = False) -> Wait | None:
    """How many more customers, split as they are, would show the difference of two arms (orders, recipients).

    None where an arm is empty. Rounded up to two figures, for no more is known.
    """
    (a, of_a), (b, of_b) = first, second
    if not of_a or not of_b:
        return None
    share_a, share_b = (a + 0.5) / (of_a + 1), (b + 0.5) / (of_b + 1)
    seen = abs(b / of_b - a / of_a)
    difference = seen if seen >= LEAST else 2 * LEAST
    spread = sqrt(share_a * (1 - share_a) / of_a + share_b * (1 - share_b) / of_b)
    factor = ((Z95 + POWER80) * spread / difference) ** 2 * (DAILY if daily else 1)
    more = max(10.0 if seen >= LEAST else 0.0, (of_a + of_b) * (factor - 1))
    return Wait(_two_figures(more), of_a + of_b, difference, seen >= LEAST)


def _two_figures(value: float) -> int:
    step = 1
    while value / step >= 100:
        step *= 10
    return int(-(-value // step) * step)
