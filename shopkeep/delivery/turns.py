"""Whose turn it is: which message goes next and when, and what ends a run."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from shopkeep.core import clock
from shopkeep.core.progress import Stop
from shopkeep.delivery.commits import Commits
from shopkeep.delivery.pace import Pace
from shopkeep.delivery.replies import Trouble
from shopkeep.delivery.report import Reporter
from shopkeep.store import due as ahead
from shopkeep.store import outbox as store
from shopkeep.store.database import Database
from shopkeep.store.due import Due

PAUSE_FILE = "pause"
TROUBLES = 4
"""Times in a row that a run waits for a server that is away or puts it off, each twice as long."""
LOOK = 0.2
"""Seconds between looks at the pause file and `stop` while waiting."""
SOON = 60.0
"""Seconds at least until a run that ended for passing trouble is worth another."""
IDLE = 20.0
"""Seconds of waiting after which a connection is given back rather than held open."""
FETCH = 200
"""Due messages read ahead at once. They are read anew as soon as anybody else has changed the shop file."""

PAUSED = "Paused. What is left stays in the outbox."
STOPPED = "You stopped it. What is left stays in the outbox."


def is_paused(home: Path) -> bool:
    """Whether the owner has paused sending."""
    return (home / PAUSE_FILE).exists()


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a run ended."""

    paused: bool = False
    waits: str = ""
    """Why not all was settled, and what to do; empty where nothing is due any more."""
    trouble: Trouble | None = None
    """What is wrong with the account, where that is why."""
    again: float | None = None
    """Seconds after which going on is worth a try without the owner; None where nothing waits or they must act."""


class Turns:
    """Hands out due messages one at a time, as the owner, the limits and the account allow.

    `patience`: the longest wait, in seconds, that is sat out; a longer one ends the run.
    """

    def __init__(
        self,
        db: Database,
        commits: Commits,
        home: Path,
        pace: Pace,
        patience: float,
        zone: str,
        stop: Stop,
        report: Reporter,
        account: str,
    ) -> None:
        self._db = db
        self._commits = commits
        self._account = account
        self._pause_file = str(home / PAUSE_FILE)
        self._pace = pace
        self._patience = patience
        self._zone = ZoneInfo(zone)
        self._stop = stop
        self._report = report
        self._ahead: deque[Due] = deque()
        self._freed = asyncio.Event()
        self._out: dict[int, float] = {}
        """Messages handed out, with their receipts from the limits."""
        self._hold: tuple[float, str] = (0.0, "")
        self._troubles = 0
        self.ending: Ending | None = None

    def end(self, ending: Ending) -> None:
        """Hand out nothing more. The first reason is the one that stays."""
        self.ending = self.ending or ending

    def over(self) -> bool:
        """Whether the run has ended; looks at the pause file and at `stop`."""
        if self.ending is None:
            if os.path.exists(self._pause_file):  # noqa: PTH110 - once a mail, in a third of the time that Path takes
                self.end(Ending(paused=True, waits=PAUSED))
            elif self._stop():
                self.end(Ending(waits=STOPPED))
        return self.ending is not None

    async def next(self, let_go: Callable[[], Awaitable[None]]) -> Due | None:
        """The next message, once it may go; None when there is no more to do for this connection.

        `let_go` is called when the wait gets long, so that no connection idles.
        """
        waited = 0.0
        while not self.over():
            wait, why = self.must_wait()
            if wait <= 0:
                found = self._take()
                if found is not None:
                    return found
                self._commits.hurry()
                wait, why = self._until_due()
                if wait <= 0:
                    return None
            if wait > self._patience:
                self.end(Ending(waits=why, again=wait))
                return None
            if waited + wait > IDLE:
                await let_go()
            self._report.tell(held_by=why)
            waited += await self._wait(min(wait, LOOK))
        return None

    async def _wait(self, seconds: float) -> float:
        """Wait so long, or until a message handed out is back; how long it was."""
        began = asyncio.get_running_loop().time()
        self._freed.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._freed.wait(), seconds)
        return asyncio.get_running_loop().time() - began

    def done(self, number: int, tried: bool) -> None:
        """A message handed out is back; one that was not tried does not count against the limits."""
        receipt = self._out.pop(number)
        self._freed.set()
        if not tried:
            self._pace.give_back(receipt)

    def _take(self) -> Due | None:
        if not self._ahead or self._commits.others_wrote():
            with self._db.read() as tx:
                self._commits.read()
                found = store.due_ids(tx, clock.stamp_now(), FETCH + len(self._out), self._account)
                self._ahead = deque(ahead.due(tx, [number for number in found if number not in self._out]))
        if not self._ahead:
            return None
        taken = self._ahead.popleft()
        self._out[taken.row.id] = self._pace.take()
        return taken

    def must_wait(self) -> tuple[float, str]:
        """Seconds that a limit or trouble with the account makes us wait now, and which of them."""
        held, trouble = self._pace.held(), self.held_up()
        if held is None or trouble[0] > held.seconds:
            return trouble
        return held.seconds, f"Your limit of {held.says}; the next mail goes at {self.when(held.until)}."

    def when(self, moment: datetime) -> str:
        """A moment as the owner reads it: the time, and the day where it is not today."""
        there, today = moment.astimezone(self._zone), clock.now().astimezone(self._zone)
        if there.date() == today.date():
            return f"{there:%H:%M:%S}" if there - today < timedelta(minutes=5) else f"{there:%H:%M}"
        return f"{there:%H:%M} on {there.day} {there:%b}"

    def held_up(self) -> tuple[float, str]:
        """Seconds that trouble with the account still keeps us waiting, and which."""
        until, why = self._hold
        left = until - asyncio.get_running_loop().time()
        return (left, why) if left > 0 else (0.0, "")

    def _until_due(self) -> tuple[float, str]:
        """How long until a message may be due again; 0 where this run has nothing to wait for."""
        with self._db.read() as tx:
            at = store.next_try(tx, self._account)
        wait = None if at is None else float(at - clock.stamp_now())
        if at is not None and wait is not None and wait <= self._patience:
            return max(wait, LOOK), f"Waiting until {self.when(clock.moment(at))} for a deferred message's next try."
        return (LOOK, "") if self._out else (0.0, "")

    def suffer(self, trouble: Trouble) -> None:
        """Trouble with the account: sit it out where that is short, else end the run and say so."""
        wait = None if trouble.wait is None else trouble.wait * 2**self._troubles
        if self.held_up()[0] <= 0:  # else another connection has told of the same already
            self._troubles += 1
        if wait is None or wait > self._patience or self._troubles > TROUBLES:
            self.give_up(trouble, None if wait is None else max(wait, SOON))
            return
        until = asyncio.get_running_loop().time() + wait
        self._hold = (max(until, self._hold[0]), trouble.says)

    def give_up(self, trouble: Trouble, again: float | None = None) -> None:
        """End the run for trouble that waiting here does not mend."""
        self.end(Ending(waits=f"{trouble.says} {trouble.do}", trouble=trouble, again=again))

    def all_well(self) -> None:
        """A mail went through: whatever troubled the account is over."""
        self._troubles = 0
