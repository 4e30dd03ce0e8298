"""The bundled CDNOW data (data/README.md): the public orders every published number is about."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from shopkeep.core.records.customers import History, Placed
from shopkeep.customers.model import Past
from shopkeep.customers.season import past_of

START = date(1997, 1, 1)
CUT = date(1997, 9, 30)
"""The end of the published 39 weeks that models are fitted to."""
QUARTER = 91
"""Thirteen weeks, in days."""


@dataclass(frozen=True)
class Buyer:
    orders: tuple[tuple[date, int], ...]
    """(day, cents), oldest first."""
    in_tenth: int = 0
    """Their number in the published one-tenth sample, from 1; 0 for the others."""

    @property
    def days(self) -> list[date]:
        return sorted({on for on, _ in self.orders})

    def past(self, unit: float = 1.0) -> Past:
        """(x, t_x, T) at the cut; `unit` 7 for weeks."""
        found = past_of(self.days, CUT)
        assert found is not None
        return found[0], found[1] / unit, found[2] / unit

    def came_back(self, days: int = QUARTER) -> bool:
        return any(0 < (on - CUT).days <= days for on in self.days)

    def repeat_value(self) -> tuple[int, float] | None:
        """(repeat order days, their mean value in dollars) up to the cut; None without any."""
        by_day: dict[date, int] = {}
        for on, cents in self.orders:
            if on <= CUT:
                by_day[on] = by_day.get(on, 0) + cents
        later = [by_day[on] for on in sorted(by_day)[1:]]
        return (len(later), sum(later) / len(later) / 100) if later else None

    def history(self, number: int) -> History:
        return History(number, tuple(Placed(on, cents) for on, cents in self.orders))


@cache
def full() -> tuple[Buyer, ...]:
    """All 23,570 customers."""
    text = gzip.decompress((Path(__file__).parent / "data" / "cdnow.txt.gz").read_bytes()).decode()
    return tuple(_buyer(line) for line in text.splitlines())


@cache
def tenth() -> tuple[Buyer, ...]:
    """The published sample of 2,357, in its order."""
    return tuple(sorted((buyer for buyer in full() if buyer.in_tenth), key=lambda buyer: buyer.in_tenth))


def _buyer(line: str) -> Buyer:
    on, orders = START, []
    number, _, listed = line.rpartition("*")
    for order in listed.split(","):
        after, cents = order.split()
        on += timedelta(days=int(after))
        orders.append((on, int(cents)))
    return Buyer(tuple(orders), int(number or 0))
