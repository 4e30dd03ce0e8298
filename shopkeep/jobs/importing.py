"""Taking files in and taking them back: orders, customers' attributes, products.

What reads files and judges customers is loaded where it is needed: a file that is known already is told at once.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from shopkeep import wording
from shopkeep.core.progress import Stop, Tell, never, unheard
from shopkeep.core.records.customers import Done
from shopkeep.core.records.orders import (
    AttributesResult,
    FilePreview,
    ImportOptions,
    ImportResult,
    ImportRow,
    Rejected,
)
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs import import_again
from shopkeep.jobs.shop import Shop
from shopkeep.orders import ahead
from shopkeep.store.database import busy

if TYPE_CHECKING:
    from shopkeep.orders.amounts import Mark
    from shopkeep.orders.dates import Order


def preview_file(
    shop: Shop, path: Path, options: ImportOptions, tell: Tell = unheard, stop: Stop = never
) -> FilePreview:
    """A file as understood and what importing it would do. Changes nothing.

    Raises AmbiguousFile where the owner must say something first, ImportRefused, Stopped.
    """
    from shopkeep.jobs import taking_in

    return taking_in.look_at(taking_in.Asked(shop, path, options, time.monotonic(), tell, stop))


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
    if shop.read_only or import_again.may_be_known(shop, path):
        known = import_again.known_file(shop, path, options)
        if known:
            _answer(shop, options)
            return replace(known, seconds=round(time.monotonic() - started, 3))
    if shop.read_only:
        raise busy(shop.home)
    with ahead.begun(path) as reading:
        from shopkeep.jobs import opening, taking_in

        result = taking_in.take_in(taking_in.Asked(shop, path, options, started, tell, stop), reading)
    _answer(shop, options)
    if not result.already_known:
        opening.follow_orders(shop)
    return result


def import_customers(
    shop: Shop,
    path: Path,
    tell: Tell = unheard,
    stop: Stop = never,
    *,
    dates: Order | None = None,
    dry_run: bool = False,
) -> AttributesResult:
    """attribute_files.import_customers"""
    from shopkeep.jobs import attribute_files

    return attribute_files.import_customers(shop, path, tell, stop, dates=dates, dry_run=dry_run)


def import_products(
    shop: Shop,
    path: Path,
    tell: Tell = unheard,
    stop: Stop = never,
    *,
    dates: Order | None = None,
    decimal: Mark | None = None,
    dry_run: bool = False,
) -> AttributesResult:
    """attribute_files.import_products"""
    from shopkeep.jobs import attribute_files

    return attribute_files.import_products(shop, path, tell, stop, dates=dates, decimal=decimal, dry_run=dry_run)


def list_imports(shop: Shop) -> list[ImportRow]:
    """Every import, newest first."""
    from shopkeep.store import imports

    with shop.db.read() as tx:
        return imports.history(tx)


def rejected_rows(shop: Shop, import_id: int) -> list[Rejected]:
    """All rows that an import refused, and the cells that it could not read and left out."""
    from shopkeep.store import imports

    with shop.db.read() as tx:
        return imports.refused(tx, import_id)


def undo_import(shop: Shop, import_id: int) -> Done:
    """Take the newest import back: what it made goes, what it replaced returns.

    Raises NotFound for no such import, UsageError where it is not the newest or was taken back before.
    """
    from shopkeep.jobs import judging
    from shopkeep.store import imports

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
    """The names of the files that are silent on it, newest first; none where the owner has said, or nobody has an
    address."""
    from shopkeep.store import buyers, imports

    if shop.settings.get("policy.consent") != "ask":
        return []
    with shop.db.read() as tx:
        silent = [str(each["file"]) for each in imports.results(tx, "orders") if not each.get("says_consent", True)]
        return list(dict.fromkeys(reversed(silent))) if silent and buyers.any_addressed(tx) else []


def answer_consent(shop: Shop, answer: str) -> Done:
    """Remember whom the owner may write to: `opted-in` or `existing`. Raises UsageError for other words."""
    if answer not in ("opted-in", "existing"):
        raise UsageError(f"{answer!r} is no answer here.", "", "Say opted-in or existing.")
    shop.settings.set("policy.consent", answer)
    who = "only those who said yes" if answer == "opted-in" else "customers who never said no"
    return Done(f"You write to {who}.", can_undo=False)


def _answer(shop: Shop, options: ImportOptions) -> None:
    if options.consent:
        answer_consent(shop, options.consent)
