"""What is said of a file before it is taken in: how it was understood, its orders and refused rows, what it brings."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from shopkeep import wording
from shopkeep.core.clock import day_of
from shopkeep.core.money import Money
from shopkeep.core.records.orders import AS_MENDED, FilePreview, ImportResult, Order, Rejected
from shopkeep.core.text import plain
from shopkeep.errors import ShopkeepError
from shopkeep.jobs.import_glance import date_sentence, money_sentence, total_sentence, written_sentence
from shopkeep.jobs.shop import Shop
from shopkeep.orders.open_file import NO_ZONE
from shopkeep.tui.next_steps import with_key
from shopkeep.tui.screens.imports_words import by_number, counts, language, orders_in, platform, without_address
from shopkeep.tui.widgets.columns import Cell, Column

DATES = {"dmy": "day first", "mdy": "month first", "ymd": "year first", "": "year first"}
DECIMALS = {"point": "1,234.56", "comma": "1.234,56"}
ORDERS = [
    Column("Day", width=12),
    Column("Order", width=10),
    Column("Customer", weight=2, least=14),
    Column("Address", weight=2, least=16, drop=3),
    Column("Total", width=11, right=True),
    Column("Status", width=9, drop=2),
    Column("Bought", weight=3, least=16, drop=1),
]
REJECTS = [
    Column("Line", width=6, right=True),
    Column("Column", width=14),
    Column("Value", weight=2, least=14),
    Column("Why not", weight=3, least=22),
]


def order_cells(shop: Shop, order: Order, narrow: bool = False) -> tuple[str | Cell, ...]:
    """One order as read; where it is narrow, and no room for the status, with one that is not paid before what
    was bought."""
    bought = wording.listed([_line(line.quantity, line.title) for line in order.lines[:3]], last=",")
    if narrow and order.status != "paid":
        bought = ", ".join(filter(None, (order.status, bought)))
    return (
        wording.day_long(day_of(order.placed_at, shop.zone), language(shop)),
        order.number,
        order.name or Cell("no name", "muted"),
        order.email or Cell(order.buyer or "no address", "muted"),
        wording.money(Money(order.total, order.currency), language(shop)),
        Cell(order.status, "" if order.counts else "muted"),
        bought.replace(" ,", ","),
    )


def order_sentence(shop: Shop, order: Order) -> Content:
    """One order as read, in a sentence: `The first: 1001 of 3 April 2026, Ann, €10.00, 2 × Tea.`"""
    day = wording.day_full(day_of(order.placed_at, shop.zone), language(shop))
    parts = [f"{order.number} of {day}", order.name or order.email or order.buyer or "nobody named"]
    parts.append(wording.money(Money(order.total, order.currency), language(shop)))
    parts += [_line(line.quantity, line.title) for line in order.lines[:2]]
    return Content(plain(f"The first: {', '.join(parts)}."))


def _line(quantity: int, title: str) -> str:
    return f"{quantity} × {title}" if quantity != 1 else title


def reject_cells(row: Rejected) -> tuple[str | Cell, ...]:
    return (f"{row.line:,}", row.column, row.value, row.reason)


def understood(preview: FilePreview, language: str, narrow: bool = False) -> Content:
    """How the file was read, one thing a line; without their names where it is narrow."""
    parsed = preview.parsed
    known = platform(parsed.format)
    if getattr(preview, "remembered", False):
        known += ", as you explained it before"
    day, amount = date_sentence(preview, language, narrow), money_sentence(preview, language)
    facts = [
        ("Platform", known),
        ("Written in", written_sentence(preview, narrow)),
        ("Dates", day or DATES.get(parsed.dates, parsed.dates)),
        ("Money", amount or f"{DECIMALS.get(parsed.decimal, '1,234.56')} in {parsed.currency or 'no currency'}"),
        ("Zone" if narrow else "Time zone", f"{parsed.timezone}{_unsaid_zone(preview, narrow)}"),
    ]
    if len(parsed.orders) == orders_in(preview.would):
        days = sorted(day_of(order.placed_at, parsed.timezone) for order in parsed.orders)
        reach = " to ".join(wording.day_long(day, language) for day in dict.fromkeys((days[0], days[-1])))
        facts.append(("From" if narrow else "Orders from", reach))
        facts.append(("Total" if narrow else "Their total", total_sentence(parsed.orders, language)))
    elif parsed.snapshot_at:
        newest = wording.day_long(day_of(parsed.snapshot_at, parsed.timezone), language)
        facts.append(("Newest" if narrow else "Newest day", newest))
    lines = [(f"{name} " if narrow else f"{name:<12} ", plain(value)) for name, value in facts]
    return Content("\n").join(Content.assemble((name, "$text-muted"), value) for name, value in lines)


def would_change(preview: FilePreview) -> Content:
    """What importing the file would change, as counts in sentences."""
    would, parsed = preview.would, preview.parsed
    if would.already_known:
        return Content("This very file was imported before. Importing it again changes nothing.")
    if would.orders_new or would.orders_updated:
        lines = [Content.styled(counts(would), "bold")]
        if would.orders_updated:
            lines.append(Content(f"{wording.count(would.orders_updated, 'order')} known already, brought up to date"))
    else:
        lines = [Content.styled("Nothing new: importing it changes nothing.", "bold")]
    if would.orders_unchanged:
        lines.append(Content(f"{wording.count(would.orders_unchanged, 'order')} known already, as they are"))
    rows = [f"{wording.count(parsed.rows, 'row')}: {parsed.rows_in_orders:,} in orders"]
    if parsed.rows_skipped:
        mended = any(warning.endswith(AS_MENDED) for warning in would.warnings)
        why = "no part of an order, or mended before" if mended else "no part of an order"
        rows.append(f"{parsed.rows_skipped:,} skipped ({why})")
    if would.rejected_count:
        rows.append(f"{would.rejected_count:,} refused (below)")
    lines.append(Content.styled(", ".join(rows), "$text-muted"))
    if would.orders_by_number:
        lines.append(Content(by_number(would.orders_by_number, "goes", "go")))
    lines += [Content.assemble(("▲ ", "$warning"), plain(warning)) for warning in _warnings(preview)]
    return Content("\n").join(lines)


def unread(result: ImportResult) -> str:
    """Which rows cannot be taken in, and which cells not be read."""
    said = [f"{wording.count(result.rejected_count, 'row')} that cannot be taken in"] if result.rejected_count else []
    said += [f"{wording.count(result.left_out_count, 'cell')} that cannot be read"] if result.left_out_count else []
    return ", ".join(said)


def _warnings(preview: FilePreview) -> list[str]:
    warnings = _sentences([one for one in preview.would.warnings if not one.startswith(NO_ZONE)])
    silent = without_address(preview.would)
    if silent and not any("written to" in warning for warning in warnings):
        warnings.insert(0, silent)
    return warnings


def _unsaid_zone(preview: FilePreview, narrow: bool) -> str:
    """What stands beside the zone where times of day were read in it and neither file nor shop names one."""
    if not any(one.startswith(NO_ZONE) for one in preview.would.warnings):
        return ""
    return ", e sets it" if narrow else ", for the file names none; e sets it"


def has_to_tell(preview: FilePreview) -> bool:
    """Whether warnings stand beside what would change, which takes more lines."""
    return not preview.would.already_known and bool(_warnings(preview))


def _sentences(warnings: tuple[str, ...] | list[str]) -> list[str]:
    """Warnings as whole sentences, with the app's key where they name an option of the command line."""
    found = []
    for warning in warnings:
        sentences = [part.rstrip(".") + "." for part in warning.split(". ")]
        kept = [part for part in sentences if "--" not in part]
        found.append(" ".join(kept if len(kept) == len(sentences) else [*kept, "e sets it."]))
    return found


def refused(path: Path, error: ShopkeepError) -> Content:
    """A file that cannot be taken in: what happened, what it means, what to do."""
    lines = [Content.styled(plain(error.title), "bold $error")]
    lines += [Content(plain(line)) for line in (error.meaning, with_key(error)) if line]
    lines.append(Content.styled(plain(path), "$text-muted"))
    return Content("\n\n").join(lines)
