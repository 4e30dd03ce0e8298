"""All that the shop file holds about one person, row by row, for handing over."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Table, or_, select
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.store import tables as t
from shopkeep.store.raw import among

MOMENTS = frozenset(
    (
        *("consent_at", "placed_at", "paid_at", "fulfilled_at", "cancelled_at", "enrolled_at", "left_at", "at"),
        *("sent_at", "queued_at", "sending_at", "next_at", "imported_at", "written_at", "read_at", "undone_at"),
    )
)
"""Columns that hold moments as stamps."""
MONEY = frozenset(("total", "refunded", "discount", "shipping", "tax", "unit_price"))
INNER = frozenset(
    (
        *("id", "customer_id", "order_id", "enrolment_id", "import_id", "seen_by", "cells_hash", "shape", "digest"),
        *("raw", "merged_into", "undo", "position", "message_id"),
    )
)
"""Columns that say nothing of a person: keys and hashes of ours."""


def rows(tx: Connection, table: Table, *where: Any) -> list[dict[str, Any]]:
    """Rows of a table as stored, oldest first."""
    return [dict(row) for row in tx.execute(select(table).where(*where).order_by(*table.primary_key)).mappings().all()]


def addresses(tx: Connection, ids: Collection[int]) -> list[dict[str, Any]]:
    """What is stored under each address of a person."""
    return [
        {**readable(row), "attributes": json.loads(row["attributes"]), "first_named_in": _import(tx, row["import_id"])}
        for row in rows(tx, t.customers, among(t.customers.c.id, ids))
    ]


def orders(tx: Connection, ids: Collection[int]) -> list[dict[str, Any]]:
    """Every order of a person with its products; money as decimal strings of its currency is the caller's to make."""
    found = rows(tx, t.orders, among(t.orders.c.customer_id, ids))
    lines: dict[int, list[dict[str, Any]]] = {}
    for line in rows(tx, t.order_lines, among(t.order_lines.c.order_id, [row["id"] for row in found])):
        lines.setdefault(line["order_id"], []).append(line)
    return [{**row, "lines": lines.get(row["id"], [])} for row in found]


def marks(tx: Connection, ids: Collection[int]) -> list[dict[str, Any]]:
    """What the owner noted of a person: left out, snoozed, notes."""
    return [readable(row) for row in rows(tx, t.triage, among(t.triage.c.customer_id, ids))]


def sequences(tx: Connection, ids: Collection[int]) -> list[dict[str, Any]]:
    """The sequences a person is or was in."""
    return [readable(row) for row in rows(tx, t.enrolments, among(t.enrolments.c.customer_id, ids))]


def mails(tx: Connection, ids: Collection[int]) -> list[dict[str, Any]]:
    """Every mail made for a person, with its finished bytes as `raw` and each try to deliver it as `tries`."""
    theirs = select(t.enrolments.c.id).where(among(t.enrolments.c.customer_id, ids))
    found = rows(tx, t.messages, t.messages.c.enrolment_id.in_(theirs))
    numbers = [row["id"] for row in found]
    tries: dict[int, list[dict[str, Any]]] = {}
    for one in rows(tx, t.attempts, among(t.attempts.c.message_id, numbers)):
        tries.setdefault(one["message_id"], []).append(readable(one))
    contents = {row["message_id"]: row["raw"] for row in rows(tx, t.contents, among(t.contents.c.message_id, numbers))}
    return [{**row, "raw": contents[row["id"]], "tries": tries.get(row["id"], [])} for row in found]


def received(tx: Connection, ids: Collection[int], emails: Sequence[str]) -> list[dict[str, Any]]:
    """Mails that came back from or about a person."""
    i = t.inbox_mails.c
    return [readable(row) for row in rows(tx, t.inbox_mails, or_(among(i.customer_id, ids), among(i.email, emails)))]


def imports_of(tx: Connection, ids: Collection[int]) -> list[dict[str, Any]]:
    """The import files that named a person or an order of theirs."""
    o, c = t.orders.c, t.customers.c
    numbers = set(tx.execute(select(o.import_id).where(among(o.customer_id, ids))).scalars())
    numbers |= set(tx.execute(select(o.seen_by).where(among(o.customer_id, ids))).scalars())
    numbers |= set(tx.execute(select(c.import_id).where(among(c.id, ids))).scalars())
    found = rows(tx, t.imports, among(t.imports.c.id, [one for one in numbers if one]))
    return [{"file": row["file"], "kind": row["kind"], "on": clock.moment(row["imported_at"])} for row in found]


def readable(row: dict[str, Any]) -> dict[str, Any]:
    """A row without our keys, its moments as moments."""
    return {
        name: clock.moment(value) if name in MOMENTS and value is not None else value
        for name, value in row.items()
        if name not in INNER
    }


def _import(tx: Connection, number: int | None) -> str | None:
    return tx.execute(select(t.imports.c.file).where(t.imports.c.id == number)).scalar()
