"""The value of a test, as the kind of its field reads it."""

from __future__ import annotations

import difflib

from shopkeep import countries, wording
from shopkeep.core import text
from shopkeep.core.records.rules import Value
from shopkeep.customers.rules.days import day
from shopkeep.customers.rules.fields import Field
from shopkeep.customers.rules.lexing import Cursor
from shopkeep.customers.rules.money import money
from shopkeep.customers.rules.numbers import amount, share, shown, wrong
from shopkeep.customers.rules.problems import RuleProblem
from shopkeep.customers.rules.vocabulary import Vocabulary


def value(cursor: Cursor, field: Field, words: Vocabulary, listed: bool = False) -> Value:
    """The value that stands here, as the field's kind reads it. `listed`: commas separate values."""
    match field.kind:
        case "money":
            return money(cursor, field, words, listed)
        case "share":
            return share(cursor, field, listed)
        case "choice":
            return _choice(cursor, field)
        case "yesno":
            return _yes_or_no(cursor, field)
        case "date":
            return day(cursor, words, field)[0]
        case "text" if field.name == "country":
            return _country(cursor, words)
        case "text":
            return run(cursor, field.name)
        case _:
            return amount(cursor, field, listed)


def run(cursor: Cursor, wanted: str, stops: tuple[str, ...] = ()) -> str:
    """A text: quoted, or words up to `and`, `or`, a sign or one of `stops`."""
    if cursor.now.kind == "quoted":
        said = cursor.take()
        if said.text:
            return said.text
        raise RuleProblem(
            "There is nothing between these quotation marks.", "", f"Write a name for `{wanted}`.", said.at, said.length
        )
    first = cursor.now
    last = None
    while cursor.now.kind in ("word", "number") and not cursor.now.is_word("and", "or", *stops):
        last = cursor.take()
    if last is None:
        title = f"`{shown(first)}` does not fit here." if first.kind != "end" else "The filter ends too early."
        raise RuleProblem(
            title,
            f"A name is missing for `{wanted}`.",
            'Write it as it is, or in quotation marks: "Nettle tea".',
            first.at,
            first.length,
        )
    return text.clean(cursor.said(first, last))


def _country(cursor: Cursor, words: Vocabulary) -> str:
    """A country: a name becomes its two letters, a code stays as typed."""
    first = cursor.now
    said = run(cursor, "country")
    how, here = words.known("country", said)
    code = countries.code_of(said, words.language)
    if code or how != "none" or not words.refuse:
        return said if how == "whole" or not code or code == said.upper() else code
    names = [countries.name_of(one) or text.plain(one) for one in here]
    near = [name for name in names if text.key(name).startswith(text.key(said))]
    near = near or difflib.get_close_matches(said.title(), [*names, *countries.names()], 1, 0.75)
    shown = [*names[:5], "other countries"] if len(names) > 6 else names
    raise RuleProblem(
        f"No country here is called “{text.plain(said)[:40]}”.{f' Did you mean “{near[0]}”?' if near else ''}",
        f"Your customers are in {wording.listed(shown)}.",
        "Write a country's name or its two letters.",
        first.at,
        cursor.tokens[cursor.i - 1].end - first.at,
    )


def _choice(cursor: Cursor, field: Field) -> str:
    first = cursor.now
    said = run(cursor, field.name)
    by_key = {text.key(choice): choice for choice in field.choices}
    if text.key(said) in by_key:
        return by_key[text.key(said)]
    near = difflib.get_close_matches(text.key(said), by_key, 1)
    raise RuleProblem(
        f"`{field.name}` is never `{text.plain(said)[:40]}`.",
        f"It is {wording.listed(list(field.choices), 'or')}.",
        f"Did you mean `{by_key[near[0]]}`?" if near else f"Write `{field.name} = {field.choices[0]}`.",
        first.at,
        len(said),
    )


def _yes_or_no(cursor: Cursor, field: Field) -> bool:
    for answer, words in ((True, ("yes", "true")), (False, ("no", "false"))):
        if cursor.now.is_word(*words):
            cursor.take()
            return answer
    raise wrong(cursor, field)
