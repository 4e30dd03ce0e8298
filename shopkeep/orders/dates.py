"""Moments as exports write them. The order of day and month is settled from whole columns, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import get_month_names

from shopkeep.core import text
from shopkeep.errors import AmbiguousFile

Order = Literal["dmy", "mdy", "ymd"]
NO_DATE, NO_DAY, ABSENT = "not a date", "no such day", "no date"

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)? ?(Z|UTC|[+-]\d\d:?\d\d)?$")
_TIME = re.compile(
    r"(?:^|[T,\s])\s*(\d{1,2})[:h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?\s?m\b\.?)?\s*(.*)$", re.I
)
_NUMBERS = re.compile(r"(\d{1,4})([-/. ])\s?(\d{1,2})[-/. ]\s?(\d{1,4})$")
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?$")
_ZONES = {
    **dict.fromkeys(("z", "utc", "gmt", "wet"), 0),
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "cet": 1,
    "cest": 2,
    "bst": 1,
    "west": 1,
    "eet": 2,
    "eest": 3,
    "jst": 9,
    "aest": 10,
    "aedt": 11,
}
_WEEKDAY = re.compile(r"^[A-Za-z]{3,9}\.?,\s+(?=\d)")
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "fi", "cs")


class DateReader:
    """Reads the moments of one file, once the order of its days is known. All results are UTC."""

    def __init__(self, order: Order, zone: str) -> None:
        self.order = order
        self.zone = ZoneInfo(zone)
        self.zoneless = 0
        """How many moments had no zone of their own and were read in `zone`."""

    def read(self, written: str, time: str = "") -> datetime:
        """The moment of a cell, with its time of day where that has a column of its own.

        A day without a time is taken at noon, so that it stays that day in any neighbouring zone.
        Raises ValueError with the reason.
        """
        found = _ISO.match(written)
        if found and not time:
            year, month, day, hour, minute, second, zone = found.groups()
            clock = (int(hour), int(minute), int(second or 0)) if hour else None
            return self._moment(int(year), int(month), int(day), clock, _zone_of(zone or ""))
        return self._slow(" ".join(f"{written} {time}".split()).strip("'"))

    def _slow(self, written: str) -> datetime:
        if not written:
            raise ValueError(ABSENT)
        if written.isdigit() and len(written) in (10, 13):
            return datetime.fromtimestamp(int(written[:10]), UTC)
        clock, rest = None, ""
        found = _TIME.search(written)
        if found:
            hour, minute, second, half, rest = found.groups()
            clock = (_hour(int(hour), half), int(minute), int(second or 0))
            written = written[: found.start()].strip(" ,T")
        year, month, day = self._day(_WEEKDAY.sub("", written))
        return self._moment(year, month, day, clock, _zone_of(rest.strip()))

    def _day(self, written: str) -> tuple[int, int, int]:
        if written.isdigit() and len(written) == 8:
            return int(written[:4]), int(written[4:6]), int(written[6:])
        found = _NUMBERS.match(written)
        if found:
            one, two, three = int(found[1]), int(found[3]), int(found[4])
            if len(found[1]) == 4 or self.order == "ymd":
                return _year(one, len(found[1])), two, three
            if self.order == "dmy":
                return _year(three, len(found[4])), two, one
            return _year(three, len(found[4])), one, two
        return _with_month_name(written)

    def _moment(
        self, year: int, month: int, day: int, clock: tuple[int, int, int] | None, zone: tzinfo | None
    ) -> datetime:
        if zone is None:
            self.zoneless += 1
        hour, minute, second = clock or (12, 0, 0)
        try:
            moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone or self.zone)
            if not 1980 <= year <= 2200:
                raise ValueError(NO_DAY)
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError(NO_DAY) from None


def day_of(written: str, order: Order) -> tuple[int, int, int]:
    """Year, month and day of a cell that names a day of any year. Raises ValueError where it names none."""
    found = _ISO.match(written)
    if found:
        return int(found[1]), int(found[2]), int(found[3])
    return DateReader(order, "UTC")._day(_WEEKDAY.sub("", _bare(written)))


def settle(cells: Iterable[str], wanted: Order | None) -> Order:
    """Which of day and month comes first in a file, judged over all its dates.

    Raises AmbiguousFile (`dates`) where no date tells, or where two contradict each other.
    """
    if wanted:
        return wanted
    day_first = month_first = undecided = ""
    for cell in set(cells):
        if _ISO.match(cell):
            continue
        found = _NUMBERS.match(_bare(cell))
        if not found or len(found[1]) == 4:
            continue
        one, two = int(found[1]), int(found[3])
        if one > 12 >= two or (found[2] == "." and one <= 31 and two <= 12):
            day_first = max(day_first, cell)
        elif two > 12 >= one:
            month_first = max(month_first, cell)
        elif one != two:
            undecided = max(undecided, cell)
    if day_first and month_first:
        raise _ask(f"{day_first} has the day first, {month_first} the month: the file mixes both.")
    if undecided and not day_first and not month_first:
        raise _ask(f"{undecided} could be either, and no other date in the file tells which.")
    return "dmy" if day_first else "mdy" if month_first else "ymd"


def _ask(why: str) -> AmbiguousFile:
    return AmbiguousFile(
        "The dates of this file can be read with the day or with the month first.",
        why,
        "Say which: --dates dmy (day first) or --dates mdy (month first).",
        "dates",
        ("dmy", "mdy"),
    )


def _bare(cell: str) -> str:
    cell = " ".join(cell.split()).strip("'")
    found = _TIME.search(cell)
    return cell[: found.start()].strip(" ,T") if found else cell


def _year(number: int, digits: int) -> int:
    if digits > 2:
        return number
    return number + (1900 if number >= 80 else 2000)


def _hour(hour: int, half: str | None) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(NO_DAY)
    return hour % 12 + (12 if half[0] in "pP" else 0)


@lru_cache(maxsize=256)
def _zone_of(written: str) -> tzinfo | None:
    if not written:
        return None
    if written in ("Z", "UTC", "+0000", "+00:00"):
        return UTC
    found = _OFFSET.match(written.upper())
    if found:
        span = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if span > timedelta(hours=14):
            raise ValueError(NO_DATE)
        return timezone(-span if found[1] == "-" else span)
    if written.casefold() in _ZONES:
        return timezone(timedelta(hours=_ZONES[written.casefold()]))
    try:
        return ZoneInfo(written)
    except (KeyError, ValueError, OSError):
        raise ValueError(NO_DATE) from None


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Month names and their short forms in the languages shops are run in."""
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    if not text.key(name).isdigit():
                        found.setdefault(text.key(name), number)
    found["sept"] = 9
    return found


@lru_cache(maxsize=4096)
def _with_month_name(written: str) -> tuple[int, int, int]:
    """`Dec 8, 2024`, `8 Dec 2024`, `Jul-21-25`, `8. Dezember 2024`, `8 de dezembro de 2024`."""
    words = [w for w in text.key(written).split() if w not in ("de", "del", "of", "den")]
    numbers = [w.removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th") for w in words]
    names = [_months().get(w) for w in words]
    at = next((i for i, month in enumerate(names) if month), None)
    rest = [n for i, n in enumerate(numbers) if i != at]
    if at is None or len(rest) != 2 or not all(n.isdecimal() and len(n) <= 4 for n in rest):
        raise ValueError(NO_DATE)
    month = names[at]
    assert month is not None
    first, second = rest
    if len(first) == 4:
        return int(first), month, int(second)
    return _year(int(second), len(second)), month, int(first)
