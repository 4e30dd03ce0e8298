"""Queries about orders that may be a customer's although placed under another address, and the owner's answers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.store import raw
from shopkeep.store import tables as t


class Strange(NamedTuple):
    """An order that counts, by whoever placed it. Money in minor units."""

    id: int
    number: str
    customer_id: int | None
    """The customer kept, or None where the order has no address."""
    email: str
    name: str
    postcode: str
    at: datetime
    currency: str
    total: int
    refunded: int
    codes: str


class Known(NamedTuple):
    """Name and postcode of an enrolled customer."""

    id: int
    name: str
    postcode: str


_KEEPER = func.coalesce(t.customers.c.merged_into, t.customers.c.id)


def with_codes(tx: Connection, since: datetime, until: datetime) -> list[Strange]:
    """Orders between two moments that used any code."""
    return _strange(tx, since, until, t.orders.c.codes != "[]")


def near(tx: Connection, since: datetime, until: datetime, ids: Collection[int]) -> list[Strange]:
    """Orders between two moments with the postcode of one of these customers."""
    c = t.customers.c
    postcodes = select(c.postcode).where(raw.among(c.id, ids))
    return _strange(tx, since, until, and_(t.orders.c.postcode != "", t.orders.c.postcode.in_(postcodes)))


def _strange(tx: Connection, since: datetime, until: datetime, condition: object) -> list[Strange]:
    o = t.orders.c
    query = (
        select(
            o.id, o.number, _KEEPER, o.email, o.name, o.postcode, o.placed_at, o.currency, o.total, o.refunded, o.codes
        )
        .join_from(t.orders, t.customers, t.customers.c.id == o.customer_id, isouter=True)
        .where(o.counts, o.placed_at > clock.stamp(since), o.placed_at <= clock.stamp(until), condition)  # type: ignore[arg-type]
        .order_by(o.placed_at, o.id)
    )
    return [Strange._make((*row[:6], clock.moment(row[6]), *row[7:])) for row in raw.rows(tx, query)]


def known(tx: Connection, ids: Collection[int], postcodes: Collection[str] | None = None) -> list[Known]:
    """Name and postcode of these customers; of those with one of these postcodes alone, where any are given."""
    c = t.customers.c
    query = select(c.id, c.name, c.postcode).where(raw.among(c.id, ids))
    if postcodes is not None:
        query = query.where(raw.among(c.postcode, postcodes))
    return [Known(*row) for row in raw.rows(tx, query)]


def answers(tx: Connection) -> dict[tuple[int, int], bool]:
    """(order, customer kept) -> whether the owner said that the order is theirs."""
    a = t.order_owners.c
    query = select(a.order_id, _KEEPER, a.theirs).join_from(
        t.order_owners, t.customers, t.customers.c.id == a.customer_id
    )
    return {(order, customer): bool(theirs) for order, customer, theirs in raw.rows(tx, query)}


def answer(tx: Connection, order_id: int, customer_id: int, theirs: bool, at: datetime) -> None:
    """Keep what the owner said of an order; a later answer takes the place of an earlier one."""
    row = {"order_id": order_id, "customer_id": customer_id, "theirs": theirs, "at": clock.stamp(at)}
    statement = insert(t.order_owners).values(row)
    same = [t.order_owners.c.order_id, t.order_owners.c.customer_id]
    tx.execute(statement.on_conflict_do_update(index_elements=same, set_={"theirs": theirs, "at": row["at"]}))


class Answered(NamedTuple):
    """One answer of the owner's."""

    order_id: int
    customer_id: int
    number: str
    email: str
    theirs: bool


def answered(tx: Connection) -> list[Answered]:
    """All that the owner said, newest first. `email` is the customer's to whom it was given or not."""
    a, o, c = t.order_owners.c, t.orders.c, t.customers.c
    query = (
        select(a.order_id, a.customer_id, o.number, c.email, a.theirs)
        .join_from(t.order_owners, t.orders, o.id == a.order_id)
        .join(t.customers, c.id == a.customer_id)
        .order_by(a.at.desc(), a.order_id)
    )
    return [Answered._make((*row[:4], bool(row[4]))) for row in raw.rows(tx, query)]
