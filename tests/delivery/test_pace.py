"""Limits: rolling windows, counted over restarts."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from shopkeep.core import clock
from shopkeep.delivery import outbox as ledger
from shopkeep.delivery.pace import WINDOWS, Pace
from shopkeep.delivery.slow_start import SlowStart
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


@given(
    st.dictionaries(st.sampled_from(sorted(WINDOWS)), st.integers(1, 6), min_size=1),
    st.integers(0, 3),
    st.integers(1, 30),
    st.lists(st.floats(0, 50_000), max_size=8),
)
def test_a_forecast_says_when_the_mails_really_go(
    limits: dict[str, int], first: int, mails: int, earlier: list[float]
) -> None:
    now = [1_780_000_000.0]
    pace = Pace(limits, lambda: now[0], SlowStart(first, "Europe/Dublin") if first else None)
    for step in earlier:  # whatever was sent before
        now[0] += step
        pace.take()
    said = pace.forecast(mails, "Europe/Dublin")
    assert pace.seconds_for(mails) <= said.ends_at.timestamp() - now[0] + 1
    days: Counter[date] = Counter()
    for _ in range(mails):
        while (held := pace.held()) is not None:
            now[0] += held.seconds
        pace.take()
        days[clock.day_of(clock.moment(int(now[0])), "Europe/Dublin")] += 1
    assert abs(said.ends_at.timestamp() - now[0]) <= 2
    assert said.days == sorted(days.items())


def test_a_slow_start_doubles_what_was_sent_and_not_what_was_allowed() -> None:
    now = [clock.stamp(datetime(2026, 11, 20, 8, tzinfo=UTC)) + 0.0]
    pace = Pace({}, lambda: now[0], SlowStart(20, "UTC"))
    sent = []
    for _day in range(4):
        count = 0
        while pace.held() is None and count < 1000:
            pace.take()
            count += 1
        sent.append(count)
        now[0] += 86_400
    assert sent == [20, 40, 80, 160]
    pace.take()  # a day on which hardly anything went out
    now[0] += 86_400
    assert pace.left_today() == 320  # twice the 160 of two days ago
    now[0] += 31 * 86_400
    assert pace.left_today() == 20  # a month later it begins again
    held = Pace({}, lambda: now[0], SlowStart(1, "UTC"))
    held.take()
    found = held.held()
    assert found is not None
    assert found.says == "1 today, for a slow start, is reached"
    assert (found.until.hour, found.until.minute) == (0, 0)


def test_a_slow_start_is_counted_from_the_log(tmp_path: Path) -> None:
    shop = open_shop(tmp_path)
    ids = fill(shop, 6)
    with clock.at(datetime(2026, 11, 20, 8, tzinfo=UTC)), shop.db.write() as tx:
        for number in ids[:3]:
            ledger.begin(tx, number, "main")
    with clock.at(datetime(2026, 11, 22, 8, tzinfo=UTC)), shop.db.read() as tx:
        pace = Pace({}, slow_start=SlowStart(2, "UTC"))
        pace.remember(tx, "main")
        assert pace.left_today() == 6
        other = Pace({}, slow_start=SlowStart(2, "UTC"))
        other.remember(tx, "another")
        assert other.left_today() == 2
    shop.close()
