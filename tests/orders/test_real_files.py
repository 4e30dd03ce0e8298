"""Real export files: each with what it holds, counted without this program, or with why it is refused.

The figures were counted by `truth_by_hand.py`, which knows nothing of shopkeep; a test holds the two together.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from shopkeep.core.records.orders import ImportOptions, Order, ParsedFile
from shopkeep.errors import AmbiguousFile, ImportRefused
from shopkeep.orders.reading import read_orders
from tests.orders.truth_by_hand import COUNTED, Truth


class Holds(NamedTuple):
    """A file that is taken in: what it holds, what must be said first, and what becomes of its other rows."""

    truth: Truth
    say: dict[str, Any] = {}
    """The options without which the file is asked about, one by one: option -> value."""
    skipped: int = 0


class No(NamedTuple):
    """A file that is refused: words of what happened, and of what it means."""

    title: str
    meaning: str


def holds(*counts: Any, skipped: int = 0, **say: Any) -> Holds:
    return Holds(Truth(*counts), say, skipped)


REAL: dict[str, Holds | No] = {
    "amazon/all_orders_de_sample.tsv": holds(2, 3, 0, 0, 2, 173_51, 0, {"paid": 2}),
    "amazon/buyer_items.csv": No("buyer_items.csv is", "bought"),
    "amazon/buyer_refunds.csv": No("buyer_refunds.csv is", "bought"),
    "bandcamp/labelpayouts_label-sample.csv": holds(
        10, 11, 9, 0, 0, 123_50, 15_00, {"paid": 9, "refunded": 1}, skipped=1
    ),
    "bandcamp/trackshift_bandcamp-non-ascii.csv": holds(13, 13, 0, 0, 13, 43_64, 0, {"paid": 13}),
    "datasets/CDNOW_sample.txt": No("no columns that could be told apart", "header line"),
    "datasets/jaffle_raw_orders.csv": No("has no amounts of orders", "the order's total"),
    "datasets/jaffle_raw_payments.csv": No("has no dates of orders", "the day of the order"),
    "datasets/olist_sample_customers.csv": No("has no dates of orders", "the day of the order"),
    "datasets/olist_sample_order_items.csv": No("is a table of order lines", "products without their orders"),
    "datasets/olist_sample_order_payments.csv": No("has no dates of orders", "the day of the order"),
    "datasets/olist_sample_orders.csv": No("has no amounts of orders", "the order's total"),
    "datasets/online_retail_2010-12-01.csv": holds(
        143, 3108, 0, 98, 16, 59286_02, 0, {"paid": 136, "cancelled": 7}, currency="GBP"
    ),
    "datasets/sales_data_sample_rows_quoted_whole.csv": holds(
        *(307, 2823, 0, 0, 307, 10_032_628_85, 72212_86),
        {"paid": 296, "refunded": 3, "cancelled": 4, "pending": 4},
        currency="USD",
    ),
    "datasets/superstore_epoch_ms.csv": holds(5009, 9994, 0, 793, 0, 2_297_200_89, 0, {"paid": 5009}, currency="USD"),
    "ebay/shifted_orders_report_header_only.csv": No("holds no orders", "no rows below"),
    "etsy/daromele_EtsySoldOrderItems2026.csv": holds(3, 4, 0, 2, 0, 69_58, 0, {"paid": 3}),
    "etsy/daromele_etsy_statement_2026_9.csv": No("an Etsy payment statement", "fees and deposits"),
    "etsy/digidoughnut_EtsySoldOrders2026-9.csv": holds(2, 0, 0, 2, 0, 106_30, 0, {"paid": 2}),
    "fourthwall/daromele_fourthwall_orders.csv": holds(1, 1, 0, 0, 1, 37_10, 0, {"paid": 1}, currency="USD"),
    "generic/autoecom_taobao_style.EXCERPT.csv": holds(
        12, 12, 0, 0, 12, 6805_00, 877_00, {"paid": 8, "cancelled": 1, "refunded": 3}, currency="CNY"
    ),
    "generic/generic_marketplace_sheet.csv": holds(2, 3, 2, 0, 0, 196_00, 0, {"paid": 1, "pending": 1}),
    "gumroad/daromele_Sales_gumroad.csv": holds(3, 3, 3, 0, 0, 32_96, 8_00, {"paid": 2, "refunded": 1}),
    "kofi/daromele_kofi_sales.csv": holds(2, 2, 0, 0, 2, 12_00, 0, {"paid": 2}),
    "magento/sampledata_orders.csv": No(
        "a recipe for Magento's sample orders", "no order number, no date and no price"
    ),
    "paypal/ledgerautosync_paypal.csv": No("lists no sales", "none is a payment that a buyer made"),
    "paypal/ledgerautosync_paypal_alternate.csv": No("PayPal's short history", "no payment could be told"),
    "shopify/daromele_orders_export_1.csv": holds(4, 5, 3, 0, 0, 117_29, 4_00, {"paid": 3, "cancelled": 1}),
    "shopify/daromele_payment_transactions_export_1.csv": No("Shopify Payments transactions", "payments, not orders"),
    "shopify/fivetran_shopify_customer_data.csv": No("a list of customers", "no orders in it"),
    "shopify/fivetran_shopify_order_data.csv": No("are scrambled", "a code such as 021cb20b"),
    "shopify/fivetran_shopify_order_line_data.csv": No("a table of order lines", "without their orders"),
    "shopify/ltvkit_shopify_orders_fixture.csv": holds(8, 9, 4, 0, 1, 995_00, 10_00, {"paid": 8}),
    "shopify/ltvkit_shopify_orders_sample.csv": holds(127, 249, 57, 0, 5, 15063_00, 423_75, {"paid": 127}),
    "shopify/transporter_orders.csv": holds(2, 3, 2, 0, 0, 1030_00, 500_00, {"paid": 1, "cancelled": 1}, skipped=1),
    "square/daromele_transactions-2026-09.csv": holds(
        2, 3, 0, 1, 1, 44_12, 12_96, {"paid": 1, "refunded": 1}, currency="USD"
    ),
    "stripe/csv2ofx_stripe-default.csv": holds(5, 0, 1, 0, 4, 112_50, 0, {"paid": 5}),
    "tiktok_shop/sku_tiktok_shop_orders.csv": No("sku_tiktok_shop_orders.csv", "when"),
    "wix/spreadconnect_insufficient_columns.csv": No("only a part of Wix's orders export", "what each buyer paid"),
    "wix/spreadconnect_malformed_data.csv": holds(1, 1, 0, 0, 1, 19_99, 0, {"pending": 1}),
    "wix/spreadconnect_single_order.REDACTED.csv": holds(1, 1, 1, 0, 0, 18_98, 0, {"pending": 1}),
    "woocommerce/restdocs_orders_v2.json": holds(2, 4, 2, 0, 0, 68_35, 19_00, {"paid": 2}),
}
TAKEN = {name: said for name, said in REAL.items() if isinstance(said, Holds)}
REFUSED = {name: said for name, said in REAL.items() if isinstance(said, No)}


def read(path: Path, **options: Any) -> ParsedFile:
    parsed = read_orders(path, ImportOptions(**options), "", "").parsed
    assert parsed.rows == parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected)
    return parsed


def counted(orders: tuple[Order, ...]) -> Truth:
    return Truth(
        len(orders),
        sum(len(order.lines) for order in orders),
        len({order.email for order in orders if order.email}),
        len({order.buyer for order in orders if order.buyer and not order.email}),
        sum(not order.customer_key for order in orders),
        sum(order.total for order in orders),
        sum(order.refunded for order in orders),
        dict(Counter(order.status for order in orders)),
    )


def test_every_file_of_the_collection_is_in_the_table(real: Path) -> None:
    there = {path.relative_to(real).as_posix() for path in real.rglob("*") if path.is_file()} - {"PROVENANCE.tsv"}
    assert there == set(REAL)


def test_the_table_says_what_was_counted_without_this_program(real: Path) -> None:
    assert set(COUNTED) == set(TAKEN)
    assert {name: count(real / name) for name, count in COUNTED.items()} == {n: said.truth for n, said in TAKEN.items()}


@pytest.mark.parametrize("file", TAKEN)
def test_orders_and_sums_are_those_counted_by_hand(real: Path, file: str) -> None:
    truth, say, skipped = TAKEN[file]
    parsed = read(real / file, **say)
    assert counted(parsed.orders) == truth
    assert not parsed.rejected
    assert parsed.rows_skipped == skipped


@pytest.mark.parametrize("file", [name for name, said in TAKEN.items() if said.say])
def test_what_a_file_leaves_open_is_asked(real: Path, file: str) -> None:
    with pytest.raises(AmbiguousFile) as asked:
        read(real / file)
    assert asked.value.option in TAKEN[file].say


@pytest.mark.parametrize("file", REFUSED)
def test_what_holds_no_orders_is_refused_with_its_true_reason(real: Path, file: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(real / file)
    assert not isinstance(refused.value, AmbiguousFile)
    assert REFUSED[file].title in refused.value.title
    assert REFUSED[file].meaning in refused.value.meaning
    assert refused.value.next_step


def test_a_voided_order_is_kept_and_does_not_count(real: Path) -> None:
    parsed = read(real / "shopify/daromele_orders_export_1.csv")
    by_number = {order.number: order for order in parsed.orders}
    assert (by_number["#1003"].status, by_number["#1003"].counts) == ("cancelled", False)
    assert (by_number["#1004"].status, by_number["#1004"].net) == ("paid", 16_00)
    assert by_number["#1001"].codes == ("FALL5",)
    assert parsed.says_consent


def test_a_return_does_not_count_and_its_buyer_keeps_the_number_of_the_shop(real: Path) -> None:
    parsed = read(real / "datasets/online_retail_2010-12-01.csv", currency="GBP")
    by_number = {order.number: order for order in parsed.orders}
    back = by_number["C536379"]
    assert (back.status, back.counts, back.total, back.lines[0].quantity) == ("cancelled", False, 27_50, 1)
    assert by_number["536365"].customer_key == "generic:17850"
    assert any("are returns" in warning for warning in parsed.warnings)


def test_what_columns_show_decides_not_their_names(real: Path) -> None:
    """Superstore's discount is a share, its sales are a line's; its days are milliseconds since 1970."""
    order = read(real / "datasets/superstore_epoch_ms.csv", currency="USD").orders[0]
    assert (order.number, order.total, order.discount) == ("CA-2016-152156", 993_90, 0)
    assert f"{order.placed_at:%Y-%m}" == "2016-12"


def test_rest_orders_keep_their_moments_and_names(real: Path) -> None:
    first, second = read(real / "woocommerce/restdocs_orders_v2.json").orders
    assert (first.number, f"{first.placed_at:%H:%M}", first.platform) == ("727", "19:28", "woocommerce")
    assert first.lines[1].title == "Ship Your Idea – Color: Black, Size: M Test"
    assert (second.name, second.net, second.paid_at) == ("João Silva", 20_00, None)
