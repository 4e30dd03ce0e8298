"""What is offered while a rule is typed, and which texts are rules at all."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.customers.rules.completing import complete, looks_like_rule
from shopkeep.customers.rules.fields import FIELDS
from shopkeep.customers.rules.reading import RuleProblem, Vocabulary, read

SEGMENTS = {"at-risk": ("At risk", "lapse = at-risk"), "best": ("Best", "top <= 2 %"), "lost": ("Lost", "lapse = lost")}
WORDS = Vocabulary(
    "EUR",
    date(2026, 11, 22),
    SEGMENTS,
    frozenset({"shoe_size", "vip"}),
    {
        "product": ["Nettle tea", "Mint tea", "Éclair", '12" pan', *(f"Thing {i}" for i in range(5000))],
        "category": ["Teas", "Tin ware"],
        "country": ["RO", "DE"],
        "city": ["Cluj-Napoca", "New York", "Berlin"],
        "code": ["SPRING10"],
        "attribute:vip": ["gold", "silver"],
    },
)

OFFERED = [
    ("country = Germ", "DE"),
    ("country = roma", "RO"),
    ("", "country"),
    ("", "bought"),
    ("", "in"),
    ("", "not"),
    ("sp", "spent"),
    ("last o", "last_order"),
    ("shoe", "shoe_size"),
    ("never b", "never bought"),
    ("spent ", ">"),
    ("spent > ", "200"),
    ("spent > 200 ", "and"),
    ("spent > 200 and ", "country"),
    ("spent between 50 and ", "100"),
    ("country = ", "RO"),
    ("country = r", "RO"),
    ("country = RO ", "or"),
    ("country in (RO, ", "DE"),
    ("city = New ", '"New York"'),
    ("city = cluj", "Cluj-Napoca"),
    ("bought net", '"Nettle tea"'),
    ("bought tea", '"Mint tea"'),
    ("bought ecl", "Éclair"),
    ('bought "12', '"12"" pan"'),
    ('bought "Nettle tea', '"Nettle tea"'),
    ('bought "Nettle tea" ', "since"),
    ('bought "Nettle tea" since ', "30 days ago"),
    ("bought category t", '"Tin ware"'),
    ("used code ", "SPRING10"),
    ("in ", "at-risk"),
    ("not in b", "best"),
    ("last_order ", "before"),
    ("last_order before ", "today"),
    ("last_order before 45", "45 days ago"),
    ("last_order within 6", "6 months"),
    ("days_since > ", "2 x usual_gap"),
    ("waited > ", "long_wait"),
    ("lapse = ", "at-risk"),
    ("vip = ", "gold"),
    ("seasonal ", "and"),
    ("(country = RO) ", "and"),
    ("country = RO and fir", "first 20"),
    ("first 20 ", "and"),
]


@pytest.mark.parametrize(("typed", "offer"), OFFERED)
def test_offers(typed: str, offer: str) -> None:
    found = complete(typed, WORDS)
    assert offer in [one.insert for one in found.suggestions]
    assert len(found.suggestions) <= 12


@pytest.mark.parametrize(
    ("typed", "choose", "then"),
    [
        ("coun", "country", "country"),
        ("country = RO and sp", "spent", "country = RO and spent"),
        ('bought "Nett', '"Nettle tea"', 'bought "Nettle tea"'),
        ("bought Mint t", '"Mint tea"', 'bought "Mint tea"'),
        ("country in (RO, d", "DE", "country in (RO, DE"),
        ("last_order before 30 d", "30 days ago", "last_order before 30 days ago"),
    ],
)
def test_what_is_chosen_takes_the_place_of_what_was_typed(typed: str, choose: str, then: str) -> None:
    found = complete(typed, WORDS)
    assert choose in [one.insert for one in found.suggestions]
    assert typed[: found.start] + choose + typed[found.end :] == then


def test_in_the_middle_of_a_text_what_follows_is_left_alone() -> None:
    found = complete("coun and seasonal", WORDS, at=4)
    assert (found.start, found.end) == (0, 4)
    assert found.suggestions[0].insert == "country"


def test_what_begins_as_typed_comes_first() -> None:
    assert next(one.insert for one in complete("bought t", WORDS).suggestions) == '"Thing 0"'
    assert next(one.insert for one in complete("city = n", WORDS).suggestions) == '"New York"'


def test_every_field_is_offered_with_what_it_means() -> None:
    for name, field in FIELDS.items():
        offered = {one.insert: one.says for one in complete(name, WORDS).suggestions}
        assert offered[name] == field.title


def test_every_operator_offered_is_understood() -> None:
    for name, field in FIELDS.items():
        for offer in complete(f"{name} ", WORDS).suggestions:
            typed = f"{name} {offer.insert} "
            after = complete(typed, WORDS).suggestions
            if "known" in offer.insert or field.kind == "yesno":
                continue
            assert after or field.name in ("name", "email", "region", "postcode", "language"), typed
            if after and "in (" not in offer.insert and "between" not in offer.insert:
                read(typed + after[0].insert, WORDS)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("aein01 ()\"'=<>,€%.-"), max_size=30) | st.text(max_size=30))
def test_nothing_typed_breaks_it(typed: str) -> None:
    found = complete(typed, WORDS)
    assert 0 <= found.start <= found.end == len(typed)
    looks_like_rule(typed, WORDS)


RULES = [
    *("spent >", "spent > 200", "country=RO", "country is RO", "last_order", "last order before", "seasonal"),
    *("not seasonal", "not in at-risk", "in at-risk", "in at-r", "bought", "bought tea", "never bought"),
    *("used code SPRING10", "may_email", "left_out and ", "(", "vip = gold", 'bought "Nett', "chance <"),
    *("lapse is at-risk", "(country = RO", "cuntry = IE", "tag = vip", "segment = x", "first ordr < 2026-01-01"),
    *("cuntry is IE", "in good-irish", "in at risc", 'in "Nobody"', "birthday in December", "birthday this month"),
]  # fmt: skip
SEARCHES = [
    *("", "maria", "in", "not", "berlin", "in berlin", "active living", "spent", "Anna Baker", "O'Brien", "name@x.com"),
    *("anna@example.com", "orders@shop.com", "City of London", "State Street", "chance the rapper", "May"),
    *("June Lost", "Used Books", "first", "Late Night", "vip", "gender studies", "Margin Walker", "Consent Is King"),
    *("language school", "town hall", "Cluj-Napoca", "京都", "at-risk", "10115", "O", '"Anna Baker', "de la Cruz"),
    *("Rank Xerox", "or", "Marie is", "in Stratford", "Birthday Cards"),
]  # fmt: skip


@pytest.mark.parametrize("typed", RULES)
def test_a_rule_is_taken_for_one(typed: str) -> None:
    assert looks_like_rule(typed, WORDS)


@pytest.mark.parametrize("typed", SEARCHES)
def test_a_search_stays_a_search(typed: str) -> None:
    assert not looks_like_rule(typed, WORDS)


def test_every_rule_that_can_be_read_looks_like_one() -> None:
    for name, field in FIELDS.items():
        try:
            typed = name if field.kind == "yesno" else f"{name} is unknown"
            read(typed, WORDS)
        except RuleProblem:
            continue
        assert looks_like_rule(typed, WORDS), typed
