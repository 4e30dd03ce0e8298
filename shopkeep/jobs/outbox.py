"""Delivering what is queued, and the owner's hand on it: pause, retry, answers, the practice mailbox."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from shopkeep.core import clock, text
from shopkeep.core.progress import Stop, Tell, never, unheard
from shopkeep.core.records.customers import Done
from shopkeep.core.records.delivery import (
    PRESSING,
    Counts,
    LedgerList,
    MessageRow,
    Outbox,
    PlannedMessage,
    PracticeMail,
    Rendered,
    RenderedParts,
    SendResult,
    State,
)
from shopkeep.delivery import commits, last_look, practice, runner, turns
from shopkeep.delivery import outbox as ledger
from shopkeep.errors import DecisionNeeded, NotFound, ShopBusy, ShopkeepError
from shopkeep.jobs import accounts, confirmed, held, offer_ends, pacing
from shopkeep.jobs.accounts import PRACTICE
from shopkeep.jobs.shop import Shop
from shopkeep.store import facts, sends
from shopkeep.store import outbox as store

_DELIVERING: set[Path] = set()
_HOMES_LOCK = threading.Lock()


def deliver(
    shop: Shop, tell: Tell = unheard, stop: Stop = never, patience: float = 90.0, limit: int | None = None
) -> Outbox:
    """Send what is due, until nothing is, or a pause, a stop, a limit or the account holds it up.

    Blocks; has its own event loop. Waits of up to `patience` seconds are sat out, longer ones end it:
    `waits` of the answer says why and what to do. `limit`: so many messages in the answer. Raises MailProblem
    where no account is set up, ShopBusy where this program is delivering already.
    """
    with _one_at_a_time(shop.home):
        return _deliver(shop, tell, stop, patience, limit)


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


def _deliver(shop: Shop, tell: Tell, stop: Stop, patience: float, limit: int | None) -> Outbox:
    try:
        with shop.db.write() as tx:
            ledger.recover(tx)
            held.hold(shop, tx)
            confirmed.take_up(shop, tx)
            due = store.due_by_account(tx, clock.stamp(clock.now()))
    except ShopkeepError:
        raise
    except Exception as error:
        raise commits.unwritten(error) from error
    if not due or is_paused(shop.home):
        return replace(outbox(shop, limit=limit), waits=turns.PAUSED if is_paused(shop.home) else "")
    with shop.db.read() as tx:
        offers_end = offer_ends.ends(shop, tx)
    endings: dict[str, turns.Ending] = {}
    for through in due:
        name = confirmed.name_of(through)
        if name not in shop.settings.accounts():
            says = f"The mail account {name} is no longer set up, and {due[through]:,} of its messages wait."
            endings[through] = turns.Ending(waits=f"{says} Set it up again, or cancel them.")
            continue
        if not confirmed.still_holds(shop, through):
            endings[through] = turns.Ending(waits=confirmed.held_says(shop, through, due[through]))
            continue
        with accounts.account(shop, name) as way:
            sender = accounts.sender(shop, name)
            order = runner.Order(way, sender.address, shop.zone, patience, None, through, offers_end, sender.signing)
            pace = pacing.new_pace(shop, name)
            with shop.db.committing_often():
                endings[through] = asyncio.run(runner.Run(shop.db, shop.home, order, pace, tell, stop).run())
        if stop() or endings[through].paused:
            break
    return _after(shop, endings, limit, offer_ends.not_sent(shop, offers_end))


def _after(shop: Shop, endings: dict[str, turns.Ending], limit: int | None, not_sent: str) -> Outbox:
    """How a delivery through one account or more ended: what was not sent, what waits and why, when to go on, when
    all is done."""
    box = outbox(shop, limit=limit)
    waits = [not_sent]
    for through, ending in endings.items():
        said, name = ending.waits, confirmed.name_of(through)
        if ending.again is not None and ending.trouble is None:
            finish = pacing.outlook(shop, 0, name)
            said += f" {pacing.last_goes(shop, finish)}" if finish.finishes_at else ""
        waits.append(f"{name}: {said}" if said and len(endings) > 1 else said)
    again = [ending.again for ending in endings.values() if ending.again is not None]
    at = clock.now() + timedelta(seconds=math.ceil(min(again))) if again and not box.paused else None
    paused = any(ending.paused for ending in endings.values())
    return replace(box, waits=" ".join(filter(None, waits)), paused=paused, again_at=at)


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


def outbox(shop: Shop, sequence: str | None = None, limit: int | None = None, only: State | None = None) -> Outbox:
    """The ledger: how many messages stand in each state, and the messages newest first; `only` those of one state."""
    with shop.db.read() as tx:
        return Outbox(
            counts=store.counts(tx, sequence),
            messages=store.rows(tx, sequence, limit, None if only is None else (only,)),
            paused=is_paused(shop.home),
            due=sum(store.due_by_account(tx, clock.stamp(clock.now())).values()),
        )


def ledger_list(shop: Shop, only: State | None = None) -> LedgerList:
    """The ledger as a list of ids, those that want to be looked at first; of one state where that is named."""
    with shop.db.read() as tx:
        return LedgerList(
            counts=store.counts(tx),
            ids=sends.ids(tx, (only,) if only else PRESSING),
            paused=is_paused(shop.home),
            due=sum(store.due_by_account(tx, clock.stamp(clock.now())).values()),
            again=len(sends.failed_worth_a_try(tx)),
        )


def rows_of(shop: Shop, numbers: Collection[int]) -> list[MessageRow]:
    """Messages by their ids, in no order."""
    with shop.db.read() as tx:
        return sends.rows_of(tx, numbers)


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
    them = "the person it was for never gets" if number == 1 else "the people they were for never get"
    return Done(f"Cancelled {_messages(number)}" + (f": {them} this mail" if number else ""), can_undo=False)


def retry(shop: Shop) -> Done:
    """Put every deferred message back in the queue now; those whose offer has ended are taken back."""
    with shop.db.write() as tx:
        over = offer_ends.ended(shop, tx, ("deferred",))
        for number, end in over.items():
            ledger.drop(tx, number, last_look.not_sent(last_look.offer_ended(end)))
        again = ledger.retry_deferred(tx)
    return _queued_again(again, over)


def retry_failed(shop: Shop) -> Done:
    """Put failed messages back in the queue, but for those whose address is given up, whose customer has left
    or whose offer has ended."""
    with shop.db.write() as tx:
        worth = sends.failed_worth_a_try(tx)
        ended = offer_ends.ended(shop, tx, ("failed",))
        over = {number: ended[number] for number in worth if number in ended}
        ledger.retry_failed(tx, [number for number in worth if number not in over])
    return _queued_again(len(worth) - len(over), over)


def _queued_again(number: int, over: Mapping[int, date]) -> Done:
    """`over`: messages that were left where they are or taken back, and when the offer of each ended."""
    left = offer_ends.says(list(over.values())).removesuffix(".")
    return Done(f"Queued {_messages(number)} again" + (f". {left}" if left else ""), can_undo=False)


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


def resolve_all(shop: Shop, as_: Literal["sent", "resend"], expected: int | None = None) -> Done:
    """The owner's one answer for every message of unknown outcome; `expected`: their number, as the owner said it.

    Raises DecisionNeeded where they are to be sent again and that is not their number.
    """
    with shop.db.write() as tx:
        unknown = store.rows(tx, states=("unknown",))
        if as_ == "resend" and unknown and expected != len(unknown):
            raise DecisionNeeded(
                f"{_messages(len(unknown))} of unknown outcome would be sent again.",
                "Whoever has had theirs gets it twice. Nothing was changed.",
                f"Say their number to do it all the same: --yes {len(unknown)}. Or answer for one at a time.",
            )
        for row in unknown:
            ledger.settle(tx, row.id, arrived=as_ == "sent")
    said = "Noted as sent" if as_ == "sent" else "Queued again"
    return Done(f"{said}: {_messages(len(unknown))}", can_undo=False)


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


def _messages(number: int) -> str:
    return "1 message" if number == 1 else f"{number:,} messages"
