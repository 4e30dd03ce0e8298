"""Queries for how the shop does: every order that counts with its day and money, and what customers share."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from shopkeep.core.histories import NO_RATES, day_of_stamp
from shopkeep.core.money import Money
from shopkeep.core.records.metrics import OrderBook
from shopkeep.store import histories, raw
from shopkeep.store import tables as t
from shopkeep.store.quarters import QUARTER, quarters

COLUMNS = ("country", "region", "city", "language", "consent")
"""What customers may share besides their attributes."""


def order_book(
    tx: Connection, zone: str, currency: str, until: int, rates: Mapping[str, float] = NO_RATES
) -> OrderBook:
    """Every order of a known customer that counts, up to a moment (a stamp). `rates` as in `histories`.

    One walk along the index that holds all of it: the wide table of orders is not touched. Moments come as
    quarters of an hour, which are days after one look-up each.
    """
    o = t.orders.c
    counting = (o.counts, o.customer_id.is_not(None), o.placed_at <= until)
    first = tx.execute(select(func.min(o.placed_at))).scalar()
    last = tx.execute(select(func.max(o.placed_at)).where(o.placed_at <= until)).scalar()
    if first is None or last is None:
        return OrderBook(currency, [], [], [], [], 0)
    of_quarter = quarters(first, last, zone)
    at = o.placed_at if of_quarter is None else (o.placed_at - of_quarter.start) // QUARTER
    rows = select(o.customer_id, at, histories.amount(currency, rates, None))
    customers, moments, amounts = raw.columns(tx, rows.where(*counting).order_by(o.customer_id, o.placed_at))
    others = []
    if None in amounts:
        amounts = [amount or 0 for amount in amounts]
        foreign = o.currency.not_in([currency, *rates])
        query = select(o.customer_id, o.placed_at, o.total - o.refunded, o.currency).where(*counting, foreign)
        others = raw.rows(tx, query)
    c = t.customers.c
    merged = dict(raw.rows(tx, select(c.id, c.merged_into).where(c.merged_into.is_not(None))))
    if merged:
        mine = sorted(zip([merged.get(who, who) for who in customers], moments, amounts, strict=True))
        customers, moments, amounts = map(list, zip(*mine, strict=True)) if mine else ([], [], [])
    day_of = day_of_stamp(zone)
    return OrderBook(
        currency,
        customers,
        [day_of(at).toordinal() for at in moments]
        if of_quarter is None
        else list(map(of_quarter.days.__getitem__, moments)),
        amounts,
        [(merged.get(who, who), day_of(at).toordinal(), Money(net, code)) for who, at, net, code in others],
        _strangers(tx, until),
    )


def known_columns(tx: Connection) -> list[str]:
    """Those of COLUMNS that anything is known of."""
    c = t.customers.c
    return [name for name in COLUMNS if tx.execute(select(c.id).where(c[name] != "").limit(1)).first() is not None]


def shared(tx: Connection, name: str) -> dict[int, str]:
    """customer -> what they have of a column in COLUMNS, else of an attribute of that name, where they have any."""
    c = t.customers.c
    if name in COLUMNS:
        ids, values = raw.columns(tx, select(c.id, c[name]).where(c.merged_into.is_(None), c[name] != ""))
        return dict(zip(ids, values, strict=True))
    each = func.json_each(c.attributes).table_valued("key", "value", joins_implicitly=True)
    query = select(c.id, each.c.value).where(c.merged_into.is_(None), each.c.key == name, each.c.value != "")
    return {who: str(said) for who, said in raw.rows(tx, query)}


def _strangers(tx: Connection, until: int) -> int:
    o = t.orders.c
    query = select(func.count()).select_from(t.orders).where(o.counts, o.customer_id.is_(None), o.placed_at <= until)
    return int(tx.execute(query).scalar_one())
