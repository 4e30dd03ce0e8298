"""How the Outbox looks: the state of things above, the messages, the chosen one, the last replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.records.delivery import Counts, LedgerList, MessageRow, Progress, SendSummary, State
from shopkeep.tui.screens import outbox_pace as pace
from shopkeep.tui.screens import outbox_words as words
from shopkeep.tui.screens.outbox_standing import standing
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.paging import Pages
from shopkeep.tui.widgets.progress import Progress as Bar
from shopkeep.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from shopkeep.tui.run import Works

ASKING: tuple[State, ...] = ("unknown", "failed", "deferred")
"""States of messages that the cursor stays on. On the first row of another state it stays on top, where those that
want to be looked at come: else a list that all began as queued would follow the one that was first then."""
FRAME = 4
"""Cells that a pane as wide as the screen keeps for its border and the space within it."""


class Ledger(Container):
    """Draws what the Outbox knows; asks nothing itself."""

    def __init__(self, place: Works[None], empty: Content) -> None:
        super().__init__(id="ledger")
        self._place = place
        self._empty = empty

    def compose(self) -> ComposeResult:
        with Container(id="status", classes="pane") as pane:
            pane.border_title = "Sending"
            yield Bar(id="bar", wait=False)
            yield Static(id="pace")
            yield Static(id="counts")
            yield Static(id="advice")
        with Container(id="box"):
            messages: Rows[MessageRow] = Rows(
                words.MESSAGES,
                lambda row: words.message_cells(self._place.shop, row),
                lambda row: row.id,
                sign=lambda row: words.SIGNS[row.state],
                id="messages",
                classes="pane",
                empty=self._empty,
            )
            messages.border_title = "Messages"
            yield messages
            with Container(id="side"):
                with VerticalScroll(id="chosen-pane", classes="pane", can_focus=False) as pane:
                    pane.border_title = "The chosen message"
                    yield Static(id="chosen")
                replies: Rows[MessageRow] = Rows(
                    [Column("", weight=1, least=12), Column("", weight=2, least=14)],
                    lambda row: (row.name or row.email, Cell(row.last_reply or row.state, "muted")),
                    lambda row: (row.id, row.state),
                    sign=lambda row: words.SIGNS[row.state],
                    header=False,
                    id="replies",
                    classes="pane",
                )
                replies.can_focus = False
                replies.border_title = "Last replies"
                yield replies

    @property
    def messages(self) -> Rows[MessageRow]:
        return self.query_one("#messages", Rows)

    def show_messages(self, pages: Pages[MessageRow], only: State | None) -> None:
        """Every message, or those of one state, the pressing ones first."""
        title = wording.count(len(pages), "message") + (f", only {only} (f shows all)" if only else "")
        self.messages.border_title = Content(title if len(pages) or only else "Messages")
        chosen = self.messages.current
        asks = chosen is not None and chosen.state in ASKING
        self.messages.show(pages, keep=asks or self.messages.cursor > 0)
        self.query_one("#side").display = bool(len(pages))

    def show_chosen(self, row: MessageRow) -> None:
        self.query_one("#chosen", Static).update(words.detail(self._place.shop, row))

    def show_sending(self, event: Progress | None, counts: Counts, before: str, beside: str) -> None:
        """The live state of a send; `before` is what to say until the first mail goes out, `beside` what goes out
        with it."""
        self._status("Sending", True, counts)
        far = pace.pace_line(event) if event is not None else ""
        says = " · ".join(filter(None, (beside, far or before)))
        self.query_one("#pace", Static).update(Content.styled(says, "$muted"))
        self._either("#pace", "#advice")

    def show_standing(
        self,
        ledger: LedgerList,
        waits: str,
        problem: str | None,
        again: str,
        summary: SendSummary | None,
        narrow: bool,
    ) -> None:
        """Where things stand while nothing is being sent."""
        self._status("Outbox", ledger.counts.planned > 0, ledger.counts)
        said = standing(ledger, waits, problem, again, summary, narrow)
        self.query_one("#advice", Static).update(said)
        self._either("#advice", "#pace")

    def show_replies(self, replies: list[MessageRow]) -> None:
        """The last replies, newest first."""
        rows = self.query_one("#replies", Rows)
        rows.set_class(bool(replies), "-some")
        rows.show(replies[::-1], keep=False)

    def _status(self, title: str, shown: bool, counts: Counts) -> None:
        pane = self.query_one("#status")
        pane.display = shown
        pane.border_title = title
        line = self.query_one("#counts", Static)
        line.update(words.counts_lines(counts, self.app.size.width - FRAME))
        line.display = counts.planned > 0

    def _either(self, shown: str, hidden: str) -> None:
        self.query_one(shown).display = True
        self.query_one(hidden).display = False
