"""What some orders of a file are to a shop, once they were compared with what it knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from shopkeep.core.records.orders import Piece, Told
from shopkeep.orders.columns import Orders, none


class Rehashed(NamedTuple):
    """A known order that the file says the same of, in other cells than before."""

    id: int
    hash_before: int
    hash_now: int


class Other(NamedTuple):
    """A known order that was read from other cells than before."""

    id: int
    told: Told
    cells_hash: int
    shape: int
    """What is stated of it (orders.shapes)."""


class Change(NamedTuple):
    """A known order as it is to be stored."""

    id: int
    told: Told
    seen_by: int
    cells_hash: int
    shape: int
    pieces: list[Piece]


@dataclass(slots=True)
class Batch:
    """What some orders of a file are to the shop."""

    new: Orders = field(default_factory=none)
    """Orders that the shop does not know."""
    changes: list[Change] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changes)


@dataclass(slots=True)
class Counts:
    """What an import does or would do."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    lines: int = 0
    without_email: int = 0
    outdone: int = 0
    """Of the unchanged, those of which this file says otherwise, but a file that knew later was there before."""
    customers_new: int = 0
    customers_known: int = 0
    by_number: int = 0
    """Orders without an address that go to a buyer with one, by the number they carry."""
    by_number_before: int = 0
    """Orders of earlier files that do so now."""
    apart_again: int = 0
    """Buyers whose number went for an address before, and does no more."""
    strangers: str = ""
    """What to say of known orders that are somebody else's here."""
    doubles: str = ""
    """What to say of new orders that seem to be known ones."""


def keys_of(platform: str, told: Orders) -> list[str]:
    """`key_of` each of some orders."""
    emails, named = told.column("email"), told.column("buyer")
    if not any(named):
        return emails
    return [email or (f"{platform}:{buyer}" if buyer else "") for email, buyer in zip(emails, named, strict=True)]


def key_of(platform: str, told: Told) -> str:
    """records.orders.Order.customer_key."""
    return told.email or (f"{platform}:{told.buyer}" if told.buyer else "")
