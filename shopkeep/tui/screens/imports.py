"""Imports: bring in an export, see what each file brought, take the newest back."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep.core.records.orders import ImportRow
from shopkeep.core.text import plain
from shopkeep.jobs import importing, triage
from shopkeep.tui.run import task
from shopkeep.tui.screens import imports_ask as asks
from shopkeep.tui.screens import imports_words as words
from shopkeep.tui.screens.base import empty_text
from shopkeep.tui.screens.imports_bringing import Bringing
from shopkeep.tui.screens.imports_rejected import RejectedPage
from shopkeep.tui.widgets.dialogs import Choice
from shopkeep.tui.widgets.progress import Progress
from shopkeep.tui.widgets.rows import Rows

EMPTY = empty_text(
    "The files you bring in are listed here. shopkeep reads the order exports of shops and marketplaces and any other"
    " table of orders (.csv, .tsv, .xlsx, .ods, .zip and more), one or a folder of them. Nothing leaves this machine.",
    ("i", "brings in your first export"),
)


class Imports(Bringing):
    NAME = "imports"
    HELP = "Bring in your exports, one or many. The same file twice changes nothing; the newest can be taken back."
    TOPICS = ("orders",)

    def body(self) -> ComposeResult:
        history: Rows[ImportRow] = Rows(
            words.HISTORY,
            lambda row: words.history_cells(self.shop, row),
            lambda row: row.import_id,
            id="history",
            classes="pane",
            empty=EMPTY,
        )
        history.border_title = "Imports"
        yield history
        yield Progress(id="bar")
        with VerticalScroll(id="detail-pane", classes="pane", can_focus=False):
            yield Static(id="detail")

    async def refresh_data(self) -> None:
        rows = await self.ask(importing.list_imports)
        history = self.query_one("#history", Rows)
        history.show(rows)
        if self._newest is not None and history.move_to(self._newest):
            self._newest = None
        history.focus()
        self.query_one("#detail-pane").display = bool(rows)
        self.refresh_foot()

    def arrive(self, target: str) -> None:
        """`import` asks for a file at once; a path proposes that one."""
        if target:
            self.call_after_refresh(self.bring_in, "" if target == "import" else target)

    def foot(self) -> list[tuple[str, str, str]]:
        if self.query_one("#bar", Progress).running:
            return [("Esc", "Stop the import", "back")]
        of_a_file = () if self.query_one("#history", Rows).rows else ("rejected", "take_back")
        return [part for part in super().foot() if part[2] not in of_a_file]

    @on(Rows.Highlighted, "#history")
    def highlighted(self, event: Rows.Highlighted[ImportRow]) -> None:
        row = event.row
        self.query_one("#detail", Static).update(words.detail(self.shop, row, self._said.get(row.import_id, "")))

    @on(Rows.Chosen, "#history")
    def chosen(self, event: Rows.Chosen[ImportRow]) -> None:
        if event.row.rejected_count or event.row.left_out_count or words.notes(event.row):
            self.action_rejected()

    def action_rejected(self) -> None:
        row = self.query_one("#history", Rows).current
        if row is None:
            return
        notes = words.notes(row)
        if not (row.rejected_count or row.left_out_count or notes):
            self.say("Every row of this file was taken in or skipped on purpose.")
            return
        self.app.push_screen(RejectedPage(row.import_id, row.file, row.rejects_file, notes))

    @task
    async def undo_last(self) -> None:
        """`u` goes for steps with customers, not for imports: here it is asked what is meant."""
        last = await self.ask(triage.last_said)
        if not last:
            self.say("There is no step to undo. x takes back the newest import.")
        elif await self.dialog(asks.undo_question(last)) == asks.UNDO:
            super().undo_last()

    def action_take_back(self) -> None:
        self.take_back()

    @task
    async def take_back(self) -> None:
        """The newest import, as if it had never been."""
        row = self.query_one("#history", Rows).current
        if row is None:
            return
        if not row.can_undo:
            self.say("It was taken back already." if row.undone else "Only the newest import can be taken back.")
            return
        text = Content(f"{words.what_goes(row)} A backup is taken first, and you can import the file again.")
        keep, go = "Keep it", "Take it back"
        if await self.dialog(Choice(f"Take back {plain(row.file)}?", [keep, go], text)) == go:
            done = await self.ask(importing.undo_import, row.import_id)
            self.say(f"{done.says.rstrip('.')}.")
            self.changed("orders", "customers", "sequences", "outbox", "results")
