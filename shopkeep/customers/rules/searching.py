"""One box takes plain words and rules: which of the two has somebody typed?"""

from __future__ import annotations

import difflib

from shopkeep.core import text as texts
from shopkeep.customers.rules import birthdays, bought, comparing, firsts
from shopkeep.customers.rules.lexing import Cursor
from shopkeep.customers.rules.offering import operators
from shopkeep.customers.rules.problems import RuleProblem
from shopkeep.customers.rules.subjects import Subject, subject
from shopkeep.customers.rules.vocabulary import Vocabulary

_OPERATORS = (
    *("is", "contains", "starts", "before", "after", "since", "until", "within", "between"),
    *("over", "under", "above", "below"),
)
_SEGMENT = ("segment", "group")


def looks_like_rule(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text begins as a rule does. In doubt it is a search: `maria`, `in`, `berlin`, `spent`."""
    try:
        cursor = Cursor(text)
    except RuleProblem as problem:
        try:
            cursor = Cursor(text[: problem.at])
        except RuleProblem:
            return False
    return _rule_begins(cursor, vocabulary)


def _rule_begins(cursor: Cursor, words: Vocabulary) -> bool:
    opened = False
    while cursor.now.is_sign("(") or (cursor.now.is_word("not") and cursor.ahead(1).kind != "end"):
        opened = opened or cursor.now.is_sign("(")
        cursor.take()
    if cursor.now.kind == "end":
        return opened
    if bought.begins(cursor) or firsts.begins(cursor):
        return True
    if cursor.now.is_word("in") and cursor.ahead(1).kind != "end":
        return _segment_begins(Cursor.at(cursor, 1), words)
    what = subject(cursor, words)
    if what is None:
        return _unknown_begins(cursor, words)
    if what.field is None:
        return False
    behind = Cursor.at(cursor, what.tokens)
    if birthdays.asked(what, behind) and behind.ahead(1).kind != "end":
        return True
    if behind.at_boundary():
        return what.field.kind == "yesno" or "_" in cursor.now.text
    return _operator_begins(behind, what)


def _unknown_begins(cursor: Cursor, words: Vocabulary) -> bool:
    """Whether something is compared that is no field: a sign behind one or two words, or an operator in words
    behind a name much like a field's."""
    names = 0
    while names < 2 and cursor.ahead(names).kind in ("word", "quoted"):
        names += 1
        if cursor.ahead(names).is_sign("=", "!=", "<", "<=", ">", ">="):
            return True
    after = cursor.ahead(1)
    if cursor.now.kind != "word" or not after.is_word(*_OPERATORS) or cursor.ahead(2).kind == "end":
        return False
    said = texts.key(cursor.now.text)
    return said in _SEGMENT or bool(difflib.get_close_matches(said, words.names, 1, 0.8))


def _segment_begins(cursor: Cursor, words: Vocabulary) -> bool:
    """Whether a segment's name stands here, or the text ends within one, two letters in."""
    if cursor.now.is_sign("("):
        return True
    if cursor.now.kind == "quoted":
        return True
    first, last = cursor.now, cursor.now
    while not cursor.at_boundary():
        last = cursor.take()
    said = texts.key(cursor.said(first, last))
    if words.segment_of(said) or ("-" in first.text and first == last):
        return True
    if len(said) > 3 and difflib.get_close_matches(said, words.segment_keys, 1, 0.85):
        return True
    return cursor.now.kind == "end" and len(said) > 1 and any(name.startswith(said) for name in words.segment_keys)


def _operator_begins(cursor: Cursor, what: Subject) -> bool:
    """Whether an operator stands here with something behind it, or three letters of one."""
    first = cursor.now
    if first.kind == "sign":
        return first.is_sign("=", "!=", "<", "<=", ">", ">=", "!")
    whole = Cursor.at(cursor, 0)
    asked = comparing.operator(whole, what)
    if asked is not None and asked.form in comparing.forms(what) and whole.now.kind != "end":
        choices = what.field.choices if what.field else ()
        return not choices or any(choice.startswith(whole.now.text.lower()) for choice in choices)
    if asked is not None and asked.form == "unknown":
        return True
    typed = cursor.said(first, cursor.tokens[-2]).lower()
    return len(typed) > 2 and any(
        key.startswith(typed) for key in (*(key for key, _ in operators(what)), *comparing.words_of(what))
    )
