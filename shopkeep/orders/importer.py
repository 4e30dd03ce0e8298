"""Orders to the store: what is new, what changed, what an older file must not overwrite, and the way back.

An order is known by platform and number. Each keeps the snapshot of the file it came from (the latest
moment in it, ties by content hash), and only a newer snapshot changes it: files may come in any order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from shopkeep.core import clock
from shopkeep.core.progress import Step, Stop, Tell
from shopkeep.core.records.orders import Order, ParsedFile
from shopkeep.errors import Stopped
from shopkeep.orders import buyers as said
from shopkeep.orders.collecting import collecting_later
from shopkeep.store import Tx, buyers, imports, orders

BATCH = 5000


@dataclass(slots=True)
class Plan:
    """What an import would do, before anything is written."""

    snapshot: tuple[int, str]
    new: list[tuple[Order, str]] = field(default_factory=list)
    """Orders with their content hashes, oldest first."""
    changed: list[tuple[int, Order, str]] = field(default_factory=list)
    """Known orders by id that a newer file says otherwise of."""
    seen: list[tuple[int, tuple[int, str]]] = field(default_factory=list)
    """Known orders by id that a newer file says the same of, with the snapshot they had."""
    unchanged: int = 0
    emails_new: list[str] = field(default_factory=list)
    """Addresses never seen before, in the order they first bought."""
    customers_known: int = 0

    @property
    def changes_anything(self) -> bool:
        return bool(self.new or self.changed)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did."""

    customers: frozenset[int]
    """Everybody whose orders changed."""
    customers_new: int


def content_hash(order: Order) -> str:
    """A short hash of all that a file says of an order."""
    lines = [(x.title, x.sku, x.quantity, x.unit_price, x.discount) for x in order.lines]
    values = orders.values_of(order, "", (0, ""))
    return hashlib.blake2b(repr((sorted(values.items()), lines)).encode(), digest_size=12).hexdigest()


def plan(tx: Tx, parsed: ParsedFile) -> Plan:
    """Compare a file with the store. Changes nothing."""
    assert parsed.snapshot_at is not None
    found = Plan((clock.stamp(parsed.snapshot_at), parsed.digest))
    known = {name: orders.known(tx, name) for name in {order.platform for order in parsed.orders}}
    for order in parsed.orders:
        stored, hashed = known[order.platform].get(order.number), content_hash(order)
        if stored is None:
            found.new.append((order, hashed))
        elif stored.content_hash == hashed:
            found.unchanged += 1
            if found.snapshot > stored.snapshot:
                found.seen.append((stored.id, stored.snapshot))
        elif found.snapshot > stored.snapshot or parsed.digest == stored.snapshot[1]:
            # The very same file with other words: the owner has it read in another way now.
            found.changed.append((stored.id, order, hashed))
        else:
            found.unchanged += 1
    found.new.sort(key=lambda pair: (pair[0].placed_at, pair[0].number))
    written = [order for order, _ in found.new] + [order for _, order, _ in found.changed]
    known_keys = buyers.ids_by_email(tx)
    keys = dict.fromkeys(order.customer_key for order in written)
    found.emails_new = [key for key in keys if key and key not in known_keys]
    found.customers_known = buyers.count(tx)
    return found


def apply(tx: Tx, todo: Plan, import_id: int, tell: Tell, stop: Stop) -> Outcome:
    """Write a plan within the caller's transaction, keeping a journal for undo. Raises Stopped."""
    with collecting_later():
        ids = _new_buyers(tx, todo.emails_new, import_id)
        touched = _add(tx, todo, ids, import_id, tell, stop)
        left = _replace(tx, todo, ids, import_id)
        _mark_seen(tx, todo, import_id)
        said.bring_up_to_date(tx, touched | left, import_id)
    gone = _drop_deserted(tx, left, import_id)
    return Outcome(frozenset((touched | left) - gone), len(todo.emails_new))


def _new_buyers(tx: Tx, emails: list[str], import_id: int) -> dict[str, int]:
    first = buyers.next_id(tx)
    rows = [{"id": first + at, "email": email, "import_id": import_id} for at, email in enumerate(emails)]
    buyers.add(tx, [{**said.BLANK, **row} for row in rows])
    return buyers.ids_by_email(tx)


def _add(tx: Tx, todo: Plan, ids: dict[str, int], import_id: int, tell: Tell, stop: Stop) -> set[int]:
    order_id, touched = orders.next_id(tx), set()
    for at in range(0, len(todo.new), BATCH):
        if stop():
            raise Stopped("The import was stopped.", "Nothing was changed.", "Start it again when you like.")
        tell(Step("Storing orders", at, len(todo.new)))
        rows, lines = [], []
        for order, hashed in todo.new[at : at + BATCH]:
            customer = ids[order.customer_key] if order.customer_key else None
            values = orders.values_of(order, hashed, todo.snapshot)
            rows.append({**values, "id": order_id, "customer_id": customer, "import_id": import_id})
            lines += orders.line_values(order_id, order.lines)
            order_id += 1
            if customer is not None:
                touched.add(customer)
        orders.add(tx, rows, lines)
    return touched


def _replace(tx: Tx, todo: Plan, ids: dict[str, int], import_id: int) -> set[int]:
    """Write changed orders; everybody they belonged to before and belong to now."""
    touched: set[int | None] = set()
    before, before_lines = [], []
    for row, lines in orders.as_stored(tx, [id for id, _, _ in todo.changed]):
        before.append((row["id"], row))
        before_lines.append((row["id"], lines))
        touched.add(row["customer_id"])
    imports.journal(tx, import_id, "orders", before)
    imports.journal(tx, import_id, "order_lines", before_lines)
    rows, lines = [], []
    for order_id, order, hashed in todo.changed:
        customer = ids[order.customer_key] if order.customer_key else None
        rows.append({**orders.values_of(order, hashed, todo.snapshot), "id": order_id, "customer_id": customer})
        lines += orders.line_values(order_id, order.lines)
        touched.add(customer)
    orders.replace(tx, rows, lines)
    return {id for id in touched if id is not None}


def _mark_seen(tx: Tx, todo: Plan, import_id: int) -> None:
    by_snapshot: dict[tuple[int, str], list[int]] = {}
    for order_id, snapshot in todo.seen:
        by_snapshot.setdefault(snapshot, []).append(order_id)
    imports.journal(tx, import_id, "seen", ((f"{at} {digest}", ids) for (at, digest), ids in by_snapshot.items()))
    orders.mark_seen(tx, (order_id for order_id, _ in todo.seen), todo.snapshot)


def _drop_deserted(tx: Tx, ids: Iterable[int], import_id: int) -> set[int]:
    """Remove customers whose only orders turned out to be somebody else's: no order, file or mark names them."""
    free = set(buyers.unreferenced(tx, set(ids)))
    rows = {id: row for id, row in buyers.rows(tx, free).items() if row["attributes"] == "{}"}
    imports.journal(tx, import_id, "customers", rows.items())
    buyers.remove(tx, rows)
    return set(rows)
