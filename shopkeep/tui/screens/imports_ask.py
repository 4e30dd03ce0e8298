"""The questions the Imports place asks: which file, how a file is to be read, whom one may write to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from shopkeep.core.records.orders import ImportOptions
from shopkeep.errors import AmbiguousFile
from shopkeep.tui import keys
from shopkeep.tui.run import Works, task
from shopkeep.tui.screens import imports_paths as paths
from shopkeep.tui.widgets.dialogs import Choice, Dialog, TextAsk
from shopkeep.tui.widgets.rows import Cell, Column, Rows


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder that could be meant."""

    path: Path
    folder: bool


class FileAsk(Dialog, Works[str]):
    """Which file? Typed with Tab, picked from what lies around, pasted or dropped."""

    BINDINGS = keys.bindings("dialog") + keys.bindings("path")

    def __init__(self, title: str, text: str, folders: list[Path], value: str = "") -> None:
        super().__init__(title, text, "Enter takes it   Tab completes   ↑ ↓ choose   Esc leaves it")
        self._folders = folders
        self._value = value

    def inside(self) -> ComposeResult:
        yield Input(
            self._value,
            placeholder="Type, paste or drop the path of a file",
            id="answer",
            select_on_focus=False,
        )
        yield Static("", id="problem")
        found: Rows[Entry] = Rows(
            [Column("", weight=2, least=24), Column("", weight=3, least=12, drop=1)],
            lambda e: (e.path.name + ("/" if e.folder else ""), Cell(_shortly(e.path.parent), "muted")),
            lambda e: str(e.path),
            header=False,
            empty="Nothing here that could be an export (.csv .tsv .txt .xlsx .zip).",
            id="found",
        )
        found.can_focus = False
        yield found

    def on_mount(self) -> None:
        self.look()

    @task(exclusive=True)
    async def look(self) -> None:
        """Show what the typed text could mean."""
        typed = self.query_one("#answer", Input).value
        entries = await self.ask_pure(_entries, typed, self._folders)
        self.query_one("#found", Rows).show(entries, keep=False)

    @on(Input.Changed, "#answer")
    def typed(self) -> None:
        self.query_one("#problem", Static).update("")
        self.look()

    def action_complete(self) -> None:
        self.complete()

    @task(exclusive=True)
    async def complete(self) -> None:
        """Tab: as far as all that fits agrees; with nothing typed, the marked row."""
        answer = self.query_one("#answer", Input)
        current = self.query_one("#found", Rows).current
        if not answer.value.strip() and current is not None:
            self._put(str(current.path) + ("/" if current.folder else ""))
        else:
            self._put(await self.ask_pure(paths.complete, answer.value))

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
        """Enter: the typed file; else the marked one."""
        path = paths.path_of(self.query_one("#answer", Input).value)
        kind = "" if path is None else await self.ask_pure(_kind, path)
        current = self.query_one("#found", Rows).current
        if kind == "file":
            self.dismiss(str(path))
        elif current is not None and current.folder:
            self._put(str(current.path) + "/")
        elif current is not None:
            self.dismiss(str(current.path))
        else:
            says = f"There is no file {path}." if path else "Type the path of a file, or drop it here."
            self.query_one("#problem", Static).update(Content(says))


def _kind(path: Path) -> str:
    try:
        return "file" if path.is_file() else "folder" if path.is_dir() else ""
    except (OSError, ValueError):
        return ""


def _entries(typed: str, folders: list[Path]) -> list[Entry]:
    return [Entry(path, path.is_dir()) for path in paths.suggestions(typed, folders)]


def _shortly(path: Path) -> str:
    """A folder with the person's own folder as `~`."""
    home = str(Path.home())
    text = str(path)
    return "~" + text[len(home) :] if text.startswith(home) and len(home) > 1 else text


CHOICE_WORDS: dict[str, dict[str, str]] = {
    "dates": {
        "dmy": "Day first: 31/12/2026 is the last of December",
        "mdy": "Month first: 12/31/2026 is the last of December",
        "ymd": "Year first: 2026/12/31",
    },
    "decimal": {"point": "A point: 1,234.56", "comma": "A comma: 1.234,56"},
    "delimiter": {",": "Commas", ";": "Semicolons", "\t": "Tabs", "tab": "Tabs", "|": "Upright bars"},
    "encoding": {
        "utf-8": "UTF-8, as most programs write today",
        "cp1252": "Western European (Windows-1252)",
        "cp1250": "Central European (Windows-1250)",
        "cp1251": "Cyrillic (Windows-1251)",
        "cp932": "Japanese (Shift JIS)",
    },
}
OPTION_TITLES = {
    "dates": "Dates",
    "decimal": "Decimal mark",
    "currency": "Currency",
    "timezone": "Time zone",
    "delimiter": "What stands between the columns",
    "encoding": "Letters (encoding)",
    "format": "Shop platform",
    "map": "Which column holds what",
}
OTHER_WORDS = {
    "currency": "Another: type its three letters, such as EUR",
    "timezone": "Another: type it, such as Europe/Berlin",
    "encoding": "Another: type its name",
    "delimiter": "Another: type the sign",
}
USUAL_CHOICES: dict[str, tuple[str, ...]] = {
    "dates": ("dmy", "mdy", "ymd"),
    "decimal": ("point", "comma"),
    "currency": ("EUR", "GBP", "USD"),
    "timezone": ("UTC", "Europe/London", "Europe/Berlin", "America/New_York"),
    "delimiter": (",", ";", "\t"),
    "encoding": ("utf-8", "cp1252", "cp1250"),
}


def option_dialog(option: str, choices: Iterable[str], title: str, text: str) -> ModalScreen[str]:
    """A question about how a file is read. `choices` first, the usual ones where there are none."""
    offered = tuple(choices) or USUAL_CHOICES.get(option, ())
    other = OTHER_WORDS.get(option, "")
    if not offered:
        return TextAsk(title, text)
    words = CHOICE_WORDS.get(option, {})
    return Choice(title, [(value, words.get(value, value)) for value in offered], text, other)


def with_option(options: ImportOptions, option: str, value: str) -> ImportOptions:
    """The options with one more answer. `map` takes `FIELD=COLUMN`."""
    if option == "map":
        field, _, column = value.partition("=")
        return replace(options, mapping={**options.mapping, field: column})
    if option == "delimiter":
        value = {"tab": "\t", "\\t": "\t"}.get(value, value)
    if option == "currency":
        value = value.upper()
    answer: dict[str, Any] = {option: value}
    return replace(options, **answer)


def question(error: AmbiguousFile) -> ModalScreen[str]:
    """The question an ambiguous file asks, without the command line's options in it."""
    text = f"{error.title}\n\n{error.meaning}"
    if error.option == "map":
        return option_dialog("map", error.choices, "Which column holds it?", text)
    return option_dialog(error.option, error.choices, OPTION_TITLES.get(error.option, "One question"), text)


def settles(error: AmbiguousFile, answer: str) -> str:
    """The answer as `with_option` takes it: for `map` with the field that the error asks for."""
    if error.option != "map":
        return answer
    field = re.search(r"--map (\w+)=", error.next_step)
    return f"{field[1] if field else 'total'}={answer}"


CONSENT_TEXT = (
    "This export does not say who agreed to get mail. Choose once for this shop; it can be changed in"
    " Settings.\n\n"
    "Only those who said yes: nobody is written to without a yes in an export or a customers' file."
    " The safe answer, and the law in many countries.\n\n"
    "Customers who never said no: also those who ordered and were not asked. Some countries allow it for"
    " your own similar goods, if every mail offers a way out. Every mail of shopkeep does."
)


def consent_question() -> Choice:
    """Whom may you write to?"""
    return Choice(
        "Whom may you write to?",
        [("opted-in", "Only those who said yes"), ("existing", "Customers who never said no")],
        CONSENT_TEXT,
    )
