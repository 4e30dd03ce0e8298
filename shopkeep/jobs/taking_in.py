"""Taking a file of orders in: read, compared with what the shop knows, stored and judged; or only looked at."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from shopkeep.core import clock
from shopkeep.core.apart import Process
from shopkeep.core.asjson import as_json
from shopkeep.core.progress import Step, Stop, Tell, unheard
from shopkeep.core.records.orders import FilePreview, ImportOptions, ImportResult, ParsedFile, Rejected
from shopkeep.jobs import come_again, import_again, import_results, judging, known_buyers
from shopkeep.jobs.import_opening import open_file, whole_where_needed, with_reader
from shopkeep.jobs.shop import Shop
from shopkeep.orders import apart, importer, mended
from shopkeep.orders.collecting import collecting_later
from shopkeep.orders.compared import Batch
from shopkeep.orders.comparing import Comparison
from shopkeep.orders.keeping import EXPORTS, Kept, keeping
from shopkeep.orders.open_file import OpenFile, go_on
from shopkeep.orders.reading import orders_of
from shopkeep.orders.remembering import remember
from shopkeep.orders.table import header_of
from shopkeep.store import Tx, buyers, enrolments, imports, known_files, orders

PREVIEW_ROWS = 10
PREVIEW_ORDERS = 50


T = TypeVar("T")


class Asked(NamedTuple):
    """What a file is to be read for, and who hears of it."""

    shop: Shop
    path: Path
    options: ImportOptions
    started: float
    """time.monotonic() when it was asked for."""
    tell: Tell
    stop: Stop


def look_at(asked: Asked) -> FilePreview:
    """importing.preview_file"""
    return _read(asked, _preview, apart.WHILE_LOOKING)


def take_in(asked: Asked, reading: Process | None) -> ImportResult:
    """importing.import_orders, of a file that is not known yet as far as can be told without reading it, by the
    process `reading` where that was started."""
    return _read(asked, _compare_and_store, apart.WHILE_STORING, reading)


def _read(
    asked: Asked, job: Callable[[Asked, bool, apart.Reader | None], T], every: int, reading: Process | None = None
) -> T:
    """A job on a file by its beginning, and again with all of it where that has to be; read by a second process
    where there is one, but for one of `every` so many windows."""

    def read(whole: bool) -> T:
        return with_reader(asked.shop, asked.path, asked.options, whole, partial(job, asked, whole), every, reading)

    return whole_where_needed(read)


def _open(asked: Asked, whole: bool, reader: apart.Reader | None, tell: Tell) -> OpenFile:
    return open_file(asked.shop, asked.path, asked.options, tell, whole, reader)


def _preview(asked: Asked, whole: bool, reader: apart.Reader | None) -> FilePreview:
    with asked.shop.db.read() as tx, collecting_later():
        file = _open(asked, whole, reader, asked.tell)
        comparison = Comparison(tx, file, reader=reader)
        for _ in comparison.batches(asked.tell, asked.stop):
            pass
        _expect_joined(tx, comparison)
        comparison.counts.without_email -= mended.set_aside(file, imports.mended(tx, comparison.platform))
        again = _open(asked, whole, reader, unheard)
        parsed = file.parsed(list(islice(orders_of(again, again.cuts()), PREVIEW_ORDERS)))
        would = import_results.result_of(parsed, comparison.counts, None, asked.started)
    table = file.sheet.table
    first_rows = tuple(tuple(row) for row in table.rows[:PREVIEW_ROWS])
    sheet = table.source.sheet if table.source else ""
    return FilePreview(parsed, table.columns, first_rows, would, file.remembered, sheet)


def _compare_and_store(asked: Asked, whole: bool, reader: apart.Reader | None) -> ImportResult:
    shop = asked.shop
    with shop.db.read() as tx, collecting_later():  # held until all is written, so that comparing stays true
        file = _open(asked, whole, reader, asked.tell)
        told = import_again.known_file(shop, asked.path, asked.options)
        if told:
            return replace(told, seconds=round(time.monotonic() - asked.started, 3))
        comparison = Comparison(tx, file, imports.next_id(tx), reader)
        batches = comparison.batches(asked.tell, asked.stop)
        first = next((batch for batch in batches if batch), None)
        before = known_files.same_file(tx, "orders", file.sheet.table.digest)
        if first is None:
            _expect_joined(tx, comparison)
            comparison.counts.without_email -= mended.set_aside(file, imports.mended(tx, comparison.platform))
        if before and first is None:
            return import_results.nothing_new(tx, file.parsed(), comparison.counts, before[0], asked.started)
        known = orders.count(tx) > 0
        linked = not known and not come_again.may_come_again(tx)
        backup = shop.db.backup_aside("before-import") if first is not None and known else None
        with keeping(shop.home / EXPORTS, asked.path) as kept, shop.db.write(linked=linked) as write:
            every = chain([first] if first else [], batches)
            result = _store(asked, write, file, comparison, every, kept)
            if backup:
                backup.result()
            return result


def _store(
    asked: Asked, tx: Tx, file: OpenFile, comparison: Comparison, batches: Iterable[Batch], kept: Kept
) -> ImportResult:
    shop, options = asked.shop, asked.options
    table, counts = file.sheet.table, comparison.counts
    begun = {"id": comparison.import_id, "kind": "orders", "file": Path(table.path).name, "digest": table.digest}
    import_id = imports.begin(tx, {**begun, "format": file.format.name})
    writing = importer.Writing(tx, comparison, import_id)
    touched = writing.write(batches)
    numbered, left = writing.numbered or counts.without_email > 0, writing.left
    del writing  # with all that it remembers of customers: judging them needs the room
    comparison.forget()
    header = header_of(table)
    if numbered:
        touched |= _join_numbered(tx, comparison, header, left)
    touched -= come_again.erase_again(tx, touched)
    counts.without_email -= mended.set_aside(file, imports.mended(tx, comparison.platform))
    parsed = file.parsed()
    back = enrolments.returned(tx, touched)
    imports.journal(tx, import_id, "enrolments", ((id, {"left_at": None, "left_because": ""}) for id in back))
    came_back = enrolments.close_returned(tx, touched, clock.now())
    kept.begin(import_id)
    asked.tell(Step("Judging customers"))
    go_on(asked.stop)
    _learn_profile(shop, parsed, options)
    remember(tx, file, options, clock.stamp(clock.now()))
    judging.refresh(shop, tx, set(touched))
    go_on(asked.stop)
    imports.refuse(tx, import_id, [*parsed.rejected, *map(Rejected.as_left_out, parsed.left_out)])
    to_mend = sorted([*parsed.rejected, *file.tally.to_mend], key=lambda row: row.line)
    files = kept.keep(import_id, table.columns, file.tally.refused_rows, to_mend)
    result = import_results.result_of(parsed, counts, import_id, asked.started)
    mending = mended.mended_in(file)
    if mending and mending.mended:
        numbers = list(dict.fromkeys(number for number, *_ in mending.mended))
        says = import_results.went_to(numbers, buyers.whose(tx, comparison.platform, numbers))
        result = replace(result, warnings=[*result.warnings, says])
    result = replace(result, came_back=came_back, rejects_file=files["rejects_file"] or None)
    stored = {
        **as_json(result),
        "asked": import_again.asked(shop, options),
        "says_consent": parsed.says_consent,
        "header": header,
    }
    if counts.new or counts.updated:  # else nothing was read that tells
        stored["names_zones"] = file.zones.named
    if mending:
        cells = {"cells": mending.mended, "waiting": mending.waiting}
        stored["mended"] = {"platform": comparison.platform, **cells}
    found = {
        "snapshot_at": comparison.snapshot[0],
        "rows": parsed.rows,
        "orders_new": counts.new,
        "orders_updated": counts.updated,
        "customers_new": counts.customers_new,
        "rejected_count": len(parsed.rejected),
        "result": json.dumps(stored, ensure_ascii=False),
    }
    imports.finish(tx, import_id, {**files, **found})
    return result


def _join_numbered(tx: Tx, comparison: Comparison, header: str, left: set[int]) -> frozenset[int]:
    """Give orders without an address to the buyers whose numbers they carry; everybody whose orders are counted
    otherwise."""
    counts = comparison.counts
    platform, same = comparison.platform, comparison.same
    joined = known_buyers.join_numbered(tx, comparison.import_id, platform, header, same, left)
    counts.customers_new -= joined.new
    counts.customers_known -= joined.fewer
    counts.by_number, counts.by_number_before, counts.apart_again = joined.orders, joined.earlier, joined.apart
    return joined.touched


def _expect_joined(tx: Tx, comparison: Comparison) -> None:
    """The same of a file that is only looked at, in numbers alone."""
    counts, same = comparison.counts, comparison.same
    if not counts.without_email:
        return
    heard, replaced = comparison.numbered, comparison.replaced
    given, counts.by_number = known_buyers.expected(tx, comparison.platform, heard, same, replaced)
    counts.customers_new -= sum(f"{comparison.platform}:{number}" in comparison.keys_new for number in given)


def _learn_profile(shop: Shop, parsed: ParsedFile, options: ImportOptions) -> None:
    """What the first import settles for good, where the owner has not said otherwise."""
    if not shop.settings.get("shop.currency"):
        shop.settings.set("shop.currency", parsed.currency)
    if options.timezone and not shop.settings.get("shop.timezone"):
        shop.settings.set("shop.timezone", options.timezone)
