"""Queries about whole sends, and the ledger as a long list."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.engine import Connection

from shopkeep.core.records.delivery import Counts, MessageRow, State
from shopkeep.store import raw
from shopkeep.store.outbox import COLUMNS, ID_BATCH, record
from shopkeep.store.tables import attempts, customers, enrolments, messages, suppressions


class Send(NamedTuple):
    """What was queued in one go."""

    sequence: str
    stage: str
    queued_at: int


class Offering(NamedTuple):
    """What says which offer a message makes, and since when."""

    id: int
    enrolment_id: int
    sequence: str
    stage: str
    mail: int
    variant: str
    group: str
    queued_at: int
    no_offer: bool
    """Its customer is offered nothing, though their group is."""
    language: str


def offer_ends(tx: Connection, states: Sequence[State]) -> dict[int, date | None]:
    """Message -> the last day of its offer, of those in these states whose offer ends; None where that was not kept."""
    m = messages.c
    kept = or_(m.offer_ends.is_(None), m.offer_ends != "")
    found = raw.rows(tx, select(m.id, m.offer_ends).where(m.state.in_(states), kept))
    return {number: date.fromisoformat(day) if day else None for number, day in found}


def offering(tx: Connection, states: Sequence[State]) -> list[Offering]:
    """What is known of the offers of the messages in these states that keep no day on which it ends."""
    m, e, owner = messages.c, enrolments.c, customers.alias()
    query = (
        select(
            m.id, m.enrolment_id, m.sequence, m.stage, m.mail, m.variant, m.group, m.queued_at, e.no_offer,
            owner.c.language,
        )
        .join_from(messages, enrolments, e.id == m.enrolment_id)
        .join(customers, customers.c.id == e.customer_id)
        .join(owner, owner.c.id == func.coalesce(customers.c.merged_into, customers.c.id))
        .where(m.state.in_(states), m.offer_ends.is_(None))
    )  # fmt: skip
    return [Offering._make(row) for row in raw.rows(tx, query)]


def ids(tx: Connection, states: Sequence[State]) -> list[int]:
    """Every message in one of these states by its id: the states in their order, the newest first in each."""
    rank = case({state: number for number, state in enumerate(states)}, value=messages.c.state)
    query = select(messages.c.id).where(messages.c.state.in_(states)).order_by(rank, messages.c.id.desc())
    return list(tx.execute(query).scalars())


def rows_of(tx: Connection, numbers: Collection[int]) -> list[MessageRow]:
    """Messages by their ids, in no order."""
    found, wanted = [], list(numbers)
    for start in range(0, len(wanted), ID_BATCH):
        query = select(*COLUMNS).where(messages.c.id.in_(wanted[start : start + ID_BATCH]))
        found += [record(row) for row in tx.execute(query)]
    return found


def send_of(tx: Connection, number: int | None = None) -> Send | None:
    """The send that a message was queued with; without one the newest of all."""
    query = select(messages.c.sequence, messages.c.stage, messages.c.queued_at)
    if number is None:
        query = query.order_by(messages.c.id.desc()).limit(1)
    else:
        query = query.where(messages.c.id == number)
    row = tx.execute(query).first()
    return None if row is None else Send(*row)


def newest_of(tx: Connection, sequence: str, stage: str | None) -> Send | None:
    """The newest send of a sequence, or of one stage of it."""
    query = select(messages.c.sequence, messages.c.stage, messages.c.queued_at).where(messages.c.sequence == sequence)
    if stage is not None:
        query = query.where(messages.c.stage == stage)
    row = tx.execute(query.order_by(messages.c.id.desc()).limit(1)).first()
    return None if row is None else Send(*row)


def counts_of(tx: Connection, send: Send) -> Counts:
    """How its messages stand."""
    query = select(messages.c.state, func.count()).where(*_of(send)).group_by(messages.c.state)
    return Counts(**{row[0]: row[1] for row in tx.execute(query)})


def times_of(tx: Connection, send: Send) -> tuple[int | None, int | None]:
    """When its first message was tried and when the last one was; stamps."""
    query = select(func.min(attempts.c.at), func.max(attempts.c.at)).join(
        messages, messages.c.id == attempts.c.message_id
    )
    first, last = tx.execute(query.where(*_of(send))).one()
    return first, last


def tried_at(tx: Connection, send: Send) -> list[int]:
    """When its messages were tried, earliest first; stamps."""
    query = select(attempts.c.at).join(messages, messages.c.id == attempts.c.message_id)
    return list(tx.execute(query.where(*_of(send)).order_by(attempts.c.at)).scalars())


def accounts_of(tx: Connection, send: Send) -> list[str]:
    """The mail accounts it goes through."""
    query = select(messages.c.account).where(*_of(send)).distinct().order_by(messages.c.account)
    return list(tx.execute(query).scalars())


def sent_with(tx: Connection, send: Send, reply: str) -> int:
    """How many of its messages stand as sent with this for a reply."""
    m = messages.c
    query = select(func.count()).where(*_of(send), m.state == "sent", m.last_reply == reply)
    return int(tx.execute(query).scalar_one())


def rows_in(tx: Connection, send: Send, states: Sequence[State]) -> list[MessageRow]:
    """Its messages in one of these states, in the order they were queued."""
    query = select(*COLUMNS).where(*_of(send), messages.c.state.in_(states)).order_by(messages.c.id)
    return [record(row) for row in tx.execute(query)]


def sent_since(tx: Connection, sequence: str, since: int) -> list[tuple[str, int, str, str]]:
    """Stage, mail, group and variant of each mail of a sequence that was queued since a stamp and is out, or may be."""
    m = messages.c
    query = select(m.stage, m.mail, m.group, m.variant).where(
        m.sequence == sequence, m.queued_at >= since, m.state.in_(("sending", "sent", "unknown"))
    )
    return [(row[0], row[1], row[2], row[3]) for row in tx.execute(query)]


def _of(send: Send) -> tuple:
    m = messages.c
    return (m.sequence == send.sequence, m.stage == send.stage, m.queued_at == send.queued_at)


def failed_worth_a_try(tx: Connection) -> list[int]:
    """Failed messages whose address is not one never to write to, and whose customer is still in the sequence."""
    never = exists().where(suppressions.c.email == messages.c.email)
    query = (
        select(messages.c.id)
        .join(enrolments, enrolments.c.id == messages.c.enrolment_id)
        .where(messages.c.state == "failed", enrolments.c.left_at.is_(None), ~never)
    )
    return list(tx.execute(query.order_by(messages.c.id)).scalars())
