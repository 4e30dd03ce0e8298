"""Amazon's reports for sellers, and its look-alikes."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.errors import ImportRefused
from tests.orders.reading_text import lines, read_path, read_text, sums
from tests.orders.samples_marketplaces import AMAZON_ALL, AMAZON_NEW, AMAZON_SHIPPED, text_of

_ORDER = "amazon-order-id=112-1-1 | purchase-date=2026-04-10T23:15:00-08:00 | sales-channel=Amazon.de | currency=EUR"


def test_a_total_is_added_up_for_the_whole_quantity(tmp_path: Path) -> None:
    text = text_of(
        AMAZON_ALL,
        f"{_ORDER} | order-status=Shipped | product-name=Green tea | sku=T-1 | quantity=2 | item-price=25.00"
        " | item-tax=4.75 | shipping-price=3.99 | shipping-tax=0.76 | gift-wrap-price=2.00 | gift-wrap-tax=0.38"
        " | item-promotion-discount=5.00 | ship-promotion-discount=3.99 | ship-country=DE | ship-city=BERLIN",
        f"{_ORDER} | order-status=Shipped | product-name=Pot | sku=P-1 | quantity=1 | item-price=10.00 | item-tax=1.90",
    )
    parsed = read_text(tmp_path, text)
    assert (parsed.format, parsed.delimiter) == ("amazon", "\t")
    [order] = parsed.orders
    assert (order.total, order.discount, order.shipping, order.tax) == (39_79, 8_99, 3_99, 7_79)
    assert lines(order) == [("Green tea", 2, 12_50, 5_00), ("Pot", 1, 10_00, 0)]
    assert (order.email, order.buyer, order.country, order.placed_at.hour) == ("", "", "DE", 7)


def test_cancelled_and_pending_products_have_no_price(tmp_path: Path) -> None:
    text = text_of(
        AMAZON_ALL,
        f"{_ORDER} | order-status=Shipped | item-status=Shipped | product-name=Tea | quantity=1 | item-price=20.00",
        f"{_ORDER} | order-status=Shipped | item-status=Cancelled | product-name=Pot | quantity=0 | item-price=89.95",
        "amazon-order-id=112-2-2 | purchase-date=2026-04-11T00:00:00Z | order-status=Cancelled | item-status=Cancelled"
        " | sales-channel=Amazon.de | product-name=Pot | quantity=0",
        "amazon-order-id=112-3-3 | purchase-date=2026-04-12T00:00:00Z | order-status=Pending | item-status=Unshipped"
        " | sales-channel=Amazon.de | product-name=Cup | quantity=1",
        "amazon-order-id=S01-4 | purchase-date=2026-04-12T00:00:00Z | order-status=Shipped | sales-channel=Non-Amazon",
    )
    parsed = read_text(tmp_path, text)
    assert sums(parsed) == [
        ("112-1-1", "paid", 20_00, 0),
        ("112-2-2", "cancelled", 0, 0),
        ("112-3-3", "pending", 0, 0),
    ]
    assert [order.currency for order in parsed.orders] == ["EUR"] * 3
    assert lines(parsed.orders[0]) == [("Tea", 1, 20_00, 0)]
    assert not any(order.counts for order in parsed.orders[1:])
    assert parsed.rows_skipped == 1


def test_currencies_of_pending_orders_follow_the_site(tmp_path: Path) -> None:
    text = text_of(
        AMAZON_ALL,
        f"{_ORDER} | order-status=Shipped | product-name=Tea | quantity=1 | item-price=20.00",
        "amazon-order-id=2 | purchase-date=2026-04-11T00:00:00Z | order-status=Shipped | sales-channel=Amazon.co.jp"
        " | currency=JPY | product-name=Tea | quantity=1 | item-price=2000",
        "amazon-order-id=3 | purchase-date=2026-04-11T00:00:00Z | order-status=Pending | sales-channel=Amazon.co.uk",
    )
    found = [(order.currency, order.total) for order in read_text(tmp_path, text).orders]
    assert found == [("EUR", 20_00), ("JPY", 2000), ("GBP", 0)]


def test_relayed_addresses_are_none_and_join_nobody(tmp_path: Path) -> None:
    row = (
        "order-id={0} | order-item-id={0} | purchase-date=2026-09-2{0}T14:18:23-07:00 | buyer-name=Ann Lee"
        " | payments-date=2026-09-2{0}T14:18:23-07:00 | buyer-email=x{0}@marketplace.amazon.com | product-name=Hat"
        " | quantity-purchased=1 | currency=USD | item-price=9.88 | item-tax=0.00 | ship-postal-code=97201"
        " | recipient-name=Ann Lee"
    )
    orders = read_text(tmp_path, text_of(AMAZON_NEW, row.format(3), row.format(4))).orders
    assert {(order.email, order.buyer) for order in orders} == {("", "ann lee, 97201")}
    assert [(order.total, order.paid_at) for order in orders] == [(9_88, order.placed_at) for order in orders]


def test_what_amazon_shipped_is_read_with_its_negative_promotions_and_japanese_letters(tmp_path: Path) -> None:
    text = text_of(
        AMAZON_SHIPPED,
        "amazon-order-id=249-1 | purchase-date=2017-06-05T06:57:28+09:00 | shipment-date=2017-06-05T19:58:19+09:00"
        " | buyer-email=a@marketplace.amazon.co.jp | buyer-name=島村 賢 | sku=K-1 | product-name=スチームトースター"
        " | quantity-shipped=1 | currency=JPY | item-price=24732.00 | shipping-price=385 | recipient-name=島村 賢"
        " | ship-promotion-discount=-385 | ship-postal-code=120-0026 | sales-channel=Amazon.co.jp",
    )
    parsed = read_text(tmp_path, text, written="cp932", encoding="cp932")
    [order] = parsed.orders
    assert (order.total, order.currency, order.lines[0].title) == (24732, "JPY", "スチームトースター")
    assert order.fulfilled_at is not None
    assert order.buyer == "島村 賢, 120 0026"


def test_the_indian_sale_report(tmp_path: Path) -> None:
    header = (
        "index,Order ID,Date,Status,Fulfilment,Sales Channel ,ship-service-level,Style,SKU,Category,Size,ASIN,"
        "Courier Status,Qty,currency,Amount,ship-city,ship-state,ship-postal-code,ship-country,promotion-ids,B2B"
    )
    row = "Date=04-30-22 | Sales Channel =Amazon.in | currency=INR | Qty=1 | Style=SET389 | SKU=SET389-S | ASIN=B0"
    text = text_of(
        header,
        f"{row} | Order ID=405-1 | Status=Cancelled | Amount=647.62",
        f"{row} | Order ID=405-2 | Status=Shipped - Delivered to Buyer | Amount=406",
        f"{row} | Order ID=405-3 | Status=Shipped - Returned to Seller | Amount=329",
    )
    parsed = read_text(tmp_path, text)
    assert sums(parsed) == [
        ("405-1", "cancelled", 647_62, 0),
        ("405-2", "paid", 406_00, 0),
        ("405-3", "refunded", 329_00, 329_00),
    ]


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("Order ID,ASIN/ISBN,Seller Credentials,Order Date", "what you bought"),
        ("Website,Order ID,Order Date,Currency,Total Owed,Payment Instrument Type", "what you bought"),
        ("settlement-id\tdeposit-date\ttotal-amount\ttransaction-type\torder-id", "movements of money"),
        ("date/time,settlement id,type,order id,sku,total", "movements of money"),
        (
            "order-id\torder-item-id\tpurchase-date\tbuyer-email\tsku\tquantity-purchased\tquantity-to-ship",
            "without a single price",
        ),
    ],
)
def test_what_holds_no_orders_is_refused(tmp_path: Path, header: str, says: str) -> None:
    row = header.replace("\t", "x\t").replace(",", "x,")
    with pytest.raises(ImportRefused) as refused:
        read_text(tmp_path, f"{header}\n{row}\n")
    assert says in refused.value.meaning


def test_a_preamble_does_not_hide_the_date_range_report(tmp_path: Path) -> None:
    text = (
        '"Includes Amazon Marketplace transactions"\n"All amounts in USD"\n"Definitions:"\n'
        '"date/time","settlement id","type","order id","total"\n"Sep 4, 2026 1:05:07 AM PDT","1","Order","1","65.45"\n'
    )
    with pytest.raises(ImportRefused) as refused:
        read_text(tmp_path, text)
    assert "date range report" in refused.value.title


def test_real_files(real: Path) -> None:
    parsed = read_path(real / "amazon/all_orders_de_sample.tsv")
    assert sums(parsed) == [("112-9739103-000001", "paid", 96_98, 0), ("112-9739103-000002", "paid", 76_53, 0)]
    assert lines(parsed.orders[1]) == [("Stoneware Mug Set", 2, 21_00, 0), ("Linen Napkins", 1, 18_00, 2_00)]
    for name in ("buyer_items.csv", "buyer_refunds.csv"):
        with pytest.raises(ImportRefused) as refused:
            read_path(real / "amazon" / name)
        assert "what you bought" in refused.value.meaning


@pytest.mark.parametrize(
    ("site", "currency", "price", "tax", "total"),
    [
        ("Amazon.de", "EUR", "23.80", "3.80", 21_80),
        ("Amazon.co.uk", "GBP", "24.00", "4.00", 22_00),
        ("Amazon.co.jp", "JPY", "2000", "182", 1998),
        ("Amazon.com.au", "AUD", "25.00", "2.27", 23_00),
        ("Amazon.com", "USD", "20.00", "1.65", 19_65),
        ("Amazon.ca", "CAD", "20.00", "2.60", 20_60),
    ],
)
def test_value_added_tax_is_a_part_of_the_price_and_sales_tax_is_not(
    tmp_path: Path, site: str, currency: str, price: str, tax: str, total: int
) -> None:
    text = text_of(
        AMAZON_ALL,
        f"amazon-order-id=1 | purchase-date=2026-04-11T00:00:00Z | order-status=Shipped | sales-channel={site}"
        f" | currency={currency} | product-name=Tea | quantity=2 | item-price={price} | item-tax={tax}"
        " | item-promotion-discount=2",
    )
    [order] = read_text(tmp_path, text).orders
    assert order.total == total
    assert order.tax == int(float(tax) * (1 if currency == "JPY" else 100) + 0.5)


def test_without_a_site_the_currency_tells_of_taxes(tmp_path: Path) -> None:
    text = text_of(
        AMAZON_NEW,
        "order-id=1 | order-item-id=11 | purchase-date=2026-04-11T00:00:00Z | sku=T | product-name=Tea"
        " | quantity-purchased=1 | currency=EUR | item-price=11.90 | item-tax=1.90 | shipping-price=5.95"
        " | shipping-tax=0.95",
    )
    [order] = read_text(tmp_path, text).orders
    assert (order.total, order.shipping, order.tax) == (17_85, 5_95, 2_85)
