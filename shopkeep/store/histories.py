"""Queries about what customers ordered and when: all that judging them needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, select
from sqlalchemy.engine import Connection

from shopkeep.core.money import Money, decimals, totals
from shopkeep.core.records.customers import History, Placed
from shopkeep.store import raw
from shopkeep.store import tables as t

OWNER = func.coalesce(t.customers.c.merged_into, t.customers.c.id)
"""The customer whose orders these are: the one merged into, where there is one."""

QUARTER_HOUR = 900
"""Every zone's day begins at a multiple of this, so that days need looking up once per quarter hour."""

NO_RATES: Mapping[str, float] = {}


def histories(
    tx: Connection,
    zone: str,
    currency: str,
    until: int | None = None,
    ids: Collection[int] | None = None,
    rates: Mapping[str, float] = NO_RATES,
) -> list[History]:
    """The orders of every customer who has one that counts, merged ones with the one kept.

    `until` is the last moment taken, as a stamp. `ids` takes these customers alone, any number of them,
    whether they were merged into another or others into them. `rates` says what one unit of another
    currency is worth in the shop's main one; without a rate an order keeps its day and has amount 0.
    """
    orders, customers = t.orders, t.customers
    query = (
        select(
            OWNER, orders.c.placed_at, orders.c.total - orders.c.refunded, orders.c.currency, orders.c.counts,
            (orders.c.discount > 0) | (orders.c.codes != "[]"), orders.c.refunded > 0, orders.c.gift,
            orders.c.fulfilled_at,
        )
        .join(customers, customers.c.id == orders.c.customer_id)
        .where(orders.c.counts | (orders.c.status == "refunded"))
        .order_by(OWNER, orders.c.placed_at)
    )  # fmt: skip
    if until is not None:
        query = query.where(orders.c.placed_at <= until)
    if ids is not None:
        query = query.where(raw.among(orders.c.customer_id, family(tx, ids)))
    factors = _factors(currency, rates)
    found: list[History] = []
    day_of = _Days(zone)
    owner_now = -1
    placed: list[Placed] = []
    refused: list[date] = []
    others: list[Money] = []

    def close() -> None:
        if placed:
            in_others = tuple(totals(others)) if others else ()
            found.append(History(owner_now, tuple(placed), tuple(refused), in_others))

    for owner, at, amount, code, counts, discounted, refunded, gift, sent in raw.rows(tx, query):
        if owner != owner_now:
            close()
            owner_now, placed, refused, others = owner, [], [], []
        day = day_of[at // QUARTER_HOUR]
        if not counts:
            refused.append(day)
            continue
        if code != currency:
            factor = factors.get(code)
            if factor is None:
                others.append(Money(amount, code))
                amount = 0
            else:
                amount = _rounded(amount * factor)
        waited = None if sent is None or sent < at else (sent - at) // 86400
        placed.append(Placed(day, amount, bool(discounted), bool(refunded), bool(gift), waited))
    close()
    return found


def order_days(tx: Connection, zone: str, until: int, ids: Collection[int] | None = None) -> dict[int, list[date]]:
    """customer -> their days with an order that counts, oldest first, each once (`ids` as in `histories`)."""
    orders, customers = t.orders, t.customers
    query = (
        select(OWNER, orders.c.placed_at)
        .join(customers, customers.c.id == orders.c.customer_id)
        .where(orders.c.counts, orders.c.placed_at <= until)
    )
    if ids is not None:
        query = query.where(raw.among(orders.c.customer_id, family(tx, ids)))
    day_of = _Days(zone)
    found: dict[int, set[date]] = {}
    for owner, at in raw.rows(tx, query):
        day = day_of[at // QUARTER_HOUR]
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
    ids: Collection[int] | None = None,
) -> dict[int, int]:
    """What each customer spent after one moment and up to another, in minor units of the main currency."""
    o = t.orders.c
    query = (
        select(o.customer_id, func.sum(_amount(currency, rates)))
        .where(o.counts, o.placed_at > after, o.placed_at <= until, o.customer_id.is_not(None))
        .group_by(o.customer_id)
    )
    if ids is not None:
        query = query.where(raw.among(o.customer_id, family(tx, ids)))
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
    c = t.customers.c
    one: Select = select(c.id).where(raw.among(c.id, ids))
    other: Select = select(c.id).where(raw.among(c.merged_into, ids))
    return sorted({row[0] for query in (one, other) for row in raw.rows(tx, query)})


def owners(tx: Connection, ids: Collection[int]) -> set[int]:
    """These customers, those merged into another given as that one. Ids that nobody has are left out."""
    return {row[0] for row in raw.rows(tx, select(OWNER).distinct().where(raw.among(t.customers.c.id, ids)))}


def _amount(currency: str, rates: Mapping[str, float]) -> ColumnElement:
    """What an order came to in the main currency, as `histories` has it."""
    net = t.orders.c.total - t.orders.c.refunded
    known = [(t.orders.c.currency == currency, net)]
    for code, factor in _factors(currency, rates).items():
        known.append((t.orders.c.currency == code, cast(func.round(net * factor), Integer)))
    return case(*known, else_=0)


def _factors(currency: str, rates: Mapping[str, float]) -> dict[str, float]:
    """Minor units of the main currency for one minor unit of another."""
    return {code: rate * 10.0 ** (decimals(currency) - decimals(code)) for code, rate in rates.items()}


def _rounded(amount: float) -> int:
    """Halves away from zero, as SQLite's round does, so that both ways of adding up agree."""
    return int(amount + 0.5) if amount >= 0 else int(amount - 0.5)


class _Days(dict[int, date]):
    """quarter hour since 1970 -> the day it lies on in a zone."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)

    def __missing__(self, slot: int) -> date:
        day = self[slot] = datetime.fromtimestamp(slot * QUARTER_HOUR, self._zone).date()
        return day
