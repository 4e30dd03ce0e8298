"""One file as it is understood, before anything is imported; and the rejected rows of an import."""

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
from shopkeep.jobs import importing
from shopkeep.tui.run import task
from shopkeep.tui.screens import imports_ask as asks
from shopkeep.tui.screens import imports_words as words
from shopkeep.tui.screens.base import Frame
from shopkeep.tui.widgets.dialogs import Choice
from shopkeep.tui.widgets.progress import Progress
from shopkeep.tui.widgets.rows import Rows

SHOWN_ORDERS = 500
CHANGEABLE = ("dates", "decimal", "currency", "timezone", "delimiter", "encoding")
FIELDS = {
    "number": "the order's number",
    "date": "the day of the order",
    "email": "the customer's address",
    "name": "the customer's name",
    "total": "the order's total",
    "currency": "the currency",
    "status": "whether it was paid or cancelled",
    "line_title": "the product's name",
    "consent": "whether the customer agreed to get mail",
}


class FilePage(Frame):
    """A file as understood. Enter hands it to `go`, which imports it; Esc leaves everything as it is."""

    PLACE = "imports"
    KEYS = "imports.file"
    HELP = "The file as it is understood. Nothing has changed yet."

    def __init__(self, path: Path, go: Callable[[Path, ImportOptions], None]) -> None:
        super().__init__()
        self.path = path
        self.options = ImportOptions()
        self.preview: FilePreview | None = None
        self._go = go

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
                words.ORDERS,
                lambda order: words.order_cells(self.shop, order),
                lambda order: (order.platform, order.number),
                id="orders",
                classes="pane",
                empty="No order could be read.",
            )
            yield orders
            rejects: Rows[Rejected] = Rows(
                words.REJECTS, words.reject_cells, lambda r: (r.line, r.column), id="rejects", classes="pane"
            )
            yield rejects

    def on_mount(self) -> None:
        self.query_one("#file").display = False
        self.query_one("#refused").display = False
        self.read()

    @task(exclusive=True)
    async def read(self) -> None:
        """Read the file; ask what it leaves open, until all is settled."""
        bar = self.query_one("#reading", Progress)
        bar.begin(f"Reading {plain(self.path.name)}")
        try:
            while True:
                try:
                    preview = await self.ask(importing.preview_file, self.path, self.options)
                    break
                except AmbiguousFile as error:
                    bar.end()
                    answer = await self.dialog(asks.question(error))
                    bar.begin(f"Reading {plain(self.path.name)}")
                    if answer is None:
                        self._refuse(
                            ImportRefused(
                                error.title,
                                error.meaning,
                                "Esc goes back; e answers it, or changes how the file is read.",
                            )
                        )
                        return
                    self.options = asks.with_option(self.options, error.option, asks.settles(error, answer))
        except ShopkeepError as error:
            self._refuse(error)
            return
        finally:
            bar.end()
        self._show(preview)

    def _refuse(self, error: ShopkeepError) -> None:
        self.preview = None
        self.query_one("#file").display = False
        said = self.query_one("#refused", Static)
        said.display = True
        said.update(words.refused(self.path, error))
        self.refresh_foot()

    def _show(self, preview: FilePreview) -> None:
        self.preview = preview
        language = str(self.shop.settings.get("shop.language"))
        parsed = preview.parsed
        self.query_one("#refused").display = False
        self.query_one("#file").display = True
        self.query_one("#understood-pane").border_title = Content(plain(self.path.name))
        self.query_one("#understood", Static).update(words.understood(parsed, language, self.narrow))
        self.query_one("#change", Static).update(words.would_change(preview))
        orders = self.query_one("#orders", Rows)
        orders.show(list(parsed.orders[:SHOWN_ORDERS]))
        orders.border_title = Content(
            wording.count(len(parsed.orders), "order") + " as read"
            if len(parsed.orders) <= SHOWN_ORDERS
            else f"The first {SHOWN_ORDERS} of {len(parsed.orders):,} orders, as read"
        )
        rejects = self.query_one("#rejects", Rows)
        rejects.display = bool(parsed.rejected)
        rejects.show(list(parsed.rejected))
        rejects.border_title = Content(f"{wording.count(len(parsed.rejected), 'row')} that cannot be taken in")
        orders.focus()
        self.refresh_foot()

    def foot(self) -> list[tuple[str, str, str]]:
        foot = super().foot() if self.preview is not None else super().foot()[1:]
        return [*foot, ("Tab", "Next list", "app.focus_next"), ("Esc", "Back", "back")]

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
        self.change()

    @task
    async def change(self) -> None:
        """Read one thing otherwise: the dates, the decimal mark, a column."""
        choices: list[str | tuple[str, str]] = [(option, asks.OPTION_TITLES[option]) for option in CHANGEABLE]
        if self.preview is not None and self.preview.columns:
            choices.append(("map", asks.OPTION_TITLES["map"]))
        option = await self.dialog(Choice("What should be read otherwise?", choices))
        if option is None:
            return
        answer = await self._column() if option == "map" else await self._value(option)
        if answer is not None:
            self.options = asks.with_option(self.options, option, answer)
            self.read()

    async def _value(self, option: str) -> str | None:
        return await self.dialog(asks.option_dialog(option, (), asks.OPTION_TITLES[option], ""))

    async def _column(self) -> str | None:
        assert self.preview is not None
        field = await self.dialog(Choice("What should a column hold?", list(FIELDS.items())))
        if field is None:
            return None
        column = await self.dialog(Choice(f"Which column holds {FIELDS[field]}?", list(self.preview.columns)))
        return None if column is None else f"{field}={column}"


class RejectedPage(Frame):
    """The rows of one import that could not be taken in, each with the reason."""

    PLACE = "imports"
    KEYS = "imports.rejected"
    HELP = "Rows that could not be taken in. Mend them in the file, then import it again."

    def __init__(self, import_id: int, file: str, rejects_file: str | None) -> None:
        super().__init__()
        self._import_id = import_id
        self._file = file
        self._rejects_file = rejects_file

    def body(self) -> ComposeResult:
        says = "Mend them in your shop or in the file, then import it again: what is known stays as it is."
        if self._rejects_file:
            says += f"\nAll of them, as they were, are in {plain(self._rejects_file)}"
        yield Static(Content(says), id="about", classes="muted")
        rows: Rows[Rejected] = Rows(
            words.REJECTS, words.reject_cells, lambda r: (r.line, r.column), id="rows", classes="pane"
        )
        rows.border_title = Content(f"Rejected rows of {plain(self._file)}")
        yield rows
        yield Static(id="whole", classes="pane")

    def on_mount(self) -> None:
        self.load()

    @task
    async def load(self) -> None:
        rows = self.query_one("#rows", Rows)
        rows.show(await self.ask(importing.rejected_rows, self._import_id))
        rows.focus()

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
