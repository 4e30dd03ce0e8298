"""What the Imports place says: a file as understood, what it would change, what it did."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from shopkeep import wording
from shopkeep.core.clock import day_of
from shopkeep.core.money import Money
from shopkeep.core.records.orders import (
    FilePreview,
    ImportResult,
    ImportRow,
    Order,
    Rejected,
)
from shopkeep.core.text import plain
from shopkeep.errors import ShopkeepError
from shopkeep.jobs.import_files import platform_title
from shopkeep.jobs.import_glance import date_sentence, money_sentence, total_sentence, written_sentence
from shopkeep.jobs.import_many import Brought
from shopkeep.jobs.shop import Shop
from shopkeep.orders.open_file import AHEAD, NO_ZONE
from shopkeep.tui.next_steps import with_key
from shopkeep.tui.widgets.columns import Cell, Column

DATES = {"dmy": "day first", "mdy": "month first", "ymd": "year first", "": "year first"}
DECIMALS = {"point": "1,234.56", "comma": "1.234,56"}
KINDS = {"orders": "orders", "customers": "customers' details", "products": "products"}

HISTORY = [
    Column("When", width=12),
    Column("File", weight=3, least=18, ends=True),
    Column("What", width=18, drop=3),
    Column("New", width=7, right=True),
    Column("Updated", width=7, right=True),
    Column("Customers", width=9, right=True, drop=2),
    Column("Refused", width=7, right=True),
    Column("", width=10, drop=1),
]
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


def platform(name: str) -> str:
    """A platform as its owner calls it."""
    return platform_title(name)


def history_cells(shop: Shop, row: ImportRow) -> tuple[str | Cell, ...]:
    """One line of the history."""
    tone = "muted" if row.undone else ""
    cells = (
        wording.moment(row.imported_at, shop.zone, shop.today(), _language(shop)),
        row.file,
        KINDS[row.kind] if row.kind != "orders" else platform(row.format),
        f"{row.new:,}" if row.kind != "products" else "",
        f"{row.updated:,}",
        f"{row.customers_new:,}" if row.kind != "products" else "",
        f"{row.rejected_count:,}" if row.rejected_count else "",
        "taken back" if row.undone else "mended" if row.mended else "",
    )
    return tuple(Cell(cell, tone) for cell in cells)


def order_cells(shop: Shop, order: Order, narrow: bool = False) -> tuple[str | Cell, ...]:
    """One order as read; where it is narrow, and no room for the status, with one that is not paid before what
    was bought."""
    bought = wording.listed([_line(line.quantity, line.title) for line in order.lines[:3]], last=",")
    if narrow and order.status != "paid":
        bought = ", ".join(filter(None, (order.status, bought)))
    return (
        wording.day_long(day_of(order.placed_at, shop.zone), _language(shop)),
        order.number,
        order.name or Cell("no name", "muted"),
        order.email or Cell(order.buyer or "no address", "muted"),
        wording.money(Money(order.total, order.currency), _language(shop)),
        Cell(order.status, "" if order.counts else "muted"),
        bought.replace(" ,", ","),
    )


def order_sentence(shop: Shop, order: Order) -> Content:
    """One order as read, in a sentence: `The first: 1001 of 3 April 2026, Ann, €10.00, 2 × Tea.`"""
    day = wording.day_full(day_of(order.placed_at, shop.zone), _language(shop))
    parts = [f"{order.number} of {day}", order.name or order.email or order.buyer or "nobody named"]
    parts.append(wording.money(Money(order.total, order.currency), _language(shop)))
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


def orders_in(result: ImportResult) -> int:
    """How many orders of a file can be taken in."""
    return result.orders_new + result.orders_updated + result.orders_unchanged


def would_change(preview: FilePreview) -> Content:
    """What importing the file would change, as counts in sentences."""
    would, parsed = preview.would, preview.parsed
    if would.already_known:
        return Content("This very file was imported before. Importing it again changes nothing.")
    if would.orders_new or would.orders_updated:
        lines = [Content.styled(_counts(would), "bold")]
        if would.orders_updated:
            lines.append(Content(f"{wording.count(would.orders_updated, 'order')} known already, brought up to date"))
    else:
        lines = [Content.styled("Nothing new: importing it changes nothing.", "bold")]
    if would.orders_unchanged:
        lines.append(Content(f"{wording.count(would.orders_unchanged, 'order')} known already, as they are"))
    rows = [f"{wording.count(parsed.rows, 'row')}: {parsed.rows_in_orders:,} in orders"]
    if parsed.rows_skipped:
        rows.append(f"{parsed.rows_skipped:,} skipped (no part of an order)")
    if would.rejected_count:
        rows.append(f"{would.rejected_count:,} refused (below)")
    lines.append(Content.styled(", ".join(rows), "$text-muted"))
    lines += [Content.assemble(("▲ ", "$warning"), plain(warning)) for warning in _warnings(preview)]
    return Content("\n").join(lines)


def unread(result: ImportResult) -> str:
    """Which rows cannot be taken in, and which cells not be read."""
    said = [f"{wording.count(result.rejected_count, 'row')} that cannot be taken in"] if result.rejected_count else []
    said += [f"{wording.count(result.left_out_count, 'cell')} that cannot be read"] if result.left_out_count else []
    return ", ".join(said)


def _warnings(preview: FilePreview) -> list[str]:
    warnings = _sentences([one for one in preview.would.warnings if not one.startswith(NO_ZONE)])
    silent = _without_address(preview.would)
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


def _without_address(result: ImportResult) -> str:
    """What it means that buyers have no address, in one sentence; empty where all have one."""
    silent, orders = result.orders_without_email, orders_in(result)
    if not silent:
        return ""
    if silent >= orders:
        return "No order in this file has an address: its buyers can be reviewed, but not written to."
    return (
        f"{wording.count(silent, 'order has', 'orders have')} no address: they count in your totals,"
        " but their buyers cannot be written to."
    )


def _sentences(warnings: tuple[str, ...] | list[str]) -> list[str]:
    """Warnings as whole sentences, with the app's key where they name an option of the command line."""
    found = []
    for warning in warnings:
        sentences = [part.rstrip(".") + "." for part in warning.split(". ")]
        kept = [part for part in sentences if "--" not in part]
        found.append(" ".join(kept if len(kept) == len(sentences) else [*kept, "e sets it."]))
    return found


def _counts(result: ImportResult) -> str:
    parts = [
        wording.count(number, one)
        for number, one in ((result.orders_new, "new order"), (result.customers_new, "new customer"))
        if number or one == "new order"
    ]
    return ", ".join(parts)


def answer(result: ImportResult, brought: Brought | None = None) -> str:
    """What an import did, in a few sentences."""
    if result.already_known:
        return f"{result.file} was imported before: nothing changed."
    said = []
    if result.orders_new:
        if brought and brought.customers:
            first = f"{wording.count(result.orders_new, 'new order')} from {_people(brought.customers, result)}"
        else:
            first = _counts(result)
        if brought and brought.refunds:
            first += f", {wording.count(brought.refunds, 'refund')} taken over"
        said.append(f"{first}.")
    if result.orders_updated:
        said.append(f"{wording.count(result.orders_updated, 'known order')} brought up to date.")
    if not said:
        said.append("Nothing new: every order of this file was known already.")
    if result.came_back:
        said.append(f"{wording.count(result.came_back, 'customer')} came back and left their sequence.")
    if result.rejected_count or result.left_out_count:
        said.append(refused_rows(result.rejected_count, result.left_out_count))
    said += [warning for warning in result.warnings if AHEAD in warning]
    if (result.orders_new or result.orders_updated) and (silent := _without_address(result)):
        said.append(silent)
    return " ".join(said)


def _people(customers: int, result: ImportResult) -> str:
    """Who ordered, and how many of them are new."""
    says = wording.count(customers, "customer")
    if result.customers_new >= customers:
        return says if result.customers_total == result.customers_new else f"{says}, all new"
    return f"{says}, {result.customers_new:,} of them new" if result.customers_new else says


_WHY = "press r to see why."


def refused_rows(rows: int, cells: int = 0) -> str:
    """Rows that were refused, and cells without which their orders were taken in."""
    said = [f"{wording.count(rows, 'row was', 'rows were')} refused"] if rows else []
    said += [f"{wording.count(cells, 'cell')} could not be read"] if cells else []
    return f"{wording.listed(said)}: {_WHY}"


def said_elsewhere(says: str) -> str:
    """The same where another place is shown, in which its keys are other ones."""
    return says.replace(_WHY, "press 6, then r, to see why.")


def detail(shop: Shop, row: ImportRow, said: str = "") -> Content:
    """The chosen import in sentences."""
    lines = [Content.styled(plain(row.file), "bold")]
    when = wording.moment(row.imported_at, shop.zone, shop.today(), _language(shop))
    known = row.kind == "orders" and row.format != "generic"
    what = f"orders of {platform(row.format)}" if known else KINDS[row.kind]
    about = f"{what[0].upper()}{what[1:]}, {wording.count(row.rows, 'row')}, read {when}"
    lines.append(Content.styled(plain(about), "$text-muted"))
    if row.undone:
        lines.append(Content("It was taken back: the shop is as it was before it."))
        return Content("\n").join(lines)
    if not said and row.kind == "orders":
        said = f"{wording.count(row.orders_new, 'new order')}, {wording.count(row.customers_new, 'new customer')}."
        if row.orders_updated:
            said += f" {wording.count(row.orders_updated, 'order')} brought up to date."
    elif not said and row.kind == "customers":
        said = f"{wording.count(row.new, 'new customer')}, {row.updated:,} brought up to date."
    elif not said:
        said = f"{wording.count(row.updated, 'product')} brought up to date."
    if said:
        lines.append(Content(plain(said)))
    if (row.rejected_count or row.left_out_count) and "press r" not in said and not row.mended:
        lines.append(Content(refused_rows(row.rejected_count, row.left_out_count)))
    which = "refused rows" if not row.left_out_count else "rows to mend"
    if row.mended:
        lines.append(Content.styled(f"The {which} were mended and imported since.", "$text-muted"))
    elif row.rejects_file:
        kept = "kept, to mend," if not row.left_out_count else "kept"
        lines.append(Content.styled(f"The {which} are {kept} in {plain(row.rejects_file)}", "$text-muted"))
    if row.can_undo:
        lines.append(Content.styled("x takes it back.", "$text-muted"))
    return Content("\n").join(lines)


def what_goes(row: ImportRow) -> str:
    """What taking an import back does, before it is done."""
    if row.kind == "orders":
        goes = f"{wording.count(row.orders_new, 'new order')} and {wording.count(row.customers_new, 'new customer')} go"
        if not row.orders_updated:
            return f"{goes}."
        were = "becomes what it was" if row.orders_updated == 1 else "become what they were"
        return f"{goes}, {wording.count(row.orders_updated, 'order')} {were}."
    whom = wording.count(row.told, "customer" if row.kind == "customers" else "product")
    return f"The details of {whom} go, as far as this file brought them; what it changed becomes what it was."


def refused(path: Path, error: ShopkeepError) -> Content:
    """A file that cannot be taken in: what happened, what it means, what to do."""
    lines = [Content.styled(plain(error.title), "bold $error")]
    lines += [Content(plain(line)) for line in (error.meaning, with_key(error)) if line]
    lines.append(Content.styled(plain(path), "$text-muted"))
    return Content("\n\n").join(lines)


def _language(shop: Shop) -> str:
    return str(shop.settings.get("shop.language"))
