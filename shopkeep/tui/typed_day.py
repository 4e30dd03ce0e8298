"""Days and spans as an owner types them, and in every way the app itself prints days."""

from __future__ import annotations

import re
from datetime import date, timedelta

from shopkeep import wording
from shopkeep.core.text import plain, unaccented
from shopkeep.errors import UsageError

SPANS = {"day": 1, "week": 7, "month": 30, "year": 365}
LIKE = "Type one like 31 Jan 2027, 31.1.2027 or 10 weeks."

_SPAN = re.compile(r"(?:in |for )?(\d{1,3}) ?(day|week|month|year)s?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_NAMED = re.compile(r"(\d{1,2})\.? ([^\W\d_]+)\.?,?(?: (\d{4}))?")
_NAMED_FIRST = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?")


def day_to_come(typed: str, today: date, language: str = "en") -> date:
    """The day after today that is meant: `31 Jan 2027`, `31.1.2027`, `2027-01-31`, `10 weeks`; without a year the
    next such day. Raises UsageError."""
    said = " ".join(unaccented(typed).split())
    try:
        if span := _SPAN.fullmatch(said):
            return today + timedelta(days=max(1, int(span[1])) * SPANS[span[2]])
        day = _day(said, today, language)
    except (ValueError, OverflowError):
        day = None
    if day is None:
        raise UsageError(f"{plain(typed)!r} is not a day.", "", LIKE)
    if day <= today:
        raise UsageError(f"{wording.day_long(day, language)} is not to come any more.", "", LIKE)
    return day


def _day(said: str, today: date, language: str) -> date | None:
    if iso := _ISO.fullmatch(said):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if numbers := _DAY_FIRST.fullmatch(said):
        return date(int(numbers[3]), int(numbers[2]), int(numbers[1]))
    if named := _NAMED.fullmatch(said):
        number, name, year = named[1], named[2], named[3]
    elif named := _NAMED_FIRST.fullmatch(said):
        name, number, year = named[1], named[2], named[3]
    else:
        return None
    month = _month(name, language)
    if month is None:
        return None
    if year:
        return date(int(year), month, int(number))
    day = date(today.year, month, int(number))
    return day if day > today else date(today.year + 1, month, int(number))


def _month(name: str, language: str) -> int | None:
    """A month by its name or the beginning of it, in English or the shop's language; None where there is none."""
    if len(name) < 3:
        return None
    for tongue in ("en", language):
        for number in range(1, 13):
            day = date(2027, number, 1)
            printed = f"{wording.month_full(day, tongue)} {wording.month(day, tongue)}"
            words = re.findall(r"[^\W\d_]+", unaccented(printed))
            if any(word.startswith(name) for word in words) or (number == 9 and name == "sept"):
                return number
    return None
