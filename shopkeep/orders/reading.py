"""From a path to orders: which platform, how its dates and amounts are written, then row by row."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from shopkeep.core import clock, registry
from shopkeep.core.progress import Step, Stop, Tell, never, unheard
from shopkeep.core.records.orders import ImportOptions, Order, ParsedFile, Rejected, Told
from shopkeep.errors import AmbiguousFile, ImportRefused, Stopped, UsageError
from shopkeep.orders import amounts, assemble, dates, formats, not_orders, streaming
from shopkeep.orders.assemble import Group, Tally
from shopkeep.orders.collecting import collecting_later
from shopkeep.orders.layout import DATES, MONEY, Format, Layout, Refuse, Sheet, checked_mapping, positions
from shopkeep.orders.one_order import DIFFERENT_TOTALS, OrderReader, as_order
from shopkeep.orders.reader import open_table
from shopkeep.orders.shapes import shape_of
from shopkeep.orders.streaming import NeedsWholeFile, Same, Stamps, WatchedAmounts, WatchedDates
from shopkeep.orders.table import Table
from shopkeep.store.layouts import NOTHING, Remembered

READS = 3
"""Rises when more is read of a file than before: then the very same file is worth reading again."""
BATCH = 2000
NO_ADDRESSES = "This platform gives no e-mail addresses: its buyers can be reviewed here, but not written to."
_SEVERAL = "?"
"""In place of a currency: it has two decimals as most do, so that three digits after a sign are asked about."""
Recall = Callable[[Table], Remembered]
_CODE = re.compile(r"[0-9a-fA-F-]{16,128}|[A-Za-z0-9+/_=-]{43,128}")
"""A hash as hexadecimal or Base64, where an address should be."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as understood, with its rows as they stand."""

    parsed: ParsedFile
    table: Table


class OpenFile:
    """A file as understood, whose orders can be gone through once, one after another."""

    def __init__(self, sheet: Sheet, layout: Layout, chosen: Format, options: ImportOptions, zone: str, known: bool):
        self.sheet = sheet
        self.layout = layout
        self.format = chosen
        self.shape = shape_of(sheet, layout)
        self.tally = Tally(rejected=list(sheet.table.broken) if sheet.table.stream is None else [])
        self.remembered = False
        """Whether the owner explained files of this header before."""
        self.latest = 0
        """The latest moment of the orders gone through, whole seconds UTC."""
        self.currencies: Counter[str] = Counter()
        self._reader = OrderReader(sheet, layout)
        self.notes = self._reader.notes
        self._zone = zone
        self._zone_known = known
        self.several = self.different = 0
        self._addressed = False
        self._lines = _how_many_lines(sheet.table)
        self._salt = "|".join(
            map(str, (READS, chosen.name, zone, sheet.dates.order, sheet.amounts.mark, sheet.currency, options.mapping))
        )
        self._text_salt = "|".join((self._salt, sheet.table.delimiter, *sheet.table.columns))

    def groups(self, known: Stamps | None = None) -> Iterator[Group | Same]:
        """The orders by their rows, in the order of the file; of a large file, those that are `known` by
        the very same text without them. Raises streaming.NeedsWholeFile."""
        if self.sheet.table.stream is None:
            return assemble.groups(self.sheet, self.layout, self.tally)
        return streaming.orders_of(self.sheet, self.layout, self.tally, self._text_salt, known)

    @property
    def streamed(self) -> bool:
        """Whether it is too large to be held."""
        return self.sheet.table.stream is not None

    def stamp_of(self, group: Group) -> int:
        """A number for what an order is read from and the way it is read: equal means nothing new."""
        return group.stamp or self._reader.hash_of(group.rows, self._salt)

    def read(self, group: Group) -> Told | None:
        """What the rows of an order tell; None where it is refused, which is noted."""
        self.several += len(group.rows) > 1
        try:
            told = self._reader.read(group.rows)
        except Refuse as refusal:
            self.different += refusal.reason == DIFFERENT_TOTALS
            self.tally.refuse(group, refusal)
            return None
        self._addressed = self._addressed or bool(told.email)
        latest = max(told.placed_at, told.paid_at or 0, told.fulfilled_at or 0, told.cancelled_at or 0)
        self.took(len(group.rows), latest, told.currency)
        return told

    def took(self, rows: int, latest: int, currency: str) -> None:
        """Note an order as taken in: its rows, its latest moment, its currency."""
        self.tally.in_orders += rows
        if latest > self.latest:
            self.latest = latest
        self.currencies[currency] += 1

    def parsed(self, orders: Sequence[Order] = ()) -> ParsedFile:
        """The file as it turned out, once all of its orders have gone by.

        Raises AmbiguousFile (`map`) where totals are no order totals, ImportRefused where no order could
        be taken in, NeedsWholeFile.
        """
        sheet, table, tally = self.sheet, self.sheet.table, self.tally
        if table.stream is not None and sheet.silences and sheet.others:
            raise NeedsWholeFile
        if self.different and self.different * 2 >= self.several:
            raise _no_order_total(sheet)
        rejected = sorted(tally.rejected, key=lambda r: r.line)
        if not self.currencies:
            raise _nothing_taken(Path(table.path), rejected)
        broken = len(table.broken) if table.stream is None else 0
        return ParsedFile(
            path=table.path,
            digest=table.digest,
            format=self.format.name,
            encoding=table.encoding,
            delimiter=table.delimiter,
            currency=self.currencies.most_common(1)[0][0],
            timezone=self._zone,
            dates=sheet.dates.order,
            decimal=sheet.amounts.mark,
            mapping={name: table.columns[at[0]] for name, at in sheet.columns.items()},
            rows=tally.rows + broken,
            rows_in_orders=tally.in_orders,
            rows_skipped=tally.skipped,
            orders=tuple(orders),
            rejected=tuple(rejected),
            warnings=tuple(self._warnings()),
            snapshot_at=clock.moment(self.latest),
            says_consent=sheet.has("consent") or "consent" in self.layout.states,
        )

    def how_far(self, line: int) -> tuple[int, int]:
        """Lines gone by, and how many there are about."""
        return line, max(line, self._lines)

    def _warnings(self) -> Iterator[str]:
        yield from self.layout.warnings
        yield from self.sheet.table.warnings
        if not self.layout.addresses and not self._addressed:
            yield NO_ADDRESSES
        if self.sheet.dates.zoneless and not self._zone_known:
            yield (
                "The times in this file name no time zone and were read as UTC. "
                "Set the shop's zone first (shop.timezone) or give --timezone."
            )
        notes = self.notes
        for column, count in notes.unread_dates.items():
            yield f"{count:,} cells of {column} are no dates and were left out."
        if notes.unknown_words:
            yield f"Status words taken as paid: {', '.join(sorted(notes.unknown_words))}."


@lru_cache(maxsize=1)
def platforms() -> dict[str, Format]:
    """Every format there is, by name."""
    return registry.collect(formats, "FORMAT")


def read_orders(
    path: Path,
    options: ImportOptions,
    zone: str,
    currency: str,
    tell: Tell = unheard,
    stop: Stop = never,
) -> Reading:
    """A file read to the end, with all of its orders. `zone` and `currency` are the shop's, empty where
    not known yet.

    Raises AmbiguousFile where the owner must say something first, ImportRefused where it is no file of
    orders, UsageError for options that cannot be, Stopped.
    """
    for whole in (False, True):
        try:
            opened = open_orders(path, options, zone, currency, tell, whole=whole)
            with collecting_later():
                orders = [
                    as_order(opened.layout.platform, group.number, told)
                    for group in watched(opened, tell, stop)
                    if isinstance(group, Group) and (told := opened.read(group))
                ]
            return Reading(opened.parsed(orders), opened.sheet.table)
        except NeedsWholeFile:
            continue
    raise AssertionError(path)


def watched(opened: OpenFile, tell: Tell, stop: Stop, known: Stamps | None = None) -> Iterator[Group | Same]:
    """The orders of a file, telling how far it is. Raises Stopped."""
    for count, group in enumerate(opened.groups(known)):
        if count % BATCH == 0:
            tell_how_far(opened, group.line if isinstance(group, Same) else group.lines[0], tell, stop)
        yield group


def tell_how_far(opened: OpenFile, line: int, tell: Tell, stop: Stop) -> None:
    """Tell the line that was read last. Raises Stopped."""
    if stop():
        raise Stopped("The import was stopped.", "Nothing was changed.", "Start it again when you like.")
    tell(Step("Reading orders", *opened.how_far(line)))


def _check_options(options: ImportOptions) -> None:
    """Options that could be of no file at all."""
    if options.timezone is not None and options.timezone not in available_timezones():
        raise UsageError(f"There is no time zone {options.timezone!r}.", "", "Write it like Europe/Berlin.")
    if options.currency is not None and not re.fullmatch("[A-Z]{3}", options.currency):
        raise UsageError(f"There is no currency {options.currency!r}.", "", "Three letters, such as EUR or GBP.")


def open_orders(
    path: Path,
    options: ImportOptions,
    zone: str,
    currency: str,
    tell: Tell = unheard,
    *,
    whole: bool = False,
    recall: Recall = lambda _table: NOTHING,
) -> OpenFile:
    """A file understood, its orders not yet gone through. `whole`: with all of it in memory.

    `recall` says what is remembered of a table's header; what `options` say goes first, and so does what
    the file itself tells. Raises as `read_orders` does.
    """
    _check_options(options)
    tell(Step(f"Reading {path.name}"))
    table = open_table(path, _score, options.encoding, options.delimiter, whole=whole)
    try:
        return _understood(table, path, options, zone, currency, recall(table))
    except AmbiguousFile:
        if table.stream is None:
            raise
        raise NeedsWholeFile from None  # rows further down may settle it


def _understood(
    table: Table, path: Path, options: ImportOptions, zone: str, currency: str, known: Remembered
) -> OpenFile:
    if not options.mapping:
        options = replace(options, mapping=known.mapping)
    mapping = checked_mapping(table, options.mapping)
    chosen = _choose(table, path, options)
    layout = chosen.layout(table, mapping)
    columns = positions(table, layout.columns, mapping)
    if not table.rows and not table.broken:
        raise ImportRefused(f"{path.name} holds no orders.", "It has a header and no rows below.", "Export it again.")
    _refuse_scrambled(table, columns, path)
    zone_said = options.timezone or layout.zone or known.answers.get("timezone") or zone
    zone_used = zone_said or "UTC"
    usual = options.currency or _only_currency(table, columns) or layout.currency
    usual = usual or known.answers.get("currency") or currency
    order = _settled(dates.settle, _cells(table, columns, DATES), options.dates, known.answers.get("dates"))
    mark = _settled(
        lambda cells, wanted: amounts.settle(cells, wanted, _of_one_currency(table, columns) or usual),
        _cells(table, columns, MONEY),
        options.decimal,
        known.answers.get("decimal"),
    )
    told = bool(options.dates or known.answers.get("dates"))
    serials = dates.are_serials(_cells(table, columns, DATES))
    if table.stream is None:
        sheet = Sheet(table, columns, dates.DateReader(order, zone_used, serials), amounts.AmountReader(mark), usual)
    else:
        told = told or order != "ymd"
        sheet = Sheet(
            table,
            columns,
            WatchedDates(order, zone_used, serials).watch(told),
            WatchedAmounts(mark).watch(bool(options.decimal or known.answers.get("decimal")) or _tells(table, columns)),
            usual,
        )
    if not usual:
        _ask_currency(sheet)
    file = OpenFile(sheet, layout, chosen, options, zone_used, bool(zone_said))
    file.remembered = bool(known.mapping or known.answers)
    return file


def _settled(settle: Callable[[Iterator[str], Any], Any], cells: Iterator[str], wanted: Any, known: Any) -> Any:
    """What the owner says now, else what the file tells, else what the owner said of its like before."""
    try:
        return settle(cells, wanted)
    except AmbiguousFile:
        if known:
            return known
        raise


def _tells(table: Table, columns: Mapping[str, tuple[int, ...]]) -> bool:
    """Whether the amounts of the first rows tell the decimal mark, so that later ones are no surprise."""
    return any(amounts.says(cell) in ("point", "comma") for cell in _cells(table, columns, MONEY))


def _score(columns: frozenset[str]) -> int:
    if not_orders.looks_like_one(columns):
        return 100
    return max(each.recognise(columns) for each in platforms().values())


def _choose(table: Table, path: Path, options: ImportOptions) -> Format:
    if options.format:
        if options.format not in platforms():
            near = difflib.get_close_matches(options.format, platforms(), 1)
            raise UsageError(
                f"There is no format {options.format!r}.",
                f"Did you mean {near[0]}?" if near else "",
                "Formats: " + ", ".join(platforms()) + ".",
            )
        return platforms()[options.format]
    scores = {each.recognise(table.keys): each for each in platforms().values()}
    best = max(scores)
    if best < 50 and not options.mapping:  # no platform for certain: perhaps no orders at all
        not_orders.refuse_what_is_none(table.keys, path.name)
    return scores[best] if best else platforms()["generic"]


def _cells(table: Table, columns: Mapping[str, tuple[int, ...]], names: tuple[str, ...]) -> Iterator[str]:
    for at in sorted({at for name in names for at in columns.get(name, ())}):
        yield from table.cells(at)


def _of_one_currency(table: Table, columns: Mapping[str, tuple[int, ...]]) -> str:
    """The currency that says how many decimals amounts have: the only one named; of several none does."""
    said = {cell.strip().upper() for cell in _cells(table, columns, ("currency",)) if cell.strip()}
    return said.pop() if len(said) == 1 else _SEVERAL if said else ""


def _only_currency(table: Table, columns: Mapping[str, tuple[int, ...]]) -> str:
    """What rows that name no currency are in: the only one the file names, by code or by sign."""
    said = {cell.strip().upper() for cell in _cells(table, columns, ("currency",)) if cell.strip()}
    if len(said) == 1:
        code = said.pop()
        return code if len(code) == 3 and code.isalpha() else ""
    return "" if said else amounts.currency_of(_cells(table, columns, MONEY))


def _ask_currency(sheet: Sheet) -> None:
    silent = next((row for row in sheet.table.rows if sheet.say(row, "total") and not sheet.say(row, "currency")), None)
    if silent is None and sheet.has("currency"):
        return
    raise AmbiguousFile(
        "The file does not say which currency its amounts are in.",
        "Amounts without a currency cannot be compared or shown.",
        "Say it: --currency EUR, or whichever it is.",
        "currency",
        ("EUR", "USD", "GBP"),
    )


def _refuse_scrambled(table: Table, columns: Mapping[str, tuple[int, ...]], path: Path) -> None:
    filled = [cell.strip() for cell in _cells(table, columns, ("email",)) if cell.strip()]
    if filled and not any("@" in cell for cell in filled):
        codes = [cell for cell in filled if _CODE.fullmatch(cell)]
        if len(codes) * 2 > len(filled):
            raise ImportRefused(
                f"The e-mail addresses in {path.name} are scrambled.",
                f"Where an address should be there is a code such as {codes[0][:16]}…: nobody could be written to.",
                "Import an export from the shop itself, with the addresses as they are.",
            )


def _nothing_taken(path: Path, rejected: list[Rejected]) -> ImportRefused:
    if not rejected:
        return ImportRefused(f"{path.name} holds no orders.", "All of its rows are empty.", "Export it again.")
    first = rejected[0]
    where = f"line {first.line}" + (f", column {first.column}" if first.column else "")
    value = f" ({first.value!r})" if first.value else ""
    return ImportRefused(
        f"Not one order of {path.name} could be taken in.",
        f"The first trouble is in {where}: {first.reason}{value}. Rows refused: {len(rejected):,}.",
        "Check that it is an order export and that its columns mean what they say.",
    )


def _how_many_lines(table: Table) -> int:
    """How many lines a file has; of a large one, about."""
    if table.stream is None or table.source is None or not table.rows:
        return max(table.lines, default=0)
    sample = table.rows[:1000]
    letters = sum(len(cell) + 1 for row in sample for cell in row)
    return round(table.source.size * (table.lines[len(sample) - 1] - table.lines[0] + 1) / letters)


def _no_order_total(sheet: Sheet) -> AmbiguousFile:
    column = sheet.table.columns[sheet.columns["total"][0]]
    return AmbiguousFile(
        f"The column {column!r} is not the total of an order.",
        "It differs between rows of the same order, so it seems to be a product's price.",
        f"Name the order's total with --map total=COLUMN, or say --map line_total={column!r}.",
        "map",
        tuple(sheet.table.columns),
    )
