"""A send worked out to the last byte: every mail rendered and checked, nothing of it stored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from shopkeep.core import clock
from shopkeep.core.progress import Step, Stop, Tell
from shopkeep.core.records.delivery import Counts, PlannedMessage, SendResult
from shopkeep.core.records.mails import LeftOut, Recipient
from shopkeep.delivery import headers, mime
from shopkeep.delivery.journal import Mail
from shopkeep.errors import MailProblem, Stopped
from shopkeep.jobs import accounts, code_giving, held, sequence_needs, sequence_turns, sequences
from shopkeep.jobs.code_giving import Given
from shopkeep.jobs.sequence_people import judged_once, shop_key
from shopkeep.jobs.shop import Shop

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


def work_out(
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
    """The mails of everybody whose turn it is; the parameters are those of jobs.sending.queue.

    Raises NotFound, SequenceProblem, MailProblem, Stopped.
    """
    sequence = sequences.load(shop, name)
    through = accounts.chosen(shop, account or sequence.account)
    origin = accounts.sender(shop, through)
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
                if not can_travel(mail.email):
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


def can_travel(email: str) -> bool:
    """Whether an address is one that mail can be sent to."""
    try:
        headers.address(email)
    except MailProblem:
        return False
    return True
