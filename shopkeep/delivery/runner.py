"""A delivery: connections that take one due message at a time until nothing is due or something holds.

One thread and one event loop of its own. A pause, a stop or trouble means that no new message is taken;
an exchange that has begun is always seen through, because only its end tells what became of the mail.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from shopkeep.core import clock
from shopkeep.core.progress import Stop, Tell
from shopkeep.customers.permission import SAID_NO
from shopkeep.delivery import headers, outbox, replies, smtp
from shopkeep.delivery.pace import Pace
from shopkeep.delivery.report import Reporter
from shopkeep.delivery.turns import STOPPED, Ending, Turns
from shopkeep.errors import MailProblem, ShopkeepError
from shopkeep.sequences.audience import LEFT_OUT, SNOOZED
from shopkeep.store import Tx, facts, suppressions, triage
from shopkeep.store import outbox as store
from shopkeep.store.database import Database

PROBLEM = "account_problem"
"""The fact that says what the account's last run ended with; empty once a mail went through."""

MAILS_PER_CONNECTION = 100
STRIKES = 3
"""Ends in a row that say more of the mail or of us than of the address: then the run stops. Each further
connection allows one more, because all of them break when the server restarts."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a run needs to know. `zone`: where its owner reads times. `patience`: the longest wait, in
    seconds, that it sits out by itself. `messages_of`: the account whose messages it sends, by the owner's name."""

    account: smtp.Account
    sender: str
    limits: dict[str, int]
    zone: str = "UTC"
    patience: float = 90.0
    timeouts: smtp.Timeouts | None = None
    messages_of: str = store.MAIN


class Run:
    """One delivery. Make it, then `await run()` once."""

    def __init__(self, db: Database, home: Path, order: Order, tell: Tell, stop: Stop) -> None:
        self._db = db
        self._order = order
        self._pace = Pace(order.limits)
        self._report = Reporter(tell, self._pace.seconds_for)
        self._turns = Turns(db, home, self._pace, order.patience, order.zone, stop, self._report, order.messages_of)
        self._dialing = asyncio.Lock()
        self._tls: ssl.SSLContext | None = None
        self._strikes = 0
        self._healthy = False

    async def run(self) -> Ending:
        """Deliver until nothing is due or something holds. Raises ShopkeepError where the shop file fails."""
        with self._db.read() as tx:
            self._pace.remember(tx, self._order.account.name)
            due = store.due_ids(tx, clock.stamp(clock.now()), account=self._order.messages_of)
        self._report.begin(due)
        workers = [asyncio.create_task(self._work()) for _ in range(max(1, self._order.account.connections))]
        await self._all(workers)
        ending = self._turns.ending or self._rest()
        self._report.tell(paused=ending.paused, final=True)
        errors = [error for error in (worker.exception() for worker in workers) if error is not None]
        if errors:
            raise errors[0]
        self._note_problem(ending.trouble)
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

        async def let_go() -> None:
            if line is not None:
                await line.close()

        try:
            while (number := await self._turns.next(let_go)) is not None:
                tried = fresh = False
                try:
                    if line is None or not line.usable or line.sent >= MAILS_PER_CONNECTION:
                        await let_go()
                        line, fresh = await self._dial(), True
                    if line is not None:
                        tried = await self._deliver(line, number, fresh)
                finally:
                    self._turns.done(number, tried)
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

    async def _deliver(self, line: smtp.Connection, number: int, fresh: bool) -> bool:
        """One message over one connection; whether it counts as tried."""
        with self._db.read() as tx:
            due = store.due(tx, number)
            why = "" if due is None else self._why_not(tx, due)
        if due is None or due.row.state not in ("queued", "deferred"):
            return False
        row = due.row
        if why:
            with self._writing() as tx:
                outbox.drop(tx, number, f"Not sent: {why}")
            self._report.changed(replace(row, state="cancelled", last_reply=f"Not sent: {why}"))
            return False
        if row.state == "deferred":
            with self._writing() as tx:
                outbox.requeue(tx, number)
        attempt: list[int] = []

        def begin() -> None:
            with self._writing() as tx:
                attempt.append(outbox.begin(tx, number, self._order.account.name))
            self._report.changed(replace(row, state="sending", attempts=row.attempts + 1))

        try:
            to = headers.address(row.email)
        except MailProblem as error:
            outcome: smtp.Outcome = smtp.Refused("rcpt", 501, f"5.1.3 {error.title}")
        else:
            try:
                outcome = await line.send(self._order.sender, to, due.raw, begin)
            except outbox.IllegalMove:
                return False  # taken back while its turn came; nothing of it went out
            if not line.usable and not fresh and getattr(outcome, "phase", "") == "mail":
                return False  # the server had enough of this connection: simply dial again
        return self._settle(due, replies.judge(outcome), attempt)

    def _why_not(self, tx: Tx, due: store.Due) -> str:
        """What the owner or the customer has said since it was queued that keeps it from going out; else empty."""
        why = suppressions.why_suppressed(tx, due.row.email) or due.left_because
        if why or due.consent == "no":
            return why or SAID_NO
        marks = triage.mark_rows(tx, due.customer_id, (triage.LEFT_OUT, triage.SNOOZED))
        if any(mark["kind"] == triage.LEFT_OUT for mark in marks):
            return LEFT_OUT
        today = clock.today(self._order.zone).isoformat()
        until = max((mark["until"] for mark in marks), default="")
        return f"{SNOOZED} until {until}" if until > today else ""

    def _settle(self, due: store.Due, verdict: replies.Verdict, attempt: list[int]) -> bool:
        row, now = due.row, clock.stamp(clock.now())
        to, reply, next_at = verdict.to, verdict.reply, None
        tried = bool(attempt) or to != "queued"
        if to == "deferred":
            next_at = now if verdict.soon else now + replies.backoff(row.attempts + 1)
            if now - (due.first_try_at or now) >= replies.GIVE_UP_AFTER:
                to, next_at, reply = "failed", None, f"Given up after three days: {reply}"
        with self._writing() as tx:
            standing = store.find(tx, row.id)
            if attempt:
                assert to != "queued"
                outbox.end(tx, row.id, attempt[0], to, reply, next_at)
            elif standing is None or standing.state != "queued":
                return False  # taken back while the server was asked
            elif to in ("deferred", "failed"):
                outbox.turn_away(tx, row.id, self._order.account.name, to, reply, next_at)
            if verdict.suppress:
                suppressions.add(tx, row.email, verdict.suppress, clock.now())
                store.leave_sequences(tx, row.email, "bounced", now)
            if to == "sent" and not self._healthy:
                facts.put(tx, PROBLEM, "")
        if to == "sent":
            self._healthy, self._strikes = True, 0
            self._turns.all_well()
        self._strikes += verdict.strike
        sent_at = clock.moment(now) if to == "sent" else None
        tries = row.attempts + (1 if tried else 0)
        self._report.changed(replace(row, state=to, attempts=tries, last_reply=reply, sent_at=sent_at))
        if verdict.trouble is not None:
            self._turns.suffer(verdict.trouble)
        elif self._strikes >= STRIKES + self._order.account.connections - 1:
            do = "Read what the server says, change the mail or ask your provider, then go on."
            self._turns.give_up(replies.Trouble(f"{self._strikes} mails in a row went wrong: {reply}", do))
        self._report.tell(held_by="")
        return tried

    def _rest(self) -> Ending:
        with self._db.read() as tx:
            at = store.next_try(tx, self._order.messages_of)
        if at is None:
            return Ending()
        again = max(0, at - clock.stamp(clock.now()))
        return Ending(
            waits=f"Deferred messages are tried again from {self._turns.when(clock.moment(at))}.", again=again
        )

    def _note_problem(self, trouble: replies.Trouble | None) -> None:
        if trouble is not None:
            with self._writing() as tx:
                facts.put(tx, PROBLEM, f"{trouble.says} {trouble.do}")

    @contextmanager
    def _writing(self) -> Iterator[Tx]:
        """A write whose failure is said in the owner's words: sending stops before the next message."""
        try:
            with self._db.write() as tx:
                yield tx
        except ShopkeepError:
            raise
        except Exception as error:
            raise ShopkeepError(
                "The shop file could not be written, so sending stopped.",
                f"A mail goes out only once that is on record. The system says: {error}",
                "Make room on the disk, look with `shopkeep doctor`, then go on with `shopkeep outbox resume`.",
            ) from error
