"""Money as exports write it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.errors import AmbiguousFile
from shopkeep.orders.amounts import AmountReader, currency_of, parse, says, settle


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
        ("12,-", "comma", "12"),
        ("1'234.–", "point", "1234"),
        ("5.00-", "point", "-5.00"),
        ("–5.00", "point", "-5.00"),
        ("(5,00 €)", "comma", "-5.00"),
        ("US $ 1,234.50", "point", "1234.50"),
        ("$5.00 USD", "point", "5.00"),
        ("12,34,567.80 Rs.", "point", "1234567.80"),
        ("S/ 15.50", "point", "15.50"),
        ("1\u2009234,50 kr", "comma", "1234.50"),
        ("1’234.50 CHF", "point", "1234.50"),
        ("د.إ 20.00", "point", "20.00"),
        ("￥1,200", "point", "1200"),
        ("Rs.500", "point", "500"),
        ("Rs. 1,500.00", "point", "1500"),
        ("Fr. 20.-", "point", "20"),
        ("$.50", "point", "0.50"),
    ],
)
def test_every_spelling_seen_in_exports_is_read(written: str, mark: str, value: str) -> None:
    assert parse(written, mark) == Decimal(value)


@pytest.mark.parametrize("written", ["", "--", "-", "n/a", "  "])
def test_nothing_is_not_zero(written: str) -> None:
    assert parse(written, "point") is None


@pytest.mark.parametrize(
    "written",
    [
        *("abc", "12%", "1.2.3", "--5", "2026-01-01", "12:30", "5 apples and pears", "5 kg", "50¢", "1.5k", "2M"),
        *("1,50", "1,2345.00", "1,23,4.00", "0,123.00", "1 2", "12 34", "1.234.567", "5²", "٥٫٠٠", "５.00", "5٣"),
        *("(5.00", "5.00)", "-(5.00)", "$-+5", "~5", "1,234 567.00", "½", "5/6", "#5"),
    ],
)
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse(written, "point")


def test_minor_units_follow_the_currency() -> None:
    reader = AmountReader("point")
    assert reader.read("12.30", "EUR") == 1230
    assert reader.read("300", "JPY") == 300
    assert reader.read("1.234", "KWD") == 1234
    assert reader.read("1,234.50", "JPY") == 1234  # shares of a discount


def test_yen_that_look_like_thousands_are_not_rounded_to_one() -> None:
    with pytest.raises(ValueError, match="not an amount"):
        AmountReader("point").read("1.234", "JPY")


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
    assert currency_of(["12,00 zł", "-1 234,00 ZŁ"]) == "PLN"
    assert currency_of(["5.00 usd", "(USD 5.00)"]) == "USD"
    assert currency_of(["5 kr"]) == ""


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        *(("1.50", "point"), ("1,50", "comma"), ("1,234", "either"), ("12", ""), ("1.234.567", "comma")),
        *(
            ("1234.567", "point"),
            ("0.123", "point"),
            ("1 234.567", "point"),
            ("soon, maybe", ""),
            ("1,00,000", "point"),
        ),
    ],
)
def test_what_one_amount_tells_of_the_mark(cell: str, mark: str) -> None:
    assert says(cell) == mark


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


PARTING = {"point": ("", ",", " ", "'", "’", "\u00a0", "\u202f"), "comma": ("", ".", " ", "'", "\u00a0", "\u2009")}
FRAMES = ("{}", "€{}", "{} €", "EUR {}", "{} EUR", "$ {}", "CA${}", "{} zł", "kr {}", "'{}", " {}  ")
NEGATIVE = ("-{}", "–{}", "({})", "{}-")


MARKS = {"point": ".", "comma": ","}


def grouped(digits: str, sign: str, size: int) -> str:
    """`1234567` as `1,234,567`, or as `12,34,567` where groups before the last have two."""
    groups, rest = [digits[-3:]], digits[:-3]
    while rest:
        groups.insert(0, rest[-size:])
        rest = rest[:-size]
    return sign.join(groups)


@st.composite
def written_amounts(draw: st.DrawFn, mark: str, places: int) -> tuple[str, Decimal]:
    """An amount in some style under a decimal mark, and its value."""
    value = draw(st.decimals(0, 9_999_999, places=places))
    whole, _, part = f"{value:.{places}f}".partition(".")
    sign = draw(st.sampled_from(PARTING[mark]))
    indian = sign in (",", ".") and draw(st.booleans())
    shown = grouped(whole, sign, 2 if indian else 3) + (MARKS[mark] + part if part else "")
    if draw(st.integers(0, 4)) == 0 and value:
        return draw(st.sampled_from(NEGATIVE)).format(shown), -value
    return draw(st.sampled_from(FRAMES)).format(shown), value


@given(st.sampled_from(["point", "comma"]), st.sampled_from([0, 2, 3]), st.data())
def test_a_column_in_any_style_reads_back_or_asks(mark: str, places: int, data: st.DataObject) -> None:
    column = data.draw(st.lists(written_amounts(mark, places), min_size=1, max_size=8))
    currency = {0: "JPY", 2: "EUR", 3: "KWD"}[places]
    cells = [cell for cell, _ in column]
    try:
        settled = settle(cells, None, currency)
    except AmbiguousFile:
        assert any(says(cell) == "either" for cell in cells)
        settled = settle(cells, mark, currency)  # type: ignore[arg-type]
    reader = AmountReader(settled)
    for cell, value in column:
        assert reader.read(cell, currency) == int(value * 10**places)
        assert reader.read(cell, currency) == int(value * 10**places)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(max_examples=20_000, deadline=None)
@given(st.sampled_from(["point", "comma"]), st.sampled_from([0, 2, 3]), st.data())
def test_columns_in_any_style_for_long(mark: str, places: int, data: st.DataObject) -> None:
    test_a_column_in_any_style_reads_back_or_asks.hypothesis.inner_test(mark, places, data)  # type: ignore[attr-defined]


@given(st.text(max_size=30))
def test_any_text_is_an_amount_nothing_or_refused(written: str) -> None:
    for mark in ("point", "comma"):
        try:
            found = parse(written, mark)
        except ValueError:
            continue
        assert found is None or found.is_finite()
