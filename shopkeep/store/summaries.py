"""Queries about the maintained summary row of each customer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from shopkeep.core.records.customers import Summary
from shopkeep.store import tables as t


@dataclass(frozen=True, slots=True)
class State:
    """How many summaries are stored, and the days they were made (first and last; None without any)."""

    customers: int
    oldest: date | None
    newest: date | None


def state(tx: Connection) -> State:
    s = t.summaries.c
    count, oldest, newest = tx.execute(
        select(func.count(), func.min(s.scored_on), func.max(s.scored_on)).select_from(t.summaries)
    ).one()
    return State(count, _day(oldest), _day(newest))


_NAMES = tuple(field.name for field in fields(Summary))
_DAYS = ("first_on", "last_on", "scored_on")
_FLAGS = ("refunded_last",)


def stored(tx: Connection, ids: Collection[int] | None = None) -> list[Summary]:
    """Every stored summary (or those of `ids`, at most 500)."""
    s = t.summaries.c
    query = select(*(s[name] for name in _NAMES))
    if ids is not None:
        query = query.where(s.customer_id.in_(list(ids)))
    return [_summary(row) for row in tx.execute(query).all()]


def _summary(row: Sequence[Any]) -> Summary:
    values = dict(zip(_NAMES, row, strict=True))
    values |= {name: date.fromisoformat(values[name]) for name in _DAYS}
    values |= {name: bool(values[name]) for name in _FLAGS}
    return Summary(**values)


def replace_all(tx: Connection, summaries: Sequence[Summary]) -> None:
    """Make these the only stored summaries."""
    tx.execute(delete(t.summaries))
    if summaries:
        tx.execute(insert(t.summaries), [_row(summary) for summary in summaries])


def _row(summary: Summary) -> dict[str, object]:
    row = {name: getattr(summary, name) for name in _NAMES}
    return row | {name: row[name].isoformat() for name in _DAYS} | {"search": ""}


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
