"""Who gets the next due mail of a stage, who does not, and why. Pure: judged by day over plain facts.

A stage's first mail goes to those who had a mail of the stage before it, its wait gone by; the first stage's
to members of the sequence's segment. A later mail goes to those who had the one before it, its wait gone by.
Whoever has had a mail of a later stage gets none of an earlier one. Nobody gets anything who left, is left
out, snoozed or may not be written to, or has ordered since they were enrolled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Sequence as Several
from dataclasses import dataclass
from datetime import date, timedelta

from shopkeep.core.records.mails import LeftOut, Recipient
from shopkeep.core.records.sequences import MailSource, Sequence, Stage
from shopkeep.sequences import copies
from shopkeep.sequences.dealing import draw

CAME_BACK = "came back"
LEFT_OUT = "left out by you"
SNOOZED = "snoozed"
ELSEWHERE = "in another sequence"
NOT_DUE = "not due yet"
ALREADY = "already had it"
FURTHER = "already further on"
BEFORE = "without the stage before"
ON_ITS_WAY = "an earlier mail is still on its way"
UNKNOWN = "mail of unknown outcome"
FAILED = "an earlier mail could not be delivered"
CANCELLED = "cancelled by you"
NO_COPY = "no copy for them"
ENOUGH = "had enough mails this month"
LEFT = ("came back", "unsubscribed", "bounced", "replied", "left out by you", "finished")

REASONS: tuple[str, ...] = (
    "no e-mail address",
    "never to be written to",
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
    ENOUGH,
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
    variant: str = "A"


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
    no_offer: bool = False
    """Recipient.no_offer, as it was when their first mail was queued."""
    dealt: tuple[tuple[str, int, str], ...] = ()
    """(stage, mail, variant) that was settled for them before it is due, as variants may wait unequally long."""


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
    no_offer: bool = False
    """Whether they would be enrolled without an offer."""
    recent: int = 0
    """Mails of all sequences in the last MONTH days, those on their way too."""


MONTH = 30
"""Days that a month of mails has, counted back from the day of sending."""


def decide(
    sequence: Sequence,
    stage: Stage,
    who: Candidate,
    key: bytes,
    as_of: date,
    cap: int = 0,
    choices: Callable[[int, str, str], dict[str, MailSource]] | None = None,
) -> Recipient | LeftOut | None:
    """One customer's turn at a stage; None for those whom the stage does not concern at all.

    `cap`: the most mails a month over all sequences; 0: no such limit. `choices`: the stage's copies.chooser,
    where it is at hand. The variant is the one settled for them already, else still to be dealt.
    """
    first = sequence.stages[0].name == stage.name
    enrolled = who.enrolled
    if enrolled is None and not first:
        why = _standing_reason(who) if who.member else ""
        return LeftOut(who.email, why) if why else None  # who gets nothing of any stage is named in each
    if enrolled is None and not who.member:
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
        number = next_mail(sequence, stage, enrolled, as_of, who.language)
    if isinstance(number, str):
        return LeftOut(who.email, number)
    found = (choices or copies.chooser(stage))(number, group, who.language)
    if not found:
        return LeftOut(who.email, NO_COPY)
    if cap and who.recent >= cap:
        return LeftOut(who.email, ENOUGH)
    variant = settled(enrolled, stage, number)
    if variant not in found:
        variant = variant_for(key, who.email, sequence.name, stage.name, number, list(found))
    number_id = enrolled.id if enrolled else None
    no_offer = who.no_offer if enrolled is None or not enrolled.had else enrolled.no_offer
    return Recipient(who.customer_id, who.email, who.name, group, variant, number, holdout, number_id, no_offer)


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


def settled(enrolled: Enrolled | None, stage: Stage, number: int) -> str:
    """The variant of a mail that was dealt to them before; empty where none was."""
    dealt = enrolled.dealt if enrolled else ()
    return next((variant for where, mail, variant in dealt if (where, mail) == (stage.name, number)), "")


def next_mail(sequence: Sequence, stage: Stage, enrolled: Enrolled, as_of: date, language: str = "") -> int | str:
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
        before = max(mine.values(), key=lambda h: h.on)
        if not reached:
            return CANCELLED
    elif place == 0:
        return left[0]
    else:
        earlier = [h for h in had if h.stage == order[place - 1] and h.state == "sent"]
        if not earlier:
            return BEFORE
        before = max(earlier, key=lambda h: h.on)
    wait = _wait(stage, left[0], enrolled, language, first=not mine)
    return left[0] if as_of >= before.on + timedelta(days=wait) else NOT_DUE


def _wait(stage: Stage, number: int, enrolled: Enrolled, language: str, first: bool) -> int:
    """Days a mail waits for: of the variant settled for them, else of the one that waits shortest."""
    found = copies.choices(stage, number, enrolled.group, language)
    usual = stage.wait_days if first else copies.wait_days(stage, number)
    waits = {v: copy.wait_days if v != "A" and copy.waits else usual for v, copy in found.items()}
    return waits.get(settled(enrolled, stage, number), min(waits.values(), default=usual))


def free_on(lately: Several[date], cap: int) -> date:
    """The day from which a customer with mails on these days, in order, may get another: `cap` in MONTH days."""
    if not cap or len(lately) < cap:
        return date.min
    return lately[len(lately) - cap] + timedelta(days=MONTH)


def due_on(sequence: Sequence, stage: Stage, enrolled: Enrolled) -> date | None:
    """The day this customer's next mail of a stage falls due, if they only have to wait for it."""
    if enrolled.left_because or next_mail(sequence, stage, enrolled, date.min) != NOT_DUE:
        return None
    day = max(h.on for h in enrolled.had)
    for _ in range(366):
        if next_mail(sequence, stage, enrolled, day) != NOT_DUE:
            return day
        day += timedelta(days=1)
    return None


STAYING = (NOT_DUE, ALREADY, FURTHER, ON_ITS_WAY, UNKNOWN, ENOUGH, SNOOZED)
"""Reasons for which somebody gets nothing now and may well get a later mail."""


def still_in(
    candidates: Iterable[Candidate], recipients: Iterable[Recipient], left_out: Iterable[LeftOut]
) -> list[tuple[Candidate, Recipient | None]]:
    """Those who are in a sequence or would enter it with the first stage's turn, but for the holdout."""
    entering = {one.customer_id: one for one in recipients}
    staying = {one.email for one in left_out if one.reason in STAYING}
    found: list[tuple[Candidate, Recipient | None]] = []
    for who in candidates:
        one = entering.get(who.customer_id)
        if one is not None and not one.holdout:
            found.append((who, one))
        elif one is None and who.enrolled is not None and not who.enrolled.holdout and who.email in staying:
            found.append((who, None))
    return found


def variant_for(key: bytes, email: str, sequence: str, stage: str, number: int, variants: list[str]) -> str:
    """The variant of a mail for an address: the same every time, each as likely, told by nothing but a hash."""
    if len(variants) == 1:
        return variants[0]
    return variants[int(draw(key, "variant", email, sequence, stage, str(number)) * len(variants))]


def in_holdout(key: bytes, email: str, share: float, as_of: date) -> bool:
    """Whether an address is held out this season: the same in every sequence of a half-year."""
    return share > 0 and draw(key, "holdout", email, season(as_of)) < share


def season(day: date) -> str:
    """The half-year of a day, `2026-H2`: as long as a holdout stays the same."""
    return f"{day.year}-H{1 if day.month <= 6 else 2}"
