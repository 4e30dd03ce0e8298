"""A customer's orders as marks on a line of time, against their rhythm, up to today's silence.

▪  ▪ ▪   ▪  ▪ ▪  ▪   ▪┄┄┄┄▲┄┄┄┄┄┄┄┄╎     orders; `▲` when the next one was due; `╎` today
·  ·  ·  ·  ·  ·  ·  ·   ∘   ∘   ∘        the usual gap, counted back from the last order, and beats missed since
                      31  silent 96 d     days between orders where there is room, and the silence
Jan     Mar     May     Jul    Sep        months
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rich.cells import cell_len
from textual.content import Content

from shopkeep import wording

ORDER, MANY, SILENCE, DUE, TODAY, BEAT, MISSED = "▪", "■", "┄", "▲", "╎", "·", "∘"
LONGEST_DAYS = 3 * 365
"""Older orders are left of the line and only counted."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Days onto cells: `first` at 0, `last` at `width - 1`."""

    first: date
    last: date
    width: int

    def at(self, day: date) -> int:
        span = max(1, (self.last - self.first).days)
        return round((day - self.first).days / span * (self.width - 1))


def timeline(
    days: Sequence[date],
    today: date,
    usual_gap: float | None,
    width: int,
    *,
    beats: bool = True,
    gaps: bool = False,
    language: str = "en",
) -> Content:
    """The lines described above, that of the days between orders with `gaps`.

    `days` are order days, oldest first; without any, an empty text.
    """
    days = [day for day in days if day <= today]
    if not days or width < 12:
        return Content("")
    oldest = today - timedelta(days=LONGEST_DAYS)
    shown = [day for day in days if day >= oldest] or days[-1:]
    start = min(shown[0], today - timedelta(days=60))
    scale = Scale(start, today, width)
    lines = [_marks(shown, scale, usual_gap)]
    if beats and usual_gap is not None:
        lines.append(_beats(shown[-1], scale, usual_gap))
    if gaps:
        lines.append(_gaps(shown, scale))
    lines.append(_months(scale, language))
    return Content("\n").join(lines)


def _marks(days: Sequence[date], scale: Scale, usual_gap: float | None) -> Content:
    last = days[-1]
    silence = scale.at(last)
    counts: dict[int, int] = {}
    for day in days:
        counts[scale.at(day)] = counts.get(scale.at(day), 0) + 1
    due = None if usual_gap is None else last + timedelta(days=round(usual_gap))
    late_from = scale.at(due) if due is not None and due < scale.last else scale.width
    parts: list[tuple[str, str]] = []
    for cell in range(scale.width):
        if cell in counts:
            parts.append((MANY if counts[cell] > 1 else ORDER, "bold $accent"))
        elif cell == scale.width - 1:
            parts.append((TODAY, "$foreground"))
        elif cell == late_from:
            parts.append((DUE, "bold $warning"))
        elif cell > silence:
            parts.append((SILENCE, "$warning" if cell > late_from else "$text-muted"))
        else:
            parts.append((" ", ""))
    return Content.assemble(*parts)


def _beats(last: date, scale: Scale, usual_gap: float) -> Content:
    cells = [(" ", "")] * scale.width
    step = max(usual_gap, 1.0)
    if step / max(1, (scale.last - scale.first).days) * scale.width < 2:
        return Content("")  # ticks in every cell would say nothing
    beat = 0
    while (day := last - timedelta(days=round(beat * step))) >= scale.first:
        cells[scale.at(day)] = (BEAT, "$text-muted")
        beat += 1
    beat = 1
    while (day := last + timedelta(days=round(beat * step))) < scale.last:
        cells[scale.at(day)] = (MISSED, "$warning")
        beat += 1
    return Content.assemble(*cells)


def _gaps(days: Sequence[date], scale: Scale) -> Content:
    """The days between one order and the next, each between its marks; the silence since the last one."""
    apart = sorted(set(days))
    parts, line = [], 0
    for before, after in zip(apart, [*apart[1:], scale.last], strict=True):
        start, end = scale.at(before), scale.at(after)
        silence = after == scale.last and before == apart[-1]
        count = (after - before).days
        says = next((one for one in ((f"silent {count} d",) if silence else ()) if len(one) < end - start), str(count))
        at = start + 1 + (end - start - 1 - len(says)) // 2
        if count and len(says) < end - start and at >= line + bool(line):
            parts += [(" " * (at - line), ""), (says, "$warning" if silence else "$text-muted")]
            line = at + len(says)
    return Content.assemble(*parts)


def _months(scale: Scale, language: str) -> Content:
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month + 1
    step = next((s for s in (1, 2, 3, 6, 12) if months / s * 6 <= scale.width), 24)
    line = ""
    for number in range(months + 1):
        year, month = divmod(scale.first.year * 12 + scale.first.month - 1 + number, 12)
        day = date(year, month + 1, 1)
        if month % step or not scale.first <= day <= scale.last:
            continue
        label = str(year) if month == 0 else wording.month(day, language)
        start = scale.at(day)
        if start >= cell_len(line) + (1 if line else 0) and start + cell_len(label) <= scale.width:
            line += " " * (start - cell_len(line)) + label
    return Content.styled(line, "$text-muted")
