"""Queries for mails: who customers are, what they bought, what the shop sells, which codes were used."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import and_, case, func, select
from sqlalchemy.engine import Connection

from shopkeep import countries
from shopkeep.store import raw
from shopkeep.store import tables as t
from shopkeep.store.histories import OWNER
from shopkeep.store.unpriced import PAID_FOR

BATCH = 500
"""Ids in one IN list: below SQLite's smallest limit of bound parameters."""


@dataclass(frozen=True, slots=True)
class Who:
    """One customer as mails address them."""

    id: int
    email: str
    name: str
    country: str
    language: str
    """As the files say, else what is read in their country."""
    attributes: dict[str, str]


class Bought(NamedTuple):
    """One product as one customer bought it. `at`: stamp of the newest order with it."""

    customer_id: int
    sku: str
    title: str
    orders: int
    at: int


@dataclass(frozen=True, slots=True)
class Stocked:
    """One product as the products' file says it. Price in minor units."""

    sku: str
    title: str
    category: str
    price: int | None
    currency: str
    link: str
    image: str


def _batches(ids: Collection[int]) -> Iterator[list[int]]:
    every = list(ids)
    for start in range(0, len(every), BATCH):
        yield every[start : start + BATCH]


def people(tx: Connection, ids: Collection[int]) -> dict[int, Who]:
    """These customers by id."""
    c = t.customers.c
    query = select(c.id, c.email, c.name, c.country, c.language, c.attributes)
    found = {}
    for id, email, name, country, language, said in raw.rows(tx, query.where(raw.among(c.id, ids))):
        found[id] = Who(id, email, name, country, language or countries.language_of(country), _attributes(said))
    others = select(c.merged_into, c.attributes).where(raw.among(c.merged_into, ids), c.attributes != "{}")
    for owner, said in raw.rows(tx, others):
        found[owner] = replace(found[owner], attributes={**_attributes(said), **found[owner].attributes})
    return found


def _attributes(text: str) -> dict[str, str]:
    if text in ("", "{}"):
        return {}
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def languages(tx: Connection) -> dict[int, str]:
    """The language of every customer of whom it is known or told by their country, by id."""
    c = t.customers.c
    rows = raw.rows(tx, select(c.id, c.language, c.country).where((c.language != "") | (c.country != "")))
    found = ((id, language or countries.language_of(country)) for id, language, country in rows)
    return {id: language for id, language in found if language}


def bought(tx: Connection, ids: Collection[int], until: int) -> list[Bought]:
    """What these customers bought and were not given, up to a stamp, one row for each of them and each product."""
    o, line, c = t.orders.c, t.order_lines.c, t.customers.c
    key = func.coalesce(func.nullif(line.sku, ""), line.title)
    query = (
        select(OWNER, func.max(line.sku), func.max(line.title), func.count(o.id.distinct()), func.max(o.placed_at))
        .select_from(t.orders)
        .join(t.customers, c.id == o.customer_id)
        .join(t.order_lines, line.order_id == o.id)
        .where(o.counts, o.placed_at <= until, PAID_FOR)
        .group_by(OWNER, key)
    )
    # Two lookups by index instead of one scan: the customers themselves, and those merged into them.
    found = raw.rows(tx, query.where(raw.among(c.id, ids), c.merged_into.is_(None)))
    found += raw.rows(tx, query.where(raw.among(c.merged_into, ids)))
    return list(map(Bought._make, found))


def saved(tx: Connection, ids: Collection[int], currency: str, until: int) -> dict[int, int]:
    """What discounts have saved these customers up to a stamp, in minor units of a currency.

    Where an export gives the discount by line and not for the order, the lines are added up.
    """
    o, line, c = t.orders.c, t.order_lines.c, t.customers.c
    of_lines = select(func.sum(line.discount)).where(line.order_id == o.id).scalar_subquery()
    off = case((o.discount > 0, o.discount), else_=func.coalesce(of_lines, 0))
    query = (
        select(OWNER, func.sum(off))
        .select_from(t.orders)
        .join(t.customers, c.id == o.customer_id)
        .where(o.counts, o.placed_at <= until, o.currency == currency)
        .group_by(OWNER)
    )
    found: dict[int, int] = {}
    for part in _batches(ids):
        for which in (and_(c.id.in_(part), c.merged_into.is_(None)), c.merged_into.in_(part)):
            for owner, amount in tx.execute(query.where(which)).all():
                found[owner] = found.get(owner, 0) + amount
    return found


def products(tx: Connection) -> list[Stocked]:
    """All products a products' file named."""
    p = t.products.c
    query = select(p.sku, p.title, p.category, p.price, p.currency, p.link, p.image)
    return [Stocked(*row) for row in tx.execute(query).all()]


def newest_orders(tx: Connection, sequence: str, until: int) -> dict[int, int]:
    """The stamp of the newest order that counts, up to a moment, of everybody enrolled in a sequence."""
    o, c, kept = t.orders.c, t.customers.c, t.customers.alias().c
    members = (
        select(func.coalesce(kept.merged_into, kept.id))
        .join(t.enrolments, t.enrolments.c.customer_id == kept.id)
        .where(t.enrolments.c.sequence == sequence)
    )
    query = (
        select(OWNER, func.max(o.placed_at))
        .select_from(t.orders)
        .join(t.customers, c.id == o.customer_id)
        .where(o.counts, o.placed_at <= until, OWNER.in_(members))
        .group_by(OWNER)
    )
    return {row[0]: row[1] for row in tx.execute(query).all()}
