"""Writes of several connections in one commit: nobody goes on before what they wrote is on the disk.

A mail's content waits for two things: the ledger's commit, and a line in the journal beside the shop file. The
commit comes first, so that a journal line always has its row in the ledger that wrote it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from shopkeep.delivery.journal import Journal, Mail
from shopkeep.delivery.outbox import IllegalMove
from shopkeep.errors import ShopkeepError
from shopkeep.store import Tx
from shopkeep.store.database import Database

T = TypeVar("T")
LINGER = 0.02
"""Seconds at most that a result nobody waits for may wait for a commit to share."""
LONGEST_WAIT = 0.005
"""Seconds at most that mails about to begin wait for those of other connections."""


class NotBegun(ShopkeepError):
    """A mail stands as being sent in the ledger, and must not go out, because the journal could not be written.

    `answer`: what the write gave.
    """

    answer: Any = None


class _Wanted(NamedTuple):
    work: Callable[[Tx], Any]
    begun: tuple[Mail, int] | None
    answer: asyncio.Future[Any]


class Commits:
    """Gathers the writes that come together and commits them as one."""

    def __init__(self, db: Database, journal: Journal) -> None:
        self._db = db
        self._journal = journal
        self._waiting: list[_Wanted] = []
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._last_took = 0.0
        self._known = -1
        self.exchanges = 0
        """Connections with a mail in hand: those that may be about to begin one."""
        self.broken: ShopkeepError | None = None
        """The first failure to write; from then on no mail is begun."""

    async def write(self, work: Callable[[Tx], T], begun: tuple[Mail, int] | None = None, *, lazily: bool = False) -> T:
        """Do some work in a transaction that others may share; its answer, once all of it is on the disk.

        `begun`: the mail whose content is to go out next, and the stamp for the journal. `lazily`: it may wait
        up to LINGER for a commit to share. Work that raises IllegalMove has changed nothing, and only its own
        caller hears of it. Raises ShopkeepError where the shop file cannot be written, NotBegun where the
        journal cannot.
        """
        return await self.submit(work, begun, lazily=lazily)

    def submit(
        self, work: Callable[[Tx], T], begun: tuple[Mail, int] | None = None, *, lazily: bool = False
    ) -> asyncio.Future[T]:
        """The same, to be awaited later."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Wanted(work, begun, answer))
        if lazily:
            self._within(LINGER)
        elif begun and len([one for one in self._waiting if one.begun]) < self.exchanges:
            self._within(min(self._last_took, LONGEST_WAIT))
        else:
            self._within(0)
        return answer

    def hurry(self) -> None:
        """Commit what waits now."""
        if self._waiting:
            self._within(0)

    def _within(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + seconds
        if self._timer is not None:
            if self._due <= due:
                return
            self._timer.cancel()
        self._due, self._timer = due, loop.call_at(due, self._flush)

    def read(self) -> None:
        """What was read ahead is as new as the shop file is now. To be called with the connection in hand."""
        self._known = self._db.changes

    def forget(self) -> None:
        """What was read ahead is old."""
        self._known = -1

    def others_wrote(self) -> bool:
        """Whether anybody else has changed the shop file since it was read ahead."""
        return self._db.changes != self._known

    def _flush(self) -> None:
        self._timer = None
        together, self._waiting = self._waiting, []
        began = time.monotonic()
        try:
            done = self._commit(together)
        except BaseException as error:
            self.broken = self.broken or unwritten(error)
            for one in together:
                _fail(one, self.broken)
            return
        self._tell(done)
        self._last_took = time.monotonic() - began

    def _commit(self, together: list[_Wanted]) -> list[tuple[_Wanted, Any]]:
        done: list[tuple[_Wanted, Any]] = []
        with self._db.write() as tx:
            alone, after = not self.others_wrote(), self._db.changes + 1
            for one in together:
                if one.begun and self.broken:
                    _fail(one, self.broken)
                    continue
                try:
                    done.append((one, one.work(tx)))
                except IllegalMove as error:
                    _fail(one, error)
        if alone and self._known != -1:  # and not its changes by now: another thread may have written since
            self._known = after
        return done

    def _tell(self, done: list[tuple[_Wanted, Any]]) -> None:
        lines = [one.begun for one, _ in done if one.begun]
        failed: OSError | None = None
        try:
            if lines:
                self._journal.add(lines)
        except OSError as error:
            failed = error
            self.broken = self.broken or unwritten(error)
        for one, answer in done:
            if failed and one.begun:
                not_begun = NotBegun(*_words(failed))
                not_begun.answer = answer
                _fail(one, not_begun)
            elif not one.answer.done():
                one.answer.set_result(answer)


def _fail(one: _Wanted, error: BaseException) -> None:
    if not one.answer.done():
        one.answer.set_exception(error)


def _words(error: BaseException) -> tuple[str, str, str]:
    return (
        "The shop's folder could not be written, so sending stopped.",
        f"A mail goes out only once that is on record. The system says: {error}",
        "Make room on the disk, look with `shopkeep doctor`, then go on with `shopkeep outbox resume`.",
    )


def unwritten(error: BaseException) -> ShopkeepError:
    """A failure to write, in the owner's words."""
    return error if isinstance(error, ShopkeepError) else ShopkeepError(*_words(error))
