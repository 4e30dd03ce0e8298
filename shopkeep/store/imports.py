"""The history of imports, the rows they refused, and the journal by which the newest is taken back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from sqlalchemy import Integer, cast, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.core.records.orders import ImportRow, Rejected, Zones
from shopkeep.store import buyers, orders, raw
from shopkeep.store import tables as t


def begin(tx: Connection, values: dict[str, Any]) -> int:
    """A new line of the history; its id."""
    key = tx.execute(insert(t.imports).values(imported_at=clock.stamp(clock.now()), **values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def next_id(tx: Connection) -> int:
    """The id that the next import will have."""
    return int(tx.execute(select(func.coalesce(func.max(t.imports.c.id), 0))).scalar_one()) + 1


def finish(tx: Connection, import_id: int, values: dict[str, Any]) -> None:
    tx.execute(update(t.imports).where(t.imports.c.id == import_id).values(**values))


def refuse(tx: Connection, import_id: int, rejected: Sequence[Rejected]) -> None:
    """Store the rows that were refused, and cells that were left out."""
    if rejected:
        tx.execute(
            insert(t.rejected_rows),
            [
                {"import_id": import_id, "line": r.line, "column": r.column, "value": r.value, "reason": r.reason}
                for r in rejected
            ],
        )


def refused(tx: Connection, import_id: int) -> list[Rejected]:
    """What an import refused or left out; also what was mended since, told as that."""
    r = t.rejected_rows.c
    query = select(r.line, r.column, r.value, r.reason).where(r.import_id == import_id).order_by(r.id)
    rows = [Rejected(*row) for row in tx.execute(query).all()]
    mended = _mended_later(tx, import_id) if rows else []
    cells = Counter((column, value) for _, column, value in mended)
    others = tuple(f"belongs to order {number}, which " for number in {number for number, *_ in mended})
    lines = set()
    for row in rows:
        cell = row.column, row.value.removeprefix("'")
        if cells[cell] > 0 or row.reason.startswith(others):
            cells[cell] -= 1
            lines.add(row.line)
    return [row.as_mended() if row.line in lines else row for row in rows]  # all cells of a line are mended at once


def _mended_later(tx: Connection, import_id: int) -> list[tuple[str, str, str]]:
    """What imports in force after this one mended: number, column and the value that could not be read."""
    i = t.imports.c
    said = func.json_extract(func.nullif(i.result, ""), "$.mended.cells")
    query = select(said).where(i.id > import_id, i.undone_at.is_(None), said.is_not(None))
    return [
        (n, column, v.removeprefix("'")) for each in tx.execute(query).scalars() for n, column, v in json.loads(each)
    ]


def snapshots(tx: Connection) -> dict[int, tuple[int, str]]:
    """When the file of each import of orders knew what it says: its latest moment, and its hash for ties."""
    i = t.imports.c
    rows = tx.execute(select(i.id, i.snapshot_at, i.digest).where(i.kind == "orders")).all()
    return {row[0]: (row[1] or 0, row[2]) for row in rows}


def zones(tx: Connection) -> dict[int, Zones]:
    """The zones of each import of orders that kept them."""
    i = t.imports.c
    found = ((id, json.loads(result or "{}")) for id, result in tx.execute(select(i.id, i.result)).all())
    return {id: Zones(said["timezone"], said["names_zones"]) for id, said in found if "names_zones" in said}


def mended(tx: Connection, platform: str) -> list[tuple[str, str, str]]:
    """What imports in force mended of a platform's orders: number, column and the value that could not be read."""
    said = func.json_extract(t.imports.c.result, "$.mended")
    found = tx.execute(select(said).where(t.imports.c.undone_at.is_(None), said.is_not(None))).scalars()
    every = [each for each in map(json.loads, found) if each["platform"] == platform]
    cells = [(number, column, value) for each in every for number, column, value in each["cells"]]
    done = {number for number, *_ in cells}
    return cells + [(n, column, value) for each in every for n, column, value in each["waiting"] if n in done]


def results(tx: Connection, kind: str) -> list[dict[str, Any]]:
    """The stored results of all imports of a kind in force."""
    i = t.imports.c
    found = tx.execute(select(i.result).where(i.kind == kind, i.undone_at.is_(None))).scalars().all()
    return [json.loads(each) for each in found]


def history(tx: Connection) -> list[ImportRow]:
    """Every import, newest first."""
    left_out = func.coalesce(func.json_extract(func.nullif(t.imports.c.result, ""), "$.left_out_count"), 0)
    warnings = func.coalesce(func.json_extract(func.nullif(t.imports.c.result, ""), "$.warnings"), "[]")
    query = select(t.imports, left_out.label("left_out_count"), warnings.label("warnings")).order_by(
        t.imports.c.id.desc()
    )
    rows = tx.execute(query).mappings().all()
    newest = next((row["id"] for row in rows if row["undone_at"] is None), None)
    whole = {PurePath(row["file"]).stem: row["id"] for row in reversed(rows) if _is_whole(row)}
    told = {row["id"]: _told(row) for row in rows}

    def is_mended(row: Mapping[Any, Any]) -> bool:
        again = whole.get(PurePath(row["rejects_file"] or "").stem, 0) > row["id"]
        return bool(row["rejects_file"]) and (again or all(each.is_mended for each in refused(tx, row["id"])))

    return [
        ImportRow(
            import_id=row["id"],
            kind=row["kind"],
            file=row["file"],
            format=row["format"],
            imported_at=clock.moment(row["imported_at"]),
            snapshot_at=None if row["snapshot_at"] is None else clock.moment(row["snapshot_at"]),
            rows=row["rows"],
            orders_new=row["orders_new"],
            orders_updated=row["orders_updated"],
            customers_new=told[row["id"]].new if row["kind"] == "customers" else row["customers_new"],
            rejected_count=row["rejected_count"],
            rejects_file=row["rejects_file"] or None,
            can_undo=row["id"] == newest,
            undone=row["undone_at"] is not None,
            mended=is_mended(row),
            told=told[row["id"]].all,
            left_out_count=row["left_out_count"],
            warnings=tuple(json.loads(row["warnings"])),
        )
        for row in rows
    ]


class _Told(NamedTuple):
    """Of how many customers or products a file about them brought something, and how many of them it made."""

    all: int = 0
    new: int = 0


def _told(row: Mapping[Any, Any]) -> _Told:
    if row["kind"] == "orders":
        return _Told()
    result = json.loads(row["result"] or "{}")
    everybody = result.get("updated", 0)
    return _Told(everybody, min(result.get("unknown", 0), everybody) if row["kind"] == "customers" else 0)


def _is_whole(row: Mapping[Any, Any]) -> bool:
    """Whether an import in force took in every row of its file, and all of it."""
    return row["undone_at"] is None and not row["rejected_count"] and not row["left_out_count"]


def journal(tx: Connection, import_id: int, table: str, before: Iterable[tuple[Any, Any]]) -> None:
    """Remember rows as they were before this import: (key, JSON value, or None where there was no row)."""
    rows = ((import_id, table, str(key), "" if value is None else _as_json(value)) for key, value in before)
    raw.many(tx, insert(t.import_undo), ("import_id", "table_name", "row_key", "before"), rows)


_as_json = json.JSONEncoder(ensure_ascii=False).encode


def take_back(tx: Connection, import_id: int) -> None:
    """Put back what this import replaced and remove what it made, last change first.

    Customers it made stay where the owner has since marked, merged or enrolled them.
    """
    tx.execute(delete(t.orders).where(t.orders.c.import_id == import_id))
    u = t.import_undo.c
    for name, rows in (("order_lines", t.order_lines), ("order_pieces", t.order_pieces)):  # their ids were given anew
        changed = select(cast(u.row_key, Integer)).where(u.import_id == import_id, u.table_name == name)
        tx.execute(delete(rows).where(rows.c.order_id.in_(changed)))
    query = select(u.table_name, u.row_key, u.before).where(u.import_id == import_id).order_by(u.id.desc())
    for table, key, before in tx.execute(query).all():
        _PUT_BACK[table](tx, key, json.loads(before) if before else None)
    buyers.remove(tx, buyers.unreferenced(tx, buyers.made_by(tx, import_id)))
    tx.execute(delete(t.import_undo).where(u.import_id == import_id))
    finish(tx, import_id, {"undone_at": clock.stamp(clock.now())})


def _order(tx: Connection, key: str, row: Any) -> None:
    tx.execute(update(t.orders).where(t.orders.c.id == int(key)).values(**row))


def _lines(tx: Connection, key: str, rows: Any) -> None:
    tx.execute(delete(t.order_lines).where(t.order_lines.c.order_id == int(key)))
    if rows:
        tx.execute(insert(t.order_lines), rows)


def _seen(tx: Connection, key: str, seen: Any) -> None:
    """Runs of ids; in journals of earlier versions ids one by one."""
    runs = [(each[0], each[1]) if isinstance(each, list) else (each, each) for each in seen]
    orders.mark_seen(tx, runs, int(key))


def _hashes(tx: Connection, key: str, hashes: Any) -> None:
    orders.put_hashes(tx, hashes)


def _pieces(tx: Connection, key: str, rows: Any) -> None:
    orders.put_pieces(tx, {int(key): []})
    if rows:
        tx.execute(insert(t.order_pieces), rows)


def _customer(tx: Connection, key: str, row: Any) -> None:
    if row is None:
        tx.execute(delete(t.customers).where(t.customers.c.id == int(key)))
        return
    changed = tx.execute(update(t.customers).where(t.customers.c.id == int(key)).values(**row))
    if not changed.rowcount:
        tx.execute(insert(t.customers).values(**row))


def _product(tx: Connection, key: str, row: Any) -> None:
    tx.execute(delete(t.products).where(t.products.c.key == key))
    if row is not None:
        tx.execute(insert(t.products).values(**row))


def _enrolment(tx: Connection, key: str, row: Any) -> None:
    tx.execute(update(t.enrolments).where(t.enrolments.c.id == int(key)).values(**row))


_PUT_BACK = {
    "orders": _order,
    "order_lines": _lines,
    "seen": _seen,
    "hashes": _hashes,
    "order_pieces": _pieces,
    "customers": _customer,
    "products": _product,
    "enrolments": _enrolment,
}
