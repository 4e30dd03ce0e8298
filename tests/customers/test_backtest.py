"""The back-test on customers made by hand, and on the public ones."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.core.records.customers import History, Placed
from shopkeep.core.records.judging import BackTest, BandResult, ListResult
from shopkeep.customers.backtest import (
    Tried,
    area_under_curve,
    back_test,
    by_band,
    compare_lists,
    interval_of_area,
    rates_in_tenths,
)
from shopkeep.customers.backtest_words import sentences
from tests.customers import cdnow

NEWEST = date(2026, 11, 22)


def shop(customers: int, days: int) -> list[History]:
    """So many customers who order every 20 days or stopped, over so many days until the newest order."""
    found = []
    for number in range(customers):
        first = number * 7 % max(1, days - 5)
        last = days if number % 3 else min(days, first + 25)
        orders = tuple(Placed(NEWEST - timedelta(days=days - at), 2000) for at in range(first, last + 1, 20))
        found.append(History(number + 1, orders))
    return [*found, History(customers + 1, (Placed(NEWEST, 100),))]


def test_nothing_after_the_day_is_known_to_the_judging() -> None:
    before = [History(n, tuple(o for o in h.orders)) for n, h in enumerate(shop(200, 400))]
    day = NEWEST - timedelta(days=90)
    told = back_test(before, NEWEST, 90)
    later = [History(h.customer_id, tuple(o._replace(amount=9_999_999) if o.on > day else o for o in h.orders))
             for h in before]  # fmt: skip
    assert back_test(later, NEWEST, 90) == told
    assert told.judged_on == day


@pytest.mark.parametrize(("customers", "days", "can_tell"), [(200, 400, True), (200, 170, False), (45, 400, False)])
def test_young_and_tiny_shops_cannot_tell_yet(customers: int, days: int, can_tell: bool) -> None:
    found = back_test(shop(customers, days), NEWEST, 90)
    assert found.can_tell is can_tell
    first = sentences(found, "en")[0]
    assert first.startswith("Cannot tell yet") is not can_tell
    assert back_test([], NEWEST, 90).can_tell is False


def test_few_customers_and_no_season_are_said() -> None:
    said = " ".join(sentences(back_test(shop(120, 300), NEWEST, 90), "en"))
    assert "Based on few customers" in said
    assert "Not adjusted for season" in said
    much = " ".join(sentences(back_test(shop(400, 900), NEWEST, 90), "en"))
    assert "few customers" not in much
    assert "Adjusted for season by what happened on the same date a year before" in much


def test_the_public_shop_comes_out_as_the_reference_says() -> None:
    until = cdnow.CUT + timedelta(days=cdnow.QUARTER)
    histories = []
    for number, buyer in enumerate(cdnow.tenth()):
        orders = tuple(order for order in buyer.history(number).orders if order.on <= until)
        histories.append(History(number, orders))
    found = back_test(histories, until, cdnow.QUARTER)
    assert found.auc is not None
    assert found.auc_days_since is not None
    assert found.auc == pytest.approx(0.788, abs=0.001)
    assert found.auc_interval == pytest.approx((0.759, 0.811), abs=0.01)  # by resampling, in the reference
    assert found.auc >= found.auc_days_since - 0.005
    assert found.brier < found.brier_days_since
    assert sum(band.customers for band in found.bands) == sum(b.customers for b in found.bands_without_gate) == 2357
    ours, _, silent = found.lists
    assert ours.customers == silent.customers == 118
    assert ours.money_caught > silent.money_caught
    assert found.better_list == "win-back"
    said = sentences(found, "en")
    assert said[0].startswith("The list can be trusted: ")
    assert said[1] == "Of 100 we would have called at risk last quarter, 37 came back; we would have said 33."


def person(chance: float, days: int, patience: float, spent: int, came: bool) -> Tried:
    return Tried(chance, days, patience, spent, came)


def told(*bands: BandResult, area: float = 0.8, differ: bool = False) -> list[str]:
    """The sentences where everybody was of these bands."""
    lists = [ListResult(name, 5, 0.3, 0.6) for name in ("win-back", "win-back without gate", "silent")]
    found = BackTest(True, NEWEST, NEWEST, 90, 500, False, True, 0.4, 0.4, area, 0.7, bands=list(bands), lists=lists)
    likely = interval_of_area(area, 200, 300)
    told = replace(found, bands_without_gate=list(bands), auc_interval=likely, lists_differ=differ)
    return sentences(told, "en")


def test_the_verdict_comes_first_and_names_chances_that_missed() -> None:
    late = [BandResult("at-risk", 60, 0.34, 0.3), BandResult("lapsed", 80, 0.12, 0.1)]
    said = told(BandResult("active", 300, 0.63, 0.5), *late)
    assert said[0] == (
        "The list can be trusted: who was called at risk or lapsed mostly stayed away. "
        "Our chances for active customers were too hopeful: of 100 we said 63 would come, 50 came."
    )
    assert not any("near enough" in one for one in said), "a band missed by more than ten"
    right = told(BandResult("active", 300, 0.55, 0.5), *late)
    assert right[0].endswith("Our chances were about right.")
    assert any("near enough" in one for one in right)


def test_the_verdict_warns_where_the_late_came_all_the_same() -> None:
    active = BandResult("active", 300, 0.9, 0.9)
    many = told(active, BandResult("at-risk", 60, 0.4, 0.7))[0]
    assert many.startswith("Take the list with care: of those called at risk or lapsed, 70 in 100 came back all")
    assert "for at risk customers were too low: of 100 we said 40 would come, 70 came" in many
    alike = told(BandResult("active", 300, 0.3, 0.2), BandResult("at-risk", 60, 0.3, 0.25))[0]
    assert "as often as those called active" in alike
    assert told(active, BandResult("at-risk", 6, 0.4, 0.1))[0].startswith("Too few were called at risk or lapsed")


def test_nothing_is_trusted_that_the_figures_do_not_carry() -> None:
    active, late = BandResult("active", 135, 0.44, 0.54), BandResult("at-risk", 123, 0.39, 0.42)
    coin = told(active, late, BandResult("lapsed", 1, 0.18, 1.0), area=0.49)
    assert coin[0].startswith("Cannot tell yet whether the list can be trusted: the chance told who would come back no")
    assert "1 customer was called lapsed, and 1 came back: too few to tell." in coin
    assert any("49 of 100 pairs, no better than a coin" in one for one in coin)
    assert any("no better than the simple one by more than chance allows" in one for one in coin)
    few = told(active, late)[0]
    assert few.startswith("Cannot tell yet whether the list can be trusted: of 100 called at risk or lapsed 42 came")
    many = told(replace(active, customers=1350), replace(late, customers=1230), differ=True)
    assert many[0].startswith("The list can be trusted: who was called at risk or lapsed mostly stayed away.")
    assert any("The win-back list was better" in one for one in many)
    chance = told(BandResult("active", 25, 0.44, 0.56), late)[0]
    assert "Our chances were about right." in chance, "25 customers may miss by so much"


def test_the_gate_moves_those_who_are_not_late_to_active() -> None:
    people = [person(0.1, 20, 120, 1, True), person(0.1, 130, 120, 1, False), person(0.8, 5, 30, 1, True)]
    gated = {band.band: band.customers for band in by_band(people, gate=True)}
    plain = {band.band: band.customers for band in by_band(people, gate=False)}
    assert gated == {"active": 2, "at-risk": 0, "lapsed": 1, "lost": 0}
    assert plain == {"active": 1, "at-risk": 0, "lapsed": 2, "lost": 0}


def test_the_simple_list_wins_only_beyond_the_noise() -> None:
    mine = [person(0.3, 80, 30, 1000, True) for _ in range(20)]
    silent = [person(0.9, 200, 300, 1000, False) for _ in range(20)]
    assert compare_lists([*mine, *silent])[1:] == ("silent", True)
    slightly = [person(0.3, 80, 30, 1000, n % 2 == 0) for n in range(20)]
    close = [person(0.9, 200, 300, 1000, n % 2 == 0 and n > 1) for n in range(20)]
    assert compare_lists([*slightly, *close])[1:] == ("win-back", False)
    assert compare_lists([])[1:] == ("win-back", False)


def test_lists_have_one_length_and_ours_holds_the_late_only() -> None:
    dice = random.Random(4)
    people = [
        person(dice.random(), dice.randrange(300), dice.randrange(10, 200), dice.randrange(9000), dice.random() < 0.3)
        for _ in range(600)
    ]
    results, _, _ = compare_lists(people)
    assert {one.customers for one in results} == {30}
    assert all(0 <= one.money_caught <= 1 and 0 <= one.lapsed <= 1 for one in results)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=40))
def test_area_under_curve_is_the_share_of_pairs_in_order(known: list[tuple[int, bool]]) -> None:
    came = [value for value, one in known if one]
    stayed = [value for value, one in known if not one]
    found = area_under_curve([value for value, _ in known], [one for _, one in known])
    if not came or not stayed:
        assert found is None
        return
    pairs = sum((a > b) + (a == b) / 2 for a in came for b in stayed)
    assert found == pytest.approx(pairs / len(came) / len(stayed))


def test_equals_get_one_rate() -> None:
    rates = rates_in_tenths([1.0] * 10 + [2.0] * 10, [True] * 5 + [False] * 15)
    assert rates == [0.5] * 10 + [0.0] * 10
