"""Layouts of platforms, on small files written for the point in question."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from shopkeep.core.records.orders import ImportOptions, ParsedFile
from shopkeep.errors import AmbiguousFile, ImportRefused, UsageError
from shopkeep.orders.reading import read_orders
from tests.orders.conftest import WriteCsv

SHOPIFY = (
    "Name,Email,Financial Status,Accepts Marketing,Currency,Total,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Cancelled at,Refunded Amount"
)
WEBTOFFEE = (
    "order_id,order_number,order_date,status,order_total,order_currency,billing_email,"
    "billing_first_name,billing_last_name,coupon_items,refund_items,line_item_1,line_item_2"
)
SEPARATE = (
    "order_id,order_date,status,order_total,order_currency,billing_email,item_name,"
    "item_sku,item_quantity,item_subtotal,item_total,item_refunded"
)
SKYVERGE = (
    "order_id,order_number_formatted,date,status,order_total,refunded_total,order_currency,billing_email,line_items"
)


def read(path: Path, zone: str = "UTC", currency: str = "", **options: object) -> ParsedFile:
    parsed = read_orders(path, ImportOptions(**options), zone, currency).parsed  # type: ignore[arg-type]
    assert parsed.rows == parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected)
    return parsed


def test_shopify_rows_of_one_order_are_gathered_wherever_they_stand(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            SHOPIFY,
            "#1,a@example.com,paid,yes,EUR,30.00,2026-01-02 10:00:00 +0000,1,Tea,10.00,,0.00",
            "#2,b@example.com,pending,no,EUR,5.00,2026-01-03 10:00:00 +0000,1,Cup,5.00,,",
            "#1,a@example.com,,,,,2026-01-02 10:00:00 +0000,2,Pot,10.00,,",
        )
    )
    first, second = parsed.orders
    assert [(x.title, x.quantity, x.unit_price) for x in first.lines] == [("Tea", 1, 1000), ("Pot", 2, 1000)]
    assert (first.total, first.consent, second.status, second.consent) == (3000, True, "pending", False)


@pytest.mark.parametrize(
    ("status", "cancelled", "refunded", "expected"),
    [
        ("paid", "", "0.00", "paid"),
        ("partially_refunded", "", "4.00", "paid"),
        ("refunded", "", "10.00", "refunded"),
        ("refunded", "", "", "refunded"),
        ("paid", "", "10.00", "refunded"),
        ("voided", "", "", "cancelled"),
        ("paid", "2026-01-03 10:00:00 +0000", "", "cancelled"),
        ("authorized", "", "", "pending"),
        ("expired", "", "", "cancelled"),
    ],
)
def test_where_a_shopify_order_stands(
    write_csv: WriteCsv, status: str, cancelled: str, refunded: str, expected: str
) -> None:
    row = f"#1,a@example.com,{status},,EUR,10.00,2026-01-02 10:00:00 +0000,1,Tea,10.00,{cancelled},{refunded}"
    order = read(write_csv(SHOPIFY, row)).orders[0]
    assert order.status == expected
    assert order.counts == (expected in ("paid", "pending"))


def test_an_order_standing_twice_is_taken_once(write_csv: WriteCsv) -> None:
    row = "#1,a@example.com,paid,,EUR,10.00,2026-01-02 10:00:00 +0000,1,Tea,10.00,,"
    same = read(write_csv(SHOPIFY, row, row))
    assert (len(same.orders), same.rows_skipped, len(same.rejected)) == (1, 1, 0)
    other = read(write_csv(SHOPIFY, row, row.replace("10.00", "12.00")))
    assert (len(other.orders), other.rejected[0].line) == (1, 3)
    assert "line 2 already" in other.rejected[0].reason


def test_rows_of_a_refused_order_are_all_refused(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            SHOPIFY,
            "#1,a@example.com,paid,,EUR,10.00,2026-01-32 10:00:00 +0000,1,Tea,10.00,,",
            "#1,a@example.com,,,,,2026-01-32 10:00:00 +0000,1,Cup,1.00,,",
            "#2,b@example.com,paid,,EUR,abc,2026-01-02 10:00:00 +0000,1,Tea,10.00,,",
            "#3,c@example.com,paid,,EUR,10.00,2026-02-30 10:00:00 +0000,1,Tea,10.00,,",
            "#4,d@example.com,paid,,EUR,10.00,2026-02-03 10:00:00 +0000,1,Tea,10.00,,",
            "#5,e@example.com,,,,,2026-02-03 10:00:00 +0000,1,Tea,10.00,,",
        )
    )
    found = [(r.line, r.column, r.value, r.reason) for r in parsed.rejected]
    assert found == [
        (2, "Created at", "2026-01-32 10:00:00 +0000", "no such day"),
        (3, "Created at", "2026-01-32 10:00:00 +0000", "belongs to order #1, which was refused in line 2"),
        (4, "Total", "abc", "not an amount"),
        (5, "Created at", "2026-02-30 10:00:00 +0000", "no such day"),
        (7, "Total", "", "the first row of this order, with its total, is missing"),
    ]
    assert [order.number for order in parsed.orders] == ["#4"]


def test_woocommerce_packs_products_coupons_and_refunds(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            WEBTOFFEE,
            "7,1007,2026-01-02 10:00:00,wc-completed,30.00,EUR,a@example.com,Ann,Lee,"
            'code:tea10|amount:3.00;code:x|amount:1,"amount:4.00|reason:broken; sorry|date:2026-01-05",'
            "name:Tea | loose: green|product_id:5|sku:T-1|quantity:2"
            "|total:17.00|sub_total:20.00,name:Cup|product_id:6|sku:|quantity:1|total:13.00|sub_total:13.00",
            "8,1008,2026-01-03 10:00:00,failed,10.00,EUR,b@example.com,Bo,,,,,",
            "9,1009,2026-01-03 10:00:00,checkout-draft,10.00,EUR,b@example.com,Bo,,,,,",
        )
    )
    order = parsed.orders[0]
    assert (order.number, order.name, order.codes, order.refunded) == ("1007", "Ann Lee", ("TEA10", "X"), 400)
    assert [(x.title, x.sku, x.quantity, x.unit_price, x.discount) for x in order.lines] == [
        ("Tea | loose: green", "T-1", 2, 1000, 300),
        ("Cup", "", 1, 1300, 0),
    ]
    assert [o.status for o in parsed.orders] == ["paid", "cancelled", "draft"]
    assert not parsed.says_consent


def test_woocommerce_with_one_row_a_product(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            SEPARATE,
            "7,2026-01-02 10:00:00,completed,33.00,EUR,a@example.com,Tea,T-1,2,20.00,20.00,5.00",
            "7,2026-01-02 10:00:00,completed,33.00,EUR,a@example.com,Cup,C-1,1,13.00,13.00,0",
        )
    )
    order = parsed.orders[0]
    assert (order.total, order.refunded, len(order.lines), parsed.rows_in_orders) == (3300, 500, 2, 2)
    assert order.lines[0].unit_price == 1000


def test_skyverge_escapes_its_signs(write_csv: WriteCsv) -> None:
    items = r'"id:5|name:Tea\: strong\; hot|quantity:2|subtotal:20.00|total:20.00;id:6|name:Cup|quantity:1|total:5.00"'
    parsed = read(write_csv(SKYVERGE, f"7,WC-7,2026-01-02 10:00:00,processing,25.00,0.00,EUR,a@example.com,{items}"))
    assert [x.title for x in parsed.orders[0].lines] == ["Tea: strong; hot", "Cup"]
    assert parsed.orders[0].number == "WC-7"


def test_german_columns_amounts_and_dates(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            "Bestellnummer;Bestelldatum;E-Mail;Kunde;Gesamtbetrag;Status;Artikel;Menge",
            '1;31.01.2026 10:00;ann@example.de;Ann Lee;"1.234,50 €";bezahlt;Tee;2',
            "2;02.02.2026 11:00;bo@example.de;Bo;15,00 €;storniert;Tasse;1",
        ),
        zone="Europe/Berlin",
    )
    assert [(o.total, o.currency, o.status) for o in parsed.orders] == [
        (123450, "EUR", "paid"),
        (1500, "EUR", "cancelled"),
    ]
    assert (parsed.dates, parsed.decimal, parsed.delimiter) == ("dmy", "comma", ";")
    assert parsed.mapping["total"] == "Gesamtbetrag"


@pytest.mark.parametrize("second", ["2026-01-02,a@example.com,30.00", ",,", "2026-01-02,a@example.com,"])
def test_orders_of_several_rows_in_any_style(write_csv: WriteCsv, second: str) -> None:
    date, email, total = second.split(",")
    parsed = read(
        write_csv(
            "Order ID,Date,Email,Total,Currency,Product,Qty,Price",
            "1,2026-01-02,a@example.com,30.00,EUR,Tea,1,10.00",
            f"1,{date},{email},{total},,Pot,2,10.00",
        )
    )
    assert [(o.total, len(o.lines)) for o in parsed.orders] == [(3000, 2)]


def test_a_product_price_is_not_taken_for_the_order_total(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Order ID,Date,Email,Amount,Currency,Product",
        "1,2026-01-02,a@example.com,10.00,EUR,Tea",
        "1,2026-01-02,a@example.com,20.00,EUR,Pot",
    )
    with pytest.raises(AmbiguousFile) as asked:
        read(path)
    assert asked.value.option == "map"
    parsed = read(path, mapping={"line_total": "Amount"})
    assert [o.total for o in parsed.orders] == [3000]


@pytest.mark.parametrize(
    ("columns", "row", "option", "settled"),
    [
        ("Date,Person,Total,Currency", "2026-01-02,Ann,5.00,EUR", "map", {}),
        ("Order ID,Date,Person,Total,Currency", "1,2026-01-02,a@example.com,5.00,EUR", "map", {}),
        ("Order ID,Date,Email,Total", "1,2026-01-02,a@example.com,5.00", "currency", {"currency": "EUR"}),
        ("Order ID,Date,Email,Total,Currency", "1,02/01/2026,a@example.com,5.00,EUR", "dates", {"dates": "dmy"}),
        (
            "Order ID,Date,Email,Total,Currency",
            '1,2026-01-02,a@example.com,"1,234",EUR',
            "decimal",
            {"decimal": "point"},
        ),
    ],
)
def test_what_two_readings_fit_is_asked_with_the_option_that_settles_it(
    write_csv: WriteCsv, columns: str, row: str, option: str, settled: Mapping[str, str]
) -> None:
    path = write_csv(columns, row)
    with pytest.raises(AmbiguousFile) as asked:
        read(path)
    assert asked.value.option == option
    assert f"--{option}" in asked.value.next_step
    if settled:
        assert len(read(path, **settled).orders) == 1


def test_times_without_a_zone_are_the_shops_and_said_so_where_it_has_none(write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Date,Email,Total,Currency", "1,2026-07-02 00:30,a@example.com,5.00,EUR")
    known = read(path, zone="Europe/Dublin")
    assert (f"{known.orders[0].placed_at:%d %H:%M}", known.warnings) == ("01 23:30", ())
    assert "UTC" in read(path, zone="").warnings[0]
    assert read(path, zone="", timezone="Asia/Tokyo").orders[0].placed_at.day == 1


def test_wrong_options_are_wrong_calls(write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Date,Email,Total,Currency", "1,2026-01-02,a@example.com,5.00,EUR")
    for wrong in ({"format": "shoppify"}, {"mapping": {"totl": "Total"}}, {"mapping": {"total": "Sum"}}):
        with pytest.raises(UsageError):
            read(path, **wrong)


def test_a_file_of_which_nothing_can_be_taken_says_why(write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Date,Email,Total,Currency", "1,never,a@example.com,5.00,EUR")
    with pytest.raises(ImportRefused) as refused:
        read(path)
    assert "line 2, column Date: not a date ('never')" in refused.value.meaning
