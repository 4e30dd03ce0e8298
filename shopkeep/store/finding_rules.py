"""A rule as one SQL expression over the summaries.

Truth has two values only: what is not known fits no comparison, and `not` of it does.
"""

from __future__ import annotations

import operator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select, true

from shopkeep import countries
from shopkeep.core.records.rules import (
    AllOf,
    AnyOf,
    Attribute,
    Bought,
    Compare,
    CompareField,
    First,
    InSegment,
    Not,
    Rule,
    Value,
)
from shopkeep.store import tables as t
from shopkeep.store.finding_asking import Asking, Expression
from shopkeep.store.finding_bought import bought
from shopkeep.store.finding_columns import COLUMNS, TEXTS, YES_NO
from shopkeep.store.functions import folded
from shopkeep.store.known import any_merged

_COMPARED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_YES = ("yes", "y", "true", "1", "ja", "oui", "si", "da")
s = t.summaries.c
MOST_AT_STAKE = (s.at_stake.desc(), s.customer_id.desc())
"""The order of the review list."""


def holds(asking: Asking, rule: Rule, positive: bool = True) -> ColumnElement[bool]:
    """Whether a rule holds, or with `positive` False, whether it does not."""
    match rule:
        case AllOf(rules) | AnyOf(rules):
            parts = [holds(asking, part, positive) for part in rules]
            both = isinstance(rule, AllOf) == positive
            if not parts:
                return true() if both else false()
            return and_(*parts) if both else or_(*parts)
        case Not(inner):
            return holds(asking, inner, not positive)
        case InSegment(rule=inner):
            return holds(asking, inner, positive)
        case First():
            found = _first(asking, rule)
            return found if positive else ~found
        case Bought():
            return bought(asking, rule) if positive else ~bought(asking, rule)
        case Compare(field, "!=", values):
            return holds(asking, Compare(field, "=", values), not positive)
        case Attribute(key, "!=", values):
            return holds(asking, Attribute(key, "=", values), not positive)
        case Compare():
            found = _compare(asking, rule)
        case CompareField():
            found = _compare_field(asking, rule)
        case Attribute():
            found = _attribute(asking, rule)
    return found if positive else found.is_not(true())


def _first(asking: Asking, rule: First) -> ColumnElement[bool]:
    """Whether a customer is among the first so many. All are asked, also where `asking` is about a few."""
    whole = Asking(asking.tx, asking.around)
    where = holds(whole, rule.rule)
    query = select(s.customer_id).select_from(whole.tables).where(where).order_by(*MOST_AT_STAKE).limit(rule.count)
    return s.customer_id.in_(query.correlate(None))


def _compare(asking: Asking, rule: Compare) -> ColumnElement[bool]:
    field, op, values = rule.field, rule.op, rule.values
    column = COLUMNS[field](asking)
    if field in TEXTS:
        own = column if field == "email" else func.folded(column)
        said = [str(value) for value in values if value is not None]
        if field == "country" and op == "=":
            said = [one for value in said for one in countries.spellings(value, asking.around.language)]
        wanted = [folded(value) for value in said]
        fitting = _text(own, op, wanted, None in values)
        if field == "email" and wanted and any_merged(asking.tx):
            other = t.customers.alias("other_address")
            theirs = select(other.c.merged_into).where(other.c.merged_into > 0, _text(other.c.email, op, wanted, False))
            fitting = or_(fitting, s.customer_id.in_(theirs))
        if field != "name" or None in values or op not in ("=", "contains", "starts"):
            return fitting
        # Nearly every name is another one: what is kept folded passes over most of them.
        return and_(or_(*(func.instr(s.search, value) > 0 for value in wanted)), fitting)
    if field in YES_NO:
        return or_(*(column if value else column.is_not(true()) for value in values))
    return _plain(column, op, [_stored(value) for value in values if value is not None], None in values)


def _compare_field(asking: Asking, rule: CompareField) -> ColumnElement[bool]:
    constant = asking.around.constants.get(rule.other)
    if constant is not None:
        other: Any = literal(rule.factor * constant)
    else:
        other = COLUMNS[rule.other](asking)
        if rule.factor != 1:
            other = rule.factor * other
    column = COLUMNS[rule.field](asking)
    if rule.op in ("=", "!="):
        return column == other if rule.op == "=" else column != other
    return _COMPARED[rule.op](column, other)


def _attribute(asking: Asking, rule: Attribute) -> ColumnElement[bool]:
    said = asking.attribute((rule.key, *asking.around.synonyms.get(rule.key, ())))
    known = [value for value in rule.values if value is not None]
    unknown = func.coalesce(said, "") == "" if None in rule.values else false()
    numbers = [value for value in known if isinstance(value, int | float) and not isinstance(value, bool)]
    texts = [folded(_stored_text(value)) for value in known if not isinstance(value, int | float)]
    for value in known:
        if isinstance(value, bool):
            texts += _YES if value else ("no", "n", "false", "0", "nein", "non", "nu")
    parts: list[ColumnElement[bool]] = [unknown]
    if numbers:
        parts.append(_plain(func.number_of(said), rule.op, numbers, False))
    if texts:
        parts.append(and_(func.coalesce(said, "") != "", _text(func.folded(said), rule.op, texts, False)))
    return or_(*parts)


def _text(column: Expression, op: str, values: list[str], or_unknown: bool) -> ColumnElement[bool]:
    """A folded text against folded values; unknown is the empty text."""
    if op == "=":
        wanted = [*values, ""] if or_unknown else values
        return column == wanted[0] if len(wanted) == 1 else column.in_(wanted)
    parts: list[ColumnElement[bool]] = []
    for value in values:
        if op == "contains":
            parts.append(func.instr(column, value) > 0)
        elif op == "starts":
            parts.append(func.instr(column, value) == 1)
        else:
            parts.append(and_(column != "", _COMPARED[op](column, value)))
    return or_(*parts)


def _plain(column: Expression, op: str, values: list[Any], or_unknown: bool) -> ColumnElement[bool]:
    """A number, a day or a choice against values; unknown is NULL."""
    if op == "=":
        parts: list[ColumnElement[bool]] = [column.is_(None)] if or_unknown else []
        if values:
            parts.append(column == values[0] if len(values) == 1 else column.in_(values))
        return or_(false(), *parts) if len(parts) != 1 else parts[0]
    return or_(*(_COMPARED[op](column, value) for value in values))


def _stored(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _stored_text(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
