"""One query about customers being made: what it is asked around, and which tables its expressions need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, Subquery, cast, func, null, select
from sqlalchemy.engine import Connection

from shopkeep.store import consent, known
from shopkeep.store import tables as t

Expression = ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Around:
    """What a rule is judged against besides the customer."""

    as_of: date
    until: int
    """The last moment whose orders are known, as a stamp."""
    people: int
    """Customers with a summary."""
    constants: Mapping[str, float]
    """The shop's constants, in days."""
    policy: str
    """The owner's answer on whom to write to: `ask`, `opted-in` or `existing`."""
    suppressed: frozenset[int]
    """Customers never to be written to."""
    zone: str = "UTC"
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field or attribute -> the columns of customers' files that say it, folded."""
    language: str = "en"
    """Of the shop: how files may name countries, besides English."""


@dataclass(slots=True)
class Asking:
    """One query being made: what it is asked around, and what its expressions need joined."""

    tx: Connection
    around: Around
    customers: bool = False
    """Whether a column of `customers` is used."""
    only: frozenset[int] | None = None
    """The customers asked about, where they are few."""
    joined: dict[str, Subquery] = field(default_factory=dict)
    """Further tables, one row a customer, by what they are for."""

    @property
    def tables(self) -> FromClause:
        """The summaries with all that is needed besides, once every expression is made."""
        tables: FromClause = t.summaries
        if self.customers:
            tables = tables.join(t.customers, t.customers.c.id == t.summaries.c.customer_id)
        for more in self.joined.values():
            tables = tables.outerjoin(more, more.c.owner == t.summaries.c.customer_id)
        return tables

    def of_customer(self, name: str) -> Expression:
        self.customers = True
        return t.customers.c[name]

    @property
    def consent(self) -> Expression:
        self.customers = True
        return consent.OF_KEPT

    def attribute(self, names: tuple[str, ...]) -> Expression:
        """What customers' files said under any of these names; NULL where nothing."""
        keys = known.attribute_keys(self.tx, names)
        if not keys:
            return cast(null(), String)
        said: list[Expression] = [
            func.json_extract(self.of_customer("attributes"), known.json_path(key)) for key in keys
        ]
        if known.any_merged(self.tx):
            said.append(self._said_of_others(keys))
        return said[0] if len(said) == 1 else func.coalesce(*said)

    def _said_of_others(self, keys: tuple[str, ...]) -> Expression:
        """The same of the addresses merged into a customer, whose own word goes first."""
        name = f"others {' '.join(keys)}"
        if name not in self.joined:
            other = t.customers.alias()
            said = [func.json_extract(other.c.attributes, known.json_path(key)) for key in keys]
            value = said[0] if len(said) == 1 else func.coalesce(*said)
            query = select(other.c.merged_into.label("owner"), func.max(value).label("said"))
            query = query.where(other.c.merged_into > 0).group_by(other.c.merged_into)
            self.joined[name] = query.subquery(f"others{len(self.joined)}")
        return self.joined[name].c.said

    def told(self, name: str) -> Expression:
        """An attribute that is a field of its own, by its usual names."""
        return self.attribute((name, *self.around.synonyms.get(name, ())))


def owners(customer_id: Expression, tx: Connection) -> tuple[Expression, FromClause | None]:
    """The customer that an order's or enrolment's customer is now, and the table to join for it: none
    where nobody was merged into anybody."""
    if not known.any_merged(tx):
        return customer_id, None
    whose = t.customers.alias("whose")
    return func.coalesce(whose.c.merged_into, customer_id), whose
