"""Queries for finding customers who may be one person, and for keeping them apart."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.store import tables as t


class Row(NamedTuple):
    """A customer and what they bought; nothing bought: orders and spent 0, days empty."""

    id: int
    email: str
    name: str
    city: str
    country: str
    postcode: str
    consent: str
    orders: int
    spent: int
    first_on: str
    last_on: str


def everybody(tx: Connection) -> list[Row]:
    """Every customer who was not merged into another."""
    c, s = t.customers.c, t.summaries.c
    query = (
        select(
            c.id, c.email, c.name, c.city, c.country, c.postcode, c.consent,
            func.coalesce(s.orders, 0), func.coalesce(s.spent, 0),
            func.coalesce(s.first_on, ""), func.coalesce(s.last_on, ""),
        )
        .select_from(t.customers.outerjoin(t.summaries, s.customer_id == c.id))
        .where(c.merged_into.is_(None))
        .order_by(c.id)
    )  # fmt: skip
    return [Row._make(row) for row in tx.execute(query).all()]


def kept_apart(tx: Connection) -> set[tuple[int, int]]:
    """The pairs that the owner said are two people, by the ids of those kept, the smaller first."""
    k = t.kept_apart.c
    owner = dict(tx.execute(select(t.customers.c.id, t.customers.c.merged_into)).all())
    found = set()
    for one, other in tx.execute(select(k.one, k.other)).all():
        a, b = owner.get(one) or one, owner.get(other) or other
        found.add((min(a, b), max(a, b)))
    return found


def keep_apart(tx: Connection, one: int, other: int, at: datetime) -> bool:
    """Remember that these are two people; whether that is news."""
    row = {"one": min(one, other), "other": max(one, other), "at": clock.stamp(at)}
    return tx.execute(insert(t.kept_apart).values(row).on_conflict_do_nothing()).rowcount > 0
