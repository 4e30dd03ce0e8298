"""The only place that knows SQLite and SQLModel. Hands out tuples and frozen records, never its own objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Tx: TypeAlias = "Connection"
"""An open transaction or read, as `Database.write` and `Database.read` hand out: pass it on, no more."""
