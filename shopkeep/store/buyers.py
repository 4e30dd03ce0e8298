"""Queries about customers as imports write them: who is known by which address, and what their orders say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from shopkeep.store import raw
from shopkeep.store import tables as t
from shopkeep.store.histories import OWNER
from shopkeep.store.orders import chunks


class Said(NamedTuple):
    """What one order says of its buyer."""

    customer_id: int
    placed_at: int
    platform: str
    number: str
    name: str
    country: str
    region: str
    city: str
    postcode: str
    consent: bool | None


class Profile(NamedTuple):
    """What orders may say of a customer, as it is stored: consent is `yes`, `no` or empty, its moment a stamp."""

    name: str
    country: str
    region: str
    city: str
    postcode: str
    consent: str
    consent_at: int | None
    consent_source: str


def ids_by_email(tx: Connection) -> dict[str, int]:
    """Every known address, merged ones too, with its customer's id."""
    return dict(raw.rows(tx, select(t.customers.c.email, t.customers.c.id)))


def count(tx: Connection) -> int:
    """How many customers there are, merged ones not counted twice."""
    query = select(func.count()).select_from(t.customers).where(t.customers.c.merged_into.is_(None))
    return int(tx.execute(query).scalar_one())


def any_addressed(tx: Connection) -> bool:
    """Whether anybody in the shop has an address."""
    return tx.execute(select(t.customers.c.id).where(t.customers.c.email.contains("@")).limit(1)).first() is not None


def next_id(tx: Connection) -> int:
    return int(tx.execute(select(func.coalesce(func.max(t.customers.c.id), 0))).scalar_one()) + 1


def add(tx: Connection, rows: list[dict[str, Any]]) -> None:
    """New customers; every row has the same columns."""
    if rows:
        tx.execute(insert(t.customers), rows)


def add_heard(tx: Connection, rows: Sequence[Sequence[Any]], import_id: int) -> None:
    """New customers that an import names: id, address and Profile."""
    columns = ["id", "email", "name", "country", "region", "city", "postcode", "language", "consent", "consent_at"]
    filled = ((*row[:7], "", *row[7:], "{}", None, import_id) for row in rows)
    raw.many(tx, _add, [*columns, "consent_source", "attributes", "merged_into", "import_id"], filled)


_add = insert(t.customers)


def profiles(tx: Connection, ids: Collection[int]) -> dict[int, Profile]:
    """What is known of these customers."""
    c = t.customers.c
    query = select(c.id, *(c[name] for name in Profile._fields)).where(raw.among(c.id, ids))
    return {row[0]: Profile._make(row[1:]) for row in raw.rows(tx, query)}


def put_profiles(tx: Connection, profiles: Mapping[int, Profile]) -> None:
    """Set what is known of these customers anew."""
    statement = update(t.customers).where(t.customers.c.id == bindparam("this"))
    raw.many(tx, statement, [*Profile._fields, "this"], ((*profile, id) for id, profile in profiles.items()))


def rows(tx: Connection, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Customers as whole rows by id."""
    query = select(t.customers)
    names = t.customers.c.keys()
    found = raw.rows(tx, query.where(raw.among(t.customers.c.id, ids)))
    every: dict[int, dict[str, Any]] = {row[0]: dict(zip(names, row, strict=True)) for row in found}
    return every


def whose(tx: Connection, platform: str, numbers: Collection[str]) -> dict[str, str]:
    """number -> address of the customer whose order it is, of those that are anybody's."""
    o, c = t.orders.c, t.customers.c
    kept = t.customers.alias()
    query = (
        select(o.number, kept.c.email)
        .join_from(t.orders, t.customers, c.id == o.customer_id)
        .join(kept, kept.c.id == OWNER)
        .where(o.platform == platform, raw.among(o.number, numbers))
    )
    return dict(raw.rows(tx, query))


def said_by_orders(tx: Connection, ids: Collection[int], since: int = 0) -> list[Said]:
    """What the orders of these customers (those with an id from `since` on) say of them, oldest order first."""
    o = t.orders.c
    query = select(
        o.customer_id, o.placed_at, o.platform, o.number, o.name, o.country, o.region, o.city, o.postcode, o.consent
    )
    query = query.where(o.customer_id.is_not(None), o.id >= since)
    if since:
        query = query.with_hint(t.orders, raw.WHOLE)  # the newest lie side by side
    found = [Said._make(row) for row in raw.rows(tx, query.where(raw.among(o.customer_id, ids)))]
    return sorted(found, key=lambda said: (said.placed_at, said.number, said.platform))


def last_placed(tx: Connection, ids: Collection[int], before: int) -> dict[int, int]:
    """When each of these customers last ordered, going by the orders with an id below `before`."""
    o = t.orders.c
    query = select(o.customer_id, func.max(o.placed_at)).where(o.customer_id.is_not(None), o.id < before)
    return dict(raw.rows(tx, query.where(raw.among(o.customer_id, ids)).group_by(o.customer_id)))


def change(tx: Connection, changed: list[dict[str, Any]], names: Collection[str]) -> None:
    """Set these columns of customers anew; every row has `id` and all of `names`."""
    wanted = [column.name for column in t.customers.c if column.name in names]
    statement = update(t.customers).where(t.customers.c.id == bindparam("this"))
    rows = ([*(row[name] for name in wanted), row["id"]] for row in changed)
    raw.many(tx, statement, [*wanted, "this"], rows)


def unreferenced(tx: Connection, ids: Collection[int]) -> list[int]:
    """Which of these customers no order, mark, sequence or merge speaks of."""
    c = t.customers.c
    other = t.customers.alias()
    free = ~or_(
        c.merged_into.is_not(None),
        exists().where(t.orders.c.customer_id == c.id),
        exists().where(t.triage.c.customer_id == c.id),
        exists().where(t.enrolments.c.customer_id == c.id),
        exists().where(other.c.merged_into == c.id),
    )
    found: list[int] = []
    for chunk in chunks(sorted(ids)):
        found += tx.execute(select(c.id).where(c.id.in_(chunk), free)).scalars().all()
    return found


def made_by(tx: Connection, import_id: int) -> list[int]:
    """The customers an import was the first to name."""
    return list(tx.execute(select(t.customers.c.id).where(t.customers.c.import_id == import_id)).scalars().all())


def remove(tx: Connection, ids: Iterable[int]) -> None:
    doomed = [{"this": id} for id in ids]
    if doomed:
        tx.execute(delete(t.customers).where(t.customers.c.id == bindparam("this")), doomed)
