"""What can be offered at each place of a rule: operators and values that fit the field."""

from __future__ import annotations

from datetime import date

from shopkeep.customers.rules.fields import CONSTANTS, FIELDS, MONTHS
from shopkeep.customers.rules.offers import Offers, Suggestion
from shopkeep.customers.rules.subjects import Subject
from shopkeep.customers.rules.vocabulary import Vocabulary

_ORDERED = (("<", "less than"), ("<=", "at most"), (">", "more than"), (">=", "at least"))
_EQUAL = (("=", "is"), ("!=", "is not"))
_KNOWN = (("is unknown", "nothing is known of it"), ("is known", "something is known of it"))
_OPERATORS: dict[str, tuple[tuple[str, str], ...]] = {
    "text": (
        *_EQUAL,
        ("contains", "has it anywhere"),
        ("starts with", "begins like this"),
        ("in (", "any of these"),
        ("not in (", "none of these"),
        *_KNOWN,
    ),
    "choice": (*_EQUAL, ("in (", "any of these"), ("not in (", "none of these")),
    "yesno": (("= yes", "the same as alone"), ("= no", "the opposite")),
    "date": (
        ("before", "earlier than a day"),
        ("after", "later than a day"),
        ("since", "that day or later"),
        ("within", "the last 30 days, 3 months"),
        ("between", "from one day to another"),
        ("on", "that very day"),
        *_KNOWN,
    ),
    "number": (
        (">", "more than"),
        (">=", "at least"),
        ("<", "less than"),
        ("<=", "at most"),
        *_EQUAL,
        ("between", "from one to another"),
        ("in (", "any of these"),
        *_KNOWN,
    ),
}
_VALUES: dict[str, tuple[str, ...]] = {
    "money": ("50", "100", "200", "500"),
    "count": ("1", "2", "3", "5", "10"),
    "number": ("2", "3", "9"),
    "days": ("30", "60", "90", "180", "365"),
    "share": ("5 %", "20 %", "30 %", "50 %"),
}


def operators(what: Subject) -> Offers:
    """The operators that fit a field."""
    kind = what.field.kind if what.field else "text"
    found = _OPERATORS["text"][:4] + _ORDERED + _OPERATORS["text"][4:] if what.attribute else None
    return tuple((insert, Suggestion(insert, says)) for insert, says in found or _operators_of(kind))


def _operators_of(kind: str) -> tuple[tuple[str, str], ...]:
    return _OPERATORS.get(kind, _OPERATORS["number"])


def values_offered(what: Subject, words: Vocabulary, typed: str, form: str) -> Offers:
    """The values that fit a field."""
    field = what.field
    if field is None:
        return ()
    if field.choices:
        return _plain([(choice, field.title) for choice in field.choices])
    if field.kind == "text":
        return words.offered(f"attribute:{what.attribute}" if what.attribute else field.name)
    if field.kind == "yesno":
        return _plain([("yes", ""), ("no", "")])
    if field.kind == "date":
        return days_offered(words, typed)
    if field.name in ("season_month", "birthday_month"):
        return _plain([(month.capitalize(), "") for month in MONTHS])
    found = [(value, words.currency if field.kind == "money" else "") for value in _VALUES[field.kind]]
    if form in ("between", "in"):
        return _plain(found)
    if field.kind == "days":
        found += [("2 x usual_gap", "twice their usual gap")] * (field.name != "usual_gap")
        found += list(CONSTANTS.items())
    found += [(f.name, f.title) for f in FIELDS.values() if f.kind == field.kind and f.name != field.name]
    return _plain(found)


def days_offered(words: Vocabulary, typed: str) -> Offers:
    """Days: today, some time ago, the beginning of the year; a number typed goes on as `days ago`."""
    number = typed.split()[0] if typed.split() else ""
    if number.isdecimal() and len(number) < 4:
        return _plain([(f"{number} {unit} ago", "") for unit in ("days", "weeks", "months", "years")])
    found = [("today", words.as_of.isoformat())]
    found += [(f"{span} ago", "") for span in ("30 days", "90 days", "6 months", "1 year")]
    found.append((date(words.as_of.year, 1, 1).isoformat(), "the beginning of this year"))
    return _plain(found)


def lengths_offered(typed: str) -> Offers:
    """Lengths of time: a number typed goes on with its units."""
    number = typed.split()[0] if typed.split() else ""
    if number.isdecimal():
        return _plain([(f"{number} {unit}", "") for unit in ("days", "weeks", "months", "years")])
    return _plain([(f"{span}", "up to today") for span in ("30 days", "90 days", "6 months", "1 year")])


def _plain(found: list[tuple[str, str]]) -> Offers:
    return tuple((value.lower(), Suggestion(value, says)) for value, says in found)
