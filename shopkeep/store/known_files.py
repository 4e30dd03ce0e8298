"""Which files were imported before. Every import asks this first, in plain words of SQL: to load what describes the
tables takes longer than to answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def same_file(tx: Connection, kind: str, digest: str) -> tuple[int, dict[str, Any]] | None:
    """The import of the very same content that is still in force, with its stored result."""
    query = (
        "SELECT id, result FROM imports WHERE kind = ? AND digest = ? AND undone_at IS NULL ORDER BY id DESC LIMIT 1"
    )
    row = tx.exec_driver_sql(query, (kind, digest)).first()
    return None if row is None else (int(row[0]), json.loads(row[1]))


def mended_since(tx: Connection, import_id: int) -> bool:
    """Whether a later import that is in force mended rows."""
    query = "SELECT 1 FROM imports WHERE id > ? AND undone_at IS NULL AND json_extract(result, '$.mended') IS NOT NULL"
    return tx.exec_driver_sql(query, (import_id,)).first() is not None


def copies(tx: Connection, kind: str) -> list[str]:
    """The paths of the copies that were kept of all files of a kind."""
    found = tx.exec_driver_sql("SELECT kept_file FROM imports WHERE kind = ?", (kind,))
    return [str(path) for (path,) in found.all()]


def customers(tx: Connection) -> int:
    """How many customers there are, merged ones not counted twice."""
    return int(tx.exec_driver_sql("SELECT count(*) FROM customers WHERE merged_into IS NULL").scalar_one())
