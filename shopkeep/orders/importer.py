"""Orders to the store, and the way back: what a comparison finds is written with a journal of what was there."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat
from typing import Any

from shopkeep.orders import buyers as said
from shopkeep.orders.columns import Orders, columns_of
from shopkeep.orders.compared import Batch, Change, key_of, keys_of
from shopkeep.orders.comparing import Comparison
from shopkeep.orders.heard import Heard
from shopkeep.store import Tx, buyers, imports, orders


class Writing:
    """Writes what a comparison finds within the caller's transaction, with a journal for undo."""

    def __init__(self, tx: Tx, comparison: Comparison, import_id: int) -> None:
        self._tx = tx
        self._comparison = comparison
        comparison.import_id = import_id
        self._import_id = import_id
        self._heard = Heard(tx, comparison.platform, import_id, comparison.customers)
        self._first_order = self._next_order = orders.next_id(tx)
        self._touched: set[int | None] = set()
        """Everybody with new orders, and None where some are of nobody."""
        self.left: set[int] = set()
        """Everybody whose orders were replaced."""
        self._got: set[int | None] = set()
        """Everybody whose orders are those in their place."""
        self.numbered = False
        """Whether any order that was written, or was there before it, says by what number a buyer is known."""

    def write(self, batches: Iterable[Batch]) -> frozenset[int]:
        """Write all; everybody whose orders changed."""
        with orders.first_load(self._tx):
            for batch in batches:
                self._add(batch.new)
                self._replace(batch.changes)
                self._mark_seen(self._comparison.newer(all_went_by=False))
            self._mark_seen(self._comparison.newer(all_went_by=True))
            self._note_rehashed()
            self._heard.finish()
        replaced = self.left.union(id for id in self._got if id is not None)
        touched = replaced.union(id for id in self._touched if id is not None)
        known = touched - self._heard.new
        said.bring_up_to_date(self._tx, known, self._import_id, self._first_order, replaced)
        return frozenset(touched - drop_deserted(self._tx, self.left, self._import_id))

    def _add(self, new: Orders) -> None:
        if not new:
            return
        platform, file, import_id = self._comparison.platform, self._comparison.file, self._import_id
        ids = range(self._next_order, self._next_order + len(new))
        self._next_order += len(new)
        self.numbered = self.numbered or any(new.column("buyer"))
        customers = self._heard.customers_of(new.numbers, keys_of(platform, new), new.columns)
        self._touched.update(customers)
        rows = zip(
            *(ids, repeat(platform), new.numbers, customers, *new.columns),
            *(repeat(import_id), repeat(import_id), new.stamps, file.shapes_of(new)),
            strict=False,
        )
        orders.add(self._tx, rows, orders.line_rows(ids, new.many, new.lines))

    def _replace(self, changes: list[Change]) -> None:
        if not changes:
            return
        ids = [change.id for change in changes]
        before, before_lines = [], []
        for row, lines in orders.as_stored(self._tx, ids):
            before.append((row["id"], row))
            before_lines.append((row["id"], lines))
            if row["customer_id"] is not None:
                self.left.add(row["customer_id"])
        numbers = {row["id"]: row["number"] for _, row in before}
        imports.journal(self._tx, self._import_id, "orders", before)
        imports.journal(self._tx, self._import_id, "order_lines", before_lines)
        split = orders.pieces_as_stored(self._tx, ids)
        pieced = {change.id: change.pieces for change in changes if change.pieces or change.id in split}
        imports.journal(self._tx, self._import_id, "order_pieces", ((id, split.get(id, [])) for id in pieced))
        orders.put_pieces(self._tx, pieced)
        told = [change.told for change in changes]
        self.numbered = self.numbered or any(t.buyer for t in told) or any(row["buyer"] for _, row in before)
        keys = [key_of(self._comparison.platform, each) for each in told]
        customers = self._heard.customers_of([numbers[id] for id in ids], keys, columns_of(told))
        self._got.update(customers)
        rows, new_lines = list[tuple[Any, ...]](), list[tuple[Any, ...]]()
        for change, customer in zip(changes, customers, strict=True):
            rows.append((customer, *change.told[:-1], change.seen_by, change.cells_hash, change.shape, change.id))
            new_lines += orders.line_rows([change.id], [len(change.told.lines)], change.told.lines)
        orders.replace(self._tx, rows, new_lines)

    def _mark_seen(self, newer: dict[int, list[int]]) -> None:
        if not newer:
            return
        before = {seen_by: orders.runs(ids) for seen_by, ids in newer.items()}
        imports.journal(self._tx, self._import_id, "seen", before.items())
        for seen in before.values():
            orders.mark_seen(self._tx, seen, self._import_id)

    def _note_rehashed(self) -> None:
        other = self._comparison.rehashed
        if other:
            were = [(each.id, each.hash_before) for each in other]
            imports.journal(self._tx, self._import_id, "hashes", [("", were)])
            orders.put_hashes(self._tx, ((each.id, each.hash_now) for each in other))


def drop_deserted(tx: Tx, ids: Iterable[int], import_id: int) -> set[int]:
    """Remove customers whose only orders turned out to be somebody else's: no order, file or mark names them."""
    free = set(buyers.unreferenced(tx, set(ids)))
    rows = {id: row for id, row in buyers.rows(tx, free).items() if row["attributes"] == "{}"}
    imports.journal(tx, import_id, "customers", rows.items())
    buyers.remove(tx, rows)
    return set(rows)
