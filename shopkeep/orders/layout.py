"""What a format says of its columns, and cells by the field they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, Protocol

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine
from shopkeep.errors import UsageError
from shopkeep.orders.amounts import AmountReader
from shopkeep.orders.dates import DateReader
from shopkeep.orders.fields import FIELDS
from shopkeep.orders.table import Table, column_key, unguard

OWN = "generic"
"""The platform of files of no known platform."""

NO_QUANTITY = "not a quantity"
_PIECES = re.compile(
    r"[x×]?\s*(\d+(?:[.,]\d+)?)\s*(?:[x×]|(?:pcs?|pieces?|units?|stk|stück|szt|ks|pz)\.?)?", re.IGNORECASE
)
_UNSAID = frozenset(("", "n a", "na", "nan", "none", "null"))

Row = list[str]
Style = Literal["blocks", "groups", "rows"]
"""blocks: a row with a total begins an order and rows without one go on with it. groups: all rows of one
number are one order, and repeat its values or leave them blank. rows: each row is an order."""


class Refuse(Exception):
    """One cell because of which an order cannot be taken in. Caught where orders are put together."""

    def __init__(self, column: str, value: str, reason: str, field: str = "", at: int = -1) -> None:
        """`field` is what the cell holds and `at` its column's position, where the order may do without it."""
        super().__init__(reason)
        self.column = column
        self.value = shown(value)
        self.reason = reason
        self.field = field
        self.at = at


def shown(cell: str) -> str:
    """A cell as it is told to the owner."""
    return text.plain(cell)[:200]


@dataclass(slots=True)
class Sheet:
    """A table with its columns by field, and the readers settled for its dates and amounts."""

    table: Table
    columns: Mapping[str, tuple[int, ...]]
    dates: DateReader
    amounts: AmountReader
    currency: str
    """Used where a row names none."""
    others: set[str] = field(default_factory=set)
    """Currencies that rows name besides that one."""
    silences: int = 0
    """How many orders name none."""
    signed: bool = False
    """Whether amounts of several currencies are told apart by the signs beside them alone."""

    def silent(self) -> str:
        """The currency of an order that names none."""
        self.silences += 1
        return self.currency

    def named(self, code: str) -> str:
        """The currency that an order names."""
        if code != self.currency:
            self.others.add(code)
        return code

    def has(self, name: str) -> bool:
        return name in self.columns

    def at(self, row: Row, name: str) -> int | None:
        """The position of the first column of a field that says something in this row."""
        return next((at for at in self.columns.get(name, ()) if row[at].strip()), None)

    def say(self, row: Row, name: str) -> str:
        """What a row says of a field, bare of spaces; empty where it is silent."""
        for at in self.columns.get(name, ()):
            cell = row[at]
            if cell and (cell := cell.strip()):
                return cell
        return ""

    def first(self, rows: Sequence[Row], name: str) -> str:
        """What the first row that says anything says."""
        where = self.columns.get(name, ())
        for row in rows:
            for at in where:
                cell = row[at]
                if cell and (cell := cell.strip()):
                    return cell
        return ""

    def refuse(self, rows: Sequence[Row], name: str, reason: str) -> Refuse:
        """The refusal of a field's cell, by the column it stands in."""
        for row in rows:
            at = self.at(row, name)
            if at is not None:
                return Refuse(self.table.columns[at], row[at], reason, name, at)
        where = self.columns.get(name)
        return Refuse(self.table.columns[where[0]] if where else name, "", reason)

    def money(self, rows: Sequence[Row], name: str, currency: str) -> int | None:
        """The first amount the rows give for a field, in minor units. Raises Refuse."""
        try:
            return self.amounts.read(self.first(rows, name), currency)
        except ValueError as error:
            raise self.refuse(rows, name, str(error)) from None

    def money_at(self, row: Row, at: int | None, name: str, currency: str) -> int | None:
        """The amount of a field in one of its columns, where there is that column. Raises Refuse."""
        if at is None:
            return None
        try:
            return self.amounts.read(row[at], currency)
        except ValueError as error:
            raise Refuse(self.table.columns[at], row[at], str(error), name, at) from None

    def each_money(self, rows: Sequence[Row], name: str, currency: str) -> list[int]:
        """Every amount the rows give for a field. Raises Refuse."""
        if name not in self.columns:
            return []
        found = [self.money([row], name, currency) for row in rows]
        return [amount for amount in found if amount is not None]

    def whole(self, rows: Sequence[Row], name: str, currency: str) -> int:
        """An amount of the whole order: where every row repeats it, once; else what the rows add up to.

        Raises Refuse.
        """
        if len(rows) == 1:
            return self.money(rows, name, currency) or 0
        found = self.each_money(rows, name, currency)
        if len(found) == len(rows) and len(set(found)) == 1:
            return found[0]
        return sum(found)


@lru_cache(maxsize=65_536)
def title_of(written: str) -> str:
    """A product's or a place's name as stored, without the `&amp;` that some programs leave in it."""
    return text.clean_name(unguard(text.unescaped(written)))


def quantity_of(written: str) -> int:
    """How many: whole and at least one, `1.0` and `2,0` and `0.5` (of a kilo) included; one where it is unsaid."""
    try:
        return quantity_said(written)
    except ValueError:
        return 1


def quantity_said(written: str) -> int:
    """The same, but raises ValueError for a cell that says something and no quantity."""
    if not written:
        return 1
    written = written.strip("'")
    try:
        return _whole(written)
    except (ValueError, OverflowError):
        if found := _PIECES.fullmatch(written):  # `2 pcs`
            return _whole(found[1])
        if text.key(written) in _UNSAID:
            return 1
        raise ValueError(NO_QUANTITY) from None


def _whole(number: str) -> int:
    return max(1, min(1_000_000, round(float(number.replace(",", ".")))))


def row_lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    """One product a row, from the line columns. Raises Refuse."""
    found = []
    for row in rows:
        title, sku = sheet.say(row, "line_title"), sheet.say(row, "line_sku")
        if not title and not sku:
            continue
        variant = sheet.say(row, "line_variant")
        try:
            quantity = quantity_said(sheet.say(row, "line_quantity"))
        except ValueError as error:
            raise sheet.refuse([row], "line_quantity", str(error)) from None
        unit = sheet.money([row], "line_price", currency) if sheet.has("line_price") else None
        if unit is None and sheet.has("line_total"):
            unit = round((sheet.money([row], "line_total", currency) or 0) / quantity)
        off = sheet.money([row], "line_discount", currency) if sheet.has("line_discount") else 0
        name = f"{title} - {variant}" if title and variant else title or sku
        found.append(OrderLine(title_of(name), title_of(sku), quantity, unit or 0, abs(off or 0)))
    return found


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of one file make orders. Only `platform`, `columns` and `style` are needed."""

    platform: str
    columns: Mapping[str, tuple[str, ...]]
    """field -> compared column names; the first that is filled counts. Missing ones are ignored."""
    style: Style
    lines: Callable[[Sheet, list[Row], str], list[OrderLine]] = row_lines
    """The products of an order from its rows, in its currency."""
    says: Callable[[Sheet, list[Row], str], dict[str, Any]] | None = None
    """What the rows of an order say in this platform's own way: any values of records.orders.Order (also
    None and zero), which then count in place of the columns. It gets the rows and the order's currency."""
    key: Callable[[Sheet, Row], str] | None = None
    """The order's number by a row, where it is more than one cell. Empty: the row belongs to no order."""
    codes: Callable[[str], list[str]] = lambda cell: cell.split(",")
    skip: Callable[[Sheet, Row], bool] | None = None
    """Rows that are no part of an order."""
    currency: str = ""
    """Of all amounts, where the platform has just one and the file does not say it."""
    zone: str = ""
    """Of moments without one, where the platform always writes the same (`UTC`)."""
    addresses: bool = True
    """Whether this platform hands out addresses at all; where not, `buyer` is whom an order belongs to."""
    states: frozenset[str] = frozenset()
    """Fields of Order that `says` and `lines` give besides those of `columns`."""
    derived: frozenset[str] = frozenset()
    """Fields of Order that are only worked out here, and give way to another export that states them."""
    warnings: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()
    """`status` and `refunded`, where exports like this one have no column for it, complete as they are."""


class Format(Protocol):
    """One platform's export."""

    name: str
    title: str

    def recognise(self, columns: frozenset[str]) -> int:
        """How surely these compared column names are this platform's: 0 not at all, 100 surely."""

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        """How the rows of this file make orders. `mapping` is what the owner said of columns."""


def checked_mapping(table: Table, mapping: dict[str, str]) -> dict[str, str]:
    """The owner's mapping with compared column names. Raises UsageError for what does not exist."""
    found = {}
    for name, column in mapping.items():
        if name not in FIELDS:
            raise UsageError(f"There is no field {name!r}.", "", "Fields: " + ", ".join(FIELDS) + ".")
        key = column_key(column)
        if table.find(key) is None:
            raise UsageError(f"The file has no column {column!r}.", "", "Columns: " + ", ".join(table.columns) + ".")
        found[name] = key
    return found


def positions(
    table: Table, columns: Mapping[str, tuple[str, ...]], mapping: dict[str, str]
) -> dict[str, tuple[int, ...]]:
    """field -> positions of its columns in this file; what the owner mapped comes alone."""
    found: dict[str, tuple[int, ...]] = {}
    for name in FIELDS:
        wanted = (mapping[name],) if name in mapping else columns.get(name, ())
        at = tuple(p for p in map(table.find, wanted) if p is not None)
        if at:
            found[name] = at
    return found
