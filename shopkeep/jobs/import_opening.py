"""Files opened for a shop: by what it knows of them, and in the way that suits their size."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from shopkeep.core.apart import Gone, Process, worth_it
from shopkeep.core.progress import Tell
from shopkeep.core.records.orders import ImportOptions, Remembered
from shopkeep.jobs.opening import DEMO_NOW
from shopkeep.jobs.shop import Shop
from shopkeep.orders import apart, reading
from shopkeep.orders.identity import digest_of
from shopkeep.orders.layout import OWN
from shopkeep.orders.open_file import OpenFile
from shopkeep.orders.reader import is_large, is_told_by_glance
from shopkeep.orders.reading import Recall
from shopkeep.orders.remembering import other_source, under
from shopkeep.orders.table import Table, header_of
from shopkeep.orders.watched import NeedsWholeFile
from shopkeep.store import facts, layouts, orders

T = TypeVar("T")


def whole_where_needed(job: Callable[[bool], T]) -> T:
    """A job done while a file goes by, or again with all of it at hand where it turns out to need that."""
    try:
        return job(False)
    except NeedsWholeFile:
        return job(True)


def with_reader(
    shop: Shop,
    path: Path,
    options: ImportOptions,
    whole: bool,
    job: Callable[[apart.Reader | None], T],
    every: int,
    started: Process | None = None,
) -> T:
    """A job with another process that reads the file (`started` ahead), where it is large and that works; `every`
    as apart.Reader has it."""
    if not whole and is_large(path) and worth_it():
        with shop.db.read() as tx:
            remembered, shop_file = layouts.every(tx), shop.db.path if orders.count(tx) else None
        try:
            with apart.Reader(path, options, *usual(shop), remembered, shop_file, started, every) as reader:
                return job(reader)
        except Gone:
            pass  # one process does it as well
    return job(None)


def usual(shop: Shop) -> tuple[str, str]:
    """The shop's time zone and currency, empty where not known yet."""
    return shop.settings.get("shop.timezone"), shop.settings.get("shop.currency")


def open_file(
    shop: Shop, path: Path, options: ImportOptions, tell: Tell, whole: bool, reader: apart.Reader | None
) -> OpenFile:
    """A file as the shop understands it: with its time zone and currency, and what is remembered of the layout.

    Where a `reader` goes through all of it, its beginning may do here. Raises as reading.open_orders does.
    """
    if reader is not None and is_told_by_glance(path, options.encoding):
        with ThreadPoolExecutor(1) as aside:
            digest = aside.submit(digest_of, path)
            file = _opened(shop, path, options, tell, whole, glance=True)
            file.sheet.table.digest = digest.result()
        if file.streamed:
            return file
    return _opened(shop, path, options, tell, whole, glance=False)


def _opened(shop: Shop, path: Path, options: ImportOptions, tell: Tell, whole: bool, *, glance: bool) -> OpenFile:

    def recall(table: Table) -> Remembered:
        with shop.db.read() as tx:
            return layouts.recall(tx, header_of(table))

    def understood(known: Recall) -> OpenFile:
        return reading.open_orders(path, options, *usual(shop), tell, whole=whole, glance=glance, recall=known)

    file = understood(recall)
    with shop.db.read() as tx:
        file.may_be_ahead = bool(facts.get(tx, DEMO_NOW))
        if file.format.name != OWN:
            return file
        source = recall(file.sheet.table).source or (orders.count(tx, OWN) and other_source(tx, understood(recall)))
    return under(file, source or OWN)
