"""What to say of an import: done, planned, or read without finding anything new."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from shopkeep import wording
from shopkeep.core import text
from shopkeep.core.addresses import called
from shopkeep.core.records.orders import ImportResult, ParsedFile
from shopkeep.orders.compared import Counts
from shopkeep.store import Tx, imports

MENDED = "Mended"
"""Begins the sentence that says whose the mended orders are."""
NAMED = 5
"""How many of them it names."""
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
        warnings=[
            *(*parsed.warnings, *_outdone(counts), *_by_number(counts)),
            *filter(None, [counts.strangers, counts.doubles]),
        ],
        seconds=round(time.monotonic() - started, 3),
        left_out=list(parsed.left_out[:SHOWN]),
        left_out_count=len(parsed.left_out),
        orders_by_number=counts.by_number,
    )


def _outdone(counts: Counts) -> list[str]:
    if not counts.outdone:
        return []
    what = "order differs" if counts.outdone == 1 else "orders differ"
    return [
        f"{counts.outdone:,} {what} here from a file imported before, which is as new or newer. "
        "What that file says was kept; to have this one count, take that import back first."
    ]


def _by_number(counts: Counts) -> Iterator[str]:
    if many := counts.by_number_before:
        went, carry = ("order", "it carries") if many == 1 else ("orders", "they carry")
        whose = "buyer whose customer number" if many == 1 else "buyers whose customer numbers"
        yield f"{many:,} {went} of earlier files without an address went to the {whose} {carry}."
    if many := counts.apart_again:
        first = "A customer number" if many == 1 else f"{many:,} customer numbers"
        yield (
            f"{first} that named one buyer {'stands' if many == 1 else 'stand'} with another address or name here: "
            "orders without an address under it are no longer theirs."
        )


def went_to(numbers: Sequence[str], whose: Mapping[str, str]) -> str:
    """Whose the orders are that a file of rows to mend brought: by their addresses, which an erasure finds again."""
    said = []
    for number in numbers[:NAMED]:
        key, order = whose.get(number, ""), f"order {text.plain(number)}"
        said.append(f"{order} went to {called('', key)}" if key else f"{order} is nobody's still")
    if len(numbers) > NAMED:
        said.append(f"{len(numbers) - NAMED:,} more")
    return f"{MENDED}: {wording.listed(said)}."


def nothing_new(tx: Tx, parsed: ParsedFile, counts: Counts, import_id: int, started: float) -> ImportResult:
    row = next(r for r in imports.history(tx) if r.import_id == import_id)
    result = result_of(parsed, counts, import_id, started)
    to_mend = row.rejects_file if result.rejected_count or result.left_out_count else None
    return replace(result, already_known=True, rejects_file=to_mend)
