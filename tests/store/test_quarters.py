"""The table of quarters of an hour says of every moment the day that the calendar says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shopkeep.core import clock
from shopkeep.store.quarters import QUARTER, quarters

FIRST, LAST = (clock.stamp(datetime(*day, 12, tzinfo=UTC)) for day in ((2026, 3, 1), (2026, 4, 27)))


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo", "America/St_Johns"]
)
def test_every_quarter_lies_on_its_day(zone: str) -> None:
    found = quarters(FIRST, LAST, zone)
    assert found is not None
    for at in range(FIRST, LAST + 1, QUARTER):
        for moment in (at, at + QUARTER - 1 if at < LAST else at):
            assert found.days[(moment - found.start) // QUARTER] == clock.day_of(clock.moment(moment), zone).toordinal()


def test_a_slip_of_a_thousand_years_is_not_made_into_a_table() -> None:
    assert quarters(clock.stamp(datetime(1026, 1, 1, tzinfo=UTC)), LAST, "UTC") is None


def test_a_zone_whose_days_once_began_off_the_quarter_has_none() -> None:
    long_ago = clock.stamp(datetime(1970, 6, 1, tzinfo=UTC))
    assert quarters(long_ago, LAST, "Africa/Monrovia") is None
