"""The back-test of a shop on disk: worked out once, kept, told; and the advice on how far to look."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from shopkeep.core.asjson import as_json
from shopkeep.jobs import backtest
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import facts, samples
from tests.customers import shops


def regulars(shop: Shop, every: int, people: int = 80) -> None:
    """Customers who come every so many days over two years; every third one stopped early."""
    for number in range(people):
        first = 30 + number * 9 % 700
        stop = max(1, first - 2 * every) if number % 3 == 0 else 1
        shops.add_customer(shop, f"r{number}@example.com", range(first, stop - 1, -every), total=1000 + 50 * number)
    shops.refresh(shop)


def test_it_is_worked_out_once_and_kept_until_orders_come(empty: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    regulars(empty, 40)
    found = backtest.back_test(empty)
    assert found.can_tell
    assert backtest.known_better_list(empty) == found.better_list == backtest.better_list(empty)
    with monkeypatch.context() as patch:
        patch.setattr(backtest.backtest, "back_test", lambda *_: pytest.fail("worked out again"))
        assert backtest.back_test(empty) == found
    shops.add_customer(empty, "late@example.com", [0])
    shops.refresh(empty)
    assert backtest.known_better_list(empty) is None
    newer = backtest.back_test(empty)
    assert newer.known_until is not None
    assert newer.known_until > (found.known_until or shops.TODAY)


def test_another_look_ahead_makes_another_back_test(empty: Shop) -> None:
    regulars(empty, 40)
    assert backtest.back_test(empty).horizon_days == 90
    empty.settings.set("policy.horizon_days", "30")
    assert backtest.known_better_list(empty) is None
    assert backtest.back_test(empty).horizon_days == 30


def test_as_of_an_earlier_day_later_orders_do_not_exist(empty: Shop) -> None:
    regulars(empty, 40)
    day = shops.day(100)
    found = backtest.back_test(empty, day)
    assert found.known_until is not None
    assert found.known_until <= day
    assert found.judged_on == found.known_until - timedelta(days=90)
    assert backtest.known_better_list(empty) is None, "only today's is kept"


def test_an_empty_shop_and_a_shop_to_look_at_only(empty: Shop) -> None:
    found = backtest.back_test(empty)
    assert not found.can_tell
    assert found.sentences[0].startswith("Cannot tell yet")
    assert backtest.horizon_advice(empty) is None
    regulars(empty, 40)
    empty.close()
    looking = open_shop(empty.home, read_only=True)
    try:
        assert backtest.back_test(looking).can_tell
    finally:
        looking.close()


def test_its_json_has_shares_and_days(empty: Shop) -> None:
    regulars(empty, 40)
    plain = json.loads(json.dumps(as_json(backtest.back_test(empty))))
    assert plain["can_tell"] is True
    assert 0 <= plain["predicted"] <= 1
    assert [band["band"] for band in plain["bands"]] == ["active", "at-risk", "lapsed", "lost"]
    assert plain["judged_on"] == shops.day(1 + 90).isoformat()


def test_damaged_keeping_is_worked_out_again(empty: Shop) -> None:
    regulars(empty, 40)
    found = backtest.back_test(empty)
    with empty.db.write() as tx:
        facts.put(tx, backtest.BACK_TEST, "{half")
    assert backtest.back_test(empty) == found


def test_advice_is_given_until_it_is_answered(empty: Shop) -> None:
    regulars(empty, 12)
    advice = backtest.horizon_advice(empty)
    assert advice is not None
    assert (advice.days, advice.instead_of) == (30, 90)
    assert backtest.horizon_advice(empty) == advice
    backtest.decline_horizon(empty)
    assert backtest.horizon_advice(empty) is None
    assert empty.settings.get("policy.horizon_days") == 90


def test_advice_taken_changes_how_far_the_shop_looks(empty: Shop) -> None:
    regulars(empty, 12)
    assert "30 days" in backtest.accept_horizon(empty).says
    assert empty.settings.get("policy.horizon_days") == 30
    assert backtest.horizon_advice(empty) is None


@pytest.mark.long
def test_a_big_shop_is_sampled_and_said_in_full(empty: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    regulars(empty, 40, people=300)
    whole = backtest.back_test(empty)
    shops.add_customer(empty, "more@example.com", [1])
    shops.refresh(empty)
    monkeypatch.setattr(backtest, "SAMPLED", 150)
    with empty.db.read() as tx:
        ids, share = samples.drawn(tx, 150)
        assert (ids, share) == (samples.drawn(tx, 150)[0], 150 / 301)
        assert ids is not None
        assert len(set(ids)) == 150
    part = backtest.back_test(empty)
    assert part.customers == pytest.approx(whole.customers, rel=0.15)
    assert part.came_back == pytest.approx(whole.came_back, abs=0.1)
    assert replace(part, customers=0) != replace(whole, customers=0)
