"""Every segment has somebody who is in it, somebody who is just outside, and a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from sqlalchemy import insert, update

from shopkeep.core import clock
from shopkeep.core.records.rules import Wanted
from shopkeep.customers.permission import may_email
from shopkeep.customers.rules.fields import CONSTANTS, FIELDS
from shopkeep.customers.segments import SEGMENTS, Segment, examples, segment
from shopkeep.errors import UsageError
from shopkeep.jobs import customers, segments
from shopkeep.jobs.asking import asked
from shopkeep.jobs.shop import Shop
from shopkeep.store import finding
from shopkeep.store import tables as t
from tests.customers import shops
from tests.customers.shops import TODAY, add_customer, add_order, tell

REQUIRED = ["at-risk", "lapsed", "lost", "active", "first-time", "repeat", "best", "all"]
FAMILIES = {
    "Slipping away", "Buyers", "Best", "RFM groups", "Habits", "Experience", "Dates", "Permission",
}  # fmt: skip
RFM = [name for name, entry in SEGMENTS.items() if entry.family == "RFM groups"]
LADDER = [*range(10, 400, 10), *range(400, 700, 25)]
"""Days of silence after four orders, 40 days apart."""


def ladder(silent: int) -> str:
    return f"silent{silent}@example.com"


def around(days: int) -> str:
    """A birthday so many days ahead, years ago."""
    on = TODAY + timedelta(days=days)
    return date(1980, on.month, on.day).isoformat()


def a_year_before(days: int) -> int:
    """How long ago the first order was whose anniversary is so many days ahead."""
    on = TODAY + timedelta(days=days)
    return (TODAY - date(on.year - 1, on.month, on.day)).days


def surveyed(shop: Shop, name: str, **attributes: str) -> None:
    tell(shop, add_customer(shop, f"{name}@example.com", [40, 20]), attributes=attributes)


def orders(shop: Shop, name: str, *specs: dict[str, object]) -> None:
    who = add_customer(shop, f"{name}@example.com", [])
    for spec in specs:
        add_order(shop, who, **spec)  # type: ignore[arg-type]


def furnish(shop: Shop) -> None:
    for silent in LADDER:
        orders(shop, f"silent{silent}", *({"ago": silent + 40 * n, "waited": 2, "total": 3000} for n in range(4)))
    for place in range(1, 13):
        add_customer(shop, f"rich{place}@example.com", [20], total=200_000 - place)
    add_customer(shop, "once@example.com", [120])
    add_customer(shop, "once-later@example.com", [119])
    add_customer(shop, "new@example.com", [30])
    add_customer(shop, "not-new@example.com", [31])
    add_customer(shop, "was-rich@example.com", [1200, 1190, 1180], total=500_000)
    add_customer(shop, "was-not@example.com", [1200, 1190, 1180], total=1000)
    add_customer(shop, "slower@example.com", [125, 105, 85, 65, 35, 5])
    add_customer(shop, "steady@example.com", [124, 104, 84, 64, 35, 5])
    orders(shop, "sour", {"ago": 81}, {"ago": 41, "refunded": 500})
    orders(shop, "patient", {"ago": 80}, {"ago": 40, "refunded": 500})
    code = {"codes": '["SPRING10"]', "discount": 500}
    orders(shop, "hunter", *({"ago": 20 * n + 1, **(code if n else {})} for n in range(5)))
    orders(shop, "picker", *({"ago": 20 * n + 1, **(code if n > 1 else {})} for n in range(5)))
    orders(shop, "full", {"ago": 60}, {"ago": 30})
    orders(shop, "once-less", {"ago": 60}, {"ago": 30, **code})
    orders(shop, "giver", {"ago": 60}, {"ago": 30, "gift": True})
    for name, more in (("yearly", []), ("yearly-and-june", [160])):
        add_customer(shop, f"{name}@example.com", [1095 + 5, 730 + 3, 365 + 4, *more])
    surveyed(shop, "nine", nps="9")
    surveyed(shop, "eight", nps="8")
    surveyed(shop, "six", nps="6")
    surveyed(shop, "seven", nps="7")
    surveyed(shop, "friendly", referrals="1")
    surveyed(shop, "alone", referrals="0")
    orders(shop, "waited", {"ago": 30, "waited": 3})
    orders(shop, "served", {"ago": 30, "waited": 2})
    for ahead in (30, 31):
        surveyed(shop, f"birthday{ahead}", birthday=around(ahead))
        add_customer(shop, f"anniversary{ahead}@example.com", [a_year_before(ahead), 20])
    add_customer(shop, "ninth@example.com", range(5, 95, 10))
    add_customer(shop, "tenth@example.com", range(5, 105, 10))
    add_customer(shop, "eleventh@example.com", range(5, 115, 10), total=1700)
    add_customer(shop, "agreed@example.com", [30], consent="yes")
    for number in range(20):
        add_customer(shop, f"ordinary{number}@example.com", [50 + number])
    add_customer(shop, "cancelled@example.com", [30], status="cancelled")
    mailed = add_customer(shop, "mailed@example.com", [30])
    with shop.db.write() as tx:
        enrolment = {"id": 1, "sequence": "s", "customer_id": mailed, "email": "mailed@example.com", "enrolled_at": 0}
        tx.execute(insert(t.enrolments).values(enrolment))
        message = {"enrolment_id": 1, "sequence": "s", "stage": "offer", "mail": 1, "email": "mailed@example.com"}
        message |= {"state": "sent", "message_id": "<1@x>", "queued_at": 0, "sent_at": 1}
        tx.execute(insert(t.messages).values(message))
    shops.refresh(shop)


INSIDE_AND_OUTSIDE = {
    "first-time": ("once", "full"),
    "repeat": ("full", "once"),
    "best": ("rich10", "rich11"),
    "best-1": ("rich1", "rich3"),
    "all": ("once", "cancelled"),
    "short-lapse": ("silent130", "silent140"),
    "medium-lapse": ("silent400", "silent425"),
    "long-lapse": ("silent425", "silent400"),
    "once-best": ("was-rich", "was-not"),
    "one-order": ("once", "once-later"),
    "slowing": ("slower", "steady"),
    "silent": ("silent100", "silent90"),
    "quiet-after-refund": ("sour", "patient"),
    "new": ("new", "not-new"),
    "second-order-due": ("once-later", "once"),
    "just-served": ("patient", "ordinary0"),
    "discount-hunters": ("hunter", "picker"),
    "full-price": ("full", "once-less"),
    "gift-buyers": ("giver", "full"),
    "seasonal": ("yearly", "yearly-and-june"),
    "promoters": ("nine", "eight"),
    "detractors": ("six", "seven"),
    "referrers": ("friendly", "alone"),
    "waited-long": ("waited", "served"),
    "refunded": ("sour", "seven"),
    "birthday-soon": ("birthday30", "birthday31"),
    "anniversary-soon": ("anniversary30", "anniversary31"),
    "milestone-near": ("ninth", "eleventh"),
    "milestone-passed": ("tenth", "eleventh"),
    "no-consent": ("once", "agreed"),
    "never-mailed": ("once", "mailed"),
}
ON_THE_LADDER = ("at-risk", "lapsed", "lost", "active", "win-back", "neutral")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with clock.at(shops.NOON):
        found = shops.empty_shop(tmp_path_factory.mktemp("segments") / "shop")
        furnish(found)
        yield found
        found.close()


@pytest.fixture(scope="module")
def inside(shop: Shop) -> Callable[[str], set[str]]:
    rows = customers.list_customers(shop)
    names = {row.email: set(row.segments) for row in rows}
    return lambda name: {email for email, found in names.items() if name in found}


@pytest.mark.parametrize("name", INSIDE_AND_OUTSIDE)
def test_somebody_is_in_it_and_somebody_just_outside(name: str, inside: Callable[[str], set[str]]) -> None:
    yes, no = (f"{who}@example.com" for who in INSIDE_AND_OUTSIDE[name])
    found = inside(name)
    assert yes in found
    assert no not in found


@pytest.mark.parametrize("name", ON_THE_LADDER)
def test_silence_leads_into_it_and_out_of_it(name: str, inside: Callable[[str], set[str]]) -> None:
    found = [ladder(silent) in inside(name) for silent in LADDER]
    assert any(found)
    assert not all(found)
    # One stretch of the ladder: its neighbours, ten days off, are just outside.
    assert sum(a != b for a, b in pairwise(found)) <= 2


def test_every_segment_is_tried() -> None:
    assert set(SEGMENTS) == {*INSIDE_AND_OUTSIDE, *ON_THE_LADDER, *RFM}


def test_nobody_is_late_on_the_day_of_their_usual_gap(inside: Callable[[str], set[str]]) -> None:
    assert {ladder(10), ladder(20), ladder(30), ladder(40)} <= inside("active")


def test_the_bands_part_everybody(inside: Callable[[str], set[str]]) -> None:
    bands = [inside(name) for name in ("active", "at-risk", "lapsed", "lost")]
    assert sum(map(len, bands)) == len(inside("all"))
    assert set.union(*bands) == inside("all")
    lapses = [inside(name) for name in ("short-lapse", "medium-lapse", "long-lapse")]
    assert set.union(*lapses) == inside("all") - bands[0]
    assert sum(map(len, lapses)) == len(set.union(*lapses))


def test_rfm_groups_part_all_scores(tmp_path: pytest.TempPathFactory) -> None:
    with clock.at(shops.NOON):
        shop = shops.empty_shop(tmp_path / "rfm")  # type: ignore[operator]
        scores = list(product(range(1, 6), repeat=3))
        for recency, frequency, monetary in scores:
            add_customer(shop, f"{recency}{frequency}{monetary}@example.com", [30])
        shops.refresh(shop)
        with shop.db.write() as tx:
            for number, (recency, frequency, monetary) in enumerate(scores, 1):
                values = {"recency": recency, "frequency": frequency, "monetary": monetary}
                tx.execute(update(t.summaries).where(t.summaries.c.customer_id == number).values(values))
        groups = {name: set(emails_in(shop, name)) for name in RFM}
        shop.close()
    assert sum(map(len, groups.values())) == len(set.union(*groups.values())) == 125
    just = {
        "champions": ("444", "434"), "loyal": ("344", "334"), "big-baskets": ("334", "344"),
        "promising": ("433", "333"), "need-attention": ("333", "433"), "cannot-lose": ("244", "344"),
        "drifting": ("243", "244"), "hibernating": ("134", "144"),
    }  # fmt: skip
    assert set(just) == set(RFM)
    for name, (yes, no) in just.items():
        assert f"{yes}@example.com" in groups[name]
        assert f"{no}@example.com" not in groups[name]


def emails_in(shop: Shop, name: str) -> list[str]:
    return [line.email for line in customers.lines(shop, customers.find(shop, Wanted(name)).ids)]


def test_the_names_that_scripts_rely_on_come_first() -> None:
    assert list(SEGMENTS)[: len(REQUIRED)] == REQUIRED
    assert {"win-back", "once-best", "one-order", "slowing", "new"} <= set(SEGMENTS)


@pytest.mark.parametrize("entry", SEGMENTS.values(), ids=lambda entry: entry.name)
def test_each_has_a_title_a_sentence_and_a_family(entry: Segment, shop: Shop) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.name)
    assert entry.title[0].isupper()
    assert entry.about[0].isupper()
    assert entry.about.endswith(".")
    assert "!" not in entry.about
    assert not re.search(r"[<>=_]|\brfm\b|\bnps\b|days_", entry.about, re.IGNORECASE)
    assert entry.family in FAMILIES
    assert entry.sort in finding.SORTS
    assert len(segments.rule_in_words(shop, entry.rule)) > 5


@pytest.mark.parametrize("example", examples({}), ids=lambda example: example[0])
def test_each_example_can_be_saved_once_the_shop_has_such_a_column(example: tuple[str, str, str], shop: Shop) -> None:
    _title, rule, about = example
    if "skin_type" in rule:
        with pytest.raises(UsageError):
            segments.rule_in_words(shop, rule)
        rule = rule.replace("skin_type", "gender")
    assert segments.rule_in_words(shop, rule).endswith(".")
    assert about.endswith(".")


def test_fields_and_columns_agree() -> None:
    assert set(finding.COLUMNS) == set(FIELDS)


def test_constants_are_what_the_shop_is_judged_by(shop: Shop) -> None:
    with asked(shop) as shop_asked:
        assert set(shop_asked.basis.constants) == set(CONSTANTS)


@pytest.mark.parametrize("policy", ["ask", "opted-in", "existing"])
def test_may_email_is_the_one_rule(tmp_path: pytest.TempPathFactory, policy: str) -> None:
    with clock.at(shops.NOON):
        shop = shops.empty_shop(tmp_path / "may")  # type: ignore[operator]
        shop.settings.set("policy.consent", policy)
        consents = ["yes", "no", ""]
        for number, (consent, gone) in enumerate(product(consents, (False, True))):
            email = f"c{number}@example.com"
            add_customer(shop, email, [30], consent=consent)
            if gone:
                with shop.db.write() as tx:
                    tx.execute(insert(t.suppressions).values(email_hash=f"h{number}", email=email, reason="", at=0))
        shops.refresh(shop)
        said = shop.settings.get("policy.consent")
        expected = {
            f"c{number}@example.com"
            for number, (consent, gone) in enumerate(product(consents, (False, True)))
            if may_email(consent, said, gone) is None
        }
        found = customers.find(shop, Wanted(where="may_email"))
        assert {line.email for line in customers.lines(shop, found.ids)} == expected
        assert found.counted.can_email == len(expected)
        shop.close()


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        segment("at-rsk")
    assert "at-risk" in " ".join(caught.value.lines())
