"""Finding customers by a rule: which, in what order, how many, and what their money comes to.

A rule becomes one SQL expression over the summaries. Truth has two values only: what is not known fits
no comparison, and `not` of it does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, text
from sqlalchemy.engine import Connection

from shopkeep.core.records.rules import (
    AllOf,
    Compare,
    Counted,
    InSegment,
    Rule,
)
from shopkeep.store import raw
from shopkeep.store import tables as t
from shopkeep.store.finding_asking import Around, Asking, Expression
from shopkeep.store.finding_columns import COLUMNS, may_email, set_aside
from shopkeep.store.finding_rules import holds
from shopkeep.store.functions import folded
from shopkeep.store.tables import LEADING

__all__ = ["COLUMNS", "SORTS", "Around", "counted", "counted_each", "fits", "found", "ids", "sets"]

SORTS: dict[str, tuple[str, bool]] = {
    "at_stake": ("at_stake", True),
    "last_order": ("last_on", True),
    "spent": ("spent", True),
    "spent_year": ("spent_365", True),
    "overdue": ("overdue", True),
    "return_chance": ("return_chance", True),
    "name": ("search", False),
    "orders": ("orders", True),
}
"""What lists can be ordered by: the column, and whether the largest comes first. Equals go by id."""

_FEW, _FEW_FOR_A_PAGE = 15_000, 2_000
"""Customers that are looked up one by one rather than come upon while going through all, or through an index
until a page is full."""
_PER_NUMBER = 60
"""Segments whose answers one whole number holds, a bit each."""
s = t.summaries.c


class _Search(NamedTuple):
    """Words that customers are searched with, as conditions."""

    parts: list[ColumnElement[bool]]
    few: bool
    """Whether few customers are meant, by their ids."""


def _search(tx: Connection, words: Sequence[str], few: int = _FEW) -> _Search:
    """Words are looked for in the index of names, which holds nothing else and is soon gone through: whom
    they find is told by id, but for words that very many have."""
    if not words:
        return _Search([], False)
    parts = [func.instr(s.search, folded(word)) > 0 for word in words]
    named = [row[0] for row in raw.rows(tx, select(s.customer_id).where(*parts).limit(few + 1))]
    return _Search([raw.among(s.customer_id, named)], True) if len(named) <= few else _Search(parts, False)


def ids(
    tx: Connection,
    rule: Rule,
    words: Sequence[str],
    sort: str,
    descending: bool,
    around: Around,
    limit: int | None = None,
) -> list[int]:
    """The customers that fit a rule and a search, in order."""
    asking, search = Asking(tx, around), _search(tx, words, _FEW if limit is None else _FEW_FOR_A_PAGE)
    leading = LEADING.get(SORTS[sort][0])
    if limit is not None and leading is not None and descending and not search.few:
        query = _ordered(asking, [s.customer_id], rule, search, sort, descending, True)
        first = raw.rows(tx, query.where(text(f"summaries.{leading}")).limit(limit))
        if len(first) == limit and (sort != "at_stake" or _has_most_at_stake(tx, first[-1][0])):
            return [row[0] for row in first]
    along_index = leading is None and not search.few and (limit is not None or (_by_index(rule) and not words))
    query = _ordered(asking, [s.customer_id], rule, search, sort, descending, along_index)
    return [row[0] for row in raw.rows(tx, query.limit(limit))]


def _has_most_at_stake(tx: Connection, customer: int) -> bool:
    """Whether nobody outside the index of what is at stake can have more than this customer of it: nobody has more
    at stake than they spent in the year."""
    inside = select(func.min(s.spent_365)).where(text(LEADING["spent_365"])).scalar_subquery()
    [[at_stake, least]] = raw.rows(tx, select(s.at_stake, inside).where(s.customer_id == customer))
    return bool(at_stake >= least)


def found(
    tx: Connection, rule: Rule, words: Sequence[str], sort: str, descending: bool, around: Around
) -> tuple[list[int], Counted]:
    """All of `ids`, and what they come to."""
    if _by_index(rule) and not words:
        return ids(tx, rule, words, sort, descending, around), counted(tx, rule, words, around)
    asking = Asking(tx, around)
    columns = [s.customer_id, may_email(asking), s.spent, s.at_stake, set_aside(asking)]
    rows = raw.rows(tx, _ordered(asking, columns, rule, _search(tx, words), sort, descending, False))
    may, spent, at_stake, aside = (sum(row[n] or 0 for row in rows) for n in range(1, 5))
    sums = Counted(len(rows), may, spent, at_stake, aside)
    return [row[0] for row in rows], sums


def _ordered(
    asking: Asking,
    columns: list[Expression],
    rule: Rule,
    search: _Search,
    sort: str,
    descending: bool,
    along_index: bool,
) -> Select[Any]:
    """These columns of the customers that fit, in order. Going along an index finds the first ones soon;
    for all of them it is slower than going through the table and sorting, but where the index is enough."""
    where = and_(holds(asking, rule), *search.parts)
    by = s[SORTS[sort][0]]
    query = select(*columns).select_from(asking.tables).where(where)
    if not along_index:
        query = query.with_hint(t.summaries, raw.WHOLE, "sqlite")
    last = s.customer_id
    return query.order_by(by.desc(), last.desc()) if descending else query.order_by(by, last)


def _by_index(rule: Rule) -> bool:
    """Whether an index alone knows who fits a rule: everybody, or one band."""
    while isinstance(rule, InSegment):
        rule = rule.rule
    return rule == AllOf(()) or (isinstance(rule, Compare) and rule.field == "lapse")


def counted(tx: Connection, rule: Rule, words: Sequence[str], around: Around) -> Counted:
    """How many customers fit a rule and a search, how many of them may be written to, and their money."""
    asking = Asking(tx, around)
    found, may = and_(holds(asking, rule), *_search(tx, words).parts), may_email(asking)
    query = (
        select(
            func.count(), func.total(may), func.total(s.spent), func.total(s.at_stake), func.total(set_aside(asking))
        )
        .select_from(asking.tables)
        .where(found)
    )
    if not _by_index(rule):
        query = query.with_hint(t.summaries, raw.WHOLE, "sqlite")
    return Counted(*map(int, raw.rows(tx, query)[0]))


def counted_each(tx: Connection, rules: Mapping[str, Rule], around: Around) -> dict[str, Counted]:
    """The same for many rules at once, in one scan: customers of whom the same rules hold are summed together."""
    asking = Asking(tx, around)
    may, aside = may_email(asking).label("may"), set_aside(asking).label("aside")
    names = list(rules)
    parts = [part.label(f"fits{n}") for n, part in enumerate(_bits(asking, [rules[name] for name in names]))]
    each = (
        select(*parts, may, s.spent, s.at_stake, aside)
        .select_from(asking.tables)
        .with_hint(t.summaries, raw.WHOLE, "sqlite")
        .subquery("each")
    )
    same = [each.c[part.name] for part in parts]
    sums = (func.count(), *(func.total(each.c[name]) for name in ("may", "spent", "at_stake", "aside")))
    totals: dict[str, list[float]] = {name: [0] * len(sums) for name in names}
    for row in raw.rows(tx, select(*same, *sums).group_by(*same)):
        for name in _named(names, row[: len(parts)]):
            totals[name] = [a + b for a, b in zip(totals[name], row[len(parts) :], strict=True)]
    return {name: Counted(*map(int, total)) for name, total in totals.items()}


def fits(tx: Connection, rules: Mapping[str, Rule], ids: Collection[int], around: Around) -> dict[int, list[str]]:
    """customer -> the names of the rules that they fit, of these customers, in the order of the rules."""
    asking = Asking(tx, around, only=frozenset(ids))
    names = list(rules)
    parts = _bits(asking, list(rules.values()))
    query = select(s.customer_id, *parts).select_from(asking.tables).where(raw.among(s.customer_id, ids))
    return {row[0]: _named(names, row[1:]) for row in raw.rows(tx, query)}


def sets(tx: Connection, rules: Mapping[str, Rule], around: Around) -> dict[str, set[int]]:
    """rule -> the customers that fit it."""
    return {name: set(ids(tx, rule, (), "at_stake", True, around)) for name, rule in rules.items()}


def _named(names: list[str], numbers: Sequence[int]) -> list[str]:
    return [name for n, name in enumerate(names) if numbers[n // _PER_NUMBER] >> n % _PER_NUMBER & 1]


def _bits(asking: Asking, rules: list[Rule]) -> list[Expression]:
    """Whole numbers whose bits say which of the rules hold."""
    found = []
    for start in range(0, len(rules), _PER_NUMBER):
        flags = [
            case((holds(asking, rule), literal(1 << n)), else_=0)
            for n, rule in enumerate(rules[start : start + _PER_NUMBER])
        ]
        found.append(_sum_of(flags))
    return found


def _sum_of(flags: list[Any]) -> Expression:
    """A balanced sum: SQLite allows expressions only so deep."""
    if len(flags) <= 2:
        return flags[0] if len(flags) == 1 else flags[0] + flags[1]
    middle = len(flags) // 2
    return _sum_of(flags[:middle]) + _sum_of(flags[middle:])
