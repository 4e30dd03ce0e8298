"""Queries for how the shop does: every order that counts with its day and money, and what customers share."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from shopkeep.core.money import Money
from shopkeep.core.records.metrics import OrderBook
from shopkeep.store import histories, raw
from shopkeep.store import tables as t

COLUMNS = ("country", "region", "city", "language", "consent")
"""What customers may share besides their attributes."""


def order_book(
    tx: Connection, zone: str, currency: str, until: int, rates: Mapping[str, float] = histories.NO_RATES
) -> OrderBook:
    """Every order of a known customer that counts, up to a moment (a stamp). `rates` as in `histories`.

    One walk along the index that holds all of it: the wide table of orders is not touched.
    """
    o = t.orders.c
    query = (
        select(o.customer_id, o.placed_at, o.total - o.refunded, o.currency)
        .where(o.counts, o.customer_id.is_not(None), o.placed_at <= until)
        .order_by(o.customer_id, o.placed_at)
    )
    found = raw.rows(tx, query)
    c = t.customers.c
    merged = dict(raw.rows(tx, select(c.id, c.merged_into).where(c.merged_into.is_not(None))))
    if merged:
        found = sorted((merged.get(who, who), at, net, code) for who, at, net, code in found)
    if not found:
        return OrderBook(currency, [], [], [], {}, _strangers(tx, until))
    customers, moments, amounts, codes = map(list, zip(*found, strict=True))
    foreign: dict[int, Money] = {}
    if set(codes) != {currency}:
        factors = histories.factors(currency, rates)
        for place in compress(range(len(codes)), [code != currency for code in codes]):
            factor = factors.get(codes[place])
            if factor is None:
                foreign[place] = Money(amounts[place], codes[place])
                amounts[place] = 0
            else:
                amounts[place] = histories.rounded(amounts[place] * factor)
    return OrderBook(currency, customers, histories.days_of(moments, zone), amounts, foreign, _strangers(tx, until))


def known_columns(tx: Connection) -> list[str]:
    """Those of COLUMNS that anything is known of."""
    c = t.customers.c
    return [name for name in COLUMNS if tx.execute(select(c.id).where(c[name] != "").limit(1)).first() is not None]


def shared(tx: Connection, name: str) -> dict[int, str]:
    """customer -> what they have of a column in COLUMNS, else of an attribute of that name, where they have any."""
    c = t.customers.c
    if name in COLUMNS:
        query = select(c.id, c[name]).where(c.merged_into.is_(None), c[name] != "")
    else:
        each = func.json_each(c.attributes).table_valued("key", "value", joins_implicitly=True)
        query = select(c.id, each.c.value).where(c.merged_into.is_(None), each.c.key == name, each.c.value != "")
    return {who: str(said) for who, said in raw.rows(tx, query)}


def _strangers(tx: Connection, until: int) -> int:
    o = t.orders.c
    query = select(func.count()).select_from(t.orders).where(o.counts, o.customer_id.is_(None), o.placed_at <= until)
    return int(tx.execute(query).scalar_one())
