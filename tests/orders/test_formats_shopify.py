"""Shopify by every road: old and trimmed exports, Matrixify, and the answers of its API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shopkeep.core.records.orders import ImportOptions, ParsedFile
from shopkeep.orders.jsonlists import as_rows
from shopkeep.orders.reading import read_orders
from tests.orders.conftest import WriteCsv
from tests.orders.samples import SAMPLES


def read(path: Path, **options: Any) -> ParsedFile:
    parsed = read_orders(path, ImportOptions(**options), "UTC", "").parsed
    assert parsed.rows == parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected)
    return parsed


API_ORDER: dict[str, Any] = {
    "id": 5550001,
    "name": "#1001",
    "email": "ann@example.com",
    "created_at": "2026-03-12T09:14:01+00:00",
    "processed_at": "2026-03-12T09:14:02+00:00",
    "cancelled_at": None,
    "currency": "EUR",
    "financial_status": "partially_refunded",
    "buyer_accepts_marketing": True,
    "test": False,
    "total_price": "34.90",
    "subtotal_price": "30.00",
    "total_tax": "5.57",
    "total_discounts": "3.00",
    "total_shipping_price_set": {"shop_money": {"amount": "4.90", "currency_code": "EUR"}},
    "discount_codes": [{"code": "TEA10", "amount": "3.00"}],
    "billing_address": {"name": "Ann Lee", "city": "Paris", "zip": "75008", "country_code": "FR"},
    "shipping_address": {
        "first_name": "Ann",
        "last_name": "Lee",
        "city": "Paris",
        "zip": "75008",
        "country_code": "FR",
    },
    "line_items": [
        {"title": "Green tea", "variant_title": "200 g", "quantity": 1, "price": "13.00", "sku": "T-1"},
        {"title": "Pot", "variant_title": None, "quantity": 2, "price": "10.00", "sku": "P-1"},
    ],
    "refunds": [{"transactions": [{"kind": "refund", "status": "success", "amount": "4.00"}]}],
}


def test_matrixify_and_the_api_tell_the_order_of_the_export(tmp_path: Path, write_csv: WriteCsv) -> None:
    told = []
    for name in ("shopify", "shopify-matrixify"):
        path = tmp_path / f"{name}.csv"
        path.write_text(SAMPLES[name], encoding="utf-8")
        told.append(read(path).orders[0])
    told.append(read(write_csv(json.dumps({"orders": [API_ORDER]}), name="orders.json")).orders[0])
    for order in told:
        assert (order.platform, order.number, order.total, order.shipping) == ("shopify", "#1001", 34_90, 4_90)
        assert (order.email, order.name, order.postcode, order.consent) == ("ann@example.com", "Ann Lee", "75008", True)
        assert (order.codes, order.discount, order.status) == (("TEA10",), 3_00, "paid")
        assert [(x.title, x.sku, x.quantity, x.unit_price) for x in order.lines] == [
            ("Green tea - 200 g", "T-1", 1, 13_00),
            ("Pot", "P-1", 2, 10_00),
        ]
    assert [order.refunded for order in told] == [0, 4_00, 4_00]


def test_the_tables_of_data_pipelines_say_which_orders_were_tests(tmp_path: Path) -> None:
    path = tmp_path / "order.csv"
    row = SAMPLES["shopify-api"].splitlines()[1]
    trial = row.replace("#1001", "#1002").replace("5550001", "5550002").removesuffix("FALSE") + "TRUE"
    path.write_text(SAMPLES["shopify-api"] + trial + "\n", encoding="utf-8")
    first, second = read(path).orders
    assert (first.platform, first.number, first.total, first.status) == ("shopify", "#1001", 34_90, "paid")
    assert (first.email, first.consent, second.status) == ("ann@example.com", True, "test")


def test_flattened_answers_hold_lists_as_python_writes_them(write_csv: WriteCsv) -> None:
    item = "{'name': 'Tea', 'price': '%s', 'quantity': %d, 'sku': 'T-1', 'total_discount': '0.00', 'vendor': None}"
    refund = "{'id': 1, 'transactions': [{'amount': '10.00', 'kind': 'refund', 'status': 'success'}]}"
    header = (
        "id,email,created_at,currency,financial_status,name,total_price,cancelled_at,test,customer.id,discount_codes,"
        "line_items,refunds,total_shipping_price_set.shop_money.amount"
    )
    day = "2026-06-07T07:06:14+05:30,INR"
    rows = [
        f"1,ann@example.com,{day},paid,A1,25.00,,False,71.0,\"[{{'code': 'UY5', 'amount': '5.00'}}]\","
        f'"[{item % ("10.00", 2)}, {item % ("5.00", 1)}]",[],5.00',
        f'2,ben@example.com,{day},partially_refunded,A2,20.00,,False,72.0,[],"[{item % ("20.00", 1)}]",'
        f'"[{refund}]",0.00',
        f"3,cy@example.com,{day},paid,A3,20.00,,False,73.0,[],\"[{{'name': oops\",[],0.00",
    ]
    parsed = read(write_csv(header, *rows))
    assert [(order.number, order.total, order.refunded, order.buyer) for order in parsed.orders] == [
        *(("A1", 25_00, 0, "71"), ("A2", 20_00, 10_00, "72"), ("A3", 20_00, 0, "73")),
    ]
    assert [[(x.title, x.quantity, x.unit_price) for x in order.lines] for order in parsed.orders] == [
        [("Tea", 2, 10_00), ("Tea", 1, 5_00)],
        [("Tea", 1, 20_00)],
        [],
    ]
    assert (parsed.orders[0].codes, parsed.orders[0].shipping, parsed.warnings) == (("UY5",), 5_00, ())


MATRIXIFY = (
    "Name,Created At,Currency,Price: Total,Payment: Status,Customer: Email,Line: Type,Line: Title,Line: Quantity,"
    "Line: Price,Line: Total,Transaction: Kind,Transaction: Amount,Transaction: Status"
)


def test_matrixify_may_repeat_the_order_on_every_row(write_csv: WriteCsv) -> None:
    head = "#1,2026-01-02 10:00:00 +0000,EUR,20.00,refunded,a@example.com,"
    parsed = read(
        write_csv(
            MATRIXIFY,
            head + "Line Item,Tea,2,10.00,20.00,,,",
            head + "Transaction,,,,,sale,20.00,success",
            head + "Transaction,,,,,refund,20.00,failure",
            head + "Transaction,,,,,refund,20.00,success",
            head + "Refund Line,Tea,-2,10.00,-20.00,,,",
        )
    )
    (order,) = parsed.orders
    assert (order.total, order.refunded, order.status, len(order.lines)) == (20_00, 20_00, "refunded", 1)


def test_drafts_of_matrixify_are_no_orders_yet(write_csv: WriteCsv) -> None:
    header = MATRIXIFY.replace("Payment: Status", "Status")
    row = "#D1,2026-01-02 10:00:00 +0000,EUR,20.00,open,a@example.com,Line Item,Tea,2,10.00,20.00,,,"
    assert read(write_csv(header, row)).orders[0].status == "draft"


OLDEST = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem sku,Cancelled at"
)


def test_the_oldest_exports_say_that_part_refunds_are_missing(write_csv: WriteCsv) -> None:
    row = ",a@example.com,{},2012-01-02 10:00:00 -0500,,,no,USD,20,0,0,20,,0,,2012-01-02 10:00:00 -0500,1,Tea,20,,"
    parsed = read(write_csv(OLDEST, "#1" + row.format("partially_refunded"), "#2" + row.format("refunded")))
    assert [(order.status, order.refunded) for order in parsed.orders] == [("paid", 0), ("refunded", 20_00)]
    assert any("Refunded Amount" in warning for warning in parsed.warnings)


def test_orders_of_drafts_tills_and_exchanges(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            "Name,Email,Financial Status,Currency,Total,Created at,Lineitem name,Source",
            "'#1001,ann@example.com,paid,EUR,20.00,2026-01-02 10:00:00 +0000,Tea,shopify_draft_order",
            "#1002,,paid,EUR,5.00,2026-01-03 10:00:00 +0000,Cup,pos",
            "EXC-1003,ann@example.com,paid,EUR,0.00,2026-01-04 10:00:00 +0000,Pot,580111",
        )
    )
    draft, till, exchange = parsed.orders
    assert (draft.status, draft.counts) == ("paid", True)
    assert (till.customer_key, till.counts) == ("", True)
    assert exchange.counts is False


def test_a_file_trimmed_of_its_addresses_still_counts_for_the_shop(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            "Name,Financial Status,Currency,Total,Created at,Lineitem name",
            "#1001,paid,EUR,20.00,2026-01-02 10:00:00 +0000,Tea",
        )
    )
    assert (parsed.format, parsed.orders[0].customer_key, parsed.orders[0].total) == ("shopify", "", 20_00)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "[1, 2]", '{"a": 1}', '[{"line_items": []}]', "[" * 100_000, '{"orders": "no"}', "{]", '"x"'],
)
def test_other_json_is_no_list_of_orders(text: str) -> None:
    assert as_rows(text) is None


def test_json_lists_come_in_every_wrapping() -> None:
    one = json.dumps(API_ORDER)
    wrapped = [one, f"[{one}]", f'{{"order": {one}}}', f'{{"orders": [{one}]}}', f"\ufeff {one}", f"{one}\n{one}\n"]
    read_back = [as_rows(text) for text in wrapped]
    assert all(found for found in read_back)
    assert [len(found[1]) for found in read_back if found] == [2, 2, 2, 2, 2, 4]


def test_a_test_order_of_the_api_is_one(write_csv: WriteCsv) -> None:
    path = write_csv(json.dumps([{**API_ORDER, "test": True, "financial_status": "paid", "refunds": []}]))
    assert read(path).orders[0].status == "test"
