"""Recency, frequency and money as scores 1 to 5, by value cut-points: same value, same score.

Ranking customers into five equal heaps would scatter one-time buyers over three scores; cut-points
keep equals together, so that the heaps may be uneven.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class CutPoints:
    """Four values each that part five scores; a value must be above a cut-point to pass it."""

    recency: tuple[int, ...]
    """Days as ordinals: a later last order is better."""
    frequency: tuple[int, ...]
    monetary: tuple[int, ...]

    def scores(self, last: int, order_days: int, spent: int) -> tuple[int, int, int]:
        """The three scores of somebody who last ordered on the day `last`, an ordinal."""
        return (
            1 + bisect_left(self.recency, last),
            1 + bisect_left(self.frequency, order_days),
            1 + bisect_left(self.monetary, spent),
        )


def fifths(values: Iterable[int]) -> tuple[int, ...]:
    """The four values at the borders of five equal heaps; none where there are no values."""
    counts = sorted(Counter(values).items())  # a shop has many customers, but few days and numbers of orders
    upto = list(accumulate(many for _, many in counts))
    if not upto:
        return ()
    return tuple(counts[bisect_left(upto, (upto[-1] * part + 4) // 5)][0] for part in (1, 2, 3, 4))
