"""Variants are dealt evenly within a group, and whoever has one keeps it however the list grows."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from shopkeep.sequences.dealing import Dealt, Seat, deal

KEY = b"k" * 32
PEOPLE = [f"c{n}@example.com" for n in range(4000)]
lists = st.lists(st.sampled_from(PEOPLE[:400]), unique=True, max_size=60)


def seat(group: str = "", variants: str = "AB", mail: int = 1) -> Seat:
    return Seat("offer", mail, group, tuple(variants))


@given(st.lists(lists, min_size=1, max_size=5), st.sampled_from(["AB", "ABC", "ABCD"]), st.integers(1, 3))
def test_groups_never_differ_by_more_than_one_and_nobody_changes(sends, variants, groups):
    """Sends follow one another, each with people new and old: those dealt before keep what they have."""
    had: dict[str, str] = {}
    before: Dealt = Counter()
    of = {email: seat(f"g{n % groups}", variants) for n, email in enumerate(PEOPLE[:400])}
    for people in sends:
        new = [(email, of[email]) for email in people if email not in had]
        found = deal(KEY, "spring", new, before)
        assert found == deal(KEY, "spring", reversed(new), before), "the order of the list decides nothing"
        had |= found
        before = Counter((of[email], variant) for email, variant in had.items())
        for group in set(of.values()):
            counts = [before[group, variant] for variant in variants]
            assert max(counts) - min(counts) <= 1


def test_each_variant_is_as_likely_and_mails_are_dealt_independently():
    firsts = Counter(deal(KEY, f"s{n}", [(PEOPLE[0], seat())], Counter())[PEOPLE[0]] for n in range(2000))
    assert 900 < firsts["A"] < 1100
    one = deal(KEY, "spring", [(p, seat()) for p in PEOPLE], Counter())
    other = deal(KEY, "spring", [(p, seat(mail=2)) for p in PEOPLE], Counter())
    assert Counter(one.values()) == {"A": 2000, "B": 2000}
    assert 1880 < sum(one[p] == other[p] for p in PEOPLE) < 2120


def test_those_with_other_variants_to_choose_from_are_dealt_apart():
    before = Counter({(seat("best"), "A"): 50})
    found = deal(KEY, "spring", [(p, seat("rest")) for p in PEOPLE[:10]], before)
    assert Counter(found.values()) == {"A": 5, "B": 5}
    assert Counter(deal(KEY, "spring", [(p, seat("best")) for p in PEOPLE[:10]], before).values()) == {"B": 10}
