"""Sending one stage of a sequence: the dry run and the queue. Delivering is in jobs/outbox.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shopkeep.core import clock, text
from shopkeep.core.bulk import bulk
from shopkeep.core.progress import Stop, Tell, never, unheard
from shopkeep.core.records.delivery import SendResult
from shopkeep.core.records.mails import Recipient
from shopkeep.delivery import outbox as ledger
from shopkeep.errors import DecisionNeeded
from shopkeep.jobs import code_giving, confirmed, held, pacing, sequences
from shopkeep.jobs.drafting import Draft, can_travel, work_out
from shopkeep.jobs.shop import Shop
from shopkeep.store import Tx, enrolments, queueing, referrals
from shopkeep.store import outbox as store


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
    found = work_out(shop, name, stage, segment, limit, as_of, unheard, never, account, newcomers).result("planned")
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
    draft = work_out(shop, name, stage, segment, limit, as_of, tell, stop, account, newcomers)
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


def _same(draft: Draft, again: list[Recipient]) -> bool:
    """Whether a send worked out a moment ago is still the one the shop's data ask for."""
    worked_out = {one.recipient for one in draft.ready} | set(draft.held_out)
    return worked_out == {r for r in again if r.holdout or can_travel(r.email)}


def _store(tx: Tx, draft: Draft, account: str) -> None:
    now = clock.stamp(clock.now())
    codes = {one.recipient.customer_id: one.code for one in draft.ready}
    everybody = [one.recipient for one in draft.ready] + draft.held_out
    new = [
        queueing.NewEnrolment(r.customer_id, r.email, r.group, r.holdout, codes.get(r.customer_id, ""), r.no_offer)
        for r in everybody
        if r.enrolment_id is None
    ]
    numbers = queueing.enrol(tx, draft.sequence, new, now)
    known = [r for r in everybody if r.enrolment_id is not None]
    numbers |= {r.customer_id: r.enrolment_id for r in known if r.enrolment_id is not None}
    first = [(numbers[r.customer_id], r.group, codes.get(r.customer_id, ""), r.no_offer) for r in known]
    queueing.fill_enrolments(tx, first)
    code_giving.give(tx, draft.given, numbers, now)
    if draft.pass_on and draft.given:
        referrals.pass_on(tx, draft.sequence)
    enrolments.settle_variants(tx, draft.stage, draft.waiting)
    shadows = [(numbers[r.customer_id], draft.stage, r.mail) for r in draft.held_out]
    queueing.insert_shadows(tx, shadows, now)
    messages = [
        queueing.NewMessage(
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
    queueing.insert_messages(tx, messages, now)
    for message_id, row in store.by_message_ids(tx, list(draft.begun)).items():
        ledger.learn(tx, row.id, draft.begun[message_id], held.REPLY)
