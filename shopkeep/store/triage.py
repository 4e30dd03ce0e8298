"""What the owner said of single customers, and how each such step is taken back."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.store import tables as t

LEFT_OUT, SNOOZED, NOTE = "left-out", "snoozed", "note"


class Marks(NamedTuple):
    """The owner's marks: customer -> reason, and customer -> the day the snooze ends."""

    left_out: dict[int, str]
    snoozed: dict[int, date]


class Step(NamedTuple):
    """One stored step: what it did in words and how to take it back."""

    id: int
    says: str
    undo: list[dict[str, Any]]


def marks(tx: Connection, as_of: date) -> Marks:
    """The marks in force on a day; snoozes that have ended are none."""
    rows = tx.execute(
        select(t.triage.c.customer_id, t.triage.c.kind, t.triage.c.text, t.triage.c.until)
        .where(t.triage.c.kind.in_((LEFT_OUT, SNOOZED)))
        .order_by(t.triage.c.id)
    ).all()
    left_out = {customer: text for customer, kind, text, _ in rows if kind == LEFT_OUT}
    snoozed = {customer: date.fromisoformat(until) for customer, kind, _, until in rows if kind == SNOOZED}
    return Marks(left_out, {customer: until for customer, until in snoozed.items() if until > as_of})


def notes(tx: Connection, customer_id: int) -> list[tuple[datetime, str]]:
    """The notes on a customer, newest first."""
    query = (
        select(t.triage.c.at, t.triage.c.text)
        .where(t.triage.c.customer_id == customer_id, t.triage.c.kind == NOTE)
        .order_by(t.triage.c.at.desc(), t.triage.c.id.desc())
    )
    return [(clock.moment(at), text) for at, text in tx.execute(query).all()]


def add_mark(
    tx: Connection, customer_id: int, kind: str, at: datetime, text: str = "", until: date | None = None
) -> int:
    """Store one mark; its row's id."""
    values = {
        "customer_id": customer_id,
        "kind": kind,
        "text": text,
        "until": until.isoformat() if until else "",
        "at": clock.stamp(at),
    }
    key = tx.execute(insert(t.triage).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def mark_rows(tx: Connection, customer_id: int, kinds: tuple[str, ...]) -> list[dict[str, Any]]:
    """The marks of these kinds on a customer, as rows."""
    query = select(t.triage).where(t.triage.c.customer_id == customer_id, t.triage.c.kind.in_(kinds))
    return [dict(row) for row in tx.execute(query).mappings().all()]


def remove_marks(tx: Connection, customer_id: int, kinds: tuple[str, ...]) -> None:
    tx.execute(delete(t.triage).where(t.triage.c.customer_id == customer_id, t.triage.c.kind.in_(kinds)))


def record(tx: Connection, says: str, undo: list[dict[str, Any]], at: datetime) -> None:
    """Store a step with how to take it back, a list of changes made by `was_made`, `was` and `refresh`."""
    values = {"at": clock.stamp(at), "says": says, "undo": json.dumps(undo), "undone": False}
    tx.execute(insert(t.triage_steps).values(values))


def last_step(tx: Connection) -> Step | None:
    """The newest step that was not taken back."""
    s = t.triage_steps.c
    row = tx.execute(select(s.id, s.says, s.undo).where(s.undone.is_(False)).order_by(s.id.desc()).limit(1)).first()
    return None if row is None else Step(row[0], row[1], json.loads(row[2]))


def was_made(table: str, **key: Any) -> dict[str, Any]:
    """A change to take back by deleting the row with this key."""
    return {"table": table, "key": key, "before": None}


def was(table: str, row: dict[str, Any], **key: Any) -> dict[str, Any]:
    """A change to take back by putting these columns of the row with this key back."""
    return {"table": table, "key": key, "before": row}


def take_back(tx: Connection, step: Step) -> None:
    """Restore the rows a step changed, last change first, and mark the step as undone."""
    for change in reversed(step.undo):
        table = _TABLES[change["table"]]
        this = [table.c[name] == value for name, value in change["key"].items()]
        before = change["before"]
        if before is None:
            tx.execute(delete(table).where(*this))
        elif not tx.execute(update(table).where(*this).values(before)).rowcount:
            tx.execute(insert(table).values({**change["key"], **before}))
    tx.execute(update(t.triage_steps).where(t.triage_steps.c.id == step.id).values(undone=True))


_TABLES: dict[str, Table] = {table.name: table for table in (t.triage, t.customers, t.suppressions, t.enrolments)}
