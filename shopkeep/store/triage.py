"""What the owner said of customers, one or very many at once, and how each such step is taken back."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Table, delete, func, insert, literal, select, update
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.store import tables as t
from shopkeep.store.many import each
from shopkeep.store.raw import among

LEFT_OUT, SNOOZED, NOTE = "left-out", "snoozed", "note"
UNDO_DEPTH = 50
"""Steps that can be taken back; older ones are forgotten, with all they held."""

Change = dict[str, Any]
"""One thing to take back, as stored in a step: made by `was`, `was_made`, `were` and `were_made`."""


class Marks(NamedTuple):
    """The owner's marks: customer -> reason, and customer -> the day the snooze ends."""

    left_out: dict[int, str]
    snoozed: dict[int, date]


class Step(NamedTuple):
    """One stored step: what it did in words and how to take it back."""

    id: int
    says: str
    undo: list[Change]


def marks(tx: Connection, as_of: date, ids: Collection[int] | None = None) -> Marks:
    """The marks in force on a day, of everybody or of `ids`; snoozes that have ended are none."""
    query = (
        select(t.triage.c.customer_id, t.triage.c.kind, t.triage.c.text, t.triage.c.until)
        .where(t.triage.c.kind.in_((LEFT_OUT, SNOOZED)))
        .order_by(t.triage.c.id)
    )
    if ids is not None:
        query = query.where(among(t.triage.c.customer_id, ids))
    rows = tx.execute(query).all()
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
    [last] = add_marks(tx, [customer_id], kind, at, text, until)[1:]
    return last


def add_marks(
    tx: Connection, ids: Collection[int], kind: str, at: datetime, text: str = "", until: date | None = None
) -> tuple[int, int]:
    """Store the same mark for each of these customers; the first and the last row's id, without a gap."""
    before = highest(tx, t.triage)
    named = ("customer_id", "kind", "text", "until", "at")
    said = (kind, text, until.isoformat() if until else "", clock.stamp(at))
    query = select(each(ids).subquery().c.value, *(literal(value) for value in said))
    tx.execute(insert(t.triage).from_select(named, query))
    return before + 1, highest(tx, t.triage)


def mark_rows(tx: Connection, customer_id: int, kinds: tuple[str, ...]) -> list[dict[str, Any]]:
    """The marks of these kinds on a customer, as rows."""
    query = select(t.triage).where(t.triage.c.customer_id == customer_id, t.triage.c.kind.in_(kinds))
    return [dict(row) for row in tx.execute(query).mappings().all()]


def take_marks(tx: Connection, ids: Collection[int], kinds: tuple[str, ...]) -> list[Row[Any]]:
    """Remove the marks of these kinds from these customers; the rows that were there, as of `t.triage`."""
    these = (among(t.triage.c.customer_id, ids), t.triage.c.kind.in_(kinds))
    rows = list(tx.execute(select(t.triage).where(*these)).all())
    if rows:
        tx.execute(delete(t.triage).where(*these))
    return rows


def move_marks(tx: Connection, ids: Collection[int], to: int) -> list[Change]:
    """Let the marks and notes on these customers be on another one; how to take that back."""
    m = t.triage.c
    rows = tx.execute(select(m.id, m.customer_id).where(among(m.customer_id, ids)).order_by(m.id)).all()
    if rows:
        tx.execute(update(t.triage).where(among(m.customer_id, ids)).values(customer_id=to))
    return [was("triage", {"customer_id": customer}, id=row) for row, customer in rows]


def highest(tx: Connection, table: Table) -> int:
    """The largest id of a table; 0 where it is empty."""
    return int(tx.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one())


# Steps: what was done, and how to take it back.


def was_made(table: str, **key: Any) -> Change:
    """A change to take back by deleting the row with this key."""
    return {"table": table, "key": key, "before": None}


def was(table: str, row: dict[str, Any], **key: Any) -> Change:
    """A change to take back by putting these columns of the row with this key back."""
    return {"table": table, "key": key, "before": row}


def were_made(table: str, first: int, last: int) -> Change:
    """A change to take back by deleting the rows from one id to another."""
    return {"table": table, "made": [first, last]}


def were_added(table: str, column: str, keys: Sequence[Any]) -> Change:
    """A change to take back by deleting the rows with these values in a column."""
    return {"table": table, "column": column, "keys": list(keys)}


def were(table: str, rows: Sequence[Sequence[Any]]) -> Change:
    """A change to take back by inserting these rows, with all their columns in the table's order."""
    return {"table": table, "rows": [list(row) for row in rows]}


def record(tx: Connection, says: str, undo: list[Change], at: datetime) -> None:
    """Store a step with how to take it back, and forget those that are too long ago."""
    s = t.triage_steps.c
    values = {"at": clock.stamp(at), "says": says, "undo": json.dumps(undo), "undone": False}
    tx.execute(insert(t.triage_steps).values(values))
    kept = select(s.id).where(s.undone.is_(False)).order_by(s.id.desc()).limit(UNDO_DEPTH)
    tx.execute(delete(t.triage_steps).where(s.id.not_in(kept)))


def last_step(tx: Connection) -> Step | None:
    """The newest step that was not taken back."""
    s = t.triage_steps.c
    row = tx.execute(select(s.id, s.says, s.undo).where(s.undone.is_(False)).order_by(s.id.desc()).limit(1)).first()
    return None if row is None else Step(row[0], row[1], json.loads(row[2]))


def take_back(tx: Connection, step: Step) -> int:
    """Restore the rows a step changed, last change first, and mark the step as undone. How many rows that
    were: none where an import that was taken back took them all along."""
    changed = sum(_take_back(tx, change) for change in reversed(step.undo))
    tx.execute(update(t.triage_steps).where(t.triage_steps.c.id == step.id).values(undone=True, undo="[]"))
    return changed


def _take_back(tx: Connection, change: Change) -> int:
    table = _TABLES[change["table"]]
    if "made" in change:
        return tx.execute(delete(table).where(table.c.id.between(*change["made"]))).rowcount
    if "keys" in change:
        return tx.execute(delete(table).where(among(table.c[change["column"]], change["keys"]))).rowcount
    if "rows" in change:
        return _put_back(tx, table, change["rows"])
    return _put_one_back(tx, table, change["key"], change["before"])


def _put_one_back(tx: Connection, table: Table, key: dict[str, Any], before: dict[str, Any] | None) -> int:
    this = [table.c[name] == value for name, value in key.items()]
    if before is None:
        return tx.execute(delete(table).where(*this)).rowcount
    if not _all_here(tx, {int(id) for name in ("customer_id", "merged_into") if (id := before.get(name))}):
        return 0
    changed = tx.execute(update(table).where(*this).values(before)).rowcount
    whole = {column.name for column in table.columns} == {*key, *before}
    if not changed and whole:
        changed = tx.execute(insert(table).values({**key, **before})).rowcount
    return changed


def _all_here(tx: Connection, customers: set[int]) -> bool:
    """Whether these customers are in the shop file still."""
    c = t.customers.c
    return len(customers) == tx.execute(select(func.count()).where(c.id.in_(customers))).scalar_one()


def _put_back(tx: Connection, table: Table, rows: list[list[Any]]) -> int:
    """Insert rows again; those of customers who have left the shop file since stay away."""
    names = [column.name for column in table.columns]
    if "customer_id" in names:
        here, who = set(tx.execute(select(t.customers.c.id)).scalars()), names.index("customer_id")
        rows = [row for row in rows if row[who] in here]
    if rows:
        tx.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
    return len(rows)


_TABLES: dict[str, Table] = {
    table.name: table
    for table in (t.triage, t.customers, t.suppressions, t.enrolments, t.segments, t.kept_apart, t.order_owners)
}
