"""Who may be one person under two addresses: pairs that are suggested, and pairs just outside."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.core import text
from shopkeep.customers.pairs import Someone, look_alike, slip, suggest

ANNA = Someone(1, "anna.smith@gmail.com", "Anna Smith", "D02 AF30", "IE", 5000)


@pytest.mark.parametrize(
    ("email", "name", "postcode", "sure", "says"),
    [
        ("annasmith@gmail.com", "Anna Smith", "", "very likely", "but for dots"),
        ("anna.smith+shop@gmail.com", "", "", "very likely", "but for a +tag"),
        ("anna.smith@googlemail.com", "A. Smith", "", "very likely", "gmail.com and googlemail.com"),
        ("anna.smith@gmial.com", "Anna Smith", "", "very likely", "gmail.com and gmial.com"),
        ("anna.smith@gmail.con", "", "", "likely", "gmail.com and gmail.con"),
        ("anna.smiht@gmail.com", "SMITH, Anna", "", "very likely", "one sign differs"),
        ("anna.smit@gmail.com", "", "", "likely", "one sign differs"),
        ("anna.smith1@gmail.com", "Anna Smith", "", "perhaps", "a digit differs"),
        ("office.anna@bakery.example", "Ánna  SMITH", "d02af30".upper(), "likely", "same name and postcode"),
        ("anna.smith@bakery.example", "Anna Smith", "D02 AF30", "very likely", "same name before the @"),
    ],
)
def test_suggested(email: str, name: str, postcode: str, sure: str, says: str) -> None:
    [found] = suggest([ANNA, Someone(2, email, name, postcode, "IE", 100)])
    assert (found.one, found.other, found.sure, found.spent) == (1, 2, sure, 5100)
    assert says in "; ".join(found.why)


@pytest.mark.parametrize(
    ("email", "name", "postcode"),
    [
        ("annasmith@gmail.com", "Tom Smith", "D02 AF30"),  # two full names
        ("anna.smiht@gmail.com", "Tom Smith", "D02 AF30"),
        ("anna.jones@gmail.com", "Anna", "D02 AF30"),  # a first name alone
        ("a.s@bakery.example", "Anna", "D02 AF30"),
        ("tom@bakery.example", "Tom Smith", "D02 AF30"),  # a household
        ("office.anna@bakery.example", "Anna Smith", "D02 AF31"),  # next door
        ("anna.smith@ymail.com", "Anna Smith", ""),  # another mail service, not a slip
        ("anna.smith@hotmail.com", "Anna Smith", ""),
        ("anna.smith1@gmail.com", "", ""),  # a digit, and no name to go by
        ("anna.smith12@gmail.com", "Anna Smith", ""),
        ("info@bakery.example", "Anna Smith", "D02 AF30"),  # a role, not a person
        ("shop2@bakery.example", "Anna Smith", "D02 AF30"),
    ],
)
def test_just_outside(email: str, name: str, postcode: str) -> None:
    assert suggest([ANNA, Someone(2, email, name, postcode, "IE")]) == []


def test_short_addresses_that_differ_in_a_letter_are_two_people() -> None:
    assert suggest([Someone(1, "anna@web.de"), Someone(2, "anne@web.de")]) == []


def test_what_speaks_against_is_said_and_counts() -> None:
    near = Someone(2, "anna.smiht@gmail.com", "Anna Smith", "SW1A 1AA", "GB")
    [found] = suggest([ANNA, near])
    assert found.against == ("one lives in IE, the other in GB",)
    assert found.sure == "likely"
    [at_once] = suggest(
        [
            Someone(1, "anna.smith@web.de", "Anna Smith", first_on="2025-01-01", last_on="2025-06-01"),
            Someone(2, "anna.smiht@web.de", "Anna Smith", first_on="2025-03-01", last_on="2025-09-01"),
        ]
    )
    assert at_once.against == ("both addresses ordered during the same time",)


def test_a_name_and_postcode_that_many_share_tell_nothing() -> None:
    crowd = [Someone(n, f"person{n:03d}x{n * 7}@example.com", "Wei Zhang", "00001") for n in range(40)]
    assert not any("same name and postcode" in why for pair in suggest(crowd) for why in pair.why)


def test_the_surest_come_first_and_then_the_most_money() -> None:
    people = [
        ANNA,
        Someone(2, "anna.smith+x@gmail.com", "Anna Smith", "", "", 10),
        Someone(3, "berta.long@web.de", "Berta Long", "1010", "", 900),
        Someone(4, "berta.lnog@web.de", "Berta Long", "1010", "", 900),
        Someone(5, "carla.best@web.de", "", "", "", 99_000),
        Someone(6, "carla.bets@web.de", "", "", "", 99_000),
    ]
    assert [(p.one, p.other) for p in suggest(people)] == [(1, 2), (3, 4), (5, 6)]


@pytest.mark.parametrize(("one", "other"), [("abcdef", "abcdxf"), ("abcdef", "abdcef"), ("abcdef", "abcde")])
def test_a_slip_is_found_both_ways(one: str, other: str) -> None:
    assert slip(one, other)
    assert slip(other, one)
    assert not slip(one, one)
    assert not slip(one, other[::-1])


def test_domains() -> None:
    assert look_alike("gmial.com", "gmail.com")
    assert look_alike("hotmal.com", "hotmail.com")
    assert not look_alike("gmx.de", "gmx.at")
    assert not look_alike("mail.com", "gmail.com")
    assert not look_alike("yahoo.com", "yahoo.de")


LOCALS = st.sampled_from(["anna.smith", "annasmith", "anna.smiht", "anna.smit", "annasmith1", "info", "tom.smith"])
DOMAINS = st.sampled_from(["gmail.com", "googlemail.com", "gmial.com", "web.de"])
NAMES = st.sampled_from(["", "Anna", "Anna Smith", "A. Smith", "SMITH Anna", "Tom Smith", "Anna Jones", "Ānna Smith"])
PEOPLE = st.lists(
    st.tuples(LOCALS, DOMAINS, NAMES, st.sampled_from(["", "1010", "2020"])), max_size=12, unique_by=lambda p: p[:2]
)


@settings(max_examples=150, deadline=None)
@given(PEOPLE, st.randoms(use_true_random=False))
def test_whatever_the_order_and_never_across_what_parts_them(
    drawn: list[tuple[str, str, str, str]], shuffle: object
) -> None:
    people = [Someone(n, f"{a}@{d}", name, code, "IE", n) for n, (a, d, name, code) in enumerate(drawn)]
    found = suggest(people)
    mixed = list(people)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert suggest(mixed) == found
    by_id = {one.id: one for one in people}
    for pair in found:
        one, other = by_id[pair.one], by_id[pair.other]
        words = [set(text.key(each.name).split()) for each in (one, other)]
        if all(len(w) > 1 and all(len(x) > 1 for x in w) for w in words):
            assert words[0] == words[1]
        assert not one.email.startswith("info@")
        assert pair.why
        assert 0 < pair.score < 1
    apart = {(pair.one, pair.other) for pair in found[::2]}
    assert [p for p in found if (p.one, p.other) not in apart] == suggest(people, apart)
