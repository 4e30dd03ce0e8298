"""Rhythm, bands and their gate, RFM: the pure rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.core.records.customers import Facts, History, Placed
from shopkeep.customers import rfm
from shopkeep.customers.lapse import at_stake, lapse
from shopkeep.customers.milestones import milestones
from shopkeep.customers.permission import may_email
from shopkeep.customers.rhythm import facts_of, overdue, second_order_wait
from shopkeep.customers.scoring import fit_shop, fitted_to, model_from_text, rank_among, ranks, sample_of, steps_of
from shopkeep.store import margins

TODAY = date(2026, 11, 22)


def history(*orders: tuple[int, int]) -> History:
    """Orders as (days ago, amount), oldest first."""
    return History(1, tuple(Placed(TODAY - timedelta(days=ago), amount) for ago, amount in orders))


def test_facts_of_a_repeat_buyer() -> None:
    facts = facts_of(history((400, 1000), (365, 2000), (364, 4000), (364, 8000), (300, 16000)), TODAY)
    assert facts is not None
    assert (facts.orders, facts.order_days) == (5, 4)
    assert facts.spent == 31000
    assert facts.usual_gap_days == 35  # the middle one of 35, 1 and 64
    assert facts.second_after_days == 35
    assert facts.past(TODAY) == (3, 100, 400)


def test_two_orders_of_one_day_are_no_rhythm() -> None:
    facts = facts_of(history((10, 1000), (10, 1000)), TODAY)
    assert facts is not None
    assert (facts.orders, facts.order_days) == (2, 1)
    assert facts.usual_gap_days is None
    assert facts.second_after_days is None


def test_later_orders_are_as_if_unknown() -> None:
    whole = history((50, 1000), (20, 1000), (1, 1000))
    facts = facts_of(whole, TODAY - timedelta(days=10))
    assert facts is not None
    assert facts.orders == 2
    assert facts_of(whole, TODAY - timedelta(days=60)) is None


def test_the_wait_for_a_second_order_is_the_shops_median() -> None:
    some = [facts_of(history((500, 1), (500 - gap, 1)), TODAY) for gap in (10, 30, 200)]
    once = facts_of(history((400, 1)), TODAY)
    known = [fact for fact in [*some, once] if fact is not None]
    assert second_order_wait(known) == 30
    assert second_order_wait(known[3:]) == 90  # nobody placed a second order yet
    assert overdue(96, 32.0) == 3.0
    assert overdue(96, None) is None


@pytest.mark.parametrize(
    ("chance", "days_since", "gap", "band"),
    [
        (0.90, 10, 30, "active"),
        (0.50, 400, 30, "active"),
        (0.499, 31, 30, "at-risk"),
        (0.30, 30, 30, "active"),  # the gate: no longer silent than usual
        (0.01, 30, 30, "active"),
        (0.20, 31, 30, "at-risk"),
        (0.199, 31, 30, "lapsed"),
        (0.05, 31, 30, "lapsed"),
        (0.049, 31, 30, "lost"),
        (0.0, 31, 30, "lost"),
        (0.30, 60, None, "active"),  # once only: the shop's wait of 60 days is the gate
        (0.30, 61, None, "at-risk"),
        (0.10, 61, None, "lapsed"),
        (0.04, 61, None, "lost"),
    ],
)
def test_bands_and_their_gate(chance: float, days_since: int, gap: float | None, band: str) -> None:
    assert lapse(chance, days_since, 60 if gap is None else gap) == band


def test_at_stake_is_a_years_spending_times_the_risk() -> None:
    assert at_stake(61200, 0.31) == 42228
    assert at_stake(0, 0.1) == 0


facts_strategy = st.builds(
    Facts,
    customer_id=st.integers(1, 10**9),
    orders=st.integers(1, 5),
    order_days=st.integers(1, 5),
    spent=st.integers(0, 500),
    last_spent=st.integers(0, 500),
    first_on=st.just(date(2020, 1, 1)),
    last_on=st.dates(date(2026, 1, 1), date(2026, 2, 1)),
    usual_gap_days=st.none(),
    second_after_days=st.none(),
)


@given(st.lists(facts_strategy, min_size=1, max_size=60))
def test_equal_values_get_equal_scores_and_more_is_never_worse(people: list[Facts]) -> None:
    values = [(one.last_on.toordinal(), one.order_days, one.spent) for one in people]
    cuts = [rfm.fifths(axis) for axis in zip(*values, strict=True)]
    scores = {one: list(map(rfm.score, cuts, value)) for one, value in zip(people, values, strict=True)}
    for one in people:
        assert all(1 <= score <= 5 for score in scores[one])
        for other in people:
            for axis, value in enumerate(("last_on", "order_days", "spent")):
                mine, theirs = scores[one][axis], scores[other][axis]
                if getattr(one, value) == getattr(other, value):
                    assert mine == theirs
                elif getattr(one, value) > getattr(other, value):
                    assert mine >= theirs


def test_scores_of_a_hundred_different_customers_are_fifths() -> None:
    cuts = rfm.fifths(range(1, 101))
    scores = [rfm.score(cuts, amount) for amount in range(1, 101)]
    assert [scores.count(score) for score in (1, 2, 3, 4, 5)] == [20] * 5
    assert scores[0] == 1
    assert scores[-1] == 5


@pytest.mark.parametrize(
    ("consent", "policy", "suppressed", "allowed"),
    [
        ("yes", "ask", False, True),
        ("yes", "opted-in", False, True),
        ("yes", "existing", False, True),
        ("", "ask", False, False),
        ("", "opted-in", False, False),
        ("", "existing", False, True),
        ("no", "existing", False, False),
        ("no", "opted-in", False, False),
        ("yes", "existing", True, False),
    ],
)
def test_who_may_be_written_to(consent: str, policy: str, suppressed: bool, allowed: bool) -> None:
    reason = may_email(consent, policy, suppressed)
    assert (reason is None) is allowed
    assert reason is None or len(reason) > 10


def test_milestones_near_and_passed() -> None:
    some = milestones(1500, 70_000, "EUR")
    assert some.spent[:4] == (5000, 10_000, 25_000, 50_000)  # from twice the usual order of 15 euros on
    assert [some.near(orders, 0) for orders in (3, 4, 5, 9, 24, 49, 99)] == [
        "", "orders 5", "", "orders 10", "orders 25", "orders 50", "orders 100",
    ]  # fmt: skip
    assert some.near(1, 22_499) == ""
    assert some.near(1, 22_500) == "spent 25000"
    assert some.near(1, 25_000) == ""
    assert some.near(9, 22_500) == "orders 10"
    assert some.passed(10, 1, 0, 0) == "orders 10"
    assert some.passed(11, 1, 0, 0) == ""
    assert some.passed(11, 2, 0, 0) == "orders 10"
    assert some.passed(3, 1, 26_000, 2000) == "spent 25000"
    assert some.passed(3, 1, 26_000, 999) == ""
    assert some.passed(1, 1, 60_000, 60_000) == "spent 50000"
    assert milestones(1500, 0, "JPY").spent[0] == 5000
    assert milestones(0, 0, "EUR").near(1, 0) == ""


@given(st.lists(st.integers(0, 20), max_size=40))
def test_a_rank_is_one_more_than_how_many_have_more(values: list[int]) -> None:
    found = ranks(values)
    assert {value: found[value] for value in values} == {v: 1 + sum(other > v for other in values) for v in values}


@given(st.lists(st.integers(-500, 5_000), max_size=200), st.integers(-600, 5_100))
def test_a_rank_by_steps_is_that_of_the_next_less(values: list[int], wanted: int) -> None:
    less = [value for value in values if value <= wanted]
    found = rank_among(steps_of(ranks(values)), wanted, max(1, len(values)))
    assert found == (ranks(values)[max(less)] if less else max(1, len(values)))


def test_steps_of_very_many_are_few_and_a_thousandth_off_at_most() -> None:
    rank_of = ranks(range(150_000))
    steps = steps_of(rank_of)
    assert len(steps) <= 1_001
    assert all(0 <= rank_among(steps, value, 150_000) - rank_of[value] <= 150 for value in range(0, 150_000, 7))


def test_margins_are_of_one_currency_and_at_least_half_known() -> None:
    costs = {"sku:a": (400, "EUR"), "title:mint tea": (100, "EUR")}
    lines = [
        (1, "A", "x", "EUR", 2, 2000), (1, "", "Mint Tea", "EUR", 1, 200), (1, "", "other", "EUR", 1, 100),
        (2, "A", "x", "USD", 1, 1000),
        (3, "A", "x", "EUR", 1, 1000), (3, "A", "x", "USD", 1, 1000), (3, "A", "x", "EUR", 1, 1000),
        (4, "A", "x", "EUR", 1, 499), (4, "", "other", "EUR", 1, 500),
        (5, "unknown", "Mint tea", "EUR", 1, 50),
    ]  # fmt: skip
    found = margins.shares(lines, costs)
    assert found == {1: pytest.approx((2200 - 900) / 2200), 5: pytest.approx((50 - 100) / 50)}


def test_a_stored_model_is_the_same_when_read_back() -> None:
    rows = [(n, 2, 2, 1, 100 * n, "2026-01-01", "2026-03-01", 50 * n, 59.0, 59, n % 9) for n in range(1, 30)]
    sample = sample_of(rows)
    fits = fitted_to(sample.pasts, sample.averages)
    fitted = fit_shop(rows, sample, fits, lambda ids, until: [], "EUR", 90)
    seasoned = replace(fitted, season_shift=-0.25, parameters=replace(fitted.parameters, shift=-0.25))
    assert model_from_text(fitted.to_text()) == fitted
    assert model_from_text(seasoned.to_text()) == seasoned
    assert seasoned.parameters.chance(1, 59, 100, 90) < fitted.parameters.chance(1, 59, 100, 90)
    assert fitted.measures.long_wait == 8
    assert fitted.measures.second_order_wait == 59
    for spoiled in ("", "{}", "[]", fitted.to_text().replace('"r"', '"q"')):
        assert model_from_text(spoiled) is None
