"""What is said to an owner whose rule is not understood: what, the nearest word, and what may stand there."""

from __future__ import annotations

import difflib
from collections.abc import Callable

from shopkeep import wording
from shopkeep.core import text
from shopkeep.customers.rules.fields import FIELDS, Field
from shopkeep.customers.rules.lexing import Cursor, Token
from shopkeep.customers.rules.numbers import KIND_SAYS
from shopkeep.customers.rules.problems import RuleProblem
from shopkeep.customers.rules.subjects import Subject, subject
from shopkeep.customers.rules.vocabulary import Vocabulary

EXAMPLE = 'country = RO and spent > 200 and bought "Nettle tea"'
_EXAMPLES = {
    "text": "= Berlin",
    "money": "> 200",
    "count": ">= 3",
    "number": "> 2",
    "days": "> 90",
    "share": "< 30 %",
    "date": "before 2026-06-01",
}
_BEGINNINGS = ("bought", "never bought", "first bought", "last bought", "first 20", "used code", "in", "not")


def example(field: Field) -> str:
    """A test of this field that could stand in a rule."""
    if field.kind == "yesno":
        return field.name
    if field.name in ("country", "language"):
        return f"{field.name} = {'RO' if field.name == 'country' else 'en'}"
    return f"{field.name} {'= ' + field.choices[0] if field.choices else _EXAMPLES[field.kind]}"


def _shown(said: str) -> str:
    return text.plain(said)[:40]


def _or_end(token: Token) -> str:
    return f"`{_shown(token.text)}` is not expected here." if token.kind != "end" else "The filter ends too early."


def not_known(cursor: Cursor, words: Vocabulary) -> RuleProblem:
    """A test begins with something that is no field."""
    token = cursor.now
    if token.kind == "end":
        return RuleProblem("The filter ends too early.", "A test is missing here.", f"Such as: {EXAMPLE}.", token.at, 0)
    if token.kind in ("sign", "number"):
        return RuleProblem(
            f"`{_shown(token.text)}` is not expected here.",
            "A test begins with what it is about: a field, `bought` or `in` and a segment.",
            f"Such as: {EXAMPLE}.",
            token.at,
            token.length,
        )
    if words.segment_of(token.text):
        return RuleProblem(
            f"`{_shown(token.text)}` is a segment.", "", f"Write `in {_shown(token.text)}`.", token.at, token.length
        )
    if token.is_word("segment", "segments", "group") and (
        cursor.ahead(1).is_sign("=", "!=") or cursor.ahead(1).is_word("is", "in")
    ):
        return _segment_of_field(cursor, words)
    last = token
    if cursor.ahead(1).kind == "word" and cursor.ahead(2).is_sign("=", "!=", "<", "<=", ">", ">="):
        last = cursor.ahead(1)
    said = cursor.said(token, last) if token.kind == "word" else token.text
    names = {**words.names, **{text.key(word): word for word in _BEGINNINGS}}
    near = difflib.get_close_matches(text.key(said), names, 1, 0.65)
    return RuleProblem(
        f"`{_shown(said)}` is not known here.{f' Did you mean `{names[near[0]]}`?' if near else ''}",
        "" if near else "A test begins with a field, `bought` or `in` and a segment; a name with `and` needs quotes.",
        f"Such as: {example(FIELDS[names[near[0]]])}." if near and names[near[0]] in FIELDS else f"Such as: {EXAMPLE}.",
        token.at,
        last.end - token.at,
    )


def _segment_of_field(cursor: Cursor, words: Vocabulary) -> RuleProblem:
    """`segment = at-risk`: segments are asked for by `in`."""
    here = Cursor.at(cursor, 2)
    first = last = here.now
    while not here.at_boundary():
        last = here.take()
    said = first.text if first is last else here.said(first, last)
    name = words.segment_of(said) or said or "at-risk"
    no = "not in" if cursor.ahead(1).is_sign("!=") else "in"
    return RuleProblem(
        "A segment is asked for by `in` and its name.",
        "",
        f"Write `{no} {_shown(name)}`.",
        cursor.now.at,
        (last.end if last.kind != "end" else cursor.ahead(1).end) - cursor.now.at,
    )


def not_joined(cursor: Cursor, words: Vocabulary) -> RuleProblem:
    """After a complete test comes neither `and` nor `or`."""
    token = cursor.now
    if token.is_sign("&", "&&", "|", "||", ";", ","):
        word = "or" if token.is_sign("|", "||") else "and"
        return RuleProblem(
            f"`{token.text}` is not used here.", "", f"Write `{word}` between two tests.", token.at, token.length
        )
    if token.is_sign(")"):
        return RuleProblem("This bracket closes nothing.", "", "Take it away, or open one before.", token.at, 1)
    missing = subject(cursor, words) or token.is_word("bought", "never", "used", "in", "not") or token.is_sign("(")
    if missing:
        return RuleProblem(
            f"`and` or `or` is missing before `{_shown(token.text)}`.",
            "Write `and` where both must be so, `or` where one is enough.",
            'If it belongs to a name, put the whole name in quotation marks: "Salt and pepper".',
            token.at,
            token.length,
        )
    return RuleProblem(
        f"`{_shown(token.text)}` is not expected here.",
        "After a complete test comes `and`, `or` or the end.",
        'A name of several words with signs in it needs quotation marks: "Salt & pepper".',
        token.at,
        token.length,
    )


def refuse_swallowed(cursor: Cursor, start: int, words: Vocabulary, operator_here: Callable[..., bool]) -> None:
    """Raise where the text read from token `start` holds another test: `country = RO spent > 200`."""
    for i in range(start + 1, cursor.i):
        here = Cursor.at(cursor, i - cursor.i)
        if _test_begins(here, words, operator_here):
            raise not_joined(here, words)


def _test_begins(here: Cursor, words: Vocabulary, operator_here: Callable[..., bool]) -> bool:
    after = here.ahead(1)
    if here.now.is_word("bought", "never") or (here.now.is_word("used") and after.is_word("code", "codes")):
        return True
    if here.now.is_word("in") and words.segment_of(after.text):
        return True
    if here.now.is_word("not"):
        return after.is_word("in") or subject(Cursor.at(here, 1), words) is not None
    found = subject(here, words)
    if found is None or found.field is None:
        return False
    behind = Cursor.at(here, found.tokens)
    return operator_here(behind, found) or (found.field.kind == "yesno" and behind.at_boundary())


def no_operator(cursor: Cursor, what: Subject, words: Vocabulary) -> RuleProblem:
    """After a field stands nothing that compares it."""
    token, field = cursor.now, what.field
    assert field is not None
    says = f"`{_shown(what.name)}` is {_kind(what)}."
    if token.is_sign("!"):
        return RuleProblem("`!` alone is not used here.", "", "Write `!=` or `is not`.", token.at, 1)
    if token.kind == "number" and what.name in ("top", "rank", "rank_at_stake"):
        return RuleProblem(
            f"`{what.name}` is a place among all customers of the shop, and needs a sign.",
            "",
            f"Write `first {_shown(token.text)}` for so many of those whom the rest of the filter finds, most at"
            f" stake first; or `{example(field)}`.",
            token.at,
            token.length,
        )
    title = (
        f"What should `{_shown(what.name)}` be?"
        if cursor.at_boundary()
        else f"`{_shown(token.text)}` is not expected here."
    )
    return RuleProblem(title, says, f"Write it like this: {example(field)}.", token.at, token.length)


def wrong_operator(cursor: Cursor, what: Subject, first: Token, last: Token) -> RuleProblem:
    """The operator does not fit the kind of the field."""
    field = what.field
    assert field is not None
    return RuleProblem(
        f"`{_shown(cursor.said(first, last))}` does not fit `{_shown(what.name)}`.",
        f"`{_shown(what.name)}` is {_kind(what)}.",
        f"Write it like this: {example(field)}.",
        first.at,
        last.end - first.at,
    )


def _kind(what: Subject) -> str:
    field = what.field
    assert field is not None
    if field.choices:
        return f"one of {wording.listed(list(field.choices), 'or')}"
    return "what a customers' file says" if what.attribute else KIND_SAYS[field.kind][0]


def constant_at_left(what: Subject, start: Token, cursor: Cursor) -> RuleProblem:
    return RuleProblem(
        f"`{what.name}` belongs to the shop, not to a customer.",
        "Something of a customer is compared with it.",
        "Write it like this: days_since > 2 x second_order_wait.",
        start.at,
        cursor.tokens[cursor.i - 1].end - start.at,
    )


def not_comparable(field: Field, other: Subject, at: int, length: int) -> RuleProblem:
    return RuleProblem(
        f"`{field.name}` cannot be compared with `{_shown(other.name)}`.",
        f"`{field.name}` is {KIND_SAYS[field.kind][0]}, `{_shown(other.name)}` is not.",
        f"Write {KIND_SAYS[field.kind][1]}.",
        at,
        length,
    )


def between_what(cursor: Cursor, what: Subject) -> RuleProblem:
    token = cursor.now
    date = what.field is not None and what.field.kind == "date"
    low, high = ("2026-01-01", "2026-06-30") if date else ("10", "20")
    return RuleProblem(
        _or_end(token),
        "`between` asks for two values with `and`.",
        f"Write it like this: {_shown(what.name)} between {low} and {high}.",
        token.at,
        token.length,
    )


def list_not_closed(cursor: Cursor) -> RuleProblem:
    token = cursor.now
    return RuleProblem(
        _or_end(token),
        "A list stands in brackets, its values parted by commas.",
        "Write it like this: (RO, DE).",
        token.at,
        token.length,
    )


def number_for_attribute(what: Subject, said: str, start: Token, cursor: Cursor) -> RuleProblem:
    return RuleProblem(
        f"`{_shown(said)}` is no number.",
        "More and less can only be asked of numbers and days.",
        f"Write it like this: {_shown(what.name)} > 10.",
        start.at,
        cursor.tokens[cursor.i - 1].end - start.at,
    )


def one_too_many(token: Token) -> RuleProblem:
    """`and and`, `or and`."""
    word = token.text.lower()
    return RuleProblem(f"One `{word}` too many.", "", "Take one of the two away.", token.at, token.length)


def not_sold(what: str, name: str, near: tuple[str, ...], first: Token, last: Token) -> RuleProblem:
    """No product, category or discount code of the shop has this name."""
    called = {"product": "product", "category": "category", "code": "discount code"}[what]
    return RuleProblem(
        f"No {called} here is called “{_shown(name)}”."
        + (f" Did you mean “{text.plain(near[0])[:60]}”?" if near else ""),
        "",
        "A part of its name is enough." if what == "product" else f"Write a {called} as your shop does.",
        first.at,
        last.end - first.at,
    )


def no_segment(said: str, words: Vocabulary, at: int, length: int) -> RuleProblem:
    near = difflib.get_close_matches(text.key(said), words.segment_keys, 1)
    known = wording.listed(list(words.segments)[:6])
    return RuleProblem(
        f"No segment is called {_shown(said)}.",
        f"Did you mean `{words.segment_keys[near[0]]}`?" if near else "",
        f"There are {known}, among others." if known else "No segments are known here.",
        at,
        length,
    )
