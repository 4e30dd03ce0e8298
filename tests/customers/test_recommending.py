"""Companions and next products: for every product at once, the same as for each by itself."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.customers import affinity, recommending
from tests.customers.test_affinity import sales

PEOPLE = st.lists(st.lists(st.sampled_from(["a", "b", "c", "ab", "bc", "d"]), min_size=1, max_size=5), max_size=60)


def test_what_is_bought_together_more_than_chance_would_bring() -> None:
    shop = sales(*((n, 9, "ab") for n in range(1, 31)), *((n, 5, "cdef"[n % 4]) for n in range(31, 90)))
    assert recommending.companions(shop.contents()) == {0: (1,), 1: (0,)}


def test_what_comes_next_and_never_too_few() -> None:
    then = [(n, 90, "a") for n in range(1, 31)] + [(n, 9, "b") for n in range(1, 31)]
    other = [(n, 90, "c") for n in range(31, 91)] + [(n, 9, "de"[n % 2]) for n in range(31, 91)]
    shop = sales(*then, *other)
    found = recommending.next_products(shop, shop.contents())
    assert found[0] == (1,)
    assert set(found[2]) == {3, 4}
    few = sales(*then[:4], *then[30:34], *other)
    assert 0 not in recommending.next_products(few, few.contents())


@settings(max_examples=40, deadline=None)
@given(PEOPLE)
def test_each_is_counted_as_it_is_for_one_product_alone(people: list[list[str]]) -> None:
    orders = [(who, 100 - day, inside) for who, days in enumerate(people, 1) for day, inside in enumerate(days)]
    shop = sales(*orders)
    for product, others in recommending.next_products(shop, shop.contents()).items():
        step = affinity.next_products(shop, product)
        for other in others:
            chose, expected = step.chosen[other]
            assert chose >= affinity.FEW
            assert chose > expected
