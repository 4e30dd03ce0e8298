"""How a file is read, thing by thing, each of which the owner can have otherwise; and what that makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.records.orders import FilePreview, ImportOptions
from shopkeep.core.text import plain
from shopkeep.errors import AmbiguousFile, ImportRefused, ShopkeepError, UsageError
from shopkeep.jobs import import_glance, importing
from shopkeep.jobs.import_glance import FieldRow, Glance
from shopkeep.tui.run import task
from shopkeep.tui.screens import imports_ask as asks
from shopkeep.tui.screens import imports_file_words as file_words
from shopkeep.tui.screens import imports_words as words
from shopkeep.tui.screens.base import Frame
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.dialogs import Dialog
from shopkeep.tui.widgets.progress import Progress
from shopkeep.tui.widgets.rows import Rows

MANNERS = ("dates", "decimal", "currency", "timezone", "encoding", "delimiter")
"""Options that are rows of this page, besides the fields."""

Done = Callable[[ImportOptions, FilePreview | None], object]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the page: a manner of reading (`option`) or a field."""

    title: str
    option: str = ""
    reads: str = ""
    example: str = ""
    field: FieldRow | None = None
    own_way: bool = False
    """Whether the platform may say this in a way of its own, without a column for it."""

    @property
    def key(self) -> str:
        return f"as {self.option}" if self.option else self.field.name if self.field else self.title

    @property
    def heading(self) -> bool:
        return not self.option and self.field is None


class ColumnAsk(Dialog):
    """Which column holds a field? Each with what stands in it, the one it is read from under the cursor."""

    def __init__(self, title: str, seen: Glance, now: str) -> None:
        super().__init__(title, "", "Enter takes it   ↑ ↓ choose   Esc leaves everything as it is")
        self._seen, self._now = seen, now

    def inside(self) -> ComposeResult:
        rows: Rows[str] = Rows(
            [Column("Column", weight=2, least=16), Column("First values in it", weight=3, least=20)],
            lambda column: (column, Cell(", ".join(self._seen.samples(column)) or "empty", "muted")),
            lambda column: column,
            id="columns",
        )
        rows.show(list(dict.fromkeys(column for column in self._seen.columns if column.strip())))
        rows.move_to(self._now)
        yield rows

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen[str]) -> None:
        self.dismiss(event.row)


class ReadingPage(Frame):
    """How a file is read. Enter has a row otherwise; Esc goes back with what was said so far."""

    PLACE = "imports"
    KEYS = "imports.reading"
    HELP = "How each thing in the file is read. Enter changes the chosen one; nothing is imported here."

    def __init__(self, path: Path, options: ImportOptions, preview: FilePreview | None, done: Done) -> None:
        super().__init__()
        self.path, self.options, self.preview = path, options, preview
        self._done = done
        self._seen = Glance((), ())
        self._problem: ShopkeepError | None = None

    def body(self) -> ComposeResult:
        lines: Rows[Line] = Rows(
            [
                Column("What", weight=3, least=22),
                Column("Read from or as", weight=2, least=16),
                Column("For example", weight=3, least=16),
            ],
            _cells,
            lambda line: line.key,
            skip=lambda line: line.heading,
            id="lines",
            classes="pane",
        )
        lines.border_title = Content(f"How {plain(self.path.name)} is read")
        yield lines
        yield Progress(id="reading")
        with VerticalScroll(id="outcome-pane", classes="pane", can_focus=False) as pane:
            pane.border_title = "Read so"
            yield Static(id="outcome")

    def on_mount(self) -> None:
        self.read()

    @task(exclusive=True)
    async def read(self) -> None:
        """Read the file as said so far, and show what that makes of it."""
        bar = self.query_one("#reading", Progress)
        bar.begin(f"Reading {plain(self.path.name)}")
        self._problem = None
        before, self.preview = self.preview, None
        try:
            try:
                preview = before
                if preview is None:
                    preview = await self.follow(
                        importing.preview_file, self.path, self.options, tell=bar.hear, title="Reading"
                    )
                self.preview, self._seen = preview, import_glance.glance_of(preview)
            except (ImportRefused, UsageError) as error:
                self._problem = error
                self._seen = await self.ask_pure(import_glance.glance, self.path, self.options)
        except ShopkeepError as error:
            self._problem = error
        finally:
            bar.end()
        self._show()

    def _show(self) -> None:
        rows = self.query_one("#lines", Rows)
        first = not len(rows.rows)
        rows.show(self._lines())
        open_ = [line for line in self._lines() if line.field and line.field.missing]
        wrong = (line for line in open_ if line.field and line.field.column)
        missing = next(wrong, open_[0] if open_ else None)
        asked = self._problem if isinstance(self._problem, AmbiguousFile) else None
        if missing and (first or asked):
            rows.move_to(missing.key)
        elif asked:
            rows.move_to(asks.asked_field(asked) if asked.option == "map" else f"as {asked.option}")
        rows.focus()
        self.query_one("#outcome", Static).update(self._outcome())
        self.refresh_foot()

    def _lines(self) -> list[Line]:
        seen = self._seen
        said = self.options.mapping
        mapping = self.preview.parsed.mapping if self.preview else import_glance.guessed(seen.columns, said)
        own_way = self.preview is not None and self.preview.parsed.format != "generic"
        error = self._problem
        asked = error if isinstance(error, AmbiguousFile) and error.option == "map" else None
        missing = import_glance.missing_in(asked) if asked else frozenset()
        if not own_way and not mapping.keys() & {"email", "buyer"}:
            missing |= {"email"}  # it can be read without, but then nobody in it can be written to
        fields = import_glance.fields(seen, mapping, missing)
        manners = [self._manner(option) for option in MANNERS]
        found = [Line(each.title, field=each, own_way=own_way) for each in fields]
        return [Line("Columns"), *found, Line("The way of writing"), *manners]

    def _manner(self, option: str) -> Line:
        """How one thing is written in this file, as understood or as said."""
        title, language = asks.OPTION_TITLES[option], str(self.shop.settings.get("shop.language"))
        said = getattr(self.options, option)
        if self.preview is None:
            open_ = isinstance(self._problem, AmbiguousFile) and self._problem.option == option
            return Line(title, option, _word(option, said) if said else "not settled yet" if open_ else "as found")
        parsed = self.preview.parsed
        example = ""
        if option == "dates":
            example = import_glance.date_sentence(self.preview, language)
        elif option == "decimal":
            example = import_glance.money_sentence(self.preview, language)
        return Line(title, option, _word(option, said or getattr(parsed, option)), example)

    def _outcome(self) -> Content:
        """What the file becomes, read so."""
        if self._problem is not None:
            lines = [Content.styled(plain(self._problem.title), "bold $warning")]
            if self._problem.meaning:
                lines.append(Content(plain(self._problem.meaning)))
            if isinstance(self._problem, AmbiguousFile):
                lines.append(Content("Enter on the marked row settles it."))
            return Content("\n").join(lines)
        if self.preview is None:
            return Content("")
        would = self.preview.would
        lines = [Content.styled(f"{wording.count(words.orders_in(would), 'order')} can be taken in.", "bold")]
        order = next(iter(self.preview.parsed.orders), None)
        if order is not None:
            lines.append(file_words.order_sentence(self.shop, order))
        if would.rejected_count:
            lines.append(Content(f"{wording.count(would.rejected_count, 'row')} cannot: the page before lists them."))
        if would.left_out_count:
            cells = wording.count(would.left_out_count, "cell")
            lines.append(Content(f"{cells} cannot be read: the page before lists them."))
        lines.append(Content.styled("Esc goes back to the file, read so.", "$text-muted"))
        return Content("\n").join(lines)

    def foot(self) -> list[tuple[str, str, str]]:
        return [*super().foot(), ("Esc", "Done", "back")]

    def action_back(self) -> None:
        options, preview = self.options, self.preview
        super().action_back()
        self._done(options, preview)

    @on(Rows.Chosen, "#lines")
    def chosen(self) -> None:
        self.action_change()

    def action_change(self) -> None:
        line = self.query_one("#lines", Rows).current
        if line is not None:
            self.change(line)

    @task
    async def change(self, line: Line) -> None:
        """Have one thing otherwise."""
        if line.field is not None:
            column = await self.dialog(ColumnAsk(f"{line.title}: which column?", self._seen, line.field.column))
            if column is None or column == line.field.column:
                return
            mapping = {name: said for name, said in self.options.mapping.items() if said != column}
            self.options = replace(self.options, mapping={**mapping, line.field.name: column})
        else:
            examples = self._examples(line.option)
            answer = await self.dialog(asks.option_dialog(line.option, (), line.title, "", examples))
            if answer is None:
                return
            self.options = asks.with_option(self.options, line.option, answer)
        self.preview = None
        self.read()

    def _examples(self, option: str) -> dict[str, str]:
        """What each usual answer would make of a cell of this file."""
        usual = asks.USUAL_CHOICES.get(option, ())
        asked = AmbiguousFile("", "", "", option, usual)
        if isinstance(self._problem, AmbiguousFile) and self._problem.option == option:
            asked = AmbiguousFile("", self._problem.meaning, "", option, usual)
        language, decimal = str(self.shop.settings.get("shop.language")), self.options.decimal
        return import_glance.readings(asked, language, self._seen, decimal or "")


def _cells(line: Line) -> tuple[str | Cell, ...]:
    if line.heading:
        return (Cell(line.title, "accent"), "", "")
    field = line.field
    if field is None:
        open_ = line.reads == "not settled yet"
        reads = Cell(f"! {line.reads}", "warning") if open_ else line.reads
        return (line.title, reads, Cell(line.example, "muted"))
    if field.missing and field.column:
        return (Cell(field.title, "warning"), Cell(f"! {field.column}", "warning"), Cell(field.example, "muted"))
    if field.missing:
        why = "without it nobody can be written to" if field.name == "email" else "Enter chooses its column"
        return (Cell(field.title, "warning"), Cell("! missing", "warning"), Cell(why, "muted"))
    if not field.column:
        return (Cell(field.title, "muted"), Cell("no column" + " of its own" * line.own_way, "muted"), "")
    return (field.title, field.column, Cell(field.example, "muted"))


def _word(option: str, value: str | None) -> str:
    """An answer in words, short."""
    value = str(value or "")
    short = asks.SHORTLY.get(option, {}).get(value)
    return short or asks.CHOICE_WORDS.get(option, {}).get(value, value) or "as found"
