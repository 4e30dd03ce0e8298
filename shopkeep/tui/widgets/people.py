"""How customers and segments stand in lists: columns, signs, and segments under the headings of their families."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from shopkeep import wording
from shopkeep.core.addresses import called
from shopkeep.core.money import Money, decimals
from shopkeep.core.records.customers import SegmentRow
from shopkeep.customers.permission import SUPPRESSED
from shopkeep.customers.rows import CustomerLine
from shopkeep.tui.widgets.columns import Cell, Column

COLUMNS = (
    Column("Customer", weight=3, least=14, sort="name"),
    Column("Last order", width=11, drop=4, sort="last_order"),
    Column("Usually", width=9, drop=5),
    Column("Late", width=7, right=True, sort="overdue"),
    Column("Chance", width=6, right=True, drop=7, sort="return_chance"),
    Column("At stake", width=9, right=True, sort="at_stake"),
    Column("A year", width=8, right=True, drop=6),
    Column("Orders", width=6, right=True, drop=8, sort="orders"),
    Column("RFM", width=5, drop=9),
    Column("Why", weight=6, least=40, drop=10),
)
SEGMENT_COLUMNS = (
    Column("", weight=1, least=9),
    Column("", width=6, right=True),
    Column("", width=6, right=True),
)
LATE, LEFT_OUT, SNOOZED, NEVER = "▲", "✕", "…", "⊘"


def not_written_to(row: CustomerLine) -> bool:
    """Whether no mail would reach them: left out, or not allowed. Such rows are dimmed."""
    return row.left_out is not None or row.cannot_email_because is not None


def person_cells(row: CustomerLine, language: str, today: date) -> Sequence[str | Cell]:
    """One customer as the list shows them; muted where no mail would reach them anyway."""
    quiet = "muted" if not_written_to(row) else ""
    gap = row.usual_gap_days
    return (
        Cell(called(row.name, row.email), quiet),
        Cell(wording.day(row.last_order, today, language), quiet),
        Cell("one order" if gap is None else short_span(gap), quiet or "muted"),
        late_cell(row, quiet),
        Cell(short_percent(row.return_chance), quiet or "muted"),
        Cell(wording.money_short(row.at_stake, language), quiet or "strong"),
        Cell(wording.money_short(row.spent_365, language), quiet or "muted"),
        Cell(f"{row.orders:,}", quiet or "muted"),
        Cell("·".join(row.rfm), quiet or "muted"),
        Cell(row.why, "muted"),
    )


def late_cell(row: CustomerLine, quiet: str) -> Cell:
    """`▲ 2.1×` where the customer is late by their own rhythm."""
    late = row.lapse != "active"
    if row.overdue is None:
        return Cell(LATE if late else "", quiet or "warning")
    times = f"{row.overdue:.1f}×" if row.overdue < 100 else "99×"
    return Cell(f"{LATE} {times}" if late else times, quiet or ("warning" if late else "muted"))


def person_sign(row: CustomerLine) -> Cell:
    """What stands before an unmarked customer."""
    if row.cannot_email_because == SUPPRESSED:
        return Cell(NEVER, "error")
    if row.left_out is not None:
        return Cell(LEFT_OUT, "error")
    if row.snoozed_until:
        return Cell(SNOOZED, "muted")
    return Cell("")


class Heading(NamedTuple):
    """A line over the segments of one family; the cursor passes over it."""

    title: str


SideRow = SegmentRow | Heading


def grouped(rows: Sequence[SegmentRow]) -> list[SideRow]:
    """The owner's own segments first, then the others by family, in the order they come in."""
    families: dict[str, list[SegmentRow]] = {}
    for row in sorted(rows, key=lambda row: not row.own):
        families.setdefault(row.family, []).append(row)
    found: list[SideRow] = []
    for title, group in families.items():
        found += [Heading(title), *group]
    return found


def segment_cells(row: SideRow, language: str) -> Sequence[str | Cell]:
    """One segment: title, how many, what is at stake; dimmed where nobody is in it."""
    if isinstance(row, Heading):
        return (Cell(row.title, "accent"), "", "")
    quiet = "" if row.customers else "muted"
    stake = thousands(row.at_stake, language) if row.customers else ""
    return (Cell(f" {row.title}", quiet), Cell(many(row.customers), quiet), Cell(stake, "muted"))


def side_key(row: SideRow) -> str:
    return f"\0{row.title}" if isinstance(row, Heading) else row.name


def many(count: int) -> str:
    """`1,471`, from a hundred thousand on `150k`: for a narrow column."""
    return f"{count:,}" if count < 100_000 else f"{round(count / 1000):,}k"


def thousands(money: Money, language: str) -> str:
    """`€4.8m`, `€58k` from ten thousand on, `€1,338` below, each rounded to the nearest: for a narrow column."""
    whole = float(money.decimal())
    if round(whole) < 10_000:
        return wording.money_short(money, language)
    if round(whole / 1000) >= 1000:
        digits = f"{wording.number(round(whole / 1_000_000, 1), language)}m"
    else:
        digits = f"{round(whole / 1000)}k"
    one = wording.money_short(Money(10 ** decimals(money.currency), money.currency), language)
    return one.replace("1", digits)


def short_span(days: float) -> str:
    """`34 d`, `5 months`: a span for a narrow column."""
    return f"{days:.0f} d" if days <= 90 else wording.span(days)


def short_percent(share: float) -> str:
    """`31 %`, `<1 %`."""
    return wording.percent(share).replace("under ", "<").replace("over ", ">")
