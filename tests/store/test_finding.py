"""Rules as SQL: each field and comparison over a small shop, and random rules against plain Python."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from shopkeep.core import clock
from shopkeep.core.records.customers import Summary
from shopkeep.core.records.rules import AllOf, AnyOf, Compare, CompareField, First, Not, Rule, Wanted
from shopkeep.customers.rules.fields import FIELDS
from shopkeep.jobs import customers, segments, triage
from shopkeep.jobs.asking import Asked, asked
from shopkeep.jobs.shop import Shop
from shopkeep.store import finding, functions, summaries
from shopkeep.store import tables as t
from tests.customers import shops
from tests.customers.shops import TODAY, add_customer, add_order, day, tell


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with clock.at(shops.NOON):
        found = shops.empty_shop(tmp_path_factory.mktemp("finding") / "shop")
        furnish(found)
        yield found
        found.close()


def furnish(shop: Shop) -> None:
    ines = add_customer(shop, "ines@example.com", [230, 196, 162, 130, 96], name="Inês Marchetti", city="Köln")
    tell(shop, ines, country="DE", region="NRW", postcode="50667", language="de", consent="yes")
    told = {"birthday": f"1980-{(TODAY + timedelta(days=3)):%m-%d}", "nps": "9", "shoe_size": "39", "vip": "Yes"}
    tell(shop, ines, attributes={**told, "interests": "Tea; Hiking"})
    tom = add_customer(shop, "tom@example.org", [400], name="Tom Okafor", consent="no", line="Mint tea")
    tell(shop, tom, country="GB", attributes={"nps_score": "4", "shoe_size": "44.5"})
    yuki = add_customer(shop, "yuki@example.com", [60, 40, 20], name="Yuki Tanaka", total=20_000, line="Mint tea")
    add_order(shop, yuki, 2, 20_000, "Kettle", codes='["Spring10"]', discount=900, waited=4, gift=True)
    tell(shop, yuki, country="RO", attributes={"satisfaction": "3", "referred_by": "ines@example.com"})
    other = add_customer(shop, "ines.old@example.com", [300], line="Camomile")
    add_customer(shop, "plain@example.net", [30, 10], total=900)
    refunded = add_customer(shop, "back@example.net", [80])
    add_order(shop, refunded, 15, 3000, refunded=1000)
    for years in (1, 2, 3):
        add_order(shop, add_customer(shop, f"s{years}@example.net", [355 + years]), 9 + years)
    with shop.db.write() as tx:
        rows = [{"key": "title:mint tea", "title": "Mint tea", "category": "Teas"}]
        tx.execute(insert(t.products).values({**rows[0], "sku": ""}))
        tx.execute(insert(t.products).values(key="sku:k1", sku="K1", title="Kettle", category="Tools"))
        enrolment = {"id": 1, "sequence": "spring", "customer_id": tom, "email": "tom@example.org", "enrolled_at": 0}
        tx.execute(insert(t.enrolments).values(enrolment))
        sent = clock.stamp(clock.start_of(day(5), shop.zone)) + 60
        message = {"enrolment_id": 1, "sequence": "spring", "stage": "offer", "email": "tom@example.org"}
        for mail, state in ((1, "sent"), (2, "failed")):
            row = {**message, "mail": mail, "state": state, "message_id": f"<{mail}@x>", "queued_at": 0}
            tx.execute(insert(t.messages).values({**row, "sent_at": sent if state == "sent" else None}))
    shops.refresh(shop)
    triage.leave_out(shop, "plain@example.net", "a friend")
    triage.snooze(shop, "yuki@example.com", TODAY + timedelta(days=9))
    triage.merge(shop, "ines@example.com", "ines.old@example.com")
    shops.refresh(shop)
    assert other


INES, TOM, YUKI, PLAIN, BACK = (
    "ines@example.com", "tom@example.org", "yuki@example.com", "plain@example.net", "back@example.net",
)  # fmt: skip
EVERY = {INES, TOM, YUKI, PLAIN, BACK, "s1@example.net", "s2@example.net", "s3@example.net"}


def found(shop: Shop, where: str, segment: str = "all", search: str = "") -> set[str]:
    ids = customers.find(shop, Wanted(segment, where, search)).ids
    return {line.email for line in customers.lines(shop, ids)}


CASES: dict[str, set[str]] = {
    "": EVERY,
    "email = INES@example.com": {INES},
    "email contains example.org": {TOM},
    "name = ines MARCHETTI": {INES},
    "name contains chetti": {INES},
    "name starts with yu": {YUKI},
    "name is unknown": EVERY - {INES, TOM, YUKI},
    "not name is unknown": {INES, TOM, YUKI},
    "country = de": {INES},
    "country in (DE, RO)": {INES, YUKI},
    "country not in (DE, RO)": EVERY - {INES, YUKI},
    "country is known": {INES, TOM, YUKI},
    "region = nrw": {INES},
    "city = koln": {INES},
    "postcode starts with 50": {INES},
    "language = de": {INES},
    "consent = yes": {INES},
    "consent = unknown": EVERY - {INES, TOM},
    "consent != no": EVERY - {TOM},
    "tenure = short": {YUKI, PLAIN, BACK},
    "tenure = medium": {INES, "s1@example.net", "s2@example.net", "s3@example.net"},
    "tenure = long": {TOM},
    "spent_year >= 800": {YUKI},
    "average_order = 9": {PLAIN},
    "last_order_value = 200": {YUKI},
    "expected_order > 0": EVERY,
    "orders = 6": {INES},
    "orders between 4 and 5": {YUKI},
    "orders in (1, 4)": {TOM, YUKI},
    "order_days = 1": {TOM},
    "rank = 1": {YUKI},
    "rank_ever <= 2": {YUKI, INES},
    "top <= 13 %": {YUKI},
    "discounted = 1": {YUKI},
    "discounted_share = 25 %": {YUKI},
    "refunds >= 1": {BACK},
    "refunded_last": {BACK},
    "gifts >= 1": {YUKI},
    "waited = 4": {YUKI},
    "waited is unknown": EVERY - {YUKI},
    "nps = 9": {INES},
    "nps <= 6": {TOM},
    "nps != 9": EVERY - {INES},
    "csat = 3": {YUKI},
    "referrals >= 1": {INES},
    "overdue > 2": {INES},
    "days_since = 96": {INES},
    "days_late >= 60": {INES, TOM},
    "usual_gap = 10": set(),
    "usual_gap is unknown": {TOM},
    "usual_gap is known and usual_gap < 20.5": {YUKI, PLAIN},
    "second_after = 20": {YUKI, PLAIN},
    "earlier_gap is known": {INES},
    "member_days = 400": {TOM},
    "days_to_birthday = 3": {INES},
    "days_to_birthday is unknown": EVERY - {INES},
    "last_order since 2026-11-20": {YUKI},
    "last_order within 12 days": {YUKI, PLAIN, "s1@example.net", "s2@example.net", "s3@example.net"},
    "last_order before 2026-01-01": {TOM},
    "mailed = 1": {TOM},
    "last_mailed within 6 days": {TOM},
    "last_mailed = 2026-11-17": {TOM},
    "last_mailed is unknown": EVERY - {TOM},
    "may_email": EVERY - {TOM, PLAIN, YUKI},
    "not may_email": {TOM, PLAIN, YUKI},
    "may_email and first 2": {INES, "s3@example.net"},
    "left_out": {PLAIN},
    "snoozed": {YUKI},
    "in_sequence": {TOM},
    "not in_sequence and not left_out and not snoozed": EVERY - {TOM, PLAIN, YUKI},
    "shoe_size > 40": {TOM},
    "shoe_size = 39": {INES},
    '"shoe size" is unknown': EVERY - {INES, TOM},
    "interests contains hiking": {INES},
    "vip = yes": {INES},
    'bought "mint tea"': {TOM, YUKI},
    "bought MINT": {TOM, YUKI},
    "bought ettl": EVERY - {TOM},
    "never bought tea": set(),
    "not in first-time and country = Germany": {INES},
    "birthday in November": {INES},
    "birthday in December": set(),
    "bought Kettle": {YUKI},
    'never bought "Nettle tea"': {TOM, YUKI},
    "bought camomile": {INES},
    "first bought camomile": {INES},
    "last bought Kettle": {YUKI},
    'last bought "Mint tea"': {TOM},
    'bought "Mint tea" since 2026-09-01': {YUKI},
    'bought "Mint tea" before 2026-01-01': {TOM},
    "bought category teas": {TOM, YUKI},
    "bought category Tools": set(),
    "used code SPRING10": {YUKI},
    "days_since > 2 x usual_gap": {INES},
    "days_since > second_order_wait and order_days = 1": {TOM},
    "in first-time": {TOM},
    "not in first-time and country = DE": {INES},
    "seasonal": {"s1@example.net", "s2@example.net", "s3@example.net"},
    "season_month in (11, 12)": {"s1@example.net", "s2@example.net", "s3@example.net"},
}


@pytest.mark.parametrize("where", CASES)
def test_a_rule_finds(shop: Shop, where: str) -> None:
    assert found(shop, where) == CASES[where]


def test_a_search_finds_all_its_words_whatever_their_case_and_accents(shop: Shop) -> None:
    assert found(shop, "", search="MARCHETTI ines") == {INES}
    assert found(shop, "", search="koln") == {INES}
    assert found(shop, "", "first-time", "tom") == {TOM}
    assert found(shop, "country = DE", "first-time", "tom") == set()
    assert found(shop, "", search="%") == found(shop, "", search="_") == set()


def test_orders_after_the_day_are_as_if_unknown(shop: Shop) -> None:
    then = day(50)
    ids = customers.find(shop, Wanted(where="bought Kettle"), then).ids
    assert ids == []
    early = customers.find(shop, Wanted(where='bought "Mint tea"'), then)
    assert {line.email for line in customers.lines(shop, early.ids, then)} == {TOM, YUKI}


def test_every_order_is_stable_and_turns_round(shop: Shop) -> None:
    for sort in customers.SORTS:
        forth = customers.find(shop, Wanted(sort=sort)).ids
        assert len(forth) == len(set(forth)) == len(EVERY)
        assert customers.find(shop, Wanted(sort=sort, backwards=True)).ids == forth[::-1]
        first = [line.customer_id for line in customers.first_page(shop, Wanted(sort=sort), 3)]
        assert first == forth[:3]


@pytest.mark.parametrize("inside", [1, 4, 5])
def test_those_outside_the_index_of_what_is_at_stake_come_first_where_they_have_more(
    tmp_path: Path, inside: int
) -> None:
    with clock.at(shops.NOON):
        shop = shops.empty_shop(tmp_path / "shop")
        for n in range(1, 7):
            add_customer(shop, f"c{n}@example.com", [n], total=1000 * n)
        shops.refresh(shop)
        with shop.db.write() as tx:
            leading = t.summaries.c.spent_365 > 1000 * (6 - inside)
            outside = {"rank_365": 10_001, "at_stake": t.summaries.c.spent_365 - 1}
            tx.execute(update(t.summaries).where(~leading).values(outside))
            tx.execute(update(t.summaries).where(leading).values(at_stake=t.summaries.c.spent_365 % 4001))
        with asked(shop) as shop_asked:
            tx, around = shop_asked.tx, shop_asked.around
            whole = finding.ids(tx, AllOf(()), (), "at_stake", True, around)
            for many in range(1, 7):
                assert finding.ids(tx, AllOf(()), (), "at_stake", True, around, many) == whole[:many]
        shop.close()


def test_counts_of_many_rules_equal_counts_of_each(shop: Shop) -> None:
    with asked(shop) as shop_asked:
        tx, around = shop_asked.tx, shop_asked.around
        rules = {f"{n} {name}": rule for n in range(2) for name, rule in shop_asked.rules.items()}
        assert len(rules) > 63  # more than the bits of one number
        each = finding.counted_each(tx, rules, around)
        for name, rule in rules.items():
            assert each[name] == finding.counted(tx, rule, (), around)
        everybody = finding.ids(tx, AllOf(()), (), "name", False, around)
        fits = finding.fits(tx, rules, everybody, around)
        sets = finding.sets(tx, rules, around)
        assert fits == {one: [name for name in rules if one in sets[name]] for one in everybody}


def test_every_field_can_be_asked_for_known_and_unknown(shop: Shop) -> None:
    with asked(shop) as shop_asked:
        for name in FIELDS:
            if FIELDS[name].kind == "yesno":
                continue
            unknown = ids_of(shop_asked, Compare(name, "=", (None,)))
            known = ids_of(shop_asked, Compare(name, "!=", (None,)))
            assert unknown | known == ids_of(shop_asked, AllOf(()))
            assert not unknown & known


def test_the_first_so_many_are_counted_among_whom_the_rest_of_the_filter_and_the_list_find(shop: Shop) -> None:
    def listed(where: str, segment: str = "all") -> list[str]:
        return [line.email for line in customers.lines(shop, customers.find(shop, Wanted(segment, where)).ids)]

    whole, few = listed(""), listed("email contains net")
    assert listed("first 3") == whole[:3]
    assert few != whole[: len(few)]
    assert listed("email contains net and first 2") == listed("first 2 and email contains net") == few[:2]
    assert listed("first 100") == whole
    assert listed("(first 3) and email contains net") == [one for one in whole[:3] if one in few]
    assert set(listed("email contains com and first 1 or email contains net and first 1")) == {
        few[0],
        listed("email contains com")[0],
    }
    assert listed("not (email contains net and first 2)") == [one for one in whole if one not in few[:2]]
    segments.save_segment(shop, "few", "email contains net", "Few")
    segments.save_segment(shop, "first-of-few", "in few and first 2", "First of few")
    assert listed("first 2", "few") == listed("", "first-of-few") == listed("in first-of-few", "few") == few[:2]
    assert listed("first 1", "first-of-few") == few[:1]
    assert listed("in first-of-few", "lost") == [one for one in listed("", "lost") if one in few[:2]]


def ids_of(shop_asked: Asked, rule: Rule) -> set[int]:
    return finding.sets(shop_asked.tx, {"it": rule}, shop_asked.around)["it"]


NUMERIC: dict[str, str] = {
    "spent": "spent", "spent_year": "spent_365", "at_stake": "at_stake", "orders": "orders", "chance": "return_chance",
    "days_since": "days_since", "usual_gap": "usual_gap_days", "second_after": "second_after_days",
    "earlier_gap": "earlier_gap_days", "recent_gap": "recent_gap_days", "rank": "rank_365", "frequency": "frequency",
    "waited": "waited_days", "season_week": "season_week", "margin": "margin_share",
}  # fmt: skip
OPS = {"=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def holds(rule: Rule, one: Summary, everybody: list[Summary]) -> bool:
    """What a rule says of one summary, the slow way."""
    match rule:
        case AllOf(rules):
            return all(holds(part, one, everybody) for part in rules)
        case AnyOf(rules):
            return any(holds(part, one, everybody) for part in rules)
        case Not(inner):
            return not holds(inner, one, everybody)
        case First(count, inner):
            fit = [who for who in everybody if holds(inner, who, everybody)]
            return one in sorted(fit, key=lambda who: (who.at_stake, who.customer_id), reverse=True)[:count]
        case Compare(field, "!=", values):
            return not holds(Compare(field, "=", values), one, everybody)
        case Compare(field, op, values):
            has = getattr(one, NUMERIC[field])
            return any(has is None if value is None else has is not None and OPS[op](has, value) for value in values)
        case CompareField(field, op, factor, other):
            left, right = getattr(one, NUMERIC[field]), getattr(one, NUMERIC[other])
            return left is not None and right is not None and OPS[op](left, factor * right)
    raise AssertionError(rule)


VALUES: st.SearchStrategy[Any] = st.sampled_from([0, 1, 2, 4, 5, 10, 20, 34, 34.0, 96, 0.25, 0.5, 5000, 20_000, 80_000])
FIELD = st.sampled_from(sorted(NUMERIC))
TESTS = st.one_of(
    st.builds(Compare, FIELD, st.sampled_from(sorted(OPS)), st.tuples(VALUES)),
    st.builds(
        Compare, FIELD, st.sampled_from(["=", "!="]), st.lists(st.none() | VALUES, min_size=1, max_size=3).map(tuple)
    ),
    st.builds(CompareField, FIELD, st.sampled_from(sorted(OPS)), st.sampled_from([1.0, 2.0, 0.5]), FIELD),
)
RULES = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(First, st.integers(1, 6), inner),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=RULES)
def test_a_random_rule_finds_whom_it_finds_the_slow_way(shop: Shop, rule: Rule) -> None:
    with asked(shop) as shop_asked:
        everybody = summaries.stored(shop_asked.tx)
        fitting = {one.customer_id for one in everybody if holds(rule, one, everybody)}
        assert ids_of(shop_asked, rule) == fitting
        one = everybody[0].customer_id  # somebody alone is judged as among all
        assert finding.fits(shop_asked.tx, {"it": rule}, [one], shop_asked.around) == {one: ["it"] * (one in fitting)}


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("1985-11-22", 0), ("1985-11-23", 1), ("--11-21", 364), ("2000-02-29", 98), ("", None), ("soon", None),
        ("1985-13-40", None), ("--12-31", 39),
    ],
)  # fmt: skip
def test_days_until_a_date_comes_round(said: str, days: int | None) -> None:
    assert functions.days_until(said, date(2026, 11, 22).isoformat()) == days


@pytest.mark.parametrize(
    ("said", "number"), [("9", 9), ("9,5", 9.5), (" 7 ", 7), ("x", None), ("", None), (None, None)]
)
def test_numbers_in_texts(said: str | None, number: float | None) -> None:
    assert functions.number_of(said) == number
