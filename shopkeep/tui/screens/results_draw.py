"""Drawing results: rates and money with the ranges they likely lie in, and what they mean in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rich.cells import cell_len
from textual.content import Content

from shopkeep import wording
from shopkeep.core.money import Money
from shopkeep.core.records.results import Results, Return
from shopkeep.core.text import plain
from shopkeep.tui.widgets.columns import Cell, Column, as_cell

RETURNED = [
    Column("Day", width=12),
    Column("Customer", weight=2, least=24),
    Column("Order", width=10, drop=2),
    Column("Brought", width=10, right=True),
    Column("After", width=14, drop=1),
    Column("Code", width=6, drop=3),
]


CAME_BACK = "came back"
"""The sequence's own word for having ordered again."""


def returned_cells(row: Return, today: date, language: str, titles: dict[str, str]) -> tuple[str | Cell, ...]:
    """One customer who came back, with all they ordered in the window."""
    more = f" +{row.orders - 1}" if row.orders > 1 else ""
    return (
        wording.day(row.on, today, language),
        row.email,
        row.order + more,
        wording.money(row.brought or row.amount, language),
        titles.get(row.after_stage, row.after_stage) or "no mail",
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


def comparison(found: Results, language: str, width: int, tight: bool = False) -> Content:
    """Mailed against held out: what it means, rates with their ranges on one scale, money with its range.

    `tight`: where there is little room, the most telling lines alone.
    """
    arms = [("Mailed", found.mailed), ("Held out", found.holdout)]
    shown = [(name, arm) for name, arm in arms if arm.return_rate is not None]
    lines: list[Content] = [Content.styled(plain(found.lift.verdict), "bold")]
    if not shown:
        return lines[0]
    if found.to_confirm:
        lines.append(Content.styled(asks(len(found.to_confirm)), "$warning"))
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
    lines += _money_bar(found, language, widths[0], room)
    if not tight:
        legend = "● what was seen   ├ ┤ where the truth likely lies (95 in 100)"
        lines.append(Content.styled(legend + ("   ┆ nothing" if found.lift.revenue_interval else ""), "$muted"))
    return Content("\n").join([*lines, *_differences(found, language, tight), *([] if tight else _within(found))])


def _money_bar(found: Results, language: str, margin: int, room: int) -> list[Content]:
    """The range in money on a scale of its own, with a mark where nothing would be."""
    lift = found.lift
    if lift.revenue is None or lift.revenue_interval is None:
        return []
    low, high = (one.amount for one in lift.revenue_interval)
    bar = drawn_around_nothing(low, lift.revenue.amount, high, room)
    says = f" {_signed(lift.revenue, language)}"
    return [Content.assemble(f"{'Money':<{margin}} ", (bar, "$accent"), says)]


def asks(count: int) -> str:
    """That orders wait for the owner's word."""
    orders = wording.count(count, "order under another address", "orders under other addresses")
    return f"{orders} may be a return: o asks you whose."


def _differences(found: Results, language: str, tight: bool) -> list[Content]:
    """What the mails changed, in sentences."""
    lift = found.lift
    lines = []
    if lift.returns is not None and lift.interval is not None:
        low, high = lift.interval
        says = (
            f"Difference: {_points(lift.returns)} of 100 customers, likely between {_points(low)} and {_points(high)}."
        )
        lines.append(Content(says))
    if lift.revenue is not None:
        lines.append(Content(_money_says(found, language)))
        if lift.money_says and not tight:
            lines.append(Content.styled(lift.money_says, "$muted"))
    given = found.mailed.given
    if given is not None and given.amount and lift.given_anyway is not None:
        lines.append(
            Content(
                f"Given in discounts and gifts: {wording.money(given, language)}, about"
                f" {wording.money(lift.given_anyway, language)} of it to those who would have come back anyway."
            )
        )
    if found.detectable_lift is not None and not lift.decided:
        says = f"With so many customers only a difference of {found.detectable_lift * 100:.0f} in 100 or more"
        lines.append(Content.styled(f"{says} would show for sure.", "$muted"))
    return lines


def _money_says(found: Results, language: str) -> str:
    lift = found.lift
    assert lift.revenue is not None
    says = f"Money: {_signed(lift.revenue, language)} against doing nothing"
    if lift.revenue_interval is not None:
        low, high = lift.revenue_interval
        says += f", likely between {_signed(low, language)} and {_signed(high, language)}"
    if lift.profit is not None:
        says += f"; in profit {_signed(lift.profit, language)}"
        if lift.profit_interval is not None:
            low, high = lift.profit_interval
            says += f", {_signed(low, language)} to {_signed(high, language)}"
    return f"{says}."


def _within(found: Results) -> list[Content]:
    """How many were back within 7, 14 and 30 days of the first mail, where these have passed."""
    parts: list[str] = []
    for one in found.within:
        if one.mailed:
            days = f"{one.days} days" if parts else f"{one.days} days of the first mail"
            says = f"{days} {wording.percent(one.mailed_returned / one.mailed)}"
            if one.holdout:
                says += f" (held out {wording.percent(one.holdout_returned / one.holdout)})"
            parts.append(says)
    return [Content.styled(f"Back within {', '.join(parts)}.", "$muted")] if parts else []


def _signed(amount: Money, language: str) -> str:
    """`+€120`, `−€35`."""
    sign = "−" if amount.amount < 0 else "+"
    return sign + wording.money_short(Money(abs(amount.amount), amount.currency), language)


def _points(share: float) -> str:
    return f"{share * 100:+.1f}".replace("-", "−")


def scale_top(highest: float) -> float:
    """The end of a scale that holds a share: 5 %, 10 %, 20 %, 50 % or 100 %."""
    return next((top for top in (0.05, 0.1, 0.2, 0.3, 0.5) if highest <= top), 1.0)


def drawn(low: float, at: float, high: float, top: float, width: int) -> str:
    """A range and the value in it on a scale from 0 to `top`: `   ├──●────┤      `."""
    last = width - 1
    left, mark, right = (min(last, round(share / top * last)) for share in (low, at, high))
    return "".join(_range_cells(left, mark, right, width))


def drawn_around_nothing(low: float, at: float, high: float, width: int) -> str:
    """A range of more or less than nothing over the whole width, with `┆` where nothing is."""
    start, end = min(low, 0.0), max(high, 0.0)
    span = (end - start) or 1.0
    last = width - 1
    left, mark, right, zero = (round((value - start) / span * last) for value in (low, at, high, 0.0))
    cells = _range_cells(left, mark, right, width)
    if zero != mark:
        cells[zero] = "┆"
    return "".join(cells)


def _range_cells(left: int, mark: int, right: int, width: int) -> list[str]:
    cells = [" "] * width
    for i in range(left, right + 1):
        cells[i] = "─"
    cells[left], cells[right] = "├", "┤"
    cells[mark] = "●"
    return cells


def footnote(found: Results, until: str, closes: str, tight: bool = False) -> Content:
    """How far the data reaches, how a return is counted, and what the numbers leave out."""
    says = [f"Orders known up to {until}." if until else "No orders yet."]
    if tight:
        over = found.closes is not None and found.data_until is not None and found.closes <= found.data_until
        says += [f"The window {'closed' if over else 'closes'} on {closes}."] if closes else []
        return Content.styled(" ".join(says), "$muted")
    last = f", at last to the end of {closes}" if closes else ""
    says.append(f"Returns count from the first mail to {found.window_days} days after the last stage began{last}.")
    if found.mailed.refunded.amount:
        says.append(f"{wording.money(found.mailed.refunded)} refunded, taken off.")
    reasons = dict(found.left or {})
    again = reasons.pop(CAME_BACK, 0)
    if again and found.sequence:
        says.append(ordered_again(again, found.mailed.returned, found.holdout.returned))
    if reasons:
        left = [f"{count:,} {plain(reason)}" for reason, count in sorted(reasons.items(), key=lambda i: -i[1])]
        says.append(f"Others left: {', '.join(left)}." if again else f"Left: {', '.join(left)}.")
    says += [plain(note) for note in found.notes]
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
