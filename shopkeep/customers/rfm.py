"""Recency, frequency and money as scores 1 to 5, by value cut-points: same value, same score.

Ranking customers into five equal heaps would scatter one-time buyers over three scores; cut-points
keep equals together, so that the heaps may be uneven.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from shopkeep.core.records.customers import Facts


@dataclass(frozen=True, slots=True)
class CutPoints:
    """Four values each that part five scores; a value must be above a cut-point to pass it."""

    recency: tuple[int, ...]
    """Days as ordinals: a later last order is better."""
    frequency: tuple[int, ...]
    monetary: tuple[int, ...]

    def scores(self, facts: Facts) -> tuple[int, int, int]:
        return (
            1 + bisect_left(self.recency, facts.last_on.toordinal()),
            1 + bisect_left(self.frequency, facts.order_days),
            1 + bisect_left(self.monetary, facts.spent),
        )


def cut_points(facts: Sequence[Facts]) -> CutPoints:
    """The values that a fifth, two, three and four fifths of the customers do not exceed."""
    return CutPoints(
        recency=fifths([fact.last_on.toordinal() for fact in facts]),
        frequency=fifths([fact.order_days for fact in facts]),
        monetary=fifths([fact.spent for fact in facts]),
    )


def fifths(values: list[int]) -> tuple[int, ...]:
    """The four values at the borders of five equal heaps; none where there are no values."""
    ordered = sorted(values)
    return tuple(ordered[(len(ordered) * part + 4) // 5 - 1] for part in (1, 2, 3, 4)) if ordered else ()
