"""A file as rows under columns, each row with its line in the file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from shopkeep.core import text
from shopkeep.core.records.orders import Rejected

REFUSED_SAYS = ("refused in line", "refused column", "refused value", "refused because")
"""The columns at the end of a file of refused rows."""


@lru_cache(maxsize=8192)
def column_key(name: str) -> str:
    """A column's name for comparing: lower case, no accents, other signs as single spaces."""
    return text.key(name.strip().strip("'\""))


@dataclass(slots=True)
class Source:
    """A table as a plain file, and the hash of the file it came in."""

    plain: Path
    digest: str
    size: int
    folder: TemporaryDirectory[str] | None = None
    """Where it was unpacked to; gone with this object."""
    notes: tuple[str, ...] = ()
    """What its owner should know of what was left aside."""
    sheet: str = ""
    """The sheet of a workbook that it was read from."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Where the rows of a large file are read on from."""

    path: Path
    codec: str
    header_line: int
    """The line of the file in which the header begins; the first is 1."""


@dataclass(slots=True)
class Table:
    """The rows of one file below its header; every row has as many cells as there are columns."""

    path: str
    digest: str
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    """Where each row begins in the file; the first line is 1."""
    broken: list[Rejected] = field(default_factory=list)
    """Rows that could not even be cut into cells. They are not among `rows`."""
    torn: list[list[str]] = field(default_factory=list)
    """The cells of those broken rows that were cut, though not as the header is."""
    again: list[int] = field(default_factory=list)
    """The lines between the rows in which the header stands once more, as where files were put one under another."""
    warnings: list[str] = field(default_factory=list)
    short: int = 0
    """How many rows had fewer cells than there are columns, and were filled up."""
    stream: Stream | None = None
    """Set for a large file: then `rows` are its first ones only, and `broken` those among them."""
    source: Source | None = None
    """Keeps what was unpacked of an archive or a spreadsheet as long as the table is needed."""
    _index: dict[str, int] = field(default_factory=dict)
    _in_order: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for at, name in enumerate(self.columns):
            key = column_key(name)
            number = 2
            while key in self._index:  # a name twice: the second is `name 2`
                key = f"{column_key(name)} {number}"
                number += 1
            self._index[key] = at
            self._in_order.append(key)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self._index)

    def find(self, key: str) -> int | None:
        """The position of a column by its compared name."""
        return self._index.get(key)

    def key_at(self, at: int) -> str:
        """The compared name of the column at a position."""
        return self._in_order[at]

    def cells(self, at: int) -> list[str]:
        """One column from top to bottom."""
        return [row[at] for row in self.rows]


def at_of(table: Table, key: str) -> int:
    """The position of a column that is there."""
    at = table.find(key)
    assert at is not None
    return at


def header_of(table: Table) -> str:
    """By what files of the same columns are known, in whatever order these stand.

    What says why rows were refused is no column of theirs: the file to mend is known like the one it came from.
    """
    keys = table.keys.difference(REFUSED_SAYS)
    return hashlib.blake2b("\n".join(sorted(keys)).encode(), digest_size=16).hexdigest()


def unguard(value: str) -> str:
    """A cell without the apostrophe that exporters put before = + - @ against formulas."""
    if value[:1] == "'" and value[1:2] in ("=", "+", "-", "@"):
        return value[1:]
    return value
