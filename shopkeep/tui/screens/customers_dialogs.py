"""What a segment is, in words and in the language, and filters to begin with."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.records.customers import SegmentRow
from shopkeep.core.text import plain
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.dialogs import Dialog
from shopkeep.tui.widgets.rows import Rows

RFM = (
    "RFM 5·2·4 reads: bought lately 5, often 2, much 4. Each goes from 1 to 5, and 5 is best; the borders are set"
    " by value, so equal customers have equal scores."
)

Beginning = tuple[str, str, str]
"""Title, rule and what it finds."""


class Explained(Dialog):
    """The answer is a rule to put into the filter."""

    def __init__(self, row: SegmentRow, spent: str, at_stake: str, examples: list[Beginning]) -> None:
        rule = row.rule or "Everybody: there is no rule."
        text = Content("\n").join(
            [
                Content(plain(row.about or row.title)),
                Content.assemble(("Rule  ", "$text-muted"), (plain(rule), "bold")),
                Content.assemble(
                    ("Now   ", "$text-muted"),
                    f"{wording.count(row.customers, 'customer')}, {row.get_mail:,} may be written to, {spent} spent"
                    f" in all, {at_stake} at stake",
                ),
                Content(""),
                Content.styled(RFM, "$text-muted"),
                Content(""),
                Content.styled("Start a filter of your own from", "bold"),
            ]
        )
        super().__init__(plain(row.title), text, "Enter puts it into the filter   Esc closes")
        own = [(f"This one: {row.title}", row.rule, "")] if row.rule else []
        self.beginnings: list[Beginning] = [*own, *examples]

    def inside(self) -> ComposeResult:
        rows: Rows[Beginning] = Rows(
            [Column("", width=26), Column("", weight=1, least=20)],
            lambda one: (one[0], Cell(one[1], "strong")),
            lambda one: one[0],
            header=False,
            id="examples",
        )
        rows.styles.height = max(3, min(len(self.beginnings), self.app.size.height - 21, 10))
        rows.show(self.beginnings)
        yield rows
        yield Static(id="finds")

    @on(Rows.Highlighted)
    def looked_at(self, event: Rows.Highlighted[Beginning]) -> None:
        self.query_one("#finds", Static).update(Content.styled(plain(event.row[2]), "$text-muted"))

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen[Beginning]) -> None:
        self.dismiss(event.row[1])
