"""Rules: what a segment, a filter or a group of a sequence asks of a customer, as a tree.

`customers/rules` reads and words them, `store/finding` asks the shop file. Values are ready to compare:
money in minor units of the main currency, shares 0 to 1, days as dates, yes and no as booleans.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Op = Literal["=", "!=", "<", "<=", ">", ">=", "contains", "starts"]
Value = int | float | str | date | bool | None
"""None: unknown, or not said."""


@dataclass(frozen=True, slots=True)
class Compare:
    """A field against values. Several values only with `=` (any of them) and `!=` (none of them)."""

    field: str
    op: Op
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class CompareField:
    """A field against another field or a shop's constant, times a factor: `days_since > 2 x usual_gap`."""

    field: str
    op: Op
    factor: float
    other: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a customers' file said under a name of its own, as text; numbers compare as numbers."""

    key: str
    op: Op
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Bought:
    """An order that counts, with one of these products, categories or discount codes (compared folded).

    `place`: any order, only the customer's first order day, or only the last one.
    `since` and `until` are days of the shop, both included.
    """

    what: Literal["product", "category", "code"]
    names: tuple[str, ...]
    place: Literal["any", "first", "last"] = "any"
    since: date | None = None
    until: date | None = None
    parts: tuple[str, ...] = ()
    """Those of the names that no product has as a whole: a product with it in its name is meant."""


@dataclass(frozen=True, slots=True)
class InSegment:
    """Another segment, by name, with its rule."""

    name: str
    title: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Not:
    rule: Rule


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these; none at all is everybody."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class First:
    """The first so many of those whom a rule finds, most at stake first, as lists have them; equals by the newer id."""

    count: int
    rule: Rule


Rule = Compare | CompareField | Attribute | Bought | InSegment | Not | AllOf | AnyOf | First

EVERYBODY = AllOf(())


def narrowed(inside: Rule, where: Rule) -> Rule:
    """Those of `inside` whom a rule besides finds, of whom alone a First in it counts."""
    if EVERYBODY in (inside, where):
        return where if inside == EVERYBODY else inside
    return AllOf((inside, counting(inside, where)))


def counting(inside: Rule, rule: Rule) -> Rule:
    """A rule in which a First counts those of `inside` alone. Segments that it names stay as they were saved."""
    match rule:
        case First(count, rest):
            return First(count, AllOf((inside, counting(inside, rest))))
        case AllOf(rules):
            return AllOf(tuple(counting(inside, one) for one in rules))
        case AnyOf(rules):
            return AnyOf(tuple(counting(inside, one) for one in rules))
        case Not(denied):
            return Not(counting(inside, denied))
        case _:
            return rule


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which customers a list shows, and in which order."""

    segment: str = "all"
    where: str = ""
    """A rule in the filter language; narrows the segment further."""
    search: str = ""
    """Words that all occur in name, address, city or country, without regard to case and accents."""
    sort: str = ""
    """One of jobs.customers.SORTS; empty: the segment's own."""
    backwards: bool = False
    """The other way round than this order usually goes."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many customers a rule finds and their money, in minor units of the main currency."""

    customers: int
    can_email: int
    spent: int
    at_stake: int
    set_aside: int = 0
    """Of those who may be written to: how many the owner left out or snoozed."""

    @property
    def get_mail(self) -> int:
        """How many may be written to and were neither left out nor snoozed."""
        return self.can_email - self.set_aside
