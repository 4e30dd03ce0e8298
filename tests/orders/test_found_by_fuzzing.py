"""What generated and fuzzed files once broke, each as the smallest file that did."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shopkeep.core import text
from shopkeep.core.records.orders import ImportOptions, ParsedFile
from shopkeep.errors import AmbiguousFile, ShopkeepError
from shopkeep.orders.reading import platforms, read_orders
from tests.orders.conftest import WriteCsv

HEADER = "Order number,Date,Customer email,Total,Currency,Product name,Unit price"


def read(folder: Path, data: str, **options: object) -> ParsedFile:
    path = folder / "orders.csv"
    path.write_bytes(data.encode())
    return read_orders(path, ImportOptions(**options), "UTC", "").parsed  # type: ignore[arg-type]


def test_thousands_of_one_currency_are_no_decimals_of_another(tmp_path: Path) -> None:
    """Dinars have three decimals and yen none, so that yen beside them do not tell what `28,831` is."""
    rows = ('1,2026-01-02,a@example.com,"28,831",KWD,,', "2,2026-01-03,b@example.com,15573,JPY,,")
    data = "\n".join((HEADER, *rows, "3,2026-01-04,c@example.com,300000,JPY,,")) + "\n"
    with pytest.raises(AmbiguousFile) as asked:
        read(tmp_path, data)
    assert asked.value.option == "decimal"
    assert read(tmp_path, data, decimal="comma").orders[0].total == 28831


def test_days_that_are_their_month_need_no_question(tmp_path: Path) -> None:
    for written in ("11/11/19", "11/11/2019"):
        (order,) = read(tmp_path, f"{HEADER}\n1,{written},a@example.com,5.00,EUR,,\n").orders
        assert (order.placed_at.year, order.placed_at.month, order.placed_at.day) == (2019, 11, 11)


@pytest.mark.parametrize("weekday", ["Tue, 20", "Thu, 22"])
def test_weekdays_that_begin_with_the_sign_before_iso_times(tmp_path: Path, weekday: str) -> None:
    (order,) = read(tmp_path, f'{HEADER}\n1,"{weekday} Jul 2021 18:12:16 +0100",a@example.com,5.00,EUR,,\n').orders
    assert order.placed_at == datetime(2021, 7, int(weekday[-2:]), 17, 12, 16, tzinfo=UTC)


def test_an_empty_row_below_one_order_of_two_products(tmp_path: Path) -> None:
    row = "1,2026-01-02,a@example.com,5.00,EUR,{},1.00"
    parsed = read(tmp_path, "\n".join((HEADER, row.format("Tea"), row.format("Mug"), ",,,,,,")) + "\n")
    assert [line.title for order in parsed.orders for line in order.lines] == ["Tea", "Mug"]
    assert (parsed.rows, parsed.rows_in_orders, parsed.rows_skipped) == (3, 2, 1)


def test_rows_that_end_in_returns_with_line_breaks_inside_cells(tmp_path: Path) -> None:
    row = '1,2026-01-02,a@example.com,5.00,EUR,"one\ntwo\nthree\nfour",1.00'
    parsed = read(tmp_path, f"{HEADER}\r{row}\r")
    assert [line.title for order in parsed.orders for line in order.lines] == ["one two three four"]


def test_a_row_within_one_cell_that_breaks_its_line(tmp_path: Path) -> None:
    data = f'{HEADER}\n1,2026-01-02,a@example.com,5.00,EUR,Tea,1.00\n"2,2026-01-02,b@example.com\n,5.00,EUR,Mug,1.00"\n'
    parsed = read(tmp_path, data)
    assert parsed.rows == parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected) == 2


def test_a_text_cut_at_its_limit_ends_in_no_space() -> None:
    for value in ("abc def", "abc dÉf"):
        assert text.clean(value, 4) == "abc"


def test_a_buyer_with_a_control_character(write_csv: WriteCsv) -> None:
    path = write_csv("InvoiceNo,InvoiceDate,UnitPrice,Quantity,CustomerID,Country", "1,2026-01-05,2.50,2,17\x0250.0,UK")
    order = read_orders(path, ImportOptions(), "UTC", "GBP").parsed.orders[0]
    assert "\x02" not in order.buyer


def test_an_order_without_currency_among_others_with_one(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Order number,Date,Email,Currency,Product,Quantity,Price",
        "1,2026-01-05,a@example.com,EUR,Tea,1,5.00",
        "2,2026-01-05,b@example.com,USD,Tea,1,5.00",
        "3,2026-01-05,c@example.com,,Tea,0,",
    )
    parsed = read_orders(path, ImportOptions(), "UTC", "").parsed
    assert all(order.currency for order in parsed.orders)
    assert parsed.rows == parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected)


def test_a_postcode_cut_at_its_limit_ends_in_no_space(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Order number,Date,Email,Total,Currency,Postcode", "1,2026-01-05,a@example.com,5,EUR,2025-01-10 10:06:00 more"
    )
    order = read_orders(path, ImportOptions(), "UTC", "").parsed.orders[0]
    assert order.postcode == order.postcode.strip()


def test_a_format_named_for_a_file_that_lacks_its_columns_is_refused_in_words(write_csv: WriteCsv) -> None:
    path = write_csv("A,B", "1,2")
    for name in platforms():
        with pytest.raises(ShopkeepError):
            read_orders(path, ImportOptions(format=name, currency="EUR"), "UTC", "")


def test_a_row_within_one_cell_that_has_too_many_of_its_own(write_csv: WriteCsv) -> None:
    header = "Email,Total,Currency,Date,Order number"
    path = write_csv(
        header, "a@example.com,5.00,EUR,2026-01-05,1", '"b@example.com,5.00,EUR,2026-01-05,2,more,and,more"'
    )
    parsed = read_orders(path, ImportOptions(), "UTC", "").parsed
    assert (len(parsed.orders), len(parsed.rejected), parsed.rows) == (1, 1, 2)
