"""Addresses that marketplaces lend for one order, and what stands in for a buyer."""

from __future__ import annotations

import pytest

from shopkeep.orders.marketplaces import name_and_place, real_address


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Ann@Example.com", "ann@example.com"),
        ("blnpdwt5npzjr@marketplace.amazon.com", ""),
        ("mqxldr5q311j1g@Marketplace.Amazon.co.jp", ""),
        ("0a1b2c3d@members.ebay.co.uk", ""),
        ("v2b2v4@scs2.tiktok.com", ""),
        ("pf+ab1@trendyolmail.com", ""),
        ("x1+y2@allegromail.pl", ""),
        ("point-of-sale-integration@doordash.com", ""),
        ("ann@amazon.com", "ann@amazon.com"),
        ("Invalid Request", ""),
        ("--", ""),
        ("", ""),
    ],
)
def test_a_relay_is_no_address(written: str, found: str) -> None:
    assert real_address(written) == found


def test_a_buyer_is_name_and_place_only_where_both_are_told() -> None:
    assert name_and_place("Ann Lée", "LS1 1AA") == "ann lee, ls1 1aa"
    assert name_and_place("Ann Lee", "") == name_and_place("", "LS1") == name_and_place("A*** L**", "LS1") == ""
