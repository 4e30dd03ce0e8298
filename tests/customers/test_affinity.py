"""What products go with: known answers of small shops, and what holds for any."""

from __future__ import annotations

from array import array
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.core.records.products import Product, Sales
from shopkeep.core.shares import byar, holding, newcombe, poisson_tail, two_sided, wilson
from shopkeep.customers import affinity, peaks, products

TODAY = date(2026, 11, 22).toordinal()


def sales(*orders: tuple[int, int, str]) -> Sales:
    """Orders as (customer, days ago, products as letters): each piece brings 10.00."""
    placed = sorted(orders, key=lambda order: (order[0], -order[1]))
    lines = [(place, ord(letter) - ord("a")) for place, (_, _, inside) in enumerate(placed) for letter in inside]
    return Sales(
        "EUR",
        array("q", [who for who, _, _ in placed]),
        array("l", [TODAY - ago for _, ago, _ in placed]),
        frozenset(),
        frozenset(),
        array("l", [place for place, _ in lines]),
        array("l", [product for _, product in lines]),
        array("q", [1] * len(lines)),
        array("q", [1000] * len(lines)),
        tuple(Product(letter, letter.upper()) for letter in "abcdef"),
    )


def test_what_a_group_bought_beside_all():
    shop = sales((1, 30, "a"), (1, 10, "ab"), (2, 20, "a"), (3, 20, "c"), (0, 5, "a"))
    found, buyers, everybody = affinity.bought_by(shop, {1, 3, 99})
    assert (buyers, everybody) == (2, 3)
    by = {one.product: one for one in found}
    assert (by[0].customers, by[0].customers_of_all, by[0].orders, by[0].quantity, by[0].revenue) == (1, 2, 2, 2, 2000)
    assert set(by) == {0, 1, 2}


def test_a_buyer_without_enough_time_is_left_out_back_or_not():
    shop = sales((1, 200, "a"), (1, 150, "b"), (2, 200, "a"), (3, 89, "a"), (3, 60, "b"), (4, 10, "a"))
    found = affinity.first_products(shop, TODAY, 90)
    assert (found.within, found.buyers, found.came_back, found.too_recent) == (90, 2, 1, 2)
    [first] = found.products
    assert (first.buyers, first.came_back, first.too_recent) == (2, 1, 2)


def test_coming_back_later_than_the_horizon_is_not_coming_back():
    shop = sales((1, 400, "a"), (1, 200, "b"), (2, 400, "a"), (2, 390, "b"), (3, 400, "c"), (3, 380, "c"))
    assert affinity.first_products(shop, TODAY, 90).came_back == 2


def test_a_longer_usual_wait_takes_the_place_of_the_horizon():
    shop = sales((1, 900, "a"), (1, 700, "b"), (2, 800, "a"), (2, 600, "a"))
    found = affinity.first_products(shop, TODAY, 90)
    assert (found.wait, found.within, found.came_back) == (200, 200, 2)


def test_two_orders_on_the_first_day_are_one_first_order():
    found = affinity.first_products(sales((1, 200, "a"), (1, 200, "b")), TODAY, 90)
    assert {one.product for one in found.products} == {0, 1}
    assert found.came_back == 0


def test_pairs_and_what_chance_would_bring():
    baskets = [[0, 1]] * 6 + [[2, 3]] * 6 + [[0], [2]]
    found = affinity.pairs(baskets)
    assert (found.baskets, found.mixed) == (14, 12)
    by = {(pair.one, pair.other): pair for pair in found.pairs}
    assert set(by) == {(0, 1), (2, 3)}
    # 24 ordered places; 7, 6, 7 and 6 of 26: 24 * 7 * 6 / (26^2 - 170)
    assert by[0, 1].expected == pytest.approx(24 * 42 / (26 * 26 - 170))
    assert by[0, 1].lift > 2


def test_baskets_that_hold_everything_show_nothing():
    [*pairs] = affinity.pairs([[0, 1, 2]] * 50).pairs
    assert [pair.lift for pair in pairs] == pytest.approx([1, 1, 1])
    assert set(affinity.together_verdicts([(pair.together, pair.expected) for pair in pairs], 3)) == {
        "no more than chance"
    }


def test_next_is_the_first_step_to_something_new():
    shop = sales((1, 90, "a"), (1, 60, "a"), (1, 30, "ab"), (1, 10, "c"), (2, 90, "a"), (2, 50, "c"), (3, 9, "a"))
    step = affinity.next_products(shop, 0)
    assert (step.buyers, step.went_on) == (3, 2)
    assert {product: chosen for product, (chosen, _) in step.chosen.items()} == {1: 1, 2: 1}


baskets_of_any = st.lists(st.lists(st.integers(0, 7), min_size=0, max_size=6, unique=True).map(sorted), max_size=40)


@given(baskets_of_any)
def test_chance_shares_out_the_pairs_there_are(baskets: list[list[int]]):
    found = affinity.pairs(baskets, least=1)
    held = found.holding
    total, squares = sum(held.values()), sum(count**2 for count in held.values())
    places = sum(len(basket) * (len(basket) - 1) for basket in baskets)
    if len(held) > 1:
        everything = sum(held[a] * held[b] for a, b in combinations(held, 2)) * places / (total**2 - squares)
        assert everything == pytest.approx(places / 2)
    assert sum(pair.together for pair in found.pairs) == places / 2


@given(baskets_of_any)
def test_lift_does_not_depend_on_names_and_lies_in_its_interval(baskets: list[list[int]]):
    turned = [sorted(7 - one for one in basket) for basket in baskets]
    lifts = {frozenset((p.one, p.other)): p.lift for p in affinity.pairs(baskets, least=1).pairs}
    other = {frozenset((7 - p.one, 7 - p.other)): p.lift for p in affinity.pairs(turned, least=1).pairs}
    assert lifts == pytest.approx(other)
    for pair in affinity.pairs(baskets, least=1).pairs:
        assert 0 <= pair.interval[0] <= pair.lift <= pair.interval[1]


@given(st.integers(0, 3000))
def test_limits_of_a_count_hold_it_and_grow_with_it(count: int):
    low, high = byar(count)
    assert 0 <= low <= count <= high
    assert byar(count + 1)[0] >= low
    assert byar(count + 1)[1] > high


@given(st.integers(0, 400), st.floats(0.01, 400))
def test_the_tail_falls_as_the_count_grows(count: int, expected: float):
    tail = poisson_tail(count, expected)
    assert 0 <= poisson_tail(count + 1, expected) <= tail + 1e-12 <= 1 + 1e-9


def test_tails_of_tables():
    assert poisson_tail(3, 1.0) == pytest.approx(0.0803014, abs=1e-6)
    assert poisson_tail(9, 10.0) == pytest.approx(0.6671803, abs=1e-6)
    # Fisher's tea: 3 of 4 against 1 of 4 is one tail of 17 in 70.
    assert two_sided(3, 4, 1, 4) == pytest.approx(2 * 17 / 70)
    assert byar(10) == pytest.approx((4.79, 18.39), abs=0.02)


shares = st.integers(1, 300).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(shares, shares)
def test_comparing_two_shares_is_the_same_both_ways(one: tuple[int, int], other: tuple[int, int]):
    assert two_sided(*one, *other) == pytest.approx(two_sided(*other, *one), abs=1e-9)
    assert 0 <= two_sided(*one, *other) <= 1
    [here], [there] = (affinity.compared([(*a, *b)], "more", "less", "same") for a, b in ((one, other), (other, one)))
    if here.endswith("more"):
        assert there.endswith("less") or other[1] < affinity.FEW


@given(shares, shares)
def test_intervals_hold_what_they_are_of(one: tuple[int, int], other: tuple[int, int]):
    low, high = wilson(*one) or (0, 1)
    assert 0 <= low <= one[0] / one[1] <= high <= 1
    difference = newcombe(*one, *other)
    assert difference is not None
    assert difference[0] - 1e-9 <= other[0] / other[1] - one[0] / one[1] <= difference[1] + 1e-9


@given(st.lists(st.floats(0, 1), max_size=40))
def test_what_holds_among_many_is_never_weaker_than_alone(chances: list[float]):
    held = holding(chances)
    assert all(chance <= 0.05 for chance, holds in zip(chances, held, strict=True) if holds)
    assert sum(holding(chances, len(chances) * 10)) <= sum(held)


def test_few_buyers_tell_nothing():
    assert affinity.compared([(4, 4, 0, 400)], "more", "less", "same") == ["cannot tell yet"]


def test_windows_of_sales():
    shop = sales((1, 0, "aa"), (2, 89, "a"), (1, 90, "a"), (3, 364, "a"), (3, 700, "a"), (4, 500, "b"))
    a, b = products.sold(shop, TODAY)
    assert (a.ever.orders, a.now.orders, a.before.orders, a.year_ago.orders) == (5, 2, 1, 1)
    assert (a.now.quantity, a.now.revenue, len(a.customers)) == (3, 3000, 3)
    assert (TODAY - b.last, b.now.orders) == (500, 0)


def test_trends():
    assert products.trend(40, 12) == "rising"
    assert products.trend(12, 40) == "falling"
    assert products.trend(50, 52) == "no clear change"
    assert products.trend(3, 1) == "too few to tell"
    assert products.trend(0, 0) == "too few to tell"


def every(years: int, month: int | None = None) -> list[int]:
    days = range(TODAY - round(years * 365.25) + 1, TODAY + 1)
    return [day for day in days for _ in range(4 if date.fromordinal(day).month == month else 1)]


def test_a_season_seen_in_every_year_is_sure():
    found = peaks.season(every(3, 12), TODAY, TODAY - 1200)
    assert (found.years, found.peak, found.verdict) == (3, [12], "surely")
    assert found.months[11].years_above == 3
    assert sum(month.share for month in found.months) == pytest.approx(1)


def test_one_year_is_no_proof_and_less_is_too_little():
    assert peaks.season(every(1, 12), TODAY, TODAY - 400).verdict == "perhaps"
    assert peaks.season(every(1, 12), TODAY, TODAY - 300).verdict == "too little history"
    assert peaks.season(every(3)[::60], TODAY, TODAY - 1200).verdict == "too little history"
    assert peaks.season([], TODAY, TODAY).verdict == "too little history"


def test_an_even_year_and_steady_growth_have_no_season():
    assert peaks.season(every(3), TODAY, TODAY - 1200).verdict == "no season"
    days = [TODAY - ago for ago in range(1095) for _ in range(round(30 * 2 ** (-ago / 365.25)))]
    growing = peaks.season(days, TODAY, TODAY - 1100)
    assert growing.strength is not None
    assert growing.strength < 0.03
    assert growing.peak == []


def test_an_empty_shop_answers_everything():
    empty = sales()
    assert affinity.bought_by(empty, None) == ([], 0, 0)
    assert affinity.first_products(empty, TODAY, 90).buyers == 0
    assert affinity.pairs(empty.contents()).pairs == []
    assert products.sold(empty, TODAY) == []
    assert affinity.next_products(empty, 0).buyers == 0
