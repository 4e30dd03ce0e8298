"""The segments at the left of the list, and going from one to another."""

from __future__ import annotations

from textual import on

from shopkeep import wording
from shopkeep.core.records.customers import SegmentRow
from shopkeep.jobs import customers
from shopkeep.tui.run import task
from shopkeep.tui.screens.customers_list import Listed
from shopkeep.tui.widgets.dialogs import Choice
from shopkeep.tui.widgets.people import SideRow, grouped
from shopkeep.tui.widgets.rows import Rows


class Segmented(Listed):
    """A list of one of the shop's segments."""

    def __init__(self) -> None:
        super().__init__()
        self.segments: list[SegmentRow] = []

    @property
    def chosen_segment(self) -> SegmentRow | None:
        return next((s for s in self.segments if s.name == self.segment), None)

    @on(Rows.Highlighted, "#segments")
    def segment_under_cursor(self, event: Rows.Highlighted[SideRow]) -> None:
        row = event.rows.current  # by now: a refresh shows the list anew before it goes to its row
        if isinstance(row, SegmentRow) and row.name != self.segment:
            self.choose_segment(row.name)

    @on(Rows.Chosen, "#segments")
    def segment_chosen(self) -> None:
        self.people.focus()

    def choose_segment(self, name: str) -> None:
        self.segment, self.sort, self.backwards = name, "", False
        self.load(keep=False)

    def action_next_segment(self, step: int) -> None:
        names = [row.name for row in grouped(self.segments) if isinstance(row, SegmentRow)]
        if names:
            at = names.index(self.segment) if self.segment in names else 0
            self.go_to_segment(names[(at + step) % len(names)])

    def go_to_segment(self, name: str) -> None:
        self.query_one("#segments", Rows).move_to(name)
        self.choose_segment(name)

    @task
    async def action_segments(self) -> None:
        side = self.query_one("#segments", Rows)
        if side.display:
            side.focus()
            return
        if not self.segments:  # they are still being counted
            self.segments = await self.ask(customers.segments)
        rows = [row for row in grouped(self.segments) if isinstance(row, SegmentRow)]
        choices = [(row.name, f"{row.title}, {wording.count(row.customers, 'customer')}") for row in rows]
        name = await self.dialog(Choice("Which customers?", choices))
        if name is not None:
            self.go_to_segment(name)
