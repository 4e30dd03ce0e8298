"""Queries about the owner's own segments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from shopkeep.store import tables as t


def own(tx: Connection) -> list[tuple[str, str, str]]:
    """(name, title, rule) of each, by name."""
    c = t.segments.c
    return [tuple(row) for row in tx.execute(select(c.name, c.title, c.rule).order_by(c.name)).all()]


def row(tx: Connection, name: str) -> dict[str, Any] | None:
    """One as stored, without its name; None where there is none."""
    c = t.segments.c
    found = tx.execute(select(c.title, c.rule).where(c.name == name)).mappings().first()
    return None if found is None else dict(found)


def put(tx: Connection, name: str, title: str, rule: str) -> None:
    """A segment as it is now, whether there was one of that name or not."""
    values = {"name": name, "title": title, "rule": rule}
    statement = insert(t.segments).values(values)
    tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"title": title, "rule": rule}))


def drop(tx: Connection, name: str) -> None:
    tx.execute(delete(t.segments).where(t.segments.c.name == name))
