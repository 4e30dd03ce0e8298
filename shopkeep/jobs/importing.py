"""Taking files in and taking them back: orders, customers' attributes, products."""

from __future__ import annotations

import json
import time
from dataclasses import replace
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
    ParsedFile,
    Rejected,
)
from shopkeep.errors import NotFound, Stopped, UsageError
from shopkeep.jobs import customers, import_results, opening
from shopkeep.jobs.attribute_files import import_customers, import_products
from shopkeep.jobs.shop import Shop
from shopkeep.orders import importer, reading
from shopkeep.orders.keeping import EXPORTS, Kept, keeping
from shopkeep.orders.reading import Reading
from shopkeep.store import Tx, enrolments, imports, orders
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
    "undo_import",
]

PREVIEW_ROWS = 10


def preview_file(shop: Shop, path: Path, options: ImportOptions) -> FilePreview:
    """A file as understood and what importing it would do. Changes nothing.

    Raises AmbiguousFile where the owner must say something first, ImportRefused.
    """
    started = time.monotonic()
    read = _read(shop, path, options, unheard, never)
    with shop.db.read() as tx:
        would = import_results.result_of(read.parsed, importer.plan(tx, read.parsed), None, started)
    rows = tuple(tuple(row) for row in read.table.rows[:PREVIEW_ROWS])
    return FilePreview(read.parsed, read.table.columns, rows, would)


def import_orders(
    shop: Shop, path: Path, options: ImportOptions, tell: Tell = unheard, stop: Stop = never
) -> ImportResult:
    """Take an orders file in: all of it in one transaction, or nothing.

    Summaries are brought up to date, and customers who came back leave their sequences. Raises
    AmbiguousFile, ImportRefused, ShopBusy; Stopped leaves nothing behind.
    """
    started = time.monotonic()
    known = None if options.dry_run else import_results.known_file(shop, path, options)
    if known:
        _answer(shop, options)
        return replace(known, seconds=round(time.monotonic() - started, 3))
    read = _read(shop, path, options, tell, stop)
    if options.dry_run:
        with shop.db.read() as tx:
            return import_results.result_of(read.parsed, importer.plan(tx, read.parsed), None, started)
    if shop.read_only:
        raise busy(shop.home)
    with shop.db.read() as tx:  # held until all is written, so that the plan stays true
        before = imports.same_file(tx, "orders", read.parsed.digest)
        todo = importer.plan(tx, read.parsed)
        if before and not todo.changes_anything:
            _answer(shop, options)
            return import_results.nothing_new(tx, read.parsed, before[0], started)
        if todo.changes_anything and orders.count(tx):
            shop.db.checked_backup("before-import")
        with keeping(shop.home / EXPORTS, path) as kept, shop.db.write() as write:
            result = _store(shop, write, read, todo, kept, options, started, tell, stop)
    _answer(shop, options)
    opening.follow_orders(shop)
    return result


def _store(
    shop: Shop,
    tx: Tx,
    read: Reading,
    todo: importer.Plan,
    kept: Kept,
    options: ImportOptions,
    started: float,
    tell: Tell,
    stop: Stop,
) -> ImportResult:
    parsed = read.parsed
    import_id = imports.begin(
        tx,
        {
            "kind": "orders",
            "file": Path(parsed.path).name,
            "digest": parsed.digest,
            "format": parsed.format,
            "snapshot_at": todo.snapshot[0],
            "rows": parsed.rows,
            "orders_new": len(todo.new),
            "orders_updated": len(todo.changed),
            "customers_new": len(todo.emails_new),
            "rejected_count": len(parsed.rejected),
        },
    )
    done = importer.apply(tx, todo, import_id, tell, stop)
    imports.refuse(tx, import_id, parsed.rejected)
    back = enrolments.returned(tx, done.customers)
    imports.journal(tx, import_id, "enrolments", ((id, {"left_at": None, "left_because": ""}) for id in back))
    came_back = enrolments.close_returned(tx, done.customers, clock.now())
    if stop():
        raise Stopped("The import was stopped.", "Nothing was changed.", "Start it again when you like.")
    tell(Step("Judging customers"))
    _learn_profile(shop, parsed, options)
    customers.refresh(shop, tx, set(done.customers))
    files = kept.keep(import_id, read.table, list(parsed.rejected))
    result = import_results.result_of(parsed, todo, import_id, started)
    result = replace(result, came_back=came_back, rejects_file=files["rejects_file"] or None)
    stored = {
        **as_json(result),
        "asked": import_results.asked(shop, options),
        "says_consent": parsed.says_consent,
    }
    imports.finish(tx, import_id, {**files, "result": json.dumps(stored, ensure_ascii=False)})
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
        customers.refresh(shop, tx, None)
    what = f": {wording.count(row.orders_new, 'order')} went" if row.orders_new else ""
    return Done(f"Took back the import of {row.file}{what}.", can_undo=False)


def needs_consent_answer(shop: Shop) -> bool:
    """Whether a file was imported that is silent on marketing consent, and the owner has not said yet
    whom that allows to be written to."""
    if shop.settings.get("policy.consent") != "ask":
        return False
    with shop.db.read() as tx:
        return any(not each.get("says_consent", True) for each in imports.results(tx, "orders"))


def answer_consent(shop: Shop, answer: str) -> Done:
    """Remember whom the owner may write to: `opted-in` or `existing`. Raises UsageError for other words."""
    if answer not in ("opted-in", "existing"):
        raise UsageError(f"{answer!r} is no answer here.", "", "Say opted-in or existing.")
    shop.settings.set("policy.consent", answer)
    who = "only those who said yes" if answer == "opted-in" else "customers who never said no"
    return Done(f"You write to {who}.", can_undo=False)


def _read(shop: Shop, path: Path, options: ImportOptions, tell: Tell, stop: Stop) -> Reading:
    zone, currency = shop.settings.get("shop.timezone"), shop.settings.get("shop.currency")
    return reading.read_orders(path, options, zone, currency, tell, stop)


def _learn_profile(shop: Shop, parsed: ParsedFile, options: ImportOptions) -> None:
    """What the first import settles for good, where the owner has not said otherwise."""
    if not shop.settings.get("shop.currency"):
        shop.settings.set("shop.currency", parsed.currency)
    if options.timezone and not shop.settings.get("shop.timezone"):
        shop.settings.set("shop.timezone", options.timezone)


def _answer(shop: Shop, options: ImportOptions) -> None:
    if options.consent:
        answer_consent(shop, options.consent)
