"""Rows to orders, where the whole file is at hand: which rows belong together, wherever they stand.

Every row ends in an order, among the refused, or among the skipped (doubles and rows that are none).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from sys import maxsize
from typing import NamedTuple

from shopkeep.core import text
from shopkeep.core.records.orders import Rejected
from shopkeep.orders import spoiled
from shopkeep.orders.layout import Layout, Refuse, Row, Sheet
from shopkeep.orders.left_out import LeftOut
from shopkeep.orders.table import column_key, unguard

HEADLESS = "the first row of this order, with its total, is missing"
TORN = "another row of this order could not be read"
NO_NUMBER = "no order number"
SHORTENED = "a spreadsheet shortened this order number; import the export as it was downloaded"
_SUMS = frozenset(
    map(
        text.key,
        (
            *("total", "totals", "grand total", "sum", "sums", "summe", "gesamt", "gesamtsumme", "insgesamt", "total:"),
            *("total general", "totales", "totaux", "somme", "totale", "totali", "totaal", "suma", "razem", "soma"),
            *(
                "celkem",
                "celkom",
                "yhteensä",
                "totalt",
                "i alt",
                "toplam",
                "összesen",
                "итого",
                "всего",
                "合計",
                "合计",
            ),
        ),
    )
)
"""Words before the sums below a list."""


class Group(NamedTuple):
    """The rows that make one order, and the line of each in the file."""

    number: str
    rows: list[Row]
    lines: list[int]
    stamp: int = 0
    """stamps.stamp_of its text, where that is at hand."""


@dataclass(slots=True)
class Cut:
    """Some orders by their rows, not yet read."""

    numbers: list[str]
    rows: list[Row]
    """Those of all orders, one order after another."""
    starts: list[int]
    """Where among the rows each order begins, and where the last one ends."""
    stamps: list[int]
    """Of each order a number for its text and the way it is read, 0 where there is none."""
    ends: Sequence[int]
    """Of each row how many of `lines` stand before it."""
    lines: Sequence[int]
    """Lines of the file by number."""
    same: list[int] = field(default_factory=list)
    """The ids of known orders between these whose text is, letter for letter, what they were read from before."""

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def last_line(self) -> int:
        """How far in the file these go."""
        return self.lines[-1] if self.lines else 0

    def group(self, at: int) -> Group:
        """One of them."""
        start, end = self.starts[at], self.starts[at + 1]
        where = [self.lines[before] for before in self.ends[start:end]]
        return Group(self.numbers[at], self.rows[start:end], where, self.stamps[at])

    def only(self, wanted: Sequence[int]) -> Cut:
        """Some of them, by their places."""
        return self if len(wanted) == len(self) else cut_of([self.group(at) for at in wanted])


def cut_of(groups: Sequence[Group]) -> Cut:
    """Orders put one after another."""
    return Cut(
        [group.number for group in groups],
        [row for group in groups for row in group.rows],
        [0, *accumulate(len(group.rows) for group in groups)],
        [group.stamp for group in groups],
        range(sum(len(group.rows) for group in groups)),
        [line for group in groups for line in group.lines],
    )


@dataclass(slots=True)
class Tally:
    """What became of the rows of a file."""

    rows: int = 0
    in_orders: int = 0
    skipped: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    left_out: list[tuple[str, Rejected]] = field(default_factory=list)
    """Cells that could not be read and without which their orders were taken in, each with its field."""
    to_mend: list[Rejected] = field(default_factory=list)
    """All rows of those orders, each with why it is to be mended."""
    refused_rows: dict[int, Row] = field(default_factory=dict)
    """The cells of refused rows and of those to mend by line, where they could be cut into cells."""
    mended: int = 0
    """Orders of which something could not be read that was mended before."""
    groups: int = 0
    again: int = 0
    """Rows that say the same as an earlier one of their order, with others between: perhaps doubles."""

    def refuse(self, group: Group, refusal: Refuse) -> None:
        """Refuse all rows of an order because of one cell."""
        first = group.lines[0]
        self.rejected.append(Rejected(first, refusal.column, refusal.value, refusal.reason))
        for line in group.lines[1:]:
            reason = f"belongs to order {group.number}, which was refused in line {first}"
            self.rejected.append(Rejected(line, refusal.column, refusal.value, reason))
        self.refused_rows.update(zip(group.lines, group.rows, strict=True))

    def leave_out(self, group: Group, cells: Sequence[LeftOut]) -> tuple[str, ...]:
        """Note the cells without which an order was taken in; their fields."""
        why: dict[int, Rejected] = {}
        for cell in cells:
            line = group.lines[cell.row]
            told = Rejected(line, cell.column, cell.value, cell.reason)
            self.left_out.append((cell.field, told))
            why.setdefault(line, told.as_left_out())
        first = min(why)
        reason = f"belongs to order {group.number}, which is kept without a cell of line {first}"
        self.to_mend += [why.get(line) or Rejected(line, "", "", reason) for line in group.lines]
        self.refused_rows.update(zip(group.lines, group.rows, strict=True))
        return tuple({cell.field for cell in cells})


def numbered(sheet: Sheet, layout: Layout, row: Row, above: str) -> str | None:
    """The number of the order a row belongs to; None where it belongs to none. Raises Refuse."""
    if not any(cell and not cell.isspace() for cell in row) or (layout.skip and layout.skip(sheet, row)):
        return None
    if row[0] == sheet.table.columns[0] and [cell.strip() for cell in row] == list(sheet.table.columns):
        return None  # the header again, as where files were put one after another
    written = layout.key(sheet, row) if layout.key else sheet.say(row, "number")
    if written[:1] == "'" and not layout.key:
        written = written.lstrip("'")  # a spreadsheet's mark of a text, or a guard against formulas
    number = text.clean(unguard(written), 100)
    if not number and layout.style == "blocks" and not sheet.say(row, "total"):
        number = above
    if number[-1:].isdigit():
        if "E+" in number and spoiled.SHORTENED.fullmatch(number):
            raise sheet.refuse([row], "number", SHORTENED)
        return number
    if _is_no_order(sheet, row):
        return None
    if not number:
        refusal = sheet.refuse([row], "number", NO_NUMBER)
        raise Refuse(refusal.column, "", NO_NUMBER)
    return number


def _is_no_order(sheet: Sheet, row: Row) -> bool:
    """Whether a row sums up those above it, or names the columns once more."""
    return _is_header(sheet, row) or (
        not sheet.say(row, "date") and any(text.key(cell) in _SUMS for cell in row if cell)
    )


def _is_header(sheet: Sheet, row: Row) -> bool:
    columns = sheet.table.columns
    return column_key(row[0]) == column_key(columns[0]) and [*map(column_key, row)] == [*map(column_key, columns)]


TOGETHER = 500
"""Orders that are read together."""


def cuts(sheet: Sheet, layout: Layout, tally: Tally) -> Iterator[Cut]:
    """The orders of a table that is wholly at hand, in its order; doubles are skipped or refused."""
    found = _groups(sheet, layout, tally)
    while some := list(islice(found, TOGETHER)):
        yield cut_of(some)


def _groups(sheet: Sheet, layout: Layout, tally: Tally) -> Iterator[Group]:
    taken: dict[str, Group] = {}
    tally.rows = len(sheet.table.rows) + len(sheet.table.again)
    tally.skipped += len(sheet.table.again)
    torn = {sheet.say(row, "number") for row in sheet.table.torn} - {""}
    for group in _together(sheet, layout, tally):
        before = taken.setdefault(group.number, group)
        if before is not group:
            if group.rows == before.rows:
                tally.skipped += len(group.rows)
            else:
                reason = f"order {group.number} stands in line {before.lines[0]} already, with other values"
                tally.refuse(group, sheet.refuse(group.rows, "number", reason))
        elif group.number in torn and layout.style != "rows":
            tally.refuse(group, Refuse("", group.number, TORN))
        elif layout.style == "blocks" and sheet.has("total") and not sheet.say(group.rows[0], "total"):
            tally.refuse(group, sheet.refuse(group.rows, "total", HEADLESS))
        else:
            tally.groups += 1
            yield group


def _together(sheet: Sheet, layout: Layout, tally: Tally) -> list[Group]:
    """Which rows belong together, in the order of the file."""
    found: list[Group] = []
    by_number: dict[str, Group] = {}
    parts: dict[str, int] = {}
    above, part, resumed = "", 0, False
    heads = [*sheet.table.again, maxsize]
    for row, line in zip(sheet.table.rows, sheet.table.lines, strict=True):
        while line > heads[part]:
            above, part = "", part + 1
        try:
            number = numbered(sheet, layout, row, above)
        except Refuse as refusal:
            tally.refuse(Group("", [row], [line]), refusal)
            continue
        if number is None:
            tally.skipped += 1
            continue
        group = by_number.get(number)
        if number != above:
            above, resumed = number, group is not None
        begins = layout.style == "rows" or (layout.style == "blocks" and bool(sheet.say(row, "total")))
        if group is not None and resumed and not begins:
            same, below = row in group.rows, part > parts[number]
            if same and below:  # files that overlap were put one under another
                tally.skipped += 1
                continue
            tally.again += same
            begins = below and layout.style == "groups" and _is_again(sheet, row, group)
        if group is None or begins:
            group = by_number[number] = Group(number, [], [])
            parts[number] = part
            found.append(group)
        group.rows.append(row)
        group.lines.append(line)
    return found


def _is_again(sheet: Sheet, row: Row, group: Group) -> bool:
    """Whether a row below another header tells anew what was told above: of an order of that same moment."""
    moment = (sheet.say(row, "date"), sheet.say(row, "time"))
    return any((sheet.say(before, "date"), sheet.say(before, "time")) == moment for before in group.rows)
