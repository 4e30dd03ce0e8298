"""From a path to orders: which platform, how its dates and amounts are written, then row by row."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from shopkeep.core import registry
from shopkeep.core.progress import Step, Stop, Tell, never, unheard
from shopkeep.core.records.orders import ImportOptions, Order, ParsedFile, Remembered
from shopkeep.errors import AmbiguousFile, ImportRefused, UsageError
from shopkeep.orders import amounts, dates, day_order, formats, not_orders, spoiled
from shopkeep.orders.assemble import Cut
from shopkeep.orders.collecting import collecting_later
from shopkeep.orders.column_names import currency_in, signs_in
from shopkeep.orders.currency_signs import meaning, meanings
from shopkeep.orders.fields import DATES, MONEY
from shopkeep.orders.layout import Format, Sheet, checked_mapping, positions
from shopkeep.orders.open_file import OpenFile, watched
from shopkeep.orders.reader import open_table
from shopkeep.orders.table import Table
from shopkeep.orders.told import as_order
from shopkeep.orders.watched import NeedsWholeFile, WatchedAmounts, WatchedDates

NOTHING = Remembered("", {}, {})
_SEVERAL = "?"
"""In place of a currency: it has two decimals as most do, so that three digits after a sign are asked about."""
Recall = Callable[[Table], Remembered]


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
    """A file read to the end, with all of its orders. `zone` and `currency` are the shop's, empty where
    not known yet.

    Raises AmbiguousFile where the owner must say something first, ImportRefused where it is no file of
    orders, UsageError for options that cannot be, Stopped.
    """
    for whole in (False, True):
        try:
            opened = open_orders(path, options, zone, currency, tell, whole=whole)
            with collecting_later():
                orders = list(orders_of(opened, watched(opened, tell, stop)))
            return Reading(opened.parsed(orders), opened.sheet.table)
        except NeedsWholeFile:
            continue
    raise AssertionError(path)


def orders_of(opened: OpenFile, cuts: Iterable[Cut]) -> Iterator[Order]:
    """The orders of a file in the form in which the rest of the program speaks of them."""
    for cut in cuts:
        for number, told in opened.read(cut).by_number():
            yield as_order(opened.layout.platform, number, told)


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
    glance: bool = False,
    recall: Recall = lambda _table: NOTHING,
) -> OpenFile:
    """A file understood, its orders not yet gone through. `whole`: with all of it in memory; `glance`: as
    reader.open_table has it.

    `recall` says what is remembered of a table's header; what `options` say goes first, and so does what
    the file itself tells. Raises as `read_orders` does.
    """
    _check_options(options)
    tell(Step(f"Reading {path.name}"))
    table = open_table(path, _score, options.encoding, options.delimiter, whole=whole, glance=glance)
    try:
        return _understood(table, path, options, zone, currency, recall(table))
    except (AmbiguousFile, ImportRefused):
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
        raise ImportRefused(
            f"{path.name} holds no orders.",
            "It has a header and no rows below.",
            "Choose a longer period and export it again.",
        )
    spoiled.refuse_scrambled(_cells(table, columns, ("email",)), path)
    spoiled.refuse_rounded((row[at] for at in columns.get("number", ()) for row in table.rows), path)
    zone_said = options.timezone or layout.zone or known.answers.get("timezone") or zone
    zone_used = zone_said or "UTC"
    usual = options.currency or _only_currency(table, columns) or layout.currency or known.answers.get("currency", "")
    signs = _signs(table, columns)
    usual = usual or _fitting(currency, signs)
    order = _settled(day_order.settle, _cells(table, columns, DATES), options.dates, known.answers.get("dates"))
    mark = _settled(
        lambda cells, wanted: amounts.settle(
            cells,
            wanted,
            _of_one_currency(table, columns) or usual,
            [table.cells(at) for name in MONEY for at in columns.get(name, ())],
        ),
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
            WatchedAmounts(mark).watch(
                bool(options.decimal or known.answers.get("decimal")) or _tells(table, columns),
                None if "currency" in columns else amounts.signs_of(_cells(table, columns, MONEY)),
            ),
            usual,
        )
    sheet.signed = not layout.currency and _are_several(signs)
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
        not_orders.refuse_what_is_none(table, path.name)
    return scores[best] if best else platforms()["generic"]


def _cells(table: Table, columns: Mapping[str, tuple[int, ...]], names: tuple[str, ...]) -> Iterator[str]:
    for at in sorted({at for name in names for at in columns.get(name, ())}):
        yield from table.cells(at)


def _of_one_currency(table: Table, columns: Mapping[str, tuple[int, ...]]) -> str:
    """The currency that says how many decimals amounts have: the only one named; of several none does."""
    said = {cell.strip().upper() for cell in _cells(table, columns, ("currency",)) if cell.strip()}
    return said.pop() if len(said) == 1 else _SEVERAL if said else ""


def _only_currency(table: Table, columns: Mapping[str, tuple[int, ...]]) -> str:
    """What rows that name no currency are in: the only one the file names, by code, by sign or above its amounts."""
    said = {cell.strip().upper() for cell in _cells(table, columns, ("currency",)) if cell.strip()}
    if len(said) == 1:
        code = said.pop()
        return code if len(code) == 3 and code.isalpha() else ""
    if said:
        return ""
    names = [table.columns[at] for name in MONEY for at in columns.get(name, ())]
    return amounts.currency_of(_cells(table, columns, MONEY)) or currency_in(names)


def _signs(table: Table, columns: Mapping[str, tuple[int, ...]]) -> set[str]:
    """The signs beside what orders cost or above it, where no column names their currency."""
    if any(cell.strip() for cell in _cells(table, columns, ("currency",))):
        return set()
    paid = ("total",) if "total" in columns else ("line_total", "line_price")
    named = signs_in(table.columns[at] for name in paid for at in columns.get(name, ()))
    return amounts.signs_of(_cells(table, columns, paid)) or named


def _are_several(signs: set[str]) -> bool:
    """Whether signs stand for more than one currency: each may be another order's."""
    meant = {meaning(sign) for sign in signs} - {""}
    return len(meant) > 1 or any(known and one not in known for one in meant for known in map(meanings, signs))


def _fitting(currency: str, signs: set[str]) -> str:
    """The shop's currency, where the signs beside the amounts may stand for it. Raises AmbiguousFile."""
    vague = ((sign, meanings(sign)) for sign in sorted(signs) if not meaning(sign))
    unfit, known = next(((sign, known) for sign, known in vague if known and currency not in known), ("", ()))
    if not currency or not unfit:
        return currency
    raise AmbiguousFile(
        f"The amounts of this file carry {unfit}, and this shop counts in {currency}.",
        "The sign stands for several currencies, and the file does not say for which of them.",
        f"Say it: --currency {known[0]}, or whichever it is.",
        "currency",
        known[:3],
    )


def _ask_currency(sheet: Sheet) -> None:
    def is_silent(row: list[str]) -> bool:
        paid = sheet.say(row, "total")
        return bool(paid) and not sheet.say(row, "currency") and not (sheet.signed and amounts.currency_of([paid]))

    silent = next((row for row in sheet.table.rows if is_silent(row)), None)
    if sheet.signed and silent is None:
        return
    if silent is None and sheet.has("currency"):
        return
    raise AmbiguousFile(
        "The file does not say which currency its amounts are in.",
        "Amounts without a currency cannot be compared or shown.",
        "Say it: --currency EUR, or whichever it is.",
        "currency",
        ("EUR", "USD", "GBP"),
    )
