"""What the Imports place says of imports: what one did, where it stands, what taking it back does."""

from __future__ import annotations

from textual.content import Content

from shopkeep import wording
from shopkeep.core.records.orders import AS_MENDED, ImportResult, ImportRow
from shopkeep.core.text import plain
from shopkeep.jobs.import_files import platform_title
from shopkeep.jobs.import_many import Brought
from shopkeep.jobs.import_results import MENDED
from shopkeep.jobs.shop import Shop
from shopkeep.orders.open_file import AHEAD
from shopkeep.tui.widgets.columns import Cell, Column

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


def platform(name: str) -> str:
    """A platform as its owner calls it."""
    return platform_title(name)


def history_cells(shop: Shop, row: ImportRow) -> tuple[str | Cell, ...]:
    """One line of the history."""
    tone = "muted" if row.undone else ""
    cells = (
        wording.moment_listed(row.imported_at, shop.zone, shop.today(), language(shop)),
        row.file,
        KINDS[row.kind] if row.kind != "orders" else platform(row.format),
        f"{row.new:,}" if row.kind != "products" else "",
        f"{row.updated:,}",
        f"{row.customers_new:,}" if row.kind != "products" else "",
        f"{row.rejected_count:,}" if row.rejected_count else "",
        "taken back" if row.undone else "mended" if row.mended else "",
    )
    return tuple(Cell(cell, tone) for cell in cells)


def orders_in(result: ImportResult) -> int:
    """How many orders of a file can be taken in."""
    return result.orders_new + result.orders_updated + result.orders_unchanged


def without_address(result: ImportResult) -> str:
    """What it means that buyers have no address, in one sentence; empty where all have one."""
    silent, orders = result.orders_without_email - result.orders_by_number, orders_in(result)
    if silent <= 0:
        return ""
    if silent >= orders:
        return "No order in this file has an address: its buyers can be reviewed, but not written to."
    if silent == 1:
        return "1 order has no address: it counts in your totals, but its buyer cannot be written to."
    return f"{silent:,} orders have no address: they count in your totals, but their buyers cannot be written to."


def by_number(orders: int, goes: str = "went", go: str = "went") -> str:
    """What it means that orders without an address carry a buyer's number."""
    if orders == 1:
        return f"1 order without an address {goes} to the buyer whose customer number it carries."
    return f"{orders:,} orders without an address {go} to the buyers whose customer numbers they carry."


def counts(result: ImportResult) -> str:
    """`4 new orders, 2 new customers`."""
    parts = [
        wording.count(number, one)
        for number, one in ((result.orders_new, "new order"), (result.customers_new, "new customer"))
        if number or one == "new order"
    ]
    return ", ".join(parts)


_BEFORE = "was imported before: nothing changed."


def answer(result: ImportResult, brought: Brought | None = None) -> str:
    """What an import did, in a few sentences."""
    if result.already_known:
        return " ".join([f"{result.file} {_BEFORE}", *_of_mending(result)])
    said = []
    if result.orders_new:
        if brought and brought.customers:
            first = f"{wording.count(result.orders_new, 'new order')} from {_people(brought.customers, result)}"
        else:
            first = counts(result)
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
    said += _of_mending(result)
    if result.orders_by_number:
        said.append(by_number(result.orders_by_number))
    if (result.orders_new or result.orders_updated) and (silent := without_address(result)):
        said.append(silent)
    return " ".join(said)


def _of_mending(result: ImportResult) -> list[str]:
    """What is said of rows that were mended, now or before."""
    return [said for said in result.warnings if said.endswith(AS_MENDED) or said.startswith(MENDED)]


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
    when = wording.moment(row.imported_at, shop.zone, shop.today(), language(shop))
    known = row.kind == "orders" and row.format != "generic"
    what = f"orders of {platform(row.format)}" if known else KINDS[row.kind]
    about = f"{what[0].upper()}{what[1:]}, {wording.count(row.rows, 'row')}, read {when}"
    lines.append(Content.styled(plain(about), "$text-muted"))
    if row.undone:
        lines.append(Content("It was taken back: the shop is as it was before it."))
        return Content("\n").join(lines)
    again = f"{row.file} {_BEFORE}"
    if row.kind == "orders" and said in ("", again):
        said += " It brought " if said else ""
        said += f"{wording.count(row.orders_new, 'new order')}, {wording.count(row.customers_new, 'new customer')}."
        if row.orders_updated:
            said += f" {wording.count(row.orders_updated, 'order')} brought up to date."
    elif not said and row.kind == "customers":
        said = f"{wording.count(row.new, 'new customer')}, {row.updated:,} brought up to date."
    elif not said:
        said = f"{wording.count(row.updated, 'product')} brought up to date."
    if said:
        lines.append(Content(plain(said)))
    if told := [note for note in notes(row) if note not in said]:
        says = told[0] if len(told) == 1 else f"{len(told):,} notes on this file: press r to read them."
        lines.append(Content.assemble(("▲ ", "$warning"), plain(says)))
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


def notes(row: ImportRow) -> list[str]:
    """What an import warned of, without the sentences on options of the command line."""
    found = (
        ". ".join(part for part in warning.rstrip(".").split(". ") if "--" not in part) for warning in row.warnings
    )
    return [f"{note}." for note in found if note]


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


def language(shop: Shop) -> str:
    """The language that the shop speaks."""
    return str(shop.settings.get("shop.language"))
