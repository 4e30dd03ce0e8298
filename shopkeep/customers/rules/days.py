"""Days in a rule: `2026-06-01`, `today`, `30 days ago`; and lengths of time."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from shopkeep.customers.rules.fields import Field
from shopkeep.customers.rules.lexing import Cursor
from shopkeep.customers.rules.numbers import DAYS_IN, number_here, shown, wrong
from shopkeep.customers.rules.problems import RuleProblem
from shopkeep.customers.rules.vocabulary import Vocabulary

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OTHER_DATE = re.compile(r"[0-9]{1,4}[./-][0-9]{1,2}([./-][0-9]{0,4})?\.?")


def day(cursor: Cursor, words: Vocabulary, field: Field) -> tuple[date, int | None]:
    """A day, and how many days before today it is where it was said so."""
    token = cursor.now
    if cursor.take_words("today"):
        return words.as_of, 0
    if cursor.take_words("yesterday"):
        return words.as_of - timedelta(1), 1
    if token.kind == "number" and cursor.ahead(1).kind == "word" and cursor.ahead(2).is_word("ago"):
        found = length_of_time(cursor, words, field)
        cursor.take()
        return found, (words.as_of - found).days
    if token.kind == "word" and _ISO.fullmatch(token.text):
        try:
            found = date.fromisoformat(token.text)
        except ValueError:
            raise RuleProblem(
                f"There is no day {token.text}.",
                "A day is written as year, month and day.",
                "Write a day such as 2026-06-01.",
                token.at,
                token.length,
            ) from None
        cursor.take()
        return found, None
    if token.kind in ("word", "number") and _OTHER_DATE.fullmatch(token.text):
        raise RuleProblem(
            f"`{token.text}` can be read in several ways.",
            "A day is written as year, month and day, with hyphens.",
            "Write it as 2026-06-01.",
            token.at,
            token.length,
        )
    raise wrong(cursor, field)


def length_of_time(cursor: Cursor, words: Vocabulary, field: Field) -> date:
    """The day that lies `30 days`, `2 weeks`, `3 months` or `1 year` before today."""
    first = cursor.now
    if first.kind != "number":
        raise RuleProblem(
            f"`{shown(first)}` does not fit here." if first.kind != "end" else "The filter ends too early.",
            "A length of time is a number and its unit.",
            "Write one such as 30 days, 6 weeks or 3 months.",
            first.at,
            first.length,
        )
    number, token = number_here(cursor, field, False)
    unit = cursor.now.text.lower() if cursor.now.kind == "word" else ""
    if unit not in DAYS_IN or number != number.to_integral_value() or number < 0:
        here = cursor.now if unit not in DAYS_IN else token
        raise RuleProblem(
            f"`{cursor.said(first, here).strip()}` is not a length of time.",
            "It is a whole number and its unit.",
            f"Write {int(abs(number)) or 30} days, weeks, months or years.",
            first.at,
            here.end - first.at,
        )
    cursor.take()
    try:
        return _before(words.as_of, int(number), unit.rstrip("s"))
    except (OverflowError, ValueError):
        raise RuleProblem(
            f"`{shown(token)} {unit}` is too long ago.",
            "No order is that old.",
            "Write a smaller number.",
            first.at,
            cursor.tokens[cursor.i - 1].end - first.at,
        ) from None


def _before(today: date, many: int, unit: str) -> date:
    if unit in ("day", "week"):
        return today - timedelta(days=many * DAYS_IN[unit])
    months = today.year * 12 + today.month - 1 - many * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
