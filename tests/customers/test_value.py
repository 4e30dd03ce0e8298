"""What the next order is worth: against published numbers, and at the edges."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.customers.value import OrderValues, fit, from_plain, log_likelihood
from tests.customers import cdnow


def repeaters() -> list[tuple[int, float]]:
    return [pair for buyer in cdnow.tenth() if (pair := buyer.repeat_value()) is not None]


def test_parameters_are_the_published_ones() -> None:
    pairs = repeaters()
    assert len(pairs) == 946
    model = fit(pairs, use_prior=False)
    assert model.p == pytest.approx(6.25, abs=0.005)
    assert model.q == pytest.approx(3.74, abs=0.005)
    assert model.gamma == pytest.approx(15.44, abs=0.005)
    assert log_likelihood(model, pairs) == pytest.approx(-4055.9177, abs=0.01)


def test_the_first_ten_customers_are_expected_to_spend_what_was_published() -> None:
    model = fit(repeaters(), use_prior=False)
    published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    for buyer, expected in zip(cdnow.tenth(), published, strict=False):
        orders, mean = buyer.repeat_value() or (0, 0.0)
        assert model.expected(orders, mean) == pytest.approx(expected, abs=0.05)


def test_the_prior_hardly_moves_a_thousand_customers_and_holds_a_handful() -> None:
    pairs = repeaters()
    exact, held = fit(pairs, use_prior=False), fit(pairs)
    assert held.expected(1, 100.0) == pytest.approx(exact.expected(1, 100.0), rel=0.01)
    few = fit(pairs[:5])
    assert 10 < few.usual < 100
    assert few.usual < few.expected(1, 200.0) < 200


def test_the_unit_of_money_does_not_matter() -> None:
    pairs = repeaters()
    dollars, cents = fit(pairs), fit([(orders, mean * 100) for orders, mean in pairs])
    assert cents.expected(2, 4000) == pytest.approx(100 * dollars.expected(2, 40), rel=1e-6)


def test_one_lucky_basket_counts_less_than_many() -> None:
    model = fit(repeaters())
    assert model.usual < model.expected(1, 500) < model.expected(5, 500) < model.expected(50, 500) < 500
    assert model.expected(0, 500) == model.usual


def test_a_shop_that_sells_one_thing_at_one_price_expects_that_price() -> None:
    model = fit([(orders, 2500.0) for orders in (1, 1, 1, 2, 3) for _ in range(40)])
    assert model.expected(1, 2500) == pytest.approx(2500, rel=0.05)


def test_nobody_and_nothing() -> None:
    assert fit([]).expected(3, 100) >= 0
    assert fit([(0, 10.0), (2, 0.0), (1, -5.0)]).usual == 0
    free = fit([(1, 1000.0), (2, 0.0)])
    assert 0 <= free.expected(2, 0.0) < free.usual


@given(st.lists(st.tuples(st.integers(-1, 300), st.floats(0, 1e9, allow_nan=False)), max_size=40))
def test_the_fit_never_fails(pairs: list[tuple[int, float]]) -> None:
    model = fit(pairs)
    top = max((mean for _, mean in pairs), default=0.0)
    for orders, mean in pairs:
        expected = model.expected(orders, mean)
        assert math.isfinite(expected)
        assert 0 <= expected <= 20 * max(top, 1)


def test_a_model_survives_being_written_down() -> None:
    model = fit(repeaters())
    assert from_plain(model.to_plain()) == model
    assert from_plain(fit([]).to_plain()) == fit([])
    with pytest.raises(ValueError, match="not a model"):
        from_plain(OrderValues(2.0, 0.9, 10.0).to_plain())
