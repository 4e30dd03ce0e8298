"""How far to look ahead, by the shop's own gaps."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from shopkeep.customers.horizon import advice, gaps, half_of_returns
from tests.customers import cdnow

UNTIL = date(2026, 11, 22)


def buyers(gap: float, people: int = 400, span: int = 1500) -> list[list[date]]:
    """Customers who come every `gap` days or so, and of whom two in five stop after each order."""
    dice = random.Random(f"{gap}")
    found = []
    for _ in range(people):
        at, days = dice.uniform(0, span), set()
        while at < span:
            days.add(UNTIL - timedelta(days=span - int(at)))
            if dice.random() < 0.4:
                break
            at += dice.gammavariate(3, gap / 3)
        found.append(sorted(days))
    return found


@pytest.mark.parametrize(("gap", "days"), [(10, 30), (120, 180), (240, 365)])
def test_a_shop_of_another_rhythm_is_advised(gap: float, days: int) -> None:
    found = advice(buyers(gap), UNTIL, 90)
    assert found is not None
    assert found.days == days
    assert found.half_within_days == pytest.approx(gap, rel=0.3)


def test_the_reason_is_one_sentence() -> None:
    slow, quick = advice(buyers(240), UNTIL, 90), advice(buyers(10), UNTIL, 90)
    assert slow is not None
    assert quick is not None
    assert slow.says == (
        "Half of those who order again take more than 7 months: looking 365 days ahead would suit your shop better "
        "than 90."
    )
    assert "do so within" in quick.says


@pytest.mark.parametrize("gap", [30, 45, 60])
def test_a_shop_that_ninety_days_suit_is_left_alone(gap: float) -> None:
    assert advice(buyers(gap), UNTIL, 90) is None


def test_what_was_advised_is_not_advised_again() -> None:
    for gap in (10, 120, 240):
        found = advice(buyers(gap), UNTIL, 90)
        assert found is not None
        assert advice(buyers(gap), UNTIL, found.days) is None


def test_the_public_shop_keeps_its_quarter() -> None:
    assert advice([buyer.days for buyer in cdnow.tenth()], date(1998, 6, 30), 90) is None


def test_thirty_gaps_are_needed() -> None:
    one = [UNTIL - timedelta(days=400), UNTIL - timedelta(days=100)]
    assert advice([one] * 29, UNTIL, 90) is None
    assert advice([one] * 30, UNTIL, 90) is not None
    assert advice([], UNTIL, 90) is None


def test_gaps_that_still_last_are_not_taken_for_ended_ones() -> None:
    ended, lasting = gaps([[UNTIL - timedelta(days=50), UNTIL - timedelta(days=40)]], UNTIL)
    assert (ended, lasting) == ({10: 1}, {40: 1})
    # Young customers, most of whose gaps still last: the ended ones alone would say 10 days.
    assert half_of_returns({10: 20, 200: 20}, {15: 60}) == 200
    assert half_of_returns({10: 20, 200: 20}, {}) == 10
