"""What the store keeps of imports: the journal, the history, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shopkeep.core.records.orders import Rejected, Told, ToldLine
from shopkeep.store import buyers, imports, known_files, orders
from shopkeep.store.database import Database, open_database


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    found = open_database(tmp_path / "shop")
    yield found
    found.close()


def told(total: int = 1000) -> Told:
    nothing = ("", "", "", "", "", "")
    return Told(
        *(1767312000, "EUR", total, 0, 0, 0, 0, "[]", "paid", True, *nothing, False, None, None, None, None, ""),
        lines=(ToldLine("Tea", "", 1, total, 0),),
    )


def put(db: Database, number: str, digest: str) -> int:
    with db.write() as tx:
        import_id = imports.begin(tx, {"kind": "orders", "file": "a.csv", "digest": digest, "snapshot_at": 100})
        order_id = orders.next_id(tx)
        orders.add(
            tx,
            [(order_id, "shopify", number, None, *told()[:-1], import_id, import_id, 77, 3)],
            orders.line_rows([order_id], [len(told().lines)], told().lines),
        )
    return import_id


def test_known_orders_are_found_by_platform_and_number(db: Database) -> None:
    put(db, "#1", "aa")
    with db.read() as tx:
        assert orders.known(tx, "woocommerce", ["#1"]) == {}
        found = orders.known(tx, "shopify", ["#1", "#2"])
        assert found == {"#1": orders.Known(1, 77, 1, 3, 1767312000, "EUR", False, 1)}
        assert orders.as_told(tx, [1]) == {1: told()}
        assert (orders.count(tx), orders.count(tx, "etsy")) == (1, 0)
        assert imports.snapshots(tx) == {1: (100, "aa")}


def test_one_number_stands_once_in_a_platform(db: Database) -> None:
    put(db, "#1", "aa")
    with pytest.raises(Exception, match="UNIQUE"):
        put(db, "#1", "bb")
    with db.read() as tx:
        assert [row.import_id for row in imports.history(tx)] == [1]


def test_a_journal_puts_rows_back_with_their_ids(db: Database) -> None:
    put(db, "#1", "aa")
    with db.read() as tx:
        before = list(orders.as_stored(tx, [1]))
    with db.write() as tx:
        import_id = imports.begin(tx, {"kind": "orders", "file": "b.csv", "digest": "bb"})
        imports.journal(tx, import_id, "orders", ((row["id"], row) for row, _ in before))
        imports.journal(tx, import_id, "order_lines", ((row["id"], lines) for row, lines in before))
        orders.replace(tx, [(None, *told(2000)[:-1], import_id, 78, 3, 1)], [])
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
    import_id = put(db, "#1", "aa")
    with db.write() as tx:
        imports.refuse(tx, import_id, [Rejected(2, "Email", "n/a", "not an e-mail address")])
        imports.take_back(tx, import_id)
    with db.read() as tx:
        assert (orders.count(tx), buyers.count(tx)) == (0, 0)
        assert len(imports.refused(tx, import_id)) == 1  # what was refused stays in the history
        assert known_files.same_file(tx, "orders", "aa") is None
