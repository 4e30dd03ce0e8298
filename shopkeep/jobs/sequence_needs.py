"""What a stage's turn needs and costs: codes that must work, mails that would be skipped, orders too old."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.records.mails import Recipient
from shopkeep.core.records.sequences import Offer
from shopkeep.errors import SequenceProblem
from shopkeep.jobs import sequence_turns as turns
from shopkeep.jobs.sequence_people import load, offered_on, stage_called
from shopkeep.jobs.sequence_turns import Turn
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import copies, offers
from shopkeep.sequences.render import speaks_of_offer
from shopkeep.sequences.values import last_day, offer_words
from shopkeep.store import results


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
    return codes_of(shop, turns.turn(shop, name, stage, segment, limit, as_of))


def codes_of(shop: Shop, turn: Turn) -> list[tuple[str, str, date | None]]:
    """The same of a turn that is worked out already."""
    order = {group.name: place for place, group in enumerate(turn.sequence.groups)}
    needed: dict[tuple[str, str], list[date | None]] = {}
    for made in sorted(offers_of(turn), key=lambda made: order.get(made.one.group, -1)):
        says, _ = offer_words(made.offer, shop.currency)
        if made.offer.code and says:
            needed.setdefault((made.offer.code, says), []).append(last_day(made.offer, turn.day, made.since)[0])
    return [(code, says, _latest(found)) for (code, says), found in needed.items()]


def own_codes(shop: Shop, turn: Turn) -> list[str]:
    """A sentence for each kind of own codes that the mails of a turn give."""
    kinds: Counter[tuple[str, str]] = Counter()
    for made in offers_of(turn):
        if made.offer.codes:
            kinds[made.offer.codes, offer_words(made.offer, shop.currency)[0]] += 1
    return [
        f"{wording.count(number, 'customer gets', 'customers get')} a code of their own for {gives}, from"
        f" {offers.source_words(source)}: load their file into your shop first."
        for (source, gives), number in kinds.items()
    ]


class Made(NamedTuple):
    """One recipient's offer, in a mail that speaks of it; `since`: the day they were first offered just this."""

    one: Recipient
    offer: Offer
    since: date | None


def offers_of(turn: Turn) -> list[Made]:
    """The offers that the mails of a turn make, in the order of its recipients; the holdout gets none."""
    by_id, find = {who.customer_id: who for who in turn.candidates}, copies.finder(turn.stage)
    offer_of = offers.finder(turn.sequence)
    found = []
    for one in turn.recipients:
        who = by_id[one.customer_id]
        copy = find(one, who.language)
        offer = offer_of(one.group, copy, one.no_offer)
        if not one.holdout and offer.kind != "none" and speaks_of_offer(copy):
            had = who.enrolled.had if who.enrolled else ()
            found.append(Made(one, offer, offered_on(turn.sequence, one.group, who.language, had, offer)))
    return found


def refuse_past(shop: Shop, turn: Turn) -> None:
    """Raises SequenceProblem where a mail of a turn would promise what is over on its day."""
    for made in offers_of(turn):
        if made.offer.until and made.offer.until < turn.day:
            says, _ = offer_words(made.offer, shop.currency)
            raise SequenceProblem(
                f"{says} was until {wording.day_full(made.offer.until)}, and {turn.stage.title} still speaks of it.",
                "Nothing is sent that promises what is over.",
                "Set a later day, or take the offer out of this mail: offer: none.",
            )


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
    return skipped_in(turns.turn(shop, name, stage, segment, limit, as_of))


def skipped_in(turn: Turn) -> str:
    """The same of a turn that is worked out already."""
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
