"""Bandcamp's sales report."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.errors import ImportRefused
from tests.orders.reading_text import lines, read_path, read_text, sums
from tests.orders.samples_marketplaces import BANDCAMP, text_of

_CART = "date=6/25/23 5:45pm | currency=USD | quantity=1 | bandcamp transaction id=1 | buyer email=ann@example.com"


def test_a_cart_its_refund_and_a_payout_in_utf_16(tmp_path: Path) -> None:
    text = text_of(
        BANDCAMP,
        f"{_CART} | item type=album | item name=Low Sun | item price=12.00 | sub total=12.00"
        " | additional fan contribution=3.00 | item total=15.00 | buyer name=Ann Lee | discount code=fern"
        " | ship to country code=DE",
        f"{_CART} | item type=package | item name=Shirt | option=Medium | item price=20.00 | quantity=1 | shipping=5.00"
        " | sub total=20.00 | item total=25.00 | transaction fee=*",
        "date=7/1/23 5:45pm | item type=refund | item name=Low Sun | item price=-12.00 | currency=USD | quantity=1"
        " | item total=-15.00 | bandcamp transaction id=1 | buyer email=ann@example.com",
        "date=7/31/23 11:59pm | item type=payout | currency=USD | net amount=-120.00",
    )
    parsed = read_text(tmp_path, text, zone="Asia/Tokyo", written="utf-16")
    [order] = parsed.orders
    assert (parsed.format, parsed.rows_in_orders, parsed.rows_skipped, parsed.timezone) == ("bandcamp", 3, 1, "UTC")
    assert (order.total, order.refunded, order.status, order.shipping) == (40_00, 15_00, "paid", 5_00)
    assert lines(order) == [("Low Sun", 1, 12_00, 0), ("Shirt - Medium", 1, 20_00, 0)]
    assert (order.email, order.name, order.country, order.codes) == ("ann@example.com", "Ann Lee", "DE", ("FERN",))
    assert f"{order.placed_at:%d %H:%M}" == "25 17:45"


def test_sales_without_id_stay_apart_and_are_known_again(tmp_path: Path) -> None:
    row = "currency=GBP | item type=track | item price=1 | quantity=1 | item total=1 | item name=Fern"
    text = text_of(
        BANDCAMP,
        f"{row} | date=6/24/23 11:45am | paypal transaction id=<-- collected to cover your revenue share",
        f"{row} | date=6/25/23 11:45am",
        f"{row} | date=6/26/23 11:45am | paypal transaction id=3KJ69516S2466193S",
    )
    parsed = read_text(tmp_path, text)
    numbers = [order.number for order in parsed.orders]
    assert (len(set(numbers)), numbers[2], sums(parsed)[0][2]) == (3, "3KJ69516S2466193S", 1_00)
    assert [order.number for order in read_text(tmp_path, text).orders] == numbers


def test_payouts_alone_hold_no_sales(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_text(tmp_path, text_of(BANDCAMP, "date=7/31/23 11:59pm | item type=payout | currency=USD"))
    assert "holds no sales" in refused.value.title


def test_real_files(real: Path) -> None:
    label = read_path(real / "bandcamp/labelpayouts_label-sample.csv")
    assert (len(label.orders), label.rows_in_orders, label.rows_skipped) == (10, 12, 1)
    assert sum(order.total for order in label.orders if order.currency == "USD") == 11_00 + 33_00 + 25_00 + 1_00 + (
        15_00 + 15_00 + 9_00 + 1_50 + 5_00
    )
    assert [order.total for order in label.orders if order.currency == "GBP"] == [8_00]
    assert [(o.number, o.refunded) for o in label.orders if o.refunded] == [("100007", 15_00)]
    tracks = read_path(real / "bandcamp/trackshift_bandcamp-non-ascii.csv")
    assert (len(tracks.orders), sum(order.total for order in tracks.orders)) == (13, 43_64)
    assert not any(order.customer_key for order in tracks.orders)
