"""What customers bought, as a condition: products, categories and discount codes in their orders."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_, select

from shopkeep.core import clock
from shopkeep.core.records.rules import Bought
from shopkeep.store import known, raw
from shopkeep.store import tables as t
from shopkeep.store.finding_asking import Asking, owners

o, line = t.orders.c, t.order_lines.c


def bought(asking: Asking, rule: Bought) -> ColumnElement[bool]:
    """Whether a customer has an order that counts with any of these. Asked once for all customers, so
    that the orders are gone through once."""
    around = asking.around
    owner, whose = owners(o.customer_id, asking.tx)
    # `+ 0`: nearly all orders are older, and going through them by an index on that takes longer.
    query = select(owner).where(o.counts == 1, o.placed_at + 0 <= around.until, o.customer_id.is_not(None))
    query = query.where(_with(asking, rule))
    if rule.since is not None:
        query = query.where(o.placed_at >= clock.stamp(clock.start_of(rule.since, around.zone)))
    if rule.until is not None:
        query = query.where(o.placed_at < clock.stamp(clock.start_of(rule.until + timedelta(days=1), around.zone)))
    if whose is not None:
        query = query.join(whose, whose.c.id == o.customer_id)
    if asking.only is not None:
        query = query.where(raw.among(owner, asking.only))
    if rule.place != "any":
        theirs = t.summaries.alias("theirs")
        day = theirs.c.first_on if rule.place == "first" else theirs.c.last_on
        query = query.join(theirs, theirs.c.customer_id == owner)
        query = query.where(func.local_day(o.placed_at, around.zone) == day)
    return t.summaries.c.customer_id.in_(query)


def _with(asking: Asking, rule: Bought) -> ColumnElement[bool]:
    if rule.what == "code":
        return raw.among(o.codes, known.codes_with(asking.tx, rule.names))
    find = known.lines_of_products if rule.what == "product" else known.lines_of_categories
    titles, skus = find(asking.tx, rule.names)
    which = []
    if titles:
        which.append(raw.among(line.title, titles))
    if skus:
        which.append(raw.among(line.sku, skus))
    return o.id.in_(select(line.order_id).where(or_(*which))) if which else o.id.is_(None)
