"""Queries about codes that one customer alone is given: loaded from files or made here, given once and never again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.core.records.offers import PersonalCode
from shopkeep.store import tables as t

BATCH = 500
"""Values in one IN list: below SQLite's smallest limit of bound parameters."""
c = t.codes.c


class Tally(NamedTuple):
    """The codes of one source that give the same, counted. Codes of a file give whatever the file's maker set."""

    source: str
    gives: str
    total: int
    free: int
    unwritten: int
    file: str


class Taken(NamedTuple):
    """What one enrolment was given a code for."""

    enrolment_id: int
    source: str
    gives: str


def add(tx: Connection, codes: Sequence[str], source: str, gives: str, at: int) -> int:
    """Take codes into the shop; how many were new. One that was ever known, whatever became of it, is left out."""
    new = 0
    for part in _parts(codes):
        rows = [{"code": code, "source": source, "gives": gives, "made_at": at, "file": ""} for code in part]
        new += int(tx.execute(insert(t.codes).values(rows).on_conflict_do_nothing()).rowcount)
    return new


def known(tx: Connection, codes: Collection[str]) -> set[str]:
    """Those of these codes that the shop has ever known."""
    found: set[str] = set()
    for part in _parts(list(codes)):
        found.update(tx.execute(select(c.code).where(c.code.in_(part))).scalars())
    return found


def free(tx: Connection, source: str, gives: str, limit: int) -> list[str]:
    """The codes next to be given, oldest first; those of a loaded file whatever they give."""
    query = select(c.code).where(_of(source, gives), c.taken_at.is_(None)).order_by(c.id).limit(limit)
    return list(tx.execute(query).scalars())


def free_count(tx: Connection, source: str, gives: str) -> int:
    """How many codes are left to give."""
    query = select(func.count()).select_from(t.codes).where(_of(source, gives), c.taken_at.is_(None))
    return int(tx.execute(query).scalar_one())


def _of(source: str, gives: str) -> ColumnElement[bool]:
    return c.source == source if source.startswith("pool:") else and_(c.source == source, c.gives == gives)


def taken(tx: Connection, sequence: str) -> dict[Taken, str]:
    """The codes that customers of a sequence have been given."""
    query = (
        select(c.enrolment_id, c.source, c.gives, c.code)
        .join(t.enrolments, t.enrolments.c.id == c.enrolment_id)
        .where(t.enrolments.c.sequence == sequence)
    )
    return {Taken(id, source, gives): code for id, source, gives, code in tx.execute(query)}


def take(tx: Connection, given: Sequence[tuple[str, int, str]], at: int) -> bool:
    """Give codes: (code, enrolment, what it gives). False where any is gone already; then undo the transaction."""
    query = (
        update(t.codes)
        .where(c.code == bindparam("this"), c.taken_at.is_(None))
        .values(enrolment_id=bindparam("whose"), gives=bindparam("what"), taken_at=at)
    )
    values = [{"this": code, "whose": enrolment, "what": gives} for code, enrolment, gives in given]
    return all(tx.execute(query, one).rowcount == 1 for one in values)


def written(tx: Connection, codes: Sequence[str], file: str, at: int) -> None:
    """Note that codes stand in a file for the shop."""
    for part in _parts(codes):
        tx.execute(update(t.codes).where(c.code.in_(part)).values(written_at=at, file=file))


def tallies(tx: Connection) -> list[Tally]:
    """Every source of codes with what they give, counted."""
    # A loaded code is told what it gives when it is taken; its file is still one file.
    gives = func.iif(c.source.startswith("pool:"), "", c.gives)
    query = (
        select(
            c.source,
            gives,
            func.count(),
            func.count().filter(c.taken_at.is_(None)),
            func.count().filter(c.written_at.is_(None), c.source.startswith("personal:")),
            func.max(c.file),
        )
        .group_by(c.source, gives)
        .order_by(c.source, gives)
    )
    return [Tally(*row) for row in tx.execute(query)]


def unwritten(tx: Connection, sources: Collection[str]) -> list[PersonalCode]:
    """The codes of some sources that stand in no file for the shop yet."""
    return rows(tx, sources, "unwritten")


def rows(tx: Connection, sources: Collection[str], which: str = "all") -> list[PersonalCode]:
    """The codes of some sources in the order they were made: `all`, the `free`, `taken` or `unwritten` ones."""
    e = t.enrolments.c
    query = (
        select(c.code, c.source, c.gives, func.coalesce(e.email, ""), func.coalesce(e.sequence, ""), c.taken_at)
        .outerjoin(t.enrolments, e.id == c.enrolment_id)
        .where(c.source.in_(list(sources)))
        .order_by(c.id)
    )
    if which != "all":
        wanted = {"free": c.taken_at.is_(None), "taken": c.taken_at.is_not(None), "unwritten": c.written_at.is_(None)}
        query = query.where(wanted[which])
    return [PersonalCode(*row[:5], taken_at=clock.moment(row[5]) if row[5] else None) for row in tx.execute(query)]


def _parts(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(codes), BATCH):
        yield codes[start : start + BATCH]
