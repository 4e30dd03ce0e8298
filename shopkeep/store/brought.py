"""What an import brought, counted from the orders it first named."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from shopkeep.store import tables as t
from shopkeep.store.histories import OWNER


def by_import(tx: Connection, import_id: int) -> tuple[int, int]:
    """Customers with orders that this import first named, and how many of those orders were refunded."""
    o = t.orders.c
    mine = o.import_id == import_id
    whose = t.customers.c.id == o.customer_id
    owners = select(func.count(OWNER.distinct())).join(t.customers, whose).where(mine)
    customers = tx.execute(owners).scalar()
    refunded = tx.execute(select(func.count()).where(mine, o.refunded > 0)).scalar()
    return customers or 0, refunded or 0
