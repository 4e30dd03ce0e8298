"""Who gets the next due mail of a stage, who does not, and why. Pure: judged by day over plain facts.

A stage's first mail goes to those who had a mail of the stage before it, its wait gone by; the first stage's
to members of the sequence's segment. A later mail goes to those who had the one before it, its wait gone by.
Whoever has had a mail of a later stage gets none of an earlier one. Nobody gets anything who left, is left
out, snoozed or may not be written to, or has ordered since they were enrolled.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shopkeep.core.records.sequences import LeftOut, Recipient, Sequence, Stage
from shopkeep.sequences import copies

CAME_BACK = "came back"
LEFT_OUT = "left out by you"
SNOOZED = "snoozed"
ELSEWHERE = "in another sequence"
NOT_DUE = "not due yet"
ALREADY = "already had it"
FURTHER = "already further on"
BEFORE = "has not had the stage before"
ON_ITS_WAY = "an earlier mail is still on its way"
UNKNOWN = "mail of unknown outcome"
FAILED = "an earlier mail could not be delivered"
CANCELLED = "cancelled by you"
NO_COPY = "no copy for them"
LEFT = ("came back", "unsubscribed", "bounced", "replied", "left out by you", "finished")

REASONS: tuple[str, ...] = (
    "no e-mail address",
    "asked not to be written to",
    "said no to marketing mail",
    "never said yes to marketing mail",
    "you have not said yet whom you may write to",
    LEFT_OUT,
    SNOOZED,
    CAME_BACK,
    "unsubscribed",
    "bounced",
    "replied",
    "finished",
    ELSEWHERE,
    NOT_DUE,
    ALREADY,
    FURTHER,
    BEFORE,
    ON_ITS_WAY,
    UNKNOWN,
    FAILED,
    CANCELLED,
    NO_COPY,
)
"""Every reason a LeftOut may carry. The first five are those of customers.permission."""

_OPEN = {"queued": ON_ITS_WAY, "sending": ON_ITS_WAY, "deferred": ON_ITS_WAY, "unknown": UNKNOWN}


@dataclass(frozen=True, slots=True)
class Had:
    """One mail of this sequence that a customer had, has on its way or, as holdout, would have had."""

    stage: str
    mail: int
    state: str
    """A message's state; `sent` for a holdout's shadow."""
    on: date
    """The day it went out, or was queued."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """How a customer stands in this sequence."""

    id: int
    group: str
    holdout: bool
    since: date
    left_because: str
    """Empty while they are in it."""
    had: tuple[Had, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """All that decides about one customer."""

    customer_id: int
    email: str
    name: str
    language: str
    group: str
    """The group they would be enrolled in; empty for none."""
    member: bool
    """Whether they are in the segment asked for."""
    refused: str | None
    """customers.permission.may_email's answer."""
    left_out: bool = False
    snoozed: bool = False
    elsewhere: bool = False
    """In another running sequence."""
    last_order_at: int | None = None
    enrolled_at: int | None = None
    """Stamps of the newest order that counts and of the enrolment."""
    enrolled: Enrolled | None = None


def decide(sequence: Sequence, stage: Stage, who: Candidate, key: bytes, as_of: date) -> Recipient | LeftOut | None:
    """One customer's turn at a stage; None for those whom the stage does not concern at all."""
    first = sequence.stages[0].name == stage.name
    enrolled = who.enrolled
    if enrolled is None and not (first and who.member):
        return None
    if enrolled is not None and not who.member:
        return None
    reason = _standing_reason(who)
    if reason:
        return LeftOut(who.email, reason)
    if enrolled is None:
        group = who.group
        holdout = in_holdout(key, who.email, sequence.holdout, as_of)
        number: int | str = stage.mail_numbers[0] if stage.mail_numbers else NO_COPY
    else:
        group, holdout = enrolled.group, enrolled.holdout
        number = _next_mail(sequence, stage, enrolled, as_of)
    if isinstance(number, str):
        return LeftOut(who.email, number)
    variants = list(copies.choices(stage, number, group, who.language))
    if not variants:
        return LeftOut(who.email, NO_COPY)
    variant = variant_for(key, who.email, sequence.name, stage.name, number, variants)
    number_id = enrolled.id if enrolled else None
    return Recipient(who.customer_id, who.email, who.name, group, variant, number, holdout, number_id)


def _standing_reason(who: Candidate) -> str:
    """Why a customer gets nothing, whatever the stage; empty where nothing speaks against it."""
    enrolled = who.enrolled
    if enrolled and enrolled.left_because:
        return enrolled.left_because
    if who.left_out:
        return LEFT_OUT
    if who.refused:
        return who.refused
    if who.snoozed:
        return SNOOZED
    if enrolled is None:
        return ELSEWHERE if who.elsewhere else ""
    if who.last_order_at is not None and who.enrolled_at is not None and who.last_order_at > who.enrolled_at:
        return CAME_BACK
    return ""


def _next_mail(sequence: Sequence, stage: Stage, enrolled: Enrolled, as_of: date) -> int | str:
    """The number of the mail of this stage that is due, or why there is none."""
    order = [s.name for s in sequence.stages]
    place = order.index(stage.name)
    had = [h for h in enrolled.had if h.stage in order]
    mine = {h.mail: h for h in had if h.stage == stage.name}
    if any(order.index(h.stage) > place for h in had):
        return FURTHER
    for mail in had:
        if mail.state in _OPEN:
            return _OPEN[mail.state]
    if any(h.state == "failed" for h in had):
        return FAILED
    left = [number for number in stage.mail_numbers if number not in mine]
    if not left:
        return CANCELLED if mine and all(h.state == "cancelled" for h in mine.values()) else ALREADY
    reached = [h for h in mine.values() if h.state == "sent"]
    if mine:
        before, wait = max(mine.values(), key=lambda h: h.on), copies.wait_days(stage, left[0])
        if not reached:
            return CANCELLED
    elif place == 0:
        return left[0]
    else:
        earlier = [h for h in had if h.stage == order[place - 1] and h.state == "sent"]
        if not earlier:
            return BEFORE
        before, wait = max(earlier, key=lambda h: h.on), stage.wait_days
    return left[0] if as_of >= before.on + timedelta(days=wait) else NOT_DUE


def audience(
    sequence: Sequence,
    stage: Stage,
    candidates: Iterable[Candidate],
    key: bytes,
    as_of: date,
    limit: int | None = None,
) -> tuple[list[Recipient], list[LeftOut]]:
    """Who gets the next due mail of a stage and who does not, in the order of `candidates`.

    Each call gives every customer's next due mail of that stage. Recipients with `holdout` get none and are
    noted as if they had. `limit` is the most mails, holdout not counted; whoever comes after it is in
    neither list.
    """
    chosen: list[Recipient] = []
    left: list[LeftOut] = []
    mails = 0
    for who in candidates:
        if limit is not None and mails >= limit:
            break
        found = decide(sequence, stage, who, key, as_of)
        if isinstance(found, LeftOut):
            left.append(found)
        elif found is not None:
            chosen.append(found)
            mails += not found.holdout
    return chosen, left


def due_on(sequence: Sequence, stage: Stage, enrolled: Enrolled) -> date | None:
    """The day this customer's next mail of a stage falls due, if they only have to wait for it."""
    if enrolled.left_because or _next_mail(sequence, stage, enrolled, date.min) != NOT_DUE:
        return None
    day = max(h.on for h in enrolled.had)
    for _ in range(366):
        if _next_mail(sequence, stage, enrolled, day) != NOT_DUE:
            return day
        day += timedelta(days=1)
    return None


def variant_for(key: bytes, email: str, sequence: str, stage: str, number: int, variants: list[str]) -> str:
    """The variant of a mail for an address: the same every time, each as likely, told by nothing but a hash."""
    if len(variants) == 1:
        return variants[0]
    return variants[int(_draw(key, "variant", email, sequence, stage, str(number)) * len(variants))]


def in_holdout(key: bytes, email: str, share: float, as_of: date) -> bool:
    """Whether an address is held out this season: the same in every sequence of a half-year."""
    return share > 0 and _draw(key, "holdout", email, season(as_of)) < share


def season(day: date) -> str:
    """The half-year of a day, `2026-H2`: as long as a holdout stays the same."""
    return f"{day.year}-H{1 if day.month <= 6 else 2}"


def _draw(key: bytes, *what: str) -> float:
    """A number from 0 to 1 (excluded) that only the shop's key and these words decide."""
    digest = hmac.new(key, "\n".join(what).encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
