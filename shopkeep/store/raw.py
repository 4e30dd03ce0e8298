"""Straight to the driver, for the few queries of which a shop has hundreds of thousands of rows.

Core's row objects cost as much as the work done with them. What goes in and comes out here is what
SQLite knows: whole numbers, floats, text, None.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from sqlalchemy import ColumnElement, Executable, Insert, Select, bindparam, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import Connection
from sqlalchemy.sql.compiler import SQLCompiler

WHOLE = "NOT INDEXED"
"""The hint (`with_hint`) that a table is best gone through as it lies."""


NARROW = 32
"""Rows of at most so many columns go many with one statement: each by itself takes up to twice as long."""
PARAMETERS = 990
"""At most so many in one statement; any SQLite takes 999."""


class Compiler(SQLiteCompiler):
    """SQLite's own, which passes hints on."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        return text


_DIALECT = sqlite.dialect()
_DIALECT.statement_compiler = Compiler


def driver(tx: Connection) -> sqlite3.Connection:
    """The driver's own connection underneath."""
    raw = tx.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def rows(tx: Connection, query: Select, **values: Any) -> list[tuple[Any, ...]]:
    """All rows of a query as plain tuples; `values` are its parameters by name."""
    result = tx.execute(query, values)  # Core remembers how it put this query into words; only its rows are slow
    assert result.cursor is not None
    found = result.cursor.fetchall()
    result.close()
    return list(found)


def columns(tx: Connection, query: Select) -> list[list[Any]]:
    """The columns of a query side by side, each in the order of its rows: in half the time of a tuple for each row.

    They come as JSON, so that only whole numbers, texts and None may be in them.
    """
    inner = query.subquery()
    [arrays] = rows(tx, select(*(func.json_group_array(column) for column in inner.c)))
    return [json.loads(array) for array in arrays]


@contextmanager
def stepping(tx: Connection, query: Select, **values: Any) -> Iterator[sqlite3.Cursor]:
    """The rows of a query bit by bit, for more than are to be held; `values` as in `rows`. The block is done with
    them at its end."""
    result = tx.execute(query, values)
    assert result.cursor is not None
    try:
        yield result.cursor  # type: ignore[misc]
    finally:
        result.close()


def many(tx: Connection, statement: Executable, names: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """An insert, or an update of rows found by a parameter, once for each of `values`.

    `names` are the columns and the parameter in the order of the values. Raises ValueError where the
    statement takes them in another order: columns come as they do in the table.
    """
    text, order = _compiled(statement, tuple(names))
    if order != list(names):
        raise ValueError(f"parameters come as {order}")
    if isinstance(statement, Insert) and len(names) <= NARROW:
        values = _put_together(driver(tx), text, len(names), values)
    driver(tx).executemany(text, values)


def _put_together(
    driver: sqlite3.Connection, text: str, width: int, rows: Iterable[Sequence[Any]]
) -> list[Sequence[Any]]:
    """Insert rows as many at once as may be, and return the few that are left over."""
    together = PARAMETERS // width
    cells, size = chain.from_iterable(rows), together * width
    full = iter(lambda: tuple(islice(cells, size)), ())
    into, _, one = text.rpartition(" VALUES ")
    left: Sequence[Any] = ()

    def whole() -> Iterator[Sequence[Any]]:
        nonlocal left
        for some in full:
            if len(some) < size:
                left = some
            else:
                yield some

    if (first := next(whole(), None)) is not None:
        driver.executemany(f"{into} VALUES {', '.join([one] * together)}", chain([first], whole()))
    return [left[at : at + width] for at in range(0, len(left), width)]


def among(column: ColumnElement, ids: Collection[int] | Collection[str]) -> ColumnElement[bool]:
    """Whether a column is one of any number of ids or texts, as one parameter."""
    each = func.json_each(json.dumps(list(ids))).table_valued("value")
    return column.in_(select(each.c.value))


WANTED = select(func.json_each(bindparam("wanted")).table_valued("value").c.value)
"""The same for a query put together once, where saying it takes as long as answering it: its parameter is `wanted`."""


def wanted(ids: Collection[int] | Collection[str]) -> str:
    """Any number of ids or texts as the parameter of WANTED."""
    return json.dumps(list(ids))


@lru_cache(maxsize=64)
def _compiled(statement: Any, columns: tuple[str, ...]) -> tuple[str, list[str]]:
    """A statement in words, once: one that is used again and again is kept by whoever uses it."""
    expanded = {"render_postcompile": True}
    compiled: SQLCompiler = statement.compile(dialect=_DIALECT, column_keys=columns, compile_kwargs=expanded)
    return str(compiled), list(compiled.positiontup or ())
