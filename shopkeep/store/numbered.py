"""Queries about buyers whom a platform knows by a number, and about what its orders say of those numbers."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy.engine import Connection

from shopkeep.store.raw import driver, wanted


class Number(NamedTuple):
    """A buyer as stored under a platform's number."""

    id: int
    merged_into: int | None


class Told(NamedTuple):
    """What one order says of a number."""

    id: int
    number: str
    email: str
    name: str
    placed_at: int
    seen_by: int


def numbers(tx: Connection, platform: str) -> dict[str, Number]:
    """Every number of a platform under which there are orders without an address, with its buyer."""
    sql = "SELECT email, id, merged_into FROM customers WHERE email >= ? AND email < ?"
    start = f"{platform}:"
    return {key[len(start) :]: Number(*row) for key, *row in driver(tx).execute(sql, (start, f"{platform};"))}


def told(tx: Connection, platform: str, of: Collection[str]) -> Iterator[Told]:
    """What all orders of a platform say of these numbers, where any of them says an address. To be gone through to
    the end: they may be many."""
    sql = """SELECT id, buyer, email, name, placed_at, seen_by FROM orders NOT INDEXED
        WHERE platform = ?1 AND buyer IN (
        SELECT buyer FROM orders NOT INDEXED WHERE platform = ?1 AND buyer <> '' AND email <> ''
        INTERSECT SELECT value FROM json_each(?2))"""
    return map(Told._make, driver(tx).execute(sql, (platform, wanted(of))))


def joined_by_orders(tx: Connection, ids: Collection[int]) -> set[int]:
    """Which of these customers an import of orders made one with another customer."""
    sql = """SELECT DISTINCT u.row_key FROM import_undo u JOIN imports i ON i.id = u.import_id
        WHERE i.kind = 'orders' AND u.table_name = 'customers' AND u.before LIKE '{"merged_into":%'
        AND u.row_key IN (SELECT CAST(value AS TEXT) FROM json_each(?))"""
    return {int(key) for (key,) in driver(tx).execute(sql, (wanted(ids),))}


def ever_kept_apart(tx: Connection) -> set[int]:
    """Everybody of whom the owner said that they are not somebody else."""
    return {id for pair in driver(tx).execute("SELECT one, other FROM kept_apart") for id in pair}


def marked(tx: Connection) -> set[int]:
    """Everybody whom the owner left out, snoozed or noted anything about."""
    return {id for (id,) in driver(tx).execute("SELECT DISTINCT customer_id FROM triage")}


class Bare(NamedTuple):
    """An order without an address. `mine`: an import made or changed it."""

    id: int
    customer_id: int
    mine: bool


def bare_orders(tx: Connection, of: Collection[int], import_id: int) -> list[Bare]:
    """The orders without an address that these customers have."""
    sql = """SELECT id, customer_id, import_id = ?1 OR id IN (
            SELECT CAST(row_key AS INTEGER) FROM import_undo WHERE import_id = ?1 AND table_name = 'orders'
        ) FROM orders WHERE email = '' AND customer_id IN (SELECT value FROM json_each(?2))"""
    return list(map(Bare._make, driver(tx).execute(sql, (import_id, wanted(of)))))


def headers(tx: Connection) -> dict[int, str]:
    """import -> the hash of its table's header, of imports that kept it."""
    rows = driver(tx).execute("SELECT id, result FROM imports WHERE kind = 'orders'").fetchall()
    return {id: str(json.loads(result or "{}").get("header", "")) for id, result in rows}
