"""Small named values in the shop file."""

from __future__ import annotations

import secrets

from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from shopkeep.store import raw
from shopkeep.store.tables import facts


def get(connection: Connection, name: str, default: str = "") -> str:
    found = raw.driver(connection).execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return default if found is None else str(found[0])


def put(connection: Connection, name: str, value: str) -> None:
    connection.execute(delete(facts).where(facts.c.name == name))
    connection.execute(insert(facts).values(name=name, value=value))


def shop_key(connection: Connection) -> bytes:
    """The shop's own random key, made once: for holdouts, address hashes and unsubscribe tokens."""
    found = get(connection, "key")
    if not found:
        found = secrets.token_hex(32)
        put(connection, "key", found)
    return bytes.fromhex(found)
