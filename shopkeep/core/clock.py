"""The one source of "now". Tests and the demo set it; nothing else calls `datetime.now`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from time import time as _seconds
from zoneinfo import ZoneInfo

_offset = timedelta(0)


def now() -> datetime:
    """The present moment, aware, in UTC, whole seconds."""
    return (datetime.now(UTC) + _offset).replace(microsecond=0)


def stamp_now() -> int:
    """`stamp(now())`, for what notes a moment several times a mail: in a tenth of the time."""
    return int(_seconds() + _offset.total_seconds())


def set_now(moment: datetime | None) -> None:
    """Move the clock so that it reads `moment` now and runs on from there; None puts it back."""
    global _offset
    _offset = timedelta(0) if moment is None else moment - datetime.now(UTC)


def is_moved() -> bool:
    """Whether the clock was set a day or more off, as in a sample shop that lets weeks pass."""
    return abs(_offset) >= timedelta(days=1)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Run a block with the clock at `moment`."""
    global _offset
    before = _offset
    set_now(moment)
    try:
        yield
    finally:
        _offset = before


def today(zone: str) -> date:
    """Today's date where the shop is."""
    return now().astimezone(ZoneInfo(zone)).date()


def day_of(moment: datetime, zone: str) -> date:
    """The calendar day of a UTC moment where the shop is."""
    return moment.astimezone(ZoneInfo(zone)).date()


def start_of(day: date, zone: str) -> datetime:
    """The first moment of a day in the shop's zone, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def end_of(day: date, zone: str) -> datetime:
    """The last second of a day in the shop's zone, in UTC."""
    return start_of(day + timedelta(days=1), zone) - timedelta(seconds=1)


def stamp(moment: datetime) -> int:
    """A UTC moment as whole seconds since 1970, the form it is stored in."""
    return int(moment.timestamp())


def moment(seconds: int) -> datetime:
    """The UTC moment of a stored stamp."""
    return datetime.fromtimestamp(seconds, UTC)
