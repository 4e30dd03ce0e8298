"""Queries about the maintained summary row of each customer.

`summaries` is named without its schema everywhere, so that a temporary table of the same name takes the
stored one's place: SQLite looks among the temporary tables first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Index, MetaData, Select, Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateIndex, CreateTable, DropIndex

from shopkeep.core.records.customers import Facts, Summary
from shopkeep.store import raw
from shopkeep.store import tables as t

FACTS = (*(field.name for field in fields(Facts)), "margin_share", "search")
"""The columns that say what a customer did: they change with orders, not with days."""
SCORED_FROM = (
    "customer_id", "orders", "order_days", "last_orders", "spent", "first_on", "last_on", "last_spent",
    "usual_gap_days", "second_after_days", "waited_days",
)  # fmt: skip
"""What scores are made of, in the order of `to_score`."""
SCORES = (
    "spent_365", "days_since", "patience_days", "return_chance", "at_stake", "lapse", "recency", "frequency",
    "monetary", "rank_365", "rank_ever", "expected_order", "milestone_near", "milestone_passed", "scored_on",
    "overdue",
)  # fmt: skip
"""The columns that judging fills, in the order of `put_scores`."""
MANY = 5_000
"""From so many rows on it is faster to make the indexes of what changes anew."""

RANKS = {"spent_365": "rank_365", "spent": "rank_ever"}
"""Spending -> its rank."""
_STAND_IN = Table(
    "summaries",
    MetaData(),
    *(Column(c.name, c.type, primary_key=c.primary_key, nullable=c.nullable) for c in t.summaries.c),
    prefixes=["TEMPORARY"],
)
_INSERT = insert(t.summaries)
_UPDATE = update(t.summaries).where(t.summaries.c.customer_id == bindparam("who"))
_SAID = select(t.summaries.c.customer_id, t.summaries.c.search).where(t.summaries.c.customer_id.in_(raw.WANTED))
_NAMES = tuple(field.name for field in fields(Summary))
_DAYS = tuple(map(_NAMES.index, ("first_on", "last_on", "scored_on")))
_FLAGS = tuple(map(_NAMES.index, ("refunded_last",)))


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


def count(tx: Connection) -> int:
    return int(raw.driver(tx).execute("SELECT count(*) FROM summaries").fetchone()[0])


def stored(tx: Connection, ids: Collection[int] | None = None) -> list[Summary]:
    """Every stored summary, or those of `ids`."""
    s = t.summaries.c
    query = select(*(s[name] for name in _NAMES)).order_by(s.customer_id)
    if ids is not None:
        query = query.where(raw.among(s.customer_id, ids))
    return [_summary(row) for row in raw.rows(tx, query)]


def to_score(tx: Connection, ids: Collection[int] | None = None) -> list[tuple[Any, ...]]:
    """The columns SCORED_FROM of everybody by id, or of `ids`; days as ISO text."""
    s = t.summaries.c
    query = select(*(s[name] for name in SCORED_FROM)).order_by(s.customer_id)
    if ids is not None:
        query = query.where(raw.among(s.customer_id, ids))
    return raw.rows(tx, query)


def rank_below(tx: Connection, column: str, values: Collection[int]) -> dict[int, int]:
    """value -> the rank of whoever has as much, or else the next less, among those who come first
    (`tables.LEADING`). Lower values are left out. As right as the stored ranks are."""
    least_query, ranks_query = _rank_queries(column)
    [[least]] = raw.rows(tx, least_query)
    if least is None:
        return {}
    return dict(raw.rows(tx, ranks_query, wanted=raw.wanted([value for value in values if value >= least])))


@cache
def _rank_queries(column: str) -> tuple[Select[Any], Select[Any]]:
    """The least of those who come first by a column, and the rank among them of each of `raw.WANTED`."""
    s, first, value = t.summaries.c, text(t.LEADING[column]), raw.WANTED.selected_columns.value
    less = select(s[RANKS[column]]).where(s[column] <= value, first).order_by(s[column].desc()).limit(1)
    return select(func.min(s[column])).where(first), select(value, less.scalar_subquery())


def put(tx: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Whole summaries, FACTS and then SCORES, of customers with or without one before."""
    who, search = FACTS.index("customer_id"), FACTS.index("search")
    said = dict(raw.rows(tx, _SAID, wanted=raw.wanted([row[who] for row in rows])))
    names = [column.name for column in t.summaries.c]
    raw.many(tx, _INSERT, names, _in_order(names, [row for row in rows if row[who] not in said]))
    # The index of names is the largest, and names seldom change: it is left alone where they did not.
    for renamed in (False, True):
        changed = [name for name in names if name != "customer_id" and (renamed or name != "search")]
        some = [row for row in rows if row[who] in said and (said[row[who]] != row[search]) == renamed]
        raw.many(tx, _UPDATE, [*changed, "who"], _in_order([*changed, "customer_id"], some))


def replace_all(tx: Connection, rows: Iterable[Sequence[Any]], many: int) -> None:
    """Make these, as in `put`, the only summaries. `many` is how many there are."""
    names = [column.name for column in t.summaries.c]
    with _fewer_indexes(tx, names, max(many, count(tx))):
        remove(tx)
        raw.many(tx, _INSERT, names, _in_order(names, rows))


def _in_order(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    """These columns of rows as in `put`."""
    given = {name: at for at, name in enumerate((*FACTS, *SCORES))}
    return map(itemgetter(*(given[name] for name in names)), rows)


def put_scores(
    tx: Connection, rows: Iterable[Sequence[Any]], many: int, facts: Mapping[int, Sequence[Any]] | None = None
) -> None:
    """Scores as SCORES, each row ending with the customer's id, with or without new FACTS of that customer. `many`
    is how many there are."""
    new = facts or {}
    whole: list[Sequence[Any]] = []

    def others() -> Iterator[Sequence[Any]]:
        for row in rows:
            if row[-1] in new:
                whole.append((*new[row[-1]], *row[:-1]))
            else:
                yield row

    with _fewer_indexes(tx, {*SCORES, *FACTS} - {"search"} if new else SCORES, many):
        raw.many(tx, _UPDATE, [*SCORES, "who"], others())
        put(tx, whole)


def remove(tx: Connection, ids: Collection[int] | None = None) -> None:
    """Drop the summaries of these customers, or all."""
    if ids is None:
        tx.execute(delete(t.summaries))
    elif ids:
        tx.execute(delete(t.summaries).where(raw.among(t.summaries.c.customer_id, ids)))


@contextmanager
def _fewer_indexes(tx: Connection, columns: Collection[str], rows: int) -> Iterator[None]:
    """Change many rows without keeping up the indexes of these columns, which are made anew afterwards."""
    touched: list[Index] = []
    if rows >= MANY and not shadows(tx).building:  # a stand-in has no indexes
        changed = {*columns}
        touched = [
            index
            for index in sorted(t.summaries.indexes, key=lambda one: str(one.name))
            if changed & {c.name for c in index.columns} or changed & _parted(index)
        ]
    for index in touched:
        tx.execute(DropIndex(index))
    yield
    for index in touched:
        tx.execute(CreateIndex(index))


def _parted(index: Index) -> set[str]:
    """The column that says which rows an index holds."""
    part = index.dialect_options["sqlite"]["where"]
    return set() if part is None else {str(part).split()[0]}


class Shadows:
    """Temporary tables that stand in for the stored summaries, innermost last.

    Everything on the connection sees the innermost alone, until it is lifted.
    """

    def __init__(self, tx: Connection) -> None:
        self._tx = tx
        self.building = False
        self._depth = 0
        self._shown = False

    @contextmanager
    def another(self, fill: Callable[[], None]) -> Iterator[None]:
        """A new empty stand-in, filled and then used in the block, and gone after it."""
        with self.lifted():
            with _writable(self._tx), _together(self._tx):
                self._tx.execute(CreateTable(_STAND_IN))
                self.building = True
                try:
                    fill()
                except BaseException:
                    self._drop()
                    raise
                finally:
                    self.building = False
            self._shown = True
            try:
                yield
            finally:
                self._shown = False
                with _writable(self._tx):
                    self._drop()

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """The stored summaries are seen again in the block."""
        if not self._shown:
            yield
            return
        self._depth += 1
        aside = f"summaries_{self._depth}"
        self._rename("summaries", aside)
        self._shown = False
        try:
            yield
        finally:
            self._rename(aside, "summaries")
            self._shown = True
            self._depth -= 1

    def _rename(self, old: str, new: str) -> None:
        with _writable(self._tx):
            self._tx.exec_driver_sql(f"ALTER TABLE temp.{old} RENAME TO {new}")

    def _drop(self) -> None:
        self._tx.exec_driver_sql("DROP TABLE IF EXISTS temp.summaries")


def shadows(tx: Connection) -> Shadows:
    """The stand-ins of this connection."""
    found = tx.info.get("shadows")
    if found is None:
        found = tx.info["shadows"] = Shadows(tx)
    return found


def copy_stored(tx: Connection) -> None:
    """Fill the stand-in with what is stored."""
    tx.exec_driver_sql("INSERT INTO temp.summaries SELECT * FROM main.summaries")


@contextmanager
def _writable(tx: Connection) -> Iterator[None]:
    """Temporary tables may be written also where the shop may only be looked at."""
    forbidden = bool(tx.exec_driver_sql("PRAGMA query_only").scalar())
    if not forbidden:
        yield
        return
    tx.exec_driver_sql("PRAGMA query_only = OFF")
    try:
        yield
    finally:
        tx.exec_driver_sql("PRAGMA query_only = ON")


@contextmanager
def _together(tx: Connection) -> Iterator[None]:
    """One transaction, where none is open: many small ones would take their time."""
    if raw.driver(tx).in_transaction:
        yield
        return
    tx.exec_driver_sql("BEGIN")
    try:
        yield
    except BaseException:
        tx.exec_driver_sql("ROLLBACK")
        raise
    tx.exec_driver_sql("COMMIT")


def _summary(row: Sequence[Any]) -> Summary:
    values = list(row)
    for place in _DAYS:
        values[place] = date.fromisoformat(values[place])
    for place in _FLAGS:
        values[place] = bool(values[place])
    return Summary(*values)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
