"""Rows to orders, for files too large to hold: each order is read as soon as its last row has gone by.

What is settled over whole columns is settled from the first rows here, and watched on. Wherever a later
row speaks against that, or belongs to an order long gone by, the file is read again with all of it at hand.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TextIO

from shopkeep.core import text
from shopkeep.core.records.orders import Rejected
from shopkeep.orders import amounts, dates
from shopkeep.orders.assemble import Group, Tally, numbered
from shopkeep.orders.encoding import opened
from shopkeep.orders.layout import Layout, Refuse, Row, Sheet
from shopkeep.orders.reader import LIMIT_CELL, LIMIT_LINES_A_ROW, evened_out
from shopkeep.store.orders import unpacked

WINDOW = 4_000
"""Lines that are looked at together."""
LONGEST = 4_000
"""Lines that no order goes over."""
_LINES, _ROWS = 12, 10
"""Bits of a stamp that say over how many lines and rows an order goes; the others are a hash of its text."""
Stamps = Mapping[str, int]
"""The known orders by number: stamp and id, as store.orders packs them."""


class NeedsWholeFile(Exception):
    """Something in a large file can only be settled with all of it at hand."""


@dataclass(frozen=True, slots=True)
class Same:
    """An order whose lines are, letter for letter, those it was read from before."""

    number: str
    rows: int
    line: int
    id: int


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
        if len(carried) > LONGEST:
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
        plain = layout.key is None and layout.skip is None and len(at) == 1 and layout.style != "rows"
        self.number_first = plain and at == (0,)
        self._total = self._by_total[0] if plain and len(self._by_total) == 1 else -1
        self._seen: set[str] = set()
        self._above = ""
        """The number of the order that was passed over last: rows without one may go on with it."""
        self._odd: list[tuple[int, Row, Refuse | None]] = []
        """Rows that are no part of an order, by where they begin: refused, or skipped."""

    def cut(self, lines: list[str], last: bool, sure: bool = False) -> Generator[Group, None, int]:
        """The orders of these lines, but for the last one where more may follow; how many lines they took.

        `sure`: another row is known to begin behind them.
        """
        reader = csv.reader(lines, delimiter=self.sign)
        rows: list[Row] = []
        ends: list[int] = [0]
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
        if last and not sure and rows and ends[-1] - ends[-2] > 1:
            raise NeedsWholeFile  # the last row goes over several lines: perhaps a quote was never closed
        heads = self._heads(rows)
        self._odd = []
        found = self._by_heads(rows, ends, heads) if heads else self._one_by_one(rows, ends)
        held: tuple[Group, int, int] | None = None
        for group, begins, after in found:
            if held:
                yield self._whole(*held, lines)
            held = group, begins, after
        past = len(lines)
        if held and last:
            yield self._whole(*held, lines)
        elif held:
            past = held[1]
        elif rows and not last:
            past = ends[-2]  # the last row may go on
        self._note_odd(past)
        self.line += past
        return past

    def _heads(self, rows: list[Row]) -> list[int]:
        """The rows that begin an order, where their totals tell and nothing is odd; else none."""
        total, column, width = self._total, self._column, self._width
        if total < 0 or not rows or set(map(len, rows)) != {width}:
            return []
        heads = [at for at, row in enumerate(rows) if row[total]]
        if not heads or heads[0]:
            return []
        number = ""
        for row in rows:
            if row[total]:
                number = row[column]
                if not number or number[0] == "'" or text.clean(number, 100) != number or row[total].isspace():
                    return []
            elif row[column] != number:
                return []
        return heads

    def _by_heads(self, rows: list[Row], ends: list[int], heads: list[int]) -> Iterator[tuple[Group, int, int]]:
        """Orders with the lines they begin in and end before; as nearly all are."""
        column, line = self._column, self.line
        for at, until in pairwise([*heads, len(rows)]):
            begins = ends[at]
            where = [line + begins] if until == at + 1 else [line + each for each in ends[at:until]]
            yield Group(rows[at][column], rows[at:until], where), begins, ends[until]

    def _one_by_one(self, rows: list[Row], ends: list[int]) -> Iterator[tuple[Group, int, int]]:
        """The same for rows of any kind."""
        by_total, style = self._by_total, self.layout.style
        group: Group | None = None
        begins = until = 0
        for at, row in enumerate(rows):
            start, after = ends[at], ends[at + 1]
            if len(row) != self._width:
                if not row:
                    continue
                row = self._evened(row, start, after)
            number = self._number(row, start, group.number if group else self._above)
            if number is None:
                continue
            first = not by_total or bool(self.sheet.say(row, "total"))
            if group is not None and number == group.number and not (first and (by_total or style == "rows")):
                group.rows.append(row)
                group.lines.append(self.line + start)
                until = after
                continue
            if not first:
                raise NeedsWholeFile
            if group is not None:
                yield group, begins, start
            group, begins, until = Group(number, [row], [self.line + start]), start, after
        if group is not None:
            yield group, begins, until

    def compare(self, lines: list[str], known: Stamps, last: bool) -> Generator[Group | Same, None, int]:
        """As `cut`, passing over orders that stand there as they did before."""
        past = since = 0
        sign, of = self.sign, known.get
        lines_bits, rows_bits = (1 << _LINES) - 1, (1 << _ROWS) - 1
        most = len(lines) if last else len(lines) - 1  # of the last order more lines may follow
        while past < len(lines):
            line = lines[past]
            number = line[: line.find(sign)]
            if both := of(number, 0):
                stamp, order_id = unpacked(both)
                end, rows = past + (stamp & lines_bits), stamp >> _LINES & rows_bits
                if end <= most and stamp_of(lines[past:end], rows, self._salt) == stamp:
                    if past > since:
                        yield from self.cut(lines[since:past], True, sure=True)
                    self._once(number)
                    self._above = number
                    self.tally.rows += rows
                    yield Same(number, rows, self.line, order_id)
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

    def _whole(self, group: Group, begins: int, after: int, lines: list[str]) -> Group:
        self._once(group.number)
        self.tally.rows += len(group.rows)
        if any(begins <= start < after for start, _, _ in self._odd):
            return Group(*group[:3])  # who passes over this text would lose the rows that are no part of it
        return Group(*group[:3], stamp_of(lines[begins:after], len(group.rows), self._salt))

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
            self._odd.append((start, row, refusal))
            return None
        if number is None:
            self._odd.append((start, row, None))
        return number

    def _note_odd(self, past: int) -> None:
        """Note the rows that are no part of an order, but for those that are looked at again."""
        for start, row, refusal in self._odd:
            if start >= past:
                continue
            self.tally.rows += 1
            if refusal is None:
                self.tally.skipped += 1
                continue
            line = self.line + start
            self.tally.rejected.append(Rejected(line, refusal.column, refusal.value, refusal.reason))
            self.tally.refused_rows[line] = row


def stamp_of(lines: list[str], rows: int, salt: str) -> int:
    """A number for the text of an order and how it is read; 0 where it is too long for one."""
    if len(lines) >= 1 << _LINES or rows >= 1 << _ROWS:
        return 0
    text = salt + "".join(lines)
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return (int.from_bytes(digest, "big") >> 7 or 1) << (_LINES + _ROWS) | rows << _LINES | len(lines)
