"""Messages whose turn it is, with all that is known by now against sending them: some at a time, read ahead."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.engine import Connection

from shopkeep.core.records.delivery import MessageRow
from shopkeep.store import consent, raw, suppressions, triage
from shopkeep.store import outbox as ledger
from shopkeep.store.tables import attempts, contents, customers, enrolments, messages
from shopkeep.store.tables import suppressions as suppressed
from shopkeep.store.tables import triage as said


class Due(NamedTuple):
    """One message whose turn it is."""

    row: MessageRow
    raw: bytes
    first_try_at: int | None
    left_because: str
    """Why its customer has left the sequence since; empty where they have not."""
    consent: str
    """What the customer says of marketing mail by now: `yes`, `no` or nothing."""
    suppressed: str
    """Why its address is never written to; empty where it may be."""
    left_out: bool
    """The owner has left its customer out since."""
    snoozed_until: str
    """The day until which the owner lets its customer rest, in ISO 8601; empty where they do not."""


def due(tx: Connection, numbers: Collection[int]) -> list[Due]:
    """These messages with all that sending them needs, in the order of `numbers`; those that are gone left out."""
    found = raw.rows(tx, _MESSAGES, wanted=raw.wanted(numbers))
    rows = {row[0]: (ledger.record(row), row[len(ledger.COLUMNS) :]) for row in found}
    never = _suppressed(tx, [row.email for row, _ in rows.values()])
    marks = _marks(tx, [person for _, (person, *_) in rows.values()])
    return [_due(*rows[n], never, marks) for n in numbers if n in rows]


def _messages() -> Select[Any]:
    first_try = select(func.min(attempts.c.at)).where(attempts.c.message_id == messages.c.id).scalar_subquery()
    return (
        select(
            *ledger.COLUMNS,
            func.coalesce(customers.c.merged_into, customers.c.id),
            contents.c.raw,
            enrolments.c.left_at,
            enrolments.c.left_because,
            consent.OF_ANY,
            first_try,
        )
        .join_from(messages, contents, contents.c.message_id == messages.c.id)
        .join(enrolments, messages.c.enrolment_id == enrolments.c.id)
        .join(customers, enrolments.c.customer_id == customers.c.id)
        .where(messages.c.id.in_(raw.WANTED))
    )


# Put together once: a send asks for them every few hundred mails, and each takes longer to say than to answer.
_MESSAGES = _messages()
_ANY = select(suppressed.c.email_hash).limit(1)
_SUPPRESSED = select(suppressed.c.email_hash, suppressed.c.reason).where(suppressed.c.email_hash.in_(raw.WANTED))
_MARKS = select(said.c.customer_id, said.c.kind, said.c.until).where(
    said.c.customer_id.in_(raw.WANTED), said.c.kind.in_((triage.LEFT_OUT, triage.SNOOZED))
)


def _suppressed(tx: Connection, emails: Collection[str]) -> dict[str, str]:
    if not raw.rows(tx, _ANY):
        return {}
    hashed = suppressions.hasher(tx)
    hashes = {email: hashed(email) for email in emails}
    reasons = dict(raw.rows(tx, _SUPPRESSED, wanted=raw.wanted(hashes.values())))
    return {email: reasons[one] or "suppressed" for email, one in hashes.items() if one in reasons}


def _marks(tx: Connection, persons: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for person, kind, until in raw.rows(tx, _MARKS, wanted=raw.wanted(persons)):
        found.setdefault(person, []).append((kind, until))
    return found


def _due(row: MessageRow, more: Sequence[Any], never: dict[str, str], marks: dict[int, list[tuple[str, str]]]) -> Due:
    person, content, left_at, left_because, says, first_try_at = more
    said_of = marks.get(person, [])
    return Due(
        row=row,
        raw=bytes(content),
        first_try_at=first_try_at,
        left_because="" if left_at is None else (left_because or "left the sequence"),
        consent=says,
        suppressed=never.get(row.email, ""),
        left_out=any(kind == triage.LEFT_OUT for kind, _ in said_of),
        snoozed_until=max((until or "" for kind, until in said_of if kind == triage.SNOOZED), default=""),
    )
