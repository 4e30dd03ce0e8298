"""The counts behind the first page."""

from __future__ import annotations

from sqlalchemy import func, select

from shopkeep.store import Tx
from shopkeep.store import tables as t


def how_many(tx: Tx) -> tuple[int, int]:
    """(customers with orders that count, orders)."""
    customers = tx.execute(select(func.count()).select_from(t.summaries)).scalar_one()
    orders = tx.execute(select(func.count()).select_from(t.orders)).scalar_one()
    return customers, orders


def anything_imported(tx: Tx) -> bool:
    """Whether an import of orders stands."""
    wanted = select(t.imports.c.id).where(t.imports.c.kind == "orders", t.imports.c.undone_at.is_(None))
    return tx.execute(wanted.limit(1)).first() is not None
