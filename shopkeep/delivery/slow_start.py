"""A slow start: so many mails on a first day, then each day at most twice the most of any day before.

Providers trust an account by what it did lately. What was sent on each day is counted from the log of tries,
so that a day off or another computer neither speeds it up nor starts it anew; after a month of silence
it begins again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from shopkeep.core import clock

MEMORY = timedelta(days=30)
"""So long a day counts for what may follow."""


class SlowStart:
    """What one account may send a day. `first`: on its first day; days are judged in `zone`."""

    def __init__(self, first: int, zone: str) -> None:
        self._first = first
        self._zone = zone
        self._days: Counter[date] = Counter()
        self._day = date.min
        self._from = self._until = 0.0
        """When the day of `_day` begins and ends; stamps."""

    def remember(self, past: Iterable[tuple[int, int]]) -> None:
        """Earlier tries, as (a moment, how many then)."""
        self._days.clear()
        for at, number in past:
            self._days[self._day_of(at)] += number

    def copy(self) -> SlowStart:
        """The same, to try out what would be."""
        other = SlowStart(self._first, self._zone)
        other._days = self._days.copy()
        return other

    def allowed(self, day: date) -> int:
        """So many on a day."""
        before = (number for at, number in self._days.items() if day - MEMORY <= at < day)
        return max(self._first, 2 * max(before, default=0))

    def took(self, at: float, number: int = 1) -> None:
        """A mail was tried, or with -1 was not after all."""
        self._days[self._day_of(at)] += number

    def left(self, at: float) -> int:
        """So many more on that day."""
        day = self._day_of(at)
        return max(0, self.allowed(day) - self._days[day])

    def held_until(self, at: float) -> tuple[float, int] | None:
        """Where the day's mails are used up: when the next day begins, and how many it were; else None."""
        day = self._day_of(at)
        allowed = self.allowed(day)
        return (self._until, allowed) if self._days[day] >= allowed else None

    def day_for(self, mails: int, at: float) -> float:
        """When so many mails from now have gone, at the earliest: now, or the beginning of a later day."""
        trial = self.copy()
        while mails > 0:
            day = trial._day_of(at)
            free = trial.left(at)
            trial._days[day] += min(free, mails)
            mails -= free
            if mails > 0:
                at = trial._until
        return at

    def _day_of(self, at: float) -> date:
        """The day of a moment; the last day asked for is remembered, as most are of today."""
        if not self._from <= at < self._until:
            self._day = clock.day_of(clock.moment(int(at)), self._zone)
            self._from = float(clock.stamp(clock.start_of(self._day, self._zone)))
            self._until = float(clock.stamp(clock.start_of(self._day + timedelta(days=1), self._zone)))
        return self._day
