"""Any orders with and without addresses and numbers, split in any files that come in any order: the same customers,
and each import taken back leaves what was there."""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path

import pytest

from shopkeep.core.records.orders import ImportOptions
from shopkeep.jobs import importing
from shopkeep.jobs.shop import open_shop
from tests.orders.tables import dump, meaning

HEADER = "Order Number,Order Date,Customer ID,Email,Name,Total,Currency"
SEEDS = int(os.environ.get("SHOPKEEP_EXAMPLES", "2000")) // 50


def orders(rng: random.Random) -> list[list[str]]:
    """Files of orders, each of a later day than the one before; some orders stand in several."""
    people = [(number, f"p{number}@example.com", f"Pat{number} Lee{number}") for number in range(5)]
    made: dict[int, tuple[int, str, str]] = {}
    files = []
    for at in range(1, rng.randrange(3, 6)):
        rows = []
        for number in {*rng.sample(range(20), rng.randrange(2, 8))}:
            known = made.setdefault(number, rng.choice(people))
            who = known if rng.random() < 0.9 else rng.choice(people)
            email = "" if rng.random() < 0.5 else who[1] if rng.random() < 0.9 else rng.choice(people)[1]
            name = "" if rng.random() < 0.3 else who[2]
            rows.append(f"{number},2025-12-1{number % 9} 10:00:00,{who[0]},{email},{name},{10 + number},EUR")
        rows.append(f"9{at},2026-0{at}-28 12:00:00,9{at},,,5,EUR")  # says when the file is of
        files.append(rows)
    return files


@pytest.mark.long
@pytest.mark.parametrize("seed", range(SEEDS))
def test_any_files_in_any_order(seed: int) -> None:
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for at, rows in enumerate(orders(rng)):
            paths.append(Path(folder) / f"{at}.csv")
            paths[-1].write_text("\n".join([HEADER, *rows]) + "\n")
        found = []
        for turn in range(3):
            shop = open_shop(Path(folder) / f"shop{turn}")
            shop.settings.set("shop.timezone", "Europe/Dublin")
            states = []
            for path in paths if not turn else rng.sample(paths, len(paths)):
                states.append(dump(shop))
                would = importing.preview_file(shop, path, ImportOptions()).would
                done = importing.import_orders(shop, path, ImportOptions())
                assert would.customers_new == done.customers_new
            said = meaning(shop)
            with shop.db.read() as tx:
                merged = tx.exec_driver_sql(
                    "SELECT c.email, k.email FROM customers c LEFT JOIN customers k ON k.id = c.merged_into"
                ).all()
            found.append((sorted(map(str, merged)), said["orders"], said["summaries"]))
            for row, state in zip(importing.list_imports(shop), reversed(states), strict=True):
                importing.undo_import(shop, row.import_id)
                assert dump(shop) == state
            shop.close()
        assert found[1] == found[0]
        assert found[2] == found[0]
