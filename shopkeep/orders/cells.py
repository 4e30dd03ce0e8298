"""Cells of columns that are no field of every platform, for the hooks of a layout."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from babel.core import get_global

from shopkeep.core import text
from shopkeep.orders import marketplaces
from shopkeep.orders.layout import Row, Sheet


def word(sheet: Sheet, rows: Sequence[Row], key: str) -> str:
    """What the first row that says anything says in a column, by its compared name; empty without it."""
    at = sheet.table.find(key)
    if at is None:
        return ""
    return next((found for row in rows if (found := row[at].strip())), "")


def amount(sheet: Sheet, rows: Sequence[Row], key: str, currency: str) -> int | None:
    """The first amount of a column in minor units; None where there is none. Raises Refuse."""
    found = (marketplaces.amount(sheet, row, key, currency) for row in rows)
    return next((amount for amount in found if amount is not None), None)


def by_name_and_postcode(sheet: Sheet, rows: Sequence[Row]) -> str:
    """Who a buyer without address and without account is: name and postcode; empty where one is missing."""
    name = sheet.first(rows, "name") or f"{sheet.first(rows, 'first_name')} {sheet.first(rows, 'last_name')}"
    return marketplaces.name_and_place(name, sheet.first(rows, "postcode"))


@lru_cache(maxsize=4096)
def unescaped(written: str) -> str:
    """A product's name without the `&quot;` and `&#39;` that some platforms leave in their exports."""
    return text.clean_name(text.unescaped(written)) if "&" in written else written


@lru_cache(maxsize=1024)
def two_letters(country: str) -> str:
    """`DE` for `DEU`; anything else as it is."""
    written = country.strip()
    if len(written) != 3 or not written.isalpha():
        return written
    found = get_global("territory_aliases").get(written.upper(), [])
    return found[0] if len(found) == 1 else written
