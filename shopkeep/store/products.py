"""Queries about products: what a products' file said."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from shopkeep.core import text
from shopkeep.store import tables as t


def key_of(sku: str, title: str) -> str:
    """What a product is known by: its SKU, or its folded title where it has none."""
    return f"sku:{sku.casefold()}" if sku else f"title:{text.key(title)}"


def rows(tx: Connection) -> dict[str, dict[str, Any]]:
    """Every product as a whole row, by key."""
    return {row["key"]: dict(row) for row in tx.execute(select(t.products)).mappings().all()}


def put(tx: Connection, products: list[dict[str, Any]]) -> None:
    """These products as they are now, whether known before or not."""
    for product in products:
        tx.execute(delete(t.products).where(t.products.c.key == product["key"]))
    if products:
        tx.execute(insert(t.products), products)


def ordered_keys(tx: Connection) -> set[str]:
    """The keys of all products that any order names."""
    found = tx.execute(select(t.order_lines.c.sku, t.order_lines.c.title).distinct()).all()
    return {key_of(sku, title) for sku, title in found} | {key_of("", title) for _, title in found}
