"""Real export files, against the counts that were made of them independently."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.core.records.orders import ImportOptions, ParsedFile
from shopkeep.errors import AmbiguousFile, ImportRefused
from shopkeep.orders.reading import read_orders


def read(path: Path, **options: str) -> ParsedFile:
    parsed = read_orders(path, ImportOptions(**options), "", "").parsed  # type: ignore[arg-type]
    assert parsed.rows == parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected)
    return parsed


@pytest.mark.parametrize(
    ("file", "orders", "lines", "emails", "without", "total", "refunded"),
    [
        ("shopify/daromele_orders_export_1.csv", 4, 5, 3, 0, 117_29, 4_00),
        ("shopify/ltvkit_shopify_orders_fixture.csv", 8, 9, 4, 1, 995_00, 10_00),
        ("shopify/ltvkit_shopify_orders_sample.csv", 127, 249, 57, 5, 15063_00, 423_75),
        ("shopify/transporter_orders.csv", 2, 3, 2, 0, 1030_00, 500_00),
        ("generic/generic_marketplace_sheet.csv", 2, 3, 2, 0, 196_00, 0),
        ("wix/spreadconnect_single_order.REDACTED.csv", 1, 1, 1, 0, 18_98, 0),
    ],
)
def test_orders_and_sums(
    real: Path, file: str, orders: int, lines: int, emails: int, without: int, total: int, refunded: int
) -> None:
    parsed = read(real / file)
    assert len(parsed.orders) == orders
    assert sum(len(order.lines) for order in parsed.orders) == lines
    assert len({order.email for order in parsed.orders if order.email}) == emails
    assert sum(not order.email for order in parsed.orders) == without
    assert sum(order.total for order in parsed.orders) == total
    assert sum(order.refunded for order in parsed.orders) == refunded
    assert not parsed.rejected


def test_a_voided_order_is_kept_and_does_not_count(real: Path) -> None:
    parsed = read(real / "shopify/daromele_orders_export_1.csv")
    by_number = {order.number: order for order in parsed.orders}
    assert (by_number["#1003"].status, by_number["#1003"].counts) == ("cancelled", False)
    assert (by_number["#1004"].status, by_number["#1004"].net) == ("paid", 16_00)
    assert by_number["#1001"].codes == ("FALL5",)
    assert parsed.says_consent


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("shopify/daromele_payment_transactions_export_1.csv", "payments, not orders"),
        ("shopify/fivetran_shopify_customer_data.csv", "no orders in it"),
        ("shopify/fivetran_shopify_order_line_data.csv", "without their orders"),
        ("shopify/fivetran_shopify_order_data.csv", "a code such as 021cb20b"),
        ("etsy/digidoughnut_EtsySoldOrders2026-9.csv", "no e-mail addresses"),
        ("etsy/daromele_etsy_statement_2026_9.csv", "fees and deposits"),
        ("amazon/all_orders_de_sample.tsv", "no e-mail addresses"),
        ("square/daromele_transactions-2026-09.csv", "no e-mail addresses"),
        ("paypal/ledgerautosync_paypal.csv", "payments of all kinds"),
        ("ebay/shifted_orders_report_header_only.csv", "no rows below"),
        ("datasets/CDNOW_sample.txt", "header line"),
    ],
)
def test_what_holds_no_orders_is_refused_with_its_true_reason(real: Path, file: str, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(real / file)
    assert not isinstance(refused.value, AmbiguousFile)
    assert says in refused.value.meaning


def test_a_foreign_layout_is_read_once_its_columns_are_named(real: Path) -> None:
    path = real / "generic/autoecom_taobao_style.EXCERPT.csv"
    with pytest.raises(AmbiguousFile) as asked:
        read(path)
    assert asked.value.option == "map"
    mapping = {"number": "子订单编号", "date": "下单时间", "total": "买家实付金额", "email": "收货省份"}
    with pytest.raises(ImportRefused, match="Not one order"):  # provinces are no addresses
        read_orders(path, ImportOptions(mapping=mapping, currency="CNY"), "Asia/Shanghai", "")


def test_a_currency_that_a_file_leaves_out_is_asked_for(real: Path) -> None:
    path = real / "gumroad/daromele_Sales_gumroad.csv"
    with pytest.raises(AmbiguousFile) as asked:
        read(path)
    assert asked.value.option == "currency"
    assert {order.currency for order in read(path, currency="USD").orders} == {"USD"}


def test_no_file_of_the_collection_breaks_the_reader(real: Path) -> None:
    unsaid = []
    for path in sorted(p for p in real.rglob("*") if p.suffix in (".csv", ".tsv", ".txt")):
        try:
            read(path)
        except ImportRefused as refused:
            if not (refused.title and refused.meaning and refused.next_step):
                unsaid.append((path.name, refused.lines()))
    assert unsaid == []
