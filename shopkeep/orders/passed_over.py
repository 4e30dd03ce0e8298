"""Known orders that stand in a file letter for letter as they did before: they are not even cut into cells."""

from __future__ import annotations

from typing import NamedTuple

from shopkeep.core.packing import unpacked
from shopkeep.orders.lines import Block
from shopkeep.orders.stamps import Stamps, size_of, stamp_of

Stretch = tuple[int, int, str]
"""Lines from one to before another, and the number of the order above them."""


class Same(NamedTuple):
    """A known order, and over how many rows it goes."""

    number: str
    id: int
    rows: int


def passed_over(
    block: Block, known: Stamps, salt: int, sign: str, above: str, last: bool
) -> tuple[list[Same], list[Stretch]]:
    """The known orders of some lines that stand there as they did before; between which lines others stand.

    `above` is the number of the order above the block, `last` whether no lines follow.
    """
    lines, text, mark = block.lines, block.text, sign.encode()
    if not known:
        return [], [(0, len(lines), above)]
    most = len(lines) if last else len(lines) - 1  # of the last order more lines may follow
    past = since = 0
    same: list[Same] = []
    stretches: list[Stretch] = []
    while past < len(lines):
        line = lines[past]
        number = line[: line.find(mark)].decode()
        if both := known.get(number):
            stamp, order_id = unpacked(both)
            many, rows = size_of(stamp)
            end = past + many
            if end <= most and stamp_of(text(past, end), rows, many, salt) == stamp:
                if past > since:
                    stretches.append((since, past, above))
                same.append(Same(number, order_id, rows))
                above = number
                past = since = end
                continue
        past += 1
    if past > since or not last:
        stretches.append((since, past, above))
    return same, stretches
