"""How customers and segments stand in lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shopkeep import wording
from shopkeep.core.records.customers import CustomerRow, SegmentRow
from shopkeep.tui.widgets.rows import Cell, Column

COLUMNS = (
    Column("Customer", weight=3, least=16, sort="name"),
    Column("Last order", width=11, drop=4, sort="last_order"),
    Column("Usually", width=9, drop=5),
    Column("Late", width=7, right=True, sort="overdue"),
    Column("Back", width=6, right=True, drop=7, sort="return_chance"),
    Column("At stake", width=9, right=True, sort="at_stake"),
    Column("A year", width=8, right=True, drop=6),
    Column("RFM", width=5, drop=8),
    Column("Why", weight=5, least=44, drop=9),
)
SEGMENT_COLUMNS = (
    Column("", weight=1, least=9),
    Column("", width=6, right=True),
    Column("", width=9, right=True),
)
LATE, LEFT_OUT, SNOOZED = "▲", "✕", "…"


def person_cells(row: CustomerRow, language: str, today: date) -> Sequence[str | Cell]:
    """One customer as the list shows them; muted where no mail would reach them anyway."""
    quiet = "muted" if row.left_out or not row.can_email else ""
    worth = row.at_stake if row.spent_365 is None else row.spent_365
    return (
        Cell(row.name or row.email, quiet),
        Cell(wording.day(row.last_order, today, language), quiet),
        Cell("once" if row.usual_gap_days is None else short_span(row.usual_gap_days), quiet or "muted"),
        late_cell(row, quiet),
        Cell(wording.percent(row.return_chance).replace("under ", "<").replace("over ", ">"), quiet or "muted"),
        Cell(wording.money_short(row.at_stake, language), quiet or "strong"),
        Cell(wording.money_short(worth, language), quiet or "muted"),
        Cell("·".join(row.rfm), quiet or "muted"),
        Cell(row.why, "muted"),
    )


def late_cell(row: CustomerRow, quiet: str) -> Cell:
    """`▲ 2.1×` where the customer is late by their own rhythm."""
    if row.overdue is None:
        return Cell(f"{LATE} late" if row.lapse != "active" else "", quiet or "warning")
    late = row.overdue > 1 and row.lapse != "active"
    times = f"{row.overdue:.1f}×" if row.overdue < 100 else "99×"
    return Cell(f"{LATE} {times}" if late else times, quiet or ("warning" if late else "muted"))


def person_sign(row: CustomerRow) -> Cell:
    """What stands before an unmarked customer."""
    if row.left_out:
        return Cell(LEFT_OUT, "error")
    if row.snoozed_until:
        return Cell(SNOOZED, "muted")
    return Cell("")


def segment_cells(row: SegmentRow, language: str) -> Sequence[str | Cell]:
    """One segment: title, how many, what is at stake."""
    return (row.title, f"{row.customers:,}", Cell(wording.money_short(row.at_stake, language), "muted"))


def short_span(days: float) -> str:
    """`34 d`, `5 months`: a span for a narrow column."""
    return f"{days:.0f} d" if days <= 90 else wording.span(days)
