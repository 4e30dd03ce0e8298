"""Queries of the ledger: where messages stand, which are due, and the moves between states.

Nothing here judges which move is legal; delivery/outbox.py does, and is the only caller of `move`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select, update
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.core.records.delivery import Counts, MessageRow, State
from shopkeep.store import raw
from shopkeep.store.tables import attempts, contents, messages

MAIN = "main"
"""The account of `smtp.*`; others are named."""
PRACTISED = " (practice)"
"""Ends the account of a message that was confirmed while that account was the practice mailbox."""
ID_BATCH = 500
"""Ids in one IN list: below SQLite's smallest limit of bound parameters."""


_server = (
    select(attempts.c.account)
    .where(attempts.c.message_id == messages.c.id)
    .order_by(attempts.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
COLUMNS = (
    messages.c.id,
    messages.c.email,
    messages.c.sequence,
    messages.c.stage,
    messages.c.mail,
    messages.c.variant,
    messages.c.state,
    messages.c.attempts,
    messages.c.last_reply,
    messages.c.message_id,
    messages.c.sent_at,
    messages.c.group,
    messages.c.subject,
    messages.c.name,
    messages.c.sending_at,
    case((messages.c.state == "unknown", func.coalesce(_server, "")), else_="").label("server"),
    case((messages.c.state == "deferred", messages.c.next_at)).label("next_try_at"),
)
"""What a MessageRow holds, in its order."""
_MOMENTS = (10, 14, 16)
"""Where stamps stand in it."""


def record(row: Sequence[Any]) -> MessageRow:
    """A row that begins with COLUMNS as a record."""
    values = list(row[: len(COLUMNS)])
    for place in _MOMENTS:
        if values[place] is not None:
            values[place] = clock.moment(values[place])
    return MessageRow(*values)


def rows(
    tx: Connection,
    sequence: str | None = None,
    limit: int | None = None,
    states: Sequence[State] | None = None,
) -> list[MessageRow]:
    """Messages, newest first."""
    query = select(*COLUMNS).order_by(messages.c.id.desc())
    if sequence is not None:
        query = query.where(messages.c.sequence == sequence)
    if states is not None:
        query = query.where(messages.c.state.in_(states))
    if limit is not None:
        query = query.limit(limit)
    return [record(row) for row in raw.rows(tx, query)]


def by_message_ids(tx: Connection, wanted: Sequence[str]) -> dict[str, MessageRow]:
    """Messages by their Message-ID."""
    found: dict[str, MessageRow] = {}
    for start in range(0, len(wanted), ID_BATCH):
        part = wanted[start : start + ID_BATCH]
        for row in tx.execute(select(*COLUMNS).where(messages.c.message_id.in_(part))):
            found[row.message_id] = record(row)
    return found


def find(tx: Connection, which: int | str) -> MessageRow | None:
    """One message by its number or its Message-ID (with or without the angle brackets)."""
    text = str(which).strip()
    if text.isdecimal():
        query = select(*COLUMNS).where(messages.c.id == int(text))
    else:
        query = select(*COLUMNS).where(messages.c.message_id == f"<{text.strip('<>')}>")
    row = tx.execute(query).first()
    return None if row is None else record(row)


def raw_of(tx: Connection, number: int) -> bytes:
    """The finished bytes of a message that is known to exist."""
    return bytes(tx.execute(select(contents.c.raw).where(contents.c.message_id == number)).scalar_one())


def put_raw(tx: Connection, number: int, raw: bytes) -> None:
    """Other finished bytes for a message: as it goes out."""
    tx.execute(update(contents).where(contents.c.message_id == number).values(raw=raw))


def begun_at(tx: Connection, number: int) -> int | None:
    """When the content of a message was last begun."""
    return tx.execute(select(messages.c.sending_at).where(messages.c.id == number)).scalar()


def waiting(tx: Connection) -> list[tuple[int, str, str, int, str, int | None]]:
    """All that is queued or deferred: id, sequence, stage, mail, address, when content was last begun."""
    m = messages.c
    query = select(m.id, m.sequence, m.stage, m.mail, m.email, m.sending_at)
    return raw.rows(tx, query.where(m.state.in_(("queued", "deferred"))))


def to_addresses(tx: Connection, addresses: Sequence[str]) -> list[tuple[str, str, int, str]]:
    """The mails to some addresses: sequence, stage, mail, address."""
    m = messages.c
    return raw.rows(tx, select(m.sequence, m.stage, m.mail, m.email).where(raw.among(m.email, addresses)))


def counts(tx: Connection, sequence: str | None = None, stage: str | None = None) -> Counts:
    """How many messages stand in each state."""
    query: Select[Any] = select(messages.c.state, func.count()).group_by(messages.c.state)
    if sequence is not None:
        query = query.where(messages.c.sequence == sequence)
    if stage is not None:
        query = query.where(messages.c.stage == stage)
    return Counts(**{row[0]: row[1] for row in tx.execute(query)})


def _is_due(now: int) -> ColumnElement[bool]:
    return or_(
        messages.c.state == "queued",
        and_(messages.c.state == "deferred", messages.c.next_at <= now),
    )


def due_by_account(tx: Connection, now: int) -> dict[str, int]:
    """Messages that could go out now, by the account they go through; the longest waiting account first."""
    query = select(messages.c.account, func.count()).where(_is_due(now)).group_by(messages.c.account)
    return {row[0]: row[1] for row in tx.execute(query.order_by(func.min(messages.c.id)))}


def waiting_of(tx: Connection, account: str) -> int:
    """Messages that are to go through an account and have not, whatever it was when they were confirmed."""
    waits = messages.c.state.in_(("queued", "deferred", "sending"))
    its = or_(messages.c.account == account, messages.c.account.startswith(f"{account} ("))
    return int(tx.execute(select(func.count()).where(waits, its)).scalar_one())


def waiting_by_account(tx: Connection) -> dict[str, int]:
    """Messages queued and deferred, also those whose time has not come, by the account they were confirmed for."""
    waits = messages.c.state.in_(("queued", "deferred"))
    query = select(messages.c.account, func.count()).where(waits).group_by(messages.c.account)
    return {row[0]: row[1] for row in tx.execute(query)}


def reassign_waiting(tx: Connection, account: str, to: str) -> None:
    """Have what is queued and deferred for one account go through another."""
    waits = messages.c.state.in_(("queued", "deferred"))
    tx.execute(update(messages).where(waits, messages.c.account == account).values(account=to))


def due_ids(tx: Connection, now: int, limit: int | None = None, account: str = MAIN) -> list[int]:
    """Messages of an account that could go out now: deferred ones whose time has come, then the queued in
    their order."""
    most = -1 if limit is None else limit  # as SQLite says it
    found = raw.rows(tx, _LATE, account=account, now=now, most=most)
    if limit is None or len(found) < limit:
        found += raw.rows(tx, _FRESH, account=account, most=-1 if limit is None else limit - len(found))
    return [number for (number,) in found]


_OF = messages.c.account == bindparam("account")
_LATE = (
    select(messages.c.id)
    .where(messages.c.state == "deferred", messages.c.next_at <= bindparam("now"), _OF)
    .order_by(messages.c.next_at, messages.c.id)
    .limit(bindparam("most"))
)
_FRESH = (  # none of them waits for a moment: they lie in the index in the order of their ids, and need no sorting
    select(messages.c.id)
    .where(messages.c.state == "queued", _OF)
    .order_by(messages.c.next_at, messages.c.id)
    .limit(bindparam("most"))
)


def next_try(tx: Connection, account: str = MAIN) -> int | None:
    """When the first deferred message of an account may be tried again."""
    query = select(func.min(messages.c.next_at)).where(messages.c.state == "deferred", messages.c.account == account)
    found = tx.execute(query).scalar()
    return None if found is None else int(found)


def move(
    tx: Connection,
    number: int,
    allowed_from: Sequence[State],
    to: State,
    changes: dict[str, Any],
    is_try: bool = False,
) -> int:
    """Change the state of one message if it stands in one of `allowed_from`; how many rows that was.

    `changes`: other columns to set; `is_try`: it counts as one more try. Twice for each mail of a send, so it
    goes straight to the driver.
    """
    statement = _moving(tuple(changes), len(allowed_from), is_try)
    return int(raw.driver(tx).execute(statement, (to, *changes.values(), number, *allowed_from)).rowcount)


@lru_cache(maxsize=64)
def _moving(columns: tuple[str, ...], states: int, is_try: bool) -> str:
    sets = "".join(f", {messages.c[name].name} = ?" for name in columns)
    tries = ", attempts = attempts + 1" if is_try else ""
    one_of = ", ".join("?" * states)
    return f"UPDATE messages SET state = ?{sets}{tries} WHERE id = ? AND state IN ({one_of})"  # noqa: S608


def move_all(
    tx: Connection, allowed_from: Sequence[State], to: State, changes: dict[str, Any], sequence: str | None
) -> int:
    """Change the state of every message that stands in one of `allowed_from`; how many rows that was."""
    query = update(messages).where(messages.c.state.in_(allowed_from))
    if sequence is not None:
        query = query.where(messages.c.sequence == sequence)
    return int(tx.execute(query.values(state=to, **changes)).rowcount)
