"""What an import brought, counted from the orders it first named."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from shopkeep.store import tables as t


def by_import(tx: Connection, import_id: int) -> tuple[int, int]:
    """Customers with orders that this import first named, and how many of those orders were refunded."""
    o = t.orders.c
    mine = o.import_id == import_id
    customers = tx.execute(select(func.count(o.customer_id.distinct())).where(mine)).scalar()
    refunded = tx.execute(select(func.count()).where(mine, o.refunded > 0)).scalar()
    return customers or 0, refunded or 0
