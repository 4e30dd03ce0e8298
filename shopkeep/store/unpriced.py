"""What order lines brought, where the file tells totals and no prices.

A price of 0 beside a priced line is a gift. Where no line of an order has a price, the file told none, and one
line alone brought what was paid for the order, less the shipping and tax that are known. Several lines without
prices share a total in no way that is told, so what each brought is not known. What stands in a total and in no
column of its own (postage, a tip) counts as paid for the product.
"""

from __future__ import annotations

from sqlalchemy import and_, case, exists, or_, select
from sqlalchemy.engine import Connection

from shopkeep.store import raw
from shopkeep.store import tables as t

_o, _line = t.orders.c, t.order_lines.c
_beside = t.order_lines.alias("beside")
_priced_beside = exists().where(_beside.c.order_id == _line.order_id, _beside.c.unit_price > 0)
_any_beside = exists().where(_beside.c.order_id == _line.order_id, _beside.c.id != _line.id)
_paid = _o.total - _o.shipping - _o.tax

UNTOLD = and_(_line.unit_price == 0, ~_priced_beside)
"""Whether a line is of an order that names no price at all."""
PAID_FOR = or_(_line.unit_price > 0, UNTOLD)
"""Whether a line is no gift: it has a price, or its order names none."""
BROUGHT = case(
    (~UNTOLD, _line.unit_price * _line.quantity - _line.discount),
    (and_(~_any_beside, _paid > 0), _paid),
    else_=None,
)
"""What a line brought after its own discount, in minor units; NULL where that is not known."""


def brought(tx: Connection) -> list[tuple[int, int | None]]:
    """(order, what its one line brought) of every order that counts and names no prices; None where it is not known."""
    query = select(_o.id, BROUGHT).join_from(t.order_lines, t.orders, _o.id == _line.order_id)
    return [(order, amount) for order, amount in raw.rows(tx, query.where(_o.counts, UNTOLD, _line.quantity > 0))]
