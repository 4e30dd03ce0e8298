"""Recency, frequency and money as scores 1 to 5, by value cut-points: same value, same score.

Ranking customers into five equal heaps would scatter one-time buyers over three scores; cut-points
keep equals together, so that the heaps may be uneven.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CutPoints:
    """Four values each that part five scores; a value must be above a cut-point to pass it."""

    recency: tuple[int, ...]
    """Days as ordinals: a later last order is better."""
    frequency: tuple[int, ...]
    monetary: tuple[int, ...]


def score(cuts: tuple[int, ...], value: int) -> int:
    """1 to 5: how many of the cut-points a value is above, and one."""
    return 1 + bisect_left(cuts, value)


def fifths(values: Iterable[int]) -> tuple[int, ...]:
    """The four values at the borders of five equal heaps; none of none."""
    rising = sorted(values)
    if not rising:
        return ()
    return tuple(rising[(len(rising) * part + 4) // 5 - 1] for part in (1, 2, 3, 4))
