"""Tests of what was bought: `bought Nettle tea, Mint tea since 2026-01-01`, `never used code SPRING10`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from shopkeep.core.records.rules import Bought, Not, Rule
from shopkeep.customers.rules import helping
from shopkeep.customers.rules.comparing import operator_here
from shopkeep.customers.rules.days import day, length_of_time
from shopkeep.customers.rules.fields import FIELDS
from shopkeep.customers.rules.lexing import Cursor
from shopkeep.customers.rules.problems import RuleProblem
from shopkeep.customers.rules.values import run
from shopkeep.customers.rules.vocabulary import Vocabulary

STOPS = ("since", "before", "after", "until", "within")
_DAY = replace(FIELDS["last_order"], name="")
"""A day of no field: what is said of a wrong one names none."""


def begins(cursor: Cursor) -> bool:
    """Whether such a test begins here."""
    verb = cursor.ahead(1) if cursor.now.is_word("never", "first", "last") else cursor.now
    after = cursor.ahead(2) if verb is not cursor.now else cursor.ahead(1)
    return verb.is_word("bought") or (verb.is_word("used") and after.is_word("code", "codes"))


def read(cursor: Cursor, words: Vocabulary) -> Rule:
    """The test that begins here. `since` and `until` of a Bought are both included."""
    never = cursor.take_words("never")
    place: Literal["any", "first", "last"] = "any"
    if cursor.take_words("first"):
        place = "first"
    elif cursor.take_words("last"):
        place = "last"
    what: Literal["product", "category", "code"] = "product"
    if cursor.take().is_word("used"):
        cursor.take()
        what = "code"
    elif cursor.now.is_word("category", "categories") and _name_follows(cursor):
        cursor.take()
        what = "category"
    names, parts = _names(cursor, words, what)
    since, until = _when(cursor, words)
    test = Bought(what, names, place, since, until, parts)
    return Not(test) if never else test


def _name_follows(cursor: Cursor) -> bool:
    after = cursor.ahead(1)
    return after.kind in ("word", "number", "quoted") or after.kind == "end"


def _names(cursor: Cursor, words: Vocabulary, what: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names, and those of them that are parts of products' names."""
    wanted = {"product": "bought", "category": "category", "code": "used code"}[what]
    bracket = cursor.now if cursor.take_sign("(") else None
    names: list[str] = []
    parts: list[str] = []
    while not names or cursor.take_sign(",") or (bracket and cursor.take_words("or")):
        start = cursor.i
        names.append(run(cursor, wanted, STOPS))
        helping.refuse_swallowed(cursor, start, words, operator_here)
        how, near = words.known(what, names[-1])
        if how == "none" and words.refuse:
            raise helping.not_sold(what, names[-1], near, cursor.tokens[start], cursor.tokens[cursor.i - 1])
        if how == "part":
            parts.append(names[-1])
    if bracket and not cursor.take_sign(")"):
        raise RuleProblem(
            "A bracket is opened and not closed.", "", "Put a ) after the last name.", bracket.at, bracket.length
        )
    return tuple(dict.fromkeys(names)), tuple(dict.fromkeys(parts))


def _when(cursor: Cursor, words: Vocabulary) -> tuple[date | None, date | None]:
    """The first and the last day that count."""
    since = until = None
    while cursor.now.is_word(*STOPS):
        start = cursor.take()
        if start.is_word("within"):
            cursor.take_words("the last") or cursor.take_words("the") or cursor.take_words("last")
            since = length_of_time(cursor, words, _DAY)
            continue
        found, _ = day(cursor, words, _DAY)
        try:
            if start.is_word("since"):
                since = found
            elif start.is_word("after"):
                since = found + timedelta(1)
            elif start.is_word("until"):
                until = found
            else:
                until = found - timedelta(1)
        except OverflowError:
            raise RuleProblem(
                "No day lies beyond that one.", "", "Write a day such as 2026-06-01.", start.at, start.length
            ) from None
        if since and until and since > until:
            raise RuleProblem(
                "These two days leave no time between them.",
                f"Nobody can have bought anything both from {since} on and up to {until}.",
                "Write the earlier day after `since` and the later one after `before`.",
                start.at,
                start.length,
            )
    return since, until
