"""Tries to hand messages to a server: each with its account, its moment and how it ended."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from shopkeep.store import raw
from shopkeep.store.tables import attempts


def add(tx: Connection, number: int, account: str, at: int, outcome: str, reply: str = "") -> int:
    """Note a try to hand a message over; gives its id for `end`."""
    statement = "INSERT INTO attempts (message_id, account, at, outcome, reply) VALUES (?, ?, ?, ?, ?)"
    done = raw.driver(tx).execute(statement, (number, account, at, outcome, reply))
    assert done.lastrowid is not None
    return done.lastrowid


def end(tx: Connection, attempt: int, outcome: str, reply: str) -> None:
    """Note how a try ended."""
    raw.driver(tx).execute("UPDATE attempts SET outcome = ?, reply = ? WHERE id = ?", (outcome, reply, attempt))


def since(tx: Connection, account: str, moment: int, newest: int) -> list[int]:
    """The moments of an account's last tries after `moment`, oldest first, at most the `newest` of them."""
    query = (
        select(attempts.c.at)
        .where(attempts.c.account == account, attempts.c.at > moment)
        .order_by(attempts.c.at.desc())
        .limit(newest)
    )
    return list(tx.execute(query).scalars())[::-1]


def by_quarter(tx: Connection, account: str, moment: int) -> list[tuple[int, int]]:
    """An account's tries after a moment, counted by quarters of an hour: (its beginning, how many)."""
    quarter = attempts.c.at - attempts.c.at % 900
    query = select(quarter, func.count()).where(attempts.c.account == account, attempts.c.at > moment)
    return [(row[0], row[1]) for row in tx.execute(query.group_by(quarter).order_by(quarter))]
