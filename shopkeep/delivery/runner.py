"""A delivery: connections that take one due message at a time until nothing is due or something holds.

One thread and one event loop of its own. A pause, a stop or trouble means that no new message is taken;
an exchange that has begun is always seen through, because only its end tells what became of the mail.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from shopkeep.core import clock
from shopkeep.core.progress import Stop, Tell
from shopkeep.core.records.delivery import RESTS, MessageRow
from shopkeep.delivery import endings, headers, last_look, outbox, replies, smtp
from shopkeep.delivery.commits import Commits, NotBegun
from shopkeep.delivery.dkim_signing import Signing
from shopkeep.delivery.journal import Journal, Mail
from shopkeep.delivery.pace import Pace
from shopkeep.delivery.redating import redated
from shopkeep.delivery.report import Reporter
from shopkeep.delivery.turns import STOPPED, Ending, Turns
from shopkeep.errors import MailProblem, ShopkeepError
from shopkeep.store import Tx, facts
from shopkeep.store import due as ahead
from shopkeep.store import outbox as store
from shopkeep.store.database import Database
from shopkeep.store.due import Due

PROBLEM = "account_problem"
"""The fact that says what the account's last run ended with; empty once a mail went through."""

MAILS_PER_CONNECTION = 100
STRIKES = 3
"""Ends in a row that say more of the mail or of us than of the address: then the run stops. Each further
connection allows one more, because all of them break when the server restarts."""
_REFUSED = "Read what the server says, change the mail or ask your provider, then go on."
_BROKEN_OFF = (
    "Your mail is not to blame: the line broke off. Look whether they arrived and say so in the Outbox, try again "
    "later, and ask your provider if it goes on."
)


@dataclass(frozen=True, slots=True)
class Order:
    """What a run needs to know. `zone`: where its owner reads times. `patience`: the longest wait, in
    seconds, that it sits out by itself. `messages_of`: the account whose messages it sends, by the owner's name.
    `offer_ends`: message -> the last day its offer holds, of those that say one. `signing`: the sender's own key."""

    account: smtp.Account
    sender: str
    zone: str = "UTC"
    patience: float = 90.0
    timeouts: smtp.Timeouts | None = None
    messages_of: str = store.MAIN
    offer_ends: Mapping[int, date] = field(default_factory=dict)
    signing: Signing | None = None


class Run:
    """One delivery. Make it, then `await run()` once."""

    def __init__(self, db: Database, home: Path, order: Order, pace: Pace, tell: Tell, stop: Stop) -> None:
        self._db = db
        self._order = order
        self._pace = pace
        self._report = Reporter(tell, self._pace.seconds_for)
        self._journal = Journal(home)
        self._commits = Commits(db, self._journal)
        self._turns = Turns(
            db, self._commits, home, self._pace, order.patience, order.zone, stop, self._report, order.messages_of
        )
        self._dialing = asyncio.Lock()
        self._tls: ssl.SSLContext | None = None
        self._strikes = 0
        self._healthy = False
        self._noting: set[asyncio.Task[None]] = set()
        """Mails that were accepted, on their way into the ledger."""

    async def run(self) -> Ending:
        """Deliver until nothing is due or something holds. Raises ShopkeepError where the shop's folder fails."""
        with self._db.read() as tx:
            self._pace.remember(tx, self._order.account.name)
            due = store.due_ids(tx, clock.stamp_now(), account=self._order.messages_of)
        self._report.begin(due)
        workers = [asyncio.create_task(self._work()) for _ in range(max(1, self._order.account.connections))]
        await self._all(workers)
        noted = await asyncio.gather(*self._noting, return_exceptions=True)
        self._journal.close()
        ending = self._turns.ending or self._rest()
        self._report.tell(paused=ending.paused, final=True)
        errors = [error for error in (worker.exception() for worker in workers) if error is not None]
        errors += [error for error in noted if error is not None]
        if errors:
            raise errors[0]
        await self._note_problem(ending.trouble)
        return ending

    async def _all(self, workers: list[asyncio.Task[None]]) -> None:
        while True:
            try:
                await asyncio.wait(workers)
                return
            except asyncio.CancelledError:  # Ctrl-C: take nothing new, see through what has begun
                self._turns.end(Ending(waits=STOPPED))

    async def _work(self) -> None:
        """One connection's life: a message, another, a new line every so often, until there is no more."""
        line: smtp.Connection | None = None
        fresh = False

        async def let_go() -> None:
            if line is not None:
                await line.close()

        try:
            while (due := await self._turns.next(let_go)) is not None:
                tried: bool | None = False
                try:
                    if line is None or not line.usable or line.sent >= MAILS_PER_CONNECTION:
                        await let_go()
                        line, fresh = await self._dial(), True
                    if line is not None:
                        tried = await self._deliver(line, due, fresh)
                        fresh = False
                finally:
                    if tried is not None:
                        self._turns.done(due.row.id, tried)
        except BaseException:
            self._turns.end(Ending(waits="Something went wrong. What is left stays in the outbox."))
            raise
        finally:
            await let_go()

    async def _dial(self) -> smtp.Connection | None:
        """A connection, or None where there is none to be had now; the messages are not touched.

        One connection at a time, so that a wrong password is tried once and not once a connection.
        """
        account = self._order.account
        async with self._dialing:
            if self._turns.over() or self._turns.held_up()[0] > 0:
                return None
            if self._tls is None and account.security != "none":
                self._tls = smtp.tls_context()
            try:
                return await smtp.dial(account, self._tls, self._order.timeouts)
            except smtp.NoConnection as error:
                self._turns.suffer(replies.unreachable(error.problem, account.host))
                return None

    async def _deliver(self, line: smtp.Connection, due: Due, fresh: bool) -> bool | None:
        """One message over one connection; whether it counts as tried, None where its end is being noted."""
        row = due.row
        if row.state not in ("queued", "deferred"):
            return False
        if why := self._why_not(due):
            return await self._hold_back(row, why)
        if row.state == "deferred":
            try:
                await self._commits.write(lambda tx: outbox.requeue(tx, row.id))
            except outbox.IllegalMove:
                return False
        attempt: list[int] = []
        self._commits.exchanges += 1
        try:
            to = headers.address(row.email)
            raw = redated(due.raw, clock.now(), self._order.signing)
            outcome = await line.send(self._order.sender, to, raw, lambda: self._begin(due, raw, attempt))
        except MailProblem as error:
            outcome = smtp.Refused("rcpt", 501, f"5.1.3 {error.title}")
        except outbox.HeldBack as error:
            return await self._hold_back(row, error.title)
        except outbox.IllegalMove:
            return False  # taken back while its turn came; nothing of it went out
        finally:
            self._commits.exchanges -= 1
        if not line.usable and not fresh and getattr(outcome, "phase", "") == "mail":
            return False  # the server had enough of this connection: simply dial again
        verdict = replies.judge(outcome)
        if verdict.to != "sent":
            return await self._settle(due, verdict, attempt)
        self._accepted()
        task = asyncio.create_task(self._note_sent(row, verdict.reply, self._end_sent(row, verdict.reply, attempt[0])))
        self._noting.add(task)
        task.add_done_callback(self._noted)
        return None

    async def _begin(self, due: Due, raw: bytes, attempt: list[int]) -> None:
        """The last step before the first byte of content: on the disk, in the ledger and in the journal."""
        row, now = due.row, clock.stamp_now()

        def begin(tx: Tx) -> int:
            if self._commits.others_wrote():
                found = ahead.due(tx, [row.id])
                if found and (why := self._why_not(found[0])):
                    raise outbox.HeldBack(why)
            if raw is not due.raw:
                store.put_raw(tx, row.id, raw)
            return outbox.begin(tx, row.id, self._order.account.name, now)

        mail = Mail(row.sequence, row.stage, row.mail, row.email)
        try:
            attempt.append(await self._commits.write(begin, (mail, now)))
        except NotBegun as error:
            tried, reply = error.answer, "Not begun: the journal of sent mails could not be written."
            with suppress(ShopkeepError):
                await self._commits.write(lambda tx: outbox.end(tx, row.id, tried, "deferred", reply, now))
            raise
        self._report.changed(row, "sending", attempts=row.attempts + 1)

    def _why_not(self, due: Due) -> str:
        return last_look.why_not(due, self._order.zone, self._order.offer_ends)

    async def _hold_back(self, row: MessageRow, why: str) -> bool:
        """A message that is not to go out any more stands as cancelled, with the reason."""
        says = last_look.not_sent(why)
        try:
            await self._commits.write(lambda tx: outbox.drop(tx, row.id, says))
        except outbox.IllegalMove:
            return False  # taken back in the same moment
        self._report.changed(row, "cancelled", last_reply=says)
        return False

    def _accepted(self) -> None:
        self._strikes = 0
        self._turns.all_well()

    def _end_sent(self, row: MessageRow, reply: str, attempt: int) -> asyncio.Future[None]:
        """A mail that the server has taken, into the ledger; the connection goes on meanwhile, but begins no
        other content before this is on the disk."""
        first, self._healthy = not self._healthy, True

        def end(tx: Tx) -> None:
            outbox.end(tx, row.id, attempt, "sent", reply)
            if first:
                facts.put(tx, PROBLEM, "")

        return self._commits.submit(end, lazily=True)

    async def _note_sent(self, row: MessageRow, reply: str, written: asyncio.Future[None]) -> None:
        """Tell of a mail that the server has taken, once that is on the disk."""
        now = clock.stamp_now()
        await written
        self._report.changed(row, "sent", attempts=row.attempts + 1, last_reply=reply, sent_at=clock.moment(now))
        self._turns.done(row.id, True)
        self._report.tell(held_by="")

    def _noted(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or task.exception() is not None:
            self._turns.end(Ending(waits="Something went wrong. What is left stays in the outbox."))
        else:
            self._noting.discard(task)

    async def _settle(self, due: Due, verdict: replies.Verdict, attempt: list[int]) -> bool:
        """Note how a message that was not accepted ended, and what that means for the account; whether it
        counts as tried."""
        row, now = due.row, clock.stamp_now()
        end = replies.settled(verdict, row.attempts + 1, due.first_try_at or now, now)
        account, begun = self._order.account.name, attempt[0] if attempt else None
        if not await self._commits.write(lambda tx: endings.note(tx, row, begun, account, end, verdict.suppress)):
            return False
        if verdict.suppress:
            self._commits.forget()
        self._strikes += verdict.strike
        tried = bool(attempt) or verdict.to != "queued"
        tries = row.attempts + (1 if tried else 0)
        next_try = None if end.next_at is None else clock.moment(end.next_at)
        self._report.changed(row, end.to, attempts=tries, last_reply=end.reply, sent_at=None, next_try_at=next_try)
        if verdict.trouble is not None:
            self._turns.suffer(verdict.trouble)
        elif self._strikes >= STRIKES + self._order.account.connections - 1:
            do = _BROKEN_OFF if end.to == "unknown" else _REFUSED
            self._turns.give_up(
                replies.Trouble(f"{self._strikes} mails went wrong since the last that went through: {end.reply}", do)
            )
        self._report.tell(held_by="")
        return tried

    def _rest(self) -> Ending:
        with self._db.read() as tx:
            at = store.next_try(tx, self._order.messages_of)
        if at is None:
            return Ending()
        again = max(0, at - clock.stamp_now())
        return Ending(waits=f"{RESTS} {self._turns.when(clock.moment(at))}.", again=again)

    async def _note_problem(self, trouble: replies.Trouble | None) -> None:
        if trouble is not None:
            says = f"{trouble.says} {trouble.do}"
            await self._commits.write(lambda tx: facts.put(tx, PROBLEM, says))
