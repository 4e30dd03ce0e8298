"""Stripe's payments of both generations, and its other downloads."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.errors import ImportRefused
from tests.orders.reading_text import read_path, read_text, sums
from tests.orders.samples_marketplaces import STRIPE_NEW, STRIPE_OLD, text_of

_WHEN = "Created date (UTC)=2026-06-05 20:38:34 | Currency=usd | Captured=true | Mode=Live"


def test_refunds_failures_and_tests(tmp_path: Path) -> None:
    text = text_of(
        STRIPE_NEW,
        f"{_WHEN} | id=ch_1 | Amount=1,000.00 | Amount Refunded=0.00 | Status=Paid | Customer Email=Ann@Example.com"
        " | Customer Description=Ann Lee",
        f"{_WHEN} | id=ch_2 | Amount=600.00 | Amount Refunded=600.00 | Status=Paid",
        f"{_WHEN} | id=ch_3 | Amount=600.00 | Amount Refunded=30.00 | Status=Paid",
        f"{_WHEN} | id=ch_4 | Amount=80.00 | Amount Refunded=0.00 | Status=Refunded",
        f"{_WHEN} | id=ch_5 | Amount=80.00 | Amount Refunded=0.00 | Status=Failed",
        f"{_WHEN} | id=ch_6 | Amount=80.00 | Amount Refunded=0.00 | Status=requires_payment_method",
        f"{_WHEN.replace('true', 'false')} | id=ch_7 | Amount=80.00 | Amount Refunded=0.00 | Status=Paid",
        f"{_WHEN.replace('Live', 'Test')} | id=ch_8 | Amount=80.00 | Amount Refunded=0.00 | Status=Paid",
    )
    parsed = read_text(tmp_path, text, zone="Asia/Tokyo")
    assert (parsed.format, parsed.timezone) == ("stripe", "UTC")
    assert sums(parsed) == [
        ("ch_1", "paid", 1000_00, 0),
        ("ch_2", "refunded", 600_00, 600_00),
        ("ch_3", "paid", 600_00, 30_00),
        ("ch_4", "refunded", 80_00, 80_00),
        ("ch_5", "cancelled", 80_00, 0),
        ("ch_6", "cancelled", 80_00, 0),
        ("ch_7", "pending", 80_00, 0),
        ("ch_8", "test", 80_00, 0),
    ]
    first = parsed.orders[0]
    assert (first.email, first.name, first.currency, first.placed_at.hour) == ("ann@example.com", "Ann Lee", "USD", 20)
    assert [order.number for order in parsed.orders if order.counts] == ["ch_1", "ch_3", "ch_7"]


def test_payments_that_were_only_begun_have_no_number_and_are_none(tmp_path: Path) -> None:
    text = text_of(
        STRIPE_NEW,
        f"{_WHEN} | id=ch_1 | Amount=9.99 | Amount Refunded=0.00 | Status=Paid",
        "Created date (UTC)=2026-06-05 20:30:00 | Currency=usd | Amount=9.99 | Status=requires_payment_method",
        "Created date (UTC)=2026-06-05 20:31:00 | Currency=usd | Amount=9.99 | Status=Paid",
    )
    parsed = read_text(tmp_path, text)
    assert (sums(parsed), parsed.rows_skipped) == ([("ch_1", "paid", 9_99, 0)], 1)
    assert [(refused.line, refused.reason) for refused in parsed.rejected] == [(4, "no order number")]


def test_who_bought_may_stand_in_fields_of_the_shop(tmp_path: Path) -> None:
    row = f"{_WHEN} | Amount=5.00 | Amount Refunded=0.00 | Status=Paid"
    text = text_of(
        STRIPE_NEW,
        f"{row} | id=py_1 | email (metadata)=bo@example.com | Name (metadata)=Bo Ray",
        f"{row} | id=py_2 | Customer ID=cus_77",
    )
    first, second = read_text(tmp_path, text).orders
    assert (first.email, first.name, first.buyer) == ("bo@example.com", "Bo Ray", "")
    assert (second.email, second.buyer, second.customer_key) == ("", "cus_77", "stripe:cus_77")


def test_currencies_without_decimals_and_the_address_of_the_card(tmp_path: Path) -> None:
    text = text_of(
        STRIPE_OLD,
        "id=ch_1 | Created (UTC)=2018-02-03 13:12 | Amount=2500 | Amount Refunded=0 | Currency=jpy | Status=Paid"
        " | Converted Amount=19.80 | Converted Currency=usd | Mode=Live | Card Name=Ann Lee | Card Address City=Leeds"
        " | Card Address Country=GB | Card Address Zip=ls1 1aa | Customer Email=ann@example.com",
    )
    [order] = read_text(tmp_path, text).orders
    assert (order.total, order.currency, order.name) == (2500, "JPY", "Ann Lee")
    assert (order.country, order.city, order.postcode) == ("GB", "Leeds", "LS1 1AA")


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category", "movements of money"),
        ("id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description", "movements of money"),
        ("id,Amount,Created (UTC),Currency,Livemode,Arrival Date (UTC),Status", "paid out to the bank"),
        ("id,Created (UTC),Amount,Amount Refunded,Currency,User ID,User Email,Application ID,Transaction ID", "fees"),
    ],
)
def test_other_downloads_are_refused(tmp_path: Path, header: str, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_text(tmp_path, f"{header}\n{header}\n")
    assert says in refused.value.meaning


def test_real_files(real: Path) -> None:
    parsed = read_path(real / "stripe/csv2ofx_stripe-default.csv")
    assert [order.total for order in parsed.orders] == [25_00, 27_50, 25_00, 25_00, 10_00]
    assert {order.currency for order in parsed.orders} == {"CAD"}
    assert [order.email for order in parsed.orders] == [""] * 4 + ["info@bigcustomer.example.com"]
