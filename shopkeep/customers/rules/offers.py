"""What is offered while somebody types: with the folded text that it is matched by."""

from __future__ import annotations

from typing import NamedTuple

from shopkeep.customers.rules.fields import FIELDS, Field


class Suggestion(NamedTuple):
    insert: str
    says: str


Offers = tuple[tuple[str, Suggestion | str], ...]
"""Each with the folded text that is matched against what was typed; texts of the shop as they are."""

JOINS = (Suggestion("and", "both must be so"), Suggestion("or", "one is enough"))
BEGINNINGS = (
    Suggestion("bought", "a product, or `bought category` and its name"),
    Suggestion("never bought", "never a product or a category"),
    Suggestion("first bought", "in their first order"),
    Suggestion("last bought", "in their last order"),
    Suggestion("used code", "a discount code"),
    Suggestion("in", "another segment"),
    Suggestion("not", "the opposite of what follows"),
    Suggestion("first 20", "only so many, those with most at stake"),
)
_LIKELY = ("country", "spent", "spent_year", "last_order", "orders", "lapse", "chance", "days_since")


def all_starts(attributes: tuple[str, ...]) -> Offers:
    """The beginnings: likely fields, verbs, the other fields, the customers' own attributes."""
    likely = [FIELDS[name] for name in _LIKELY]
    others = [field for field in FIELDS.values() if field.name not in _LIKELY]
    found = [*_each(likely[:5]), *((one.insert, one) for one in BEGINNINGS), *_each(likely[5:]), *_each(others)]
    return tuple(found) + tuple(
        (name.replace("_", " ").lower(), Suggestion(name, "from your customers' file")) for name in attributes
    )


def _each(fields: list[Field]) -> list[tuple[str, Suggestion]]:
    return [(field.name.replace("_", " "), Suggestion(field.name, field.title)) for field in fields]
