"""Orders that have a known order's number and are another's: of a list that counts anew, or of another shop."""

from __future__ import annotations

from shopkeep.core.records.orders import Told
from shopkeep.errors import ImportRefused

MOVED = 2 * 86_400
"""Seconds by which an order's moment may differ between exports: zones, and days told without their time."""


def is_another(before: Told, now: Told) -> bool:
    """Whether two orders of one number differ in their buyer and in their day. An order that was changed keeps
    the one or the other."""
    both = [(a.casefold(), b.casefold()) for a, b in _who(before, now) if a and b]
    return bool(both) and all(a != b for a, b in both) and abs(before.placed_at - now.placed_at) > MOVED


def _who(before: Told, now: Told) -> list[tuple[str, str]]:
    return [(before.email, now.email), (before.buyer, now.buyer), (before.name, now.name)]


def shown(told: Told) -> str:
    """A buyer as an owner knows them."""
    return told.name or told.email or told.buyer


def refusal(file: str, number: str, before: Told, now: Told) -> ImportRefused:
    """What to say of a file of such orders, by one of them."""
    return ImportRefused(
        f"{file} has numbers of orders that you have already, and they are others' orders.",
        f"Order {number} is {shown(before)}'s, and in this file it is {shown(now)}'s, of another day. That comes of a "
        "list that begins to count anew, or of another shop's export. To take it in would overwrite those orders.",
        "Put a mark of its own before its numbers, such as the year. Another shop wants a folder of its own (--home). "
        "Were the earlier orders wrong, take that import back first.",
    )


def _kept(told: Told) -> str:
    return told.email or "another buyer"


def warning(many: int, number: str, before: Told, now: Told) -> str:
    """What to say where only a few orders of a file are like that. It is kept with the import, so that it names
    people by their addresses alone: those are what an erasure strikes out."""
    what = "order has" if many == 1 else "orders have"
    return (
        f"{many:,} {what} the number of an order that you have, but another buyer and another day: {number} was "
        f"{_kept(before)}'s and is {_kept(now)}'s now. If that is wrong, take this import back."
    )
