"""What a run tells while it goes: counts, rate, time left, the messages that changed."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from shopkeep.core.progress import Tell
from shopkeep.core.records.delivery import Counts, MessageRow, Progress, State

EVERY = 0.1
"""Seconds between two events at least."""
LAST = 20
RATE_WINDOW = 30.0
"""Seconds of the past that the rate is measured over."""
DONE = ("sent", "failed", "unknown", "cancelled", "deferred")


class Reporter:
    """Collects changes and tells them at most ten times a second. `least`: the limits' time for n mails."""

    def __init__(self, tell: Tell, least: Callable[[int], float]) -> None:
        self._tell = tell
        self._least = least
        self._states: dict[int, State] = {}
        self._counts: Counter[State] = Counter()
        self._last: deque[tuple[MessageRow, dict[str, Any]]] = deque(maxlen=LAST)
        self._finished: deque[float] = deque(maxlen=5000)
        self._began = time.monotonic()
        self._told = 0.0
        self._held_by = ""

    def begin(self, due: Iterable[int]) -> None:
        """The messages this run sets out with."""
        for number in due:
            self._set(number, "queued")
        self.tell()

    def changed(self, row: MessageRow, state: State, **changes: Any) -> None:
        """One message has a new state, and what else has changed of its row."""
        self._set(row.id, state)
        self._last.append((row, {"state": state, **changes}))
        if state in DONE:
            self._finished.append(time.monotonic())

    def _set(self, number: int, state: State) -> None:
        before = self._states.get(number)
        if before is not None:
            self._counts[before] -= 1
        self._states[number] = state
        self._counts[state] += 1

    def tell(self, *, paused: bool = False, held_by: str = "", final: bool = False) -> None:
        """Tell where the run stands, unless it was told a moment ago."""
        now = time.monotonic()
        news = held_by != self._held_by
        if not final and not news and now - self._told < EVERY:
            return
        self._told, self._held_by = now, held_by
        counts = Counts(**{str(state): number for state, number in self._counts.items()})
        last = tuple(replace(row, **changes) for row, changes in self._last)
        self._last.clear()
        rate = self._per_second(now)
        left = counts.queued + counts.sending
        seconds = max(left / rate, self._least(left)) if rate else None
        self._tell(
            Progress(
                counts=counts,
                total=counts.planned,
                rate_per_minute=rate * 60,
                seconds_left=0.0 if not left else seconds,
                paused=paused,
                held_by=held_by,
                last=last,
            )
        )

    def _per_second(self, now: float) -> float:
        while self._finished and now - self._finished[0] > RATE_WINDOW:
            self._finished.popleft()
        span = min(now - self._began, RATE_WINDOW)
        return len(self._finished) / span if self._finished and span > 0 else 0.0
