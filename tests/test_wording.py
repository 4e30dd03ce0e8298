"""What the owner reads: money, days, spans, shares."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep import wording
from shopkeep.core.money import Money


@pytest.mark.parametrize(
    ("amount", "language", "long", "short"),
    [
        (Money(61250, "EUR"), "en", "€612.50", "€612"),
        (Money(-500, "GBP"), "en", "-£5.00", "-£5"),
        (Money(1500, "JPY"), "en", "JP¥1,500", "JP¥1,500"),
        (Money(123456789, "EUR"), "de", "1.234.567,89 €", "1.234.568 €"),
        (Money(1234, "KWD"), "en", "KWD 1.234", "KWD 1"),
    ],
)
def test_money(amount, language, long, short):
    assert wording.money(amount, language) == long
    assert wording.money_short(amount, language) == short


def test_days_name_their_year_only_when_it_is_another():
    today = date(2026, 11, 22)
    assert wording.day(date(2026, 9, 12), today) == "12 Sep"
    assert wording.day(date(2025, 9, 12), today) == "12 Sep 2025"


@pytest.mark.parametrize(
    ("days", "says"),
    [(1, "1 day"), (71, "71 days"), (90, "90 days"), (91, "3 months"), (200, "7 months"), (1100, "3.0 years")],
)
def test_spans(days, says):
    assert wording.span(days) == says.replace("3.0", "3")


@given(st.floats(0, 1))
def test_a_share_that_is_not_nothing_is_never_called_nothing(share):
    said = wording.percent(share)
    assert (said == "0 %") == (share == 0)
    assert (said == "100 %") == (share == 1)


@given(st.text(max_size=20))
def test_an_unknown_language_falls_back(language):
    assert wording.money(Money(100, "EUR"), language)


def test_lists_and_counts():
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.count(1, "mail") == "1 mail"
    assert wording.count(1214, "customer") == "1,214 customers"


@pytest.mark.parametrize(
    ("language", "says"),
    [
     ("ro", ["20 de zile", "7 luni", "2,5 ani", "a, b și c"]),
     ("el", ["20 ημέρες", "7 μήνες", "2,5 έτη", "a, b και c"]),
     ("kk", ["20 күн", "7 ай", "2,5 жыл", "a, b, c"]), ("xx", ["20 days", "7 months", "2.5 years", "a, b and c"])],
)  # fmt: skip
def test_spans_and_lists_in_other_languages(language, says):
    spans = [wording.span(days, language) for days in (20, 213, 913)]
    assert [*spans, wording.listed(["a", "b", "c"], language=language)] == says


def test_languages_are_called_by_name() -> None:
    assert [wording.language_name(tag) for tag in ("el", "ro", "kk", "pt-BR", "zz-")] == [
        "Greek", "Romanian", "Kazakh", "Portuguese (Brazil)", "zz-",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "listed"),
    [
        (datetime(2027, 1, 2, 9, 5, tzinfo=UTC), "10:05"),
        (datetime(2027, 1, 1, 23, 30, tzinfo=UTC), "00:30"),  # the day of the shop's zone counts
        (datetime(2027, 1, 1, 9, 5, tzinfo=UTC), "1 Jan 10:05"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "1 Jan 00:30"),
        (datetime(2026, 11, 29, 9, 5, tzinfo=UTC), "29 Nov 2026"),
    ],
)
def test_a_moment_of_another_year_is_its_day_in_a_list(at: datetime, listed: str) -> None:
    assert wording.moment_listed(at, "Europe/Berlin", date(2027, 1, 2)) == listed
