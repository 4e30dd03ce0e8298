"""Moments of which a spreadsheet lost a part when it saved a list anew: the seconds, or the time zone.

An order of which two files tell otherwise in that alone is the same, and the file that tells more precisely is
believed, whichever is newer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shopkeep.core.records.orders import Told, Zones
from shopkeep.store import Tx, imports

_MOMENTS = ("placed_at", "paid_at", "fulfilled_at", "cancelled_at")
_FARTHEST = 14 * 3600
"""Seconds that a zone may be away from UTC."""
_STEP = 15 * 60
"""Zones differ by multiples of so many seconds."""
Knows = Callable[[], bool | None]
"""Which of two files knows the zone: True for the first, False for the second, None where neither does more."""


def with_known(before: Told, now: Told, zone: Knows) -> Told:
    """What a file says now, with those moments as they were before that were told more precisely then."""
    if all(getattr(before, name) == getattr(now, name) for name in _MOMENTS):
        return now
    moments: dict[str, Any] = {name: _known(getattr(before, name), getattr(now, name), zone) for name in _MOMENTS}
    return now._replace(**moments)


def _known(before: int | None, now: int | None, zone: Knows) -> int | None:
    """The more precise of two moments where they are one and the same; else the newer file's."""
    if before is None or now is None or before == now:
        return now
    seconds = before % 60 or now % 60
    apart = before // 60 * 60 - now // 60 * 60
    if not apart:
        return now if now % 60 else before
    if before % 60 and now % 60 and before % 60 != now % 60:
        return now
    if abs(apart) > _FARTHEST or apart % _STEP or (first := zone()) is None:
        return now
    return (before if first else now) // 60 * 60 + seconds


def differ(one: Told, other: Told) -> bool:
    """Whether two files tell otherwise of an order in more than what a spreadsheet loses."""
    return with_known(one, other, lambda: True) != with_known(other, one, lambda: False)


def other_way(first: bool | None) -> bool | None:
    """The same of two files, the second first."""
    return None if first is None else not first


class ZonesTold:
    """Which imports' files named the time zones of their moments, looked up where it is asked first."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._found: dict[int, Zones] | None = None

    def first_knows(self, import_id: int, now: Zones) -> bool | None:
        """Whether an earlier import's file knows the zone of its moments and one that is read now does not, or the
        other way round; None where that cannot be told.

        Two files that name none and were read in one zone would say the same: where they do not, the earlier moment
        is of a third file that named it, if there was any; else it was changed.
        """
        if self._found is None:
            self._found = imports.zones(self._tx)
        before = self._found.get(import_id)
        if before is None or (before.named and now.named):
            return None
        if before.named != now.named:
            return before.named
        third = before.zone == now.zone and any(each.named for each in self._found.values())
        return True if third else None
