"""Queries about orders as imports write them: what is known, adding, replacing, and what changed before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.core.records.orders import Order, OrderLine
from shopkeep.store import tables as t

CHUNK = 500
MANY = 4000
"""From so many ids on, reading a whole table is faster than asking for each."""


@dataclass(frozen=True, slots=True)
class Known:
    """An order as stored, as far as an import must know it."""

    id: int
    content_hash: str
    snapshot: tuple[int, str]
    """When its file knew it, and that file's content hash for ties."""
    customer_id: int | None


def count(tx: Connection) -> int:
    """How many orders the shop has, of any status."""
    return int(tx.execute(select(func.count()).select_from(t.orders)).scalar_one())


def known(tx: Connection, platform: str) -> dict[str, Known]:
    """Every stored order of a platform, by its number."""
    o = t.orders.c
    query = select(o.number, o.id, o.content_hash, o.snapshot_at, o.snapshot_digest, o.customer_id)
    rows = tx.execute(query.where(o.platform == platform)).all()
    return {number: Known(id, hash, (at, digest), customer) for number, id, hash, at, digest, customer in rows}


def next_id(tx: Connection) -> int:
    return int(tx.execute(select(func.coalesce(func.max(t.orders.c.id), 0))).scalar_one()) + 1


def values_of(order: Order, content_hash: str, snapshot: tuple[int, str]) -> dict[str, Any]:
    """The columns of an order that its file decides."""
    return {
        "platform": order.platform,
        "number": order.number,
        "placed_at": clock.stamp(order.placed_at),
        "currency": order.currency,
        "total": order.total,
        "refunded": order.refunded,
        "discount": order.discount,
        "shipping": order.shipping,
        "tax": order.tax,
        "codes": _json_list(order.codes),
        "status": order.status,
        "counts": order.counts,
        "email": order.email,
        "buyer": order.buyer,
        "name": order.name,
        "country": order.country,
        "region": order.region,
        "city": order.city,
        "postcode": order.postcode,
        "gift": order.gift,
        "consent": order.consent,
        "paid_at": _stamp(order.paid_at),
        "fulfilled_at": _stamp(order.fulfilled_at),
        "cancelled_at": _stamp(order.cancelled_at),
        "snapshot_at": snapshot[0],
        "snapshot_digest": snapshot[1],
        "content_hash": content_hash,
    }


def add(tx: Connection, rows: list[dict[str, Any]], lines: list[dict[str, Any]]) -> None:
    """New orders with their ids, and their products."""
    if rows:
        tx.execute(insert(t.orders), rows)
    if lines:
        tx.execute(insert(t.order_lines), lines)


def line_values(order_id: int, lines: Sequence[OrderLine]) -> list[dict[str, Any]]:
    return [
        {
            "order_id": order_id,
            "position": position,
            "title": line.title,
            "sku": line.sku,
            "quantity": line.quantity,
            "unit_price": line.unit_price,
            "discount": line.discount,
        }
        for position, line in enumerate(lines, 1)
    ]


def replace(tx: Connection, rows: list[dict[str, Any]], lines: list[dict[str, Any]]) -> None:
    """Known orders anew: `rows` carry their ids, `lines` become their only products."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    changed = update(t.orders).where(t.orders.c.id == bindparam("this"))
    tx.execute(
        changed.values({name: bindparam(f"new_{name}") for name in names}),
        [{"this": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows],
    )
    tx.execute(
        delete(t.order_lines).where(t.order_lines.c.order_id == bindparam("this")),
        [{"this": row["id"]} for row in rows],
    )
    if lines:
        tx.execute(insert(t.order_lines), lines)


def mark_seen(tx: Connection, ids: Iterable[int], snapshot: tuple[int, str]) -> None:
    """A newer file says the same of these orders: from now on only files newer than it may change them."""
    rows = [{"this": id} for id in ids]
    if rows:
        seen = update(t.orders).where(t.orders.c.id == bindparam("this"))
        tx.execute(seen.values(snapshot_at=snapshot[0], snapshot_digest=snapshot[1]), rows)


def as_stored(tx: Connection, ids: Sequence[int]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Orders and their products as whole rows, to be put back one day."""
    for chunk in chunks(ids):
        rows = [dict(r) for r in tx.execute(select(t.orders).where(t.orders.c.id.in_(chunk))).mappings().all()]
        query = select(t.order_lines).where(t.order_lines.c.order_id.in_(chunk)).order_by(t.order_lines.c.id)
        lines: dict[int, list[dict[str, Any]]] = {}
        for line in tx.execute(query).mappings().all():
            lines.setdefault(line["order_id"], []).append(dict(line))
        for row in rows:
            yield row, lines.get(row["id"], [])


def chunks(ids: Sequence[int], size: int = CHUNK) -> Iterator[list[int]]:
    for at in range(0, len(ids), size):
        yield list(ids[at : at + size])


def _stamp(moment: Any) -> int | None:
    return None if moment is None else clock.stamp(moment)


def _json_list(words: Sequence[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False) if words else "[]"
