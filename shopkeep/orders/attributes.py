"""What files about customers and files about products have in common: columns by their usual names."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import Rejected
from shopkeep.errors import AmbiguousFile
from shopkeep.orders.table import Table

Names = Mapping[str, tuple[str, ...]]
"""field -> compared names of the columns that hold it, best first."""


@dataclass(slots=True)
class Attributes:
    """The rows of a customers' or products' file, ready to be compared with the store."""

    rows: dict[str, dict[str, Any]]
    """What each says, by e-mail address or product key; a later row of the same key adds to it."""
    rejected: list[Rejected]
    warnings: list[str] = dataclasses.field(default_factory=list)
    buyers: dict[str, str] = dataclasses.field(default_factory=dict)
    """`platform:buyer`, as orders without addresses name people -> the address a customers' file gives them."""
    understood: dict[str, str] = dataclasses.field(default_factory=dict)
    """field -> the column it was read from."""
    details: list[str] = dataclasses.field(default_factory=list)
    """Everything else that is kept, by the names it is kept under."""


class Columns:
    """The columns of one file by the field they hold; each serves one field."""

    def __init__(self, table: Table, names: Names) -> None:
        self.table = table
        self.at: dict[str, int] = {}
        for field, keys in names.items():
            for key in keys:
                at = table.find(key)
                if at is not None and at not in self.at.values():
                    self.at[field] = at
                    break

    def __contains__(self, field: str) -> bool:
        return field in self.at

    def say(self, row: list[str], field: str) -> str:
        """What a row says of a field, bare of spaces; empty where it is silent."""
        return row[self.at[field]].strip() if field in self.at else ""

    def cells(self, *fields: str) -> Iterator[str]:
        """All that the file says of these fields."""
        for field in fields:
            if field in self.at:
                yield from (row[self.at[field]].strip() for row in self.table.rows)

    def refused(self, line: int, row: list[str], field: str, reason: str) -> Rejected:
        """A row that cannot be taken in, by the cell that is to blame."""
        at = self.at.get(field, 0)
        return Rejected(line, self.table.columns[at], text.plain(row[at])[:200], reason)


def known(columns: frozenset[str], names: Names) -> int:
    """How many of these fields a header has."""
    return sum(bool(columns & set(keys)) for keys in names.values())


def no_column(table: Table, field: str, what: str) -> AmbiguousFile:
    """`what`: the thing that no column holds, such as `the customer's e-mail address`."""
    return AmbiguousFile(
        f"No column of this file looks like {what}.",
        f"Its columns are: {', '.join(table.columns[:40])}.",
        f"If one of them is, name it {field!r} in the file and try again; if none is, export the file with it.",
        "map",
        tuple(table.columns),
    )
