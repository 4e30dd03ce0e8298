"""Orders to the store, and the way back: what a comparison finds is written with a journal of what was there."""

from __future__ import annotations

from collections.abc import Iterable

from shopkeep.orders import buyers as said
from shopkeep.orders.comparing import Batch, Change, Comparison, New
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
        self._next_order = orders.next_id(tx)
        self._touched: set[int] = set()
        self._left: set[int] = set()

    def write(self, batches: Iterable[Batch]) -> frozenset[int]:
        """Write all; everybody whose orders changed."""
        with orders.first_load(self._tx):
            for batch in batches:
                self._add(batch.new)
                self._replace(batch.changes)
            self._mark_seen()
            self._heard.finish()
        said.bring_up_to_date(self._tx, (self._touched | self._left) - self._heard.new, self._import_id)
        gone = _drop_deserted(self._tx, self._left, self._import_id)
        return frozenset((self._touched | self._left) - gone)

    def _add(self, new: list[New]) -> None:
        rows, lines = [], []
        platform, file, import_id = self._comparison.platform, self._comparison.file, self._import_id
        customers = self._heard.customers_of((each.number, each.told) for each in new)
        for order_id, (each, customer) in enumerate(zip(new, customers, strict=True), self._next_order):
            told = each.told
            rows.append(
                (
                    order_id,
                    platform,
                    each.number,
                    customer,
                    *told[:-1],
                    import_id,
                    import_id,
                    each.cells_hash,
                    file.shape,
                )
            )
            lines += orders.line_rows(order_id, told.lines)
            if customer is not None:
                self._touched.add(customer)
        self._next_order += len(new)
        orders.add(self._tx, rows, lines)

    def _replace(self, changes: list[Change]) -> None:
        if not changes:
            return
        ids = [change.id for change in changes]
        before, before_lines = [], []
        for row, lines in orders.as_stored(self._tx, ids):
            before.append((row["id"], row))
            before_lines.append((row["id"], lines))
            if row["customer_id"] is not None:
                self._left.add(row["customer_id"])
        numbers = {row["id"]: row["number"] for _, row in before}
        imports.journal(self._tx, self._import_id, "orders", before)
        imports.journal(self._tx, self._import_id, "order_lines", before_lines)
        split = orders.pieces_as_stored(self._tx, ids)
        pieced = {change.id: change.pieces for change in changes if change.pieces or change.id in split}
        imports.journal(self._tx, self._import_id, "order_pieces", ((id, split.get(id, [])) for id in pieced))
        orders.put_pieces(self._tx, pieced)
        customers = self._heard.customers_of((numbers[change.id], change.told) for change in changes)
        rows, new_lines = [], []
        for change, customer in zip(changes, customers, strict=True):
            told = change.told
            rows.append((customer, *told[:-1], change.seen_by, change.cells_hash, change.shape, change.id))
            new_lines += orders.line_rows(change.id, told.lines)
            if customer is not None:
                self._touched.add(customer)
        orders.replace(self._tx, rows, new_lines)

    def _mark_seen(self) -> None:
        before = self._comparison.newer()
        imports.journal(self._tx, self._import_id, "seen", before.items())
        orders.mark_seen(self._tx, [id for ids in before.values() for id in ids], self._import_id)
        other = self._comparison.rehashed
        if other:
            were = [(each.id, each.hash_before) for each in other]
            imports.journal(self._tx, self._import_id, "hashes", [("", were)])
            orders.put_hashes(self._tx, ((each.id, each.hash_now) for each in other))


def _drop_deserted(tx: Tx, ids: Iterable[int], import_id: int) -> set[int]:
    """Remove customers whose only orders turned out to be somebody else's: no order, file or mark names them."""
    free = set(buyers.unreferenced(tx, set(ids)))
    rows = {id: row for id, row in buyers.rows(tx, free).items() if row["attributes"] == "{}"}
    imports.journal(tx, import_id, "customers", rows.items())
    buyers.remove(tx, rows)
    return set(rows)
