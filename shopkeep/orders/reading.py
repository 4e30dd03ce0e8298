"""From a path to orders: which platform, how its dates and amounts are written, then row by row."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zoneinfo import available_timezones

from shopkeep.core import registry
from shopkeep.core.progress import Step, Stop, Tell, never, unheard
from shopkeep.core.records.orders import ImportOptions, ParsedFile, Rejected
from shopkeep.errors import AmbiguousFile, ImportRefused, UsageError
from shopkeep.orders import amounts, dates, formats, not_orders
from shopkeep.orders.assemble import Assembled, assemble
from shopkeep.orders.collecting import collecting_later
from shopkeep.orders.layout import DATES, MONEY, Format, Layout, Sheet, checked_mapping, positions
from shopkeep.orders.reader import read_table
from shopkeep.orders.table import Table

_CODE = re.compile(r"[0-9a-fA-F-]{16,128}|[A-Za-z0-9+/_=-]{43,128}")
"""A hash as hexadecimal or Base64, where an address should be."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as understood, with its rows as they stand."""

    parsed: ParsedFile
    table: Table


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
    """A file read to the end. `zone` and `currency` are the shop's, empty where not known yet.

    Raises AmbiguousFile where the owner must say something first, ImportRefused where it is no file of
    orders, UsageError for options that cannot be, Stopped.
    """
    _check_options(options)
    with collecting_later():
        return _read(path, options, zone, currency, tell, stop)


def _check_options(options: ImportOptions) -> None:
    """Options that could be of no file at all."""
    if options.timezone is not None and options.timezone not in available_timezones():
        raise UsageError(f"There is no time zone {options.timezone!r}.", "", "Write it like Europe/Berlin.")
    if options.currency is not None and not re.fullmatch("[A-Z]{3}", options.currency):
        raise UsageError(f"There is no currency {options.currency!r}.", "", "Three letters, such as EUR or GBP.")


def _read(path: Path, options: ImportOptions, zone: str, currency: str, tell: Tell, stop: Stop) -> Reading:
    tell(Step(f"Reading {path.name}"))
    table = read_table(path, _score, options.encoding, options.delimiter)
    mapping = checked_mapping(table, options.mapping)
    chosen = _choose(table, path, options)
    layout = chosen.layout(table, mapping)
    columns = positions(table, layout.columns, mapping)
    if not table.rows and not table.broken:
        raise ImportRefused(f"{path.name} holds no orders.", "It has a header and no rows below.", "Export it again.")
    _refuse_scrambled(table, columns, path)
    zone_used = options.timezone or layout.zone or zone or "UTC"
    usual = options.currency or _only_currency(table, columns) or layout.currency or currency
    sheet = Sheet(
        table,
        columns,
        dates.DateReader(dates.settle(_cells(table, columns, DATES), options.dates), zone_used),
        amounts.AmountReader(
            amounts.settle(_cells(table, columns, MONEY), options.decimal, _most_said(table, columns) or usual)
        ),
        usual,
    )
    if not usual:
        _ask_currency(sheet)
    done = assemble(sheet, layout, tell, stop)
    rejected = sorted([*table.broken, *done.rejected], key=lambda r: r.line)
    if not done.orders:
        raise _nothing_taken(path, rejected)
    return Reading(_parsed(sheet, layout, chosen, done, rejected, zone_used, zone or layout.zone or options.timezone), table)


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


def _most_said(table: Table, columns: Mapping[str, tuple[int, ...]]) -> str:
    said = Counter(cell.strip().upper() for cell in _cells(table, columns, ("currency",)) if cell.strip())
    return said.most_common(1)[0][0] if said else ""


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


def _parsed(
    sheet: Sheet,
    layout: Layout,
    chosen: Format,
    done: Assembled,
    rejected: list[Rejected],
    zone: str,
    zone_known: str | None,
) -> ParsedFile:
    table = sheet.table
    latest = max(
        moment
        for order in done.orders
        for moment in (order.placed_at, order.paid_at, order.fulfilled_at, order.cancelled_at)
        if moment
    )
    return ParsedFile(
        path=table.path,
        digest=table.digest,
        format=chosen.name,
        encoding=table.encoding,
        delimiter=table.delimiter,
        currency=Counter(order.currency for order in done.orders).most_common(1)[0][0],
        timezone=zone,
        dates=sheet.dates.order,
        decimal=sheet.amounts.mark,
        mapping={name: table.columns[at[0]] for name, at in sheet.columns.items()},
        rows=len(table.rows) + len(table.broken),
        rows_in_orders=done.rows_in_orders,
        rows_skipped=done.rows_skipped,
        orders=tuple(done.orders),
        rejected=tuple(rejected),
        warnings=tuple(_warnings(sheet, layout, done, zone_known)),
        snapshot_at=latest,
        says_consent=sheet.has("consent"),
    )


def _warnings(sheet: Sheet, layout: Layout, done: Assembled, zone_known: str | None) -> Iterator[str]:
    yield from layout.warnings
    yield from sheet.table.warnings
    if sheet.dates.zoneless and not zone_known:
        yield (
            "The times in this file name no time zone and were read as UTC. "
            "Set the shop's zone first (shop.timezone) or give --timezone."
        )
    for column, count in done.notes.unread_dates.items():
        yield f"{count:,} cells of {column} are no dates and were left out."
    if done.notes.unknown_words:
        yield f"Status words taken as paid: {', '.join(sorted(done.notes.unknown_words))}."
