"""Orders that are handed on as they stand in a file, for another process to cut into cells and read."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import NamedTuple

from shopkeep.orders.lines import Block, are_plain


class Uncut(NamedTuple):
    """Whole orders, one after another."""

    line: int
    """The line of the file in which they begin."""
    numbers: list[str]
    text: bytes


Give = Callable[[Uncut], object]
"""Takes orders that somebody else cuts."""


def all_but_the_last(block: Block, line: int, sign: str) -> tuple[Uncut, int] | None:
    """The orders of a block of which no more lines follow, told apart by the first cell of their rows, and how
    many lines they take. None where a number is not to be stored as it stands, or the last row goes over several
    lines. `line` is that of the file in which the block begins."""
    mark = sign.encode()
    starts, firsts = list[int](), list[bytes]()
    within = False
    for at, text in enumerate(block.lines):
        if not within:
            starts.append(at)
            firsts.append(text[: text.find(mark)])
        if text.count(b'"') % 2:
            within = not within
    rows = len(starts) - 1
    while rows > 0 and firsts[rows - 1] == firsts[-1]:
        rows -= 1
    past = starts[rows] if starts else 0
    numbers = [number.decode() for number, _ in groupby(firsts[:rows])]
    if not numbers or past - starts[rows - 1] > 1 or '"' in "".join(numbers) or not are_plain(numbers):
        return None
    return Uncut(line, numbers, block.text(0, past)), past
