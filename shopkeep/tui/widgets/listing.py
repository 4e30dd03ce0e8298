"""Which rows a list has, which one the cursor is on and which are marked: nothing of how they look."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from shopkeep.tui.widgets.paging import Pages

Row = TypeVar("Row")


class Listing(Generic[Row]):
    """See the module."""

    def __init__(self, key: Callable[[Row], Hashable], skip: Callable[[Row], bool] | None) -> None:
        self.key = key
        """What stays the same of a row over a refresh."""
        self.skip = skip
        """Rows that the cursor passes over, such as headings."""
        self.rows: list[Row] | Pages[Row] = []
        self.marked: set[Hashable] = set()
        """Keys."""
        self.cursor = 0

    @property
    def current(self) -> Row | None:
        """The row under the cursor; None where there is none, or it has not come yet."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    @property
    def current_key(self) -> Hashable | None:
        """The key of the row under the cursor, also of one that has not come yet."""
        return self.key_at(self.cursor) if self.cursor < len(self.rows) else None

    def index_of(self, key: Hashable) -> int | None:
        """Where the row with this key stands; None where there is none."""
        if isinstance(self.rows, Pages):
            return self.rows.index_of(key)
        return next((index for index, row in enumerate(self.rows) if self.key(row) == key), None)

    def key_at(self, index: int) -> Hashable:
        return self.rows.keys[index] if isinstance(self.rows, Pages) else self.key(self.rows[index])

    @property
    def marked_rows(self) -> list[Row]:
        """The marked rows in their order; those no longer shown, or not come yet, are not among them."""
        if not self.marked:
            return []
        return [row for row in self.rows if row is not None and self.key(row) in self.marked]

    @property
    def marked_here(self) -> int:
        """How many marked rows are among those of the list."""
        if isinstance(self.rows, Pages):
            return self.rows.count_of(self.marked)
        return len(self.marked_rows)

    def stop_at(self, index: int) -> int:
        """The row to stop at: this one, else the next that is not passed over, on in the same direction first."""
        if not len(self.rows) or not self._passed_over(index):
            return index
        after = range(index + 1, len(self.rows))
        before = range(index - 1, -1, -1)
        ways = (before, after) if index < self.cursor else (after, before)
        return next((i for way in ways for i in way if not self._passed_over(i)), index)

    def _passed_over(self, index: int) -> bool:
        return self.skip is not None and not isinstance(self.rows, Pages) and self.skip(self.rows[index])

    def is_first(self, index: int) -> bool:
        """Whether all rows above are passed over: then they are shown with it."""
        return self.skip is not None and index > 0 and all(self._passed_over(above) for above in range(index))
