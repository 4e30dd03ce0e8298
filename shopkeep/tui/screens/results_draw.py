"""Drawing results: rates with the range they likely lie in, tables of stages, groups and variants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rich.cells import cell_len
from textual.content import Content

from shopkeep import wording
from shopkeep.core.money import Money
from shopkeep.core.records.results import Results, Return, TestResult
from shopkeep.core.text import plain
from shopkeep.tui.widgets.rows import Cell, Column, as_cell, fit

RETURNED = [
    Column("Day", width=12),
    Column("Customer", weight=2, least=24),
    Column("Order", width=10, drop=2),
    Column("Brought", width=10, right=True),
    Column("After", width=12, drop=1),
    Column("Code", width=6, drop=3),
]


CAME_BACK = "came back"
"""The sequence's own word for having ordered again."""


def returned_cells(row: Return, today: date, language: str, titles: dict[str, str]) -> tuple[str | Cell, ...]:
    """One customer who came back."""
    return (
        wording.day(row.on, today, language),
        row.email,
        row.order,
        wording.money(row.amount, language),
        titles.get(row.after_stage, row.after_stage),
        Cell("✓ code", "success") if row.code_used else "",
    )


def returned_columns(rows: Sequence[Sequence[str | Cell]]) -> list[Column]:
    """The columns no wider than these rows need, so that the addresses have the room."""
    if not rows:
        return RETURNED
    needed = [max(cell_len(as_cell(cell).text) for cell in column) for column in zip(*rows, strict=True)]
    return [
        replace(column, width=max(len(column.title), min(column.width, need))) if column.width else column
        for column, need in zip(RETURNED, needed, strict=True)
    ]


def parts(found: Results, language: str, width: int) -> Content:
    """Stages, groups and variants as one table of `width` cells, each test with its verdict."""
    lines: list[Content] = []
    for heading, slices in (("By stage", found.stages), ("By group", found.groups)):
        if slices:
            lines.append(_heading(heading, width))
            lines += [
                _line(
                    part.title, part.sent, part.returned, part.rate, wording.money_short(part.revenue, language), width
                )
                for part in slices
            ]
            lines.append(Content(""))
    for test in found.tests:
        lines += [_heading(f"Variants of {plain(test.mail)}", width), *_test(test, width), Content("")]
    return Content("\n").join(lines[:-1]) if lines else Content.styled("Nothing was sent yet.", "$muted")


def _heading(title: str, width: int) -> Content:
    numbers = f"{'reached':>8}{'back':>5}{'rate':>7}{'brought':>8}"
    return Content.assemble((fit(title, max(10, width - len(numbers))), "bold"), (numbers, "$muted"))


def _line(title: str, sent: int, back: int, rate: float | None, brought: str, width: int) -> Content:
    share = "" if rate is None else wording.percent(rate).replace("under ", "<")
    numbers = f"{sent:>8,}{back:>5,}{share:>7}{brought:>8}"
    return Content(fit(plain(title), max(10, width - len(numbers))) + numbers)


def _test(test: TestResult, width: int) -> list[Content]:
    rows = [_line(f"Variant {v.name}", v.sent, v.returned, v.rate, "", width) for v in test.variants]
    return [*rows, Content.styled(plain(test.verdict), "$muted")]


def comparison(found: Results, language: str, width: int, tight: bool = False) -> Content:
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
    if not tight:
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
    decided = lift.chance_positive is not None and not 0.05 < lift.chance_positive < 0.95
    if lift.revenue is not None and decided:
        more = "more" if lift.revenue.amount >= 0 else "less"
        amount = Money(abs(lift.revenue.amount), lift.revenue.currency)
        lines.append(
            Content(f"The mailed brought {wording.money(amount, language)} {more} than the held out would have.")
        )
    if found.detectable_lift is not None and not decided:
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
    says = [f"Orders known up to {until}." if until else "No orders yet."]
    says.append(f"Returns count from the first mail to {found.window_days} days after the last stage began.")
    money = [("refunded", found.mailed.refunded), ("in discounts", found.mailed.discounts)]
    for what, amount in money:
        if amount.amount:
            says.append(f"{wording.money(amount)} {what}.")
    reasons = dict(found.left or {})
    again = reasons.pop(CAME_BACK, 0)
    if again:
        says.append(ordered_again(again, found.mailed.returned, found.holdout.returned))
    if reasons:
        left = [f"{count:,} {plain(reason)}" for reason, count in sorted(reasons.items(), key=lambda i: -i[1])]
        says.append(f"Others left: {', '.join(left)}." if again else f"Left: {', '.join(left)}.")
    return Content.styled(" ".join(says), "$muted")


def ordered_again(again: int, mailed: int, held_out: int) -> str:
    """Why the sequence counts more returns than the comparison: some lie outside its window."""
    parts = [f"{mailed:,} written to"] if mailed else []
    parts += [f"{held_out:,} held out"] if held_out else []
    inside = f"{' and '.join(parts)} within the window" if parts else ""
    outside = f"{again - mailed - held_out:,} outside it" if again > mailed + held_out else ""
    if not inside:
        return f"{again:,} ordered again and left the sequence, outside the window."
    return f"{again:,} ordered again and left the sequence: {', '.join(part for part in (inside, outside) if part)}."
