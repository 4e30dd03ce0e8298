"""Sending one stage of a sequence: the dry run, the queue, a test mail. Delivering is in jobs/outbox.py."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from shopkeep.core import clock, text
from shopkeep.core.bulk import bulk
from shopkeep.core.progress import Step, Stop, Tell, never, unheard
from shopkeep.core.records.delivery import Counts, PlannedMessage, SendResult
from shopkeep.core.records.sequences import LeftOut, Recipient, RenderedMail
from shopkeep.delivery import headers, mime, replies, smtp
from shopkeep.delivery import outbox as ledger
from shopkeep.delivery.journal import Mail
from shopkeep.errors import DecisionNeeded, MailProblem, Stopped
from shopkeep.jobs import accounts, code_giving, confirmed, held, pacing, sequence_needs, sequence_turns, sequences
from shopkeep.jobs.accounts import account, dial, is_practice, practice_running, sender, try_account
from shopkeep.jobs.code_giving import Given
from shopkeep.jobs.outbox import (
    account_problem,
    cancel,
    deliver,
    is_paused,
    ledger_list,
    message,
    message_parts,
    outbox,
    pause,
    practice_mail,
    practice_mails,
    recover,
    resolve,
    resolve_all,
    result_of,
    retry,
    retry_failed,
    rows_of,
    unpause,
)
from shopkeep.jobs.sequence_people import judged_once, shop_key
from shopkeep.jobs.shop import Shop
from shopkeep.store import Tx, enrolments, referrals
from shopkeep.store import outbox as store

__all__ = [
    "account_problem",
    "as_bytes",
    "cancel",
    "deliver",
    "is_paused",
    "is_practice",
    "ledger_list",
    "message",
    "message_parts",
    "outbox",
    "pause",
    "plan",
    "practice_mail",
    "practice_mails",
    "practice_running",
    "queue",
    "recover",
    "resolve",
    "resolve_all",
    "result_of",
    "retry",
    "retry_failed",
    "rows_of",
    "send_test",
    "try_account",
    "unpause",
]

BATCH = 500
"""Mails rendered between two looks at `stop`."""
UNFIT = "the address is not one that mail can be sent to"


class Ready(NamedTuple):
    """One finished mail, without the text that stands in its bytes: a large send fills the memory."""

    recipient: Recipient
    mail: int
    variant: str
    email: str
    to_name: str
    subject: str
    code: str
    offer_ends: date | None
    message_id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A send worked out to the last byte, nothing of it stored."""

    sequence: str
    stage: str
    ready: list[Ready]
    held_out: list[Recipient]
    left_out: list[LeftOut]
    given: list[Given]
    """Codes of their own that recipients are given with these mails."""
    waiting: list[tuple[int, int, str]]
    """(enrolment, mail, variant) of those whose variant waits longer than others'."""
    account: str
    """The mail account they go through."""
    begun: dict[str, int]
    """Message-ID -> stamp: of the mails ready, those that the journal knows as begun. They are held."""
    changes: int
    """How often the shop file had been changed when it was asked who is due."""
    pass_on: bool = False
    """Whether the codes given are for others to use."""

    @property
    def going_out(self) -> list[Ready]:
        """What is ready and not held."""
        return [one for one in self.ready if one.message_id not in self.begun]

    def result(self, state: str) -> SendResult:
        going_out, reasons = self.going_out, Counter(one.reason for one in self.left_out)
        variants = Counter(one.recipient.variant for one in going_out)
        return SendResult(
            sequence=self.sequence,
            stage=self.stage,
            account=self.account,
            counts=Counts(queued=len(going_out)),
            held=len(self.begun),
            left_out=dict(reasons.most_common()),
            holdout=len(self.held_out),
            variants=dict(sorted(variants.items())),
            messages=[
                PlannedMessage(
                    email=one.recipient.email,
                    mail=one.mail,
                    variant=one.variant,
                    group=one.recipient.group,
                    subject=one.subject,
                    state=state,
                    message_id=one.message_id,
                    code=one.code,
                )
                for one in going_out
            ],
        )


@bulk()
def plan(
    shop: Shop,
    name: str,
    stage: str | None,
    segment: str | None = None,
    limit: int | None = None,
    as_of: date | None = None,
    account: str = "",
    newcomers: bool = True,
) -> SendResult:
    """The dry run: every message rendered and checked as it would be sent; changes nothing.

    `account`: the one to send through; the sequence's, else the shop's usual one, where none is named.
    Without `newcomers` only those who are in the sequence already. Raises NotFound, SequenceProblem, MailProblem.
    """
    found = _draft(shop, name, stage, segment, limit, as_of, unheard, never, account, newcomers).result("planned")
    finishes_at = pacing.outlook(shop, found.counts.planned, found.account).finishes_at
    return replace(found, finishes_at=finishes_at)


@bulk()
def queue(
    shop: Shop,
    name: str,
    stage: str | None,
    expected: int,
    segment: str | None = None,
    limit: int | None = None,
    as_of: date | None = None,
    tell: Tell = unheard,
    stop: Stop = never,
    account: str = "",
    newcomers: bool = True,
) -> SendResult:
    """Queue every customer's next due mail of a stage, all of them or none, in one transaction.

    Raises DecisionNeeded where their number is not the one the owner confirmed, Stopped, and what `plan`
    raises. The holdout is enrolled too and gets a shadow row in place of a message. Mails that the journal knows
    as begun are not among those to confirm: they come to the outbox as of unknown outcome.
    """
    draft = _draft(shop, name, stage, segment, limit, as_of, tell, stop, account, newcomers)
    if (due := len(draft.going_out)) != expected:
        raise DecisionNeeded(
            f"{due} messages would be sent, and {expected} were confirmed.",
            "Nothing was queued or sent.",
            f"Look at them again, then confirm {due}.",
        )
    with shop.db.write() as tx:
        unchanged = shop.db.changes == draft.changes
        again = [] if unchanged else sequences.audience(shop, name, stage, segment, limit, as_of, newcomers)[0]
        if not unchanged and not _same(draft, again):
            raise DecisionNeeded(
                "The customers to write to have changed while the mails were made.",
                "Nothing was queued or sent.",
                "Look at them again, then confirm.",
            )
        _store(tx, draft, confirmed.account_now(shop, draft.account))
    return draft.result("queued")


def _draft(
    shop: Shop,
    name: str,
    stage: str | None,
    segment: str | None,
    limit: int | None,
    as_of: date | None,
    tell: Tell,
    stop: Stop,
    account: str,
    newcomers: bool,
) -> Draft:
    sequence = sequences.load(shop, name)
    through = accounts.chosen(shop, account or sequence.account)
    origin = sender(shop, through)
    stage_name = stage or sequences.only_stage(sequence).name
    changes = shop.db.changes
    turn = sequence_turns.turn(shop, name, stage, segment, limit, as_of, newcomers)
    recipients = turn.recipients
    sequence_needs.refuse_past(shop, turn)
    codes, given = code_giving.reserve(shop, turn)
    to_mail = [r for r in recipients if not r.holdout]
    key, day_of_all = shop_key(shop), clock.now()
    ready: list[Ready] = []
    left = list(turn.left_out)
    with judged_once(shop, as_of):
        for start in range(0, len(to_mail), BATCH):
            if stop():
                raise Stopped("Stopped before anything was queued.", "Nothing was sent.")
            tell(Step("Writing the mails", start, len(to_mail)))
            some = to_mail[start : start + BATCH]
            mails = sequences.render_for(shop, sequence, stage_name, some, as_of, codes)
            for recipient, mail in zip(some, mails, strict=True):
                if not _can_travel(mail.email):
                    left.append(LeftOut(recipient.email, UNFIT))
                    continue
                identity = mime.identify(key, mail, origin, day_of_all)
                raw = mime.assemble(mail, origin, identity)
                what = (recipient, mail.mail, mail.variant, mail.email, mail.to_name, mail.subject, mail.code)
                ready.append(Ready(*what, mail.offer_ends, identity.message_id, raw))
    tell(Step("Writing the mails", len(to_mail), len(to_mail)))
    going = {one.recipient.customer_id for one in ready}
    given = [one for one in given if one.customer_id in going]
    holdout = [r for r in recipients if r.holdout]
    begun = _begun(shop, name, stage_name, ready)
    return Draft(
        name, stage_name, ready, holdout, left, given, turn.waiting, through, begun, changes, turn.sequence.pass_on
    )


def _begun(shop: Shop, sequence: str, stage: str, ready: list[Ready]) -> dict[str, int]:
    ids = {Mail(sequence, stage, one.mail, one.email): one.message_id for one in ready}
    return {ids[mail]: at for mail, at in held.begun(shop.home, ids).items()}


def _can_travel(email: str) -> bool:
    try:
        headers.address(email)
    except MailProblem:
        return False
    return True


def _same(draft: Draft, again: list[Recipient]) -> bool:
    """Whether a send worked out a moment ago is still the one the shop's data ask for."""
    worked_out = {one.recipient for one in draft.ready} | set(draft.held_out)
    return worked_out == {r for r in again if r.holdout or _can_travel(r.email)}


def _store(tx: Tx, draft: Draft, account: str) -> None:
    now = clock.stamp(clock.now())
    codes = {one.recipient.customer_id: one.code for one in draft.ready}
    everybody = [one.recipient for one in draft.ready] + draft.held_out
    new = [
        store.NewEnrolment(r.customer_id, r.email, r.group, r.holdout, codes.get(r.customer_id, ""), r.no_offer)
        for r in everybody
        if r.enrolment_id is None
    ]
    numbers = store.enrol(tx, draft.sequence, new, now)
    known = [r for r in everybody if r.enrolment_id is not None]
    numbers |= {r.customer_id: r.enrolment_id for r in known if r.enrolment_id is not None}
    first = [(numbers[r.customer_id], r.group, codes.get(r.customer_id, ""), r.no_offer) for r in known]
    store.fill_enrolments(tx, first)
    code_giving.give(tx, draft.given, numbers, now)
    if draft.pass_on and draft.given:
        referrals.pass_on(tx, draft.sequence)
    enrolments.settle_variants(tx, draft.stage, draft.waiting)
    shadows = [(numbers[r.customer_id], draft.stage, r.mail) for r in draft.held_out]
    store.insert_shadows(tx, shadows, now)
    messages = [
        store.NewMessage(
            enrolment_id=numbers[one.recipient.customer_id],
            sequence=draft.sequence,
            stage=draft.stage,
            mail=one.mail,
            variant=one.variant,
            group=one.recipient.group,
            email=one.email,
            name=one.to_name,
            subject=text.clean(one.subject),
            code=one.code,
            message_id=one.message_id,
            raw=one.raw,
            account=account,
            offer_ends=one.offer_ends,
        )
        for one in draft.ready
    ]
    store.insert_messages(tx, messages, now)
    for message_id, row in store.by_message_ids(tx, list(draft.begun)).items():
        ledger.learn(tx, row.id, draft.begun[message_id], held.REPLY)


def as_bytes(shop: Shop, mail: RenderedMail) -> bytes:
    """A rendered mail's finished bytes. Raises MailProblem."""
    origin = sender(shop, sequences.load(shop, mail.sequence).account)
    return mime.assemble(mail, origin, mime.identify(shop_key(shop), mail, origin, clock.now()))


def send_test(
    shop: Shop,
    name: str,
    stage: str,
    mail: int,
    variant: str,
    to_addr: str,
    as_of: date | None = None,
    through: str = "",
    email: str | None = None,
    source: str | None = None,
    file: str | None = None,
) -> str:
    """Send one real customer's rendering of a mail to oneself; what the server said. `through`: the account.

    `email`, `source` and `file` as for render_preview: with what a preview was made of, it is the mail previewed.
    `[test]` stands before its subject. The ledger knows nothing of it, and its unsubscribe header is nobody's.
    Raises MailProblem, NotFound, SequenceProblem.
    """
    to = headers.address(text.clean(to_addr, 320))
    rendered = sequences.render_preview(shop, name, stage, mail, variant, email, source, as_of, file)
    rendered = replace(rendered, subject=f"[test] {rendered.subject}")
    through = accounts.chosen(shop, through or sequences.load(shop, name).account)
    origin = sender(shop, through)
    identity = replace(mime.identify(secrets.token_bytes(32), rendered, origin, clock.now()), unsubscribe_token="test")
    raw = mime.assemble(replace(rendered, email=to, to_name=""), origin, identity)
    with account(shop, through) as way:
        return asyncio.run(_send_one(way, origin.address, to, raw))


async def _send_one(way: smtp.Account, origin: str, to: str, raw: bytes) -> str:
    line = await dial(way)
    try:
        outcome = await line.send(origin, to, raw, smtp.at_once)
    finally:
        await line.close()
    verdict = replies.judge(outcome)
    if verdict.to == "sent":
        return verdict.reply
    trouble = verdict.trouble
    raise MailProblem(
        trouble.says if trouble else f"The test mail was not taken: {verdict.reply}",
        "The server may have taken it all the same." if verdict.to == "unknown" else "It did not go out.",
        trouble.do if trouble else "Read what the server says, and check the address.",
    )
