"""Tables that a program wrote in cents, and that would be read as a hundred times as much."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from shopkeep.core.money import decimals
from shopkeep.errors import ImportRefused
from shopkeep.orders import contents
from shopkeep.orders.fields import Columns
from shopkeep.orders.table import Table, at_of

_NAMES = frozenset(("cents", "cent", "paise", "pence", "centimes", "centavos", "kopecks", "kopeks", "minor"))
_STRIPES = re.compile(r"(?:ch|pi|py|cs|in)_")


def refuse(table: Table, columns: Columns) -> None:
    """Raises ImportRefused where orders cost hundredths, by their columns' names or as Stripe keeps them."""
    _refuse_stripes(table, columns)
    refuse_named(table, (key for name in ("total", "line_price", "line_total") for key in columns.get(name, ())))


def refuse_named(table: Table, keys: Iterable[str]) -> None:
    """Raises ImportRefused where a column of money is called after hundredths, and holds whole numbers alone."""
    for key in keys:
        at = at_of(table, key)
        if not _NAMES.isdisjoint(key.split()) and all(each.isdecimal() for each in contents.filled(table, at)):
            raise ImportRefused(
                f"The amounts in {table.columns[at]!r} are hundredths: cents, pence or the like.",
                "Read as they stand, every order would be worth a hundred times as much.",
                "Divide that column by 100 in a spreadsheet, rename it to total, and save it as CSV.",
            )


def _refuse_stripes(table: Table, columns: Columns) -> None:
    """Raises ImportRefused where a program copied Stripe's own records, whose amounts are cents."""
    if not {"number", "total"} <= columns.keys() or "currency" not in columns:
        return
    fields = ("number", "total", "currency")
    numbers, totals, codes = (contents.filled(table, at_of(table, columns[field][0])) for field in fields)
    stripes = numbers and all(map(_STRIPES.match, numbers)) and any(decimals(code.upper()) for code in codes)
    if stripes and all(each.isdecimal() for each in totals):
        raise ImportRefused(
            f"The amounts in {PurePath(table.path).name} are cents.",
            "It is a copy of Stripe's own records, made by a program, and not the list that Stripe exports.",
            "In Stripe choose Payments, Export, and import that file.",
        )
