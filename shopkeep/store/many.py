"""Queries about as many customers at once as the owner has marked: ids and addresses go as one JSON text."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, cast, func, select
from sqlalchemy.engine import Connection

from shopkeep.store import consent, raw
from shopkeep.store import tables as t


class Reach(NamedTuple):
    """How a customer is written to, and what they said of it."""

    id: int
    email: str
    consent: str


def each(ids: Collection[int]) -> Select[Any]:
    """The ids as rows of one column `value`."""
    return select(cast(func.json_each(json.dumps(list(ids))).table_valued("value").c.value, Integer).label("value"))


def owners_by_address(tx: Connection, addresses: Collection[str]) -> dict[str, int]:
    """address -> the customer it belongs to: of merged ones, the one kept. Unknown ones are not there."""
    c = t.customers.c
    query = select(c.email, func.coalesce(c.merged_into, c.id)).where(raw.among(c.email, addresses))
    return dict(tx.execute(query).all())


def owners_by_id(tx: Connection, ids: Collection[int]) -> dict[int, int]:
    """customer -> the customer they are: of merged ones, the one kept. Unknown ones are not there."""
    c = t.customers.c
    return dict(tx.execute(select(c.id, func.coalesce(c.merged_into, c.id)).where(raw.among(c.id, ids))).all())


def reach(tx: Connection, ids: Collection[int]) -> list[Reach]:
    """These customers' main addresses and consent, by id."""
    c = t.customers.c
    query = select(c.id, c.email, consent.OF_ANY).where(raw.among(c.id, ids)).order_by(c.id)
    return [Reach._make(row) for row in tx.execute(query).all()]
