"""How fast an account may send: rolling limits counted from the log of tries, so that they outlive us."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shopkeep.core import clock
from shopkeep.store import Tx
from shopkeep.store import outbox as store

WINDOWS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
"""Seconds in each window a limit can be set for."""


@dataclass(frozen=True, slots=True)
class Held:
    """A limit is reached."""

    seconds: float
    """Until the next mail may go."""
    until: datetime
    limit: int
    window: str

    @property
    def says(self) -> str:
        return f"{self.limit:,} {'an' if self.window == 'hour' else 'a'} {self.window} is reached"


class Pace:
    """The limits of one account. `held` says whether to wait, `take` uses up one mail, `give_back` returns it.

    limits: window name -> most mails in it, 0 for none.
    """

    def __init__(self, limits: Mapping[str, int], now: Callable[[], float] | None = None) -> None:
        self._limits = {name: limits.get(name, 0) for name in WINDOWS if limits.get(name, 0)}
        self._now = now or _Ticks()
        self._taken: deque[float] = deque(maxlen=max(self._limits.values(), default=1))

    def remember(self, tx: Tx, account: str) -> None:
        """Count what earlier runs of this account have tried."""
        if not self._limits:
            return
        now = self._now()
        longest = max(WINDOWS[name] for name in self._limits)
        newest = max(self._limits.values())
        past = store.attempts_since(tx, account, int(now) - longest, newest)
        # A try from the future (the clock was set back) counts as one of now.
        self._taken = deque((min(float(at), now) for at in past), maxlen=newest)

    def held(self) -> Held | None:
        """The limit that holds us back longest, or None where a mail may go now."""
        now = self._now()
        worst: Held | None = None
        for name, limit in self._limits.items():
            if len(self._taken) < limit:
                continue
            wait = self._taken[-limit] + WINDOWS[name] - now
            if wait > 0 and (worst is None or wait > worst.seconds):
                until = clock.moment(int(now + wait) + 1)
                worst = Held(wait, until, limit, name)
        return worst

    def take(self) -> float:
        """Use up one mail now; the moment is its receipt for `give_back`."""
        now = self._now()
        self._taken.append(now)
        return now

    def give_back(self, receipt: float) -> None:
        """A mail that never was tried does not count."""
        try:
            self._taken.remove(receipt)
        except ValueError:
            pass

    def seconds_for(self, mails: int) -> float:
        """The least time the limits leave for so many mails from now, were nothing sent before."""
        return max(
            ((mails - 1) // limit * WINDOWS[name] for name, limit in self._limits.items() if mails > 0),
            default=0.0,
        )


class _Ticks:
    """The program's clock in fractions of a second, following it when it is set or the lid was closed."""

    def __init__(self) -> None:
        self._base = clock.stamp(clock.now()) - time.monotonic()

    def __call__(self) -> float:
        wall = clock.stamp(clock.now())
        here = self._base + time.monotonic()
        if abs(wall - here) > 2:
            self._base = wall - time.monotonic()
            return float(wall)
        return here
