"""Looking at a shop file as it stands."""

from __future__ import annotations

from typing import Any

from shopkeep.jobs.shop import Shop
from shopkeep.store.tables import SQLModel

WHAT_THE_SHOP_KNOWS = (
    *("customers", "orders", "order_lines", "order_pieces", "products", "summaries", "enrolments", "triage"),
)


def dump(shop: Shop) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that an import may change."""
    assert set(WHAT_THE_SHOP_KNOWS) <= set(SQLModel.metadata.tables)
    with shop.db.read() as tx:
        return {
            name: [tuple(row) for row in tx.exec_driver_sql(f"SELECT * FROM {name} ORDER BY 1").all()]  # noqa: S608
            for name in WHAT_THE_SHOP_KNOWS
        }


def meaning(shop: Shop) -> dict[str, Any]:
    """What the shop says, whatever numbers its rows have: customers by address, orders by number."""
    with shop.db.read() as tx:
        customers = tx.exec_driver_sql(
            "SELECT email, name, country, region, city, consent, consent_at, consent_source FROM customers"
        ).all()
        orders = tx.exec_driver_sql(
            "SELECT o.platform, o.number, c.email, o.placed_at, o.currency, o.total, o.refunded, o.status, o.counts,"
            " o.codes, i.snapshot_at, i.digest FROM orders o JOIN imports i ON i.id = o.seen_by"
            " LEFT JOIN customers c ON c.id = o.customer_id"
        ).all()
        lines = tx.exec_driver_sql(
            "SELECT o.platform, o.number, l.position, l.title, l.sku, l.quantity, l.unit_price, l.discount"
            " FROM order_lines l JOIN orders o ON o.id = l.order_id"
        ).all()
        summaries = tx.exec_driver_sql(
            "SELECT c.email, s.orders, s.spent, s.first_on, s.last_on, s.lapse FROM summaries s"
            " JOIN customers c ON c.id = s.customer_id"
        ).all()
    return {
        "customers": sorted(map(tuple, customers)),
        "orders": sorted(map(tuple, orders), key=str),
        "lines": sorted(map(tuple, lines)),
        "summaries": sorted(map(tuple, summaries)),
    }
