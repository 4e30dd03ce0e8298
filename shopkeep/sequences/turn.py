"""A whole turn of a stage: everybody judged, the variants of their mails dealt out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial

from shopkeep.core.records.mails import LeftOut, Recipient
from shopkeep.core.records.sequences import Sequence, Stage
from shopkeep.sequences import copies
from shopkeep.sequences.audience import NOT_DUE, Candidate, decide, next_mail, settled
from shopkeep.sequences.dealing import Dealt, Seat, deal


@dataclass(frozen=True, slots=True)
class Rules:
    """What a turn goes by besides the customers. `limit`: the most mails, holdout not counted; `cap`: the most
    a customer gets in a month; `before`: the variants that others have had already."""

    key: bytes
    as_of: date
    limit: int | None = None
    cap: int = 0
    before: Dealt = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Found:
    """Who gets the next due mail of a stage and who does not, each in the order of the candidates."""

    recipients: list[Recipient]
    left_out: list[LeftOut]
    waiting: list[tuple[int, int, str]]
    """(enrolment, mail, variant) of those left out because the variant dealt to them waits longer."""


def audience(sequence: Sequence, stage: Stage, candidates: Iterable[Candidate], rules: Rules) -> Found:
    """Who gets the next due mail of a stage and who does not.

    Each call gives every customer's next due mail of that stage. Recipients with `holdout` get none and are
    noted as if they had. Whoever comes after the limit is in neither list.
    """
    chosen: list[tuple[Candidate, Recipient]] = []
    left: list[LeftOut] = []
    mails, choices = 0, copies.chooser(stage)
    for who in candidates:
        if rules.limit is not None and mails >= rules.limit:
            break
        found = decide(sequence, stage, who, rules.key, rules.as_of, rules.cap, choices)
        if isinstance(found, LeftOut):
            left.append(found)
        elif found is not None:
            chosen.append((who, found))
            mails += not found.holdout
    return _dealt(sequence, stage, chosen, left, rules)


def _dealt(
    sequence: Sequence, stage: Stage, chosen: list[tuple[Candidate, Recipient]], left: list[LeftOut], rules: Rules
) -> Found:
    """Deal the variants; whose variant waits longer than the shortest does is not due yet."""
    seats = {}
    among = seats_of(stage)
    for who, recipient in chosen:
        seat = among(recipient.mail, recipient.group, who.language)
        known = settled(who.enrolled, stage, recipient.mail)
        if len(seat.variants) > 1 and known not in seat.variants and not recipient.holdout:
            seats[recipient.email] = seat
    variants = deal(rules.key, sequence.name, seats.items(), rules.before)
    ready: list[Recipient] = []
    waiting = []
    for who, recipient in chosen:
        variant = variants.get(recipient.email)
        if variant is None:
            ready.append(recipient)
            continue
        dealt = ((stage.name, recipient.mail, variant),)
        enrolled = who.enrolled and replace(who.enrolled, dealt=dealt)
        if enrolled and next_mail(sequence, stage, enrolled, rules.as_of, who.language) == NOT_DUE:
            left.append(LeftOut(recipient.email, NOT_DUE))
            waiting.append((enrolled.id, recipient.mail, variant))
        else:
            ready.append(replace(recipient, variant=variant))
    return Found(ready, left, waiting)


def seat_of(stage: Stage, number: int, group: str, language: str) -> Seat:
    """Among whom a customer of this group and language is compared by a mail."""
    return Seat(stage.name, number, group, tuple(copies.choices(stage, number, group, language)))


def seats_of(stage: Stage) -> Callable[[int, str, str], Seat]:
    """`seat_of` for one stage, worked out once for each mail, group and language."""
    return cache(partial(seat_of, stage))
