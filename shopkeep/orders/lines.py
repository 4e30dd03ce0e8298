"""Lines of a file, and the cells within them, for many at once."""

from __future__ import annotations

import csv
import re
from itertools import accumulate

from shopkeep.core import text
from shopkeep.orders.layout import Row


class Block:
    """Some lines of a file one after another, as UTF-8."""

    def __init__(self, written: bytes) -> None:
        self.lines = written.splitlines(keepends=True)
        self._written = written
        self._at = [0, *accumulate(map(len, self.lines))]

    def text(self, since: int, until: int) -> bytes:
        """The lines from one to before another in one."""
        return self._written[self._at[since] : self._at[until]]


def cells_of(lines: list[bytes], sign: str) -> tuple[list[Row], list[int]]:
    """Lines as rows of cells, and how many lines stand before each and after the last; no rows where a quote is
    open at the end of the last line, or stands where none should."""
    reader = csv.reader(map(bytes.decode, lines), delimiter=sign, strict=True)
    rows: list[Row] = []
    ends = [0]
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error:
        return [], ends
    return rows, ends


def are_plain(numbers: list[str]) -> bool:
    """Whether numbers are to be stored as they stand."""
    every = "~".join(numbers)
    if "E+" in every:
        return False  # perhaps shortened by a spreadsheet
    if every.isascii() and every.isprintable() and not _ODD.search(f"~{every}~") and max(map(len, numbers)) <= 100:
        return True
    return all(number and number[0] != "'" and text.clean(number, 100) == number for number in numbers)


_ODD = re.compile("~[~ ']|  | ~")
"""Between numbers: one that is blank or guarded, or with spaces that are cut off."""
