"""The season's shift: makes chances come true in the mean, and is careful where little is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.customers.model import ReturnModel, shifted
from shopkeep.customers.season import SPREAD, has_history, learned, past_of, shift

DAY = date(2026, 1, 10)


def test_many_customers_settle_it() -> None:
    chances = [0.1, 0.3, 0.6] * 2000
    came = [number % 2 == 0 for number in range(6000)]
    by = shift(chances, came)
    assert sum(shifted(chance, by) for chance in chances) == pytest.approx(3000, abs=6)
    assert by > 0


def test_few_customers_move_it_little() -> None:
    assert 0 < shift([0.2], [True]) < 0.25
    assert shift([], []) == 0
    assert shift([0.0, 1.0], [True, False]) == 0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=80))
def test_it_never_runs_away(known: list[tuple[float, bool]]) -> None:
    by = shift([chance for chance, _ in known], [came for _, came in known])
    assert abs(by) <= SPREAD**2 * max(1, len(known)) + 1e-9
    assert abs(by) < 10


def test_a_year_and_a_horizon_are_needed() -> None:
    assert has_history(DAY - timedelta(days=455), DAY, 90)
    assert not has_history(DAY - timedelta(days=454), DAY, 90)


def test_the_past_of_a_day_knows_nothing_later() -> None:
    days = [date(2025, 1, 1), date(2025, 3, 1), date(2025, 6, 1)]
    assert past_of(days, date(2025, 3, 11)) == (1, 59, 69)
    assert past_of(days, date(2024, 12, 31)) is None


def test_it_learns_from_the_same_date_last_year() -> None:
    model = ReturnModel(r=1.0, alpha=60.0, a=0.5, b=1.8)
    first = DAY - timedelta(days=600)
    quiet = [[first + timedelta(days=number % 100)] for number in range(300)]
    lively = [[*days, DAY - timedelta(days=300)] for days in quiet]
    assert learned(model, quiet, DAY, 90).shift < -0.5
    assert learned(model, lively, DAY, 90).shift > 0.5
    assert learned(model, [], DAY, 90).shift == 0
