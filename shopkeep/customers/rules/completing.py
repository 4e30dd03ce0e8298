"""What may stand next in a rule that is being typed, each with a few words on what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shopkeep.customers.rules import bought, comparing, firsts
from shopkeep.customers.rules.days import day
from shopkeep.customers.rules.lexing import Cursor, Token, quoted, tokens
from shopkeep.customers.rules.offering import days_offered, lengths_offered, operators, values_offered
from shopkeep.customers.rules.offers import JOINS, Offers, Suggestion
from shopkeep.customers.rules.problems import RuleProblem
from shopkeep.customers.rules.searching import looks_like_rule
from shopkeep.customers.rules.subjects import Subject, subject
from shopkeep.customers.rules.vocabulary import Vocabulary, fold

__all__ = ["Completion", "Suggestion", "complete", "looks_like_rule"]

MOST = 12


@dataclass(frozen=True, slots=True)
class Completion:
    """What may replace the signs from `start` up to `end`, the likeliest first."""

    start: int
    end: int
    suggestions: list[Suggestion]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place to fill: where what is typed of it begins, and what is offered for it."""

    start: int
    offers: Offers
    joined: bool = False
    """Whether the test is complete as it stands, so that `and` may follow."""


def complete(text: str, vocabulary: Vocabulary, at: int | None = None) -> Completion:
    """What may stand at a place of a text (its end unless told); at most twelve. Never raises."""
    end = len(text) if at is None else max(0, min(at, len(text)))
    try:
        slot = _slot(text[:end], vocabulary)
    except RuleProblem:
        return Completion(end, end, [])
    typed = fold(text[slot.start : end].strip('"“”„«»‘'))
    found = _matching(slot.offers, typed)
    if slot.joined and not found and typed != typed.rstrip():
        return Completion(end, end, list(JOINS))
    return Completion(slot.start, end, found)


def _matching(offers: Offers, typed: str) -> list[Suggestion]:
    """Those that begin as typed, then those that have it anywhere, each in the order offered."""
    first: list[Suggestion | str] = []
    then: list[Suggestion | str] = []
    for key, suggestion in offers:
        if key.startswith(typed):
            first.append(suggestion)
            if len(first) == MOST:
                break
        elif len(then) < MOST and typed in key:
            then.append(suggestion)
    return [Suggestion(quoted(one), "") if isinstance(one, str) else one for one in (first + then)[:MOST]]


def _slot(typed: str, words: Vocabulary) -> _Slot:
    cursor, hanging = _cursor(typed)
    test = _last_test(cursor)
    if test is None:
        return _joining(cursor, typed)
    touching = cursor.tokens[-2].end == len(typed) if len(cursor.tokens) > 1 else False
    last = hanging if hanging is not None else (len(typed) if not touching else None)
    here = cursor.now
    if here.kind == "end":
        return _Slot(hanging if hanging is not None else len(typed), words.offered_starts)
    if here.is_word("in") and (cursor.ahead(1).kind != "end" or not touching):
        cursor.take()
        return _Slot(_value_start(cursor, typed, hanging), words.offered_segments, joined=True)
    if firsts.begins(cursor):
        return _joining(cursor, typed) if not touching else _Slot(here.at, words.offered_starts)
    if bought.begins(cursor):
        return _bought_slot(cursor, typed, words, hanging, touching)
    what = subject(cursor, words)
    if what is None or (last is None and cursor.ahead(what.tokens).kind == "end"):
        return _Slot(here.at, words.offered_starts)
    return _after_name(cursor, typed, words, what, hanging, touching)


def _cursor(typed: str) -> tuple[Cursor, int | None]:
    """A cursor over the text, and where a quotation mark hangs open; what follows that is no token."""
    try:
        return Cursor(typed), None
    except RuleProblem as problem:
        if problem.at >= len(typed) or len(tokens(typed[: problem.at])) == 0:
            raise
        return Cursor(typed[: problem.at]), problem.at


def _last_test(cursor: Cursor) -> Cursor | None:
    """The cursor moved to the beginning of the last test; None where that is closed by a bracket."""
    begin, depth, between, fresh = 0, 0, False, True
    closed = False
    for i, token in enumerate(cursor.tokens[:-1]):
        if fresh and (token.is_word("not") or token.is_sign("(")):
            begin, closed = i + 1, False
            continue
        if token.is_sign("("):
            depth += 1
        elif token.is_sign(")"):
            closed = depth == 0
            depth = max(0, depth - 1)
        elif token.is_word("between"):
            between = True
        elif depth == 0 and token.is_word("and", "or") and not fresh:
            if between and token.is_word("and"):
                between = False
            else:
                begin, fresh, closed, between = i + 1, True, False, False
                continue
        fresh = False
    cursor.i = begin
    return None if closed else cursor


def _joining(cursor: Cursor, typed: str) -> _Slot:
    return _Slot(len(typed), tuple((fold(one.insert), one) for one in JOINS))


def _value_start(cursor: Cursor, typed: str, hanging: int | None) -> int:
    """Where the value begins that is being typed: behind the last comma or bracket of a list."""
    start = cursor.now
    for i in range(cursor.i, len(cursor.tokens) - 1):
        if cursor.tokens[i].is_sign(",", "("):
            start = cursor.tokens[i + 1]
    if hanging is not None:
        return hanging
    return start.at if start.kind != "end" else len(typed)


def _last_is(cursor: Cursor, *kinds: str) -> bool:
    return len(cursor.tokens) > 1 and cursor.tokens[-2].kind in kinds


def _bought_slot(cursor: Cursor, typed: str, words: Vocabulary, hanging: int | None, touching: bool) -> _Slot:
    first = cursor.now.at
    while cursor.now.is_word("never", "first", "last"):
        cursor.take()
    verb = cursor.take()
    what = "product"
    if verb.is_word("used"):
        cursor.take()
        what = "code"
    elif cursor.now.is_word("category") and (cursor.ahead(1).kind != "end" or not touching or hanging is not None):
        cursor.take()
        what = "category"
    if cursor.now.kind == "end" and touching and hanging is None:
        return _Slot(first, words.offered_starts)
    when = next(
        (i for i in range(len(cursor.tokens) - 2, cursor.i - 1, -1) if cursor.tokens[i].is_word(*bought.STOPS)), None
    )
    if when is not None and (cursor.tokens[when + 1].kind != "end" or not touching):
        cursor.i = when + 1
        start = cursor.now.at if cursor.now.kind != "end" else len(typed)
        within = cursor.tokens[when].is_word("within")
        offers = lengths_offered(typed[start:]) if within else days_offered(words, typed[start:])
        return _Slot(start, offers, joined=True)
    if hanging is None and not touching and _last_is(cursor, "quoted"):
        return _Slot(len(typed), (*_keyed(bought_when()), *_keyed(JOINS)))
    offers = words.offered(what)
    if what == "product" and cursor.now.kind in ("end", "word") and hanging is None:
        offers = (*offers, *_keyed((Suggestion("category", "anything of a category"),)))
    return _Slot(_value_start(cursor, typed, hanging), offers, joined=True)


def bought_when() -> tuple[Suggestion, ...]:
    return (Suggestion("since", "from a day on"), Suggestion("before", "up to a day"))


def _keyed(suggestions: tuple[Suggestion, ...]) -> Offers:
    return tuple((fold(one.insert), one) for one in suggestions)


def _after_name(
    cursor: Cursor, typed: str, words: Vocabulary, what: Subject, hanging: int | None, touching: bool
) -> _Slot:
    cursor.i += what.tokens
    begins = cursor.now
    if what.field is None:
        return _Slot(len(typed), ())
    asked = comparing.operator(cursor, what)
    unfinished = asked is None or (cursor.now.kind == "end" and touching and asked.last.kind == "word")
    if unfinished and hanging is None:
        start = begins.at if begins.kind != "end" else len(typed)
        offers = operators(what)
        if what.field.kind == "yesno" and begins.kind == "end":
            offers = (*_keyed(JOINS), *offers)
        return _Slot(start, offers)
    if asked is None:
        return _Slot(len(typed), ())
    form = asked.form
    if form == "unknown":
        return _Slot(len(typed), _keyed(JOINS))
    if form == "between":
        cursor = _behind_and(cursor)
    start = _value_start(cursor, typed, hanging)
    part = typed[start:]
    if form == "within":
        return _Slot(start, lengths_offered(part), joined=True)
    done = hanging is None and not touching and cursor.now.kind != "end"
    if done and _complete_value(cursor, what, words):
        return _Slot(len(typed), _keyed(JOINS))
    return _Slot(start, values_offered(what, words, part, asked.form), joined=True)


def _behind_and(cursor: Cursor) -> Cursor:
    for i in range(cursor.i, len(cursor.tokens) - 1):
        if cursor.tokens[i].is_word("and"):
            cursor.i = i + 1
    return cursor


def _complete_value(cursor: Cursor, what: Subject, words: Vocabulary) -> bool:
    """Whether what is typed cannot go on: a quoted text, a sign of a list, a day or a number."""
    last: Token = cursor.tokens[-2]
    if last.is_sign("(", ","):
        return False
    field = what.field
    if last.kind == "quoted" or last.is_sign(")", "%"):
        return True
    if field is None or field.kind == "text" or field.kind == "choice":
        return False
    if field.kind == "date":
        try:
            day(Cursor.at(cursor, 0), words, field)
        except RuleProblem:
            return False
        return True
    return last.kind == "number" or bool(re.fullmatch(r"\w+", last.text))
