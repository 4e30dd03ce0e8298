"""From rows of orders to what each customer ordered and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from shopkeep.core.money import Money, decimals
from shopkeep.core.records.customers import Placed

OrderRow = tuple[int, int, int, str, int, int, int, int, int | None]
"""(customer, moment, amount net of refunds, currency, whether it counts, was discounted, was refunded, is a gift,
days until it was sent), the moment a stamp, the amount in minor units."""
Told = tuple[int, list[Placed], list[date], list[Money]]
"""A customer's orders that count, the days of those refunded in full, and what amounts of 0 hide."""

EPOCH = date(1970, 1, 1).toordinal()

NO_RATES: Mapping[str, float] = {}


def told(rows: Iterable[OrderRow], zone: str, currency: str, rates: Mapping[str, float]) -> Iterator[Told]:
    """What rows say of each customer who has an order that counts. A customer's rows come together, oldest first.

    `rates` says what one unit of another currency is worth in the main one; without a rate an order keeps its
    day and has amount 0.
    """
    factor_of = factors(currency, rates)
    day_of = day_of_stamp(zone)
    for owner, own in groupby(rows, itemgetter(0)):
        placed: list[Placed] = []
        refused: list[date] = []
        others: list[Money] = []
        for _, at, amount, code, counts, discounted, refunded, gift, waited in own:
            day = day_of(at)
            if not counts:
                refused.append(day)
                continue
            if code != currency:
                factor = factor_of.get(code)
                if factor is None:
                    others.append(Money(amount, code))
                    amount = 0
                else:
                    amount = rounded(amount * factor)
            placed.append(_new(Placed, (day, amount, discounted == 1, refunded == 1, gift == 1, waited)))
        if placed:
            yield owner, placed, refused, others


_new = tuple.__new__
"""Makes a named tuple of a tuple, at half the cost of naming each field."""


def factors(currency: str, rates: Mapping[str, float]) -> dict[str, float]:
    """Minor units of the main currency for one minor unit of another."""
    return {code: rate * 10.0 ** (decimals(currency) - decimals(code)) for code, rate in rates.items()}


def rounded(amount: float) -> int:
    """Halves away from zero, as SQLite's round does, so that both ways of adding up agree."""
    return int(amount + 0.5) if amount >= 0 else int(amount - 0.5)


class _Days:
    """stamp -> the day it lies on in a zone. Most UTC days have one offset from end to end, so that a few
    thousand answers do for any number of orders; the days of a change are looked up moment by moment."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._offsets: dict[int, int | None] = {}
        self._dates: dict[int, date] = {}

    def __call__(self, at: int) -> date:
        utc_day = at // 86400
        try:
            offset = self._offsets[utc_day]
        except KeyError:
            first, last = (self._offset(utc_day * 86400 + more) for more in (0, 86399))
            offset = self._offsets[utc_day] = first if first == last else None
        if offset is None:
            offset = self._offset(at)
        number = (at + offset) // 86400
        try:
            return self._dates[number]
        except KeyError:
            found = self._dates[number] = date.fromordinal(EPOCH + number)
            return found

    def _offset(self, at: int) -> int:
        away = datetime.fromtimestamp(at, self._zone).utcoffset()
        assert away is not None
        return int(away.total_seconds())


@lru_cache(maxsize=4)
def day_of_stamp(zone: str) -> Callable[[int], date]:
    """What tells the day in a zone of a stored moment, for many of them."""
    return _Days(zone)
