"""Retention, churn, cohorts and waits: a shop worked out by hand, identities, and the CDNOW data."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.core.money import Money
from shopkeep.core.records.metrics import Figures, OrderBook
from shopkeep.customers import cohorts, metrics, metrics_words, months, waits
from shopkeep.customers.visits import visits_of
from tests.customers import cdnow, cdnow_by_hand

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def book(orders: dict[int, list[tuple[str, int]]], foreign: Iterable[int] = ()) -> OrderBook:
    """Customer -> (day, cents), oldest first."""
    rows = [(who, date.fromisoformat(on), cents) for who, placed in sorted(orders.items()) for on, cents in placed]
    return OrderBook(
        "EUR",
        [who for who, _, _ in rows],
        [on.toordinal() for _, on, _ in rows],
        [cents for _, _, cents in rows],
        [(rows[place][0], rows[place][1].toordinal(), Money(999, "USD")) for place in foreign],
    )


SMALL = {
    1: [("2025-02-01", 1000), ("2025-06-01", 2000), ("2026-03-01", 3000)],  # repeat, over 90 days: stayed
    2: [("2025-12-01", 4000)],  # once, under 90 days: lost
    3: [("2025-11-15", 1500), ("2025-11-15", 500), ("2026-05-01", 2000)],  # two orders on one day are one visit
    4: [("2024-01-10", 5000), ("2025-01-10", 6000)],  # repeat, over a year: lost
    5: [("2023-05-05", 700), ("2026-07-07", 800)],  # not a customer at the start: won back
    6: [("2026-02-02", 900), ("2026-08-08", 1100)],  # new, and came back
    7: [("2026-12-31", 300)],  # new on the last day
    8: [("2024-12-31", 10_000)],  # 365 days before the start's day: no customer any more
    9: [("2025-01-01", 100)],  # 364 days before: still one; lost
}


def test_a_small_shop_worked_out_by_hand() -> None:
    orders = book(SMALL)
    found = metrics.tallies(orders, visits_of(orders), FIRST, LAST)
    whole = metrics.figures(found.values(), "EUR")
    assert (whole.customers_start, whole.customers_end) == (5, 5)  # 1 2 3 4 9; 1 3 5 6 7
    assert (whole.customers_new, whole.customers_won_back, whole.customers_lost) == (3, 1, 3)
    now = metrics_words._now(whole, "en")
    assert now.startswith("5 customers at the end, 3 of them new: 2 with their first order and 1 back after a year")
    assert whole.retention_rate == 2 / 5
    assert whole.customer_churn == 3 / 5
    assert whole.repeat_rate == 4 / 5  # all but 7
    # Spent in 2025: 1 30.00, 2 40.00, 3 20.00, 4 60.00, 9 1.00; of the lost 101.00.
    assert whole.revenue_churn == 10_100 / 15_100
    assert whole.revenue == Money(8100, "EUR")
    assert whole.orders == 6
    assert whole.average_order == Money(1350, "EUR")


def test_the_same_by_kind() -> None:
    orders = book(SMALL)
    found = metrics.tallies(orders, visits_of(orders), FIRST, LAST)
    buyers, tenures = metrics.by_buyer(found, "EUR"), metrics.by_tenure(found, "EUR")
    once, more = buyers["first-time"], buyers["repeat"]
    assert (once.customers_start, once.customers_lost, once.customers_new) == (3, 2, 3)  # 2 3 9; new 5 6 7
    assert (more.customers_start, more.customers_lost, more.customers_new) == (2, 1, 0)  # 1 4
    assert once.revenue_churn == 4100 / 6100
    assert more.revenue_churn == 6000 / 9000
    assert [tenures[name].customers_start for name in ("short", "medium", "long")] == [2, 2, 1]  # 2 3; 1 9; 4
    assert [tenures[name].customers_lost for name in ("short", "medium", "long")] == [1, 1, 1]
    assert tenures["long"].customers_new == 1  # won back: they stand where they stood


def test_nobody_to_judge_gives_no_shares() -> None:
    orders = book({1: [("2026-05-01", 100)]})
    whole = metrics.figures(metrics.tallies(orders, visits_of(orders), FIRST, LAST).values(), "EUR")
    assert whole.retention_rate is whole.customer_churn is whole.revenue_churn is None
    assert whole.customers_end == whole.customers_new == 1
    empty = book({})
    assert metrics.tallies(empty, visits_of(empty), FIRST, LAST) == {}
    assert cohorts.cohorts(visits_of(empty), LAST) == months.month_by_month(empty, visits_of(empty), LAST) == []
    assert [wait.within for wait in waits.waits(visits_of(empty), LAST)] == [[], [], []]


def test_orders_in_a_currency_without_a_rate_count_as_visits_and_not_as_money() -> None:
    orders = book({1: [("2025-05-01", 1000), ("2026-05-01", 0)], 2: [("2026-06-01", 500)]}, foreign=[1])
    whole = metrics.figures(metrics.tallies(orders, visits_of(orders), FIRST, LAST).values(), "EUR")
    assert whole.retention_rate == 1.0
    assert (whole.orders, whole.average_order) == (1, Money(500, "EUR"))
    [other] = metrics.other_money(orders, FIRST, LAST)
    assert (other.currency, other.orders, other.revenue) == ("USD", 1, Money(999, "USD"))


def test_cohorts_by_hand() -> None:
    found = {one.month: one for one in cohorts.cohorts(visits_of(book(SMALL)), date(2026, 8, 15))}
    assert found["2025-02"].customers == 1
    assert found["2025-02"].share_back == [0, 0, 0, 1, *[0] * 8, 1, 0, 0, 0, 0]  # June and March; July is the last
    assert found["2026-02"].share_back == [0, 0, 0, 0, 0]  # August is not over
    assert sum(one.customers for one in found.values()) == 9


def test_the_wait_for_the_second_order_by_hand() -> None:
    orders = book(
        {
            1: [("2026-01-01", 1), ("2026-01-11", 1)],  # came after 10 days
            2: [("2026-01-01", 1), ("2026-02-10", 1)],  # after 40
            3: [("2026-12-11", 1)],  # watched for 20
            4: [("2026-01-01", 1)],  # watched for 364
        }
    )
    second, third, _fourth = waits.waits(visits_of(orders), LAST)
    # 4 wait; one of 4 came after 10 days; one was watched for 20 alone; of 2 left one came after 40.
    assert second.curve == [(0, 1.0), (10, 0.75), (40, 0.375)]
    assert (second.customers, second.came, second.median_days) == (4, 2, 40)
    assert [(one.days, one.share, one.watched) for one in second.within] == [
        (30, 0.25, 2), (90, 0.625, 1), (180, 0.625, 1)
    ]  # fmt: skip
    assert (third.customers, third.came) == (2, 0)
    assert third.median_days is None
    assert all(one.share == 0 for one in third.within)


days_apart = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 9000)), min_size=1, max_size=6)


@st.composite
def shops(draw: st.DrawFn) -> OrderBook:
    people: dict[int, list[tuple[str, int]]] = {}
    for who in range(draw(st.integers(1, 12))):
        day = date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 900)))
        people[who] = []
        for gap, cents in draw(days_apart):
            day = min(LAST, day + timedelta(days=gap))
            people[who].append((day.isoformat(), cents))
    return book(people)


def parts_add_up(whole: Figures, parts: Iterable[Figures]) -> None:
    names = (
        "customers_start", "customers_end", "customers_new", "customers_won_back", "customers_lost",
        "customers_repeat", "orders",
    )  # fmt: skip
    rows = list(parts)
    for name in names:
        assert sum(getattr(one, name) for one in rows) == getattr(whole, name), name
    for name in ("revenue", "spent_before", "spent_before_lost"):
        assert sum(getattr(one, name).amount for one in rows) == getattr(whole, name).amount, name


@settings(max_examples=40, deadline=None)
@given(shops(), st.integers(0, 1000), st.integers(0, 700))
def test_start_and_new_less_lost_is_the_end_and_parts_add_up(orders: OrderBook, start: int, length: int) -> None:
    first = date(2024, 1, 1) + timedelta(days=start)
    last = min(LAST, first + timedelta(days=length))
    visits = visits_of(orders)
    found = metrics.tallies(orders, visits, min(first, last), last)
    whole = metrics.figures(found.values(), "EUR")
    assert whole.customers_start + whole.customers_new - whole.customers_lost == whole.customers_end
    if whole.retention_rate is not None and whole.customer_churn is not None:
        assert whole.retention_rate + whole.customer_churn == pytest.approx(1)
    assert whole.revenue_churn is None or 0 <= whole.revenue_churn <= 1
    assert whole.customers_won_back <= whole.customers_new
    parts_add_up(whole, metrics.by_buyer(found, "EUR").values())
    parts_add_up(whole, metrics.by_tenure(found, "EUR").values())


@settings(max_examples=40, deadline=None)
@given(shops())
def test_months_at_once_are_months_one_by_one(orders: OrderBook) -> None:
    visits = visits_of(orders)
    found = months.month_by_month(orders, visits, LAST, 40)
    for one, after in itertools.pairwise(found):
        assert one.figures.customers_end == after.figures.customers_start
    for one in found:
        first = date.fromisoformat(f"{one.month}-01")
        alone = metrics.tallies(orders, visits, first, months.last_day(first))
        assert metrics.figures(alone.values(), "EUR") == one.figures


@settings(max_examples=40, deadline=None)
@given(shops())
def test_the_wait_for_an_order_falls_and_stays_between_nothing_and_all(orders: OrderBook) -> None:
    for wait in waits.waits(visits_of(orders), LAST):
        shares = [share for _, share in wait.curve]
        assert shares == sorted(shares, reverse=True)
        assert shares[0] == 1
        assert shares[-1] >= 0
        for one in wait.within:
            low, high = one.interval
            assert -1e-9 <= low <= one.share + 1e-9
            assert one.share - 1e-9 <= high <= 1 + 1e-9


@pytest.fixture(scope="module")
def music_shop() -> OrderBook:
    rows = [
        (who, on.toordinal(), cents)
        for who, buyer in enumerate(cdnow.full())
        for on, cents in buyer.orders
        if cents > 0
    ]
    customers, days, amounts = map(list, zip(*rows, strict=True))
    return OrderBook("USD", customers, days, amounts)


def test_cdnow_as_an_independent_script_has_it(music_shop: OrderBook) -> None:
    """Cohorts, retention and waits of 23,570 customers, against tests/customers/cdnow_by_hand.py."""
    visits, last = visits_of(music_shop), date(1998, 6, 30)
    everybody = cdnow_by_hand.people()
    for first, until in ((date(1998, 1, 1), last), (date(1997, 7, 1), date(1998, 3, 15))):
        wanted = cdnow_by_hand.retention(everybody, first, until)
        whole = metrics.figures(metrics.tallies(music_shop, visits, first, until).values(), "USD")
        assert (whole.customers_start, whole.customers_end) == (wanted["start"], wanted["end"])
        assert (whole.customers_new, whole.customers_lost) == (wanted["new"], wanted["lost"])
        assert whole.retention_rate == pytest.approx(wanted["retention_rate"], abs=1e-12)
        assert whole.repeat_rate == pytest.approx(wanted["repeat_rate"], abs=1e-12)
        assert whole.revenue_churn == pytest.approx(wanted["revenue_churn"], abs=1e-12)
        assert (whole.orders, whole.revenue.amount) == (wanted["orders"], wanted["cents"])
    found = cohorts.cohorts(visits, last)
    by_hand = cdnow_by_hand.cohorts(everybody, last)
    assert {one.month: one.customers for one in found} == {month: size for month, (size, _) in by_hand.items()}
    for one in found:
        assert one.share_back == pytest.approx(by_hand[one.month][1], abs=1e-12)


def test_cdnow_waits_as_an_independent_script_has_them() -> None:
    rows = [(who, on.toordinal(), cents) for who, one in enumerate(cdnow.tenth()) for on, cents in one.orders if cents]
    customers, days, amounts = map(list, zip(*rows, strict=True))
    last = date(1998, 6, 30)
    found = waits.waits(visits_of(OrderBook("USD", customers, days, amounts)), last)
    everybody = cdnow_by_hand.people(in_tenth=True)
    for wait in found:
        for one in wait.within:
            wanted = cdnow_by_hand.ordered_again(everybody, last, wait.order, one.days)
            assert one.share == pytest.approx(wanted, abs=1e-12)
    # The published shares of this sample: 17.5 %, 29.2 % within 30 and 90 days of the first order.
    assert [round(one.share, 3) for one in found[0].within[:2]] == [0.175, 0.292]
