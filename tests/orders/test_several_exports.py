"""Orders of which several exports speak, layouts explained once, and two shops with the same order numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.core.records.orders import ImportOptions, ImportResult
from shopkeep.errors import AmbiguousFile
from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop
from tests.orders.conftest import WriteCsv
from tests.orders.tables import dump, meaning

FULL = (
    "Name,Email,Financial Status,Created at,Currency,Total,Refunded Amount,Lineitem quantity,Lineitem name,"
    "Lineitem price,Shipping City"
)
TRIMMED = "Name,Email,Financial Status,Created at,Currency,Total,Refunded Amount,Accepts Marketing"


def take(shop: Shop, path: Path, **options: object) -> ImportResult:
    return importing.import_orders(shop, path, ImportOptions(**options))  # type: ignore[arg-type]


def of(shop: Shop, number: str) -> tuple[object, ...]:
    with shop.db.read() as tx:
        row = tx.exec_driver_sql(
            "SELECT total, refunded, status, city, consent, (SELECT group_concat(title) FROM order_lines l"
            " WHERE l.order_id = o.id) FROM orders o WHERE number = ?",
            (number,),
        ).one()
    return tuple(row)


@pytest.fixture
def full(write_csv: WriteCsv) -> Path:
    return write_csv(
        FULL,
        "#1,ann@example.com,paid,2026-01-05 10:00:00 +0000,EUR,30.00,0.00,2,Tea,15.00,Cork",
        "#2,bo@example.com,paid,2026-01-06 10:00:00 +0000,EUR,20.00,0.00,1,Pot,20.00,Galway",
        name="full.csv",
    )


@pytest.fixture
def trimmed(write_csv: WriteCsv) -> Path:
    """Newer than `full`, without products and places."""
    return write_csv(
        TRIMMED,
        "#1,ann@example.com,partially_refunded,2026-01-05 10:00:00 +0000,EUR,30.00,5.00,yes",
        "#3,cy@example.com,paid,2026-02-06 10:00:00 +0000,EUR,9.00,0.00,no",
        name="trimmed.csv",
    )


def test_a_newer_export_without_some_columns_takes_nothing_away(shop: Shop, full: Path, trimmed: Path) -> None:
    take(shop, full)
    done = take(shop, trimmed)
    assert (done.orders_new, done.orders_updated) == (1, 1)
    assert of(shop, "#1") == (3000, 500, "paid", "Cork", 1, "Tea")


def test_exports_with_other_columns_come_in_any_order(shop: Shop, full: Path, trimmed: Path) -> None:
    take(shop, trimmed)
    assert of(shop, "#1") == (3000, 500, "paid", "", 1, None)
    take(shop, full)
    one = meaning(shop)
    assert of(shop, "#1") == (3000, 500, "paid", "Cork", 1, "Tea")
    importing.undo_import(shop, 2)
    importing.undo_import(shop, 1)
    take(shop, full)
    take(shop, trimmed)
    other = meaning(shop)
    assert {k: v for k, v in one.items() if k != "customers"} == {k: v for k, v in other.items() if k != "customers"}
    assert [row[:6] for row in one["customers"]] == [row[:6] for row in other["customers"]]


def test_undo_takes_the_pieces_apart_again(shop: Shop, full: Path, trimmed: Path) -> None:
    take(shop, full)
    before = dump(shop)
    take(shop, trimmed)
    together = dump(shop)
    assert together["order_pieces"]
    take(shop, full)
    assert dump(shop) == together
    importing.undo_import(shop, 2)
    assert dump(shop) == before


OWN = "Nr,Wann,Wer,Summe,Cur"


def test_a_layout_is_explained_once(shop: Shop, write_csv: WriteCsv) -> None:
    first = write_csv(OWN, "1,03/04/2026,a@example.com,5.00,EUR", name="one.csv")
    second = write_csv(OWN, "2,05/04/2026,b@example.com,6.00,EUR", name="two.csv")
    mapping = {"number": "Nr", "date": "Wann", "email": "Wer", "total": "Summe", "currency": "Cur"}
    with pytest.raises(AmbiguousFile):
        take(shop, second)
    take(shop, first, mapping=mapping, dates="dmy")
    preview = importing.preview_file(shop, second, ImportOptions())
    assert preview.remembered
    assert preview.parsed.orders[0].placed_at.date().isoformat() == "2026-04-05"
    assert take(shop, second).orders_new == 1
    assert take(shop, first).already_known


def test_what_a_file_tells_goes_before_what_was_said_of_another(shop: Shop, write_csv: WriteCsv) -> None:
    header = "Order number,Date,Email,Total,Currency"
    take(shop, write_csv(header, "1,03/04/2026,a@example.com,5.00,EUR", name="one.csv"), dates="dmy")
    told = write_csv(header, "2,03/25/2026,b@example.com,6.00,EUR", name="two.csv")
    assert importing.preview_file(shop, told, ImportOptions()).parsed.dates == "mdy"


def test_two_shops_with_the_same_order_numbers_do_not_meet(shop: Shop, write_csv: WriteCsv) -> None:
    stall = "Order number,Date,Email,Total,Currency"
    fair = "Order no,Sale date,E-mail,Amount,Currency"
    take(shop, write_csv(stall, *(f"{n},2026-01-{n:02d},s{n}@example.com,5.00,EUR" for n in range(1, 9)), name="a.csv"))
    done = take(
        shop, write_csv(fair, *(f"{n},2026-03-{n:02d},f{n}@example.org,7.00,EUR" for n in range(1, 9)), name="b.csv")
    )
    assert (done.orders_new, done.orders_updated) == (8, 0)
    later = write_csv(fair, *(f"{n},2026-03-{n:02d},f{n}@example.org,7.00,EUR" for n in range(5, 12)), name="c.csv")
    done = take(shop, later)
    assert (done.orders_new, done.orders_updated, done.orders_unchanged) == (3, 0, 4)


def test_another_layout_of_the_same_shop_is_the_same_shop(shop: Shop, write_csv: WriteCsv) -> None:
    one = "Order number,Date,Email,Total,Currency"
    other = "Order no,Sale date,E-mail,Amount,Currency"
    rows = [f"{n},2026-01-{n:02d},s{n}@example.com,5.00,EUR" for n in range(1, 9)]
    take(shop, write_csv(one, *rows, name="a.csv"))
    assert take(shop, write_csv(other, *rows, name="b.csv")).orders_new == 0
