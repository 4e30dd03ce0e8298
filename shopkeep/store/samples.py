"""A lot drawn among the customers, always the same one."""

from __future__ import annotations

from sqlalchemy import func, select

from shopkeep.store import Tx
from shopkeep.store import tables as t


def drawn(tx: Tx, most: int) -> tuple[list[int] | None, float]:
    """At most so many customers with orders, by a hash of their numbers (Knuth, 6.4), and which share of all
    they are. (None, 1): everybody."""
    s = t.summaries.c
    everybody = tx.execute(select(func.count()).select_from(t.summaries)).scalar_one()
    if everybody <= most:
        return None, 1.0
    query = select(s.customer_id).order_by(s.customer_id * 2654435761 % 2**32, s.customer_id).limit(most)
    return list(tx.execute(query).scalars().all()), most / everybody
