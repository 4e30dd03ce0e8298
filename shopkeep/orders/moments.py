"""The parts of a moment: its day, its time and its zone, each as it stands in a cell."""

from __future__ import annotations

import re
from typing import Literal

from shopkeep.orders.day_names import named_day, without_weekday

Order = Literal["dmy", "mdy", "ymd"]
NO_DATE, NO_DAY, ABSENT = "not a date", "no such day", "no date"
UNSETTLED = "day or month first"

_TIME = re.compile(
    r"(?:^|(?<=[T,\s:]))(\d{1,2})(?:[:h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?|(?=\s?[ap]\.?\s?m\b))"
    r"\s*(a\.?\s?m\b\.?|p\.?\s?m\b\.?)?(?!\d)",
    re.I | re.ASCII,
)
_DOTTED_TIME = re.compile(
    r"(?<=\s)(\d{1,2})\.(\d{2})(?:\.(\d{2})(?:\.\d+)?)?\s*(a\.?\s?m\.?|p\.?\s?m\.?)?$", re.I | re.ASCII
)
_BEHIND_TIME = re.compile(r"(?:uhr|hs|hrs|horas|heures|uur|h)\.?$", re.I)
_UHR_BEFORE_ZONE = re.compile(r"uhr\s+(?=[A-Z+-])", re.I)
_BEFORE_TIME = re.compile(r"\s(?:at|um|klo|kl\.?|à|alle|ore|às|om|o|u)$", re.I)
NUMBERS = re.compile(r"(\d{1,4})([-/. ])\s?(\d{1,2})[-/. ]\s?(\d{1,4})\.?$", re.ASCII)
_TRAILING_YEAR = re.compile(r"(.*?)\s*\b((?:19|20)\d\d)$", re.ASCII)
_HALVES = {
    **dict.fromkeys(("上午", "午前", "오전", "ÖÖ", "π.μ.", "πμ", "de.", "f.m."), "am"),
    **dict.fromkeys(("下午", "午後", "오후", "ÖS", "μ.μ.", "μμ", "du.", "e.m."), "pm"),
}
_HALF = re.compile(
    rf"(?:({'|'.join(map(re.escape, _HALVES))})\s*(\d{{1,2}}:\d\d(?::\d\d)?))"
    rf"|(?:(\d{{1,2}}:\d\d(?::\d\d)?)\s*({'|'.join(map(re.escape, _HALVES))})(?!\w))",
    re.ASCII,
)


def parts(written: str) -> tuple[str, tuple[int, int, int] | None, str]:
    """The day, the time and the zone of a moment, each as it stands."""
    if not written.isascii():
        written = _HALF.sub(lambda m: f"{m[2]} {_HALVES[m[1]]}" if m[1] else f"{m[3]} {_HALVES[m[4]]}", written)
    elif "." in written:
        written = re.sub(r"(?<=\d)\s+(?:de|du|[ef]\.m)\.$", lambda m: f" {_HALVES.get(m[0].strip(), '')}", written)
    found = _TIME.search(written) or _DOTTED_TIME.search(written)
    if not found:
        return without_weekday(written.strip(" ,")), None, ""
    clock = (_hour(int(found[1]), found[4] or ""), int(found[2] or 0), int(found[3] or 0))
    before, after = written[: found.start()].strip(" ,:"), written[found.end() :].strip(" ,")
    after = "" if _BEHIND_TIME.match(after) else _UHR_BEFORE_ZONE.sub("", after)
    before = before.removesuffix("T") if before[-2:-1].isdigit() else before
    before = _BEFORE_TIME.sub("", before)
    year = _TRAILING_YEAR.match(after)
    if not before:  # `23:28:01 Jan 15, 2026 PST`
        before, after = _zone_behind(after)
    elif year and not re.search(r"\d{4}", before):  # `Mon Sep 23 14:21:24 UTC 2024`
        before, after = f"{before} {year[2]}", year[1]
    return without_weekday(before.strip(" ,")), clock, after


def _zone_behind(written: str) -> tuple[str, str]:
    head, _, last = written.rpartition(" ")
    if head and re.search(r"\d{2}$", head.rstrip(".")):
        return head, last
    return written, ""


def day_in(written: str, order: Order) -> tuple[int, int, int]:
    if written.isdigit() and written.isascii() and len(written) == 8:
        return int(written[:4]), int(written[4:6]), int(written[6:])
    found = NUMBERS.match(written)
    if not found:
        named = named_day(written)
        if named is None:
            raise ValueError(NO_DATE)
        month, day, year = named
        return _year(year), month, day
    one, two, three = int(found[1]), int(found[3]), int(found[4])
    if len(found[1]) == 4:
        return one, two, three
    if len(found[1]) == 3:
        raise ValueError(NO_DATE)
    if order == "ymd" and len(found[4]) < 4:
        return _year(found[1]), two, three
    if order == "ymd" and one <= 12 and two <= 12 and one != two:
        raise ValueError(UNSETTLED)
    month_first = order == "mdy" or (order == "ymd" and two > 12)
    return _year(found[4]), *((one, two) if month_first else (two, one))


def bare(cell: str) -> str:
    """The day of a cell as it stands, without time, zone and weekday."""
    try:
        return parts(" ".join(cell.split()).strip("'"))[0]
    except ValueError:
        return cell


def _year(written: str) -> int:
    if len(written) in (1, 3):
        raise ValueError(NO_DATE)
    number = int(written)
    return number if len(written) > 2 else number + (1900 if number >= 80 else 2000)


def _hour(hour: int, half: str) -> int:
    """The hour of 24. `17:45 PM` and `0:45 AM` are written and can mean only one thing; `0:45 PM` is refused."""
    after_noon = half[:1] in ("p", "P")
    if not half or (after_noon and 13 <= hour <= 23) or (not after_noon and hour == 0):
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(NO_DAY)
    return hour % 12 + (12 if after_noon else 0)
