"""Wix's orders export: the order on every row, quotes inside cells, cancelled orders with their totals."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.errors import AmbiguousFile, ImportRefused
from tests.orders.conftest import WriteCsv
from tests.orders.samples import SAMPLES
from tests.orders.test_formats import read

HEADER, FIRST, SECOND = SAMPLES["wix"].splitlines()
# In some files the billing address is called Delivery a second time.
TWICE = HEADER.replace("Billing country,Billing state,Billing state name,Billing city", "Delivery country").replace(
    "Delivery country,Billing address",
    "Delivery country,Delivery state,Delivery state name,Delivery city,Delivery address",
)
BEFORE = (
    "Order #,Date,Time,Billing Customer,Billing Company Name,Billing Country,Billing State,Billing City,"
    "Billing Street Name&Number,Billing Zip Code,Delivery Customer,Delivery Company Name,Delivery Country,"
    "Delivery State,Delivery City,Delivery Street Name&Number,Delivery Zip Code,Buyer's Phone #,Shipping Label,"
    "Buyer's Email,Delivery Method,Item's Name,Item's Variant,SKU,Qty,Item's Price,Item's Weight,Item's Custom Text,"
    "Coupon,Notes to Seller,Shipping,Tax,Total,Currency,Payment Method,Payment,Fulfillment,Refund,Total after refund"
)


def test_rows_of_one_order_give_its_sums_once(write_csv: WriteCsv) -> None:
    parsed = read(write_csv("\ufeff" + HEADER, FIRST, SECOND, end="\r\n"))
    (order,) = parsed.orders
    assert (parsed.format, parsed.rows_in_orders) == ("wix", 2)
    assert (order.number, order.email, order.name) == ("10001", "ann@example.com", "Ann Lee")
    assert (order.total, order.shipping, order.discount, order.codes) == (3490, 490, 250, ("TEA",))
    assert (order.country, order.region, order.city, order.postcode) == ("DE", "Berlin", "Berlin", "01067")
    assert (order.placed_at.isoformat(), order.status, order.gift) == ("2024-12-08T09:15:51+00:00", "paid", False)
    assert [(x.title, x.quantity, x.unit_price) for x in order.lines] == [
        ("Green tea - Size:200 g", 1, 1250),
        ("Pot", 2, 1000),
    ]


@pytest.mark.parametrize(
    ("paid", "sent", "refunded", "status", "net"),
    [
        ("Paid", "Canceled", "0.00", "cancelled", 3490),
        ("Unpaid", "Fulfilled", "0.00", "pending", 3490),
        ("Partially refunded", "Fulfilled", "10.00", "paid", 2490),
        ("Refunded", "Canceled", "34.90", "cancelled", 0),
        ("Refunded", "Fulfilled", "34.90", "refunded", 0),
    ],
)
def test_where_an_order_stands(write_csv: WriteCsv, paid: str, sent: str, refunded: str, status: str, net: int) -> None:
    rows = [
        row.replace('"Paid"', f'"{paid}"')
        .replace('"Fulfilled"', f'"{sent}"')
        .replace('"EUR","0.00"', f'"EUR","{refunded}"')
        for row in (FIRST, SECOND)
    ]
    (order,) = read(write_csv(HEADER, *rows)).orders
    assert (order.status, order.net, order.total) == (status, net, 3490)


def test_with_tax_no_discount_is_guessed(write_csv: WriteCsv) -> None:
    rows = [row.replace('"4.90","0.00"', '"4.90","3.00"') for row in (FIRST, SECOND)]
    (order,) = read(write_csv(HEADER, *rows)).orders
    assert (order.tax, order.discount) == (300, 0)


def test_a_file_with_columns_of_the_same_name(write_csv: WriteCsv) -> None:
    assert TWICE.count("Delivery city") == 2
    (order,) = read(write_csv(TWICE, FIRST, SECOND)).orders
    assert (order.country, order.city, order.total) == ("DE", "Berlin", 3490)


def test_a_copy_saved_by_a_spreadsheet(write_csv: WriteCsv) -> None:
    rows = [row.replace("Ann Lee", "Zoë Lee").replace('"12.50"', "12.5") for row in (FIRST, SECOND)]
    parsed = read(write_csv(HEADER, *rows, encoding="cp1252"), encoding="cp1252")
    assert (parsed.orders[0].name, parsed.orders[0].lines[0].unit_price) == ("Zoë Lee", 1250)


def test_an_order_with_no_address_in_its_place_is_kept_as_nobodys(write_csv: WriteCsv) -> None:
    wrong = [row.replace("ann@example.com", "invalid-email-format") for row in (FIRST, SECOND)]
    good = [row.replace("10001", "10002") for row in (FIRST, SECOND)]
    parsed = read(write_csv(HEADER, *wrong, *good))
    assert not parsed.rejected
    assert [(r.line, r.column, r.value) for r in parsed.left_out] == [(2, "Contact email", "invalid-email-format")]
    assert [(order.number, order.customer_key) for order in parsed.orders] == [
        ("10001", ""),
        ("10002", "ann@example.com"),
    ]
    assert len(parsed.orders[0].lines) == 2


def test_the_export_of_before_2020(write_csv: WriteCsv) -> None:
    row = (
        '"10043","Nov 24, 2018","11:30:56 AM","Ann Lee","","JPN","JP-11","Higashi","2-11","""355-0028""","Bo Sato","",'
        '"JPN","JP-11","Higashi","2-11","""355-0028""","""0493""","label","ann@example.com","Post","Tea","","T-1",'
        '"1","11000.0","1.0","","","","600.0","880.0","12480.0","JPY","Stripe","paid","fulfilled","0","12480.0"'
    )
    parsed = read(write_csv(BEFORE, row))
    (order,) = parsed.orders
    assert (parsed.format, order.number, order.email, order.total) == ("wix", "10043", "ann@example.com", 12480)
    assert (order.country, order.postcode, order.gift, order.status) == ("JP", "355-0028", True, "paid")
    assert [(x.title, x.unit_price) for x in order.lines] == [("Tea", 11000)]


@pytest.mark.parametrize(("word", "status"), [("not paid", "pending"), ("paid", "paid"), ("refunded", "refunded")])
def test_words_of_the_export_of_before_2020(write_csv: WriteCsv, word: str, status: str) -> None:
    columns = "Order #,Date,Time,Buyer's Email,Item's Name,Qty,Item's Price,Total,Currency,Payment,Fulfillment"
    row = f'7,"Nov 24, 2018","11:30:56 AM",ann@example.com,Tea,1,9.00,9.00,EUR,{word},not fulfilled'
    parsed = read(write_csv(columns, row))
    assert parsed.orders[0].status == status
    assert not any("Status words" in warning for warning in parsed.warnings)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ("handleId,fieldType,name,description,productImageUrl,collection,sku,ribbon,price", "what is for sale"),
        ("First Name,Last Name,Email 1,Phone 1,Email subscriber status,Last Activity,Source", "not what they ordered"),
    ],
)
def test_products_and_contacts_are_refused(write_csv: WriteCsv, columns: str, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(write_csv(columns, ",".join("x" for _ in columns.split(","))))
    assert says in refused.value.meaning


def test_real_files(real: Path) -> None:
    (order,) = read(real / "wix/spreadconnect_single_order.REDACTED.csv").orders
    assert (order.number, order.total, order.country, order.postcode) == ("10001", 1898, "DE", "12345")
    assert (order.status, order.region, len(order.lines)) == ("pending", "Berlin", 1)
    with pytest.raises(ImportRefused) as cut:
        read(real / "wix/spreadconnect_insufficient_columns.csv")
    assert not isinstance(cut.value, AmbiguousFile)
    assert "Total" in cut.value.meaning
    malformed = read(real / "wix/spreadconnect_malformed_data.csv")
    assert [(cell.column, cell.value) for cell in malformed.left_out] == [("Contact email", "invalid-email-format")]
