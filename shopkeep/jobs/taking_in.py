"""Taking a file of orders in: read, compared with what the shop knows, stored and judged; or only looked at."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from shopkeep.core import clock
from shopkeep.core.apart import Process
from shopkeep.core.asjson import as_json
from shopkeep.core.progress import Step, Stop, Tell, unheard
from shopkeep.core.records.orders import FilePreview, ImportOptions, ImportResult, Order, ParsedFile
from shopkeep.errors import Stopped
from shopkeep.jobs import come_again, import_again, import_results, judging
from shopkeep.jobs.import_opening import open_file, whole_where_needed, with_reader
from shopkeep.jobs.shop import Shop
from shopkeep.orders import apart, importer
from shopkeep.orders.collecting import collecting_later
from shopkeep.orders.comparing import Batch, Comparison
from shopkeep.orders.keeping import EXPORTS, Kept, keeping
from shopkeep.orders.open_file import OpenFile
from shopkeep.orders.reading import orders_of
from shopkeep.orders.remembering import remember
from shopkeep.store import Tx, enrolments, imports, known_files, orders

PREVIEW_ROWS = 10
PREVIEW_ORDERS = 50


def look_at(shop: Shop, path: Path, options: ImportOptions, started: float, tell: Tell, stop: Stop) -> FilePreview:
    """importing.preview_file"""

    def look(whole: bool) -> FilePreview:
        def job(reader: apart.Reader | None) -> FilePreview:
            return _preview(shop, path, options, started, tell, stop, whole, reader)

        return with_reader(shop, path, options, whole, job)

    return whole_where_needed(look)


def _preview(
    shop: Shop,
    path: Path,
    options: ImportOptions,
    started: float,
    tell: Tell,
    stop: Stop,
    whole: bool,
    reader: apart.Reader | None,
) -> FilePreview:
    with shop.db.read() as tx, collecting_later():
        file = open_file(shop, path, options, tell, whole, reader)
        comparison = Comparison(tx, file, reader=reader)
        for _ in comparison.batches(tell, stop):
            pass
        parsed = file.parsed(_first_orders(shop, path, options, whole, reader))
        would = import_results.result_of(parsed, comparison.counts, None, started)
    table = file.sheet.table
    first_rows = tuple(tuple(row) for row in table.rows[:PREVIEW_ROWS])
    sheet = table.source.sheet if table.source else ""
    return FilePreview(parsed, table.columns, first_rows, would, file.remembered, sheet)


def _first_orders(
    shop: Shop, path: Path, options: ImportOptions, whole: bool, reader: apart.Reader | None
) -> list[Order]:
    """The first orders of a file, to be shown as they are read."""
    file = open_file(shop, path, options, unheard, whole, reader)
    return list(islice(orders_of(file, file.cuts()), PREVIEW_ORDERS))


def take_in(
    shop: Shop,
    path: Path,
    options: ImportOptions,
    started: float,
    tell: Tell,
    stop: Stop,
    reading: Process | None,
) -> ImportResult:
    """importing.import_orders, of a file that is not known yet as far as can be told without reading it, by the
    process `reading` where that was started."""

    def take(whole: bool) -> ImportResult:
        def job(reader: apart.Reader | None) -> ImportResult:
            return _compare_and_store(shop, path, options, started, tell, stop, whole, reader)

        return with_reader(shop, path, options, whole, job, reading)

    return whole_where_needed(take)


def _compare_and_store(
    shop: Shop,
    path: Path,
    options: ImportOptions,
    started: float,
    tell: Tell,
    stop: Stop,
    whole: bool,
    reader: apart.Reader | None,
) -> ImportResult:
    with shop.db.read() as tx, collecting_later():  # held until all is written, so that comparing stays true
        file = open_file(shop, path, options, tell, whole, reader)
        told = import_again.known_file(shop, path, options)
        if told:
            return replace(told, seconds=round(time.monotonic() - started, 3))
        comparison = Comparison(tx, file, imports.next_id(tx), reader)
        batches = comparison.batches(tell, stop)
        first = next((batch for batch in batches if batch), None)
        before = known_files.same_file(tx, "orders", file.sheet.table.digest)
        if before and first is None:
            return import_results.nothing_new(tx, file.parsed(), comparison.counts, before[0], started)
        known = orders.count(tx) > 0
        linked = not known and not come_again.may_come_again(tx)
        if first is not None and known:
            shop.db.checked_backup("before-import")
        with keeping(shop.home / EXPORTS, path) as kept, shop.db.write(linked=linked) as write:
            every = chain([first] if first else [], batches)
            return _store(shop, write, file, comparison, every, kept, options, started, tell, stop)


def _store(
    shop: Shop,
    tx: Tx,
    file: OpenFile,
    comparison: Comparison,
    batches: Iterable[Batch],
    kept: Kept,
    options: ImportOptions,
    started: float,
    tell: Tell,
    stop: Stop,
) -> ImportResult:
    table, counts = file.sheet.table, comparison.counts
    begun = {"id": comparison.import_id, "kind": "orders", "file": Path(table.path).name, "digest": table.digest}
    import_id = imports.begin(tx, {**begun, "format": file.format.name})
    touched = importer.Writing(tx, comparison, import_id).write(batches)
    touched -= come_again.erase_again(tx, touched)
    parsed = file.parsed()
    back = enrolments.returned(tx, touched)
    imports.journal(tx, import_id, "enrolments", ((id, {"left_at": None, "left_because": ""}) for id in back))
    came_back = enrolments.close_returned(tx, touched, clock.now())
    kept.begin(import_id)
    tell(Step("Judging customers"))
    if stop():
        raise Stopped("The import was stopped.", "Nothing was changed.", "Start it again when you like.")
    _learn_profile(shop, parsed, options)
    remember(tx, file, options, clock.stamp(clock.now()))
    judging.refresh(shop, tx, set(touched))
    if stop():
        raise Stopped("The import was stopped.", "Nothing was changed.", "Start it again when you like.")
    imports.refuse(tx, import_id, parsed.rejected)
    files = kept.keep(import_id, table.columns, file.tally.refused_rows, list(parsed.rejected))
    result = import_results.result_of(parsed, counts, import_id, started)
    result = replace(result, came_back=came_back, rejects_file=files["rejects_file"] or None)
    stored = {
        **as_json(result),
        "asked": import_again.asked(shop, options),
        "says_consent": parsed.says_consent,
    }
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


def _learn_profile(shop: Shop, parsed: ParsedFile, options: ImportOptions) -> None:
    """What the first import settles for good, where the owner has not said otherwise."""
    if not shop.settings.get("shop.currency"):
        shop.settings.set("shop.currency", parsed.currency)
    if options.timezone and not shop.settings.get("shop.timezone"):
        shop.settings.set("shop.timezone", options.timezone)
