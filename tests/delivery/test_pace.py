"""Limits: rolling windows, counted over restarts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shopkeep.delivery import outbox as ledger
from shopkeep.delivery.pace import WINDOWS, Pace
from shopkeep.jobs.shop import open_shop
from tests.delivery.ledgers import fill


def test_without_limits_nothing_holds() -> None:
    pace = Pace({"second": 0, "day": 0}, lambda: 1000.0)
    for _ in range(100):
        assert pace.held() is None
        pace.take()


def test_a_limit_holds_until_its_window_has_passed() -> None:
    now = [1000.0]
    pace = Pace({"minute": 2}, lambda: now[0])
    pace.take()
    now[0] += 10
    pace.take()
    held = pace.held()
    assert held is not None
    assert held.seconds == 50
    assert held.says == "2 a minute is reached"
    now[0] += 50
    assert pace.held() is None


def test_a_mail_that_never_was_tried_is_given_back() -> None:
    pace = Pace({"hour": 1}, lambda: 1000.0)
    receipt = pace.take()
    assert pace.held() is not None
    pace.give_back(receipt)
    assert pace.held() is None


def test_the_longest_wait_is_the_one_that_is_said() -> None:
    pace = Pace({"second": 1, "day": 1}, lambda: 1000.0)
    pace.take()
    held = pace.held()
    assert held is not None
    assert held.window == "day"


@given(
    st.dictionaries(st.sampled_from(sorted(WINDOWS)), st.integers(1, 5), min_size=1),
    st.lists(st.floats(0, 4000), min_size=1, max_size=40),
)
def test_no_window_ever_holds_more_than_its_limit(limits: dict[str, int], steps: list[float]) -> None:
    now, went = [1_000_000.0], []
    pace = Pace(limits, lambda: now[0])
    for step in steps:
        now[0] += step
        held = pace.held()
        if held is not None:
            now[0] += held.seconds
        pace.take()
        went.append(now[0])
        for name, limit in limits.items():
            assert sum(at > now[0] - WINDOWS[name] + 1e-6 for at in went) <= limit


def test_tries_of_earlier_runs_count(tmp_path) -> None:
    shop = open_shop(tmp_path)
    ids = fill(shop, 3)
    with shop.db.write() as tx:
        for number in ids[:2]:
            ledger.begin(tx, number, "main")
        ledger.begin(tx, ids[2], "another")
    with shop.db.read() as tx:
        pace, other = Pace({"hour": 2}), Pace({"hour": 2})
        pace.remember(tx, "main")
        other.remember(tx, "another")
    held = pace.held()
    assert held is not None
    assert 3590 < held.seconds <= 3600
    assert other.held() is None
    shop.close()
