"""How far the return chance should look ahead, by the shop's own gaps between orders."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from shopkeep import wording
from shopkeep.core.records.judging import HorizonAdvice

CHOICES = (30, 60, 90, 180, 365)
LEAST_GAPS = 30
"""Finished gaps below which nothing is advised."""
CLEARLY = 1.9
"""How many times longer or shorter than the present look-ahead the fitting one must be. The choices lie
1.5 to 2 apart, so that a neighbour is advised only where the shop's gaps are well on its far side."""
LONGEST = 730
"""Silences are followed so many days; who orders again after that counts as new."""


def advice(visits: Iterable[Sequence[date]], until: date, horizon: int) -> HorizonAdvice | None:
    """Another look-ahead where the shop's gaps clearly call for one; None where the present one will do.

    `visits`: each customer's order days, oldest first, each once. Good is about twice the time that half of
    those who order again take: most of them are then seen to return, and silence is told from a pause.
    """
    finished, unfinished = gaps(visits, until)
    if sum(finished.values()) < LEAST_GAPS:
        return None
    half = half_of_returns(finished, unfinished)
    wanted = 2 * half
    days = min(CHOICES, key=lambda choice: abs(math.log(choice / wanted)))
    apart = max(wanted / horizon, horizon / wanted)
    if days == horizon or apart < CLEARLY or (days > horizon) != (wanted > horizon):
        return None
    return HorizonAdvice(days, horizon, _sentence(half, days, horizon), half, sum(finished.values()))


def gaps(visits: Iterable[Sequence[date]], until: date) -> tuple[dict[int, int], dict[int, int]]:
    """How many gaps of so many days: those that ended with an order, and those that last until now."""
    finished: dict[int, int] = {}
    unfinished: dict[int, int] = {}
    for days in visits:
        for earlier, later in pairwise(days):
            _add(finished if (later - earlier).days <= LONGEST else unfinished, (later - earlier).days)
        if days:
            _add(unfinished, (until - days[-1]).days)
    return finished, unfinished


def _add(to: dict[int, int], days: int) -> None:
    days = min(days, LONGEST)
    to[days] = to.get(days, 0) + 1


def half_of_returns(finished: dict[int, int], unfinished: dict[int, int]) -> int:
    """The days within which half of those order again who ever do, by Kaplan and Meier (1958).

    Gaps that still last count as long as they have lasted. The curve levels off above nobody, because some
    never return; half is half of the way down to that level.
    """
    at_risk = sum(finished.values()) + sum(unfinished.values())
    left, curve = 1.0, []
    for days in sorted({*finished, *unfinished}):
        ended = finished.get(days, 0)
        if ended:
            left *= 1 - ended / at_risk
            curve.append((days, left))
        at_risk -= ended + unfinished.get(days, 0)
    level = (1 + left) / 2
    return max(1, next((days for days, still in curve if still <= level), 1))


def _sentence(half: int, days: int, horizon: int) -> str:
    how = "take more than" if days > horizon else "do so within"
    return (
        f"Half of those who order again {how} {wording.span(half)}: looking {days} days ahead would suit your "
        f"shop better than {horizon}."
    )
