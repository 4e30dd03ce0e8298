"""Delivering what is queued, and the owner's hand on it: pause, retry, answers, the practice mailbox."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

from shopkeep.core import clock, text
from shopkeep.core.progress import Stop, Tell, never, unheard
from shopkeep.core.records.customers import Done
from shopkeep.core.records.delivery import (
    Counts,
    MessageRow,
    Outbox,
    PlannedMessage,
    PracticeMail,
    Rendered,
    RenderedParts,
    SendResult,
)
from shopkeep.delivery import headers, practice, replies, runner, smtp, turns
from shopkeep.delivery import outbox as ledger
from shopkeep.delivery.mime import Sender
from shopkeep.delivery.pace import WINDOWS
from shopkeep.errors import MailProblem, NotFound, ShopBusy
from shopkeep.jobs.shop import Shop
from shopkeep.store import facts
from shopkeep.store import outbox as store

PRACTICE = "practice"
"""The folder of the practice mailbox in the shop's own."""

_DELIVERING: set[Path] = set()
_HOMES_LOCK = threading.Lock()


def sender(shop: Shop) -> Sender:
    """Who the shop's mails come from. Raises MailProblem where no from address is set or it does not fit."""
    get = shop.settings.get
    address = get("mail.from")
    if not address:
        raise MailProblem(
            "There is no from address yet.",
            "Every mail says who it comes from.",
            "Set it: shopkeep account set mail.from you@your-shop.com",
        )
    reply_to = get("mail.reply_to")
    return Sender(
        address=headers.address(address),
        name=get("shop.name") or get("shop.owner"),
        reply_to=headers.address(reply_to) if reply_to else "",
        unsubscribe_url=get("mail.unsubscribe_url"),
    )


def is_practice(shop: Shop) -> bool:
    """Whether mails go to shopkeep's own practice mailbox: this machine, no TLS, port 0."""
    get = shop.settings.get
    plain_here = get("smtp.security") == "none" and smtp.is_loopback(get("smtp.host"))
    return bool(plain_here and get("smtp.port") == 0)


@contextmanager
def practice_running(shop: Shop) -> Iterator[int]:
    """Run the practice mailbox for a while; gives its port."""
    with practice.Practice(shop.home / PRACTICE) as server:
        yield server.port


@contextmanager
def account(shop: Shop) -> Iterator[smtp.Account]:
    """The mail account to send through; the practice mailbox runs as long as the block, where it is that.

    Raises MailProblem where the account is not set up.
    """
    get = shop.settings.get
    host, security, user = get("smtp.host"), get("smtp.security"), get("smtp.user")
    if not host:
        raise MailProblem(
            "There is no mail account yet.",
            "Nothing can be sent without one.",
            "Set smtp.host, smtp.user and smtp.password, or smtp.host 127.0.0.1, smtp.security none and "
            "smtp.port 0 for the practice mailbox.",
        )
    if is_practice(shop):
        with practice_running(shop) as port:
            yield smtp.Account(practice.HOST, port, "none", connections=get("smtp.connections"), name=PRACTICE)
        return
    password = shop.settings.password() if user and security != "none" else ""
    if user and security != "none" and not password:
        raise MailProblem(
            f"The password of {user} is not known.",
            "The mail server wants one.",
            "Set it: shopkeep account set smtp.password",
        )
    name = f"{user}@{host}" if user else f"{host}:{get('smtp.port')}"
    connections = get("smtp.connections")
    yield smtp.Account(host, get("smtp.port"), security, user, password, connections, name)


def deliver(shop: Shop, tell: Tell = unheard, stop: Stop = never, patience: float = 90.0) -> Outbox:
    """Send what is due, until nothing is, or a pause, a stop, a limit or the account holds it up.

    Blocks; has its own event loop. Waits of up to `patience` seconds are sat out, longer ones end it:
    `waits` of the answer says why and what to do. Raises MailProblem where no account is set up, ShopBusy
    where this program is delivering already.
    """
    with _one_at_a_time(shop.home):
        return _deliver(shop, tell, stop, patience)


@contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    """A second delivery would take the first one's messages in flight for those of a crash."""
    with _HOMES_LOCK:
        if home in _DELIVERING:
            raise ShopBusy("Mails are going out already.", "", "Wait for them, or pause.")
        _DELIVERING.add(home)
    try:
        yield
    finally:
        with _HOMES_LOCK:
            _DELIVERING.discard(home)


def _deliver(shop: Shop, tell: Tell, stop: Stop, patience: float) -> Outbox:
    with shop.db.write() as tx:
        ledger.recover(tx)
    before = outbox(shop, limit=0)
    if not before.due or before.paused:
        return replace(outbox(shop), waits=turns.PAUSED if before.paused else "")
    limits = {window: shop.settings.get(f"limits.per_{window}") for window in WINDOWS}
    with account(shop) as way:
        order = runner.Order(way, sender(shop).address, limits, shop.zone, patience)
        ending = asyncio.run(runner.Run(shop.db, shop.home, order, tell, stop).run())
    return replace(outbox(shop), waits=ending.waits, paused=ending.paused)


def result_of(shop: Shop, queued: SendResult) -> SendResult:
    """A send as it stands now: the messages of `queued` with the states they have since reached."""
    with shop.db.read() as tx:
        rows = store.by_message_ids(tx, [m.message_id for m in queued.messages])
    messages = [_now(m, rows.get(m.message_id)) for m in queued.messages]
    states = [m.state for m in messages]
    counts = Counts(**{state: states.count(state) for state in set(states)})
    return replace(queued, counts=counts, messages=messages, paused=is_paused(shop.home))


def _now(planned: PlannedMessage, row: MessageRow | None) -> PlannedMessage:
    return planned if row is None else replace(planned, state=row.state)


def outbox(shop: Shop, sequence: str | None = None, limit: int | None = None) -> Outbox:
    """The ledger: counts, messages newest first."""
    with shop.db.read() as tx:
        return Outbox(
            counts=store.counts(tx, sequence),
            messages=store.rows(tx, sequence, limit),
            paused=is_paused(shop.home),
            due=sum(store.due_by_account(tx, clock.stamp(clock.now())).values()),
        )


def pause(home: Path) -> None:
    """Let no further mail go out, in whichever shopkeep is sending. Needs no lock."""
    (home / turns.PAUSE_FILE).touch(mode=0o600)


def unpause(home: Path) -> None:
    """Let mails go out again."""
    (home / turns.PAUSE_FILE).unlink(missing_ok=True)


def is_paused(home: Path) -> bool:
    return turns.is_paused(home)


def recover(shop: Shop) -> int:
    """What was being sent when a program ended becomes `unknown`; how many. Nothing while we deliver."""
    if shop.home in _DELIVERING:
        return 0
    with shop.db.write() as tx:
        return ledger.recover(tx)


def cancel(shop: Shop) -> Done:
    """Take back everything queued and deferred."""
    with shop.db.write() as tx:
        number = ledger.cancel_waiting(tx)
    return Done(f"Cancelled {_messages(number)}", can_undo=False)


def retry(shop: Shop) -> Done:
    """Put every deferred message back in the queue now."""
    with shop.db.write() as tx:
        number = ledger.retry_deferred(tx)
    return Done(f"Queued {_messages(number)} again", can_undo=False)


def resolve(shop: Shop, which: int | str, as_: Literal["sent", "resend"]) -> Done:
    """The owner's answer for a message of unknown outcome. Raises NotFound, and IllegalMove for others."""
    with shop.db.write() as tx:
        row = store.find(tx, which)
        if row is None:
            raise NotFound(
                f"There is no message {text.plain(which)[:80]}.", "", "`shopkeep outbox` shows them by number."
            )
        ledger.settle(tx, row.id, arrived=as_ == "sent")
    said = "Noted as sent" if as_ == "sent" else "Queued again"
    return Done(f"{said}: the mail to {text.plain(row.email)}", can_undo=False)


def message(shop: Shop, number: int) -> Rendered:
    """One message's bytes as they were or will be sent. Raises NotFound."""
    with shop.db.read() as tx:
        row = store.find(tx, number)
        if row is None:
            raise NotFound(f"There is no message {number}.", "", "`shopkeep outbox` shows them by number.")
        return Rendered(row.id, row.email, row.subject, store.raw_of(tx, row.id))


def message_parts(shop: Shop, number: int) -> RenderedParts:
    """One message taken apart for reading. Raises NotFound."""
    return practice.parts(message(shop, number).raw)


def practice_mails(shop: Shop) -> list[PracticeMail]:
    """What the practice mailbox holds, newest first."""
    return practice.mails(shop.home / PRACTICE)


def practice_mail(shop: Shop, file: str) -> RenderedParts:
    """One mail of the practice mailbox. Raises NotFound."""
    return practice.read(shop.home / PRACTICE, file)


def account_problem(shop: Shop) -> str | None:
    """What the account's last run ended with, in words; None once a mail has gone through since."""
    with shop.db.read() as tx:
        return facts.get(tx, runner.PROBLEM) or None


def test_account(shop: Shop) -> str:
    """Connect, check encryption and login, and send nothing; how it went. Raises MailProblem."""
    address = sender(shop).address
    with account(shop) as way:
        asyncio.run(_try(way))
        if way.name == PRACTICE:
            return "The practice mailbox answers. Nothing leaves this machine."
        safe = "without encryption, on this machine" if way.security == "none" else "encrypted and verified"
        login = f", logged in as {way.user}" if way.user and way.password else ", without a login"
        return f"{way.host} answers, {safe}{login}. Mails will come from {address}."


async def _try(way: smtp.Account) -> None:
    line = await dial(way)
    await line.close()


async def dial(way: smtp.Account) -> smtp.Connection:
    """A connection to the account's server. Raises MailProblem with what to do."""
    try:
        return await smtp.dial(way)
    except smtp.NoConnection as error:
        trouble = replies.unreachable(error.problem, way.host)
        raise MailProblem(trouble.says, "Nothing was sent.", trouble.do) from error


def _messages(number: int) -> str:
    return "1 message" if number == 1 else f"{number:,} messages"
