"""What to say of an import: done, planned, or of a file that is known already."""

from __future__ import annotations

import time
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from shopkeep.core.records.orders import ImportOptions, ImportResult, ParsedFile, Rejected
from shopkeep.jobs.shop import Shop
from shopkeep.orders.comparing import Counts
from shopkeep.orders.open_file import READS
from shopkeep.orders.reader import digest_of
from shopkeep.store import Tx, buyers, imports

SHOWN = 100
"""How many refused rows a result carries; all of them are in the rejects file."""


def result_of(parsed: ParsedFile, counts: Counts, import_id: int | None, started: float) -> ImportResult:
    return ImportResult(
        import_id=import_id,
        file=Path(parsed.path).name,
        format=parsed.format,
        encoding=parsed.encoding,
        delimiter=parsed.delimiter,
        currency=parsed.currency,
        timezone=parsed.timezone,
        dates=parsed.dates,
        rows=parsed.rows,
        rows_in_orders=parsed.rows_in_orders,
        rows_skipped=parsed.rows_skipped,
        orders_new=counts.new,
        orders_updated=counts.updated,
        orders_unchanged=counts.unchanged,
        order_lines=counts.lines,
        customers_new=counts.customers_new,
        customers_total=counts.customers_known + counts.customers_new,
        orders_without_email=counts.without_email,
        rejected=list(parsed.rejected[:SHOWN]),
        rejected_count=len(parsed.rejected),
        rejects_file=None,
        warnings=[*parsed.warnings, *_outdone(counts)],
        seconds=round(time.monotonic() - started, 3),
    )


def _outdone(counts: Counts) -> list[str]:
    if not counts.outdone:
        return []
    what = "order is" if counts.outdone == 1 else "orders are"
    return [
        f"{counts.outdone:,} {what} said otherwise here than in a file that knows as late a day or a later one. "
        "What that file says was kept; to have this one count, take that import back first."
    ]


def known_file(shop: Shop, path: Path, options: ImportOptions) -> ImportResult | None:
    """What to say of a file that was imported before and would be read the same way; None of any other."""
    with shop.db.read() as tx:
        if not imports.any_of(tx, "orders"):
            return None
        before = imports.same_file(tx, "orders", digest_of(path))
        if not before or before[1].get("asked") != asked(shop, options):
            return None
        total = buyers.count(tx)
    names = [field.name for field in fields(ImportResult)]
    if not before[1].keys() >= set(names):
        return None  # stored by another version: read the file again
    said = {name: before[1][name] for name in names}
    counted = said["orders_new"] + said["orders_updated"] + said["orders_unchanged"]
    nothing = {"orders_new": 0, "orders_updated": 0, "customers_new": 0, "came_back": 0, "already_known": True}
    rejected = [Rejected(**each) for each in said["rejected"]]
    return ImportResult(
        **{**said, **nothing, "orders_unchanged": counted, "customers_total": total, "rejected": rejected}
    )


def asked(shop: Shop, options: ImportOptions) -> dict[str, Any]:
    """All that the reading of a file depends on besides the file."""
    wanted = {name: value for name, value in asdict(options).items() if name not in ("consent", "dry_run")}
    known = {name: shop.settings.get(name) for name in ("shop.timezone", "shop.currency")}
    return {**wanted, **known, "reads": READS}


def nothing_new(tx: Tx, parsed: ParsedFile, counts: Counts, import_id: int, started: float) -> ImportResult:
    row = next(r for r in imports.history(tx) if r.import_id == import_id)
    result = result_of(parsed, counts, import_id, started)
    return replace(result, already_known=True, rejects_file=row.rejects_file)
