"""Queries about what customers ordered and when: all that judging them needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, FromClause, Integer, Select, bindparam, case, cast, func, select
from sqlalchemy.engine import Connection

from shopkeep.core.histories import NO_RATES, OrderRow, day_of_stamp, factors, told
from shopkeep.core.money import totals
from shopkeep.core.records.customers import History
from shopkeep.store import raw
from shopkeep.store import tables as t

OWNER = func.coalesce(t.customers.c.merged_into, t.customers.c.id)
"""The customer whose orders these are: the one merged into, where there is one."""

TOGETHER = 4_000
"""Orders that are handed on at once."""

LAST = 2**62
"""A stamp after all others."""

_BY_CUSTOMER = "INDEXED BY ix_orders_customer_placed"
"""All of them lie there as they are wanted; SQLite would rather sort them where customers were merged."""


def histories(
    tx: Connection,
    zone: str,
    currency: str,
    until: int | None = None,
    ids: Collection[int] | None = None,
    rates: Mapping[str, float] = NO_RATES,
) -> Iterator[History]:
    """The orders of every customer who has one that counts, merged ones with the one kept. One customer after
    another: to be gone through to the end before anything else is asked of the shop.

    `until` and `ids` as in `order_rows`. `rates` says what one unit of another currency is worth in the shop's
    main one; without a rate an order keeps its day and has amount 0.
    """
    for rows in order_rows(tx, until, ids):
        for owner, placed, refused, others in told(rows, zone, currency, rates):
            yield History(owner, tuple(placed), tuple(refused), tuple(totals(others)) if others else ())


def order_rows(
    tx: Connection, until: int | None = None, ids: Collection[int] | None = None
) -> Iterator[list[OrderRow]]:
    """The orders that histories are made of, by day: some thousands at once, all of a customer together. To be gone
    through to the end before anything else is asked of the shop.

    `until` is the last moment taken, as a stamp. `ids` takes these customers alone, any number of them,
    whether they were merged into another or others into them.
    """
    last = LAST if until is None else until
    merged = _any_merged(tx)
    if ids is not None:
        yield from _stepped(tx, _order_rows(merged, "these"), until=last, wanted=raw.wanted(family(tx, ids)))
    elif not merged:
        yield from _stepped(tx, _order_rows(False, "all"), until=last)
    else:  # of most customers orders lie as they are wanted, and need not be sorted
        families = raw.wanted(_merged_families(tx))
        yield from _stepped(tx, _order_rows(False, "others"), until=last, wanted=families)
        yield from _stepped(tx, _order_rows(True, "these"), until=last, wanted=families)


def _stepped(tx: Connection, query: Select[Any], **values: Any) -> Iterator[list[OrderRow]]:
    begun: list[OrderRow] = []
    with raw.stepping(tx, query, **values) as rows:
        while some := rows.fetchmany(TOGETHER):
            begun += some
            last, whole = begun[-1][0], len(begun)
            while whole and begun[whole - 1][0] == last:  # of the last one more may come
                whole -= 1
            if whole:
                yield begun[:whole]
                del begun[:whole]
    if begun:
        yield begun


@cache
def _order_rows(merged: bool, whose: Literal["all", "these", "others"]) -> Select[Any]:
    """The query of `order_rows`, put together once: where customers were merged, and for everybody, for the `wanted`,
    or for all others."""
    orders = t.orders
    owner_of, tables = _owned(merged)
    sent = orders.c.fulfilled_at - orders.c.placed_at
    query = (
        select(
            owner_of, orders.c.placed_at, orders.c.total - orders.c.refunded, orders.c.currency, orders.c.counts,
            (orders.c.discount > 0) | (orders.c.codes != "[]"), orders.c.refunded > 0, orders.c.gift,
            case((sent >= 0, cast(sent / 86_400, Integer))),
        )
        .select_from(tables)
        .where(orders.c.counts | (orders.c.status == "refunded"), orders.c.customer_id.is_not(None))
        .where(orders.c.placed_at <= bindparam("until"))
        .order_by(owner_of, *(orders.c[name] for name in ("placed_at", "counts", "currency", "total", "refunded")))
    )  # fmt: skip
    if whose == "these":
        return query.where(orders.c.customer_id.in_(raw.WANTED))
    query = query.with_hint(orders, _BY_CUSTOMER)
    return query.where(orders.c.customer_id.not_in(raw.WANTED)) if whose == "others" else query


def order_days(tx: Connection, zone: str, until: int, ids: Collection[int] | None = None) -> dict[int, list[date]]:
    """customer -> their days with an order that counts, oldest first, each once (`ids` as in `histories`)."""
    orders = t.orders
    owner_of, tables = _owned(_any_merged(tx))
    query = (
        select(owner_of, orders.c.placed_at)
        .select_from(tables)
        .where(orders.c.counts, orders.c.placed_at <= until, orders.c.customer_id.is_not(None))
    )
    if ids is not None:
        query = query.where(raw.among(orders.c.customer_id, family(tx, ids)))
    day_of = day_of_stamp(zone)
    found: dict[int, set[date]] = {}
    for owner, at in raw.rows(tx, query):
        day = day_of(at)
        if owner in found:
            found[owner].add(day)
        else:
            found[owner] = {day}
    return {owner: sorted(days) for owner, days in found.items()}


def spent_between(
    tx: Connection,
    currency: str,
    after: int,
    until: int,
    rates: Mapping[str, float] = NO_RATES,
) -> dict[int, int]:
    """What each customer spent after one moment and up to another, in minor units of the main currency."""
    o = t.orders.c
    query = (
        select(o.customer_id, func.sum(amount(currency, rates)))
        .where(o.counts, o.placed_at > after, o.placed_at <= until, o.customer_id.is_not(None))
        .group_by(o.customer_id)
    )
    found: dict[int, int] = dict(raw.rows(tx, query))
    c = t.customers.c
    for other, owner in raw.rows(tx, select(c.id, c.merged_into).where(c.merged_into.is_not(None))):
        if other in found:
            found[owner] = found.get(owner, 0) + found.pop(other)
    return found


def who_ordered(tx: Connection, after: int, until: int) -> set[int]:
    """The customers with an order after one moment and up to another, whether it counts or not."""
    orders, customers = t.orders, t.customers
    query = (
        select(OWNER)
        .distinct()
        .join(customers, customers.c.id == orders.c.customer_id)
        .where(orders.c.placed_at > after, orders.c.placed_at <= until)
    )
    return {row[0] for row in raw.rows(tx, query)}


def family(tx: Connection, ids: Collection[int]) -> list[int]:
    """These customers and all who were merged into them."""
    if not _any_merged(tx):
        return sorted(ids)
    c = t.customers.c
    one: Select = select(c.id).where(raw.among(c.id, ids))
    other: Select = select(c.id).where(raw.among(c.merged_into, ids))
    return sorted({row[0] for query in (one, other) for row in raw.rows(tx, query)})


def _merged_families(tx: Connection) -> list[int]:
    """Everybody who was merged into another, and those they were merged into."""
    c = t.customers.c
    query = select(c.id, c.merged_into).where(c.merged_into.is_not(None))
    return sorted({id for both in raw.rows(tx, query) for id in both})


def owners(tx: Connection, ids: Collection[int]) -> set[int]:
    """These customers, those merged into another given as that one."""
    if not _any_merged(tx):
        return set(ids)
    return {row[0] for row in raw.rows(tx, select(OWNER).distinct().where(raw.among(t.customers.c.id, ids)))}


def _owned(merged: bool) -> tuple[ColumnElement, FromClause]:
    """Whose an order is, and the tables that say so: the orders alone where nobody was merged into anybody."""
    orders, customers = t.orders, t.customers
    if not merged:
        return orders.c.customer_id, orders
    return OWNER, orders.join(customers, customers.c.id == orders.c.customer_id)


def _any_merged(tx: Connection) -> bool:
    found = raw.driver(tx).execute("SELECT 1 FROM customers WHERE merged_into IS NOT NULL LIMIT 1")
    return found.fetchone() is not None


def amount(currency: str, rates: Mapping[str, float], foreign: int | None = 0) -> ColumnElement:
    """What an order came to in the main currency, as `histories` has it; `foreign` of one without a rate."""
    net = t.orders.c.total - t.orders.c.refunded
    known = [(t.orders.c.currency == currency, net)]
    for code, factor in factors(currency, rates).items():
        known.append((t.orders.c.currency == code, cast(func.round(net * factor), Integer)))
    return case(*known, else_=foreign)
