"""Two numbers as one: a shop has hundreds of thousands of pairs in memory at once."""

from __future__ import annotations

_BITS = 40


def packed(one: int, other: int) -> int:
    """Both in one number; `other` is below a trillion."""
    return one << _BITS | other


def unpacked(both: int) -> tuple[int, int]:
    """The two numbers of `packed`."""
    return both >> _BITS, both & ((1 << _BITS) - 1)
