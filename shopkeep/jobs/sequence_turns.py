"""Whose turn it is in a sequence: who gets the next mail of a stage, who does not and why, what is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shopkeep.core import clock
from shopkeep.core.addresses import is_address
from shopkeep.core.records.mails import LeftOut, Recipient
from shopkeep.core.records.sequences import Sequence, Stage
from shopkeep.customers.permission import may_email
from shopkeep.jobs.asking import Asked, asked
from shopkeep.jobs.sequence_groups import GroupsOf
from shopkeep.jobs.sequence_people import (
    days_of,
    load,
    mails_had,
    only_stage,
    shop_key,
    stage_called,
)
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import audience as turns
from shopkeep.sequences import turn as whole
from shopkeep.sequences.audience import MONTH, Candidate, Enrolled
from shopkeep.sequences.dealing import Dealt
from shopkeep.store import Tx, customers, enrolments, triage
from shopkeep.store import sequences as queries

ELSEWHERE_DAYS = 60
"""Days after its last mail for which a sequence still keeps a customer out of others."""


def audience(
    shop: Shop,
    name: str,
    stage: str | None = None,
    segment: str | None = None,
    limit: int | None = None,
    as_of: date | None = None,
    newcomers: bool = True,
) -> tuple[list[Recipient], list[LeftOut]]:
    """Who gets the next due mail of a stage, most at stake first, and who does not and why.

    `stage` None is the only stage. `segment` stands in for the sequence's own, and then also narrows those
    already enrolled. Without `newcomers` only those already enrolled. Raises NotFound, SequenceProblem, UsageError.
    """
    found = turn(shop, name, stage, segment, limit, as_of, newcomers)
    return found.recipients, found.left_out


@dataclass(frozen=True, slots=True)
class Turn:
    """One stage's turn: who was looked at, who gets its next due mail and who does not."""

    sequence: Sequence
    stage: Stage
    day: date
    candidates: list[Candidate]
    recipients: list[Recipient]
    left_out: list[LeftOut]
    waiting: list[tuple[int, int, str]]
    """(enrolment, mail, variant) of those whose variant waits longer than others'."""


def turn(
    shop: Shop,
    name: str,
    stage: str | None = None,
    segment: str | None = None,
    limit: int | None = None,
    as_of: date | None = None,
    newcomers: bool = True,
) -> Turn:
    """The whole of `audience`: also who was looked at. Raises as that does."""
    sequence = load(shop, name)
    chosen = stage_called(sequence, stage) if stage else only_stage(sequence)
    return turn_of(shop, sequence, chosen, segment, limit, as_of, newcomers)


def turn_of(
    shop: Shop,
    sequence: Sequence,
    chosen: Stage,
    segment: str | None = None,
    limit: int | None = None,
    as_of: date | None = None,
    newcomers: bool = True,
) -> Turn:
    """The same of a sequence that is read already. Raises SequenceProblem, UsageError."""
    day = as_of or shop.today()
    key = shop_key(shop)
    with asked(shop, day) as shop_asked:
        candidates = _candidates(shop_asked, sequence, segment)
        if not newcomers:
            candidates = [one for one in candidates if one.enrolled is not None]
        before = _dealt_before(shop, shop_asked.tx, sequence, chosen)
    cap = int(shop.settings.get("policy.mails_a_month"))
    found = whole.audience(sequence, chosen, candidates, whole.Rules(key, day, limit, cap, before))
    return Turn(sequence, chosen, day, candidates, found.recipients, found.left_out, found.waiting)


def _dealt_before(shop: Shop, tx: Tx, sequence: Sequence, stage: Stage) -> Dealt:
    """The variants of a stage's mails that customers have had or are waiting for."""
    had: Dealt = Counter()
    if not any(len(stage.variants(number)) > 1 for number in stage.mail_numbers):
        return had
    spoken, mails = queries.languages(tx), mails_had(shop, tx, sequence.name)
    settled, among = enrolments.dealt(tx, sequence.name), whole.seats_of(stage)
    for row in enrolments.everybody(tx, sequence.name):
        if row.holdout:
            continue
        got = {h.mail: h.variant for h in mails.get(row.id, ()) if h.stage == stage.name}
        waits = {mail: variant for where, mail, variant in settled.get(row.id, ()) if where == stage.name}
        for mail, variant in (waits | got).items():
            seat = among(mail, row.group, spoken.get(row.customer_id, ""))
            had[seat, variant] += variant in seat.variants
    return had


def _candidates(shop_asked: Asked, sequence: Sequence, segment: str | None) -> list[Candidate]:
    """Everybody whom a turn could concern, most at stake first."""
    shop, tx, day = shop_asked.shop, shop_asked.tx, shop_asked.basis.as_of
    inside = shop_asked.ids(segment or sequence.segment)
    groups = GroupsOf(sequence, shop_asked)
    merged = customers.merged_ids(tx)
    # Merged customers are one person: an enrolment of either is theirs, their own before the other's.
    everybody = sorted(enrolments.everybody(tx, sequence.name), key=lambda row: row.customer_id not in merged)
    standing = {merged.get(row.customer_id, row.customer_id): row for row in everybody}
    if standing and segment is None:
        concerned = standing.keys() | set(inside)
        inside = [one for one in shop_asked.ids("all") if one in concerned]
    had, settled = mails_had(shop, tx, sequence.name), enrolments.dealt(tx, sequence.name)
    recent = enrolments.mails_since(tx, month_before(shop, day))
    ordered = queries.newest_orders(tx, sequence.name, shop_asked.around.until)
    held_since = clock.start_of(day - timedelta(days=ELSEWHERE_DAYS), shop.zone)
    elsewhere = {merged.get(one, one) for one in enrolments.active_elsewhere(tx, sequence.name, held_since)}
    marks = triage.marks(tx, day)
    policy, suppressed = shop_asked.around.policy, shop_asked.around.suppressed
    contacts, languages = customers.contacts(tx, inside), queries.languages(tx)
    found = []
    day_of = days_of(shop)
    for one in inside:
        row, who = standing.get(one), contacts.get(one)
        if who is None:
            continue
        enrolled = None
        if row is not None:
            mails = had.get(row.id, ())
            # Whoever was enrolled by hand gets a group with the first mail.
            group = row.group or ("" if mails else groups.of(one))
            left = row.left_because or ("finished" if row.left_at is not None else "")
            since = day_of(row.enrolled_at)
            dealt = settled.get(row.id, ())
            enrolled = Enrolled(row.id, group, row.holdout, since, left, mails, row.no_offer, dealt)
        found.append(
            Candidate(
                customer_id=who.id,
                email=who.email,
                name=who.name,
                language=languages.get(who.id, ""),
                group=groups.of(one),
                member=True,
                refused=may_email(who.consent, policy, who.id in suppressed, is_address(who.email)),
                left_out=who.id in marks.left_out,
                snoozed=who.id in marks.snoozed,
                elsewhere=who.id in elsewhere,
                last_order_at=ordered.get(who.id),
                enrolled_at=row.enrolled_at if row else None,
                enrolled=enrolled,
                no_offer=groups.no_offer(one),
                recent=len(recent.get(who.id, ())),
            )
        )
    return found


def month_before(shop: Shop, day: date) -> datetime:
    """From when on mails count towards the most that a customer gets a month."""
    return clock.start_of(day - timedelta(days=MONTH - 1), shop.zone)


def due(shop: Shop, name: str, as_of: date | None = None) -> dict[str, tuple[int, date | None]]:
    """Stage -> mails due now to those already enrolled, and the day the next of them falls due.

    A quick look for lists: it counts by waits and by mails a month alone, so that a few of them may yet be
    left out.
    """
    sequence, day = load(shop, name), as_of or shop.today()
    counts: Counter[str] = Counter()
    days: dict[str, date] = {}
    for stage, _, when in _fall_due(shop, sequence, day):
        if when <= day:
            counts[stage] += 1
        else:
            days[stage] = min(when, days.get(stage, when))
    return {s.name: (counts[s.name], days.get(s.name)) for s in sequence.stages}


def held_back(shop: Shop, name: str, as_of: date | None = None) -> tuple[int, date | None]:
    """How many customers would get a mail of a sequence now, had they not had enough this month; and the day
    the first of them may get it."""
    sequence, day = load(shop, name), as_of or shop.today()
    held = [when for _, waited, when in _fall_due(shop, sequence, day) if waited <= day < when]
    return len(held), min(held, default=None)


def _fall_due(shop: Shop, sequence: Sequence, day: date) -> Iterator[tuple[str, date, date]]:
    """(stage, day by its waits, day by the mails a month too) of everybody's next mail in a sequence."""
    cap = int(shop.settings.get("policy.mails_a_month"))
    with shop.db.read() as tx:
        had, settled = mails_had(shop, tx, sequence.name), enrolments.dealt(tx, sequence.name)
        rows = [row for row in enrolments.everybody(tx, sequence.name) if row.left_at is None and not row.holdout]
        recent = enrolments.mails_since(tx, month_before(shop, day)) if cap else {}
        merged = customers.merged_ids(tx)
    day_of = days_of(shop)
    for row in rows:
        since, mails = day_of(row.enrolled_at), had.get(row.id, ())
        enrolled = Enrolled(row.id, row.group, False, since, "", mails, dealt=settled.get(row.id, ()))
        for stage in sequence.stages:
            when = turns.due_on(sequence, stage, enrolled)
            if when is not None:
                lately = [day_of(at) for at in recent.get(merged.get(row.customer_id, row.customer_id), [])]
                yield stage.name, when, max(when, turns.free_on(lately, cap))
                break
