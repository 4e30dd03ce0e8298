"""Which file? The question before every import: exports that lie around, a path, several, or a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from shopkeep import wording
from shopkeep.core.clock import day_of
from shopkeep.core.text import plain
from shopkeep.jobs import import_files
from shopkeep.jobs.import_files import Candidate
from shopkeep.tui import place_keys
from shopkeep.tui.run import Works, task
from shopkeep.tui.screens import imports_paths as paths
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.dialogs import Dialog
from shopkeep.tui.widgets.rows import Rows

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder that could be meant. `tables`: this stands for so many, all of a folder."""

    path: Path
    folder: bool = False
    tables: int = 0
    known: Candidate | None = None


class PathInput(Input):
    """A field for paths: of a pasted or dropped text no line is lost."""

    def on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(paths.as_one_line(event.text))


class FileAsk(Dialog, Works[str]):
    """Which file? Typed with Tab, picked from what lies around, pasted or dropped.

    The answer is the path; with `several` one path a line, a folder standing for all tables in it.
    `kind`: what the file is to tell about; those that do come first, and no other is taken unasked.
    """

    BINDINGS = place_keys.bindings("dialog") + place_keys.bindings("path")

    def __init__(self, title: str, text: str, value: str = "", several: bool = False, kind: str = "orders") -> None:
        super().__init__(title, text, "Enter takes it   Tab completes   ↑ ↓ choose   Esc leaves it")
        self._value = paths.as_one_line(value)
        self._several = several
        self._kind = kind
        self._around: list[Entry] | None = None

    def inside(self) -> ComposeResult:
        what = "a file, several or a folder" if self._several else "a file"
        yield PathInput(
            self._value, placeholder=f"Type, paste or drop the path of {what}", id="answer", select_on_focus=False
        )
        yield Static("", id="problem")
        found: Rows[Entry] = Rows(
            [
                Column("", weight=3, least=30),
                Column("", weight=2, least=22),
                Column("", weight=2, least=12, drop=1, ends=True),
            ],
            self._cells,
            lambda e: (str(e.path), e.tables),
            header=False,
            id="found",
        )
        found.can_focus = False
        yield found

    def _cells(self, entry: Entry) -> tuple[str | Cell, ...]:
        where = Cell(paths.shortly(entry.path.parent), "muted")
        if entry.tables:
            return (f"All {entry.tables:,} files in {entry.path.name}/", Cell("in one go", "muted"), where)
        if entry.folder:
            return (entry.path.name + "/", Cell("folder", "muted"), where)
        return (entry.path.name, Cell(self._about(entry.known), "muted"), where)

    def _about(self, known: Candidate | None) -> str:
        """What a glance shows of a file: the platform and its day, and whether it is in already."""
        if known is None:
            return ""
        language = str(self.shop.settings.get("shop.language"))
        today, zone = self.shop.today(), self.shop.zone
        if known.imported_at:
            return f"imported {wording.day(day_of(known.imported_at, zone), today, language)}"
        day = wording.day(day_of(known.changed, zone), today, language)
        what = import_files.platform_title(known.platform) if known.platform not in ("", "generic") else ""
        return f"{what or ('orders' if known.platform else known.kind or 'table')}, {day}"

    def on_mount(self) -> None:
        self.look()

    @task(exclusive=True)
    async def look(self) -> None:
        """Show what the typed text could mean."""
        if self._around is None:
            found = await self.ask(import_files.found_exports)
            first = sorted(found, key=self._rank)
            self._around = [Entry(each.path, known=each) for each in first[:SHOWN]]
        typed = self.query_one("#answer", Input).value
        entries = await self.ask_pure(_entries, typed, self._around, self._several)
        rows = self.query_one("#found", Rows)
        rows.set_empty(_nothing(typed))
        rows.show(entries, keep=False)

    def _rank(self, known: Candidate) -> tuple[bool, ...]:
        """Files of the kind first, those that are in last; of customers and products no orders before the rest."""
        if self._kind == "orders":
            return (known.imported_at is not None or not known.likely,)
        return (known.kind != self._kind, known.kind != "")

    @on(Input.Changed, "#answer")
    def typed(self) -> None:
        self._say("")
        self.look()

    def action_complete(self) -> None:
        self.complete()

    @task(exclusive=True)
    async def complete(self) -> None:
        """Tab: as far as all that fits agrees; with nothing or a part of a name typed, the marked row."""
        answer = self.query_one("#answer", Input)
        current = self.query_one("#found", Rows).current
        done = await self.ask_pure(paths.complete, answer.value) if answer.value.strip() else ""
        if done in ("", answer.value) and current is not None:
            done = str(current.path) + ("/" if current.folder else "")
        self._put(done)

    def _put(self, text: str) -> None:
        answer = self.query_one("#answer", Input)
        answer.value = text
        answer.cursor_position = len(text)

    def action_row_up(self) -> None:
        self.query_one("#found", Rows).action_cursor_up()

    def action_row_down(self) -> None:
        self.query_one("#found", Rows).action_cursor_down()

    @on(Input.Submitted, "#answer")
    def submitted(self) -> None:
        self.take()

    @on(Rows.Chosen, "#found")
    def chosen(self) -> None:
        self.take()

    @task(exclusive=True)
    async def take(self) -> None:
        """Enter: the typed files; else the marked row."""
        typed = self.query_one("#answer", Input).value
        given = paths.paths_of(typed)
        kinds = await self.ask_pure(_kinds, given)
        current = self.query_one("#found", Rows).current
        if len(given) > 1:
            absent = next((path for path, kind in zip(given, kinds, strict=True) if not kind), None)
            if not self._several:
                self._say("One file at a time here.")
            elif absent is not None:
                self._say(f"There is no file {absent}.")
            else:
                self.dismiss("\n".join(map(str, given)))
        elif kinds == ["file"]:
            self.dismiss(str(given[0]))
        elif kinds == ["folder"] and not typed.rstrip().endswith("/"):
            self._put(str(given[0]) + "/")
        elif current is not None and current.folder and not current.tables:
            self._put(str(current.path) + "/")
        elif current is not None and not typed.strip() and self._is_another(current):
            self._say(
                f"{current.path.name} tells about {current.known.kind if current.known else ''}, not {self._kind}."
            )
        elif current is not None:
            self.dismiss(str(current.path))
        else:
            self._say(f"There is no file {given[0]}." if given else "Type the path of a file, or drop it here.")

    def _is_another(self, entry: Entry) -> bool:
        """Whether a file that was only offered is of another kind than what is asked for."""
        if self._kind == "orders" or entry.known is None:
            return False
        return entry.known.kind not in ("", self._kind)

    def _say(self, problem: str) -> None:
        self.query_one("#problem", Static).update(Content(plain(problem)))


def _nothing(typed: str) -> str:
    if paths.folder_typed(typed):
        return "Nothing in this folder that could be an export (.csv .tsv .txt .xlsx .xls .ods .zip)."
    if typed.strip():
        return "Nothing that begins so. Exports are .csv, .tsv, .txt, .xlsx, .xls, .ods or .zip files."
    return "No exports in your downloads. Type, paste or drop the path of one."


def _kinds(given: list[Path]) -> list[str]:
    return ["folder" if import_files.is_folder(path) else "file" if paths.exists(path) else "" for path in given]


def _entries(typed: str, around: list[Entry], several: bool) -> list[Entry]:
    """What a typed text could mean, likeliest first."""
    given = paths.paths_of(typed)
    if not given:
        return around
    if len(given) > 1:
        return [Entry(path, import_files.is_folder(path)) for path in given if paths.exists(path)]
    known = {entry.path: entry.known for entry in around}
    found = [Entry(path, import_files.is_folder(path), known=known.get(path)) for path in paths.suggestions(typed)]
    if paths.is_word(typed):
        wanted = typed.strip().casefold()
        named = [entry for entry in around if wanted in entry.path.name.casefold()]
        return named + [entry for entry in found if entry.path not in known]
    folder = paths.folder_typed(typed)
    tables = len(import_files.tables_in(folder)) if folder and several else 0
    return [Entry(folder, True, tables), *found] if folder and tables > 1 else found
