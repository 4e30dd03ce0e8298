"""Files that were imported before: told by their content alone, before anything is loaded that reads files."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from shopkeep.core.records.orders import ImportOptions, ImportResult, Rejected
from shopkeep.jobs.shop import Shop
from shopkeep.orders.identity import READS, digest_of
from shopkeep.store import known_files

QUICK = 64 * 1024 * 1024
"""Up to so many bytes the hash of a file is worked out before anybody notices."""


def may_be_known(shop: Shop, path: Path) -> bool:
    """Whether it is worth while to look at the content of a file before it is read: of a large one only where a
    copy of the same size was kept, for most files are new."""
    size = path.stat().st_size if path.is_file() else 0
    with shop.db.read() as tx:
        return any(size <= QUICK or _size(copy) == size for copy in known_files.copies(tx, "orders"))


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size if path else -1
    except OSError:
        return -1


def known_file(shop: Shop, path: Path, options: ImportOptions) -> ImportResult | None:
    """What to say of a file that was imported before and would be read the same way; None of any other. Raises
    ImportRefused where it cannot be read."""
    digest = digest_of(path)
    with shop.db.read() as tx:
        before = known_files.same_file(tx, "orders", digest)
        if not before or before[1].get("asked") != asked(shop, options):
            return None
        said = before[1]
        if (said.get("rejected_count") or said.get("left_out_count")) and known_files.mended_since(tx, before[0]):
            return None  # what of it is still to mend is seen by reading it
        total = known_files.customers(tx)
    names = [field.name for field in fields(ImportResult)]
    if not before[1].keys() >= set(names):
        return None  # stored by another version: read the file again
    said = {name: before[1][name] for name in names}
    counted = said["orders_new"] + said["orders_updated"] + said["orders_unchanged"]
    nothing = {"orders_new": 0, "orders_updated": 0, "customers_new": 0, "came_back": 0, "already_known": True}
    cells = {name: [Rejected(**each) for each in said[name]] for name in ("rejected", "left_out")}
    return ImportResult(**{**said, **nothing, **cells, "orders_unchanged": counted, "customers_total": total})


def asked(shop: Shop, options: ImportOptions) -> dict[str, Any]:
    """All that the reading of a file depends on besides the file."""
    wanted = {name: value for name, value in asdict(options).items() if name not in ("consent", "dry_run")}
    known = {name: shop.settings.get(name) for name in ("shop.timezone", "shop.currency")}
    return {**wanted, **known, "reads": READS}
