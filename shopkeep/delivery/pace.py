"""How fast an account may send: rolling limits counted from the log of tries, so that they outlive us."""

from __future__ import annotations

import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shopkeep.core import clock
from shopkeep.delivery.slow_start import MEMORY, SlowStart
from shopkeep.store import Tx, attempts

WINDOWS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
"""Seconds in each window a limit can be set for."""
QUARTER = 900
"""Seconds; every zone's days begin at a full quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Held:
    """A limit is reached."""

    seconds: float
    """Until the next mail may go."""
    until: datetime
    limit: int
    window: str
    slow_start: bool = False

    @property
    def says(self) -> str:
        if self.slow_start:
            return f"{self.limit:,} today, for a slow start, is reached"
        return f"{self.limit:,} {'an' if self.window == 'hour' else 'a'} {self.window} is reached"


@dataclass(frozen=True, slots=True)
class Forecast:
    """When so many mails will have gone, were only the limits in the way."""

    ends_at: datetime
    days: list[tuple[date, int]]
    """How many go on which day."""
    slowest: str
    """The window of the limit that decides, `slow start`, or empty where none slows them."""
    limit: int


class Pace:
    """The limits of one account. `held` says whether to wait, `take` uses up one mail, `give_back` returns it.

    limits: window name -> most mails in it, 0 for none.
    """

    def __init__(
        self,
        limits: Mapping[str, int],
        now: Callable[[], float] | None = None,
        slow_start: SlowStart | None = None,
    ) -> None:
        self._slow = slow_start
        self._limits = {name: limits.get(name, 0) for name in WINDOWS if limits.get(name, 0)}
        self._now = now or _Ticks()
        self._taken: deque[float] = deque(maxlen=max(self._limits.values(), default=1))

    def remember(self, tx: Tx, account: str) -> None:
        """Count what earlier runs of this account have tried."""
        now = self._now()
        if self._slow is not None:
            since = int(now - MEMORY.total_seconds()) - WINDOWS["day"]
            self._slow.remember(attempts.by_quarter(tx, account, since))
        if not self._limits:
            return
        longest = max(WINDOWS[name] for name in self._limits)
        newest = max(self._limits.values())
        past = attempts.since(tx, account, int(now) - longest, newest)
        # A try from the future (the clock was set back) counts as one of now.
        self._taken = deque((min(float(at), now) for at in past), maxlen=newest)

    def held(self) -> Held | None:
        """The limit that holds us back longest, or None where a mail may go now."""
        if not self._limits and self._slow is None:
            return None
        now = self._now()
        worst: Held | None = None
        for name, limit in self._limits.items():
            if len(self._taken) < limit:
                continue
            wait = self._taken[-limit] + WINDOWS[name] - now
            if wait > 0 and (worst is None or wait > worst.seconds):
                until = clock.moment(int(now + wait) + 1)
                worst = Held(wait, until, limit, name)
        tomorrow = self._slow.held_until(now) if self._slow else None
        if tomorrow is not None and (worst is None or tomorrow[0] - now > worst.seconds):
            until = clock.moment(int(tomorrow[0]))
            worst = Held(tomorrow[0] - now, until, tomorrow[1], "day", slow_start=True)
        return worst

    def take(self) -> float:
        """Use up one mail now; the moment is its receipt for `give_back`."""
        now = self._now()
        self._taken.append(now)
        if self._slow is not None:
            self._slow.took(now)
        return now

    def give_back(self, receipt: float) -> None:
        """A mail that never was tried does not count."""
        if self._slow is not None:
            self._slow.took(receipt, -1)
        try:
            self._taken.remove(receipt)
        except ValueError:
            pass

    def left_today(self) -> int | None:
        """How many the limits of a day leave: of the last 24 hours, and of a slow start's day. None without one."""
        now, left = self._now(), []
        if limit := self._limits.get("day"):
            left.append(limit - sum(at > now - WINDOWS["day"] for at in self._taken))
        if self._slow is not None:
            left.append(self._slow.left(now))
        return max(0, min(left)) if left else None

    def seconds_for(self, mails: int) -> float:
        """The least time until the last of so many mails may go: the longest that any one limit asks for."""
        if mails <= 0:
            return 0.0
        now, least = self._now(), 0.0
        for name, limit in self._limits.items():
            rounds, rest = divmod(mails - 1, limit)
            place = len(self._taken) - limit + rest
            free_at = self._taken[place] + WINDOWS[name] if place >= 0 else now
            least = max(least, max(0.0, free_at - now) + rounds * WINDOWS[name])
        return max(least, self._slow.day_for(mails, now) - now) if self._slow else least

    def forecast(self, mails: int, zone: str) -> Forecast:
        """Work out mail by mail when each of so many may go. `zone`: where days are judged."""
        at, taken = self._now(), list(self._taken)
        slow = self._slow.copy() if self._slow else None
        waits: defaultdict[tuple[str, int], float] = defaultdict(float)
        gone: Counter[int] = Counter()
        for _ in range(mails):
            for name, limit in self._limits.items():
                if len(taken) >= limit and taken[-limit] + WINDOWS[name] > at:
                    waits[name, limit] += taken[-limit] + WINDOWS[name] - at
                    at = taken[-limit] + WINDOWS[name]
            while slow is not None and (tomorrow := slow.held_until(at)) is not None:
                waits["slow start", tomorrow[1]] += tomorrow[0] - at
                at = tomorrow[0]
            taken.append(at)
            if slow is not None:
                slow.took(at)
            gone[int(at) // QUARTER * QUARTER] += 1
        days: Counter[date] = Counter()
        for quarter, number in gone.items():
            days[clock.day_of(clock.moment(quarter), zone)] += number
        slowest, limit = max(waits, key=lambda one: waits[one]) if waits else ("", 0)
        return Forecast(clock.moment(int(at)), sorted(days.items()), slowest, limit)


class _Ticks:
    """The program's clock in fractions of a second, following it when it is set or the lid was closed."""

    def __init__(self) -> None:
        self._base = clock.stamp_now() - time.monotonic()

    def __call__(self) -> float:
        wall = clock.stamp_now()
        here = self._base + time.monotonic()
        if abs(wall - here) > 2:
            self._base = wall - time.monotonic()
            return float(wall)
        return here
