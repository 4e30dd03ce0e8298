"""Lists that a spreadsheet saved anew without seconds or zones: the same orders, and the precise moment stays."""

from __future__ import annotations

import re
from itertools import permutations
from pathlib import Path

from shopkeep.core.records.orders import ImportOptions
from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop, open_shop
from tests.orders.conftest import WriteCsv
from tests.orders.tables import dump

HEADER = "Name,Email,Financial Status,Paid at,Currency,Total,Refunded Amount,Created at,Lineitem name,Lineitem price"
ROWS = [
    f"#{n},a{n}@example.com,paid,2025-07-{n:02} 10:0{n}:1{n} +0100,EUR,{n}0.00,0.00,"
    f"2025-07-{n:02} 10:0{n}:0{n} +0100,Tea,5"
    for n in range(1, 6)
]
EXPORT = [*ROWS, "#6,a6@example.com,paid,2025-07-06 10:06:00 +0100,EUR,60.00,0.00,2025-07-06 10:06:00 +0100,Tea,5"]


def without_seconds(row: str) -> str:
    return re.sub(r"(\d\d:\d\d):\d\d", r"\1", row)


def without_zone(row: str) -> str:
    return row.replace(" +0100", "")


def without_both(row: str) -> str:
    return without_zone(without_seconds(row))


def moments(rows: list[tuple]) -> list[tuple]:
    return [(row[2], *row[4:-4]) for row in rows]


def test_saved_anew_in_any_order(tmp_path: Path, write_csv: WriteCsv) -> None:
    paid_back = EXPORT[1].replace("0.00,2025", "9.00,2025")
    files = [
        write_csv(HEADER, *EXPORT, name="export.csv"),
        write_csv(HEADER, *map(without_both, EXPORT), name="saved.csv"),
        write_csv(
            HEADER, *map(without_both, [EXPORT[0], paid_back, *EXPORT[2:]]), without_both(NEWER), name="newer saved.csv"
        ),
    ]
    found = []
    for number, order in enumerate(permutations(files)):
        shop = open_shop(tmp_path / f"shop{number}")
        shop.settings.set("shop.timezone", "America/New_York")
        states = []
        for file in order:
            states.append(dump(shop))
            would = importing.preview_file(shop, file, ImportOptions()).would
            done = importing.import_orders(shop, file, ImportOptions())
            assert (would.orders_updated, would.warnings) == (done.orders_updated, done.warnings)
            refunded_before = files[2] in order[: order.index(file)]
            assert any("take that import back" in each for each in done.warnings) == refunded_before
        with shop.db.read() as tx:
            sql = "SELECT number, placed_at, paid_at, refunded FROM orders ORDER BY number"
            found.append(tx.exec_driver_sql(sql).all())
        for row, state in zip(importing.list_imports(shop), reversed(states), strict=True):
            importing.undo_import(shop, row.import_id)
            assert dump(shop) == state
        shop.close()
    assert all(each == found[0] for each in found)
    assert [row[3] for row in found[0]] == [0, 900, 0, 0, 0, 0, 0]
    assert [row[1] % 3600 for row in found[0][:6]] == [61, 122, 183, 244, 305, 360]
    assert [row[1] // 3600 % 24 for row in found[0][:6]] == [9] * 6


NEWER = "#7,a7@example.com,paid,2025-07-09 10:06:00 +0100,EUR,60.00,0.00,2025-07-09 10:06:00 +0100,Tea,5"


def test_saved_anew_it_warns_of_nothing(tmp_path: Path, write_csv: WriteCsv) -> None:
    for number, lose in enumerate((without_seconds, without_zone, without_both)):
        shop = open_shop(tmp_path / f"shop{number}")
        shop.settings.set("shop.timezone", "America/New_York")
        importing.import_orders(shop, write_csv(HEADER, *EXPORT, name="export.csv"), ImportOptions())
        before = dump(shop)["orders"]
        done = importing.import_orders(shop, write_csv(HEADER, *map(lose, EXPORT), name="saved.csv"), ImportOptions())
        assert (done.orders_new, done.orders_updated, done.orders_unchanged, done.warnings) == (0, 0, 6, [])
        assert moments(dump(shop)["orders"]) == moments(before)
        shop.close()


def test_a_moment_that_was_changed_in_the_owners_own_list_is_taken_over(shop: Shop, write_csv: WriteCsv) -> None:
    header, rows = "Order Number,Order Date,Email,Total,Currency", ["1,2026-10-01 10:00,a@example.com,9,EUR"]
    importing.import_orders(shop, write_csv(header, *rows, name="list.csv"), ImportOptions())
    rows = [rows[0].replace("10:00", "14:00"), "2,2026-10-02 10:00,a@example.com,9,EUR"]
    done = importing.import_orders(shop, write_csv(header, *rows, name="newer.csv"), ImportOptions())
    assert (done.orders_new, done.orders_updated, done.warnings) == (1, 1, [])
