"""`shopkeep products`: every view as a table and as JSON."""

import pytest

from .conftest import AS_OF

GROUNDS = {
    "as_of",
    "orders",
    "orders_without_lines",
    "orders_in_other_currencies",
    "currency",
    "first_order",
    "orders_without_prices",
}
PRODUCT = {"key", "title", "category"}
FIELDS = {
    "used-to-buy": (
        {"group", "customers", "buyers", "buyers_of_all"},
        PRODUCT
        | {"customers", "orders", "quantity", "revenue", "share", "interval", "share_of_all", "verdict", "says"},
    ),
    "first": (
        {"within_days", "usual_wait", "buyers", "came_back", "rate", "interval", "too_recent"},
        PRODUCT | {"buyers", "came_back", "rate", "interval", "too_recent", "verdict", "says"},
    ),
    "together": (
        {"within", "product", "baskets", "mixed", "least"},
        {
            "title",
            "other_title",
            "together",
            "expected",
            "lift",
            "interval",
            "with_one",
            "with_other",
            "verdict",
            "says",
        },
    ),
    "sellers": (
        set(),
        PRODUCT | {"revenue", "quantity", "revenue_90", "orders_90", "orders_before", "orders_year_ago", "trend"},
    ),
    "new": ({"since"}, PRODUCT | {"added_on", "first_sold", "customers", "known_customers", "revenue", "says"}),
}


@pytest.mark.parametrize("view", FIELDS)
def test_fields_of_each_view(sample, view):
    more = ("--since", "2024-06-01") if view == "new" else ("--segment", "at-risk") if view == "used-to-buy" else ()
    said = sample.ok("products", "--view", view, *more, "--as-of", AS_OF, "--limit", 5, "--json").json
    of_report, of_row = FIELDS[view]
    assert of_report | {"view", "grounds", "rows"} <= set(said)
    assert set(said["grounds"]) == GROUNDS
    assert 0 < len(said["rows"]) <= 5
    for row in said["rows"]:
        assert of_row <= set(row)
        low, high = row.get("interval", (0, 1))
        assert 0 <= low <= high


def test_next_and_peaks_of_one_product(sample):
    said = sample.ok("products", "--view", "next", "--product", "nettle tea", "--as-of", AS_OF, "--json").json
    assert said["title"] == "Nettle Tea, loose 80 g"
    assert {"chose", "rate", "expected", "lift", "lift_interval", "verdict"} <= set(said["rows"][0])
    peaks = ("products", "--view", "peaks", "--product", "advent tin", "--as-of", AS_OF)
    said = sample.ok(*peaks, "--json").json
    assert (said["peak"], said["verdict"], len(said["months"])) == ([12], "surely", 12)
    assert "December stands out" in sample.ok(*peaks).out


def test_tables_and_plain_refusals(sample):
    out = sample.ok("products", "--as-of", AS_OF).out
    assert "Earl Grey" in out
    assert "more; --limit shows them." in out
    assert "In the whole shop" in sample.ok("products", "--view", "first", "--as-of", AS_OF).out
    for wrong in (["--view", "next"], ["--view", "next", "--product", "zzzz"], ["--since", "soon", "--view", "new"]):
        ran = sample("products", *wrong)
        assert ran.code in (1, 2)
        assert 1 <= len(ran.err.strip().splitlines()) <= 3


def test_an_empty_shop(program):
    assert "No orders yet" in program.ok("products").out
    assert program.ok("products", "--view", "first", "--json").json["rows"] == []
