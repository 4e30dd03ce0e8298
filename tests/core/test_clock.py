"""The one clock: days are the shop's, moments are UTC."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from shopkeep.core import clock


def test_a_day_begins_where_the_shop_is():
    assert clock.start_of(date(2026, 7, 1), "Europe/Dublin") == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert clock.end_of(date(2026, 12, 1), "Europe/Dublin") == datetime(2026, 12, 1, 23, 59, 59, tzinfo=UTC)
    assert clock.day_of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Europe/Dublin") == date(2026, 7, 1)


def test_the_clock_can_be_moved_and_put_back():
    with clock.at(datetime(2030, 1, 2, 12, tzinfo=UTC)):
        assert clock.today("UTC") == date(2030, 1, 2)
    assert clock.now().year < 2030


@given(st.integers(600_000_000, 3_800_000_000).map(clock.moment))
def test_stamps_round_trip(moment):
    assert clock.moment(clock.stamp(moment)) == moment
