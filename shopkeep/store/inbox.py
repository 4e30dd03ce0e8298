"""Queries about mails that came back, and about the mails of ours that they speak of."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.core.records.inbox import InboxRow, Kind
from shopkeep.store import tables as t
from shopkeep.store.histories import OWNER


class Ours(NamedTuple):
    """A mail of ours that something came back for."""

    id: int
    email: str
    subject: str
    state: str
    sequence: str
    stage: str
    mail: int
    at: int
    """When it was sent, else begun, else queued; a stamp."""
    customer_id: int
    """The person it was for; of merged customers the one kept."""
    name: str
    message_id: str


@dataclass(frozen=True, slots=True)
class NewMail:
    """One mail about to be kept."""

    digest: str
    kind: Kind
    email: str
    customer_id: int | None
    message_id: int | None
    sender: str
    subject: str
    text: str
    written_at: int
    read_at: int
    matched_by: str
    why: str
    waits: bool
    back_on: str


def _ours() -> Select[Any]:
    m, e, c = t.messages.c, t.enrolments.c, t.customers.c
    at = func.coalesce(m.sent_at, m.sending_at, m.queued_at).label("at")
    return (
        select(m.id, m.email, m.subject, m.state, m.sequence, m.stage, m.mail, at, OWNER, c.name, m.message_id)
        .join(t.enrolments, e.id == m.enrolment_id)
        .join(t.customers, c.id == e.customer_id)
    )


def by_message_id(tx: Connection, ids: Sequence[str]) -> Ours | None:
    """The mail of ours with one of these Message-IDs (angle brackets included); the first one known."""
    rows = tx.execute(_ours().where(t.messages.c.message_id.in_(list(ids)[:200]))).all()
    found = {row.message_id: Ours._make(row) for row in rows}
    return next((found[one] for one in ids if one in found), None)


def by_id_prefix(tx: Connection, prefix: str) -> Ours | None:
    """The mail of ours whose Message-ID begins with this; None where several do."""
    m = t.messages.c.message_id
    rows = tx.execute(_ours().where(m >= prefix, m < prefix + "\U0010ffff").limit(2)).all()
    return Ours._make(rows[0]) if len(rows) == 1 else None


def sent_to(tx: Connection, email: str, since: int, until: int) -> list[Ours]:
    """The mails that went to an address in a span of time, or may have; newest first."""
    m = t.messages.c
    at = func.coalesce(m.sent_at, m.sending_at, m.queued_at)
    query = _ours().where(m.email == email, m.state.in_(("sent", "unknown")), at >= since, at <= until)
    return [Ours._make(row) for row in tx.execute(query.order_by(at.desc(), m.id.desc()).limit(50)).all()]


def written_to(tx: Connection, emails: Collection[str]) -> set[str]:
    """Which of these addresses a mail went to, or may have."""
    m = t.messages.c
    query = select(m.email).where(m.email.in_(list(emails)[:500]), m.state.in_(("sent", "unknown"))).distinct()
    return set(tx.execute(query).scalars())


def addresses(tx: Connection) -> list[str]:
    """Every address a message was ever made for, then every customer's."""
    ours = tx.execute(select(t.messages.c.email).distinct()).scalars().all()
    return [*dict.fromkeys([*ours, *tx.execute(select(t.customers.c.email)).scalars().all()])]


def first_sent(tx: Connection) -> int | None:
    """When the first mail of all went out, or may have; None where none did."""
    m = t.messages.c
    at = func.min(func.coalesce(m.sent_at, m.sending_at))
    return tx.execute(select(at).where(m.state.in_(("sent", "unknown")))).scalar()


def known(tx: Connection, digest: str) -> bool:
    """Whether a mail was read before."""
    return tx.execute(select(t.inbox_mails.c.id).where(t.inbox_mails.c.digest == digest).limit(1)).first() is not None


def add(tx: Connection, new: NewMail) -> int | None:
    """Keep a mail; its row's id, or None where it is there already."""
    values = {name: getattr(new, name) for name in NewMail.__dataclass_fields__}
    row = {**values, "effect": "", "undo": "{}", "undone_at": None}
    done = tx.execute(upsert(t.inbox_mails).values(row).on_conflict_do_nothing().returning(t.inbox_mails.c.id))
    return done.scalar()


def note_effect(tx: Connection, id: int, effect: str, undo: dict[str, Any]) -> None:
    """Say what followed from a mail, and how to take that back."""
    tx.execute(update(t.inbox_mails).where(t.inbox_mails.c.id == id).values(effect=effect, undo=json.dumps(undo)))


def undo_of(tx: Connection, id: int) -> dict[str, Any]:
    """What a mail changed."""
    said = tx.execute(select(t.inbox_mails.c.undo).where(t.inbox_mails.c.id == id)).scalar_one()
    found: dict[str, Any] = json.loads(said)
    return found


def mark_undone(tx: Connection, id: int, at: int) -> None:
    """What followed from a mail was taken back; it counts for nothing from now on."""
    tx.execute(update(t.inbox_mails).where(t.inbox_mails.c.id == id).values(undone_at=at, waits=False))


def mark_looked_at(tx: Connection, id: int) -> bool:
    """The owner has read a mail that waited; whether that is news."""
    i = t.inbox_mails.c
    return tx.execute(update(t.inbox_mails).where(i.id == id, i.waits).values(waits=False)).rowcount > 0


def waiting(tx: Connection) -> int:
    """How many mails want to be looked at."""
    return int(tx.execute(select(func.count()).where(t.inbox_mails.c.waits)).scalar_one())


def soft_messages(tx: Connection, email: str) -> set[int]:
    """The mails of ours to an address that came back, softly or for good, and were not undone."""
    i = t.inbox_mails.c
    query = select(i.message_id).where(i.email == email, i.kind.in_(("soft-bounce", "bounced")), i.undone_at.is_(None))
    return {id for id in tx.execute(query).scalars() if id is not None}


def rows(tx: Connection, limit: int | None = None, ids: Sequence[int] | None = None) -> list[InboxRow]:
    """What came back, newest read first; or these rows, in their order of reading."""
    i, m, c = t.inbox_mails.c, t.messages.c, t.customers.c
    query = (
        select(t.inbox_mails, func.coalesce(m.sequence, "").label("sequence"), func.coalesce(c.name, "").label("name"))
        .join(t.messages, m.id == i.message_id, isouter=True)
        .join(t.customers, c.id == i.customer_id, isouter=True)
    )
    query = query.order_by(i.id.desc()) if ids is None else query.where(i.id.in_(list(ids))).order_by(i.id)
    return [_record(row) for row in tx.execute(query.limit(limit)).all()]


def text_of(tx: Connection, id: int) -> str:
    """The text of a mail that is known to exist."""
    return str(tx.execute(select(t.inbox_mails.c.text).where(t.inbox_mails.c.id == id)).scalar_one())


def _record(row: Any) -> InboxRow:
    return InboxRow(
        id=row.id,
        kind=row.kind,
        email=row.email,
        name=row.name,
        sender=row.sender,
        subject=row.subject,
        at=clock.moment(row.written_at),
        why=row.why,
        matched_by=row.matched_by,
        effect=row.effect,
        undone=row.undone_at is not None,
        waits=bool(row.waits),
        sequence=row.sequence,
        back_on=date.fromisoformat(row.back_on) if row.back_on else None,
    )


# How far each folder was read.


def position(tx: Connection, folder: str) -> tuple[int, int]:
    """A folder's UIDVALIDITY and the last UID read of it; zeros where it never was."""
    f = t.inbox_folders.c
    row = tx.execute(select(f.uidvalidity, f.uid).where(f.name == folder)).first()
    return (0, 0) if row is None else (row[0], row[1])


def last_read(tx: Connection) -> int | None:
    """When any folder was last read; None where none ever was."""
    return tx.execute(select(func.max(t.inbox_folders.c.at))).scalar()


def last_sent(tx: Connection) -> int | None:
    """When the last mail went out; None where none did."""
    return tx.execute(select(func.max(t.messages.c.sent_at))).scalar()


def remember(tx: Connection, folder: str, uidvalidity: int, uid: int, at: int) -> None:
    """A folder was read up to this UID."""
    values = {"uidvalidity": uidvalidity, "uid": uid, "at": at}
    statement = upsert(t.inbox_folders).values(name=folder, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
