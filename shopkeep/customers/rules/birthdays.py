"""Birthdays as owners ask for them: `birthday in December`, `birthday within 30 days`, `birthday this month`."""

from __future__ import annotations

from shopkeep.core import text
from shopkeep.core.records.rules import Compare, Not, Rule
from shopkeep.customers.rules.fields import MONTHS, USUAL_ATTRIBUTES
from shopkeep.customers.rules.lexing import Cursor
from shopkeep.customers.rules.numbers import DAYS_IN
from shopkeep.customers.rules.problems import RuleProblem
from shopkeep.customers.rules.subjects import Subject
from shopkeep.customers.rules.vocabulary import Vocabulary

_WORDS = ("in", "within", "this", "next", "soon", "before", "after", "between", "on", "today")


def asked(what: Subject, cursor: Cursor) -> bool:
    """Whether a birthday is asked for by month or by the days until it; the cursor stands behind its name."""
    if text.key(what.attribute) not in USUAL_ATTRIBUTES["birthday"]:
        return False
    behind = cursor.ahead(1) if cursor.now.is_word("is", "not") or cursor.now.is_sign("=") else cursor.now
    return behind.is_word(*_WORDS) or cursor.now.is_sign("<", "<=", ">", ">=") or bool(_month(behind.text))


def read(cursor: Cursor, words: Vocabulary) -> Rule:
    """The test behind a birthday's name. Raises RuleProblem that says how to ask for it."""
    first = cursor.now
    cursor.take_words("is") or cursor.take_sign("=")
    denied = cursor.take_words("not")
    found = _found(cursor, words)
    if found is None or not cursor.at_boundary():
        raise RuleProblem(
            "A birthday is asked for by its month or by the days until it.",
            "",
            "Write `birthday in December` or `days_to_birthday <= 30`.",
            first.at,
            first.length,
        )
    return Not(found) if denied else found


def _found(cursor: Cursor, words: Vocabulary) -> Rule | None:
    if cursor.take_words("today"):
        return Compare("days_to_birthday", "=", (0,))
    for phrase, later in (("this month", 0), ("next month", 1)):
        if cursor.take_words(phrase) or cursor.take_words(f"in {phrase}"):
            return Compare("birthday_month", "=", ((words.as_of.month - 1 + later) % 12 + 1,))
    within = cursor.take_words("in") or cursor.take_words("within")
    if month := _month(cursor.now.text):
        cursor.take()
        return Compare("birthday_month", "=", (month,))
    cursor.take_words("the")
    ahead = cursor.take_words("next")
    number, unit = cursor.now, cursor.ahead(1).text.lower()
    if (within or ahead) and number.kind == "number" and number.text.isdecimal() and unit in DAYS_IN:
        cursor.i += 2
        return Compare("days_to_birthday", "<=", (int(number.text) * DAYS_IN[unit],))
    return None


def _month(said: str) -> int:
    """1 to 12 for a month's name or its first letters, at least three; else 0."""
    said = said.lower()
    return next((i for i, name in enumerate(MONTHS, 1) if len(said) >= 3 and name.startswith(said)), 0)
