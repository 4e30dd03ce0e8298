"""Rows to orders, for files too large to hold: each order is read as soon as its last row has gone by.

What is settled over whole columns is settled from the first rows here, and watched on. Wherever a later
row speaks against that, or belongs to an order long gone by, the file is read again with all of it at hand.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import accumulate, compress, islice, pairwise
from operator import itemgetter, ne
from zlib import crc32

from shopkeep.core.records.orders import Rejected
from shopkeep.orders.assemble import Cut, Group, Tally, cut_of, numbered
from shopkeep.orders.cutting import LIMIT_CELL, LIMIT_LINES_A_ROW
from shopkeep.orders.encoding import opened, utf8_blocks
from shopkeep.orders.layout import Layout, Refuse, Row, Sheet
from shopkeep.orders.lines import Block, are_plain, cells_of
from shopkeep.orders.passed_over import Stretch, passed_over
from shopkeep.orders.reader import evened_out, is_uneven
from shopkeep.orders.stamps import Stamps, stamp_of
from shopkeep.orders.table import Stream
from shopkeep.orders.uncut import Give, Uncut, all_but_the_last
from shopkeep.orders.watched import NeedsWholeFile, Uneven

WINDOW = 400_000
"""Bytes that are looked at together."""
LONGEST = 4_000
"""Lines that no order goes over."""


def cuts_of(
    sheet: Sheet, layout: Layout, tally: Tally, salt: str, known: Stamps, give: Give | None = None, every: int = 0
) -> Iterator[Cut]:
    """The orders of a streamed table, in its order. Those `known` by their very text are not even cut into cells.
    Of `every` so many windows one is given to `give` uncut, where nothing is out of the ordinary.

    Raises NeedsWholeFile, Uneven.
    """
    stream = sheet.table.stream
    assert stream is not None
    cutter = Cutter(sheet, layout, tally, salt, known)
    above = _lines_above_rows(stream, sheet.table.delimiter)
    cutter.line = above + 1
    carried = b""
    try:
        for window, fresh in enumerate(utf8_blocks(stream.path, stream.codec, above, WINDOW), 1):
            if is_uneven(fresh):
                raise Uneven
            block = Block(carried + fresh)
            handed_on = cutter.hand_on(block) if give and every and window % every == 0 else None
            if give and handed_on:
                uncut, past = handed_on
                give(uncut)
            else:
                cuts, past = cutter.cut(block, False)
                yield from cuts
            if len(block.lines) - past > LONGEST:
                raise NeedsWholeFile  # one order does not go over so many lines: a quote was never closed
            carried = block.text(past, len(block.lines))
        if carried:
            yield from cutter.cut(Block(carried), True)[0]
    except UnicodeDecodeError:
        raise Uneven from None
    except csv.Error:
        raise NeedsWholeFile from None


def _lines_above_rows(stream: Stream, sign: str) -> int:
    """How many lines stand before the first row: the header may go over several."""
    with opened(stream.path, stream.codec) as file:
        for _ in range(stream.header_line - 1):
            file.readline()
        reader = csv.reader(iter(file.readline, ""), delimiter=sign)
        next(reader)
        return stream.header_line - 1 + reader.line_num


class Cutter:
    """Cuts lines into orders. `line` is the line of the file in which the next order begins."""

    def __init__(self, sheet: Sheet, layout: Layout, tally: Tally, salt: str, known: Stamps) -> None:
        csv.field_size_limit(LIMIT_CELL)
        self.sheet = sheet
        self.layout = layout
        self.tally = tally
        self.sign = sheet.table.delimiter
        self.line = 0
        self._salt = crc32(salt.encode("utf-8", "surrogatepass"))
        self._width = len(sheet.table.columns)
        at = sheet.columns.get("number", ())
        self._column = at[0] if at else 0
        self._by_total = sheet.columns.get("total", ()) if layout.style == "blocks" else ()
        plain = layout.key is None and layout.skip is None and len(at) == 1 and layout.style != "rows"
        self._known = known if plain and at == (0,) else {}
        self._total = self._by_total[0] if plain and len(self._by_total) == 1 else -1
        self._hands_on = self._total >= 0 and at == (0,) and not known
        self._seen: set[str] = set()
        self._above = ""
        """The number of the order that was passed over last: rows without one may go on with it."""
        self._odd: list[tuple[int, Row, Refuse | None]] = []
        """Rows that are no part of an order, by where they begin: refused, or skipped."""

    def cut(self, block: Block, last: bool) -> tuple[list[Cut], int]:
        """The orders of these lines, but for the last one where more may follow; how many lines they took."""
        same, stretches = passed_over(block, self._known, self._salt, self.sign, self._above, last)
        found = self._by_totals(block, stretches, last)
        if found is None:
            found = self._one_by_one(block, stretches, last)
        cuts, past = found
        numbers = [*(each.number for each in same), *(number for cut in cuts for number in cut.numbers)]
        self._once(numbers)
        self.tally.groups += len(numbers)
        if same:
            rows = sum(each.rows for each in same)
            self.tally.rows += rows
            self.tally.in_orders += rows
            cuts = cuts or [Cut([], [], [0], [], (), ())]
            cuts[0].same = [each.id for each in same]
            self._above = same[-1].number
        self.line += past
        return cuts, past

    def hand_on(self, block: Block) -> tuple[Uncut, int] | None:
        """The orders of these lines but for the last one, for another `Cutter` (`cut_uncut`), and how many lines
        they take; None where they are better cut here."""
        found = all_but_the_last(block, self.line, self.sign) if self._hands_on else None
        if found:
            self._once(found[0].numbers)
            self.line += found[1]
        return found

    def cut_uncut(self, given: Uncut) -> list[Cut]:
        """Orders that another `Cutter` handed on. Raises NeedsWholeFile where they are others than it took them for."""
        self.line = given.line
        block = Block(given.text)
        try:
            cuts, past = self.cut(block, True)
        except (UnicodeDecodeError, csv.Error):
            raise NeedsWholeFile from None
        if past != len(block.lines) or [number for cut in cuts for number in cut.numbers] != given.numbers:
            raise NeedsWholeFile
        return cuts

    def _by_totals(self, block: Block, stretches: list[Stretch], last: bool) -> tuple[list[Cut], int] | None:
        """The orders where their totals tell and nothing is odd, as nearly everywhere; else None."""
        total, column, many = self._total, self._column, len(block.lines)
        if total < 0:
            return None
        where = [at for since, until, _ in stretches for at in range(since, until)]
        ours = block if len(where) == many else Block(b"".join(block.text(*each[:2]) for each in stretches))
        rows, ends = cells_of(ours.lines, self.sign)
        if not rows or set(map(len, rows)) != {self._width}:
            return None
        totals, numbers = list(map(itemgetter(total), rows)), list(map(itemgetter(column), rows))
        starts = list(compress(range(len(rows)), totals))
        if starts != [0, *compress(range(1, len(rows)), map(ne, numbers, islice(numbers, 1, None)))]:
            return None
        numbers = [numbers[at] for at in starts]
        if not are_plain(numbers) or any(totals[at].isspace() for at in starts):
            return None
        begins = {0, *accumulate(until - since for since, until, _ in stretches)} - {len(where)}
        if not begins <= {ends[at] for at in starts}:
            return None
        to_the_end = bool(stretches) and stretches[-1][1] == many
        if to_the_end and not last:
            del numbers[-1]
        else:
            starts.append(len(rows))
            if to_the_end and ends[-1] - ends[-2] > 1:
                raise NeedsWholeFile  # the last row goes over several lines: perhaps a quote was never closed
        self.tally.rows += starts[-1]
        salt = self._salt
        stamps = [
            stamp_of(ours.text(ends[at], ends[until]), until - at, ends[until] - ends[at], salt)
            for at, until in pairwise(starts)
        ]
        past = where[ends[starts[-1]]] if ends[starts[-1]] < len(where) else many
        del rows[starts[-1] :]
        line = self.line
        return [Cut(numbers, rows, starts, stamps, ends, [line + at for at in where])], past

    def _one_by_one(self, block: Block, stretches: list[Stretch], last: bool) -> tuple[list[Cut], int]:
        """The same for rows of any kind."""
        groups: list[Group] = []
        many = past = len(block.lines)
        self._odd = []
        for since, until, above in stretches:
            reader = csv.reader(map(bytes.decode, block.lines[since:until]), delimiter=self.sign)
            rows: list[Row] = []
            ends = [since]
            for row in reader:
                rows.append(row)
                ends.append(since + reader.line_num)
            goes_on = until == many and not last
            if until == many and last and rows and ends[-1] - ends[-2] > 1:
                raise NeedsWholeFile
            held: tuple[Group, int, int] | None = None
            for each in self._grouped(rows, ends, above):
                if held:
                    groups.append(self._stamped(*held, block))
                held = each
            if held and not goes_on:
                groups.append(self._stamped(*held, block))
            elif held:
                past = held[1]
            elif rows and goes_on:
                past = ends[-2]  # the last row may go on
        self._note_odd(past)
        return [cut_of(groups)] if groups else [], past

    def _grouped(self, rows: list[Row], ends: list[int], above: str) -> Iterator[tuple[Group, int, int]]:
        """Orders with the lines they begin in and end before."""
        by_total, style = self._by_total, self.layout.style
        group: Group | None = None
        begins = until = 0
        for at, row in enumerate(rows):
            start, after = ends[at], ends[at + 1]
            if len(row) != self._width:
                if not row:
                    continue
                row = self._evened(row, start, after)
            number = self._number(row, start, group.number if group else above)
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

    def _stamped(self, group: Group, begins: int, after: int, block: Block) -> Group:
        self.tally.rows += len(group.rows)
        if any(begins <= start < after for start, _, _ in self._odd):
            return group  # who passes over this text would lose the rows that are no part of it
        text = block.text(begins, after)
        return Group(*group[:3], stamp_of(text, len(group.rows), after - begins, self._salt))

    def _once(self, numbers: list[str]) -> None:
        before = len(self._seen)
        self._seen.update(numbers)
        if len(self._seen) - before != len(numbers):
            raise NeedsWholeFile

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
