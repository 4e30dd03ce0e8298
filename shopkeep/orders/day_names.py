"""Days written with the names of months and weekdays, in the languages that shops are run in."""

from __future__ import annotations

import re
from functools import lru_cache

from babel.dates import get_day_names, get_month_names

from shopkeep.core import text

_LANGUAGES = (
    *("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "fi", "cs"),
    *("ro", "hu", "el", "ru", "uk", "tr", "sk", "bg", "sl", "lt", "lv", "et", "ca"),
)
"""Croatian is left out: its `listopada` is October, where Polish means November."""
_FILLERS = frozenset(("de", "del", "of", "den", "le", "the", "al", "el", "a", "d", "m", "r", "г", "р", "року", "на"))
_JOINED = re.compile(r"(?<=\d)(?=[^\W\d_]{3})|(?<=[^\W\d_]{3})(?=\d)")
_ORDINAL_SIGN = re.compile(r"(\d)[ºª°]")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|re|eme|o|a|e)$", re.ASCII)
_EASTERN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?", re.ASCII)
_EASTERN_WEEKDAY = re.compile(
    r"\s*[(（]?(?:星期|周|週)?[一二三四五六日天月火水木金土월화수목금토일](?:曜日?|요일)?[)）]?$"
)


@lru_cache(maxsize=4096)
def named_day(written: str) -> tuple[int, int, str] | None:
    """Month, day and the year as written of `Dec 8, 2024`, `8. Dezember 2024`, `Jul-21-25`,
    `2024. december 8.`, `Sunday, 8 de dezembro de 2024`; None where it is not such a day."""
    spaced = _JOINED.sub(" ", _ORDINAL_SIGN.sub(r"\1 ", written))
    words = [word for word in _key(spaced).split() if word not in _FILLERS]
    words = [_ORDINAL.sub(r"\1", word) for word in words]
    at = [i for i, word in enumerate(words) if word in months()]
    if len(at) == 2:  # `mar. 3 déc. 2024`: one of them is a weekday
        at = [i for i in at if words[i] not in _weekdays()]
    if len(at) != 1:
        return None
    rest = [word for i, word in enumerate(words) if i != at[0] and word not in _weekdays()]
    if len(rest) != 2 or not all(word.isdecimal() and word.isascii() and len(word) in (1, 2, 4) for word in rest):
        return None
    first, second = rest
    day, year = (second, first) if len(first) == 4 else (first, second)
    if len(year) == 1 or len(day) > 2:
        return None
    return months()[words[at[0]]], int(day), year


def without_weekday(written: str) -> str:
    """`Mon, 23/09/2024` and `lundi 23/09/2024` without the name of the day; East Asian days as `2024-09-23`."""
    found = _EASTERN.search(written)
    if found:
        rest = (written[: found.start()] + _EASTERN_WEEKDAY.sub("", written[found.end() :])).strip()
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if not rest else written
    head, _, rest = written.partition(" ")
    if rest[:1].isdigit() and _names_weekday(head, rest):
        return rest
    rest, _, tail = written.rpartition(" ")
    if rest[-1:].isdigit() and _names_weekday(tail, rest):
        return rest
    return written


def _names_weekday(word: str, rest: str) -> bool:
    """Whether a word beside a day names its weekday. `Mar` is a month, unless the day has one in numbers."""
    key = _key(word)
    return key in _weekdays() and (key not in months() or re.search(r"\d[-/.]\d", rest) is not None)


def _key(written: str) -> str:
    return text.key(written).replace("ı", "i")


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Month names and their short forms. One that means different months in two languages is left out."""
    found: dict[str, set[int]] = {"sept": {9}, "mrz": {3}, "maerz": {3}}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    key = _key(name)
                    if len(key) > 1 and not any(c.isdigit() for c in key):
                        found.setdefault(key, set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


@lru_cache(maxsize=1)
def _weekdays() -> frozenset[str]:
    found = set()
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                found |= {_key(name) for name in get_day_names(width, context, language).values()}
    return frozenset(key for key in found if len(key) > 1)
