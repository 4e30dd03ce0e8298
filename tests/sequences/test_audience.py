"""Whose turn it is: one table of cases, and hashes that are stable, balanced and the shop's own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.core.records.mails import LeftOut, Recipient
from shopkeep.core.records.sequences import Stage
from shopkeep.sequences import audience, turn
from shopkeep.sequences.audience import Candidate, Enrolled, Had
from tests.sequences.making import ON, mail, sequence

KEY = b"k" * 32
STAGES = (
    Stage("offer", "Offer", "1-offer", 0, (mail(), mail(number=2, wait=5))),
    Stage("value", "Value", "2-value", 7, (mail(folder="2-value"),)),
    Stage("goodbye", "Goodbye", "3-goodbye", 7, (mail(folder="3-goodbye"),)),
)
SPRING = sequence(stages=STAGES)
NEW = Candidate(1, "a@example.com", "Ann", "", "best", True, None)


def ago(days: int) -> date:
    return ON - timedelta(days=days)


def after(*had: Had, left: str = "") -> Candidate:
    enrolled = Enrolled(9, "best", False, ago(40), left, had)
    return replace(NEW, enrolled=enrolled, enrolled_at=1000)


def sent(stage: str, number: int, days: int, state: str = "sent") -> Had:
    return Had(stage, number, state, ago(days))


NO = "said no to marketing mail"
CASES: list[tuple[str, Candidate, str, int | str | None]] = [
    ("a member gets the first mail", NEW, "offer", 1),
    ("a later stage is not for those not in it", NEW, "value", None),
    ("whoever may not be written to is named in every stage", replace(NEW, refused=NO), "value", NO),
    ("nobody outside the segment", replace(NEW, member=False), "offer", None),
    ("no consent", replace(NEW, refused="said no to marketing mail"), "offer", "said no to marketing mail"),
    ("left out", replace(NEW, left_out=True), "offer", audience.LEFT_OUT),
    ("snoozed", replace(NEW, snoozed=True), "offer", audience.SNOOZED),
    ("in another sequence", replace(NEW, elsewhere=True), "offer", audience.ELSEWHERE),
    ("the second mail after its wait", after(sent("offer", 1, 5)), "offer", 2),
    ("not a day before", after(sent("offer", 1, 4)), "offer", audience.NOT_DUE),
    ("had all of the stage", after(sent("offer", 1, 9), sent("offer", 2, 4)), "offer", audience.ALREADY),
    ("the next stage after its wait", after(sent("offer", 1, 12), sent("offer", 2, 7)), "value", 1),
    ("and not before", after(sent("offer", 1, 12), sent("offer", 2, 6)), "value", audience.NOT_DUE),
    ("the owner may go on after one mail", after(sent("offer", 1, 7)), "value", 1),
    ("no jump over a stage", after(sent("offer", 1, 60)), "goodbye", audience.BEFORE),
    ("no way back", after(sent("offer", 1, 60), sent("value", 1, 30)), "offer", audience.FURTHER),
    ("queued", after(sent("offer", 1, 9, "queued")), "offer", audience.ON_ITS_WAY),
    ("deferred", after(sent("offer", 1, 9, "deferred")), "value", audience.ON_ITS_WAY),
    ("unknown", after(sent("offer", 1, 9, "unknown")), "offer", audience.UNKNOWN),
    ("failed", after(sent("offer", 1, 9, "failed")), "offer", audience.FAILED),
    ("cancelled", after(sent("offer", 1, 9, "cancelled")), "offer", audience.CANCELLED),
    ("came back", after(sent("offer", 1, 9), left="came back"), "offer", "came back"),
    ("unsubscribed", after(sent("offer", 1, 9), left="unsubscribed"), "value", "unsubscribed"),
    ("ordered since", replace(after(sent("offer", 1, 9)), last_order_at=1001), "offer", audience.CAME_BACK),
    ("ordered before", replace(after(sent("offer", 1, 9)), last_order_at=999), "offer", 2),
    ("enrolled by hand", after(), "offer", 1),
    ("enrolled by hand, later stage", after(), "value", audience.BEFORE),
    ("left out while in it", replace(after(sent("offer", 1, 9)), left_out=True), "offer", audience.LEFT_OUT),
    ("snoozed while in it", replace(after(sent("offer", 1, 9)), snoozed=True), "offer", audience.SNOOZED),
]


@pytest.mark.parametrize(("_why", "who", "stage", "expected"), CASES, ids=[c[0] for c in CASES])
def test_turns(_why: str, who: Candidate, stage: str, expected: int | str | None) -> None:
    chosen = SPRING.stage(stage)
    assert chosen is not None
    found = audience.decide(SPRING, chosen, who, KEY, ON)
    if isinstance(expected, int):
        assert isinstance(found, Recipient)
        assert (found.mail, found.group) == (expected, "best")
    elif expected is None:
        assert found is None
    else:
        assert found == LeftOut("a@example.com", expected)
        assert expected in audience.REASONS


def test_the_limit_counts_mails_and_keeps_the_order() -> None:
    everybody = [replace(NEW, customer_id=n, email=f"c{n}@example.com") for n in range(400)]
    held = replace(SPRING, holdout=0.3)
    found = turn.audience(held, STAGES[0], everybody, turn.Rules(KEY, ON, limit=50))
    recipients, left = found.recipients, found.left_out
    assert sum(not r.holdout for r in recipients) == 50
    assert any(r.holdout for r in recipients)
    assert [r.customer_id for r in recipients] == sorted(r.customer_id for r in recipients)
    assert left == []


def test_no_holdout_unless_chosen() -> None:
    assert not any(audience.in_holdout(KEY, f"c{n}@example.com", 0.0, ON) for n in range(1000))


def test_the_holdout_is_the_share_holds_for_a_season_and_over_sequences() -> None:
    people = [f"c{n}@example.com" for n in range(4000)]
    held = {p for p in people if audience.in_holdout(KEY, p, 0.2, ON)}
    assert 0.17 < len(held) / len(people) < 0.23
    assert held == {p for p in people if audience.in_holdout(KEY, p, 0.2, date(2026, 7, 1))}
    assert held != {p for p in people if audience.in_holdout(KEY, p, 0.2, date(2027, 1, 1))}
    assert held != {p for p in people if audience.in_holdout(b"x" * 32, p, 0.2, ON)}
    assert {p for p in people if audience.in_holdout(KEY, p, 0.1, ON)} < held


def test_variants_are_stable_balanced_and_independent_of_the_holdout() -> None:
    people = [f"c{n}@example.com" for n in range(4000)]
    draw = {p: audience.variant_for(KEY, p, "spring", "offer", 1, ["A", "B"]) for p in people}
    assert draw == {p: audience.variant_for(KEY, p, "spring", "offer", 1, ["A", "B"]) for p in people}
    assert 1880 < Counter(draw.values())["A"] < 2120
    held = [p for p in people if audience.in_holdout(KEY, p, 0.2, ON)]
    assert 0.43 < sum(draw[p] == "A" for p in held) / len(held) < 0.57
    assert draw != {p: audience.variant_for(KEY, p, "spring", "offer", 2, ["A", "B"]) for p in people}


def test_the_day_a_mail_falls_due() -> None:
    enrolled = after(sent("offer", 1, 2)).enrolled
    assert enrolled is not None
    assert audience.due_on(SPRING, STAGES[0], enrolled) == ON + timedelta(days=3)
    assert audience.due_on(SPRING, STAGES[2], enrolled) is None


@given(st.lists(st.integers(0, 60), max_size=12), st.integers(1, 6))
def test_the_day_from_which_another_mail_may_go_is_the_first_that_keeps_the_most_a_month(
    days: list[int], cap: int
) -> None:
    """`free_on` says of the mails of the last month what counting them on each day says."""
    mails = sorted(ago(days_ago) for days_ago in days if days_ago < audience.MONTH)

    def may(day: date) -> bool:
        return sum(day - timedelta(days=audience.MONTH) < mail <= day for mail in mails) < cap

    first = next(day for day in (ON + timedelta(days=n) for n in range(audience.MONTH + 1)) if may(day))
    assert max(ON, audience.free_on(mails, cap)) == first
    assert audience.free_on(mails, 0) == date.min
