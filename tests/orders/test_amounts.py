"""Money as exports write it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.errors import AmbiguousFile
from shopkeep.orders.amounts import AmountReader, currency_of, parse, settle


@pytest.mark.parametrize(
    ("written", "mark", "value"),
    [
        ("$8.00", "point", "8.00"),
        ("-$2.00", "point", "-2.00"),
        ("$-2.00", "point", "-2.00"),
        ("CA$76.00", "point", "76.00"),
        (" ¥289.00 ", "point", "289.00"),
        ("289.00  ", "point", "289.00"),
        ("(RM 50.00)", "point", "-50.00"),
        ("1,120.00", "point", "1120.00"),
        ("1,00,000.50", "point", "100000.50"),
        ("-59,30", "comma", "-59.30"),
        ("1.120,00 €", "comma", "1120.00"),
        ("1 120,00", "comma", "1120.00"),
        ("1'234.50", "point", "1234.50"),
        ("108.7", "point", "108.7"),
        ("0.4", "point", "0.4"),
        (".50", "point", "0.50"),
        ("'-5.00", "point", "-5.00"),
        ("15", "comma", "15"),
    ],
)
def test_every_spelling_seen_in_exports_is_read(written: str, mark: str, value: str) -> None:
    assert parse(written, mark) == Decimal(value)


@pytest.mark.parametrize("written", ["", "--", "-", "n/a", "  "])
def test_nothing_is_not_zero(written: str) -> None:
    assert parse(written, "point") is None


@pytest.mark.parametrize("written", ["abc", "12%", "1.2.3", "--5", "2026-01-01", "12:30", "5 apples and pears"])
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse(written, "point")


def test_minor_units_follow_the_currency() -> None:
    reader = AmountReader("point")
    assert reader.read("12.30", "EUR") == 1230
    assert reader.read("300", "JPY") == 300
    assert reader.read("1.234", "KWD") == 1234


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1,234", "5.50"], "point"),
        (["1.234", "5,50"], "comma"),
        (["1,234.50"], "point"),
        (["1.234.567"], "comma"),
        (["0.123"], "point"),
        (["15", "16"], "point"),
    ],
)
def test_the_decimal_mark_is_settled_over_the_whole_file(cells: list[str], mark: str) -> None:
    assert settle(cells, None, "EUR") == mark


@pytest.mark.parametrize("cells", [["1,234", "12"], ["1,50", "1.50"]])
def test_undecidable_amounts_are_asked_about(cells: list[str]) -> None:
    with pytest.raises(AmbiguousFile) as asked:
        settle(cells, None, "EUR")
    assert asked.value.option == "decimal"
    assert settle(cells, "comma", "EUR") == "comma"


def test_a_currency_without_decimals_has_nothing_to_ask() -> None:
    assert settle(["1,234"], None, "JPY") == "point"


def test_signs_name_a_currency_only_where_they_mean_one() -> None:
    assert currency_of(["12,30 €", "5"]) == "EUR"
    assert currency_of(["$5.00"]) == ""
    assert currency_of(["£5.00", "5.00 €"]) == ""


amounts = st.decimals(Decimal("-99999999"), Decimal("99999999"), places=2)


@given(amounts)
def test_a_written_amount_is_read_back_under_its_own_mark(value: Decimal) -> None:
    pointed = f"{value:,.2f}"
    assert parse(pointed, "point") == value
    assert parse(pointed.translate(str.maketrans(",.", ".,")), "comma") == value
    assert parse(f"€{value:.2f}" if value >= 0 else f"-€{-value:.2f}", "point") == value


@given(st.lists(amounts, min_size=1))
def test_a_file_of_cents_is_never_asked_about(values: list[Decimal]) -> None:
    assert settle([f"{v:,.2f}" for v in values], None, "EUR") == "point"


@given(st.text(max_size=30))
def test_any_text_is_an_amount_nothing_or_refused(written: str) -> None:
    for mark in ("point", "comma"):
        try:
            found = parse(written, mark)
        except ValueError:
            continue
        assert found is None or found.is_finite()
