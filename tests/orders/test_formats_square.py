"""Square's transactions and items."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.core.records.orders import ImportOptions
from shopkeep.errors import AmbiguousFile, ImportRefused
from shopkeep.jobs import importing
from shopkeep.jobs.shop import open_shop
from tests.orders.reading_text import lines, read_path, read_text, sums
from tests.orders.samples_marketplaces import SQUARE_ITEMS, SQUARE_PAYMENTS, text_of
from tests.orders.tables import meaning

_WHEN = "Date=2026-09-13 | Time=10:02:11 | Time Zone=Eastern Time (US & Canada)"
_BACK = "Date=2026-09-20 | Time=09:00:00 | Time Zone=Eastern Time (US & Canada) | Event Type=Refund"
_SALE = f"{_WHEN} | Transaction ID=A1 | Event Type=Payment"


def test_a_refund_is_a_row_of_its_own_and_may_come_first(tmp_path: Path) -> None:
    text = text_of(
        SQUARE_PAYMENTS,
        f"{_BACK} | Gross Sales=-$12.00 | Net Sales=-$12.00 | Tax=-$0.96 | Total Collected=-$12.96 | Transaction ID=A1",
        f"{_SALE} | Gross Sales=$30.00 | Discounts=-$3.00 | Net Sales=$27.00 | Tax=$2.16 | Tip=$2.00"
        " | Total Collected=$31.16 | Customer ID=CUST1 | Customer Name=Dee Lee",
    )
    parsed = read_text(tmp_path, text, currency="USD")
    [order] = parsed.orders
    assert (parsed.format, parsed.timezone, parsed.rows_in_orders) == ("square", "America/New_York", 2)
    assert (order.total, order.refunded, order.status, order.discount, order.tax) == (31_16, 12_96, "paid", 3_00, 2_16)
    assert (f"{order.placed_at:%d %H:%M}", order.buyer, order.name) == ("13 14:02", "CUST1", "Dee Lee")


def test_a_payment_listed_twice_counts_once(tmp_path: Path) -> None:
    row = f"{_SALE} | Gross Sales=$30.00 | Net Sales=$30.00 | Total Collected=$30.00"
    assert sums(read_text(tmp_path, text_of(SQUARE_PAYMENTS, row, row), currency="USD")) == [("A1", "paid", 30_00, 0)]


def test_items_are_lines_and_what_they_add_up_to_gives_way(tmp_path: Path) -> None:
    text = text_of(
        SQUARE_ITEMS,
        f"{_SALE} | Item=Mug | Qty=2.0 | Price Point Name=Regular | SKU=M-1 | Gross Sales=$36.00 | Net Sales=$36.00"
        " | Tax=$2.88 | Discounts=$0.00",
        f"{_SALE} | Item=Tea | Qty=1.0 | Price Point Name=Large | Gross Sales=$12.00 | Discounts=-$2.00"
        " | Net Sales=$10.00 | Tax=$0.96",
        f"{_BACK} | Transaction ID=A1 | Item=Tea | Qty=-1.0 | Gross Sales=-$12.00 | Net Sales=-$10.00 | Tax=-$0.96",
    )
    [order] = read_text(tmp_path, text, currency="USD").orders
    assert (order.total, order.refunded, order.status) == (49_84, 10_96, "paid")
    assert lines(order) == [("Mug", 2, 18_00, 0), ("Tea - Large", 1, 12_00, 2_00)]


def test_older_items_without_zone_and_kind_of_row(tmp_path: Path) -> None:
    text = (
        "Date,Time,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,"
        "Transaction ID,Payment ID\n2026-04-25,18:01,Drinks,Tea,1,Blue,S1,,£3.00,£0.00,£3.00,£0.00,T1,P1\n"
        "2026-04-26,18:01,Drinks,Tea,-1,Blue,S1,,-£3.00,£0.00,-£3.00,£0.00,T1,P1\n"
    )
    parsed = read_text(tmp_path, text, zone="Europe/London")
    assert (sums(parsed), parsed.currency) == ([("T1", "refunded", 3_00, 3_00)], "GBP")


@pytest.mark.parametrize(
    ("zone", "hour", "currency"),
    [("Sydney", 0, "AUD"), ("Arizona", 17, "USD"), ("Pacific Time (US & Canada)", 17, None), ("Narnia", 10, None)],
)
def test_zones_have_names_of_their_own(tmp_path: Path, zone: str, hour: int, currency: str | None) -> None:
    row = f"Date=2026-09-13 | Time=10:00:00 | Time Zone={zone} | Transaction ID=A1 | Event Type=Payment"
    text = text_of(SQUARE_PAYMENTS, f"{row} | Gross Sales=$3.00 | Net Sales=$3.00 | Total Collected=$3.00")
    if currency is None:  # a dollar, of which of two countries the zone does not tell
        with pytest.raises(AmbiguousFile) as asked:
            read_text(tmp_path, text)
        assert asked.value.option == "currency"
    parsed = read_text(tmp_path, text, currency=currency or "USD")
    assert (parsed.orders[0].placed_at.hour, parsed.currency) == (hour, currency or "USD")
    assert any("Narnia" in warning for warning in parsed.warnings) == (zone == "Narnia")


def test_shops_in_two_zones(tmp_path: Path) -> None:
    row = "Date=2026-09-13 | Time=10:00:00 | Event Type=Payment | Total Collected=$3.00 | Gross Sales=$3.00"
    text = text_of(
        SQUARE_PAYMENTS,
        f"{row} | Transaction ID=A1 | Time Zone=Eastern Time (US & Canada)",
        f"{row} | Transaction ID=A2 | Time Zone=Hawaii",
    )
    assert [o.placed_at.hour for o in read_text(tmp_path, text, currency="USD").orders] == [14, 20]
    said = read_text(tmp_path, text, currency="USD", timezone="UTC")
    assert [o.placed_at.hour for o in said.orders] == [10, 10]


def test_a_refund_whose_sale_is_elsewhere_is_refused_with_the_reason(tmp_path: Path) -> None:
    money = "Gross Sales=-$3.00 | Net Sales=-$3.00 | Total Collected=-$3.00"
    sale = f"{_SALE} | Gross Sales=$5.00 | Net Sales=$5.00 | Total Collected=$5.00"
    parsed = read_text(
        tmp_path, text_of(SQUARE_PAYMENTS, f"{_BACK} | Transaction ID=Z9 | {money}", sale), currency="USD"
    )
    assert [o.number for o in parsed.orders] == ["A1"]
    assert "a sale that is not in this file" in parsed.rejected[0].reason
    with pytest.raises(ImportRefused) as refused:
        read_text(tmp_path, text_of(SQUARE_PAYMENTS, f"{_BACK} | Transaction ID=Z9 | {money}"), currency="USD")
    assert "earlier export" in refused.value.meaning


@pytest.mark.parametrize(
    ("description", "products"),
    [
        ("Mug x 2", [("Mug", 2, 15_00, 0)]),
        ("2 x Tea (Green, large), Pot", [("Tea (Green, large)", 2, 0, 0), ("Pot", 1, 0, 0)]),
        ("Custom Amount", [("Custom Amount", 1, 30_00, 0)]),
        ("", []),
    ],
)
def test_products_that_are_only_described(
    tmp_path: Path, description: str, products: list[tuple[str, int, int, int]]
) -> None:
    row = f"{_SALE} | Gross Sales=$30.00 | Net Sales=$30.00 | Total Collected=$30.00 | Description={description}"
    [order] = read_text(tmp_path, text_of(SQUARE_PAYMENTS, row), currency="USD").orders
    assert lines(order) == products


def test_a_file_whose_ids_were_taken_out_keeps_its_sales_apart(tmp_path: Path) -> None:
    row = "Date=12/27/2018 | Event Type=Payment | Net Sales=$3.00"
    text = text_of(
        SQUARE_PAYMENTS, f"{row} | Total Collected=$1,149.00 ", f"{row} | Total Collected=$150.00 ", "Tax=$0.00"
    )
    parsed = read_text(tmp_path, text, currency="USD")
    assert ([order.total for order in parsed.orders], parsed.rows_skipped) == ([1149_00, 150_00], 1)


def test_transactions_and_items_make_one_order_in_any_order(tmp_path: Path) -> None:
    payment = f"{_SALE} | Gross Sales=$12.00 | Net Sales=$12.00 | Tip=$2.00 | Total Collected=$14.00"
    files = [
        text_of(SQUARE_PAYMENTS, f"{payment} | Description=Tea x 1 | Customer ID=C1"),
        text_of(SQUARE_ITEMS, f"{_SALE} | Item=Tea | Qty=1.0 | SKU=T-1 | Gross Sales=$12.00 | Net Sales=$12.00"),
    ]
    seen = []
    for turn, order in enumerate((files, files[::-1])):
        home = open_shop(tmp_path / f"shop{turn}")
        for at, text in enumerate(order):
            path = tmp_path / f"{turn}{at}.csv"
            path.write_text(text)
            importing.import_orders(home, path, ImportOptions(currency="USD"))
        seen.append(meaning(home))
        home.close()
    assert seen[0]["orders"][0][5] == 14_00
    assert [row[3:7] for row in seen[0]["lines"]] == [("Tea", "T-1", 1, 12_00)]
    assert [one["orders"][0][:7] for one in seen] == [seen[0]["orders"][0][:7]] * 2
    assert seen[0]["lines"] == seen[1]["lines"]


def test_other_downloads_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_text(tmp_path, "Token,Item Name,Variation Name,SKU,Description,Price\nx,Mug,Regular,M-1,,9.00\n")
    assert "what is for sale" in refused.value.meaning


def test_real_files(real: Path) -> None:
    parsed = read_path(real / "square/daromele_transactions-2026-09.csv", currency="USD")
    assert sums(parsed) == [("SQA1x", "paid", 31_16, 0), ("SQB2y", "refunded", 12_96, 12_96)]
    assert (parsed.rows_in_orders, parsed.orders[0].buyer, parsed.orders[1].buyer) == (3, "CUST1", "")
