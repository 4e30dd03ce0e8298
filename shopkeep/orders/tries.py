"""Orders with which an owner tried out a shop's checkout, known by how they were paid."""

from __future__ import annotations

from shopkeep.orders import people
from shopkeep.orders.table import Table

_GATEWAY = "bogus gateway"
"""Shopify's for trying out; it writes `(for testing) Bogus Gateway`."""
_LOOKED_THROUGH = 1024 * 1024
"""Bytes at the end of a large file, where the oldest orders stand."""


def is_try(said: str) -> bool:
    """Whether a cell says that an order was a test."""
    word = said.strip().casefold()
    return word == "test" or _GATEWAY in word or bool(people.consent(said))


def in_column(table: Table, key: str) -> bool:
    """Whether a column tells of payments through the gateway for trying out; of a large file its ends are seen."""
    at = table.find(key)
    if at is None:
        return False
    if any(_GATEWAY in cell.casefold() for cell in set(table.cells(at))):
        return True
    if table.stream is None:
        return False
    with table.stream.path.open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - _LOOKED_THROUGH))
        return _GATEWAY.encode() in file.read().lower()
