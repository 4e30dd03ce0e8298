"""Which variant of a mail each customer gets: dealt out evenly, in an order that only a hash knows.

Customers are taken in the order of a keyed hash, and each gets one of the variants that fewest of their kind
have had so far; which of those, the hash says too. So every customer is as likely to get any variant, the
numbers within a group never differ by more than one, and whoever has had a mail, or waits for it, keeps
their variant however the list grows.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple


class Seat(NamedTuple):
    """Those among whom variants of one mail are compared: of one group, with the same variants to choose from."""

    stage: str
    mail: int
    group: str
    variants: tuple[str, ...]


Dealt = Counter[tuple[Seat, str]]
"""How many of a seat have had each variant, or wait for it."""


def deal(key: bytes, sequence: str, waiting: Iterable[tuple[str, Seat]], before: Dealt) -> dict[str, str]:
    """The variant of each waiting address. `before`: what was dealt earlier; it is not changed."""
    so_far = Counter(before)
    found: dict[str, str] = {}
    drawn = [(draw(key, "variant", email, sequence, s.stage, str(s.mail)), email, s) for email, s in waiting]
    for number, email, seat in sorted(drawn):
        fewest = min(so_far[seat, variant] for variant in seat.variants)
        open_ = [variant for variant in seat.variants if so_far[seat, variant] == fewest]
        # The order was made of the number's height, so the choice is made of a hash of its own.
        choice = draw(key, "choice", email, sequence, seat.stage, str(seat.mail)) if len(open_) > 1 else number
        found[email] = open_[int(choice * len(open_))]
        so_far[seat, found[email]] += 1
    return found


def draw(key: bytes, *what: str) -> float:
    """A number from 0 to 1 (excluded) that only the shop's key and these words decide."""
    digest = hmac.digest(key, "\n".join(what).encode(), hashlib.sha256)
    return (int.from_bytes(digest[:8], "big") >> 11) / 2**53
