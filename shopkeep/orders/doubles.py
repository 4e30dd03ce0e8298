"""Orders that a shop has already under other numbers: of a list that a spreadsheet saved anew, read in another way
than before, or exported by another program. Each would count twice.

Only the first of those new orders are looked at that are of no later day than all known ones, so that a month's
export after another costs nothing. A known order that stands in the file under its own number is no double of
another there: a buyer of every day may order twice.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from shopkeep.core import clock
from shopkeep.errors import ImportRefused
from shopkeep.orders.columns import Orders
from shopkeep.store import Tx
from shopkeep.store import orders as store

LOOKED_AT = 40
_SEVERAL = 3
"""From so many buyers on, with four in five of the orders known, no chance is left. A single one may be a guest."""


class Double(NamedTuple):
    """A new order, and the known one that it seems to be."""

    number: str
    known: str
    platform: str
    placed_at: int
    who: str


class Doubles:
    """Compares new orders with known ones by buyer, day and total."""

    def __init__(self, tx: Tx, platform: str, zone: str) -> None:
        self._tx = tx
        self._platform = platform
        self._zone = zone
        first, last = store.span(tx)
        self._begin, self._end = self._day_of(first)[0], self._day_of(last)[1]
        self._looked = 0
        self._found: dict[int, Double] = {}
        self._met = array("q")

    def meet(self, known: Iterable[int]) -> None:
        """Note known orders, by id, that stand in the file under their own numbers."""
        self._met.extend(known)

    def look(self, new: Orders) -> None:
        """Look at some new orders of the file."""
        placed = new.column("placed_at")
        if not placed or self._looked >= LOOKED_AT or min(placed) > self._end or max(placed) < self._begin:
            return
        who = zip(new.column("email"), new.column("buyer"), new.column("name"), strict=True)
        told = zip(new.numbers, placed, new.column("total"), new.column("currency"), who, strict=True)
        for number, at, total, currency, buyer in told:
            if total > 0 and any(buyer) and self._begin <= at <= self._end:
                self._look_at(number, at, total, currency, buyer)
                if self._looked >= LOOKED_AT:
                    return

    def _look_at(self, number: str, at: int, total: int, currency: str, buyer: tuple[str, str, str]) -> None:
        self._looked += 1
        for like in store.alike(self._tx, *self._day_of(at), total, currency):
            if like.id not in self._found and _is_same(buyer, like.buyer):
                self._found[like.id] = Double(number, like.number, like.platform, at, next(filter(None, buyer[::-1])))
                return

    def _day_of(self, at: int) -> tuple[int, int]:
        """The first and the last second of the day of a moment, where the shop is."""
        day = clock.day_of(clock.moment(at), self._zone)
        return clock.stamp(clock.start_of(day, self._zone)), clock.stamp(clock.end_of(day, self._zone))

    def judge(self, file: str, unchanged: Iterable[int]) -> str:
        """What to say of them; nothing where there are few. `unchanged`: the known orders that stand in the file as
        they did. Raises ImportRefused where the file seems to hold orders of this platform, or of these numbers,
        once more."""
        found = [self._found[id] for id in sorted({*self._found}.difference(self._met, unchanged))]
        own = [one for one in found if one.platform == self._platform or one.number == one.known]
        if _are_several(own) and len(own) * 5 >= self._looked * 4:
            raise _refusal(file, own[0])
        if not _are_several(found) or len(found) * 2 < self._looked:
            return ""
        return _warning(len(found), self._looked, found[0])


def _are_several(found: list[Double]) -> bool:
    return len({one.who.casefold() for one in found}) >= _SEVERAL


def _is_same(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """Whether the first that both say of a buyer (address, platform's name, name) is the same."""
    both = next(((a, b) for a, b in zip(one, other, strict=True) if a and b), None)
    return both is not None and both[0].casefold() == both[1].casefold()


def _day(double: Double) -> date:
    return clock.moment(double.placed_at).date()


def _refusal(file: str, one: Double) -> ImportRefused:
    return ImportRefused(
        f"{file} holds orders that you have already, under other numbers.",
        f"Order {one.number} of {_day(one)} has the buyer, the day and the total of order {one.known}. That comes of "
        "a spreadsheet that took the zeros off the numbers or wrote its dates anew, or of another kind of export. "
        "Taken in, each would count twice.",
        "Import the export as it was downloaded. If the earlier file is the wrong one, take that import back first.",
    )


def _warning(many: int, looked: int, one: Double) -> str:
    return (
        f"{many:,} of {looked:,} new orders looked at have the buyer, the day and the total of orders that you have "
        f"already: {one.number} is like {one.known} of {one.platform}. If both files tell of the same sales, take "
        "this import back: each would count twice."
    )
