"""Two customers who may be one person, as the owner is asked about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shopkeep.core.money import Money

Sure = Literal["very likely", "likely", "perhaps"]


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two, as far as it helps to tell them apart."""

    email: str
    name: str
    city: str
    country: str
    postcode: str
    orders: int
    spent: Money
    first_order: date | None
    last_order: date | None
    consent: str
    """`yes`, `no` or empty where nothing was said."""


@dataclass(frozen=True, slots=True)
class PairRow:
    """A suggested pair; `one` ordered last. JSON of `shopkeep likely-same`."""

    one: Party
    other: Party
    sure: Sure
    score: float
    """0 to 1: how sure."""
    why: list[str]
    """What speaks for one person."""
    against: list[str]
    """What speaks for two."""
