"""What an owner types becomes the rule they meant, or a plain sentence that says what to write instead."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shopkeep.core.records.rules import (
    EVERYBODY,
    AllOf,
    AnyOf,
    Attribute,
    Bought,
    Compare,
    CompareField,
    First,
    InSegment,
    Not,
    Rule,
)
from shopkeep.customers.rules import firsts
from shopkeep.customers.rules.fields import CONSTANTS, FIELDS, NAMES
from shopkeep.customers.rules.lexing import LONGEST
from shopkeep.customers.rules.phrases import PHRASES
from shopkeep.customers.rules.reading import RuleProblem, Vocabulary, read
from shopkeep.customers.rules.words import in_words

TODAY = date(2026, 11, 22)
SEGMENTS = {
    "at-risk": ("At risk", "lapse = at-risk"),
    "best": ("Best", "top <= 2 %"),
    "one-order": ("One order, then silence", "order_days = 1 and days_since >= 120"),
    "all": ("Everybody", ""),
    "chicken": ("Chicken", "spent > 5 and in egg"),
    "egg": ("Egg", "in chicken"),
    "broken": ("Broken", "contry = RO"),
}
WORDS = Vocabulary("EUR", TODAY, SEGMENTS, frozenset({"shoe_size", "geschlecht", "vip"}))
AT_RISK = InSegment("at-risk", "At risk", Compare("lapse", "=", ("at-risk",)))
BEST = InSegment("best", "Best", Compare("top", "<=", (0.02,)))
RO = Compare("country", "=", ("RO",))

READS: list[tuple[str, Rule]] = [
    ("", EVERYBODY),
    ("  ", EVERYBODY),
    ("country = RO", RO),
    ("COUNTRY == RO", RO),
    ("country is RO", RO),
    ('"country" = "RO"', RO),
    ("country != RO", Compare("country", "!=", ("RO",))),
    ("country <> RO", Compare("country", "!=", ("RO",))),
    ("country is not RO", Compare("country", "!=", ("RO",))),
    ("country in (RO, DE)", Compare("country", "=", ("RO", "DE"))),
    ("country not in (RO, DE)", Compare("country", "!=", ("RO", "DE"))),
    ("country is not in (RO, DE)", Compare("country", "!=", ("RO", "DE"))),
    ("country is unknown", Compare("country", "=", (None,))),
    ("country is known", Compare("country", "!=", (None,))),
    ("country is not known", Compare("country", "=", (None,))),
    ("city = Cluj-Napoca", Compare("city", "=", ("Cluj-Napoca",))),
    ("city = Cluj Napoca", Compare("city", "=", ("Cluj Napoca",))),
    ("city = Київ", Compare("city", "=", ("Київ",))),
    ("city = 東京", Compare("city", "=", ("東京",))),
    ("name contains O'Brien", Compare("name", "contains", ("O'Brien",))),
    ("city = 's-Hertogenbosch", Compare("city", "=", ("'s-Hertogenbosch",))),
    ("email starts with anna@", Compare("email", "starts", ("anna@",))),
    ("email does not contain @example", Not(Compare("email", "contains", ("@example",)))),
    ("postcode = 010101", Compare("postcode", "=", ("010101",))),
    ("postcode starts with 10", Compare("postcode", "starts", ("10",))),
    ("spent > 200", Compare("spent", ">", (20000,))),
    ("spent over 200", Compare("spent", ">", (20000,))),
    ("spent more than €200", Compare("spent", ">", (20000,))),
    ("spent is at least 200.50", Compare("spent", ">=", (20050,))),
    ("spent ≥ 200 EUR", Compare("spent", ">=", (20000,))),
    ("spent ≤ 200 €", Compare("spent", "<=", (20000,))),
    ("spent at most EUR 200", Compare("spent", "<=", (20000,))),
    ("total spent under 200€", Compare("spent", "<", (20000,))),
    ("spent in the last year > 5", Compare("spent_year", ">", (500,))),
    ("spent between 100 and 200", AllOf((Compare("spent", ">=", (10000,)), Compare("spent", "<=", (20000,))))),
    ("spent between 200 and 100", AllOf((Compare("spent", ">=", (10000,)), Compare("spent", "<=", (20000,))))),
    ("not spent > 200", Not(Compare("spent", ">", (20000,)))),
    ("spent not > 200", Not(Compare("spent", ">", (20000,)))),
    ("spent_year < 0.5 x spent", CompareField("spent_year", "<", 0.5, "spent")),
    ("orders in (1,2,3)", Compare("orders", "=", (1, 2, 3))),
    ("orders exactly 2", Compare("orders", "=", (2,))),
    ("nps >= 9", Compare("nps", ">=", (9,))),
    ("csat < 3.5", Compare("csat", "<", (3.5,))),
    ("overdue > 2 times", Compare("overdue", ">", (2,))),
    ("margin < -5 %", Compare("margin", "<", (-0.05,))),
    ("chance < 30 %", Compare("chance", "<", (0.3,))),
    ("chance < 30%", Compare("chance", "<", (0.3,))),
    ("return chance under 30", Compare("chance", "<", (0.3,))),
    ("days_since > 90", Compare("days_since", ">", (90,))),
    ("days since > 6 weeks", Compare("days_since", ">", (42,))),
    ("days_since > usual_gap", CompareField("days_since", ">", 1.0, "usual_gap")),
    ("days_since > 2 x usual_gap", CompareField("days_since", ">", 2.0, "usual_gap")),
    ("days_since > 2x usual gap", CompareField("days_since", ">", 2.0, "usual_gap")),
    ("days_since > 1.5 * usual_gap", CompareField("days_since", ">", 1.5, "usual_gap")),
    ("waited > long_wait", CompareField("waited", ">", 1.0, "long_wait")),
    ("last_mailed < last_order", CompareField("last_mailed", "<", 1.0, "last_order")),
    ("last_order before 2026-06-01", Compare("last_order", "<", (date(2026, 6, 1),))),
    ("last order before 2026-06-01", Compare("last_order", "<", (date(2026, 6, 1),))),
    ("last_order after 2026-06-01", Compare("last_order", ">", (date(2026, 6, 1),))),
    ("last_order since 2026-06-01", Compare("last_order", ">=", (date(2026, 6, 1),))),
    ("last_order on 2026-06-01", Compare("last_order", "=", (date(2026, 6, 1),))),
    ("last_order within 30 days", Compare("days_since", "<=", (30,))),
    ("last_order within the last 2 weeks", Compare("days_since", "<=", (14,))),
    ("last_order before 30 days ago", Compare("days_since", ">", (30,))),
    ("first_order = today", Compare("member_days", "=", (0,))),
    ("last_mailed within 30 days", Compare("last_mailed", ">=", (date(2026, 10, 23),))),
    ("last_mailed before 1 year ago", Compare("last_mailed", "<", (date(2025, 11, 22),))),
    ("season_month = December", Compare("season_month", "=", (12,))),
    ("lapse = at-risk", Compare("lapse", "=", ("at-risk",))),
    ("lapse is At risk", Compare("lapse", "=", ("at-risk",))),
    ("lapse in (lapsed, lost)", Compare("lapse", "=", ("lapsed", "lost"))),
    ("consent is unknown", Compare("consent", "=", ("unknown",))),
    ("milestone_near != none", Compare("milestone_near", "!=", ("none",))),
    ("seasonal", Compare("seasonal", "=", (True,))),
    ("not may_email", Not(Compare("may_email", "=", (True,)))),
    ("may_email = no", Compare("may_email", "=", (False,))),
    ("shoe_size > 40", Attribute("shoe_size", ">", (40,))),
    ('"shoe size" < 9.5', Attribute("shoe_size", "<", (9.5,))),
    ("Shoe size = 42", Attribute("shoe_size", "=", (42,))),
    ("vip is known", Attribute("vip", "!=", (None,))),
    ("gender = female", Attribute("geschlecht", "=", ("female",))),
    ("interests contains tea", Attribute("interests", "contains", ("tea",))),
    ("bought Nettle tea", Bought("product", ("Nettle tea",))),
    ('bought "Salt and pepper", Mint tea', Bought("product", ("Salt and pepper", "Mint tea"))),
    ('bought "12"" pan"', Bought("product", ('12" pan',))),
    ("bought category Teas", Bought("category", ("Teas",))),
    ("never bought category Teas", Not(Bought("category", ("Teas",)))),
    ("first bought Nettle tea", Bought("product", ("Nettle tea",), "first")),
    ("last bought Nettle tea", Bought("product", ("Nettle tea",), "last")),
    ("used code SPRING10", Bought("code", ("SPRING10",))),
    ("never used code SPRING10 since 2026-01-01", Not(Bought("code", ("SPRING10",), "any", date(2026, 1, 1)))),
    ("bought tea before 2026-03-01", Bought("product", ("tea",), "any", None, date(2026, 2, 28))),
    ("bought tea within 30 days", Bought("product", ("tea",), "any", date(2026, 10, 23))),
    ("in at-risk", AT_RISK),
    ("in At risk", AT_RISK),
    ("in all", InSegment("all", "Everybody", EVERYBODY)),
    ("first 20", First(20, EVERYBODY)),
    ("country = RO and first 20", First(20, RO)),
    ("FIRST 20 and country = RO", First(20, RO)),
    ("in at-risk and first 3 and country = RO", First(3, AllOf((AT_RISK, RO)))),
    ("(in at-risk and first 3) and country = RO", AllOf((First(3, AT_RISK), RO))),
    ("in at-risk and first 3 or country = RO and first 1", AnyOf((First(3, AT_RISK), First(1, RO)))),
    ("not (country = RO and first 3)", Not(First(3, RO))),
    ("not in at-risk", Not(AT_RISK)),
    ("in (at-risk, best)", AnyOf((AT_RISK, BEST))),
    ("country = RO and in best or in at-risk", AnyOf((AllOf((RO, BEST)), AT_RISK))),
    ("country = RO and (in best or in at-risk)", AllOf((RO, AnyOf((BEST, AT_RISK))))),
    ("not (country = RO or seasonal)", Not(AnyOf((RO, Compare("seasonal", "=", (True,)))))),
    (
        'country = RO and spent > 200 and last_order before 2026-06-01 and bought "Nettle tea"',
        AllOf(
            (
                RO,
                Compare("spent", ">", (20000,)),
                Compare("last_order", "<", (date(2026, 6, 1),)),
                Bought("product", ("Nettle tea",)),
            )
        ),
    ),
]  # fmt: skip

REFUSED: list[tuple[str, str, str]] = [
    ("contry = RO", "contry", "Did you mean `country`?"),
    ("at-risk", "at-risk", "Write `in at-risk`."),
    ("in at-rsk", "at-rsk", "Did you mean `at-risk`?"),
    ("spent > lots", "lots", "`spent` is money. | Write a number such as 200."),
    ("spent > 1,200", "1,200", "two ways"),
    ("spent > 1.200,50", "1.200,50", "two ways"),
    ("gender = 1.2,5", "1.2,5", "two ways"),
    ("spent > 12,50", "12,50", "Write 1250 or 12.5."),
    ("spent > 1.200", "1.200", "Write 1200."),
    ("spent > 1 200", "1 200", "Write 1200"),
    ("orders in (100,200)", "100,200", "with a space"),
    ("spent > $200", "$200", "Amounts here are in EUR."),
    ("spent contains 5", "contains", "spent > 200"),
    ("spent", "", "What should `spent` be?"),
    ("spent >", "", "Something is missing after `>`."),
    ("orders > 2.5", "2.5", "a whole number such as 3"),
    ("orders before 2026-01-01", "before", "`orders` is a count."),
    ("chance < 0.3", "0.3", "Write 30 % or 0.3 %."),
    ("chance < 300 %", "300", "at most 100 %"),
    ("last_order before 01.06.2026", "01.06.2026", "Write it as 2026-06-01."),
    ("last_order before 1/6/2026", "1/6/2026", "Write it as 2026-06-01."),
    ("last_order before 2026-06-31", "2026-06-31", "There is no day 2026-06-31."),
    ("last_order before 99999999 days ago", "99999999 days", "too long ago"),
    ("last_order > 200", "200", "30 days ago"),
    ("last_order within 30", "30", "30 days"),
    ("lapse = risk", "risk", "Did you mean `at-risk`?"),
    ("may_email = maybe", "maybe", "`yes` or `no`"),
    ("name > 5", ">", "`name` is a text."),
    ("vip > gold", "gold", "vip > 10"),
    ("spent > 2 x last_order", "2 x last_order", "cannot be compared"),
    ("long_wait > 3", "long_wait", "belongs to the shop"),
    ("bought", "", "A name is missing"),
    ("bought tea since 2026-02-01 before 2026-01-01", "before", "no time between"),
    ("country = RO spent > 200", "spent", "`and` or `or` is missing before `spent`."),
    ("country = RO bought tea", "bought", "is missing before `bought`"),
    ("country = RO & seasonal", "&", "Write `and`"),
    ("country = RO | seasonal", "|", "Write `or`"),
    ("country = RO and", "", "ends too early"),
    ("(country = RO", "(", "not closed"),
    ("country = RO)", ")", "closes nothing"),
    ('bought "Nettle tea', '"Nettle tea', "not closed"),
    ("in egg", "egg", "uses itself, by way of `chicken`"),
    ("in broken", "broken", "`contry` is not known here. Did you mean `country`?"),
    ("(" * 40 + "seasonal" + ")" * 40, "(", "nested too deeply"),
    ("not " * 40 + "seasonal", "not", "nested too deeply"),
    ("country = RO and not first 20", "first 20", "do not go together"),
    ("first 20 and first 10", "first 10", "said twice how many"),
    ("first 0", "first 0", "no number of customers. | Write a whole number, such as `first 20`."),
    ("first 2.5 and seasonal", "first 2.5", "no number of customers"),
    ("first 20 %", "first 20 %", "`top <= 2 %` for a share"),
    ("first 20 customers", "customers", "After a complete test comes"),
    ("country = RO and top 20", "20", "Write `first 20` for so many of those whom the rest of the filter finds"),
    ("rank 20", "20", "Write `first 20`"),
]


@pytest.mark.parametrize(("typed", "rule"), READS, ids=[typed for typed, _ in READS])
def test_reads_what_was_meant(typed: str, rule: Rule) -> None:
    assert read(typed, WORDS) == rule


@pytest.mark.parametrize(("typed", "where", "says"), REFUSED, ids=[typed[:40] for typed, _, _ in REFUSED])
def test_says_what_it_does_not_understand_and_what_to_write(typed: str, where: str, says: str) -> None:
    with pytest.raises(RuleProblem) as caught:
        read(typed, WORDS)
    problem = caught.value
    assert says in " | ".join(problem.lines())
    assert typed[problem.at : problem.at + problem.length] == where
    assert problem.exit_code == 2


def test_names_never_clash() -> None:
    aliases = [alias for field in FIELDS.values() for alias in (field.name, *field.aliases)]
    assert len(aliases) + len(CONSTANTS) == len(NAMES)
    assert set(PHRASES) == set(FIELDS)


def test_days_of_months_that_are_shorter() -> None:
    words = Vocabulary("EUR", date(2026, 3, 31), {})
    assert read("last_mailed since 1 month ago", words) == Compare("last_mailed", ">=", (date(2026, 2, 28),))


def test_money_of_currencies_without_and_with_three_decimals() -> None:
    assert read("spent > 200", Vocabulary("JPY", TODAY, {})) == Compare("spent", ">", (200,))
    assert read("spent > 2.125", Vocabulary("KWD", TODAY, {})) == Compare("spent", ">", (2125,))
    with pytest.raises(RuleProblem, match="no decimals"):
        read("spent > 2.5", Vocabulary("JPY", TODAY, {}))


def test_a_rule_too_long_is_refused() -> None:
    with pytest.raises(RuleProblem, match="too long"):
        read("seasonal or " * LONGEST, WORDS)


def test_segments_that_double_each_other_are_refused_before_they_grow() -> None:
    doubling = {f"s{i}": (f"S{i}", f"in s{i + 1} or in s{i + 1}") for i in range(20)}
    words = Vocabulary("EUR", TODAY, {**doubling, "s20": ("S20", "seasonal")})
    with pytest.raises(RuleProblem, match="asks too much"):
        read("in s0", words)


@settings(max_examples=200, deadline=None)
@example("‘" * 1999)
@example("((((")
@example("in" * 900)
@example("spent > " + "9" * 1900)
@given(st.text(max_size=60))
def test_never_a_traceback_whatever_is_typed(typed: str) -> None:
    _read_or_refuse(typed)


_PIECES = st.sampled_from(
    [piece for typed, _ in READS for piece in typed.split()]
    + [*"()=<>,%&!\"'.", "and", "or", "not", "in", "between", "x", "1,200", "2026-02-30", "ago", "unknown"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=12).map(" ".join))
def test_never_a_traceback_for_rules_put_together_wrongly(typed: str) -> None:
    _read_or_refuse(typed)


def _read_or_refuse(typed: str) -> None:
    problem = None
    try:
        rule = read(typed, WORDS)
    except RuleProblem as refused:
        problem = refused
    if problem is None:
        said = in_words(rule, "EUR", "en")
        assert said.endswith(".")
        return
    assert 1 <= len(problem.lines()) <= 3
    assert 0 <= problem.at <= problem.at + problem.length <= len(typed)
    assert all(line.strip() and "\n" not in line for line in problem.lines())


STOCK = {"product": ["Harbour Breakfast, loose 100 g"], "category": ["Teas"], "code": ["SPRING10"], "country": ["IE"]}


def known(what: str, name: str) -> tuple[str, tuple[str, ...]]:
    here = [one for one in STOCK[what] if name.lower() in one.lower()]
    return ("part", ()) if here else ("none", tuple(STOCK[what]))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ('bought "harbor"', "No product here is called “harbor”. Did you mean “Harbour Breakfast, loose 100 g”?"),
        ("never bought category Tees", "No category here is called “Tees”. Did you mean “Teas”?"),
        ("used code SPRING", None),
        ("used code SUMMER", "No discount code here is called “SUMMER”. Did you mean “SPRING10”?"),
        ("country = Ireland", None),
        ("country = Irlend", "No country here is called “Irlend”. Did you mean “Ireland”?"),
        ("cuntry = IE", "`cuntry` is not known here. Did you mean `country`?"),
        ("last ordr < 2026-01-01", "`last ordr` is not known here. Did you mean `last_order`?"),
        ("segment = at risk", "A segment is asked for by `in` and its name."),
        ("in good-irish", "No segment is called good-irish."),
        ("spent > 100 and and", "One `and` too many."),
        ("spent > 100 and or seasonal", "One `or` too many."),
        ("birthday soon", "A birthday is asked for by its month or by the days until it."),
        ("birthday <= 30", "A birthday is asked for by its month or by the days until it."),
    ],
)
def test_what_the_shop_does_not_know_is_said_with_the_nearest(typed: str, says: str | None) -> None:
    words = replace(WORDS, meant=known)
    if says is None:
        read(typed, words)
        return
    with pytest.raises(RuleProblem) as caught:
        read(typed, words)
    assert caught.value.title == says
    assert caught.value.length > 0


def test_a_segment_stays_readable_when_its_product_is_gone() -> None:
    words = replace(WORDS, segments={"old": ("Old", "bought harbor")}, meant=known)
    assert read("in old", words) == InSegment("old", "Old", Bought("product", ("harbor",)))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("country = RO or vip", "in best and (country = RO or vip)"),
        ("first 20", "in best and first 20"),
        ("first 3 and (country = RO or vip = gold)", "in best and first 3 and (country = RO or vip = gold)"),
        ("first 3 and seasonal or vip = gold", "in best and first 3 and seasonal or in best and vip = gold"),
    ],
)
def test_what_is_typed_above_a_list_is_kept_so_that_it_counts_in_that_list(typed: str, kept: str) -> None:
    assert firsts.within("best", typed) == kept


def test_a_wrong_day_of_a_purchase_speaks_of_no_field() -> None:
    with pytest.raises(RuleProblem) as caught:
        read("bought matcha since june", WORDS)
    said = " ".join(caught.value.lines())
    assert "last_order" not in said
    assert "Write a day such as 2026-06-01, `today` or `30 days ago`." in said
