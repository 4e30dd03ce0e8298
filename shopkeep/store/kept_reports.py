"""Reports that took long to work out, kept until what they were made from changes."""

from __future__ import annotations

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from shopkeep.store import tables as t
from shopkeep.store.raw import driver

_ORDERS = """
    SELECT sum((coalesce(customer_id, 0) * 1000003 + placed_at * 31 + total * 17 + refunded * 7 + counts * 3 + 1
                + CASE currency WHEN ? THEN 0 ELSE 5 * unicode(currency) + 11 * unicode(substr(currency, 2))
                                                   + 13 * unicode(substr(currency, 3)) END) % 2147483647)
    FROM orders INDEXED BY ix_orders_customer_placed
"""
_MERGED = "SELECT count(*), sum((id * 1000003 + merged_into * 31) % 2147483647) FROM customers WHERE merged_into > 0"


def orders_state(tx: Connection, currency: str) -> str:
    """A checksum of all orders and of who was merged into whom: another one means that something changed.

    One walk along an index, a tenth of the work of adding the orders up. `currency`: the shop's main one.
    """
    raw = driver(tx)
    return f"{raw.execute(_ORDERS, [currency]).fetchone()} {raw.execute(_MERGED).fetchone()}"


def get(tx: Connection, name: str, state: str) -> str | None:
    """What was kept under a name, made from this state."""
    k = t.kept_reports.c
    found = tx.execute(select(k.said).where(k.name == name, k.state == state)).scalar()
    return None if found is None else str(found)


def put(tx: Connection, name: str, state: str, said: str) -> None:
    """Keep this in place of what was kept under the name."""
    tx.execute(delete(t.kept_reports).where(t.kept_reports.c.name == name))
    tx.execute(insert(t.kept_reports).values(name=name, state=state, said=said))
