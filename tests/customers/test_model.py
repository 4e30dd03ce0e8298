"""The return model against published numbers, and its behaviour at the edges."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import compress
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.customers.backtest import area_under_curve, brier
from shopkeep.customers.minimise import digamma, minimise
from shopkeep.customers.model import Past, ReturnModel, fit, log_likelihood, prior_model, shifted
from tests.customers import cdnow

TYPICAL = ReturnModel(r=0.99, alpha=70.0, a=0.457, b=1.77)


def test_the_bundled_data_are_the_published_ones() -> None:
    assert len(cdnow.full()) == 23570
    assert sum(len(buyer.orders) for buyer in cdnow.full()) == 69659
    assert sum(cents for buyer in cdnow.full() for _, cents in buyer.orders) == 250031563
    assert len(cdnow.tenth()) == 2357
    assert sum(len(buyer.orders) for buyer in cdnow.tenth()) == 6919


def test_parameters_are_the_published_ones() -> None:
    # The published file rounds T to a hundredth of a week, which its log-likelihood (-9582.1327) shows;
    # ours is of whole days.
    pasts = Counter(buyer.past(7) for buyer in cdnow.tenth())
    assert sum(pasts.values()) == 2357
    model = fit(pasts, use_prior=False)
    assert model.r == pytest.approx(0.525, abs=1e-3)
    assert model.alpha == pytest.approx(6.183, abs=1e-3)
    assert model.a == pytest.approx(0.891, abs=1e-3)
    assert model.b == pytest.approx(1.614, abs=1e-3)
    assert log_likelihood(model, pasts) == pytest.approx(-9582.13, abs=0.01)


def test_the_unit_of_time_does_not_matter() -> None:
    weeks = fit(Counter(buyer.past(7) for buyer in cdnow.tenth()))
    in_days = fit(Counter(buyer.past() for buyer in cdnow.tenth()))
    assert in_days.alpha / 7 == pytest.approx(weeks.alpha, rel=1e-4)
    assert in_days.chance(2, 100, 200, 91) == pytest.approx(weeks.chance(2, 100 / 7, 200 / 7, 13), abs=1e-5)


class Quarter:
    """These customers, fitted up to the cut and looked at in the thirteen weeks after."""

    def __init__(self, buyers: Sequence[cdnow.Buyer]) -> None:
        pasts = [buyer.past() for buyer in buyers]
        model = fit(Counter(pasts))
        self.said = [model.chance(*past, cdnow.QUARTER) for past in pasts]
        self.came = [buyer.came_back() for buyer in buyers]
        self.silent = [past[1] - past[2] for past in pasts]
        self.repeat = [past[0] > 0 for past in pasts]

    def auc(self, values: list[float], repeaters: bool = False) -> float:
        keep = [repeat or not repeaters for repeat in self.repeat]
        found = area_under_curve(list(compress(values, keep)), list(compress(self.came, keep)))
        assert found is not None
        return found


def test_chances_of_all_cdnow_customers_hold_on_the_quarter_after() -> None:
    quarter = Quarter(cdnow.full())
    assert quarter.auc(quarter.said) >= 0.765
    assert quarter.auc(quarter.said, repeaters=True) >= 0.72
    assert brier(quarter.said, quarter.came) <= 0.119
    assert sum(quarter.said) / sum(quarter.came) == pytest.approx(1.0, abs=0.25)


@pytest.mark.parametrize("buyers", [cdnow.tenth, cdnow.full])
@pytest.mark.parametrize("repeaters", [False, True])
def test_the_chance_is_never_worse_than_days_since_the_last_order(
    buyers: Callable[[], Sequence[cdnow.Buyer]], repeaters: bool
) -> None:
    quarter = Quarter(buyers())
    assert quarter.auc(quarter.said, repeaters) >= quarter.auc(quarter.silent, repeaters) - 0.005


def test_two_hundred_customers_are_enough_to_rank_them() -> None:
    dice, quarters = random.Random(1997), []
    for _ in range(100):
        quarter = Quarter(dice.sample(cdnow.full(), 200))
        quarters.append(quarter.auc(quarter.said))
    assert fmean(quarters) >= 0.76


@pytest.mark.parametrize(
    "pasts",
    [
        {},
        {(0, 0, 0): 1},
        {(0, 0, 400): 1},
        {(5, 300, 310): 1},
        {(0, 0, 30): 50},
        {(20, 700, 705): 50},
        {(1, 1, 1): 3, (0, 0, 3650): 2},
        {(x, x * 30.0, x * 30.0 + 5): 1 for x in range(40)},
    ],
)
def test_tiny_and_strange_shops_get_a_sane_model(pasts: dict[Past, int]) -> None:
    model = fit(pasts)
    for value in (model.r, model.alpha, model.a, model.b):
        assert 1e-3 < value < 1e5
    for one in pasts or {(0, 0, 10): 1}:
        assert 0 <= model.chance(*one, 90) <= 1


def test_one_customer_moves_the_prior_only_a_little() -> None:
    typical, model = prior_model(400), fit({(0, 0, 400): 1})
    assert model.chance(3, 200, 220, 90) == pytest.approx(typical.chance(3, 200, 220, 90), abs=0.1)


days = st.floats(0, 20_000, allow_nan=False)
models = st.builds(
    ReturnModel,
    r=st.floats(0.01, 50),
    alpha=st.floats(0.01, 5000),
    a=st.floats(0.001, 500),
    b=st.floats(0.001, 500),
)


@given(models, st.integers(0, 5000), days, days, st.integers(1, 730))
def test_a_chance_is_a_probability(model: ReturnModel, x: int, t_x: float, wait: float, ahead: int) -> None:
    chance = model.chance(x, t_x, t_x + wait, ahead)
    assert 0 <= chance <= 1
    assert 0 <= model.alive(x, t_x, t_x + wait) <= 1
    assert chance <= model.chance_after_last(x, t_x, ahead) + 1e-12


@given(models, st.floats(-2, 2), st.integers(0, 500), st.integers(0, 5000), st.integers(0, 5000), st.integers(1, 730))
def test_chances_of_many_are_those_of_each(model: ReturnModel, by: float, x: int, t_x: int, wait: int, h: int) -> None:
    model = replace(model, shift=by)
    assert model.chances(h)(x, t_x, t_x + wait) == pytest.approx(model.chance(x, t_x, t_x + wait, h), abs=1e-12)


@given(models, st.integers(0, 500), days, days, st.floats(0.5, 500), st.integers(7, 730))
def test_silence_only_lowers_it(model: ReturnModel, x: int, t_x: float, wait: float, more: float, ahead: int) -> None:
    assert model.chance(x, t_x, t_x + wait + more, ahead) <= model.chance(x, t_x, t_x + wait, ahead) + 1e-12


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-4, 4))
def test_a_season_keeps_the_order_and_certainty(one: float, other: float, by: float) -> None:
    assert 0 <= shifted(one, by) <= 1
    assert shifted(0.0, by) == 0
    assert shifted(1.0, by) == 1
    if one <= other:
        assert shifted(one, by) <= shifted(other, by) + 1e-12
    assert (shifted(one, by) - one) * by >= -1e-12


def test_a_season_moves_today_and_the_day_of_the_last_order_alike() -> None:
    later = replace(TYPICAL, shift=0.5)
    for chance, moved in (
        (TYPICAL.chance(3, 100, 160, 90), later.chance(3, 100, 160, 90)),
        (TYPICAL.chance_after_last(3, 100, 90), later.chance_after_last(3, 100, 90)),
    ):
        assert math.log(moved / (1 - moved)) - math.log(chance / (1 - chance)) == pytest.approx(0.5)


@given(st.integers(0, 50), days, days, st.integers(7, 300), st.integers(1, 300))
def test_a_longer_look_ahead_only_raises_it(x: int, t_x: float, wait: float, ahead: int, more: int) -> None:
    t = t_x + wait
    assert TYPICAL.chance(x, t_x, t, ahead) <= TYPICAL.chance(x, t_x, t, ahead + more) + 1e-12


@pytest.mark.parametrize(
    ("x", "value"),
    [
        (1.0, -0.5772156649015329),
        (0.5, -1.9635100260214235),
        (10.0, 2.251752589066721),
        (0.01, -100.56088545786868),
        (1e6, 13.815510057964191),
    ],
)
def test_digamma(x: float, value: float) -> None:
    assert digamma(x) == pytest.approx(value, rel=1e-10)


def test_minimise_finds_the_end_of_a_bent_valley() -> None:
    def valley(point: list[float]) -> tuple[float, list[float]]:
        x, y = point
        slope = [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)]
        return (1 - x) ** 2 + 100 * (y - x * x) ** 2, slope

    point, value, settled = minimise(valley, [-1.2, 1.0])
    assert settled
    assert value < 1e-10
    assert point == pytest.approx([1.0, 1.0], abs=1e-5)


def test_minimise_keeps_away_from_where_there_is_nothing() -> None:
    def walled(point: list[float]) -> tuple[float, list[float]]:
        [x] = point
        if x <= 0:
            return math.inf, [0.0]
        return x - math.log(x), [1 - 1 / x]

    point, _, settled = minimise(walled, [8.0])
    assert settled
    assert point == pytest.approx([1.0], abs=1e-4)
