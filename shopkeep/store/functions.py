"""The few functions of our own that SQL may call: comparing texts, reading numbers and days out of them.

Each is deterministic, and remembers its last answers: SQLite asks the same of very many rows.
"""

from __future__ import annotations

import re
import sqlite3
from datetime import date, timedelta
from functools import lru_cache

from shopkeep.core import clock, text

_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d{1,6})?", re.ASCII)
_YEARLY = re.compile(r"(?:\d{4}|-)-(\d{2})-(\d{2})", re.ASCII)
_QUARTER_HOUR = 900


def register(raw: sqlite3.Connection) -> None:
    """Make the functions known to a connection."""
    raw.create_function("folded", 1, folded, deterministic=True)
    raw.create_function("number_of", 1, number_of, deterministic=True)
    raw.create_function("local_day", 2, local_day, deterministic=True)
    raw.create_function("days_until", 2, days_until, deterministic=True)


@lru_cache(maxsize=65536)
def folded(value: str | None) -> str:
    """A text without case and accents, for comparing; nothing is the empty text."""
    if not value:
        return ""
    return value.lower() if value.isascii() else text.unaccented(value)


@lru_cache(maxsize=4096)
def number_of(value: object) -> float | None:
    """The number that a text is, a comma taken for a decimal point; None for any other text."""
    if isinstance(value, int | float):
        return float(value)
    said = str(value or "").strip()
    return float(said.replace(",", ".")) if _NUMBER.fullmatch(said) else None


def local_day(stamp: int | None, zone: str) -> str | None:
    """The day of a stored moment in the shop's zone, as ISO text."""
    return None if stamp is None else _day_of_slot(stamp // _QUARTER_HOUR, zone)


@lru_cache(maxsize=65536)
def _day_of_slot(slot: int, zone: str) -> str:
    return clock.day_of(clock.moment(slot * _QUARTER_HOUR), zone).isoformat()


@lru_cache(maxsize=65536)
def days_until(value: str | None, as_of: str) -> int | None:
    """Days from one day until a date (`1985-04-03`, `--04-03`) comes round again, 0 to 365; None for
    what is no date."""
    found = _YEARLY.match(value or "")
    if found is None:
        return None
    today, month, day = date.fromisoformat(as_of), int(found[1]), int(found[2])
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return min(365, min(ahead for year in (0, 1) if (ahead := _ahead(today, today.year + year, month, day)) >= 0))


def _ahead(today: date, year: int, month: int, day: int) -> int:
    try:
        return (date(year, month, day) - today).days
    except ValueError:
        return (date(year, 3, 1) - timedelta(days=1) - today).days  # 29 February, in a year without one
