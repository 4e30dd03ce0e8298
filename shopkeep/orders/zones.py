"""Time zones as exports write them: offsets, names of the tz database, abbreviations."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?$", re.ASCII)
_ASIDE = re.compile(r"\s*\([^()]*\)$")
_SAID_TWICE = re.compile(r"[A-Z]{2,5}\s?\((?:UTC|GMT)\s?([+-]\d{1,2}(?::?\d{2})?)\)$", re.ASCII)
"""`PST(UTC-8)`: the offset counts, whatever the letters are short for."""
_HOURS = {
    name: float(hours)
    for hours, names in {
        "0": "z utc gmt wet ut",
        "1": "west cet bst mez",
        "2": "cest eet sast mesz",
        "3": "eest msk",
        "-3": "brt art",
        "-4": "edt",
        "-5": "est cdt",
        "-6": "cst mdt",
        "-7": "mst pdt",
        "-8": "pst akdt",
        "-9": "akst",
        "-10": "hst",
        "8": "hkt sgt awst",
        "9": "jst kst",
        "9.5": "acst",
        "10": "aest",
        "10.5": "acdt",
        "11": "aedt",
        "12": "nzst",
        "13": "nzdt",
    }.items()
    for name in names.split()
}
"""What shops write. `IST` is India, Israel and Ireland: only the shop's own zone can tell."""
_PLACES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}


@lru_cache(maxsize=1024)
def zone_of(written: str) -> tzinfo | None:
    """The zone that a text names, None for an empty one. Raises ValueError where it names none."""
    if not written:
        return None
    if written in ("Z", "UTC", "+0000", "+00:00"):
        return UTC
    twice = _SAID_TWICE.match(written)
    written = twice[1] if twice else _ASIDE.sub("", written).strip()
    found = _OFFSET.match(written.upper().replace("−", "-"))
    if found:
        span = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if span > timedelta(hours=14) or int(found[3] or 0) > 59:
            raise ValueError(f"no time zone {written!r}")
        return timezone(-span if found[1] == "-" else span)
    said = written.casefold()
    if said in _HOURS:
        return timezone(timedelta(hours=_HOURS[said]))
    try:
        return ZoneInfo(_PLACES.get(said, written))
    except (KeyError, ValueError, OSError):
        raise ValueError(f"no time zone {written!r}") from None


def is_of(zone: tzinfo, written: str, moment: datetime) -> bool:
    """Whether an abbreviation is what clocks in a zone call their time about that moment: `IST` in Asia/Kolkata,
    `CST` in Asia/Shanghai."""
    if not (written.isalpha() and written.isascii() and 2 <= len(written) <= 5):
        return False
    return moment.replace(tzinfo=zone).tzname() == written.upper()
