"""Queries that say what an offer is worth: what orders come to, and what was taken off lately without it."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from shopkeep.store import raw
from shopkeep.store import tables as t
from shopkeep.store.histories import family
from shopkeep.store.products import key_of


class Usual(NamedTuple):
    """What the orders of some customers come to, on average, in minor units of one currency."""

    orders: int
    goods: float
    """Without shipping, after discounts."""
    shipping: float


class Discounted(NamedTuple):
    """One recent order: the share of its goods that was taken off, its codes, and whether shipping was free."""

    share: float
    codes: tuple[str, ...]
    shipped_free: bool
    goods: int
    """What its goods would have come to without a discount, in minor units."""


def usual(tx: Connection, ids: Collection[int], after: int, until: int, currency: str) -> Usual | None:
    """The average order of these customers between two stamps; None where they placed none."""
    o = t.orders.c
    query = select(func.count(), func.avg(o.total - o.shipping), func.avg(o.shipping)).where(
        raw.among(o.customer_id, family(tx, ids)),
        o.counts,
        o.currency == currency,
        o.placed_at > after,
        o.placed_at <= until,
    )
    [[orders, goods, shipping]] = raw.rows(tx, query)
    return Usual(orders, goods, shipping) if orders else None


def margin_share(tx: Connection, ids: Collection[int]) -> float | None:
    """What of these customers' spending is gross margin; None where that is known of less than half of it."""
    s = t.summaries.c
    known = func.total(s.spent).filter(s.margin_share.is_not(None))
    query = select(func.total(s.spent), known, func.total(s.spent * s.margin_share)).where(
        raw.among(s.customer_id, ids)
    )
    [[spent, of_known, margin]] = raw.rows(tx, query)
    return margin / of_known if of_known and of_known >= spent / 2 else None


def cost_of(tx: Connection, title: str) -> tuple[int, str] | None:
    """What one product costs the shop, by its title: minor units and currency; None where that is not known."""
    p = t.products.c
    query = select(p.cost, p.currency).where(p.key.in_([key_of("", title), title]) | (p.title == title))
    row = tx.execute(query.where(p.cost.is_not(None)).limit(1)).first()
    return None if row is None else (row[0], row[1])


LINES = (
    select(func.sum(t.order_lines.c.unit_price * t.order_lines.c.quantity))
    .where(t.order_lines.c.order_id == t.orders.c.id)
    .scalar_subquery()
)
"""What an order's lines come to, in minor units; None where it has none."""


def goods_of(total: int, shipping: int, tax: int, discount: int, lines: int | None) -> int:
    """What an order's goods would have come to without its discount, in minor units.

    Prices hold the tax in some shops, and in others it comes on top: whichever the lines are nearer to; without
    lines, prices hold it.
    """
    with_tax = max(total - shipping, 0) + discount
    before_tax = max(total - shipping - tax, 0) + discount
    return before_tax if lines and abs(lines - before_tax) < abs(lines - with_tax) else with_tax


def codes_used(tx: Connection, after: int, until: int) -> dict[str, tuple[int, float]]:
    """Discount codes of the orders between two stamps: code -> (orders, average share of their goods taken off)."""
    o = t.orders.c
    query = select(o.total, o.shipping, o.tax, o.discount, o.codes, LINES).where(
        o.counts, o.placed_at > after, o.placed_at <= until, o.discount > 0, o.codes != "[]"
    )
    shares: dict[str, list[float]] = {}
    for total, shipping, tax, discount, codes, lines in raw.rows(tx, query):
        share = discount / goods_of(total, shipping, tax, discount, lines)
        for code in json.loads(codes):
            shares.setdefault(str(code).upper(), []).append(share)
    return {code: (len(found), sum(found) / len(found)) for code, found in shares.items()}


def lately(tx: Connection, after: int, until: int, currency: str, most: int) -> list[Discounted]:
    """The newest orders between two stamps, at most so many."""
    o = t.orders.c
    query = (
        select(o.total, o.shipping, o.tax, o.discount, o.codes, LINES)
        .where(o.counts, o.currency == currency, o.placed_at > after, o.placed_at <= until, o.total > 0)
        .order_by(o.placed_at.desc(), o.id.desc())
        .limit(most)
    )
    found = []
    for total, shipping, tax, discount, codes, lines in raw.rows(tx, query):
        goods = goods_of(total, shipping, tax, discount, lines)
        share = discount / goods if goods else 0.0
        found.append(Discounted(share, tuple(str(c).upper() for c in json.loads(codes)), shipping == 0, goods))
    return found
