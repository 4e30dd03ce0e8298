"""Gumroad's sales."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.orders.reading_text import lines, read_path, read_text, sums
from tests.orders.samples_marketplaces import GUMROAD, text_of

_ROW = (
    "Item Name=Planner | Purchase Email={0}@example.com | Purchase Date=2026-09-02 | Quantity=1"
    " | Purchase Time (UTC timezone)=10:00 | Purchase ID={0}"
)


def test_refunds_disputes_trials_and_the_row_of_totals(tmp_path: Path) -> None:
    text = text_of(
        GUMROAD,
        f"{_ROW.format('a')} | Sale Price ($)=12.96 | Subtotal ($)=12.00 | Taxes ($)=0.96 | Do not contact?=0"
        " | Discount Code=fall | Variants=(Large) | Country=Canada | Buyer Name=Ann Lee",
        f"{_ROW.format('b')} | Sale Price ($)=12.00 | Fully Refunded?=1 | Refunded?=1 | Do not contact?=1",
        f"{_ROW.format('c')} | Sale Price ($)=1,012.00 | Partial Refund ($)=2.00 | Refunded?=1 | Fully Refunded?=0",
        f"{_ROW.format('d')} | Sale Price ($)=12.00 | Disputed?=1 | Dispute Won?=0",
        f"{_ROW.format('e')} | Sale Price ($)=12.00 | Disputed?=1 | Dispute Won?=1 | Giftee Email=fe@example.net",
        f"{_ROW.format('f')} | Sale Price ($)=0 | Free trial purchase?=1",
        f"{_ROW.format('g')} | Sale Price ($)=12.00 | Pre-order authorization?=1",
        "Purchase ID=Totals | Sale Price ($)=1,072.96 | Subtotal ($)=72.00",
    )
    parsed = read_text(tmp_path, text, zone="Asia/Tokyo")
    assert (parsed.format, parsed.currency, parsed.timezone, parsed.rows_skipped) == ("gumroad", "USD", "UTC", 1)
    assert sums(parsed) == [
        ("a", "paid", 12_96, 0),
        ("b", "refunded", 12_00, 12_00),
        ("c", "paid", 1012_00, 2_00),
        ("d", "refunded", 12_00, 12_00),
        ("e", "paid", 12_00, 0),
        ("f", "paid", 0, 0),
        ("g", "pending", 12_00, 0),
    ]
    first = parsed.orders[0]
    assert (first.tax, first.codes, first.country, lines(first)) == (
        96,
        ("FALL",),
        "Canada",
        [("Planner - Large", 1, 12_00, 0)],
    )
    assert [order.consent for order in parsed.orders[:3]] == [True, False, None]
    assert (parsed.says_consent, parsed.orders[4].gift, parsed.orders[0].placed_at.hour) == (True, True, 10)


@pytest.mark.parametrize("time", ["2026-09-02 23:30:00 UTC", "2026-09-02 23:30:00 +0000", "23:30", "11:30 PM"])
def test_the_time_may_repeat_the_day(tmp_path: Path, time: str) -> None:
    row = "Purchase ID=a | Item Name=Tea | Purchase Email=ann@example.com | Purchase Date=2026-09-02"
    text = text_of(GUMROAD, f"{row} | Purchase Time (UTC timezone)={time} | Sale Price ($)=5.00")
    [order] = read_text(tmp_path, text, zone="Asia/Tokyo").orders
    assert f"{order.placed_at:%d %H:%M}" == "02 23:30"


def test_real_files(real: Path) -> None:
    parsed = read_path(real / "gumroad/daromele_Sales_gumroad.csv")
    assert sums(parsed) == [("g1", "paid", 12_00, 0), ("g2", "paid", 12_96, 0), ("g3", "refunded", 8_00, 8_00)]
    assert parsed.orders[1].codes == ("FALL",)
