"""Queries about what was left of customers' orders after the products' cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.engine import Connection

from shopkeep.store import raw
from shopkeep.store import tables as t
from shopkeep.store.histories import OWNER, family
from shopkeep.store.products import key_of
from shopkeep.store.unpriced import BROUGHT

KNOWN_AT_LEAST = 0.5
"""The share of what a customer's lines came to of which costs must be known."""

Line = tuple[int, str, str, str, int, int]
"""(customer, sku, title, currency, quantity, what it brought after its discount), money in minor units."""
Costs = dict[str, tuple[int, str]]
"""product key -> (cost of one in minor units, its currency)"""


def margin_shares(tx: Connection, until: int, ids: Collection[int] | None = None) -> dict[int, float]:
    """customer -> gross margin of the lines with a known cost over what these came to, of orders that
    count up to a moment. Left out: who bought in several currencies, or too little of which costs are known."""
    p, o, line = t.products.c, t.orders.c, t.order_lines.c
    costs: Costs = {key: (cost, code) for key, cost, code in raw.rows(
        tx, select(p.key, p.cost, p.currency).where(p.cost.is_not(None))
    )}  # fmt: skip
    if not costs:
        return {}
    query = (
        select(OWNER, line.sku, line.title, o.currency, line.quantity, BROUGHT)
        .join(t.orders, o.id == line.order_id)
        .join(t.customers, t.customers.c.id == o.customer_id)
        .where(o.counts, o.placed_at <= until, BROUGHT.is_not(None))
    )
    if ids is not None:
        query = query.where(raw.among(o.customer_id, family(tx, ids)))
    return shares(raw.rows(tx, query), costs)


def shares(lines: Iterable[Line], costs: Costs) -> dict[int, float]:
    """The same from lines and costs. A product is found by its SKU, else by its folded title."""
    products: dict[tuple[str, str], tuple[int, str] | None] = {}
    currencies: dict[int, str] = {}
    sums: dict[int, list[int]] = {}
    for who, sku, title, code, quantity, came_to in lines:
        product = (sku, title)
        if product not in products:
            products[product] = costs.get(key_of(sku, title)) or costs.get(key_of("", title))
        if currencies.setdefault(who, code) != code:
            currencies[who] = ""  # several: no currency is called that, so it stays so
        sum_of = sums.setdefault(who, [0, 0, 0])
        sum_of[0] += came_to
        found = products[product]
        if found is not None and found[1] == code:
            sum_of[1] += came_to
            sum_of[2] += came_to - found[0] * quantity
    return {
        who: margin / known
        for who, (whole, known, margin) in sums.items()
        if currencies[who] and known > 0 and known >= KNOWN_AT_LEAST * whole
    }


def costs(tx: Connection, currency: str) -> Costs:
    """What one of each product costs, of those known in a currency."""
    p = t.products.c
    query = select(p.key, p.cost, p.currency).where(p.cost.is_not(None), p.currency == currency)
    return {key: (cost, code) for key, cost, code in raw.rows(tx, query)}


def of_orders(tx: Connection, ids: Collection[int], known: Costs) -> dict[int, tuple[int, int, int]]:
    """order -> (what its lines came to, what those of known cost came to, what these cost)."""
    if not ids or not known:
        return {}
    line = t.order_lines.c
    query = (
        select(line.order_id, line.sku, line.title, line.quantity, BROUGHT)
        .join(t.orders, t.orders.c.id == line.order_id)
        .where(raw.among(line.order_id, ids), BROUGHT.is_not(None))
    )
    found: dict[int, list[int]] = {}
    for order, sku, title, quantity, came_to in raw.rows(tx, query):
        sums = found.setdefault(order, [0, 0, 0])
        sums[0] += came_to
        cost = known.get(key_of(sku, title)) or known.get(key_of("", title))
        if cost is not None:
            sums[1] += came_to
            sums[2] += cost[0] * quantity
    return {order: (whole, part, cost) for order, (whole, part, cost) in found.items()}


def cost_of(known: Costs, product: str) -> int | None:
    """What one of a product costs, by its SKU or title."""
    found = known.get(key_of(product, "")) or known.get(key_of("", product))
    return found[0] if found else None


def orders_with(tx: Connection, ids: Collection[int], product: str) -> frozenset[int]:
    """Those of these orders that have a line of this title or SKU, whatever its case."""
    line = t.order_lines.c
    query = select(line.order_id, line.sku, line.title).where(raw.among(line.order_id, ids))
    wanted = {key_of(product, ""), key_of("", product)}
    return frozenset(
        order for order, sku, title in raw.rows(tx, query) if {key_of(sku, title), key_of("", title)} & wanted
    )
