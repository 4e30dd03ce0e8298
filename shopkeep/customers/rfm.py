"""Recency, frequency and money as scores 1 to 5, by value cut-points: same value, same score.

Ranking customers into five equal heaps would scatter one-time buyers over three scores; cut-points
keep equals together, so that the heaps may be uneven.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate


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


def fifths(values: Mapping[int, int]) -> tuple[int, ...]:
    """The four values at the borders of five equal heaps, of values with how many have each; none of none."""
    counts = sorted(values.items())
    upto = list(accumulate(many for _, many in counts))
    if not upto:
        return ()
    return tuple(counts[bisect_left(upto, (upto[-1] * part + 4) // 5)][0] for part in (1, 2, 3, 4))
