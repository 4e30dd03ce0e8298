"""Taking files in and taking them back: orders, customers' attributes, products."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.asjson import as_json
from shopkeep.core.progress import Step, Stop, Tell, never, unheard
from shopkeep.core.records.customers import Done
from shopkeep.core.records.orders import (
    FilePreview,
    ImportOptions,
    ImportResult,
    ImportRow,
    Order,
    ParsedFile,
    Rejected,
)
from shopkeep.errors import NotFound, Stopped, UsageError
from shopkeep.jobs import come_again, import_results, judging, opening
from shopkeep.jobs.attribute_files import import_customers, import_products
from shopkeep.jobs.import_opening import open_file, whole_where_needed, with_reader
from shopkeep.jobs.shop import Shop
from shopkeep.orders import apart, importer
from shopkeep.orders.collecting import collecting_later
from shopkeep.orders.comparing import Batch, Comparison
from shopkeep.orders.keeping import EXPORTS, Kept, keeping
from shopkeep.orders.open_file import OpenFile
from shopkeep.orders.reading import orders_of
from shopkeep.orders.remembering import remember
from shopkeep.store import Tx, buyers, enrolments, imports, orders
from shopkeep.store.database import busy

__all__ = [
    "answer_consent",
    "import_customers",
    "import_orders",
    "import_products",
    "list_imports",
    "needs_consent_answer",
    "preview_file",
    "rejected_rows",
    "silent_exports",
    "undo_import",
]

PREVIEW_ROWS = 10
PREVIEW_ORDERS = 50


def preview_file(
    shop: Shop, path: Path, options: ImportOptions, tell: Tell = unheard, stop: Stop = never
) -> FilePreview:
    """A file as understood and what importing it would do. Changes nothing.

    Raises AmbiguousFile where the owner must say something first, ImportRefused, Stopped.
    """
    started = time.monotonic()

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
    return FilePreview(
        parsed, table.columns, tuple(tuple(row) for row in table.rows[:PREVIEW_ROWS]), would, file.remembered
    )


def _first_orders(
    shop: Shop, path: Path, options: ImportOptions, whole: bool, reader: apart.Reader | None
) -> list[Order]:
    """The first orders of a file, to be shown as they are read."""
    file = open_file(shop, path, options, unheard, whole, reader)
    return list(islice(orders_of(file, file.cuts()), PREVIEW_ORDERS))


def import_orders(
    shop: Shop, path: Path, options: ImportOptions, tell: Tell = unheard, stop: Stop = never
) -> ImportResult:
    """Take an orders file in: all of it in one transaction, or nothing.

    Summaries are brought up to date, and customers who came back leave their sequences. Raises
    AmbiguousFile, ImportRefused, ShopBusy; Stopped leaves nothing behind.
    """
    started = time.monotonic()
    if options.dry_run:
        return preview_file(shop, path, options, tell, stop).would
    known = import_results.known_file(shop, path, options)
    if known:
        _answer(shop, options)
        return replace(known, seconds=round(time.monotonic() - started, 3))
    if shop.read_only:
        raise busy(shop.home)

    def take_in(whole: bool) -> ImportResult:
        def job(reader: apart.Reader | None) -> ImportResult:
            return _compare_and_store(shop, path, options, started, tell, stop, whole, reader)

        return with_reader(shop, path, options, whole, job)

    result = whole_where_needed(take_in)
    _answer(shop, options)
    if not result.already_known:
        opening.follow_orders(shop)
    return result


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
        comparison = Comparison(tx, file, imports.next_id(tx), reader)
        batches = comparison.batches(tell, stop)
        first = next((batch for batch in batches if batch), None)
        before = imports.same_file(tx, "orders", file.sheet.table.digest)
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
        "asked": import_results.asked(shop, options),
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


def list_imports(shop: Shop) -> list[ImportRow]:
    """Every import, newest first."""
    with shop.db.read() as tx:
        return imports.history(tx)


def rejected_rows(shop: Shop, import_id: int) -> list[Rejected]:
    """All rows that an import refused."""
    with shop.db.read() as tx:
        return imports.refused(tx, import_id)


def undo_import(shop: Shop, import_id: int) -> Done:
    """Take the newest import back: what it made goes, what it replaced returns.

    Raises NotFound for no such import, UsageError where it is not the newest or was taken back before.
    """
    rows = list_imports(shop)
    row = next((r for r in rows if r.import_id == import_id), None)
    if row is None:
        raise NotFound(f"There is no import {import_id}.", "", "`shopkeep imports` lists them.")
    if row.undone:
        raise UsageError(f"Import {import_id} was taken back before.", "", "")
    newest = next(r for r in rows if r.can_undo)
    if not row.can_undo:
        raise UsageError(
            f"Import {import_id} is not the newest, so it cannot be taken back yet.",
            "Later imports build on it.",
            f"Take back import {newest.import_id} ({newest.file}) first.",
        )
    if shop.read_only:
        raise busy(shop.home)
    shop.db.checked_backup("before-undo")
    with shop.db.write() as tx:
        imports.take_back(tx, import_id)
        judging.refresh(shop, tx, None)
    what = f": {wording.count(row.orders_new, 'order')} went" if row.orders_new else ""
    return Done(f"Took back the import of {row.file}{what}.", can_undo=False)


def needs_consent_answer(shop: Shop) -> bool:
    """Whether a file was imported that is silent on marketing consent, and the owner has not said yet
    whom that allows to be written to."""
    return bool(silent_exports(shop))


def silent_exports(shop: Shop) -> list[str]:
    """The names of the files that are silent on it; none where the owner has said, or nobody has an address."""
    if shop.settings.get("policy.consent") != "ask":
        return []
    with shop.db.read() as tx:
        silent = [str(each["file"]) for each in imports.results(tx, "orders") if not each.get("says_consent", True)]
        return list(dict.fromkeys(silent)) if silent and buyers.any_addressed(tx) else []


def answer_consent(shop: Shop, answer: str) -> Done:
    """Remember whom the owner may write to: `opted-in` or `existing`. Raises UsageError for other words."""
    if answer not in ("opted-in", "existing"):
        raise UsageError(f"{answer!r} is no answer here.", "", "Say opted-in or existing.")
    shop.settings.set("policy.consent", answer)
    who = "only those who said yes" if answer == "opted-in" else "customers who never said no"
    return Done(f"You write to {who}.", can_undo=False)


def _learn_profile(shop: Shop, parsed: ParsedFile, options: ImportOptions) -> None:
    """What the first import settles for good, where the owner has not said otherwise."""
    if not shop.settings.get("shop.currency"):
        shop.settings.set("shop.currency", parsed.currency)
    if options.timezone and not shop.settings.get("shop.timezone"):
        shop.settings.set("shop.timezone", options.timezone)


def _answer(shop: Shop, options: ImportOptions) -> None:
    if options.consent:
        answer_consent(shop, options.consent)
