"""Queries for reading results: who was written to when, and what they ordered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.store import tables as t


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One customer of a sequence: arm, group, and why they left."""

    id: int
    customer_id: int
    email: str
    group: str
    holdout: bool
    code: str
    left_because: str


@dataclass(frozen=True, slots=True)
class Touch:
    """One mail that went out (or, for the holdout, would have gone out)."""

    enrolment_id: int
    stage: str
    mail: int
    variant: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Bought:
    """One order that counts. Money in minor units."""

    customer_id: int
    number: str
    at: datetime
    currency: str
    total: int
    refunded: int
    discount: int
    codes: str
    """JSON list."""


def enrolled(tx: Connection, sequence: str) -> list[Enrolled]:
    """Everybody ever enrolled in a sequence, oldest first; merged customers as the one kept."""
    e, c = t.enrolments.c, t.customers.c
    query = (
        select(e.id, func.coalesce(c.merged_into, c.id), e.email, e.group, e.holdout, e.code, e.left_because)
        .join_from(t.enrolments, t.customers, c.id == e.customer_id)
        .where(e.sequence == sequence)
        .order_by(e.id)
    )
    return [Enrolled(*row) for row in tx.execute(query)]


def touches(tx: Connection, sequence: str) -> list[Touch]:
    """Mails that reached or may have reached somebody, and the holdout's shadows, oldest first."""
    m, s, e = t.messages.c, t.shadows.c, t.enrolments.c
    at = func.coalesce(m.sent_at, m.sending_at, m.queued_at)
    sent = select(m.enrolment_id, m.stage, m.mail, m.variant, at).where(
        m.sequence == sequence, m.state.in_(("sent", "unknown"))
    )
    shadow = (
        select(s.enrolment_id, s.stage, s.mail, s.at)
        .join(t.enrolments, e.id == s.enrolment_id)
        .where(e.sequence == sequence)
    )
    found = [Touch(i, st, ma, v, clock.moment(when)) for i, st, ma, v, when in tx.execute(sent)]
    found += [Touch(i, st, ma, "", clock.moment(when)) for i, st, ma, when in tx.execute(shadow)]
    return sorted(found, key=lambda touch: touch.at)


def orders_since(tx: Connection, sequence: str, since: datetime) -> list[Bought]:
    """Orders that count, placed after `since` by customers of a sequence or anyone merged with them."""
    o, c, kept = t.orders.c, t.customers.c, t.customers.alias().c
    keeper = func.coalesce(c.merged_into, c.id)
    members = (
        select(func.coalesce(kept.merged_into, kept.id))
        .join(t.enrolments, t.enrolments.c.customer_id == kept.id)
        .where(t.enrolments.c.sequence == sequence)
    )
    query = (
        select(keeper, o.number, o.placed_at, o.currency, o.total, o.refunded, o.discount, o.codes)
        .join(t.customers, c.id == o.customer_id)
        .where(o.counts, o.placed_at > clock.stamp(since), keeper.in_(members))
        .order_by(o.placed_at, o.id)
    )
    return [Bought(row[0], row[1], clock.moment(row[2]), *row[3:]) for row in tx.execute(query)]


def data_until(tx: Connection) -> datetime | None:
    """The moment up to which orders are known: the newest order's, or a newer file's snapshot."""
    newest = tx.execute(select(func.max(t.orders.c.placed_at))).scalar()
    snapshot = tx.execute(select(func.max(t.imports.c.snapshot_at)).where(t.imports.c.undone_at.is_(None))).scalar()
    latest = max(newest or 0, snapshot or 0)
    return clock.moment(latest) if latest else None
