"""Which of day and month comes first in the dates of a file: settled from whole columns, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shopkeep.errors import AmbiguousFile
from shopkeep.orders.moments import NUMBERS, Order, bare

_USUAL = re.compile(r"(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}|\d{2})(?=$|[ T,])", re.ASCII)


def settle(cells: Iterable[str], wanted: Order | None) -> Order:
    """Which of day and month comes first in a file, judged over all its dates.

    Raises AmbiguousFile (`dates`) where no date tells, or where two contradict each other.
    """
    if wanted:
        return wanted
    day_first = month_first = undecided = ""
    short: list[tuple[int, int, str]] = []
    for cell in set(cells):
        found = _told(cell)
        if not found:
            continue
        if len(found[4]) < 4:
            short.append((int(found[1]), int(found[4]), cell))
        said = says(cell)
        if said == "dmy":
            day_first = max(day_first, cell)
        elif said == "mdy":
            month_first = max(month_first, cell)
        elif said == "either":
            undecided = max(undecided, cell)
    if day_first and month_first:
        raise _ask(f"{day_first} has the day first, {month_first} the month: the file mixes both.")
    if short and not month_first and _years_first(short):
        return "ymd"
    if undecided and not day_first and not month_first:
        raise _ask(f"{undecided} could be either, and no other date in the file tells which.")
    return "dmy" if day_first or (short and not month_first) else "mdy" if month_first else "ymd"


def _years_first(short: list[tuple[int, int, str]]) -> bool:
    """Whether dates such as `26-03-12` begin with the year, by their first and last numbers.

    No day is 0 or beyond 31. Where both may be days, dashes can mean either; strokes and points end in the
    year, unless the last number changes more than the first. Raises AmbiguousFile.
    """
    firsts, lasts = {first for first, _, _ in short}, {last for _, last, _ in short}
    if not all(1 <= last <= 31 for last in lasts):
        return False
    if not all(1 <= first <= 31 for first in firsts):
        return True
    cell = max(cell for _, _, cell in short)
    if len(firsts) < len(lasts) or any("-" in bare(each) for _, _, each in short):
        raise AmbiguousFile(
            "The dates of this file can be read with the year first or last.",
            f"{cell} could be either, and the other dates do not tell which.",
            "Say which: --dates ymd (year first), --dates dmy (day first) or --dates mdy (month first).",
            "dates",
            ("ymd", "dmy", "mdy"),
        )
    return False


def says(cell: str) -> str:
    """`dmy`, `mdy`, `either`, or nothing: which order of day and month a date tells."""
    found = _told(cell)
    if not found:
        return ""
    one, two = int(found[1]), int(found[3])
    if one == 0 or one > 31:  # a year
        return ""
    if one > 12 >= two or (found[2] == "." and two <= 12):
        return "dmy"
    if two > 12 >= one:
        return "mdy"
    return "either" if one != two else ""


def _told(cell: str) -> re.Match[str] | None:
    """The numbers of a date that begins with day or month."""
    if cell[4:5] == "-" and cell[:4].isdigit():
        return None
    if usual := _USUAL.match(cell):
        return usual
    found = NUMBERS.match(bare(cell))
    return found if found and len(found[1]) < 3 else None


def _ask(why: str) -> AmbiguousFile:
    return AmbiguousFile(
        "The dates of this file can be read with the day or with the month first.",
        why,
        "Say which: --dates dmy (day first) or --dates mdy (month first).",
        "dates",
        ("dmy", "mdy"),
    )
