"""Rows to orders, for files too large to hold: each order is read as soon as its last row has gone by.

What is settled over whole columns is settled from the first rows here, and watched on. Wherever a later
row speaks against that, or belongs to an order long gone by, the file is read again with all of it at hand.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TextIO

from shopkeep.core.records.orders import Rejected
from shopkeep.orders import amounts, dates
from shopkeep.orders.assemble import Group, Tally, numbered
from shopkeep.orders.encoding import opened
from shopkeep.orders.layout import Layout, Refuse, Row, Sheet
from shopkeep.orders.reader import LIMIT_CELL, LIMIT_LINES_A_ROW, evened_out

WINDOW = 12_000
"""Lines that are looked at together."""
_LINES, _ROWS = 12, 10
"""Bits of a stamp that say over how many lines and rows an order goes; the others are a hash of its text."""
Stamps = Mapping[str, tuple[int, int, int]]
"""The known orders by number: stamp, id, and the import that saw each last."""


class NeedsWholeFile(Exception):
    """Something in a large file can only be settled with all of it at hand."""


@dataclass(frozen=True, slots=True)
class Same:
    """An order whose lines are, letter for letter, those it was read from before."""

    number: str
    rows: int
    line: int
    id: int
    seen_by: int


class WatchedDates(dates.DateReader):
    """Reads dates by an order that the first rows told, and gives up where a later one may tell another."""

    def watch(self, said: bool) -> WatchedDates:
        self._said = said
        return self

    def _any(self, written: str) -> int:
        says = dates.says(written)
        if (says and not self._said) or (says in ("dmy", "mdy") and says != self.order):
            raise NeedsWholeFile
        return super()._any(written)


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


def orders_of(sheet: Sheet, layout: Layout, tally: Tally, salt: str, known: Stamps | None) -> Iterator[Group | Same]:
    """The orders of a streamed table, in its order. Those `known` by their very text are not even cut into cells.

    Raises NeedsWholeFile.
    """
    stream = sheet.table.stream
    assert stream is not None
    csv.field_size_limit(LIMIT_CELL)
    cutter = _Cutter(sheet, layout, tally, salt)
    with opened(stream.path, stream.codec) as file:
        for _ in range(stream.header_line - 1):
            file.readline()
        cutter.line = stream.header_line + _skip_header(file, sheet)
        try:
            yield from _windows(file, cutter, known if cutter.number_first else None)
        except csv.Error:
            raise NeedsWholeFile from None


def _skip_header(file: TextIO, sheet: Sheet) -> int:
    """Pass the header, which may go over several lines; how many."""
    lines = iter(file.readline, "")
    reader = csv.reader(lines, delimiter=sheet.table.delimiter)
    next(reader)
    return reader.line_num


def _windows(file: TextIO, cutter: _Cutter, known: Stamps | None) -> Iterator[Group | Same]:
    carried: list[str] = []
    while fresh := list(islice(file, WINDOW)):
        lines, last = carried + fresh, len(fresh) < WINDOW
        if known:
            past = yield from cutter.compare(lines, known, last)
        else:
            past = yield from cutter.cut(lines, last)
        carried = lines[past:]
        if len(carried) > WINDOW:
            raise NeedsWholeFile  # one order does not go over so many lines: a quote was never closed
    if carried:
        yield from cutter.cut(carried, True)


class _Cutter:
    """Cuts lines into orders. `line` is the line of the file in which the next order begins."""

    def __init__(self, sheet: Sheet, layout: Layout, tally: Tally, salt: str) -> None:
        self.sheet = sheet
        self.layout = layout
        self.tally = tally
        self.sign = sheet.table.delimiter
        self.line = 0
        self._salt = hashlib.blake2b(salt.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        self._width = len(sheet.table.columns)
        at = sheet.columns.get("number", ())
        self._column = at[0] if at else 0
        self._by_total = sheet.columns.get("total", ()) if layout.style == "blocks" else ()
        self._plain = layout.key is None and layout.skip is None and len(at) == 1 and layout.style != "rows"
        self.number_first = self._plain and at == (0,)
        self._seen: set[str] = set()

    def cut(self, lines: list[str], last: bool, sure: bool = False) -> Generator[Group, None, int]:
        """The orders of these lines, but for the last one where more may follow; how many lines they took.

        `sure`: another row is known to begin behind them.
        """
        reader = csv.reader(lines, delimiter=self.sign)
        group: Group | None = None
        begins = ends = 0
        column, width, plain, by_total = self._column, self._width, self._plain, self._by_total
        total = by_total[0] if len(by_total) == 1 else -1
        plain = plain and (total >= 0 or not by_total)
        written = ""
        for row in reader:
            start, ends = ends, reader.line_num
            if len(row) != width:
                if not row:
                    continue
                row = self._evened(row, start, ends)
            if (
                plain
                and group is not None
                and row[column] == written
                and (total < 0 or not row[total] or row[total].isspace())
            ):
                group.rows.append(row)  # as nearly always: the next product of the same order
                group.lines.append(self.line + start)
                continue
            number = self._number(row, start, group.number if group else "")
            if number is None:
                continue
            first = not by_total or bool(self.sheet.say(row, "total"))
            if group is not None and number == group.number and not (first and (by_total or self.layout.style == "rows")):
                group.rows.append(row)
                group.lines.append(self.line + start)
                continue
            if not first:
                raise NeedsWholeFile
            if group is not None:
                yield self._whole(group, lines, begins, start)
            group, begins = Group(number, [row], [self.line + start], 0), start
            written = row[column] or "\n"
        if last:
            if not sure and _many(lines, ends, group, self.line):
                raise NeedsWholeFile  # the last row goes over several lines: perhaps a quote was never closed
            if group is not None:
                yield self._whole(group, lines, begins, ends)
            begins = len(lines)
        elif group is None:
            begins = len(lines)
        self.line += begins
        return begins

    def compare(self, lines: list[str], known: Stamps, last: bool) -> Generator[Group | Same, None, int]:
        """As `cut`, passing over orders that stand there as they did before."""
        past = since = 0
        sign, of, nothing = self.sign, known.get, (0, 0, 0)
        lines_bits, rows_bits = (1 << _LINES) - 1, (1 << _ROWS) - 1
        most = len(lines) if last else len(lines) - 1  # of the last order more lines may follow
        while past < len(lines):
            line = lines[past]
            number = line[: line.find(sign)]
            stamp, order_id, seen_by = of(number, nothing)
            if stamp > 0:
                end, rows = past + (stamp & lines_bits), stamp >> _LINES & rows_bits
                if end <= most and stamp_of(lines[past:end], rows, self._salt) == stamp:
                    if past > since:
                        yield from self.cut(lines[since:past], True, sure=True)
                    self._once(number)
                    self.tally.rows += rows
                    yield Same(number, rows, self.line, order_id, seen_by)
                    self.line += end - past
                    past = since = end
                    continue
            past = self._next(lines, past)
        return since + (yield from self.cut(lines[since:], last))

    def _next(self, lines: list[str], past: int) -> int:
        """Where the order that begins here ends, as far as these lines tell."""
        number = ""
        end, size = past, 64
        while True:
            reader = csv.reader(lines[past : past + size], delimiter=self.sign)
            end = past
            for row in reader:
                if end == past:
                    number = row[0] if row else ""
                elif row and row[0] and row[0] != number:
                    return end
                end = past + reader.line_num
            if past + size >= len(lines):
                return len(lines)
            size *= 8

    def _whole(self, group: Group, lines: list[str], begins: int, ends: int) -> Group:
        self._once(group.number)
        self.tally.rows += len(group.rows)
        return group._replace(stamp=stamp_of(lines[begins:ends], len(group.rows), self._salt))

    def _once(self, number: str) -> None:
        if number in self._seen:
            raise NeedsWholeFile
        self._seen.add(number)
        self.tally.groups += 1

    def _evened(self, row: Row, start: int, ends: int) -> Row:
        if ends - start > LIMIT_LINES_A_ROW:
            raise NeedsWholeFile
        evened = evened_out(row, self._width, self.sign)
        if isinstance(evened, str):
            raise NeedsWholeFile
        return evened

    def _number(self, row: Row, start: int, above: str) -> str | None:
        try:
            number = numbered(self.sheet, self.layout, row, above)
        except Refuse as refusal:
            self.tally.rows += 1
            self.tally.rejected.append(Rejected(self.line + start, refusal.column, refusal.value, refusal.reason))
            self.tally.refused_rows[self.line + start] = row
            return None
        if number is None:
            self.tally.rows += 1
            self.tally.skipped += 1
        return number


def _many(lines: list[str], ends: int, group: Group | None, line: int) -> bool:
    """Whether the last row goes over several lines."""
    return group is not None and line + ends - group.lines[-1] > 1


def stamp_of(lines: list[str], rows: int, salt: str) -> int:
    """A number for the text of an order and how it is read; 0 where it is too long for one."""
    if len(lines) >= 1 << _LINES or rows >= 1 << _ROWS:
        return 0
    text = salt + "".join(lines)
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return (int.from_bytes(digest, "big") >> 7 or 1) << (_LINES + _ROWS) | rows << _LINES | len(lines)
