"""Whose turn it is in a sequence: who gets the next mail of a stage, who does not and why, what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from shopkeep.core import clock
from shopkeep.core.addresses import is_address
from shopkeep.core.records.sequences import (
    LeftOut,
    Recipient,
    Sequence,
    Stage,
)
from shopkeep.customers.permission import may_email
from shopkeep.jobs.asking import Asked, asked
from shopkeep.jobs.sequence_people import (
    GroupsOf,
    day_of,
    load,
    mails_had,
    only_stage,
    shop_key,
    stage_called,
)
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import audience as turns
from shopkeep.sequences.audience import Candidate, Enrolled
from shopkeep.store import customers, enrolments, triage
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
) -> tuple[list[Recipient], list[LeftOut]]:
    """Who gets the next due mail of a stage, most at stake first, and who does not and why.

    `stage` None is the only stage. `segment` stands in for the sequence's own, and then also narrows those
    already enrolled. Raises NotFound, SequenceProblem, UsageError.
    """
    found = turn(shop, name, stage, segment, limit, as_of)
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


def turn(
    shop: Shop,
    name: str,
    stage: str | None = None,
    segment: str | None = None,
    limit: int | None = None,
    as_of: date | None = None,
) -> Turn:
    """The whole of `audience`: also who was looked at. Raises as that does."""
    sequence = load(shop, name)
    chosen = stage_called(sequence, stage) if stage else only_stage(sequence)
    day = as_of or shop.today()
    key = shop_key(shop)
    with asked(shop, day) as shop_asked:
        candidates = _candidates(shop_asked, sequence, segment)
    return Turn(sequence, chosen, day, candidates, *turns.audience(sequence, chosen, candidates, key, day, limit))


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
    had = mails_had(shop, tx, sequence.name)
    ordered = queries.newest_orders(tx, sequence.name, shop_asked.around.until)
    since = clock.start_of(day - timedelta(days=ELSEWHERE_DAYS), shop.zone)
    elsewhere = {merged.get(one, one) for one in enrolments.active_elsewhere(tx, sequence.name, since)}
    marks = triage.marks(tx, day)
    policy, suppressed = shop_asked.around.policy, shop_asked.around.suppressed
    contacts, languages = customers.contacts(tx, inside), queries.languages(tx)
    found = []
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
            enrolled = Enrolled(row.id, group, row.holdout, day_of(shop, row.enrolled_at), left, mails)
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
            )
        )
    return found


def due(shop: Shop, name: str, as_of: date | None = None) -> dict[str, tuple[int, date | None]]:
    """Stage -> mails due now to those already enrolled, and the day the next of them falls due.

    A quick look for lists: it counts by waits alone, so that a few of them may yet be left out.
    """
    sequence = load(shop, name)
    day = as_of or shop.today()
    with shop.db.read() as tx:
        had = mails_had(shop, tx, name)
        rows = [row for row in enrolments.everybody(tx, name) if row.left_at is None and not row.holdout]
    counts: dict[str, int] = {}
    days: dict[str, date] = {}
    for row in rows:
        enrolled = Enrolled(row.id, row.group, False, day_of(shop, row.enrolled_at), "", had.get(row.id, ()))
        for stage in sequence.stages:
            when = turns.due_on(sequence, stage, enrolled)
            if when is None:
                continue
            if when <= day:
                counts[stage.name] = counts.get(stage.name, 0) + 1
            else:
                days[stage.name] = min(when, days.get(stage.name, when))
            break
    return {s.name: (counts.get(s.name, 0), days.get(s.name)) for s in sequence.stages}
