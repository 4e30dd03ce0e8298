"""Writing CSV, money and moments the way shop systems do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

Cell = str | None
"""None is written as two quotes, the empty text as nothing: exports have both."""


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table as comma separated text; cells are quoted where they need it."""
    return "".join(",".join(_cell(cell) for cell in row) + "\n" for row in [header, *rows])


def _cell(value: Cell) -> str:
    if value is None:
        return '""'
    if any(sign in value for sign in ',"\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value


def money(cents: int) -> str:
    """950 as `9.50`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def offset(at: datetime) -> str:
    """The distance of Irish time from UTC at that moment by the shop's clock."""
    day = at.date()
    summer = _last_sunday(day.year, 3) <= day < _last_sunday(day.year, 10)
    return "+0100" if summer else "+0000"


def stamp(at: datetime | None) -> str:
    """`2026-03-12 09:14:02 +0000`, or nothing."""
    return f"{at:%Y-%m-%d %H:%M:%S} {offset(at)}" if at else ""
