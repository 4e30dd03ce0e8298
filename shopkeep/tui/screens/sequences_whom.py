"""Whom a sequence or one of its groups is for: a segment from the list, or a rule, each with how many it finds."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.records.customers import SegmentRow
from shopkeep.core.records.rules import Wanted
from shopkeep.core.text import plain
from shopkeep.jobs import customers, filtering
from shopkeep.tui.run import Works, task
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.dialogs import Dialog
from shopkeep.tui.widgets.filterbox import FilterBox
from shopkeep.tui.widgets.rows import Rows

TYPING = 0.03
"""Seconds without a key after which what is typed is looked at."""


class WhomAsk(Dialog, Works[str]):
    """The answer is `segment` or `rule`; `segment`, `where` and `says` hold what was taken."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *Dialog.BINDINGS,
        Binding("slash", "rule", "A rule", show=False),
        Binding("tab", "rule", "A rule", show=False),
    ]

    def __init__(self, title: str, segments: list[SegmentRow], segment: str, where: str = "", inside: str = "") -> None:
        """`inside`: the segment of the sequence whose customers alone are counted; empty: the whole shop."""
        super().__init__(title, "", "Enter takes it   Tab types a rule instead   Esc changes nothing")
        self.segments = segments
        self.segment = segment
        self.where = where
        self.inside_of = inside
        self.says = ""
        """The rule in words, or the segment's title."""
        self._counted = ""

    def inside(self) -> ComposeResult:
        rows: Rows[SegmentRow] = Rows(
            [
                Column("", weight=1),
                Column("In the sequence" if self.inside_of else "Customers", width=15, right=True),
                Column("You may write to", width=16, right=True),
            ],
            lambda row: (row.title, f"{row.customers:,}", Cell(f"{row.get_mail:,}", "muted")),
            lambda row: row.name,
            id="segments",
        )
        rows.styles.height = min(len(self.segments), 7) + 1
        rows.show(self.segments)
        rows.move_to(self.segment)
        yield rows
        yield Static(id="about")
        yield FilterBox("A rule, such as country = RO and orders > 2", id="rule")
        yield Static(id="count")

    def on_mount(self) -> None:
        self.query_one("#segments").focus()
        if self.where:
            self.box.open(self.where)

    @property
    def box(self) -> FilterBox:
        return self.query_one("#rule", FilterBox)

    def action_rule(self) -> None:
        self.box.open()

    @on(Rows.Highlighted, "#segments")
    def tell(self, event: Rows.Highlighted[SegmentRow]) -> None:
        self.query_one("#about", Static).update(Content(plain(event.row.about)))

    @on(Rows.Chosen, "#segments")
    def taken(self, event: Rows.Chosen[SegmentRow]) -> None:
        self.segment, self.where, self.says = event.row.name, "", event.row.title
        self.dismiss("segment")

    @on(FilterBox.Changed)
    @task(exclusive=True)
    async def typed(self, event: FilterBox.Changed) -> None:
        await asyncio.sleep(TYPING)
        meant = await self.ask(filtering.understand, event.text, event.at)
        if event.text != self.box.text:
            return
        self.box.offer(meant.completion)
        wrong = meant.problem or ("This is no rule yet." if meant.words and not meant.completion.suggestions else "")
        self.box.tell(wrong or meant.says, wrong=bool(wrong))
        self.says = meant.says
        says = ""
        if meant.rule and not wrong:
            wanted = Wanted(self.inside_of, meant.rule) if self.inside_of else Wanted(where=meant.rule)
            found = (await self.ask(customers.find, wanted)).counted
            of = " of the sequence" if self.inside_of else ""
            says = f"{wording.count(found.customers, 'customer')}{of}, {found.get_mail:,} may be written to"
        if event.text == self.box.text:
            self.query_one("#count", Static).update(Content(says))

    @on(FilterBox.Kept)
    def kept(self, event: FilterBox.Kept) -> None:
        if not event.entered or not event.text.strip():
            self.query_one("#segments").focus()
        elif self.box.problem or not self.says:
            self.box.complain()
        else:
            self.segment, self.where = "all", event.text.strip()
            self.dismiss("rule")
