"""Orders as read, column by column: what is worked out for very many of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import itemgetter
from typing import Any

from shopkeep.core.records.orders import Told, ToldLine
from shopkeep.orders.told import new

WIDTH = len(Told._fields) - 1
UNREAD: Any = object()
"""In place of what takes a closer look."""
_MOST = 200_000
"""How many different cells are remembered."""


class Memo(dict[Any, Any]):
    """What cells were read as: of cells that come again and again each is read once."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self._read = read
        self.unread = False
        """Whether any cell was UNREAD."""

    def __missing__(self, cell: Any) -> Any:
        if len(self) > _MOST:
            self.clear()
        found = self[cell] = self._read(cell)
        self.unread = self.unread or found is UNREAD
        return found


Line = Any
"""A product as a plain tuple of what ToldLine has; None of a row without one."""


@dataclass(slots=True)
class Orders:
    """What a file tells of some orders. `columns` are the fields of Told but the products, in their order."""

    numbers: list[str]
    stamps: list[int]
    columns: list[list[Any]]
    many: list[int]
    """How many products each order has."""
    lines: list[Line]
    """The products of all orders, one order after another."""
    gaps: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The fields (of a layout) of which an order, by its place, could not be read all: few have any."""

    def __len__(self) -> int:
        return len(self.numbers)

    def column(self, name: str) -> list[Any]:
        return self.columns[AT[name]]

    def by_number(self) -> Iterator[tuple[str, Told]]:
        """The orders one by one, with their numbers."""
        return zip(self.numbers, self.each(), strict=True)

    def each(self) -> Iterator[Told]:
        """The orders one by one."""
        ends = list(accumulate(self.many))
        for at, values in enumerate(zip(*self.columns, strict=True)):
            lines = tuple(map(ToldLine._make, self.lines[ends[at] - self.many[at] : ends[at]]))
            yield new(Told, (*values, lines))

    def only(self, wanted: Sequence[int]) -> Orders:
        """Some of them, by their places."""
        if len(wanted) == len(self):
            return self
        ends = list(accumulate(self.many))
        return Orders(
            [self.numbers[at] for at in wanted],
            [self.stamps[at] for at in wanted],
            [[column[at] for at in wanted] for column in self.columns],
            [self.many[at] for at in wanted],
            [line for at in wanted for line in self.lines[ends[at] - self.many[at] : ends[at]]],
            {place: self.gaps[at] for place, at in enumerate(wanted) if at in self.gaps} if self.gaps else {},
        )


def none() -> Orders:
    """No orders."""
    return Orders([], [], [[] for _ in range(WIDTH)], [], [])


AT = {name: at for at, name in enumerate(Told._fields[:-1])}
"""Which column a field of Told is."""


def columns_of(told: Sequence[Told]) -> list[list[Any]]:
    """The columns of some orders, but for their products."""
    return [list(map(itemgetter(at), told)) for at in range(WIDTH)]
