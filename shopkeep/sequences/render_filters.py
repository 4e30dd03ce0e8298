"""The filters of mails: each takes plain values and gives a short text, a number or one item of a list."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from shopkeep import wording
from shopkeep.sequences import schema
from shopkeep.sequences.values import Amount, Day, Facts, Few, Survey

TEXT_LIMIT = 2_000
"""Characters of one value after its filters."""
LOOP_LIMIT = 20


class TooMuch(Exception):
    """A template that asks for more than any mail needs."""


def _capped(value: str) -> str:
    if len(value) > TEXT_LIMIT:
        raise TooMuch(f"a value longer than {TEXT_LIMIT:,} characters")
    return value


def _default(value: Any, fallback: Any = "", _empty_too: Any = True) -> Any:
    """The fallback where there is nothing: no value, no text, no product, no one of them."""
    nothing = value is None or value == "" or value == 0 or (isinstance(value, (Facts, Few)) and not value)
    return fallback if nothing else value


def _date(value: Any, style: str = "long") -> str:
    if not isinstance(value, Day):
        return _capped(str(value))
    if style == "short":
        return wording.day_long(value.day, value.language).rpartition(" ")[0]
    if style == "year":
        return str(value.day.year)
    if style == "month":
        return wording.month_full(value.day, value.language)
    return wording.weekday(value.day, value.language) if style == "weekday" else str(value)


def _money(value: Any, style: str = "full") -> str:
    if not isinstance(value, Amount):
        return _capped(str(value))
    return wording.money_short(value.money, value.language) if style == "short" else str(value)


def _items(value: Any) -> list[Any]:
    if isinstance(value, str):
        return list(value[:TEXT_LIMIT])
    if isinstance(value, (Few, list, tuple)):
        return list(value)[:LOOP_LIMIT]
    raise TypeError("that is no list")


def _first(value: Any) -> Any:
    return next(iter(_items(value)), "")


def _last(value: Any) -> Any:
    items = _items(value)
    return items[-1] if items else ""


def _join(value: Any, by: str = ", ") -> str:
    if isinstance(value, str):
        raise TypeError("join takes a list")
    return _capped(str(by)[:20].join(_capped(str(item)) for item in _items(value)))


def _listed(value: Any) -> str:
    language = value.language if isinstance(value, Few) else "en"
    return _capped(wording.listed([_capped(str(item)) for item in _items(value)], language=language))


def _counted(value: Any, one: str, many: str = "") -> str:
    return wording.count(int(value), _capped(str(one)), _capped(str(many)))


def _round(value: Any, places: int = 0) -> Any:
    if not isinstance(value, (int, float, Decimal)) or not 0 <= places <= 6:
        raise TypeError("round takes a number")
    rounded = round(float(value), places)
    return rounded if places else int(rounded)


def _score(value: Any, score: Any) -> str:
    if not isinstance(value, Survey) or not isinstance(score, int) or not 0 <= score <= 100:
        raise TypeError("score takes customer.survey and a number from 0 to 100")
    return value.scored(score)


def _sentence(value: Any) -> str:
    said = _capped(str(value))
    return said[:1].upper() + said[1:]


FILTERS: dict[str, Callable[..., Any]] = {
    "default": _default,
    "date": _date,
    "money": _money,
    "first": _first,
    "last": _last,
    "join": _join,
    "listed": _listed,
    "length": lambda value: len(_items(value)),
    "counted": _counted,
    "round": _round,
    "upper": lambda value: _capped(str(value)).upper(),
    "lower": lambda value: _capped(str(value)).lower(),
    "title": lambda value: " ".join(_sentence(word) for word in _capped(str(value)).split(" ")),
    "sentence": _sentence,
    "score": _score,
    "trim": lambda value: _capped(str(value)).strip(),
}
assert set(FILTERS) == set(schema.FILTERS)


def few(value: Any) -> Any:
    """What every loop runs over, at most LOOP_LIMIT items of it."""
    items = value if isinstance(value, (Few, list, tuple)) else None
    if items is None:
        raise TypeError("only lists can be looped over")
    if len(items) > LOOP_LIMIT:
        raise TooMuch(f"a loop over more than {LOOP_LIMIT} items")
    return items
