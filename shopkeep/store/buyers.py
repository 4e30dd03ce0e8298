"""Queries about customers as imports write them: who is known by which address, and what their orders say."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from shopkeep.store import raw
from shopkeep.store import tables as t
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


HEARD = ("id", "email", "name", "country", "region", "city", "postcode", "consent", "consent_at", "consent_source")
"""What orders say of a new customer, in the order of the table's columns; the import comes after."""


def add_heard(tx: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """New customers, as HEARD and the import that named them."""
    columns = ["id", "email", "name", "country", "region", "city", "postcode", "language", "consent", "consent_at"]
    filled = ((*row[:7], "", *row[7:10], "{}", None, row[10]) for row in rows)
    raw.many(tx, _add, [*columns, "consent_source", "attributes", "merged_into", "import_id"], filled)


_add = insert(t.customers)


def change_heard(tx: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """What is said of customers anew, as `add_heard` takes it."""
    statement = update(t.customers).where(t.customers.c.id == bindparam("this"))
    raw.many(tx, statement, [*HEARD[2:], "this"], ((*row[2:10], row[0]) for row in rows))


def rows(tx: Connection, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Customers as whole rows by id."""
    query = select(t.customers)
    names = t.customers.c.keys()
    found = raw.rows(tx, query.where(raw.among(t.customers.c.id, ids)))
    every: dict[int, dict[str, Any]] = {row[0]: dict(zip(names, row, strict=True)) for row in found}
    return every


def said_by_orders(tx: Connection, ids: Collection[int]) -> list[Said]:
    """What the orders of these customers say of them, oldest order first."""
    o = t.orders.c
    query = select(
        o.customer_id, o.placed_at, o.platform, o.number, o.name, o.country, o.region, o.city, o.postcode, o.consent
    )
    query = query.where(o.customer_id.is_not(None))
    found = [Said._make(row) for row in raw.rows(tx, query.where(raw.among(o.customer_id, ids)))]
    return sorted(found, key=lambda said: (said.placed_at, said.number, said.platform))


_FITTING = """
    WITH added AS (
        SELECT customer_id, placed_at, number, name, country, region, city, postcode, consent, count(*) AS many
        FROM orders NOT INDEXED WHERE id >= :first AND customer_id IN (SELECT value FROM json_each(:ids))
        GROUP BY customer_id
    ), fitting AS (
        SELECT added.* FROM added JOIN customers AS c ON c.id = added.customer_id
        WHERE added.many = 1 AND NOT EXISTS (
            SELECT 1 FROM orders AS o
            WHERE o.customer_id = c.id AND o.placed_at >= added.placed_at AND o.id < :first
        )
        AND (substr(c.consent_source, 1, length(:source)) = :source OR (c.consent = '' AND c.consent_source = ''))
        AND (c.name = '' OR added.name <> '')
        AND (c.country = '' AND c.city = '' OR added.country <> '' OR added.city <> '')
        AND (c.postcode = '' OR added.postcode <> '')
    )
"""
"""The only new orders of known customers that are newer than all they ordered before, where what is known of the
customer is of orders, or is told by this one: so that no older order need be read."""

_NOTE = f"""
    {_FITTING} INSERT INTO import_undo (import_id, table_name, row_key, "before")
    SELECT :import, 'customers', c.id, json_object(
        'name', c.name, 'country', c.country, 'region', c.region, 'city', c.city, 'postcode', c.postcode,
        'consent', c.consent, 'consent_at', c.consent_at, 'consent_source', c.consent_source
    )
    FROM fitting JOIN customers AS c ON c.id = fitting.customer_id
"""  # noqa: S608

_TAKE = f"""
    {_FITTING} UPDATE customers SET
        name = added.name, country = added.country, city = added.city, postcode = added.postcode,
        region = CASE WHEN added.country <> '' OR added.city <> '' THEN added.region ELSE customers.region END,
        (consent, consent_at, consent_source) = (
            SELECT CASE WHEN counts THEN iif(added.consent, 'yes', 'no') ELSE customers.consent END,
                CASE WHEN counts THEN added.placed_at ELSE customers.consent_at END,
                CASE WHEN counts THEN :source || added.number ELSE customers.consent_source END
            FROM (SELECT added.consent IS NOT NULL AND coalesce(
                added.placed_at > customers.consent_at
                OR (added.placed_at = customers.consent_at AND customers.consent <> 'no'), 1
            ) AS counts)
        )
    FROM fitting AS added WHERE customers.id = added.customer_id RETURNING customers.id
"""  # noqa: S608


def hear_newest(tx: Connection, import_id: int, ids: Collection[int], first: int, source: str) -> set[int]:
    """Let these customers be what their only new order says (those with an id from `first` on are new), with what
    was before in the journal, where no older order need be read for it. The ids of those of whom that is so.

    `source` is how the source of a consent begins that came from an order.
    """
    if not ids:
        return set()
    values = {"import": import_id, "ids": json.dumps(list(ids)), "first": first, "source": source}
    driver = raw.driver(tx)
    driver.execute(_NOTE, values)
    return {id for (id,) in driver.execute(_TAKE, values)}


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
