"""Whose turn it is in a sequence: who gets the next mail of a stage, who does not and why, what is due."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.records.sequences import (
    LeftOut,
    Recipient,
    Sequence,
    Stage,
)
from shopkeep.customers import judgement
from shopkeep.customers.permission import may_email
from shopkeep.customers.segments import segment as segment_rule
from shopkeep.jobs.sequence_people import (
    GroupsOf,
    day_of,
    load,
    mails_had,
    offered_since,
    only_stage,
    shop_key,
    stage_called,
)
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import audience as turns
from shopkeep.sequences import copies
from shopkeep.sequences.audience import Candidate, Enrolled
from shopkeep.sequences.render import speaks_of_offer
from shopkeep.sequences.values import last_day, offer_words
from shopkeep.store import Tx, customers, enrolments, results, suppressions, triage
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
    turn = _turn(shop, name, stage, segment, limit, as_of)
    return turn.recipients, turn.left_out


@dataclass(frozen=True, slots=True)
class _Turn:
    """One stage's turn: who was looked at, who gets its next due mail and who does not."""

    sequence: Sequence
    stage: Stage
    day: date
    candidates: list[Candidate]
    recipients: list[Recipient]
    left_out: list[LeftOut]


def _turn(
    shop: Shop, name: str, stage: str | None, segment: str | None, limit: int | None, as_of: date | None
) -> _Turn:
    sequence = load(shop, name)
    chosen = stage_called(sequence, stage) if stage else only_stage(sequence)
    day = as_of or shop.today()
    key = shop_key(shop)
    with shop.db.read() as tx:
        candidates = _candidates(shop, tx, sequence, segment, day)
    return _Turn(sequence, chosen, day, candidates, *turns.audience(sequence, chosen, candidates, key, day, limit))


def codes_needed(
    shop: Shop,
    name: str,
    stage: str | None = None,
    as_of: date | None = None,
    segment: str | None = None,
    limit: int | None = None,
) -> list[tuple[str, str, date | None]]:
    """What must work in the shop for the mails a stage would send now: code, what it gives, its last day.

    One for each code and offer, in the order of the groups; the day is the latest that any of these mails
    names, None where they name none. Mails that do not speak of the offer need no code. Raises as `audience`.
    """
    turn = _turn(shop, name, stage, segment, limit, as_of)
    with shop.db.read() as tx:
        offered = offered_since(shop, tx, name)
    languages = {who.customer_id: who.language for who in turn.candidates}
    days: dict[str, list[date | None]] = {}
    for one in turn.recipients:
        group = turn.sequence.group(one.group)
        found = copies.choices(turn.stage, one.mail, one.group, languages[one.customer_id])
        copy = found.get(one.variant) or next(iter(found.values()))
        if one.holdout or group is None or not group.offer.code or not speaks_of_offer(copy):
            continue
        last, _ = last_day(group.offer, turn.day, offered.get(one.enrolment_id))
        days.setdefault(group.name, []).append(last)
    needed: dict[tuple[str, str], list[date | None]] = {}
    for group in turn.sequence.groups:
        says, _ = offer_words(group.offer, shop.currency)
        if says and group.name in days:
            needed.setdefault((group.offer.code, says), []).extend(days[group.name])
    return [(code, says, _latest(found)) for (code, says), found in needed.items()]


def _latest(days: list[date | None]) -> date | None:
    named = [day for day in days if day is not None]
    return max(named) if len(named) == len(days) else None


def skipped_by(
    shop: Shop,
    name: str,
    stage: str | None = None,
    as_of: date | None = None,
    segment: str | None = None,
    limit: int | None = None,
) -> str:
    """What sending a stage now would take from its customers: mails of the stage before that they never get.

    `38 customers would not get mail 2 of Offer any more.`; empty where nobody misses anything. Raises as
    `audience`.
    """
    turn = _turn(shop, name, stage, segment, limit, as_of)
    place = turn.sequence.stages.index(turn.stage)
    if place == 0:
        return ""
    before = turn.sequence.stages[place - 1]
    by_id = {who.customer_id: who for who in turn.candidates}
    missed: Counter[int] = Counter()
    for one in turn.recipients:
        who = by_id[one.customer_id]
        had = who.enrolled.had if who.enrolled else ()
        # Whoever has begun this stage has lost the one before it already.
        if one.holdout or any(mail.stage == turn.stage.name for mail in had):
            continue
        known = {mail.mail for mail in had if mail.stage == before.name}
        missed.update(
            n for n in before.mail_numbers if n not in known and copies.choices(before, n, one.group, who.language)
        )
    return " ".join(
        f"{wording.count(people, 'customer')} would not get mail {number} of {before.title} any more."
        for number, people in sorted(missed.items())
    )


def stale_orders(shop: Shop, name: str, stage: str) -> str:
    """A sentence where no orders newer than the stage before this one are known; empty where all is well.

    Without them somebody who has come back already would be written to again. Raises NotFound.
    """
    sequence = load(shop, name)
    before = [s.name for s in sequence.stages[: sequence.stages.index(stage_called(sequence, stage))]]
    with shop.db.read() as tx:
        started = [touch.at for touch in results.touches(tx, name) if touch.stage in before[-1:]]
        until = results.data_until(tx)
    until = min(until, clock.now()) if until else None
    if not started or (until is not None and until > min(started)):
        return ""
    newest = wording.day(clock.day_of(until, shop.zone), shop.today()) if until else "nowhere"
    return (
        f"The newest order known is of {newest}, before the stage {before[-1]} went out. "
        "Import newer orders first, so that nobody who came back is written to again."
    )


def _candidates(shop: Shop, tx: Tx, sequence: Sequence, segment: str | None, day: date) -> list[Candidate]:
    judged = judgement.judge(tx, shop.settings, day)
    wanted = segment_rule(segment or sequence.segment)
    groups = GroupsOf(sequence, judged.yardstick)
    merged = customers.merged_ids(tx)
    # Merged customers are one person: an enrolment of either is theirs, their own before the other's.
    everybody = sorted(enrolments.everybody(tx, sequence.name), key=lambda row: row.customer_id not in merged)
    standing = {merged.get(row.customer_id, row.customer_id): row for row in everybody}
    had = mails_had(shop, tx, sequence.name)
    ordered = queries.newest_orders(tx, sequence.name, clock.stamp(clock.end_of(day, shop.zone)))
    since = clock.start_of(day - timedelta(days=ELSEWHERE_DAYS), shop.zone)
    elsewhere = {merged.get(one, one) for one in enrolments.active_elsewhere(tx, sequence.name, since)}
    marks = triage.marks(tx, day)
    refused = _Refused(shop, tx)
    contacts, languages = customers.contacts(tx), queries.languages(tx)
    found = []
    for one in sorted(judged.summaries, key=lambda s: (-s.at_stake, s.customer_id)):
        row, who = standing.get(one.customer_id), contacts.get(one.customer_id)
        fits = wanted.fits(one, judged.yardstick)
        member = fits or (row is not None and segment is None)
        if who is None or not member:
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
                member=member,
                refused=refused.why(who.consent, who.id),
                left_out=who.id in marks.left_out,
                snoozed=who.id in marks.snoozed,
                elsewhere=who.id in elsewhere,
                last_order_at=ordered.get(who.id),
                enrolled_at=row.enrolled_at if row else None,
                enrolled=enrolled,
            )
        )
    return found


class _Refused:
    """Whether single customers may be written to, by the one rule."""

    def __init__(self, shop: Shop, tx: Tx) -> None:
        self.policy = str(shop.settings.get("policy.consent"))
        self.suppressed = suppressions.suppressed_customers(tx)

    def why(self, consent: str, customer_id: int) -> str | None:
        return may_email(consent, self.policy, customer_id in self.suppressed)


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
