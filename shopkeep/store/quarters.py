"""Quarters of an hour, and the day each lies on: how the days of very many orders are told at once.

Every zone of today begins its days at a full quarter of an hour of UTC, so that a table of quarters says
of a stored moment what its day is: one look-up, and SQLite does the division.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from shopkeep.core import clock

QUARTER = 900
LONGEST = 150 * 366
"""Days: a span longer than this is a slip in a file, and its days are told one by one."""


@dataclass(frozen=True, slots=True)
class Quarters:
    """The quarters from the one that begins at stamp `start` on."""

    start: int
    days: Sequence[int]
    """The day of each, as `date.toordinal`."""


def quarters(first: int, last: int, zone: str) -> Quarters | None:
    """The quarters from one stored moment to another, both included. None where they are not to be told so: of
    a zone whose days began off the quarter, of a span beyond reason."""
    begin, end = (clock.day_of(clock.moment(at), zone).toordinal() for at in (first, last))
    if end - begin > LONGEST:
        return None
    starts = [clock.stamp(clock.start_of(date.fromordinal(day), zone)) for day in range(begin, end + 2)]
    if any(start % QUARTER for start in starts):
        return None
    found: list[int] = []
    for day, (start, after) in enumerate(pairwise(starts), begin):
        found += [day] * ((after - start) // QUARTER)
    return Quarters(starts[0], found)
