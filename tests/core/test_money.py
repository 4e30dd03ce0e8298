"""Money in minor units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.core.money import Money, decimals, minor, totals

currencies = st.sampled_from(["EUR", "USD", "JPY", "KWD", "ISK", "TND"])


def test_each_currency_has_its_own_decimals() -> None:
    assert [decimals(c) for c in ("EUR", "JPY", "KWD")] == [2, 0, 3]
    assert [Money(1230, c).plain() for c in ("EUR", "JPY", "KWD")] == ["12.30", "1230", "1.230"]
    assert Money(-400, "EUR").plain() == "-4.00"


@given(st.integers(-(10**12), 10**12), currencies)
def test_a_written_amount_is_the_same_amount(amount: int, currency: str) -> None:
    assert minor(Decimal(Money(amount, currency).plain()), currency) == amount


def test_halves_are_rounded_to_even() -> None:
    assert [minor(Decimal(v), "EUR") for v in ("12.305", "12.315", "-12.305")] == [1230, 1232, -1230]
    assert Money(5, "EUR").times(0.5).amount == 2


def test_currencies_are_never_added() -> None:
    assert Money(1, "EUR") + Money(2, "EUR") - Money(4, "EUR") == Money(-1, "EUR")
    with pytest.raises(ValueError, match="EUR with USD"):
        Money(1, "EUR") + Money(1, "USD")


@given(st.lists(st.builds(Money, st.integers(-(10**9), 10**9), currencies)))
def test_totals_are_one_per_currency_largest_first(amounts: list[Money]) -> None:
    found = totals(amounts)
    assert {m.currency for m in found} == {m.currency for m in amounts}
    assert [m.amount for m in found] == sorted((m.amount for m in found), reverse=True)
    assert sum(m.amount for m in found) == sum(m.amount for m in amounts)
