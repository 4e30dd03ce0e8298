"""Queries about the maintained summary row of each customer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

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


def stored(tx: Connection, ids: Collection[int] | None = None) -> list[Summary]:
    """Every stored summary (or those of `ids`, at most 500)."""
    s = t.summaries.c
    query = select(*(s[name] for name in Summary._fields))
    if ids is not None:
        query = query.where(s.customer_id.in_(list(ids)))
    day = _Days()
    make = Summary._make
    return [
        make((*row[:5], day[row[5]], day[row[6]], *row[7:14], day[row[14]], row[15])) for row in tx.execute(query).all()
    ]


class _Days(dict[str, date]):
    """Days by their ISO text, each read once."""

    def __missing__(self, text: str) -> date:
        found = self[text] = date.fromisoformat(text)
        return found


def replace_all(tx: Connection, summaries: Sequence[Summary]) -> None:
    """Make these the only stored summaries."""
    tx.execute(delete(t.summaries))
    if summaries:
        tx.execute(insert(t.summaries), [_row(summary) for summary in summaries])


def _row(summary: Summary) -> dict[str, object]:
    days = {name: getattr(summary, name).isoformat() for name in ("first_on", "last_on", "scored_on")}
    return summary._asdict() | days


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
