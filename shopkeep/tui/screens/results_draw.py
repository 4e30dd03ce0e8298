"""Drawing results: rates with the range they likely lie in, tables of stages, groups and variants."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from shopkeep import wording
from shopkeep.core.money import Money
from shopkeep.core.records.results import Results, Return, Slice, TestResult
from shopkeep.core.text import plain
from shopkeep.tui.widgets.rows import Cell, Column

RETURNED = [
    Column("Day", width=12),
    Column("Customer", weight=2, least=18),
    Column("Order", width=10, drop=2),
    Column("Brought", width=10, right=True),
    Column("After", width=10, drop=1),
    Column("Code", width=8, drop=3),
]
SLICES = [
    Column("", weight=1, least=12),
    Column("Reached", width=7, right=True),
    Column("Back", width=5, right=True),
    Column("Rate", width=8, right=True, drop=2),
    Column("Brought", width=9, right=True, drop=1),
]


@dataclass(frozen=True, slots=True)
class SliceRow:
    """One line of the table of stages, groups and variants; a heading has no counts."""

    key: str
    title: str
    sent: int | None = None
    returned: int = 0
    rate: float | None = None
    revenue: Money | None = None
    verdict: str = ""


def returned_cells(row: Return, language: str) -> tuple[str | Cell, ...]:
    """One customer who came back."""
    return (
        wording.day_long(row.on, language),
        row.email,
        row.order,
        wording.money(row.amount, language),
        row.after_stage,
        Cell("✓ code", "success") if row.code_used else "",
    )


def slice_cells(row: SliceRow, language: str) -> tuple[str | Cell, ...]:
    """One line of the table of parts."""
    if row.sent is None:
        return (Cell(row.title, "strong" if not row.verdict else "muted"), "", "", "", "")
    return (
        "  " + row.title,
        f"{row.sent:,}",
        f"{row.returned:,}",
        "" if row.rate is None else wording.percent(row.rate),
        "" if row.revenue is None else wording.money_short(row.revenue, language),
    )


def slice_rows(found: Results) -> list[SliceRow]:
    """Stages, groups and variants under their headings."""
    rows: list[SliceRow] = []
    for heading, parts in (("By stage", found.stages), ("By group", found.groups)):
        if parts:
            rows.append(SliceRow(heading, heading))
            rows += [_slice(heading, part) for part in parts]
    for test in found.tests:
        rows += _test(test)
    return rows


def _slice(heading: str, part: Slice) -> SliceRow:
    return SliceRow(f"{heading}/{part.name}", part.title, part.sent, part.returned, part.rate, part.revenue)


def _test(test: TestResult) -> list[SliceRow]:
    heading = f"Variants of {test.mail}"
    rows = [SliceRow(heading, heading)]
    rows += [SliceRow(f"{heading}/{v.name}", v.name, v.sent, v.returned, v.rate) for v in test.variants]
    return [*rows, SliceRow(f"{heading}/says", test.verdict, verdict=test.verdict)]


def comparison(found: Results, language: str, width: int) -> Content:
    """Mailed against held out: rates with their ranges on one scale, what they brought, the verdict."""
    arms = [("Mailed", found.mailed), ("Held out", found.holdout)]
    shown = [(name, arm) for name, arm in arms if arm.return_rate is not None]
    lines: list[Content] = [Content.styled(plain(found.lift.verdict), "bold")]
    if not shown:
        return lines[0]
    top = scale_top(max((arm.interval or (0, 1))[1] for _name, arm in shown))
    words = [
        (
            f"{name:<9}",
            f"{arm.returned:,} of {arm.customers:,}",
            wording.percent(arm.return_rate or 0),
            wording.money(arm.revenue, language),
        )
        for name, arm in shown
    ]
    widths = [max(len(row[i]) for row in words) for i in range(4)]
    room = max(12, min(60, width - sum(widths) - 8))
    lines.append(Content(""))
    for row, (_name, arm) in zip(words, shown, strict=True):
        low, high = arm.interval or (0.0, 1.0)
        bar = drawn(low, arm.return_rate or 0, high, top, room)
        lines.append(
            Content.assemble(
                f"{row[0]:<{widths[0]}} ", (bar, "$accent"), f" {row[2]:>{widths[2]}}",
                (f"  {row[1]:>{widths[1]}}", "$muted"), f"  {row[3]:>{widths[3]}}",
            )
        )  # fmt: skip
    axis = f"{'0 %':<{room - 6}}{wording.percent(top):>6}"
    lines.append(Content.styled(" " * (widths[0] + 1) + axis, "$muted"))
    lines.append(Content.styled("● share that came back   ├ ┤ where the true share likely lies (95 in 100)", "$muted"))
    return Content("\n").join([*lines, *_differences(found, language)])


def _differences(found: Results, language: str) -> list[Content]:
    """What the mails changed, in sentences."""
    lift = found.lift
    lines = []
    if lift.returns is not None and lift.interval is not None:
        low, high = lift.interval
        lines.append(
            Content(f"Difference: {_points(lift.returns)} points, likely between {_points(low)} and {_points(high)}.")
        )
    if lift.revenue is not None:
        more = "more" if lift.revenue.amount >= 0 else "less"
        amount = Money(abs(lift.revenue.amount), lift.revenue.currency)
        lines.append(
            Content(f"The mailed brought {wording.money(amount, language)} {more} than the held out would have.")
        )
    if found.detectable_lift is not None and (lift.chance_positive is None or 0.05 < lift.chance_positive < 0.95):
        lines.append(
            Content.styled(
                f"With so many customers only a difference of {found.detectable_lift * 100:.0f} points or more"
                " would show for sure.",
                "$muted",
            )
        )
    return lines


def _points(share: float) -> str:
    return f"{share * 100:+.1f}".replace("-", "−")


def scale_top(highest: float) -> float:
    """The end of a scale that holds a share: 5 %, 10 %, 20 %, 50 % or 100 %."""
    return next((top for top in (0.05, 0.1, 0.2, 0.3, 0.5) if highest <= top), 1.0)


def drawn(low: float, at: float, high: float, top: float, width: int) -> str:
    """A range and the value in it on a scale from 0 to `top`: `   ├──●────┤      `."""
    last = width - 1
    left, mark, right = (min(last, round(share / top * last)) for share in (low, at, high))
    cells = [" "] * width
    for i in range(left, right + 1):
        cells[i] = "─"
    cells[left], cells[right] = "├", "┤"
    cells[mark] = "●"
    return "".join(cells)


def footnote(found: Results, until: str) -> Content:
    """How far the data reaches and how a return is counted."""
    parts = [f"Orders known up to {until}." if until else "No orders yet."]
    parts.append(
        f"A return is a first order from the first mail to {found.window_days} days after the last stage began."
    )
    money = [("refunded", found.mailed.refunded), ("in discounts", found.mailed.discounts)]
    for what, amount in money:
        if amount.amount:
            parts.append(f"{wording.money(amount)} {what}.")
    if found.left:
        left = [f"{count:,} {plain(reason)}" for reason, count in sorted(found.left.items(), key=lambda i: -i[1])]
        parts.append(f"Left the sequence: {', '.join(left)}.")
    return Content.styled(" ".join(parts), "$muted")
