"""Corners of the import in which rows, products, places or customers could get lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.core import apart
from shopkeep.core.records.orders import ImportOptions, ImportResult
from shopkeep.jobs import importing, triage
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.orders import reader, streaming
from tests.orders.conftest import WriteCsv
from tests.orders.tables import dump

FULL = (
    "Name,Email,Financial Status,Created at,Currency,Total,Refunded Amount,Accepts Marketing,Billing Name,Billing City,"
    "Lineitem quantity,Lineitem name,Lineitem price"
)
TRIMMED = "Name,Email,Financial Status,Created at,Currency,Total,Refunded Amount,Accepts Marketing"


def full(number: object, total: str = "10.00", day: str = "2026-01-01", who: str = "a", products: int = 1) -> str:
    head = f"#{number},{who}@example.com,paid,{day} 10:00:00 +0000,EUR,{total},0.00,yes,Ann,Cork,1,Tea 0,5.00"
    more = f"#{number},{who}@example.com,,{day} 10:00:00 +0000,,,,,,,1,Tea,5.00"
    return "\n".join([head, *[more] * (products - 1)])


def trimmed(number: int, refunded: str = "0.00", day: str = "2026-01-01") -> str:
    return f"#{number},a@example.com,paid,{day} 10:00:00 +0000,EUR,10.00,{refunded},yes"


def take(shop: Shop, path: Path) -> ImportResult:
    return importing.import_orders(shop, path, ImportOptions())


def one(shop: Shop, query: str) -> object:
    with shop.db.read() as tx:
        return tx.exec_driver_sql(query).scalar_one()


def rows(result: ImportResult) -> tuple[int, int, int, int]:
    return result.rows, result.rows_in_orders, result.rows_skipped, result.rejected_count


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart.os, "cpu_count", lambda: 1)
    monkeypatch.setattr(reader, "SMALL", 0)
    monkeypatch.setattr(reader, "SAMPLE", 1_500)
    monkeypatch.setattr(streaming, "WINDOW", 5)


def test_products_of_changed_orders_return_with_an_undo(shop: Shop, write_csv: WriteCsv) -> None:
    take(shop, write_csv(FULL, full(1), full(2), full(3), name="one.csv"))
    before = dump(shop)
    changed = [full(2, "12.00", "2026-01-02", products=2), full(3, "13.00")]
    assert take(shop, write_csv(FULL, *changed, name="two.csv")).orders_updated == 2
    importing.undo_import(shop, 2)
    assert dump(shop) == before


def test_a_place_stands_in_the_second_column_where_nothing_was_sent(shop: Shop, write_csv: WriteCsv) -> None:
    header = (
        "Name,Email,Financial Status,Created at,Currency,Total,Billing Name,Shipping City,Billing City,Billing Country"
    )
    row = "#{0},a{0}@example.com,paid,2026-01-01 10:00:00 +0000,EUR,10.00,Ann,,Cork,IE"
    take(shop, write_csv(header, *map(row.format, range(1, 9))))
    assert one(shop, "SELECT count(*) FROM orders WHERE city = 'Cork' AND country = 'IE'") == 8


@pytest.mark.parametrize("total", ["-", "N/A", "null"])
def test_an_order_without_an_amount_is_refused_among_plain_ones(shop: Shop, write_csv: WriteCsv, total: str) -> None:
    row = "#{0},a{0}@example.com,paid,2026-01-01 10:00:00 +0000,EUR,{1},Ann"
    given = [row.format(n, "10.00") for n in range(1, 5)]
    header = "Name,Email,Financial Status,Created at,Currency,Total,Billing Name"
    done = take(shop, write_csv(header, *given, row.format(9, total)))
    assert (done.orders_new, done.rejected_count) == (4, 1)


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("at", range(3, 9))
def test_rows_of_no_order_count_once_wherever_they_stand(shop: Shop, write_csv: WriteCsv, at: int) -> None:
    given = [full(n) for n in range(1, 41)]
    given[at] += "\n" + "," * 12
    given[at + 10] += "\n" + full("").replace("#,", ",")
    assert rows(take(shop, write_csv(FULL, *given))) == (42, 40, 1, 1)
    assert rows(take(shop, write_csv(FULL, *given, full(50, day="2026-02-01"), name="more.csv"))) == (43, 41, 1, 1)


@pytest.mark.usefixtures("tiny")
def test_a_cell_of_two_lines_before_the_number_is_no_refused_row(shop: Shop, write_csv: WriteCsv) -> None:
    row = "{1},2026-01-05,{0},b{0}@example.com,10.00,EUR,Tea"
    given = [row.format(n, '"x\ny"' if n % 2 else "") for n in range(1, 41)]
    done = take(shop, write_csv("Note,Date,Order number,Email,Total,Currency,Product name", *given))
    assert rows(done) == (40, 40, 0, 0)


@pytest.mark.usefixtures("tiny")
def test_a_row_without_number_goes_on_with_a_known_order(shop: Shop, write_csv: WriteCsv) -> None:
    given = [full(n) for n in range(1, 41)]
    take(shop, write_csv(FULL, *given))
    given[9] += "\n,,,,,,,,,,1,Extra,4.00"
    done = take(shop, write_csv(FULL, *given, full(50, day="2026-02-01"), name="more.csv"))
    assert (done.orders_updated, done.order_lines, done.rejected_count) == (1, 42, 0)


def test_a_file_that_says_the_same_again_renews_its_piece(tmp_path: Path, write_csv: WriteCsv) -> None:
    files = [
        write_csv(FULL, full(1), full(90, day="2026-02-01"), name="1.csv"),
        write_csv(TRIMMED, trimmed(1, "1.00"), trimmed(91, day="2026-02-10"), name="2.csv"),
        write_csv(TRIMMED, trimmed(1, "1.00"), trimmed(93, day="2026-02-20"), name="3.csv"),
        write_csv(TRIMMED, trimmed(1, "2.00"), trimmed(92, day="2026-02-15"), name="4.csv"),
    ]
    for at, turn in enumerate(((0, 1, 2, 3), (0, 1, 3, 2))):
        shop = open_shop(tmp_path / f"shop{at}")
        for each in turn:
            take(shop, files[each])
        assert one(shop, "SELECT refunded FROM orders WHERE number = '#1'") == 100
        shop.close()


def test_the_same_cells_under_another_column_are_something_else(shop: Shop, write_csv: WriteCsv) -> None:
    header = "Name,Email,Financial Status,Created at,Currency,Total,"
    row = "#{0},a@example.com,paid,2026-01-0{0} 10:00:00 +0000,EUR,10.00,5.00"
    take(shop, write_csv(header + "Shipping", row.format(1), name="one.csv"))
    assert (
        take(shop, write_csv(header + "Refunded Amount", row.format(1), row.format(2), name="two.csv")).orders_updated
        == 1
    )
    assert one(shop, "SELECT refunded FROM orders WHERE number = '#1'") == 500


def test_merged_customers_stay_merged(shop: Shop, write_csv: WriteCsv) -> None:
    take(shop, write_csv(FULL, full(1, who="b"), full(2), name="one.csv"))
    triage.merge(shop, "a@example.com", "b@example.com")
    take(shop, write_csv(FULL, full(1, who="c"), full(3, day="2026-02-01"), name="two.csv"))
    take(shop, write_csv(FULL, full(5, who="b", day="2026-03-01"), name="three.csv"))
    assert one(shop, "SELECT merged_into IS NOT NULL FROM customers WHERE email = 'b@example.com'")


@pytest.mark.parametrize("says", ["print('a word')", "sys.stdout.buffer.write(b'\\xff' * 99)"])
def test_a_reader_that_says_something_else_is_done_without(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    path = tmp_path / "large.csv"
    path.write_text("\n".join([FULL, *(full(n).replace("Tea", "Tea " * 500) for n in range(2_500))]) + "\n")
    run = apart.subprocess.Popen
    monkeypatch.setattr(
        apart.subprocess, "Popen", lambda command, **how: run([command[0], "-c", f"import sys; {says}"], **how)
    )
    monkeypatch.setattr(apart.os, "cpu_count", lambda: 2)
    assert take(shop, path).orders_new == 2_500
