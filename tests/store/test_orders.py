"""What the store keeps of imports: the journal, the history, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shopkeep.core.records.orders import Order, OrderLine, Rejected
from shopkeep.store import buyers, imports, orders
from shopkeep.store.database import Database, open_database


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    found = open_database(tmp_path / "shop")
    yield found
    found.close()


def an_order(number: str, total: int = 1000) -> Order:
    return Order("shopify", number, datetime(2026, 1, 2, tzinfo=UTC), "EUR", total, lines=(OrderLine("Tea"),))


def put(db: Database, order: Order, snapshot: tuple[int, str]) -> int:
    with db.write() as tx:
        import_id = imports.begin(tx, {"kind": "orders", "file": "a.csv", "digest": snapshot[1]})
        order_id = orders.next_id(tx)
        values = {**orders.values_of(order, f"h{order.total}", snapshot), "id": order_id, "import_id": import_id}
        orders.add(tx, [values], orders.line_values(order_id, order.lines))
    return import_id


def test_known_orders_are_found_by_platform_and_number(db: Database) -> None:
    put(db, an_order("#1"), (100, "aa"))
    with db.read() as tx:
        assert orders.known(tx, "woocommerce") == {}
        known = orders.known(tx, "shopify")["#1"]
        assert orders.count(tx) == 1
    assert (known.content_hash, known.snapshot, known.customer_id) == ("h1000", (100, "aa"), None)


def test_one_number_stands_once_in_a_platform(db: Database) -> None:
    put(db, an_order("#1"), (100, "aa"))
    with pytest.raises(Exception, match="UNIQUE"):
        put(db, an_order("#1"), (200, "bb"))
    with db.read() as tx:
        assert [row.import_id for row in imports.history(tx)] == [1]


def test_a_journal_puts_rows_back_with_their_ids(db: Database) -> None:
    put(db, an_order("#1"), (100, "aa"))
    with db.read() as tx:
        before = list(orders.as_stored(tx, [1]))
    with db.write() as tx:
        import_id = imports.begin(tx, {"kind": "orders", "file": "b.csv", "digest": "bb"})
        imports.journal(tx, import_id, "orders", ((row["id"], row) for row, _ in before))
        imports.journal(tx, import_id, "order_lines", ((row["id"], lines) for row, lines in before))
        changed = an_order("#1", 2000)
        orders.replace(tx, [{**orders.values_of(changed, "x", (200, "bb")), "id": 1}], [])
    with db.write() as tx:
        assert list(orders.as_stored(tx, [1])) != before
        imports.take_back(tx, import_id)
    with db.read() as tx:
        assert list(orders.as_stored(tx, [1])) == before
        assert [(r.import_id, r.undone, r.can_undo) for r in imports.history(tx)] == [
            (2, True, False),
            (1, False, True),
        ]


def test_taking_back_the_first_import_leaves_an_empty_shop(db: Database) -> None:
    import_id = put(db, an_order("#1"), (100, "aa"))
    with db.write() as tx:
        imports.refuse(tx, import_id, [Rejected(2, "Email", "n/a", "not an e-mail address")])
        imports.take_back(tx, import_id)
    with db.read() as tx:
        assert (orders.count(tx), buyers.count(tx)) == (0, 0)
        assert len(imports.refused(tx, import_id)) == 1  # what was refused stays in the history
        assert imports.same_file(tx, "orders", "aa") is None
