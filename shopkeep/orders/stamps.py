"""By what a known order is told from its text alone, before it is cut into cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zlib import crc32

from shopkeep.core.packing import packed, unpacked
from shopkeep.store.known_by_text import Stamped

_LINES, _ROWS = 12, 10
"""Bits of a stamp that say over how many lines and rows an order goes; the others are a hash of its text."""
Stamps = Mapping[str, int]
"""The known orders by number: stamp and id, packed."""
NONE_KNOWN: Stamps = {}


def by_number(known: Stamped) -> Stamps:
    """Known orders as they are looked up."""
    numbers, stamps, ids = known
    return dict(zip(numbers, map(packed, stamps, ids), strict=True))


def ids_of(numbers: Sequence[str], known: Stamps) -> list[int]:
    """The ids of orders by their numbers; 0 of those that are not known."""
    return [unpacked(known.get(number, 0))[1] for number in numbers] if known else [0] * len(numbers)


def stamp_of(written: bytes, rows: int, lines: int, salt: int) -> int:
    """A number for the text of an order and how it is read; 0 where it is too long for one."""
    if lines >= 1 << _LINES or rows >= 1 << _ROWS:
        return 0
    hashed = crc32(written, salt) or 1
    return (hashed << _ROWS | rows) << _LINES | lines


def size_of(stamp: int) -> tuple[int, int]:
    """Over how many lines and rows the order of a stamp goes."""
    return stamp & (1 << _LINES) - 1, stamp >> _LINES & (1 << _ROWS) - 1
