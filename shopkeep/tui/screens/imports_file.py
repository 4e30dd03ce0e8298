"""One file as it is understood, before anything is imported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.records.orders import FilePreview, ImportOptions, Order, Rejected
from shopkeep.core.text import plain
from shopkeep.errors import AmbiguousFile, ImportRefused, ShopkeepError
from shopkeep.jobs import import_glance, importing
from shopkeep.tui.run import task
from shopkeep.tui.screens import imports_ask as asks
from shopkeep.tui.screens import imports_file_words as file_words
from shopkeep.tui.screens import imports_words as words
from shopkeep.tui.screens.base import Frame
from shopkeep.tui.screens.imports_reading import ReadingPage
from shopkeep.tui.widgets.progress import Progress
from shopkeep.tui.widgets.rows import Rows

SHOWN_ORDERS = 50


class FilePage(Frame):
    """A file as understood. Enter hands it to `go`, which imports it; Esc leaves everything as it is.

    One of several files is only looked at: Enter then gives its options back to the list of them.
    """

    PLACE = "imports"
    KEYS = "imports.file"
    HELP = "The file as it is understood. Nothing has changed yet."

    def __init__(
        self,
        path: Path,
        go: Callable[[Path, ImportOptions], None],
        options: ImportOptions | None = None,
        one_of_several: bool = False,
    ) -> None:
        super().__init__()
        self.path = path
        self.options = options or ImportOptions()
        self.preview: FilePreview | None = None
        self._go = go
        self._one_of_several = one_of_several

    def body(self) -> ComposeResult:
        yield Progress(id="reading")
        yield Static(id="refused", classes="empty")
        with Container(id="file"):
            with Container(id="facts"):
                with VerticalScroll(id="understood-pane", classes="pane") as pane:
                    pane.border_title = "As understood"
                    yield Static(id="understood")
                with VerticalScroll(id="change-pane", classes="pane") as pane:
                    pane.border_title = "What would change"
                    yield Static(id="change")
            orders: Rows[Order] = Rows(
                file_words.ORDERS,
                lambda order: file_words.order_cells(self.shop, order, self.narrow),
                lambda order: (order.platform, order.number),
                id="orders",
                classes="pane",
                empty="No order could be read.",
            )
            yield orders
            rejects: Rows[Rejected] = Rows(
                file_words.REJECTS, file_words.reject_cells, lambda r: (r.line, r.column), id="rejects", classes="pane"
            )
            yield rejects

    def on_mount(self) -> None:
        self.query_one("#file").display = False
        self.query_one("#refused").display = False
        self.read()

    @task(exclusive=True)
    async def read(self, columns: bool = True) -> None:
        """Read the file; ask what it leaves open, until all is settled. Of `columns` on a page of their own."""
        bar = self.query_one("#reading", Progress)
        bar.begin(f"Reading {plain(self.path.name)}")
        self.query_one("#refused").display = False  # what was said before this reading holds no longer
        try:
            while True:
                try:
                    preview = await self.follow(
                        importing.preview_file, self.path, self.options, tell=bar.hear, title="Reading"
                    )
                    break
                except AmbiguousFile as error:
                    bar.end()
                    if error.option == "map":
                        self._refuse(_open(error))
                        if columns:
                            self.action_change()
                        return
                    answer = await self._answer(error)
                    bar.begin(f"Reading {plain(self.path.name)}")
                    if answer is None:
                        self._refuse(_open(error))
                        return
                    self.options = asks.with_option(self.options, error.option, answer)
        except ShopkeepError as error:
            self._refuse(error)
            return
        finally:
            bar.end()
        self._show(preview)

    async def _answer(self, error: AmbiguousFile) -> str | None:
        """Ask what two readings leave open, each shown by a cell of the file."""
        seen = None
        if error.option == "currency":
            seen = await self.ask_pure(import_glance.glance, self.path, self.options)
        language, decimal = str(self.shop.settings.get("shop.language")), self.options.decimal
        examples = import_glance.readings(error, language, seen, decimal or "")
        return await self.dialog(asks.question(error, examples), unasked=True)

    def _refuse(self, error: ShopkeepError) -> None:
        self.preview = None
        self.query_one("#file").display = False
        said = self.query_one("#refused", Static)
        said.display = True
        said.update(file_words.refused(self.path, error))
        self.refresh_foot()

    def _show(self, preview: FilePreview) -> None:
        self.preview = preview
        language = str(self.shop.settings.get("shop.language"))
        would = preview.would
        self.query_one("#refused").display = False
        self.query_one("#file").display = True
        self.query_one("#understood-pane").border_title = Content(plain(self.path.name))
        self.query_one("#understood", Static).update(file_words.understood(preview, language, self.narrow))
        self.query_one("#change", Static).update(file_words.would_change(preview))
        self.query_one("#facts").set_class(file_words.has_to_tell(preview), "-told")
        orders = self.query_one("#orders", Rows)
        shown, known = preview.parsed.orders[:SHOWN_ORDERS], words.orders_in(would)
        orders.show(list(shown))
        orders.border_title = Content(
            wording.count(known, "order") + " as read"
            if known <= len(shown)
            else f"The first {len(shown)} of {known:,} orders, as read"
        )
        rejects = self.query_one("#rejects", Rows)
        rejects.display = bool(would.rejected or would.left_out)
        rejects.show([*would.rejected, *map(Rejected.as_left_out, would.left_out)])
        rejects.border_title = Content(file_words.unread(would))
        orders.focus()
        self.refresh_foot()

    @property
    def idle(self) -> frozenset[str]:
        return frozenset({"go"}) if self.preview is None else frozenset()

    def foot(self) -> list[tuple[str, str, str]]:
        foot = super().foot() if self.preview is not None else super().foot()[1:]
        if self._one_of_several and self.preview is not None:
            foot[0] = (foot[0][0], "Keep it so", foot[0][2])
        if self.preview is not None and (self.preview.would.rejected or self.preview.would.left_out):
            foot.append(("Tab", "Next list", "app.focus_next"))
        return [*foot, ("Esc", "Back", "back")]

    def on_resize(self) -> None:
        if self.preview is not None:
            self._show(self.preview)

    @on(Rows.Chosen)
    def chosen(self) -> None:
        self.action_go()

    def action_go(self) -> None:
        """Enter: import the file as it stands."""
        if self.preview is None:
            return
        self.app.pop_screen()
        self._go(self.path, self.options)

    def action_change(self) -> None:
        """Show how each thing is read, to have some of it otherwise."""
        self.app.push_screen(ReadingPage(self.path, self.options, self.preview, self._read_so))

    def _read_so(self, options: ImportOptions, preview: FilePreview | None) -> None:
        """Back from there: with the file read so, or with what keeps it from being read."""
        if preview is not None:
            self.options = options
            self._show(preview)
        elif options != self.options:
            self.options = options
            self.read(columns=False)


def _open(error: AmbiguousFile) -> ImportRefused:
    """A question that was left unanswered, as what stands in the file's place."""
    return ImportRefused(error.title, error.meaning, "e says how it is to be read; Esc goes back.")
