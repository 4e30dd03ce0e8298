"""What the Imports place says: a file as understood, what it would change, what it did."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from shopkeep import wording
from shopkeep.core.clock import day_of
from shopkeep.core.money import Money, totals
from shopkeep.core.records.orders import (
    AttributesResult,
    FilePreview,
    ImportResult,
    ImportRow,
    Order,
    ParsedFile,
    Rejected,
)
from shopkeep.core.text import plain
from shopkeep.errors import ShopkeepError
from shopkeep.jobs.shop import Shop
from shopkeep.tui.widgets.rows import Cell, Column

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars", "": "sheet"}
DATES = {"dmy": "day first", "mdy": "month first", "ymd": "year first", "": "year first"}
DECIMALS = {"point": "1,234.56", "comma": "1.234,56"}
PLATFORMS = {"shopify": "Shopify", "woocommerce": "WooCommerce", "generic": "a table of orders"}
KINDS = {"orders": "orders", "customers": "customers' details", "products": "products"}

HISTORY = [
    Column("When", width=12),
    Column("File", weight=3, least=18),
    Column("What", width=18, drop=2),
    Column("New", width=7, right=True),
    Column("Updated", width=7, right=True),
    Column("Customers", width=9, right=True, drop=1),
    Column("Rejected", width=8, right=True),
    Column("", width=10, drop=3),
]
ORDERS = [
    Column("Day", width=12),
    Column("Order", width=10),
    Column("Customer", weight=2, least=14),
    Column("Address", weight=2, least=16, drop=2),
    Column("Total", width=11, right=True),
    Column("Status", width=9, drop=1),
    Column("Bought", weight=3, least=16, drop=3),
]
REJECTS = [
    Column("Line", width=6, right=True),
    Column("Column", width=14),
    Column("Value", weight=2, least=14),
    Column("Why not", weight=3, least=22),
]


def platform(name: str) -> str:
    return PLATFORMS.get(name, name)


def history_cells(shop: Shop, row: ImportRow) -> tuple[str | Cell, ...]:
    """One line of the history."""
    tone = "muted" if row.undone else ""
    cells = (
        wording.moment(row.imported_at, shop.zone, shop.today(), _language(shop)),
        row.file,
        KINDS[row.kind] if row.kind != "orders" else platform(row.format),
        f"{row.orders_new:,}" if row.kind == "orders" else "",
        f"{row.orders_updated:,}" if row.kind == "orders" else "",
        f"{row.customers_new:,}" if row.kind == "orders" else "",
        f"{row.rejected_count:,}" if row.rejected_count else "",
        "taken back" if row.undone else "",
    )
    return tuple(Cell(cell, tone) for cell in cells)


def order_cells(shop: Shop, order: Order) -> tuple[str | Cell, ...]:
    """One order as read."""
    bought = wording.listed([_line(line.quantity, line.title) for line in order.lines[:3]], last=",")
    return (
        wording.day_long(day_of(order.placed_at, shop.zone), _language(shop)),
        order.number,
        order.name or Cell("no name", "muted"),
        order.email or Cell("no address", "muted"),
        wording.money(Money(order.total, order.currency), _language(shop)),
        Cell(order.status, "" if order.counts else "muted"),
        bought.replace(" ,", ","),
    )


def _line(quantity: int, title: str) -> str:
    return f"{quantity} × {title}" if quantity != 1 else title


def reject_cells(row: Rejected) -> tuple[str | Cell, ...]:
    return (f"{row.line:,}", row.column, row.value, row.reason)


def understood(parsed: ParsedFile, language: str, narrow: bool = False) -> Content:
    """How the file was read, one thing a line; without their names where it is narrow."""
    currencies = totals(Money(order.total, order.currency) for order in parsed.orders)
    days = sorted(order.placed_at for order in parsed.orders)
    between = DELIMITERS.get(parsed.delimiter, parsed.delimiter)
    facts = [
        ("Platform", platform(parsed.format)),
        ("Written in", f"{parsed.encoding.upper()}, {between}" + ("" if narrow else " between columns")),
        ("Dates", f"{DATES.get(parsed.dates, parsed.dates)}, times of {parsed.timezone}"),
        ("Money", f"{DECIMALS.get(parsed.decimal, '1,234.56')} in {parsed.currency or 'no currency'}"),
    ]
    if days:
        reach = " to ".join(wording.day_long(day.date(), language) for day in (days[0], days[-1]))
        facts.append(("From" if narrow else "Orders from", reach))
    if currencies:
        facts.append(
            (
                "Total" if narrow else "Their total",
                wording.listed([wording.money(sum_, language) for sum_ in currencies]),
            )
        )
    if parsed.format == "generic":
        facts += [(f"{field.replace('_', ' ')}", f"column {column}") for field, column in parsed.mapping.items()]
    return Content("\n").join(
        Content.assemble((f"{name} " if narrow else f"{name:<12} ", "$muted"), plain(value)) for name, value in facts
    )


def would_change(preview: FilePreview) -> Content:
    """What importing the file would change, as counts in sentences."""
    would, parsed = preview.would, preview.parsed
    if would.already_known:
        return Content("This very file was imported before. Importing it again changes nothing.")
    if would.orders_new or would.orders_updated:
        lines = [_counts(would, bold=True)]
    else:
        lines = [Content.styled("Nothing new: importing it changes nothing.", "bold")]
    if would.orders_unchanged:
        lines.append(Content(f"{wording.count(would.orders_unchanged, 'order')} known already, as they are"))
    if would.orders_without_email:
        lines.append(Content(f"{wording.count(would.orders_without_email, 'order')} without an address"))
    rows = [f"{wording.count(parsed.rows, 'row')}: {parsed.rows_in_orders:,} in orders"]
    if parsed.rows_skipped:
        rows.append(f"{parsed.rows_skipped:,} skipped")
    if parsed.rejected:
        rows.append(f"{len(parsed.rejected):,} rejected")
    lines.append(Content.styled(", ".join(rows), "$muted"))
    lines += [Content.assemble(("▲ ", "$warning"), plain(warning)) for warning in _sentences(parsed.warnings)]
    return Content("\n").join(lines)


def _sentences(warnings: tuple[str, ...] | list[str]) -> list[str]:
    """Warnings as whole sentences, with the app's key where they name an option of the command line."""
    found = []
    for warning in warnings:
        sentences = [part.rstrip(".") + "." for part in warning.split(". ")]
        kept = [part for part in sentences if "--" not in part]
        found.append(" ".join(kept if len(kept) == len(sentences) else [*kept, "e sets it."]))
    return found


def _counts(result: ImportResult, bold: bool = False) -> Content:
    parts = [
        wording.count(result.orders_new, "new order"),
        wording.count(result.customers_new, "new customer"),
    ]
    if result.orders_updated:
        parts.append(f"{result.orders_updated:,} updated")
    return Content.styled(", ".join(parts), "bold" if bold else "")


def answer(result: ImportResult) -> str:
    """What an import did, in one or two sentences."""
    if result.already_known:
        return f"{result.file} was imported before: nothing changed."
    says = f"{_counts(result).plain}."
    if not result.orders_new and not result.orders_updated:
        says = "Nothing new: every order of this file was known already."
    if result.came_back:
        says += f" {wording.count(result.came_back, 'customer')} came back and left their sequence."
    if result.rejected_count:
        says += f" {wording.count(result.rejected_count, 'row')} could not be read: r shows them."
    return says


def attributes_answer(result: AttributesResult, what: str) -> str:
    """What a customers' or products' file did."""
    says = f"{wording.count(result.updated, what)} updated, {result.unchanged:,} as they were."
    if result.unknown:
        says += f" {result.unknown:,} that no order has named yet are kept all the same."
    if result.rejected_count:
        says += f" {wording.count(result.rejected_count, 'row')} could not be read: r shows them."
    return says


def detail(shop: Shop, row: ImportRow, said: str = "") -> Content:
    """The chosen import in sentences."""
    lines = [Content.styled(plain(row.file), "bold")]
    when = wording.moment(row.imported_at, shop.zone, shop.today(), _language(shop))
    what = "orders" if row.kind == "orders" else KINDS[row.kind]
    lines.append(
        Content.styled(f"{what} of {platform(row.format)}, {wording.count(row.rows, 'row')}, read {when}", "$muted")
        if row.kind == "orders"
        else Content.styled(f"{what}, {wording.count(row.rows, 'row')}, read {when}", "$muted")
    )
    if row.undone:
        lines.append(Content("It was taken back: the shop is as it was before it."))
        return Content("\n").join(lines)
    if not said and row.kind == "orders":
        said = f"{wording.count(row.orders_new, 'new order')}, {wording.count(row.customers_new, 'new customer')}."
        if row.orders_updated:
            said += f" {wording.count(row.orders_updated, 'order')} brought up to date."
    if said:
        lines.append(Content(plain(said)))
    if row.rejected_count and "r shows" not in said:
        lines.append(Content(f"{wording.count(row.rejected_count, 'row')} could not be read: r shows them."))
    if row.can_undo:
        lines.append(Content.styled("x takes it back.", "$muted"))
    return Content("\n").join(lines)


def refused(path: Path, error: ShopkeepError) -> Content:
    """A file that cannot be taken in: what happened, what it means, what to do."""
    lines = [Content.styled(plain(error.title), "bold $error")]
    lines += [Content(plain(line)) for line in error.lines()[1:]]
    lines.append(Content.styled(plain(path), "$muted"))
    return Content("\n\n").join(lines)


def _language(shop: Shop) -> str:
    return str(shop.settings.get("shop.language"))
