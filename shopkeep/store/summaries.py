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
    columns = [s[name] for name in Summary.__dataclass_fields__]
    query = select(*columns)
    if ids is not None:
        query = query.where(s.customer_id.in_(list(ids)))
    known: dict[str, date] = {}

    def day(text: str) -> date:
        found = known.get(text)
        if found is None:
            found = known[text] = date.fromisoformat(text)
        return found

    return [
        Summary(a, b, c, d, e, day(f), day(g), h, i, j, k, l, m, n, day(o), p)
        for a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p in tx.execute(query).all()
    ]


def replace_all(tx: Connection, summaries: Sequence[Summary]) -> None:
    """Make these the only stored summaries."""
    tx.execute(delete(t.summaries))
    if summaries:
        tx.execute(insert(t.summaries), [_row(summary) for summary in summaries])


def _row(summary: Summary) -> dict[str, object]:
    return {
        "customer_id": summary.customer_id,
        "orders": summary.orders,
        "order_days": summary.order_days,
        "spent": summary.spent,
        "spent_365": summary.spent_365,
        "first_on": summary.first_on.isoformat(),
        "last_on": summary.last_on.isoformat(),
        "usual_gap_days": summary.usual_gap_days,
        "return_chance": summary.return_chance,
        "at_stake": summary.at_stake,
        "lapse": summary.lapse,
        "recency": summary.recency,
        "frequency": summary.frequency,
        "monetary": summary.monetary,
        "scored_on": summary.scored_on.isoformat(),
        "second_after_days": summary.second_after_days,
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
