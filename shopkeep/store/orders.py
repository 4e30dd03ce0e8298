"""Queries about orders as imports write them: what is known, adding, replacing, and what changed before."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, pairwise, repeat
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, cast, delete, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateIndex, DropIndex

from shopkeep.core.records.orders import Piece, Told, ToldLine
from shopkeep.store import known_by_text, raw
from shopkeep.store import tables as t
from shopkeep.store.known_by_text import Stamped

CHUNK = 500
MANY = 4000
"""From so many ids on, reading a whole table is faster than asking for each."""
TOLD = Told._fields[:-1]
"""The columns that a file decides; the products are rows of their own."""
COLUMNS = ("id", "platform", "number", "customer_id", *TOLD, "import_id", "seen_by", "cells_hash", "shape")
"""The columns of a row to `add`, in order."""
LINE_COLUMNS = ("order_id", "position", *ToldLine._fields)
REPLACED = ("customer_id", *TOLD, "seen_by", "cells_hash", "shape")
"""The columns of a row to `replace`, in order; the order's id comes last."""


class Known(NamedTuple):
    """An order as stored, as far as an import must know it."""

    id: int
    cells_hash: int
    seen_by: int
    shape: int
    latest: int
    """The latest of its moments, whole seconds UTC."""
    currency: str
    addressed: bool
    lines: int


def count(tx: Connection, platform: str | None = None) -> int:
    """How many orders the shop has, of any status; or of one platform."""
    query = select(func.count()).select_from(t.orders)
    if platform is not None:
        query = query.where(t.orders.c.platform == platform)
    return int(tx.execute(query).scalar_one())


def known(tx: Connection, platform: str, numbers: Collection[str]) -> dict[str, Known]:
    """Which of these orders of a platform are stored, by number."""
    o = t.orders.c
    found = raw.rows(tx, _known().where(o.platform == platform, raw.among(o.number, numbers)))
    return {row[0]: Known(*row[1:]) for row in found}


def known_by_id(tx: Connection, ids: Collection[int]) -> dict[int, Known]:
    """These orders, by id."""
    return {row[1]: Known(*row[1:]) for row in raw.rows(tx, _known().where(raw.among(t.orders.c.id, ids)))}


def _known() -> Select[Any]:
    o, x = t.orders.c, t.order_lines.c
    none = func.coalesce
    latest = func.max(o.placed_at, none(o.paid_at, 0), none(o.fulfilled_at, 0), none(o.cancelled_at, 0))
    lines = select(func.count()).where(x.order_id == o.id).scalar_subquery()
    return select(o.number, o.id, o.cells_hash, o.seen_by, o.shape, latest, o.currency, o.email != "", lines)


def stamps(tx: Connection, platform: str) -> Stamped:
    """Every order of a platform by its text."""
    return known_by_text.stamps(raw.driver(tx), platform)


def all_last_seen(tx: Connection) -> list[int]:
    """The imports whose files last said what is stored of any order."""
    return [seen_by for (seen_by,) in raw.rows(tx, select(t.orders.c.seen_by).distinct())]


def last_seen(tx: Connection, ids: Collection[int]) -> dict[int, list[int]]:
    """Of these orders, by the import whose file last said what is stored of them: their ids."""
    o = t.orders.c
    found: dict[int, list[int]] = {}
    for id, seen_by in raw.rows(tx, select(o.id, o.seen_by).where(raw.among(o.id, ids))):
        found.setdefault(seen_by, []).append(id)
    return found


class Sums(NamedTuple):
    """What some stored orders come to."""

    latest: int
    """The latest of their moments, whole seconds UTC; 0 of none."""
    lines: int
    without_email: int
    currencies: dict[str, int]
    """How many orders there are in each."""


def sums(tx: Connection, ids: Sequence[int]) -> Sums:
    """What these orders come to."""
    if not ids:
        return Sums(0, 0, 0, {})
    o, x = t.orders.c, t.order_lines.c
    none = func.coalesce
    latest = func.max(o.placed_at, none(o.paid_at, 0), none(o.fulfilled_at, 0), none(o.cancelled_at, 0))
    each = func.json_each(json.dumps(runs(ids))).table_valued("value").c.value
    first, last = (cast(func.json_extract(each, f"$[{at}]"), Integer) for at in (0, 1))
    query = select(o.currency, func.count(), func.max(latest), func.sum(o.email == ""))
    found = raw.rows(tx, query.where(o.id.between(first, last)).group_by(o.currency))
    lines = raw.rows(tx, select(func.count(x.order_id)).where(x.order_id.between(first, last)))[0][0]
    without, newest = sum(row[3] for row in found), max((row[2] for row in found), default=0)
    return Sums(newest, lines, without, {row[0]: row[1] for row in found})


class Alike(NamedTuple):
    """A stored order, as far as it is told from another one."""

    id: int
    platform: str
    number: str
    buyer: tuple[str, str, str]
    """Address, the platform's name for the buyer, and name."""


def span(tx: Connection) -> tuple[int, int]:
    """The moments of the first and the last order, whole seconds UTC; where there is none, one that never comes."""
    placed = t.orders.c.placed_at
    ends = (select(end(placed)).scalar_subquery() for end in (func.min, func.max))  # each from the index alone
    [(first, last)] = raw.rows(tx, select(*ends))
    return (first, last) if first is not None else (1, 0)


def alike(tx: Connection, since: int, until: int, total: int, currency: str) -> list[Alike]:
    """The orders of some days (seconds UTC) with this total in minor units, the oldest first."""
    o = t.orders.c
    query = select(o.id, o.platform, o.number, o.email, o.buyer, o.name)
    wanted = query.where(o.placed_at.between(since, until), o.total == total, o.currency == currency)
    found = raw.rows(tx, wanted.order_by(o.placed_at, o.id))
    return [Alike(id, platform, number, (email, buyer, name)) for id, platform, number, email, buyer, name in found]


def next_id(tx: Connection) -> int:
    return int(tx.execute(select(func.coalesce(func.max(t.orders.c.id), 0))).scalar_one()) + 1


def add(tx: Connection, rows: Iterable[Sequence[Any]], lines: Iterable[Sequence[Any]]) -> None:
    """New orders with their ids, as COLUMNS, and their products, as LINE_COLUMNS."""
    raw.many(tx, _add_orders, COLUMNS, rows)
    raw.many(tx, _add_lines, LINE_COLUMNS, lines)


_add_orders, _add_lines = insert(t.orders), insert(t.order_lines)


def line_rows(ids: Iterable[int], many: Iterable[int], lines: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Products (as ToldLine, `many` of each order, one order after another) as rows to store."""
    both = list(zip(ids, many, strict=True))
    owners = chain.from_iterable(repeat(id, each) for id, each in both)
    places = chain.from_iterable(range(1, each + 1) for _, each in both)
    return zip(owners, places, *zip(*lines, strict=True), strict=bool(lines))


@contextmanager
def first_load(tx: Connection) -> Iterator[None]:
    """Make the indexes of an empty shop's orders after the block, in one go: that is twice as fast."""
    indexes = [] if count(tx) else [*t.orders.indexes, *t.order_lines.indexes]
    for index in indexes:
        tx.execute(DropIndex(index))
    yield
    for index in indexes:
        tx.execute(CreateIndex(index))


def replace(tx: Connection, rows: Sequence[Sequence[Any]], lines: Sequence[Sequence[Any]]) -> None:
    """Known orders anew: `rows` as REPLACED and the id, `lines` become their only products."""
    if not rows:
        return
    changed = update(t.orders).where(t.orders.c.id == bindparam("this"))
    raw.many(tx, changed, [*REPLACED, "this"], rows)
    raw.many(tx, _delete_lines, ["this"], [(row[-1],) for row in rows])
    raw.many(tx, _add_lines, LINE_COLUMNS, lines)


_delete_lines = delete(t.order_lines).where(t.order_lines.c.order_id == bindparam("this"))


def mark_seen(tx: Connection, seen: Iterable[tuple[int, int]], import_id: int) -> None:
    """A newer file says the same of these `runs` of orders: from now on only files newer than it may change them."""
    o = t.orders.c
    statement = update(t.orders).where(o.id.between(bindparam("first"), bindparam("last")))
    raw.many(tx, statement, ["seen_by", "first", "last"], ((import_id, *run) for run in seen))


def runs(ids: Collection[int]) -> list[tuple[int, int]]:
    """Ids as runs of neighbours, each with its first and last: most of a shop's lie side by side."""
    rising = sorted(ids)
    ends = [at for at, (one, next_) in enumerate(pairwise(rising)) if next_ != one + 1]
    bounds = zip([0, *(at + 1 for at in ends)], [*ends, len(rising) - 1], strict=True)
    return [(rising[first], rising[last]) for first, last in bounds] if rising else []


def put_hashes(tx: Connection, hashes: Iterable[tuple[int, int]]) -> None:
    """The hashes, by order, of the cells that orders were read from this time."""
    statement = update(t.orders).where(t.orders.c.id == bindparam("this"))
    raw.many(tx, statement, ["cells_hash", "this"], ((hashed, id) for id, hashed in hashes))


def as_told(tx: Connection, ids: Sequence[int]) -> dict[int, Told]:
    """What is stored of orders, by id, in the form in which files tell it."""
    lines: dict[int, list[ToldLine]] = {}
    x, o = t.order_lines.c, t.orders.c
    query = select(x.order_id, *(x[name] for name in ToldLine._fields)).where(raw.among(x.order_id, ids))
    for order_id, *line in raw.rows(tx, query.order_by(x.order_id, x.position)):
        lines.setdefault(order_id, []).append(ToldLine(*line))
    query = select(o.id, *(o[name] for name in TOLD)).where(raw.among(o.id, ids))
    return {row[0]: _told(row[1:], lines.get(row[0], ())) for row in raw.rows(tx, query)}


def _told(values: Sequence[Any], lines: Iterable[ToldLine]) -> Told:
    told = Told._make((*values, tuple(lines)))
    consent = None if told.consent is None else bool(told.consent)
    return told._replace(counts=bool(told.counts), gift=bool(told.gift), consent=consent)


def as_stored(tx: Connection, ids: Sequence[int]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Orders and their products as whole rows, to be put back one day."""
    for chunk in chunks(ids):
        rows = [dict(r) for r in tx.execute(select(t.orders).where(t.orders.c.id.in_(chunk))).mappings().all()]
        query = select(t.order_lines).where(t.order_lines.c.order_id.in_(chunk)).order_by(t.order_lines.c.id)
        lines: dict[int, list[dict[str, Any]]] = {}
        for line in tx.execute(query).mappings().all():
            lines.setdefault(line["order_id"], []).append(dict(line))
        for row in rows:
            yield row, lines.get(row["id"], [])


def pieces(tx: Connection, ids: Sequence[int]) -> dict[int, list[Piece]]:
    """The pieces of those of these orders that have any, by order."""
    p = t.order_pieces.c
    query = select(p.order_id, p.shape, p.seen_by, p.said).where(raw.among(p.order_id, ids)).order_by(p.id)
    found: dict[int, list[Piece]] = {}
    for order_id, shape, seen_by, said in raw.rows(tx, query):
        *values, lines = json.loads(said)
        found.setdefault(order_id, []).append(Piece(shape, seen_by, _told(values, (ToldLine(*x) for x in lines))))
    return found


def pieces_as_stored(tx: Connection, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The pieces of orders as whole rows, to be put back one day."""
    found: dict[int, list[dict[str, Any]]] = {}
    query = select(t.order_pieces).where(raw.among(t.order_pieces.c.order_id, ids)).order_by(t.order_pieces.c.id)
    for row in tx.execute(query).mappings().all():
        found.setdefault(row["order_id"], []).append(dict(row))
    return found


def put_pieces(tx: Connection, wanted: dict[int, list[Piece]]) -> None:
    """Make these the only pieces of their orders."""
    if not wanted:
        return
    statement = delete(t.order_pieces).where(t.order_pieces.c.order_id == bindparam("this"))
    raw.many(tx, statement, ["this"], [(id,) for id in wanted])
    rows = ((id, each.shape, each.seen_by, _json(each.told)) for id, all_ in wanted.items() for each in all_)
    raw.many(tx, insert(t.order_pieces), ("order_id", "shape", "seen_by", "said"), rows)


def _json(told: Told) -> str:
    return json.dumps(told, ensure_ascii=False)


def chunks(ids: Sequence[int], size: int = CHUNK) -> Iterator[list[int]]:
    for at in range(0, len(ids), size):
        yield list(ids[at : at + size])
