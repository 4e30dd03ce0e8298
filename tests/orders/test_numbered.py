"""Orders without an address whose customer number another order names: whose they are, in any order of the files."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from shopkeep.core.records.orders import ImportOptions, ImportResult
from shopkeep.jobs import customers, erasing, import_many, importing, pairs, triage
from shopkeep.jobs.shop import Shop, open_shop
from tests.orders.conftest import WriteCsv
from tests.orders.tables import dump, meaning

HEADER = "Order Number,Order Date,Customer ID,Email,Name,Total,Currency"
ANN, BO = "ann@example.com", "bo@example.com"


def take(shop: Shop, path: Path) -> ImportResult:
    """An import whose preview says the same."""
    would = importing.preview_file(shop, path, ImportOptions()).would
    done = importing.import_orders(shop, path, ImportOptions())
    for said in ("orders_new", "customers_new", "orders_by_number", "orders_without_email"):
        assert getattr(would, said) == getattr(done, said), said
    return done


def counted(shop: Shop) -> dict[str, int]:
    """Every customer with their orders."""
    return {row.email: row.orders for row in customers.list_customers(shop)}


def test_in_one_file(shop: Shop, write_csv: WriteCsv) -> None:
    rows = [f"1,2026-10-01,17,{ANN},Ann Lee,20,EUR", "2,2026-10-09,17,,Ann Lee,25,EUR", "3,2026-10-09,18,,Bo,25,EUR"]
    done = take(shop, write_csv(HEADER, *rows, "4,2026-10-09,0,,Cy Roe,25,EUR", "5,2026-10-09,Guest,,Di,25,EUR"))
    assert (done.customers_new, done.customers_total, done.orders_without_email, done.orders_by_number) == (2, 2, 4, 1)
    assert counted(shop) == {ANN: 2, "generic:18": 1}
    brought = import_many.brought(shop, done.import_id)
    assert brought
    assert brought.customers == 2, "nobody twice"
    again = take(shop, write_csv(HEADER, *rows, name="saved-anew.csv"))
    assert (again.orders_new, again.orders_without_email, again.orders_by_number) == (0, 2, 1)


def test_files_in_any_order_and_each_taken_back(tmp_path: Path, write_csv: WriteCsv) -> None:
    files = [
        write_csv(HEADER, "1,2026-10-01,17,,Ann Lee,20,EUR", "2,2026-10-02,18,,Bo Ray,20,EUR", name="bare.csv"),
        write_csv(
            HEADER, f"3,2026-10-03,17,{ANN},Ann Lee,20,EUR", f"4,2026-10-03,18,{BO},Bo Ray,9,EUR", name="told.csv"
        ),
        write_csv(HEADER, "5,2026-10-04,18,bo2@example.com,Bo Ray,20,EUR", name="another.csv"),
        write_csv(HEADER, f"1,2026-10-01,17,{ANN},Ann Lee,20,EUR", "6,2026-10-05,17,,Ann Lee,7,EUR", name="newer.csv"),
    ]
    found = []
    for number, order in enumerate(permutations(files)):
        shop = open_shop(tmp_path / f"shop{number}")
        shop.settings.set("shop.timezone", "Europe/Dublin")
        states = []
        for file in order:
            states.append(dump(shop))
            take(shop, file)
        assert counted(shop) == {ANN: 3, "generic:18": 1, BO: 1, "bo2@example.com": 1}
        found.append(meaning(shop))
        for row, state in zip(importing.list_imports(shop), reversed(states), strict=True):
            importing.undo_import(shop, row.import_id)
            assert dump(shop) == state
        shop.close()
    assert all(each == found[0] for each in found)


def test_an_earlier_order_is_told_of(shop: Shop, write_csv: WriteCsv) -> None:
    take(shop, write_csv(HEADER, "1,2026-10-01,17,,Ann Lee,20,EUR", name="bare.csv"))
    told = take(shop, write_csv(HEADER, f"3,2026-10-03,17,{ANN},Ann Lee,20,EUR", name="told.csv"))
    assert told.customers_total == 1
    assert any("1 order of earlier files without an address went to the buyer" in each for each in told.warnings)
    other = take(shop, write_csv(HEADER, "4,2026-10-04,17,anna@example.com,Ann Lee,20,EUR", name="other.csv"))
    assert other.customers_total == 3
    assert any("A customer number that named one buyer" in each for each in other.warnings)


@pytest.mark.parametrize(
    "rows",
    [
        [f"1,2026-10-01,1,{ANN},Ann Lee,20,EUR", "2,2026-10-09,1,,Bo Ray,25,EUR"],
        [f"1,2026-10-01,1,{ANN},Ann Lee,20,EUR", f"2,2026-10-09,1,{BO},,25,EUR", "3,2026-10-09,1,,,25,EUR"],
        [f"1,2026-10-01,1,{ANN},,20,EUR", *(f"{n},2026-10-02,1,,,{n},EUR" for n in range(2, 9))],
        [f"1,2026-10-01,Walk-in,{ANN},,20,EUR", "2,2026-10-09,Walk-in,,,25,EUR"],
        [f"1,2026-10-01,0,{ANN},,20,EUR", "2,2026-10-09,0,,,25,EUR"],
        [f"1,2026-10-01,7123456789012340,{ANN},,20,EUR", "2,2026-10-09,7123456789012340,,,25,EUR"],
        [f"1,2026-10-01,7.12E+15,{ANN},,20,EUR", "2,2026-10-09,7.12E+15,,,25,EUR"],
    ],
    ids=["two names", "two addresses", "a till", "a word for anybody", "guests", "rounded", "shortened"],
)
def test_a_number_of_several_people_names_nobody(shop: Shop, write_csv: WriteCsv, rows: list[str]) -> None:
    assert take(shop, write_csv(HEADER, *rows)).orders_by_number == 0
    assert counted(shop)[ANN] == 1


def test_numbers_are_a_platforms_own(shop: Shop, write_csv: WriteCsv) -> None:
    """So are those of two tables of no known platform, unless the names say that it is one shop."""
    woo = "order_id,order_number,order_date,status,order_total,order_currency,customer_id,billing_email,wt_import_key"
    rows = [f"1,1,2026-10-01 10:00:00,completed,20.00,EUR,7,{ANN},1", "2,2,2026-10-02 10:00:00,completed,9.00,EUR,7,,2"]
    assert take(shop, write_csv(woo, *rows, name="woo.csv")).orders_by_number == 1
    take(shop, write_csv(HEADER, "31,2026-10-01,7,,,20,EUR", "32,2026-10-02,9,,Bo Ray,20,EUR", name="till.csv"))
    assert counted(shop) == {ANN: 2, "generic:7": 1, "generic:9": 1}
    other = HEADER.replace("Name", "Phone,Name")
    rows = ["41,2026-10-03,7,cy@example.com,,Cy Roe,20,EUR", f"42,2026-10-03,9,{BO},,Bo Ray,20,EUR"]
    take(shop, write_csv(other, *rows, name="shop.csv"))
    assert counted(shop) == {ANN: 2, "generic:7": 1, "cy@example.com": 1, BO: 2}


def test_what_the_owner_decided_stays(shop: Shop, write_csv: WriteCsv) -> None:
    bare = [
        "1,2026-10-01,17,,Ann Lee,20,EUR",
        "2,2026-10-02,18,,Bo Ray,20,EUR",
        "3,2026-10-01,,cy@example.com,Cy,5,EUR",
    ]
    take(shop, write_csv(HEADER, *bare, name="bare.csv"))
    triage.merge(shop, "cy@example.com", "generic:17")
    told = [f"4,2026-10-03,17,{ANN},Ann Lee,20,EUR", f"5,2026-10-03,18,{BO},Bo Ray,9,EUR"]
    take(shop, write_csv(HEADER, *told, name="told.csv"))
    assert counted(shop) == {"cy@example.com": 2, ANN: 1, BO: 2}
    pairs.unmerge(shop, "generic:18")
    take(shop, write_csv(HEADER, "6,2026-10-04,18,,Bo Ray,9,EUR", "7,2026-10-04,17,,Ann Lee,9,EUR", name="more.csv"))
    assert counted(shop) == {"cy@example.com": 3, ANN: 1, BO: 1, "generic:18": 2}


def test_whoever_was_erased_does_not_come_back_by_a_number(shop: Shop, write_csv: WriteCsv) -> None:
    rows = [f"1,2025-10-01,17,{ANN},Ann Lee,20,EUR", "2,2025-10-09,17,,Ann Lee,25,EUR"]
    take(shop, write_csv(HEADER, *rows))
    erasing.forget(shop, ANN)
    take(shop, write_csv(HEADER, *rows, "3,2025-10-10,18,,Bo Ray,25,EUR", name="again.csv"))
    assert counted(shop) == {"generic:18": 1}
    assert not any("Ann" in str(row) or ",17," in str(row) for row in dump(shop)["orders"])
