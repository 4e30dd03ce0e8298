"""Several files in one go: each understood, each taken in by itself, one that fails does not stop the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from shopkeep.core.progress import Step, Stop, Tell, never, unheard
from shopkeep.core.records.orders import ImportOptions, ImportResult
from shopkeep.errors import AmbiguousFile, ImportRefused, NotFound, ShopkeepError, Stopped, UsageError
from shopkeep.jobs import import_glance, importing
from shopkeep.jobs.shop import Shop
from shopkeep.store.brought import by_import


@dataclass(frozen=True, slots=True)
class Understood:
    """One of several files, before anything is imported."""

    path: Path
    options: ImportOptions = field(default_factory=ImportOptions)
    would: ImportResult | None = None
    """What importing it would do; None where it cannot be taken in as it is."""
    first: datetime | None = None
    """Of its oldest order, where all of them are at hand."""
    last: datetime | None = None
    """Of its newest order, or the newest moment in it."""
    problem: ShopkeepError | None = None
    """Why it cannot be taken in; an AmbiguousFile where a question is open."""
    header: tuple[str, ...] = ()
    """Its columns, where a question is open: files of one header get one answer."""

    @property
    def orders(self) -> int:
        would = self.would
        return would.orders_new + would.orders_updated + would.orders_unchanged if would else 0


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one of several files: a result, or the reason why there is none."""

    path: Path
    result: ImportResult | None = None
    problem: ShopkeepError | None = None
    """Stopped, where the owner stopped before or at this file."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What the new orders of an import say besides their number."""

    customers: int
    refunds: int


def brought(shop: Shop, import_id: int | None) -> Brought | None:
    """How many customers the new orders of an import are from, and how many of those orders were refunded."""
    if import_id is None:
        return None
    with shop.db.read() as tx:
        return Brought(*by_import(tx, import_id))


def understand(shop: Shop, path: Path, options: ImportOptions, tell: Tell = unheard, stop: Stop = never) -> Understood:
    """How one of several files is understood; what is wrong with it stands in the record. Raises Stopped."""
    try:
        preview = importing.preview_file(shop, path, options, tell, stop)
    except AmbiguousFile as error:
        return Understood(path, options, problem=error, header=_header(path, options))
    except (ImportRefused, UsageError, NotFound) as error:
        return Understood(path, options, problem=error)
    days = [order.placed_at for order in preview.parsed.orders]
    found = Understood(path, options, preview.would, last=preview.parsed.snapshot_at)
    return replace(found, first=min(days), last=max(days)) if days and len(days) == found.orders else found


def import_many(
    shop: Shop,
    files: Sequence[tuple[Path, ImportOptions]],
    tell: Tell = unheard,
    stop: Stop = never,
) -> list[FileOutcome]:
    """Take files in one after the other, each wholly or not at all, and say of each what became of it.

    Once stopped, the file at hand leaves nothing behind and the rest is not begun; what is in stays in.
    Raises what concerns the shop and not a file: ShopBusy, ShopDamaged.
    """
    outcomes: list[FileOutcome] = []
    for at, (path, options) in enumerate(files):
        if stop():
            outcomes.append(FileOutcome(path, problem=_stopped()))
            continue
        try:
            result = importing.import_orders(shop, path, options, _numbered(tell, at, len(files), path), stop)
            outcomes.append(FileOutcome(path, result))
        except (ImportRefused, UsageError, NotFound, Stopped) as error:
            outcomes.append(FileOutcome(path, problem=error))
    return outcomes


def _numbered(tell: Tell, at: int, of: int, path: Path) -> Tell:
    """Progress that says which of several files it speaks of."""

    def told(event: object) -> None:
        if of > 1 and isinstance(event, Step):
            doing = f"File {at + 1} of {of}, {path.name}"
            event = Step(doing if path.name in event.doing else f"{doing}: {event.doing}", event.done, event.total)
        tell(event)

    return told


def _header(path: Path, options: ImportOptions) -> tuple[str, ...]:
    """The columns of a file with an open question; empty where not even those can be known."""
    try:
        return import_glance.glance(path, options).columns
    except ShopkeepError:
        return ()


def _stopped() -> Stopped:
    return Stopped(
        "The import was stopped before this file.", "Nothing of it was taken in.", "Import it when you like."
    )
