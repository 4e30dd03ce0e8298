"""Names and places as orders give them, as they are stored."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache

from shopkeep.core import text
from shopkeep.orders import people
from shopkeep.orders.layout import title_of
from shopkeep.orders.table import unguard

_NO_CODES = frozenset(("", "NONE", "N/A", "NULL", "NAN", "-", "--"))
"""What programs write where an order has no discount code."""


def name_of(written: str) -> str:
    """A person's name from one cell, most of which need nothing done."""
    if written.isascii() and written.isprintable() and written[0] not in " '=+-@" and "  " not in written:
        return written.rstrip()[: text.NAME_LIMIT]
    return people.person_name(written)


@lru_cache(maxsize=65_536)
def postcode_of(written: str) -> str:
    """In capitals; the quotes that keep spreadsheets from counting, and zeros that stand for none, left out."""
    found = title_of(written.strip("'\"= ")).upper()[:20].strip()
    return found if found.strip("0- ") else ""


@lru_cache(maxsize=4096)
def country_of(written: str) -> str:
    country = title_of(written)
    return country.upper() if len(country) == 2 else country


def codes_of(cell: str, split: Callable[[str], list[str]]) -> str:
    """Discount codes as a JSON list, in capitals: shops do not tell small letters from large ones there."""
    found = (text.clean(unguard(code.strip()), 80).upper() for code in split(cell))
    return json.dumps(list(dict.fromkeys(code for code in found if code not in _NO_CODES)), ensure_ascii=False)
