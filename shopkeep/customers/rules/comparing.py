"""Tests of a field or an attribute: its name, an operator and what it is compared with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shopkeep.core.records.rules import AllOf, Attribute, Compare, CompareField, Not, Op, Rule, Value
from shopkeep.customers.rules import birthdays, days, helping, numbers, values
from shopkeep.customers.rules.fields import Field
from shopkeep.customers.rules.lexing import Cursor, Token
from shopkeep.customers.rules.problems import RuleProblem
from shopkeep.customers.rules.subjects import Subject, subject
from shopkeep.customers.rules.vocabulary import Vocabulary

Form = Op | str
"""An operator, or one of `in`, `between`, `within`, `unknown`."""

ORDERED = ("<", "<=", ">", ">=")
FORMS: dict[str, tuple[str, ...]] = {
    "text": ("=", "!=", "contains", "starts", "in", "unknown"),
    "choice": ("=", "!=", "in", "unknown"),
    "yesno": ("=", "!="),
    "date": ("=", "!=", *ORDERED, "between", "in", "within", "unknown"),
    "attribute": ("=", "!=", *ORDERED, "contains", "starts", "between", "in", "unknown"),
    "number": ("=", "!=", *ORDERED, "between", "in", "unknown"),
}
"""What each kind can be asked; money, counts, days and shares are as numbers."""

_LEADS = ("is", "are", "was", "does", "has")
_WORDS: tuple[tuple[str, Form], ...] = (
    ("starts with", "starts"),
    ("start with", "starts"),
    ("begins with", "starts"),
    ("contains", "contains"),
    ("contain", "contains"),
    ("more than", ">"),
    ("greater than", ">"),
    ("over", ">"),
    ("above", ">"),
    ("less than", "<"),
    ("fewer than", "<"),
    ("under", "<"),
    ("below", "<"),
    ("at least", ">="),
    ("at most", "<="),
    ("exactly", "="),
    ("between", "between"),
    ("within", "within"),
    ("in", "in"),
)
_DATE_WORDS: tuple[tuple[str, Form], ...] = (
    ("on or after", ">="),
    ("on or before", "<="),
    ("before", "<"),
    ("after", ">"),
    ("since", ">="),
    ("until", "<="),
    ("on", "="),
)
_FLIPPED: dict[str, Op] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_FAMILIES = {"money": "money", "days": "days", "share": "share", "date": "date", "count": "number", "number": "number"}
_ANYTHING = Field("", "text", "")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """An operator as it stands: `is not in` is `in`, denied."""

    form: Form
    denied: bool
    first: Token
    last: Token


def read(cursor: Cursor, words: Vocabulary) -> Rule:
    """The test that begins here. Raises RuleProblem."""
    start = cursor.now
    what = subject(cursor, words)
    if what is None:
        raise helping.not_known(cursor, words)
    cursor.i += what.tokens
    if what.field is None:
        raise helping.constant_at_left(what, start, cursor)
    if what.field.kind == "yesno" and cursor.at_boundary():
        return Compare(what.field.name, "=", (True,))
    if birthdays.asked(what, cursor):
        return birthdays.read(cursor, words)
    asked = operator(cursor, what)
    if asked is None:
        raise helping.no_operator(cursor, what, words)
    if asked.form not in forms(what):
        raise helping.wrong_operator(cursor, what, asked.first, asked.last)
    return _deny(_test(cursor, words, what, asked.form)) if asked.denied else _test(cursor, words, what, asked.form)


def forms(what: Subject) -> tuple[str, ...]:
    """What this field or attribute can be asked."""
    kind = "attribute" if what.attribute or what.field is None else what.field.kind
    return FORMS.get(kind, FORMS["number"])


def words_of(what: Subject) -> list[str]:
    """The operators in words that fit a field or an attribute."""
    found = [phrase for phrase, form in _WORDS if form in forms(what)]
    if what.field and what.field.kind == "date":
        found += [phrase for phrase, _ in _DATE_WORDS]
    return found


def operator_here(cursor: Cursor, what: Subject) -> bool:
    """Whether an operator stands here; the cursor stays."""
    i = cursor.i
    found = operator(cursor, what)
    cursor.i = i
    return found is not None


def operator(cursor: Cursor, what: Subject) -> Asked | None:
    """The operator that stands here, and the cursor behind it; None where there is none."""
    first = cursor.now
    led = cursor.now.is_word(*_LEADS) and bool(cursor.take())
    denied = cursor.take_words("not")
    form = _form(cursor, what)
    if form is None and led:
        form = _whether_known(cursor, what) or "="
    elif form in ("=", "!="):
        known = _whether_known(cursor, what)
        denied = denied != (known is not None and form == "!=")
        form = known or form
    if form == "known":
        form, denied = "unknown", not denied
    if form is None:
        return None
    return Asked(form, denied, first, cursor.tokens[cursor.i - 1])


def _form(cursor: Cursor, what: Subject) -> Form | None:
    if cursor.now.is_sign("=", "!=", *ORDERED):
        return cursor.take().text
    if what.field and (what.field.kind == "date" or cursor.now.is_word("before", "after", "since", "until")):
        for phrase, form in _DATE_WORDS:
            if cursor.take_words(phrase):
                return form if what.field.kind == "date" else "a day"
    for phrase, form in _WORDS:
        if cursor.take_words(phrase):
            return form
    return None


def _whether_known(cursor: Cursor, what: Subject) -> str | None:
    """`known` or `unknown` where one of these ends the test and is no choice of the field."""
    if not cursor.now.is_word("known", "unknown") or (what.field and "unknown" in what.field.choices):
        return None
    after = cursor.ahead(1)
    if after.kind == "end" or after.is_word("and", "or") or after.is_sign(")"):
        return cursor.take().text.lower()
    return None


def _test(cursor: Cursor, words: Vocabulary, what: Subject, form: Form) -> Rule:
    field = what.field
    assert field is not None
    start = cursor.i
    match form:
        case "unknown":
            return what.compare("=", (None,))
        case "within":
            cursor.take_words("the last") or cursor.take_words("the") or cursor.take_words("last")
            since = days.length_of_time(cursor, words, field)
            return _day_test(field, ">=", since, (words.as_of - since).days)
        case "between":
            return _between(cursor, words, what)
        case "in":
            return what.compare("=", _listed(cursor, words, what))
        case "contains" | "starts":
            said = values.run(cursor, field.name)
            helping.refuse_swallowed(cursor, start, words, operator_here)
            return what.compare("contains" if form == "contains" else "starts", (said,))
    op: Op = form  # type: ignore[assignment]
    if field.kind in _FAMILIES and not what.attribute:
        against = _other_field(cursor, words, field, op)
        if against:
            return against
    if cursor.now.is_sign("(") and op in ("=", "!="):
        return what.compare(op, _listed(cursor, words, what))
    if field.kind == "date":
        return _day_test(field, op, *days.day(cursor, words, field))
    value = _value(cursor, words, what, op)
    if isinstance(value, str):
        helping.refuse_swallowed(cursor, start, words, operator_here)
    return what.compare(op, (value,))


def _deny(rule: Rule) -> Rule:
    """The opposite, in one test where there is one."""
    if isinstance(rule, Compare) and rule.op in ("=", "!="):
        return Compare(rule.field, "!=" if rule.op == "=" else "=", rule.values)
    if isinstance(rule, Attribute) and rule.op in ("=", "!="):
        return Attribute(rule.key, "!=" if rule.op == "=" else "=", rule.values)
    return Not(rule)


def _day_test(field: Field, op: Op, on: date, ago: int | None) -> Rule:
    """A day said as so many days ago is kept so, where a field counts them: it stays true tomorrow."""
    if ago is None or not field.days:
        return Compare(field.name, op, (on,))
    return Compare(field.days, _FLIPPED.get(op, op), (ago,))


def _between(cursor: Cursor, words: Vocabulary, what: Subject) -> Rule:
    if what.field and what.field.kind == "date":
        read_one: Callable[[], Value] = lambda: days.day(cursor, words, what.field or _ANYTHING)[0]  # noqa: E731
    else:
        read_one = lambda: _value(cursor, words, what, ">=")  # noqa: E731
    first = read_one()
    if not cursor.take_words("and"):
        raise helping.between_what(cursor, what)
    second = read_one()
    if type(first) is type(second) or not (isinstance(first, date | str) or isinstance(second, date | str)):
        first, second = sorted((first, second))  # type: ignore[type-var]
    return AllOf((what.compare(">=", (first,)), what.compare("<=", (second,))))


def _listed(cursor: Cursor, words: Vocabulary, what: Subject) -> tuple[Value, ...]:
    """`(RO, DE)`; the brackets may be left out around a single value."""
    if not cursor.take_sign("("):
        return (_value(cursor, words, what, "=", listed=False),)
    found = [_value(cursor, words, what, "=", listed=True)]
    while cursor.take_sign(",") or cursor.take_words("or"):
        found.append(_value(cursor, words, what, "=", listed=True))
    if not cursor.take_sign(")"):
        raise helping.list_not_closed(cursor)
    return tuple(dict.fromkeys(found))


def _value(cursor: Cursor, words: Vocabulary, what: Subject, op: Op, listed: bool = False) -> Value:
    assert what.field is not None
    if not what.attribute:
        return values.value(cursor, what.field, words, listed)
    start = cursor.now
    if start.kind == "number":
        numbers.refuse_comma(Cursor.at(cursor, 1), start, listed)
    quoted = start.kind == "quoted"
    said = values.run(cursor, what.attribute)
    if not quoted and _NUMBER.fullmatch(said) and abs(Decimal(said)) < numbers.LARGEST:
        return numbers.plain_number(Decimal(said))
    if not quoted and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", said):
        return said
    if op in ORDERED and not quoted:
        raise helping.number_for_attribute(what, said, start, cursor)
    return said


def _other_field(cursor: Cursor, words: Vocabulary, field: Field, op: Op) -> Rule | None:
    """`2 x usual_gap` or `usual_gap`, where that stands here."""
    start, factor, steps = cursor.now, 1.0, 0
    if start.kind == "number" and (cursor.ahead(1).is_word("x", "times") or cursor.ahead(1).is_sign("*")):
        steps = 2
        if not subject(Cursor.at(cursor, steps), words):
            return None
        factor = float(Decimal(start.text))
    elif start.kind not in ("word", "quoted"):
        return None
    other = subject(Cursor.at(cursor, steps), words)
    if other is None:
        return None
    end = cursor.ahead(steps + other.tokens - 1).end
    cursor.i = min(cursor.i + steps + other.tokens, len(cursor.tokens) - 1)
    family = "days" if other.constant else _FAMILIES.get(other.field.kind if other.field else "")
    if other.attribute or family != _FAMILIES[field.kind] or abs(factor) >= numbers.LARGEST:
        raise helping.not_comparable(field, other, start.at, end - start.at)
    if family == "date" and factor != 1:
        raise RuleProblem(
            "A day cannot be multiplied.",
            f"`{field.name}` and `{other.name}` are days.",
            f"Write {field.name} {op} {other.name}.",
            start.at,
            end - start.at,
        )
    return CompareField(field.name, op, factor, other.name)
