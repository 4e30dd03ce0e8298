"""Intervals and chances against published and independently computed values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.results.experiment import (
    chance_better,
    chances_best,
    detectable_lift,
    newcombe,
    wilson,
)


@pytest.mark.parametrize(
    ("a", "of_a", "b", "of_b", "chance", "interval"),
    [
        (3, 100, 8, 100, 0.933057, (-0.0170, 0.1227)),
        (12, 500, 21, 500, 0.942444, (-0.0046, 0.0417)),
        (30, 1000, 45, 1000, 0.960623, (-0.0018, 0.0322)),
        (0, 50, 3, 50, 0.941194, (-0.0215, 0.1622)),
    ],
)
def test_two_arms_against_quadrature(a, of_a, b, of_b, chance, interval):
    assert chance_better(a, of_a, b, of_b) == pytest.approx(chance, abs=1e-6)
    assert newcombe(a, of_a, b, of_b) == pytest.approx(interval, abs=5e-5)


def test_nothing_is_said_of_nobody():
    assert wilson(0, 0) is None
    assert newcombe(0, 0, 1, 10) is None
    assert detectable_lift(0.05, 100, 0) is None


def test_smallest_list_needs_a_huge_effect():
    assert detectable_lift(0.04, 80, 20) == pytest.approx(0.178, abs=0.001)
    assert detectable_lift(0.04, 1600, 400) == pytest.approx(0.033, abs=0.001)


@given(st.integers(1, 300), st.data())
def test_wilson_holds_the_share(trials, data):
    wins = data.draw(st.integers(0, trials))
    low, high = wilson(wins, trials)
    assert 0 <= low <= wins / trials <= high <= 1


@given(st.integers(1, 80), st.integers(1, 80), st.data())
def test_chances_of_being_best_add_up(of_a, of_b, data):
    a, b = data.draw(st.integers(0, of_a)), data.draw(st.integers(0, of_b))
    assert chance_better(a, of_a, b, of_b) + chance_better(b, of_b, a, of_a) == pytest.approx(1, abs=1e-9)
    three = chances_best({"A": (a, of_a), "B": (b, of_b), "C": (a, of_a)})
    assert sum(three.values()) == pytest.approx(1)
    assert three["A"] == pytest.approx(three["C"])
