"""The rows of one import that could not be taken in."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep.core.records.orders import Rejected
from shopkeep.core.text import plain
from shopkeep.jobs import importing
from shopkeep.tui.run import task
from shopkeep.tui.screens import imports_file_words as words
from shopkeep.tui.screens.base import Frame
from shopkeep.tui.widgets.rows import Rows


class RejectedPage(Frame):
    """The rows of one import that could not be taken in, or not all of them, each with the reason."""

    PLACE = "imports"
    KEYS = "imports.rejected"
    HELP = "Rows that could not be taken in, or not all of them. Mend them in the file, then import it again."

    def __init__(self, import_id: int, file: str, rejects_file: str | None, notes: Sequence[str] = ()) -> None:
        super().__init__()
        self._import_id = import_id
        self._file = file
        self._rejects_file = rejects_file
        self._notes = notes
        """What else the import had to say."""

    def body(self) -> ComposeResult:
        says = "Mend them in your shop or in the file, then import it again: what is known stays as it is."
        if self._rejects_file:
            says += f"\nAll of them, as they were, are in {plain(self._rejects_file)} (y copies the path)"
        yield Static(Content(says), id="about", classes="muted")
        with VerticalScroll(id="notes", classes="pane") as notes:
            notes.border_title = Content(f"What was said of {plain(self._file)}")
            said = [Content.assemble(("▲ ", "$warning"), plain(note)) for note in self._notes]
            yield Static(Content("\n").join(said))
        rows: Rows[Rejected] = Rows(
            words.REJECTS, words.reject_cells, lambda r: (r.line, r.column), id="rows", classes="pane"
        )
        rows.border_title = Content(f"Rows of {plain(self._file)} to mend")
        yield rows
        yield Static(id="whole", classes="pane")

    def on_mount(self) -> None:
        self.load()

    @task
    async def load(self) -> None:
        rows, found = self.query_one("#rows", Rows), await self.ask(importing.rejected_rows, self._import_id)
        rows.show(found)
        if found and all(row.is_mended for row in found):
            rows.border_title = Content(f"Rows of {plain(self._file)}, all mended since")
            self.query_one("#about", Static).update("There is nothing left to do: they were mended and imported.")
        self.query_one("#notes").display = bool(self._notes)
        for part in ("#about", "#rows", "#whole"):
            self.query_one(part).display = bool(found)
        self.query_one("#notes").set_class(not found, "-alone")
        (rows if found else self.query_one("#notes")).focus()

    def foot(self) -> list[tuple[str, str, str]]:
        return [*super().foot(), ("Esc", "Back", "back")]

    @on(Rows.Highlighted)
    def highlighted(self, event: Rows.Highlighted[Rejected]) -> None:
        """The whole value and reason, which the list may cut."""
        row = event.row
        says = Content.assemble(
            (f"Line {row.line:,}", "bold"), f", {plain(row.column)}: {plain(row.value)[:300]}\n{plain(row.reason)}"
        )
        self.query_one("#whole", Static).update(says)

    def action_copy_path(self) -> None:
        if self._rejects_file:
            self.keep.copy(self._rejects_file)
