"""Rows to orders: which rows belong together, what each order says, and why a row is refused.

Every row ends in an order, among the refused, or among the skipped (doubles and rows that are none).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from shopkeep.core import text
from shopkeep.core.progress import Step, Stop, Tell
from shopkeep.core.records.orders import Order, Rejected
from shopkeep.errors import AmbiguousFile, Stopped
from shopkeep.orders.layout import Layout, Refuse, Sheet
from shopkeep.orders.one_order import DIFFERENT_TOTALS, Notes, read_order
from shopkeep.orders.table import unguard

BATCH = 2000


@dataclass(slots=True)
class Assembled:
    """The orders of a file and what became of its other rows."""

    orders: list[Order] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    rows_in_orders: int = 0
    rows_skipped: int = 0
    notes: Notes = field(default_factory=Notes)


@dataclass(slots=True)
class _Block:
    """Rows that make one order, by their positions in the table."""

    number: str
    rows: list[int]
    headless: bool = False


def assemble(sheet: Sheet, layout: Layout, tell: Tell, stop: Stop) -> Assembled:
    """All orders of a file. Raises Stopped, and AmbiguousFile (`map`) where totals are no order totals."""
    done = Assembled()
    blocks, several, different = _blocks(sheet, layout, done), 0, 0
    taken: dict[str, _Block] = {}
    for count, block in enumerate(blocks):
        if count % BATCH == 0:
            if stop():
                raise Stopped("The import was stopped.", "Nothing was changed.", "Start it again when you like.")
            tell(Step("Reading orders", count, len(blocks)))
        before = taken.setdefault(block.number, block)
        rows = [sheet.table.rows[at] for at in block.rows]
        several += len(rows) > 1
        try:
            if before is not block:
                if rows == [sheet.table.rows[at] for at in before.rows]:
                    done.rows_skipped += len(rows)
                    continue
                line = sheet.table.lines[before.rows[0]]
                reason = f"order {block.number} stands in line {line} already, with other values"
                raise sheet.refuse(rows, "number", reason)
            if block.headless:
                raise sheet.refuse(rows, "total", "the first row of this order, with its total, is missing")
            done.orders.append(read_order(sheet, layout, block.number, rows, done.notes))
            done.rows_in_orders += len(rows)
        except Refuse as refusal:
            different += refusal.reason == DIFFERENT_TOTALS
            _reject(sheet, block, refusal, done)
    if different and different * 2 >= several:
        raise _no_order_total(sheet)
    return done


def _blocks(sheet: Sheet, layout: Layout, done: Assembled) -> list[_Block]:
    """Which rows belong together, in the order of the file."""
    found: list[_Block] = []
    by_number: dict[str, _Block] = {}
    for at, number in _numbered(sheet, layout, done):
        row = sheet.table.rows[at]
        block = by_number.get(number)
        begins = layout.style == "rows" or block is None
        if layout.style == "blocks" and sheet.say(row, "total"):
            begins = True
        if begins or block is None:
            headless = layout.style == "blocks" and sheet.has("total") and not sheet.say(row, "total")
            block = by_number[number] = _Block(number, [], headless)
            found.append(block)
        block.rows.append(at)
    return found


def _numbered(sheet: Sheet, layout: Layout, done: Assembled) -> Iterator[tuple[int, str]]:
    """Each row that may be of an order, with the order's number; the others are skipped or refused."""
    above = ""
    for at, row in enumerate(sheet.table.rows):
        if not any(cell and not cell.isspace() for cell in row) or (layout.skip and layout.skip(sheet, row)):
            done.rows_skipped += 1
            continue
        written = layout.key(sheet, row) if layout.key else sheet.say(row, "number")
        number = text.clean(unguard(written), 100)
        if not number and layout.style == "blocks" and not sheet.say(row, "total"):
            number = above
        if not number:
            refusal = sheet.refuse([row], "number", "no order number")
            done.rejected.append(Rejected(sheet.table.lines[at], refusal.column, "", refusal.reason))
            continue
        above = number
        yield at, number


def _reject(sheet: Sheet, block: _Block, refusal: Refuse, done: Assembled) -> None:
    lines = [sheet.table.lines[at] for at in block.rows]
    done.rejected.append(Rejected(lines[0], refusal.column, refusal.value, refusal.reason))
    for line in lines[1:]:
        reason = f"belongs to order {block.number}, which was refused in line {lines[0]}"
        done.rejected.append(Rejected(line, refusal.column, refusal.value, reason))


def _no_order_total(sheet: Sheet) -> AmbiguousFile:
    column = sheet.table.columns[sheet.columns["total"][0]]
    return AmbiguousFile(
        f"The column {column!r} is not the total of an order.",
        "It differs between rows of the same order, so it seems to be a product's price.",
        f"Name the order's total with --map total=COLUMN, or say --map line_total={column!r}.",
        "map",
        tuple(sheet.table.columns),
    )
