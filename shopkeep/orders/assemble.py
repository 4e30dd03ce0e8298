"""Rows to orders: which rows belong together, what each order says, and why a row is refused.

Every row ends in an order, among the refused, or among the skipped (doubles and rows that are none).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from shopkeep.core import text
from shopkeep.core.progress import Step, Stop, Tell
from shopkeep.core.records.orders import Order, OrderLine, Rejected
from shopkeep.errors import AmbiguousFile, Stopped
from shopkeep.orders import people
from shopkeep.orders.amounts import currency_of
from shopkeep.orders.layout import Layout, Refuse, Row, Sheet, title_of
from shopkeep.orders.statuses import judge
from shopkeep.orders.table import unguard

BATCH = 2000
DIFFERENT_TOTALS = "the rows of this order give different totals"


@dataclass(slots=True)
class Assembled:
    """The orders of a file and what became of its other rows."""

    orders: list[Order] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    rows_in_orders: int = 0
    rows_skipped: int = 0
    unread_dates: dict[str, int] = field(default_factory=dict)
    unknown_words: set[str] = field(default_factory=set)


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
            done.orders.append(_order(sheet, layout, block.number, rows, done))
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
        if not any(cell and not cell.isspace() for cell in row) or layout.skip(sheet, row):
            done.rows_skipped += 1
            continue
        number = text.clean(unguard(sheet.say(row, "number")), 100)
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


def _order(sheet: Sheet, layout: Layout, number: str, all_rows: list[Row], done: Assembled) -> Order:
    rows = all_rows[:1] if layout.style == "blocks" else all_rows  # the rows that speak of the whole order
    try:
        placed = sheet.dates.read(sheet.first(rows, "date"), sheet.first(rows, "time"))
    except ValueError as error:
        raise sheet.refuse(rows, "date", str(error)) from None
    email = _email(sheet, all_rows)
    currency = _currency(sheet, rows)
    given = layout.amounts(sheet, all_rows, currency)
    lines = layout.lines(sheet, all_rows, currency)
    status, unknown = judge(said for row in rows[:1] for said in _all(sheet, row, "status"))
    if unknown and len(done.unknown_words) < 5:
        done.unknown_words.add(text.plain(unknown)[:40])
    cancelled = _moment(sheet, rows, "cancelled", done)
    if cancelled and status in ("paid", "pending", "refunded"):
        status = "cancelled"
    test = sheet.first(rows, "test")
    if test and (test.casefold() == "test" or people.consent(test)):
        status = "test"
    discount = abs(_sum(sheet, rows, "discount", currency))
    total = given.get("total")
    if total is None:
        total = _total(sheet, rows, currency, lines, discount)
    refunded = given.get("refunded")
    if refunded is None:
        refunded = abs(_sum(sheet, rows, "refunded", currency))
    if status == "refunded" and not refunded:
        refunded = total
    elif status in ("paid", "pending") and refunded >= total > 0:
        status = "refunded"
    return Order(
        platform=layout.platform,
        number=number,
        placed_at=placed,
        currency=currency,
        total=total,
        email=email,
        name=_name(sheet, rows),
        refunded=refunded,
        discount=discount,
        shipping=_sum(sheet, rows, "shipping", currency),
        tax=_sum(sheet, rows, "tax", currency),
        codes=_codes(layout, sheet.first(rows, "code")),
        status=status,
        paid_at=_moment(sheet, rows, "paid", done),
        fulfilled_at=_moment(sheet, rows, "fulfilled", done),
        cancelled_at=cancelled,
        country=_country(sheet.first(rows, "country")),
        region=title_of(sheet.first(rows, "region")),
        city=title_of(sheet.first(rows, "city")),
        consent=people.consent(sheet.first(rows, "consent")),
        lines=tuple(lines),
    )


def _all(sheet: Sheet, row: Row, name: str) -> list[str]:
    return [row[at] for at in sheet.columns.get(name, ())]


def _email(sheet: Sheet, rows: list[Row]) -> str:
    """The first cell that is an address. Raises Refuse where cells are filled and none is one."""
    wrong: Refuse | None = None
    for row in rows:
        for at in sheet.columns.get("email", ()):
            if row[at].strip():
                try:
                    found = people.address(row[at])
                except ValueError as error:
                    wrong = wrong or Refuse(sheet.table.columns[at], row[at], str(error))
                else:
                    if found:
                        return found
    if wrong:
        raise wrong
    return ""


def _currency(sheet: Sheet, rows: list[Row]) -> str:
    said = sheet.first(rows, "currency")
    if not said:
        return sheet.currency
    code = said.strip("'").upper()
    if len(code) == 3 and code.isascii() and code.isalpha():
        return code
    by_sign = currency_of([f"{said}1"])
    if by_sign:
        return by_sign
    raise sheet.refuse(rows, "currency", "not a currency of three letters")


def _total(sheet: Sheet, rows: list[Row], currency: str, lines: list[OrderLine], discount: int) -> int:
    if not sheet.has("total"):
        # No order total in the file: what the products cost, less what was taken off the whole order.
        return sum(line.quantity * line.unit_price - line.discount for line in lines) - discount
    found = sheet.each_money(rows, "total", currency)
    if not found:
        raise sheet.refuse(rows, "total", "no amount")
    if len(set(found)) > 1:
        raise sheet.refuse(rows, "total", DIFFERENT_TOTALS)
    return found[0]


def _sum(sheet: Sheet, rows: list[Row], name: str, currency: str) -> int:
    """An amount of the whole order: where every row repeats it, once; else what the rows add up to."""
    found = sheet.each_money(rows, name, currency)
    if len(found) == len(rows) and len(set(found)) == 1:
        return found[0]
    return sum(found)


def _moment(sheet: Sheet, rows: list[Row], name: str, done: Assembled) -> datetime | None:
    """A moment that an order can do without: None where it is missing or unreadable."""
    said = sheet.first(rows, name)
    if not said:
        return None
    try:
        return sheet.dates.read(said)
    except ValueError:
        column = sheet.refuse(rows, name, "").column
        done.unread_dates[column] = done.unread_dates.get(column, 0) + 1
        return None


def _name(sheet: Sheet, rows: list[Row]) -> str:
    whole = people.person_name(sheet.first(rows, "name"))
    return whole or people.person_name(sheet.first(rows, "first_name"), sheet.first(rows, "last_name"))


def _codes(layout: Layout, cell: str) -> tuple[str, ...]:
    """Discount codes in capitals: shops do not tell small letters from large ones there."""
    if not cell:
        return ()
    found = (text.clean(unguard(code.strip()), 80).upper() for code in layout.codes(cell))
    return tuple(dict.fromkeys(code for code in found if code))


def _country(written: str) -> str:
    country = title_of(written)
    return country.upper() if len(country) == 2 else country


def _no_order_total(sheet: Sheet) -> AmbiguousFile:
    column = sheet.table.columns[sheet.columns["total"][0]]
    return AmbiguousFile(
        f"The column {column!r} is not the total of an order.",
        "It differs between rows of the same order, so it seems to be a product's price.",
        f"Name the order's total with --map total=COLUMN, or say --map line_total={column!r}.",
        "map",
        tuple(sheet.table.columns),
    )
