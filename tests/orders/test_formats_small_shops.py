"""TikTok Shop, Fourthwall, Ko-fi, Payhip and Faire."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.errors import AmbiguousFile, ImportRefused
from tests.orders.reading_text import lines, read_path, read_text, sums
from tests.orders.samples_marketplaces import FAIRE, FOURTHWALL, KOFI, MARKETPLACES, PAYHIP, TIKTOK, text_of


def test_tiktok_orders_repeat_their_values_and_end_in_tabs(tmp_path: Path) -> None:
    row = (
        "Order ID=5838709000000001\t | Order Status=จัดส่งแล้ว | Order Amount=238 | Shipping Fee After Discount=38"
        " | Created Time=20/05/2026 22:05:43\t | Paid Time=20/05/2026 22:06:01\t | Buyer Username=buyer1 | Taxes=8"
    )
    text = text_of(
        TIKTOK,
        "Order ID=Platform unique order ID. | Order Status=Current order status. | Order Amount=It equals the sum.",
        f"{row} | Product Name=Serum A | Variation=30ml | Quantity=2 | SKU Unit Original Price=75 | Seller SKU=S-A"
        " | SKU Seller Discount=10 | SKU Platform Discount=5",
        f"{row} | Product Name=Serum B | Variation=Default | Quantity=1 | SKU Unit Original Price=65",
        "Order ID=5838709000000002 | Order Status=ยกเลิกแล้ว | Cancelation/Return Type=Cancel | Order Amount=67"
        " | Created Time=21/05/2026 12:00:00 | Product Name=Serum B | Quantity=1",
        "Order ID=5838709000000003 | Order Status=Completed | Order Amount=50 | Order Refund Amount=50"
        " | Created Time=21/05/2026 12:00:00 | Paid Time=21/05/2026 12:00:00 | Product Name=Serum B | Quantity=1",
        "Order ID=5838709000000004 | Order Status=Unpaid | Order Amount=50 | Created Time=21/05/2026 12:00:00"
        " | Product Name=Serum B | Quantity=1 | Recipient=A*** L** | Zipcode=10110",
    )
    parsed = read_text(tmp_path, text, zone="Asia/Bangkok", currency="THB")
    assert sums(parsed) == [
        ("5838709000000001", "paid", 238_00, 0),
        ("5838709000000002", "cancelled", 67_00, 0),
        ("5838709000000003", "refunded", 50_00, 50_00),
        ("5838709000000004", "pending", 50_00, 0),
    ]
    first = parsed.orders[0]
    assert lines(first) == [("Serum A - 30ml", 2, 75_00, 10_00), ("Serum B", 1, 65_00, 0)]
    assert (first.shipping, first.tax, first.discount, first.buyer) == (38_00, 8_00, 15_00, "buyer1")
    assert (parsed.rows_skipped, f"{first.placed_at:%H}", parsed.orders[3].buyer) == (1, "15", "")


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("Order ID,Order Status,SKU ID,Seller SKU,Quantity,SKU Subtotal After Discount", "when its orders were placed"),
        ("Order/adjustment ID,Type,Order created time,Currency,Total settlement amount", "movements of money"),
    ],
)
def test_parts_of_tiktoks_lists_are_refused(tmp_path: Path, header: str, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_text(tmp_path, f"{header}\n{header}\n")
    assert says in refused.value.meaning


def test_fourthwall_asks_only_for_its_currency(tmp_path: Path) -> None:
    with pytest.raises(AmbiguousFile) as asked:
        read_text(tmp_path, MARKETPLACES["fourthwall"])
    assert asked.value.option == "currency"
    row = "FW-9,2026-09-14,Fulfilled,{},1,{},5.00,2.10,57.10,14.00,18.20"
    text = f"{FOURTHWALL}\n{row.format('Fern tee,M', '30.00')}\n{row.format('Mug,', '20.00')}\n"
    [order] = read_text(tmp_path, text, currency="USD").orders
    assert (order.total, order.shipping, order.customer_key) == (57_10, 5_00, "")
    assert lines(order) == [("Fern tee - M", 1, 30_00, 0), ("Mug", 1, 20_00, 0)]


def test_kofi_tells_sales_from_donations_and_gifts_of_ones_own(tmp_path: Path) -> None:
    text = (
        f"{KOFI}\n2026-09-15 10:00,Ann Lee,,Stickers,6.00,,USD,Shop Order,K1,Ann@Example.com\n"
        '2026-09-16 10:00,Supporter,"Two\nlines",,3.00,,EUR,Subscription,K2,\n'
        "2026-09-17 10:00,Bo,,,10.00,,USD,Donation,K3,bo@example.com\n"
        "2026-09-18 10:00,Me,,,,5.00,USD,Shop Order,K4,\n"
    )
    parsed = read_text(tmp_path, text, zone="Asia/Tokyo")
    found = [(o.number, o.total, o.currency, o.email, o.name, o.placed_at.hour) for o in parsed.orders]
    assert found == [("K1", 6_00, "USD", "ann@example.com", "Ann Lee", 10), ("K2", 3_00, "EUR", "", "", 10)]
    assert (parsed.rows_skipped, lines(parsed.orders[0])) == (2, [("Stickers", 1, 6_00, 0)])
    assert any("Donations" in warning for warning in parsed.warnings)
    with pytest.raises(ImportRefused) as refused:
        read_text(tmp_path, f"{KOFI}\n2026-09-17 10:00,Bo,,,10.00,,USD,Donation,K3,bo@example.com\n")
    assert "nobody bought anything" in refused.value.meaning


def test_payhip(tmp_path: Path) -> None:
    text = f"{PAYHIP}\n2026-09-17,PH1,Planner,Dee@Example.com,9.00,USD,0.45,0.56,save,United Kingdom\n"
    [order] = read_text(tmp_path, text).orders
    assert (order.number, order.email, order.total, order.codes) == ("PH1", "dee@example.com", 9_00, ("SAVE",))
    assert (order.country, lines(order)) == ("United Kingdom", [("Planner", 1, 9_00, 0)])


def test_faire_sells_to_shops_at_wholesale_prices(tmp_path: Path) -> None:
    text = (
        f"{FAIRE}\nFA100,2026-09-16,Fern Gifts,Mug,MUG-1,6,$19.00,$38.00,Shipped\n"
        "FA100,2026-09-16,Fern Gifts,Print,FERN-1,4,$8.00,$16.00,Shipped\n"
        "FA101,2026-09-18,Tea House,Mug,MUG-1,4,$19.00,$38.00,Canceled\n"
    )
    parsed = read_text(tmp_path, text, currency="USD")
    assert sums(parsed) == [("FA100", "paid", 146_00, 0), ("FA101", "cancelled", 76_00, 0)]
    assert (parsed.orders[0].buyer, lines(parsed.orders[0])[0]) == ("fern gifts", ("Mug", 6, 19_00, 0))


def test_real_files(real: Path) -> None:
    kofi = read_path(real / "kofi/daromele_kofi_sales.csv")
    assert sums(kofi) == [("KF1", "paid", 6_00, 0), ("KF2", "paid", 6_00, 0)]
    assert [(o.country, o.customer_key, o.name) for o in kofi.orders] == [("US", "", ""), ("DE", "", "")]
    fourthwall = read_path(real / "fourthwall/daromele_fourthwall_orders.csv", currency="USD")
    assert (sums(fourthwall), fourthwall.orders[0].tax) == ([("FW-9", "paid", 37_10, 0)], 2_10)
    with pytest.raises(ImportRefused) as refused:
        read_path(real / "tiktok_shop/sku_tiktok_shop_orders.csv")
    assert "when its orders were placed" in refused.value.meaning
