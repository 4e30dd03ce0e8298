"""Several files in one go: how each is understood, questions once for all of a kind, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep.core.progress import Step
from shopkeep.core.records.orders import ImportOptions
from shopkeep.core.text import plain
from shopkeep.errors import AmbiguousFile
from shopkeep.jobs import import_glance, import_many
from shopkeep.jobs.import_many import FileOutcome, Understood
from shopkeep.tui.run import task
from shopkeep.tui.screens import imports_ask as asks
from shopkeep.tui.screens import imports_many_words as words
from shopkeep.tui.screens.base import Frame
from shopkeep.tui.screens.imports_file import FilePage
from shopkeep.tui.screens.imports_reading import ReadingPage
from shopkeep.tui.screens.imports_rejected import RejectedPage
from shopkeep.tui.widgets.progress import Progress
from shopkeep.tui.widgets.rows import Rows

Go = Callable[[list[tuple[Path, ImportOptions]], list[FileOutcome]], None]
"""What takes in the files that can be, and hears of those that cannot."""
Question = tuple[tuple[str, ...], str]
"""A header and what is open about it: `dates`, `map`."""


class FilesPage(Frame):
    """Several files as understood. Enter hands those that can be taken in to `go`."""

    PLACE = "imports"
    KEYS = "imports.files"
    HELP = "The files as they are understood. Nothing has changed yet."

    def __init__(self, files: Sequence[Path], go: Go, aside: Sequence[str] = ()) -> None:
        super().__init__()
        self._aside = aside
        """The names of what lies beside them and is no table."""
        self._files = [Understood(path) for path in files]
        self._unread = set(files)
        self._go = go
        self._answers: dict[Question, ImportOptions] = {}
        """What was said of a header, for every file that has it."""
        self._left_open: set[Question] = set()

    def body(self) -> ComposeResult:
        rows: Rows[Understood] = Rows(
            words.FILES,
            lambda row: words.file_cells(self.shop, row, row.path in self._unread),
            lambda row: str(row.path),
            id="files",
            classes="pane",
        )
        rows.border_title = Content(plain(words.files_title(self._files, self._aside)))
        yield rows
        yield Progress(id="reading")
        with VerticalScroll(id="one-pane", classes="pane", can_focus=False):
            yield Static(id="one")
        yield Static(id="sum")

    def on_mount(self) -> None:
        self._redraw()
        self.query_one("#files").focus()
        self.read()

    @property
    def ready(self) -> list[Understood]:
        return [each for each in self._files if each.would is not None]

    @task(exclusive=True)
    async def read(self) -> None:
        """Read the files that are not yet; ask what is open, once for all files of one header."""
        bar = self.query_one("#reading", Progress)
        bar.begin("Reading")
        try:
            for at, each in enumerate(self._files):
                if each.path in self._unread:
                    bar.advance(f"Reading file {at + 1} of {len(self._files)}", 0, 0)
                    await self._read_one(at)
        finally:
            bar.end()
        self._redraw()

    async def _read_one(self, at: int) -> None:
        each = self._files[at]
        options = each.options
        while True:
            found = await self.follow(import_many.understand, each.path, options, tell=self._hear, title="Reading")
            self._put(at, found)
            error = found.problem
            if not isinstance(error, AmbiguousFile) or not found.header:
                return
            question = (found.header, error.option)
            if question in self._left_open:
                return
            said = self._answers.get(question)
            if said is None:
                said = await self._ask_once(found, error)
            if said is None:
                self._left_open.add(question)
                return
            self._answers[question] = said
            merged = _with(options, said, error.option)
            if merged == options:  # what was said does not settle this one
                return
            options = merged

    def _hear(self, event: object) -> None:
        """How far the reading of one file is, on a line that says which of them it is."""
        bar = self.query_one("#reading", Progress)
        if isinstance(event, Step) and bar.running:
            at = len(self._files) - len(self._unread) + 1
            bar.advance(f"Reading file {at} of {len(self._files)}", event.done, event.total)

    async def _ask_once(self, found: Understood, error: AmbiguousFile) -> ImportOptions | None:
        """A question of one file, for all that have its header; of columns, on the page where they are chosen."""
        if error.option == "map":
            return None  # e opens the page where each column is chosen
        seen = await self.ask_pure(import_glance.glance, found.path, found.options)
        language, decimal = str(self.shop.settings.get("shop.language")), found.options.decimal
        examples = import_glance.readings(error, language, seen, decimal or "")
        more = f"Asked of {found.path.name}, for every file with the same columns."
        answer = await self.dialog(asks.question(error, examples, more), unasked=True)
        return None if answer is None else asks.with_option(found.options, error.option, answer)

    def _put(self, at: int, found: Understood) -> None:
        self._unread.discard(found.path)
        self._files[at] = found
        self._redraw()

    def _redraw(self) -> None:
        rows = self.query_one("#files", Rows)
        rows.show(self._files)
        rows.border_title = Content(plain(words.files_title(self._files, self._aside)))
        self.query_one("#sum", Static).update(words.files_sum(self._files, len(self._unread)))
        self.refresh_foot()

    def foot(self) -> list[tuple[str, str, str]]:
        foot = super().foot()
        if not self.ready or self._unread:
            foot = foot[1:]
        return [*foot, ("Esc", "Back", "back")]

    @on(Rows.Highlighted, "#files")
    def highlighted(self, event: Rows.Highlighted[Understood]) -> None:
        said = words.file_detail(self.shop, event.row, event.row.path in self._unread)
        self.query_one("#one", Static).update(said)

    @on(Rows.Chosen, "#files")
    def chosen(self) -> None:
        self.action_go()

    def action_go(self) -> None:
        """Enter: import all that can be taken in."""
        if self._unread:
            self.say("The files are still being read.")
        elif not self.ready:
            self.say("None of these files can be taken in as it is. Each says why below the list.")
        else:
            ready = [(each.path, each.options) for each in self.ready]
            left_out = [FileOutcome(each.path, problem=each.problem) for each in self._files if each.would is None]
            self.app.pop_screen()
            self._go(ready, left_out)

    def action_look(self) -> None:
        """One file by itself."""
        row = self.query_one("#files", Rows).current
        if row is not None and row.path not in self._unread:
            self.app.push_screen(FilePage(row.path, self._read_so, row.options, one_of_several=True))

    def action_change(self) -> None:
        """How one file is read, and with it all of its header that have the same question open."""
        row = self.query_one("#files", Rows).current
        if row is None or row.path in self._unread:
            return

        def done(options: ImportOptions, _preview: object) -> None:
            self._read_so(row.path, options)

        self.app.push_screen(ReadingPage(row.path, row.options, None, done))

    def _read_so(self, path: Path, options: ImportOptions) -> None:
        """One file is to be read otherwise, and so are those whose question this answers."""
        at = next((at for at, each in enumerate(self._files) if each.path == path), None)
        if at is None or options == self._files[at].options:
            return
        asked = self._files[at]
        self._files[at] = replace(asked, options=options)
        self._unread.add(path)
        if isinstance(asked.problem, AmbiguousFile) and asked.header:
            for other, each in enumerate(self._files):
                if each.header == asked.header and isinstance(each.problem, AmbiguousFile):
                    self._files[other] = replace(each, options=options)
                    self._unread.add(each.path)
            self._left_open = {question for question in self._left_open if question[0] != asked.header}
        self.read()

    def action_drop(self) -> None:
        """Leave one file out of this import."""
        row = self.query_one("#files", Rows).current
        if row is None or row.path in self._unread:
            return
        self._files = [each for each in self._files if each.path != row.path]
        if not self._files:
            self.action_back()
            return
        self._redraw()


class OutcomesPage(Frame):
    """What became of each of several files."""

    PLACE = "imports"
    KEYS = "imports.outcomes"
    HELP = "What became of each file. The newest import can be taken back in the history."

    def __init__(self, outcomes: list[FileOutcome], says: str) -> None:
        super().__init__()
        self._outcomes = outcomes
        self._says = says

    def body(self) -> ComposeResult:
        yield Static(Content(self._says), id="says")
        rows: Rows[FileOutcome] = Rows(
            words.OUTCOMES, words.outcome_cells, lambda row: str(row.path), id="outcomes", classes="pane"
        )
        rows.border_title = "File by file"
        yield rows
        with VerticalScroll(id="one-pane", classes="pane", can_focus=False):
            yield Static(id="one")

    def on_mount(self) -> None:
        rows = self.query_one("#outcomes", Rows)
        rows.show(self._outcomes)
        rows.focus()

    def foot(self) -> list[tuple[str, str, str]]:
        return [*super().foot(), ("Esc", "Back", "back")]

    @on(Rows.Highlighted)
    def highlighted(self, event: Rows.Highlighted[FileOutcome]) -> None:
        self.query_one("#one", Static).update(words.outcome_detail(event.row))

    @on(Rows.Chosen)
    def chosen(self) -> None:
        self.action_rejected()

    def action_rejected(self) -> None:
        """The refused rows of the chosen file."""
        row = self.query_one("#outcomes", Rows).current
        result = row.result if row else None
        if result is None or result.import_id is None or not (result.rejected_count or result.left_out_count):
            self.say("No row of this file was refused.")
            return
        self.app.push_screen(RejectedPage(result.import_id, result.file, result.rejects_file))


def _with(options: ImportOptions, said: ImportOptions, option: str) -> ImportOptions:
    """One answer of `said` besides what is known of a file."""
    if option == "map":
        return replace(options, mapping={**options.mapping, **said.mapping})
    answer: dict[str, object] = {option: getattr(said, option)}
    return replace(options, **answer)  # type: ignore[arg-type]
