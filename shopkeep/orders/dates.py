"""Moments as exports write them, read once it is known which of day and month comes first (day_order)."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from shopkeep.orders.moments import ABSENT, NO_DATE, NO_DAY, Order, bare, day_in, parts
from shopkeep.orders.zones import is_of, zone_of

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)? ?(Z|UTC|[+-]\d\d:?\d\d)?$", re.ASCII
)
_HOUR = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d)$", re.ASCII)
_REST = re.compile(r":(\d\d):(\d\d) ?(Z|UTC|[+-]\d\d:?\d\d)$", re.ASCII)
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)[T ]?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?$", re.ASCII)
_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?$", re.ASCII)
_EPOCH_ROUND = re.compile(r"(\d)\.(\d{9,12})[eE]\+?(9|12)$", re.ASCII)
_SERIAL = re.compile(r"([2-9]\d{4})(?:[.,](\d{1,15}))?$", re.ASCII)
_SPREADSHEET_DAY_0 = timegm((1899, 12, 30, 0, 0, 0))
_ENDS_IN_CLOCK = re.compile(r"^[^:]*\d[T ]\d\d?:\d\d(?::\d\d)?$", re.ASCII)
_MEMORY = 200_000


class DateReader:
    """Reads the moments of one file, once the order of its days is known. All results are UTC."""

    def __init__(self, order: Order, zone: str, serials: bool = False) -> None:
        self.order = order
        self.zone = ZoneInfo(zone)
        self.serials = serials
        """Whether bare numbers are days as spreadsheets count them, as `are_serials` tells of a column."""
        self.zoneless = 0
        """How many times of day had no zone of their own and were read in `zone`."""
        # Nearly all moments are put together from an hour and the rest: `2026-03-12 09` and `:14:02 +0100`.
        self._zoned = Parts(_hour_of)
        self._rest = Parts(_rest_of)
        self._hours: dict[str, int] = {}
        self._clocks: dict[str, int] = {}
        self._known: dict[str, tuple[int, bool]] = {}

    def read(self, written: str, time: str = "") -> datetime:
        """The moment of a cell, with its time of day (and zone) where that has a column of its own.

        A day without a time is taken at noon, so that it stays that day in any neighbouring zone.
        Raises ValueError with the reason.
        """
        return datetime.fromtimestamp(self.stamp(written, time), UTC)

    def stamp(self, written: str, time: str = "") -> int:
        """As `read`, in whole seconds since 1970."""
        if time:
            written = f"{written} {time}"
        try:
            if len(written) < 20 and (at := written.find(":")) > 0:
                stamp = self._hours[written[:at]] + self._clocks[written[at:]]
                self.zoneless += 1
                return stamp
            return self._zoned[written[:13]] + self._rest[written[13:]]
        except KeyError:
            pass
        found = _ISO.match(written)
        if found:
            return self._iso(written, found)
        known = self._known.get(written)
        if known is None:
            before = self.zoneless
            stamp = self._any(" ".join(written.split()).strip("'"))
            known = stamp, self.zoneless > before
            self.zoneless = before
            if len(self._known) < _MEMORY:
                self._known[written] = known
        self.zoneless += known[1]
        return known[0]

    def stamps(self, cells: Sequence[str]) -> list[int | None]:
        """A column of moments as `stamp` has them; None where a cell is blank or says none."""
        hours, rest = self._zoned, self._rest
        try:
            return [hours[cell[:13]] + rest[cell[13:]] if cell else None for cell in cells]
        except KeyError:
            return [self._or_none(cell) for cell in cells]

    def _or_none(self, cell: str) -> int | None:
        try:
            return self.stamp(cell)
        except ValueError:
            return None

    def _iso(self, written: str, found: re.Match[str]) -> int:
        year, month, day, hour, minute, second, said = found.groups()
        zone = zone_of(said or "")
        clock = (int(hour), int(minute), int(second or 0)) if hour else None
        stamp = self._moment(int(year), int(month), int(day), clock, zone)
        if clock and zone is None:
            self._learn_hour(written, stamp, clock)
        return stamp

    def _learn_hour(self, written: str, stamp: int, clock: tuple[int, int, int]) -> None:
        """Keep an hour of the shop's own time, unless clocks are put forward or back within it."""
        if not _ENDS_IN_CLOCK.search(written) or len(self._hours) >= _MEMORY:
            return
        since = clock[1] * 60 + min(clock[2], 59)
        first = datetime.fromtimestamp(stamp - since, self.zone)
        last = datetime.fromtimestamp(stamp - since + 3599, self.zone)
        if first.hour == last.hour == clock[0] and first.minute == 0 and first.utcoffset() == last.utcoffset():
            at = written.find(":")
            self._hours[written[:at]] = stamp - since
            self._clocks[written[at:]] = since

    def _any(self, written: str) -> int:
        if not written:
            raise ValueError(ABSENT)
        if written[0].isdigit() and (stamp := self._numeric(written)) is not None:
            return stamp
        day, clock, zone = parts(written)
        year, month, number = day_in(day, self.order)
        try:
            found = self.zone if _is_own(self.zone, zone, year, month, number) else zone_of(zone)
        except ValueError:
            raise ValueError(NO_DATE) from None
        stamp = self._moment(year, month, number, clock, found)
        if clock and found is None:
            self._learn_hour(written, stamp, clock)
        return stamp

    def _numeric(self, written: str) -> int | None:
        """Moments that are nothing but digits: `20260312091402`, `1700000000`, `45000.75`."""
        found = _BASIC.match(written)
        if found and (found[6] or found[7] or "T" in written) and "1980" <= found[1] <= "2200":
            year, month, day, hour, minute = (int(found[at]) for at in range(1, 6))
            return self._moment(year, month, day, (hour, minute, int(found[6] or 0)), zone_of(found[7] or ""))
        if found := _EPOCH.match(written):
            if _may_be_hour(found[1]) and not found[2]:
                raise ValueError(NO_DATE)
            return int(found[1])
        if found := _EPOCH_ROUND.match(written):
            return int(found[1] + found[2][:9])
        if self.serials and (found := _SERIAL.match(written)):
            part = round(float(f"0.{found[2] or 0}") * 86400) if found[2] else 43_200
            moment = datetime.fromtimestamp(_SPREADSHEET_DAY_0 + int(found[1]) * 86400 + min(part, 86_399), UTC)
            self.zoneless += bool(found[2])
            return int(moment.replace(tzinfo=self.zone).timestamp())
        return None

    def _moment(self, year: int, month: int, day: int, clock: tuple[int, int, int] | None, zone: tzinfo | None) -> int:
        hour, minute, second = clock or (12, 0, 0)
        if not 1980 <= year <= 2200 or second > 60:
            raise ValueError(NO_DAY)
        try:
            moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone or self.zone)
        except (ValueError, OverflowError):
            raise ValueError(NO_DAY) from None
        if zone is None and clock:
            self.zoneless += 1
        return int(moment.timestamp())


class Parts(dict[str, int]):
    """Seconds by a part of a moment, worked out once for each. Raises KeyError for what is none."""

    def __init__(self, read: Callable[[str], int | None]) -> None:
        self._read = read

    def __missing__(self, part: str) -> int:
        found = self._read(part)
        if found is None or len(self) >= _MEMORY:
            raise KeyError(part)
        self[part] = found
        return found


def _hour_of(written: str) -> int | None:
    """Seconds since 1970 of an hour as it stands in its own zone."""
    found = _HOUR.match(written)
    if not found or not "1980" <= found[1] <= "2200":
        return None
    year, month, day, hour = map(int, found.groups())
    try:
        return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())
    except ValueError:
        return None


def _rest_of(written: str) -> int | None:
    """Seconds that the minutes and seconds of a moment add to its hour, and its zone takes from it."""
    found = _REST.match(written)
    if not found or found[1] > "59" or found[2] > "60":
        return None
    try:
        zone = zone_of(found[3])
    except ValueError:
        return None
    away = zone.utcoffset(None) if zone else None
    return None if away is None else int(found[1]) * 60 + min(int(found[2]), 59) - int(away.total_seconds())


def day_of(written: str, order: Order) -> tuple[int, int, int]:
    """Year, month and day of a cell that names a day of any year. Raises ValueError where it names none."""
    found = _ISO.match(written)
    if found:
        return int(found[1]), int(found[2]), int(found[3])
    return day_in(bare(written), order)


def are_serials(cells: Iterable[str]) -> bool:
    """Whether a column holds nothing but days as spreadsheets number them (`45000`, `45000.75`)."""
    said = {cell.strip() for cell in cells} - {""}
    return bool(said) and all(_SERIAL.match(cell) and cell < "73100" for cell in said)


def _is_own(zone: tzinfo, said: str, year: int, month: int, day: int) -> bool:
    """Whether an abbreviation is what the shop's own clocks call their time on that day."""
    return bool(said) and 1 <= month <= 12 and 1 <= day <= 28 and is_of(zone, said, datetime(year, month, day, 12))  # noqa: DTZ001


def _may_be_hour(digits: str) -> bool:
    """Whether ten digits may be `2026031209`, year to hour, and not seconds since 1970 (which would be 2034)."""
    return digits[:2] == "20" and "01" <= digits[4:6] <= "12" and "01" <= digits[6:8] <= "31" and digits[8:] < "24"
