"""Rows to orders, for files too large to hold: each order is read as soon as its last row has gone by.

What is settled over whole columns is settled from the first rows here, and watched on. Wherever a later
row speaks against that, or belongs to an order long gone by, the file is read again with all of it at hand.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from shopkeep.core.records.orders import Rejected
from shopkeep.orders import amounts, dates
from shopkeep.orders.assemble import Group, Tally, numbered
from shopkeep.orders.encoding import opened
from shopkeep.orders.layout import Layout, Refuse, Row, Sheet
from shopkeep.orders.reader import LIMIT_CELL, LIMIT_LINES_A_ROW, evened_out
from shopkeep.orders.table import Stream, Table


class NeedsWholeFile(Exception):
    """Something in a large file can only be settled with all of it at hand."""


class WatchedDates(dates.DateReader):
    """Reads dates by an order that the first rows told, and gives up where a later one may tell another."""

    def watch(self, said: bool) -> WatchedDates:
        self._said = said
        return self

    def _slow(self, written: str) -> object:  # type: ignore[override]
        says = dates.says(written)
        if (says and not self._said) or (says in ("dmy", "mdy") and says != self.order):
            raise NeedsWholeFile
        return super()._slow(written)


class WatchedAmounts(amounts.AmountReader):
    """Reads amounts by a decimal mark that the first rows told, and gives up where a later one tells another."""

    def watch(self, said: bool) -> WatchedAmounts:
        self._said = said
        self._seen: dict[tuple[str, str], int | None] = {}
        return self

    def read(self, written: str, currency: str) -> int | None:
        try:
            return self._seen[written, currency]
        except KeyError:
            pass
        says = amounts.says(written) if written else ""
        if (says and not self._said) or (says in ("point", "comma") and says != self.mark):
            raise NeedsWholeFile
        if len(self._seen) > 200_000:
            self._seen.clear()
        value = self._seen[written, currency] = super().read(written, currency)
        return value


def groups(sheet: Sheet, layout: Layout, tally: Tally) -> Iterator[Group]:
    """The orders of a streamed table, in its order. Raises NeedsWholeFile."""
    assert sheet.table.stream is not None
    at = sheet.columns.get("number", (0,))
    plain = layout.key is None and len(at) == 1
    column = at[0]
    by_total = sheet.columns.get("total", ()) if layout.style == "blocks" else ()
    plain = plain and len(by_total) < 2 and layout.style != "rows" and layout.skip is None
    total = by_total[0] if by_total else -1
    seen: set[str] = set()
    group: Group | None = None
    written = ""
    for row, line in _rows(sheet.table, sheet.table.stream, tally):
        tally.rows += 1
        if (
            plain
            and group is not None
            and row[column] == written
            and written
            and (total < 0 or not row[total] or row[total].isspace())
        ):
            group.rows.append(row)  # as nearly always: the next product of the same order
            group.lines.append(line)
            continue
        try:
            number = numbered(sheet, layout, row, group.number if group else "")
        except Refuse as refusal:
            tally.refuse(Group("", [row], [line]), refusal)
            continue
        if number is None:
            tally.skipped += 1
            continue
        begins = layout.style == "rows" or (bool(by_total) and bool(sheet.say(row, "total")))
        if group is not None and number == group.number and not begins:
            group.rows.append(row)
            group.lines.append(line)
            continue
        if number in seen or (by_total and not begins):
            raise NeedsWholeFile
        if group is not None:
            tally.groups += 1
            yield group
        seen.add(number)
        group, written = Group(number, [row], [line]), row[column]
    if group is not None:
        tally.groups += 1
        yield group


def _rows(table: Table, stream: Stream, tally: Tally) -> Iterator[tuple[Row, int]]:
    """The rows below the header, each with the line it begins in. Raises NeedsWholeFile."""
    csv.field_size_limit(LIMIT_CELL)
    width = len(table.columns)
    with opened(stream.path, stream.codec) as file:
        for _ in range(stream.header_line - 1):
            file.readline()
        reader = csv.reader(file, delimiter=table.delimiter)
        offset = stream.header_line - 1
        try:
            next(reader)
            line = before = reader.line_num
            for row in reader:
                line = before
                before = reader.line_num
                if len(row) != width:
                    if before - line > LIMIT_LINES_A_ROW:
                        raise NeedsWholeFile
                    if not row:
                        continue
                    evened = evened_out(row, width, table.delimiter)
                    if isinstance(evened, str):
                        value = table.delimiter.join(row[width:])[:100]
                        tally.rows += 1
                        tally.rejected.append(Rejected(offset + line + 1, "", value, evened))
                        continue
                    row = evened
                yield row, offset + line + 1
        except csv.Error:
            raise NeedsWholeFile from None
        if before - line > 1:
            raise NeedsWholeFile  # the last row goes over several lines: perhaps a quote was never closed
