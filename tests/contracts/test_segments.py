"""What holds for every registered segment."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.core.records.customers import Summary
from shopkeep.customers.segments import SEGMENTS, Segment, names_of, segment, yardstick
from shopkeep.errors import UsageError

TODAY = date(2026, 11, 22)
REQUIRED = ["at-risk", "lapsed", "lost", "active", "first-time", "repeat", "best"]
BLUEPRINT = ["win-back", "once-best", "one-order"]


@st.composite
def summaries(draw: st.DrawFn) -> Summary:
    order_days = draw(st.integers(1, 30))
    since = draw(st.integers(0, 4000))
    before = draw(st.integers(0, 4000)) if order_days > 1 else 0
    spent = draw(st.integers(1, 10**9))
    chance = draw(st.floats(0, 1))
    return Summary(
        customer_id=draw(st.integers(1, 10**6)),
        orders=order_days + draw(st.integers(0, 3)),
        order_days=order_days,
        spent=spent,
        spent_365=draw(st.integers(0, spent)),
        first_on=TODAY - timedelta(days=since + before),
        last_on=TODAY - timedelta(days=since),
        usual_gap_days=draw(st.floats(1, 4000)) if order_days > 1 else None,
        return_chance=chance,
        at_stake=draw(st.integers(0, spent)),
        lapse=draw(st.sampled_from(("active", "at-risk", "lapsed", "lost"))),
        recency=draw(st.integers(1, 5)),
        frequency=draw(st.integers(1, 5)),
        monetary=draw(st.integers(1, 5)),
        scored_on=TODAY,
    )


def test_the_list_begins_and_ends_as_promised() -> None:
    assert list(SEGMENTS)[:7] == REQUIRED
    assert list(SEGMENTS)[-1] == "all"
    assert set(BLUEPRINT) <= set(SEGMENTS)


@pytest.mark.parametrize("entry", SEGMENTS.values(), ids=lambda entry: entry.name)
def test_it_has_words_an_owner_can_read(entry: Segment) -> None:
    assert entry.name == entry.name.lower()
    assert " " not in entry.name
    assert entry.title[:1].isupper()
    assert entry.about[:1].isupper()
    assert entry.about.endswith(".")
    assert segment(entry.name) is entry


@pytest.mark.parametrize("entry", SEGMENTS.values(), ids=lambda entry: entry.name)
@given(people=st.lists(summaries(), min_size=1, max_size=8))
def test_its_rule_answers_for_everybody_and_always_the_same(entry: Segment, people: list[Summary]) -> None:
    shop = yardstick(people)
    for one in people:
        answer = entry.fits(one, shop)
        assert isinstance(answer, bool)
        assert entry.fits(one, shop) is answer


@given(st.lists(summaries(), min_size=1, max_size=40))
def test_bands_part_the_customers(people: list[Summary]) -> None:
    shop = yardstick(people)
    for one in people:
        names = names_of(one, shop)
        assert len({"at-risk", "lapsed", "lost", "active"} & set(names)) == 1
        assert len({"first-time", "repeat"} & set(names)) == 1
        assert "all" in names
        assert ("win-back" in names) == (one.lapse in ("at-risk", "lapsed"))


@pytest.mark.parametrize(("people", "best"), [(1, 1), (5, 1), (50, 5), (100, 10), (400, 10), (1500, 30)])
def test_the_best_are_a_few_also_in_a_small_shop(people: int, best: int) -> None:
    everybody = [
        Summary(n, 1, 1, n, n, TODAY, TODAY, None, 0.5, 0, "active", 1, 1, 1, TODAY) for n in range(1, people + 1)
    ]
    shop = yardstick(everybody)
    assert sum("best" in names_of(one, shop) for one in everybody) == best


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        segment("at-rsk")
    assert "at-risk" in " ".join(caught.value.lines())
