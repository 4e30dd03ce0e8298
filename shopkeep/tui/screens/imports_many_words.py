"""What is said of several files: each as understood, what they would bring together, what became of them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from shopkeep import wording
from shopkeep.core.clock import day_of
from shopkeep.core.text import plain
from shopkeep.errors import AmbiguousFile, Stopped
from shopkeep.jobs.import_many import FileOutcome, Understood
from shopkeep.jobs.shop import Shop
from shopkeep.tui.next_steps import with_key, without_options
from shopkeep.tui.screens import imports_ask as asks
from shopkeep.tui.screens.imports_words import answer, orders_in, platform
from shopkeep.tui.widgets.columns import Cell, Column

FILES = [
    Column("File", weight=3, least=20, ends=True),
    Column("Understood as", weight=2, least=14),
    Column("Days", width=26, drop=1),
    Column("Orders", width=7, right=True),
    Column("New", width=7, right=True),
    Column("Refused", width=7, right=True, drop=2),
]
OUTCOMES = [
    Column("File", weight=2, least=20, ends=True),
    Column("New", width=7, right=True),
    Column("Updated", width=7, right=True),
    Column("Customers", width=9, right=True, drop=1),
    Column("Refused", width=7, right=True),
    Column("What became of it", weight=3, least=20),
]


def files_title(files: Sequence[Understood], aside: Sequence[str] = ()) -> str:
    """`aside`: the names of what lies beside them and is no table."""
    title = f"{wording.count(len(files), 'file')} as understood"
    if not aside:
        return title
    return f"{title}, {aside[0] if len(aside) == 1 else f'{len(aside):,} others'} left aside as no table"


def file_cells(shop: Shop, row: Understood, unread: bool) -> tuple[str | Cell, ...]:
    """One of several files."""
    if unread:
        return (row.path.name, Cell("reading …", "muted"), "", "", "", "")
    if row.would is None:
        asked = row.problem.option if isinstance(row.problem, AmbiguousFile) else ""
        says = Cell(
            "? columns unknown" if asked == "map" else "? a question" if asked else "! cannot be read", "warning"
        )
        return (row.path.name, says, "", "", "", "")
    would = row.would
    return (
        row.path.name,
        "known already" if would.already_known else platform(would.format),
        _days(shop, row),
        f"{row.orders:,}",
        f"{would.orders_new:,}",
        f"{would.rejected_count:,}" if would.rejected_count else "",
    )


def _days(shop: Shop, row: Understood) -> str:
    language, today = str(shop.settings.get("shop.language")), shop.today()
    moments = [moment for moment in (row.first, row.last) if moment is not None]
    found = [day_of(moment, shop.zone) for moment in moments]
    same = all(day.year == today.year for day in found)  # else both say their year
    days = [wording.day(day, today, language) if same else wording.day_long(day, language) for day in found]
    return f"to {days[0]}" if row.first is None and days else " to ".join(dict.fromkeys(days))


def file_detail(shop: Shop, row: Understood, unread: bool) -> Content:
    """The chosen file in sentences."""
    lines = [Content.styled(plain(row.path.name), "bold")]
    if unread:
        return Content("\n").join([*lines, Content("It is being read.")])
    if row.problem is not None:
        lines.append(Content(plain(f"{row.problem.title} {row.problem.meaning}")))
        if isinstance(row.problem, AmbiguousFile):
            lines.append(Content("e answers it, for every file with the same columns."))
        elif row.problem.next_step:
            lines.append(Content(plain(with_key(row.problem))))
        return Content("\n").join(lines)
    would = row.would
    assert would is not None
    says = f"{platform(would.format)}, {would.encoding.upper()}, in {would.currency}."
    if row.options.mapping or row.options.dates or row.options.decimal:
        said = [asks.SHORTLY["dates"].get(row.options.dates or "", "").lower()]
        said.append("columns as you said" if row.options.mapping else "")
        says += f" Read as you said: {', '.join(filter(None, said)) or 'amounts'}."
    lines.append(Content(plain(says[0].upper() + says[1:])))
    counts = [f"{would.orders_new:,} new", f"{would.orders_updated:,} updated", f"{would.orders_unchanged:,} known"]
    lines.append(Content(f"{wording.count(orders_in(would), 'order')}: {', '.join(counts)}."))
    if would.rejected_count:
        first = would.rejected[0] if would.rejected else None
        why = f" The first: line {first.line:,}, {first.column} {first.value}: {first.reason}." if first else ""
        lines.append(Content(plain(f"{wording.count(would.rejected_count, 'row')} cannot be taken in.{why}")))
    if would.left_out:
        cell, many = would.left_out[0], wording.count(would.left_out_count, "cell")
        where = f"The first: line {cell.line:,}, {cell.column} {cell.value}: {cell.reason}."
        lines.append(Content(plain(f"{many} cannot be read. {where}")))
    return Content("\n").join(lines)


def files_sum(files: Sequence[Understood], unread: int) -> Content:
    """What all would bring, as far as known; files that overlap count an order once when they are taken in."""
    if unread:
        return Content.styled(f"{wording.count(unread, 'file')} to read.", "$text-muted")
    ready = [each for each in files if each.would is not None]
    if not ready:
        return Content.styled("None of them can be taken in as it is.", "bold $warning")
    new = sum(each.would.orders_new for each in ready if each.would)
    says = f"{wording.count(len(ready), 'file')} ready, with {'up to ' if len(ready) > 1 and new else ''}"
    parts: list[Content | str] = [Content.styled(f"{says}{wording.count(new, 'new order')}.", "bold")]
    if len(ready) < len(files):
        parts.append(Content(f" {wording.count(len(files) - len(ready), 'file')} will be left out."))
    return Content.assemble(*parts)


def outcomes_say(outcomes: Sequence[FileOutcome]) -> str:
    """What became of all files together, as an answer."""
    done = [each.result for each in outcomes if each.result is not None]
    new, updated = sum(r.orders_new for r in done), sum(r.orders_updated for r in done)
    parts = []
    if new:
        people = sum(r.customers_new for r in done)
        parts.append(f"{wording.count(new, 'new order')}, {wording.count(people, 'new customer')}")
        parts[0] += f" from {wording.count(sum(not r.already_known for r in done), 'file')}."
    if updated:
        parts.append(f"{wording.count(updated, 'known order')} brought up to date.")
    if done and not new and not updated:
        parts.append("Nothing new: every order of these files was known already.")
    stopped = sum(isinstance(each.problem, Stopped) for each in outcomes)
    failed = len(outcomes) - len(done) - stopped
    if not done and failed:
        parts.append("Nothing was taken in.")
    if failed:
        parts.append(f"{wording.count(failed, 'file')} could not be taken in; each says why.")
    if stopped:
        parts.append(f"Stopped: {wording.count(stopped, 'file')} left out, nothing of them stays.")
    refused, cells = sum(r.rejected_count for r in done), sum(r.left_out_count for r in done)
    if refused:
        parts.append(f"{wording.count(refused, 'row was', 'rows were')} refused: r shows those of the chosen file.")
    if cells:
        parts.append(f"{wording.count(cells, 'cell')} could not be read: r shows those of the chosen file.")
    return " ".join(parts)


def outcome_cells(row: FileOutcome) -> tuple[str | Cell, ...]:
    """What became of one file."""
    result = row.result
    if result is None:
        stopped = isinstance(row.problem, Stopped)
        says = Cell("stopped, nothing of it stays", "muted") if stopped else Cell(f"! {row.problem}", "warning")
        return (row.path.name, "", "", "", "", says)
    changed = result.orders_new or result.orders_updated
    return (
        row.path.name,
        f"{result.orders_new:,}" if changed else "",
        f"{result.orders_updated:,}" if changed else "",
        f"{result.customers_new:,}" if changed else "",
        f"{result.rejected_count:,}" if result.rejected_count else "",
        "✓ taken in" if changed else Cell("known already, nothing changed", "muted"),
    )


def outcome_detail(row: FileOutcome) -> Content:
    """The same in sentences."""
    lines = [Content.styled(plain(row.path.name), "bold")]
    if row.result is not None:
        lines.append(Content(plain(answer(row.result))))
        if row.result.rejects_file:
            rows = "rows to mend" if row.result.left_out_count else "refused rows"
            lines.append(Content.styled(f"Its {rows} are kept in {plain(row.result.rejects_file)}", "$text-muted"))
    elif row.problem is not None:
        lines += [Content(plain(line)) for line in (*row.problem.lines()[:1], row.problem.meaning) if line]
        if step := without_options(row.problem.next_step):
            lines.append(Content(plain(step)))
    return Content("\n").join(lines)
