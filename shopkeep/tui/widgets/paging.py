"""Rows of which every key is known at once and the contents come page by page.

    pages = Pages(ids, key=lambda line: line.customer_id)       # may be made in a thread
    rows.pages_wanted = self.fetch                              # fetch(first, last): draw soon, ask in a thread
    rows.show(pages)
    rows.take(pages, pages.missing(first, last), lines)         # whenever they arrive

A hundred thousand keys cost two lists of numbers; rows that were never looked at cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

Row = TypeVar("Row")


class Pages(Generic[Row]):
    """A sequence of rows by their keys; a row that has not come yet reads as None."""

    def __init__(self, keys: Sequence[Hashable], key: Callable[[Row], Hashable], known: Iterable[Row] = ()) -> None:
        self.keys = keys
        self._key = key
        self._at = {one: index for index, one in enumerate(keys)}
        self._rows: dict[Hashable, Row | None] = {}
        self.put((), known)

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, index: int) -> Row | None:
        return self._rows.get(self.keys[index])

    def __iter__(self) -> Iterator[Row | None]:
        return (self._rows.get(key) for key in self.keys)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._at

    def count_of(self, keys: Iterable[Hashable]) -> int:
        """How many of these keys are here."""
        return sum(map(self._at.__contains__, keys))

    def index_of(self, key: Hashable) -> int | None:
        """Where the row with this key stands; None where there is none."""
        return self._at.get(key)

    def missing(self, first: int, last: int) -> list[Hashable]:
        """The keys from one index to before another whose rows were not asked for in vain or taken in."""
        return [key for key in self.keys[max(0, first) : last] if key not in self._rows]

    def forget_absent(self) -> None:
        """Keys that were asked for in vain may be asked for again."""
        self._rows = {key: row for key, row in self._rows.items() if row is not None}

    def put(self, asked: Iterable[Hashable], rows: Iterable[Row]) -> None:
        """Take rows in. Keys that were asked for and did not come are not asked for again."""
        for key in asked:
            self._rows.setdefault(key, None)
        for row in rows:
            key = self._key(row)
            if key in self._at:
                self._rows[key] = row
