"""The return model against published numbers, and its behaviour at the edges."""

from __future__ import annotations

import math
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.customers.minimise import digamma, minimise
from shopkeep.customers.model import Past, ReturnModel, fit, log_likelihood, prior_model

CUT = date(1997, 9, 30)
TYPICAL = ReturnModel(r=0.99, alpha=70.0, a=0.457, b=1.77)


def cdnow() -> dict[str, list[date]]:
    """Order days by customer of the public CDNOW sample (2,357 customers, first orders early in 1997)."""
    folder = os.environ.get("SHOPKEEP_REAL_EXPORTS", "")
    file = Path(folder) / "datasets" / "CDNOW_sample.txt"
    if not folder or not file.exists():
        pytest.skip("SHOPKEEP_REAL_EXPORTS does not name a folder with datasets/CDNOW_sample.txt")
    days: dict[str, set[date]] = {}
    for line in file.read_text().splitlines():
        if line.strip():
            _, customer, text, _, _ = line.split()
            days.setdefault(customer, set()).add(date(int(text[:4]), int(text[4:6]), int(text[6:])))
    return {customer: sorted(found) for customer, found in days.items()}


def past(days: list[date], unit: float = 1.0) -> Past:
    known = [day for day in days if day <= CUT]
    return len(known) - 1, (known[-1] - known[0]).days / unit, (CUT - known[0]).days / unit


def test_parameters_are_the_published_ones() -> None:
    pasts = Counter(past(days, 7) for days in cdnow().values())
    assert sum(pasts.values()) == 2357
    model = fit(pasts, use_prior=False)
    assert model.r == pytest.approx(0.525, abs=1e-3)
    assert model.alpha == pytest.approx(6.183, abs=1e-3)
    assert model.a == pytest.approx(0.891, abs=1e-3)
    assert model.b == pytest.approx(1.614, abs=1e-3)
    assert log_likelihood(model, pasts) == pytest.approx(-9582.1327, abs=0.01)


def test_the_unit_of_time_does_not_matter() -> None:
    everybody = list(cdnow().values())
    weeks = fit(Counter(past(days, 7) for days in everybody))
    in_days = fit(Counter(past(days) for days in everybody))
    assert in_days.alpha / 7 == pytest.approx(weeks.alpha, rel=1e-4)
    assert in_days.chance(2, 100, 200, 91) == pytest.approx(weeks.chance(2, 100 / 7, 200 / 7, 13), abs=1e-5)


def test_chances_rank_and_level_hold_on_the_quarter_after() -> None:
    everybody = list(cdnow().values())
    model = fit(Counter(past(days) for days in everybody))
    said = [model.chance(*past(days), 91) for days in everybody]
    came = [any(0 < (day - CUT).days <= 91 for day in days) for days in everybody]
    brier = sum((p - c) ** 2 for p, c in zip(said, came, strict=True)) / len(said)
    assert area_under_curve(said, came) > 0.775
    assert brier < 0.125
    assert sum(said) / sum(came) == pytest.approx(1.0, abs=0.25)


def area_under_curve(said: list[float], came: list[bool]) -> float:
    """How often somebody who came was given the higher chance than somebody who did not."""
    ranked = sorted(zip(said, came, strict=True))
    total, before, at = 0.0, 0, 0
    while at < len(ranked):
        same: list[bool] = []
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            same.append(ranked[end][1])
            end += 1
        yes = sum(same)
        total += yes * (before + (len(same) - yes) / 2)
        before += len(same) - yes
        at = end
    return total / (sum(came) * (len(came) - sum(came)))


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


@given(models, st.integers(0, 500), days, days, st.floats(0.5, 500), st.integers(7, 730))
def test_silence_only_lowers_it(model: ReturnModel, x: int, t_x: float, wait: float, more: float, ahead: int) -> None:
    assert model.chance(x, t_x, t_x + wait + more, ahead) <= model.chance(x, t_x, t_x + wait, ahead) + 1e-12


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
