"""The dialogs: choose one, type something, confirm by typing, read what went wrong, see all keys.

Each gives its answer through `await self.dialog(...)`; Esc gives None and changes nothing. The first
choice is the one that Enter takes at once, so the safe answer stands first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from shopkeep.core.text import plain
from shopkeep.tui import place_keys
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.rows import Rows

BOX_WIDTH = 66
"""Cells of a dialog's box, unless more are needed (app.tcss has the same)."""


class Dialog(ModalScreen[str]):
    """A box over the place, with a title, a text, and its keys at the bottom."""

    BINDINGS = place_keys.bindings("dialog")

    def __init__(self, title: str, text: str | Content = "", keys_line: str = "") -> None:
        super().__init__()
        self._heading = plain(title)
        self._text = text if isinstance(text, Content) else Content(text)
        self._keys_line = keys_line
        self._seen_at = 0.0

    def come_unasked(self) -> None:
        """It opens by itself, after work: keys pressed before it is on the screen were meant for what was there."""
        self._seen_at = math.inf

    def on_mount(self) -> None:
        """Its parts are there, and are painted with the next frame."""
        if self._seen_at:
            self._seen_at = Message().time

    def heeds(self, key: events.Key) -> bool:
        """Whether a key was pressed for this dialog."""
        return key.time >= self._seen_at

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(self._heading)
            if self._text:
                yield Static(self._text, id="text")
            yield from self.inside()
            if self._keys_line:
                yield Static(Content(self._keys_line), id="keys")

    def inside(self) -> ComposeResult:
        yield from ()

    def dismiss(self, result: str | None = None) -> AwaitComplete:
        """Close with an answer. A second key in quick succession gives none: it would close what lies below."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

    def action_cancel(self) -> None:
        self.dismiss(None)

    def action_accept(self) -> None:
        self.dismiss(None)


class Choice(Dialog):
    """Choose one of a few. The answer is the choice's text, or its value where pairs are given.

    `Choice("Add to which sequence?", [("spring", "Spring win-back"), ...])`
    """

    def __init__(
        self,
        title: str,
        choices: Sequence[str | tuple[str, str]],
        text: str | Content = "",
        other: str = "",
        check: Callable[[str], str] | None = None,
        not_now: Mapping[str, str] | None = None,
    ) -> None:
        """`other`: the label of a last choice that asks for free text. `check` says what does not fit in it.
        `not_now`: choices that do not fit here and why; they are shown, and the cursor passes over them.
        """
        super().__init__(title, text, "Enter takes it   Esc leaves everything as it is")
        self.choices = [c if isinstance(c, tuple) else (c, c) for c in choices]
        self.other = other
        self._check = check
        self._not_now = not_now or {}
        if other:
            self.choices.append(("\0other", other))

    def inside(self) -> ComposeResult:
        rows: Rows[tuple[str, str]] = Rows(
            [Column("", weight=1)],
            self._line,
            lambda c: c[0],
            header=False,
            skip=(lambda c: c[0] in self._not_now) if self._not_now else None,
            id="choices",
        )
        rows.styles.height = min(len(self.choices), 12)
        rows.show(self.choices)
        yield rows
        if self.other:
            own = Input(placeholder=self.other, id="own", select_on_focus=False)
            own.display = False
            yield own
            problem = Static("", id="problem")
            problem.display = False
            yield problem

    def on_mount(self) -> None:
        """As wide as its longest choice, where the screen has the room."""
        widest = max((cell_len(self._line(choice)[0].text) for choice in self.choices), default=0)
        self.query_one("#box").styles.width = max(BOX_WIDTH, widest + 10)

    def _line(self, choice: tuple[str, str]) -> tuple[Cell]:
        why = self._not_now.get(choice[0], "")
        return (Cell(f"{choice[1]}: {why}", "muted") if why else Cell(choice[1]),)

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen[tuple[str, str]]) -> None:
        if event.key == "\0other":
            self._own_answer()
        else:
            self.dismiss(str(event.key))

    def on_key(self, event: events.Key) -> None:
        """A letter or digit that moves nothing here begins an answer of one's own: Enter then takes that, not the
        row under the cursor."""
        if not self.other or event.character is None or not event.is_printable:
            return
        own = self.query_one("#own", Input)
        if self.focused is not own:
            if not event.character.isalnum() or event.key in self.active_bindings:
                return
            self.query_one("#choices", Rows).move_to("\0other")
            self._own_answer()
        event.stop()  # letters typed in one go come here also once the field has the focus
        own.insert_text_at_cursor(event.character)

    def _own_answer(self) -> None:
        own = self.query_one("#own", Input)
        own.display = True
        self.set_focus(own)

    @on(Input.Submitted)
    def typed(self, event: Input.Submitted) -> None:
        typed = event.value.strip()
        if not typed:
            return
        if said := self._check(typed) if self._check else "":
            problem = self.query_one("#problem", Static)
            problem.update(Content(said))
            problem.display = True
        else:
            self.dismiss(typed)


class TextAsk(Dialog):
    """Ask for one line of text. `check` gives a sentence on what does not fit, or an empty text."""

    def __init__(
        self,
        title: str,
        text: str | Content = "",
        value: str = "",
        placeholder: str = "",
        check: Callable[[str], str] | None = None,
        password: bool = False,
        enter: str = "keeps it",
    ) -> None:
        """`enter`: what Enter does, for the line of keys."""
        super().__init__(title, text, f"Enter {enter}   Esc leaves everything as it is")
        self._value = value
        self._placeholder = placeholder
        self._check = check
        self._password = password

    def inside(self) -> ComposeResult:
        yield Input(
            self._value,
            placeholder=self._placeholder,
            password=self._password,
            id="answer",
        )
        yield Static("", id="problem")

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        problem = self._check(event.value) if self._check else ""
        if problem:
            self.query_one("#problem", Static).update(Content(problem))
        else:
            self.dismiss(event.value)


class Confirm(TextAsk):
    """For what cannot be taken back: the owner types `expected` (a count, a word) to go on. The field is empty: the
    word in it, however pale, would look typed already."""

    def __init__(self, title: str, text: str | Content, expected: str, enter: str = "goes on") -> None:
        super().__init__(
            title,
            text,
            check=lambda typed: "" if typed.strip() == expected else f"Type {expected} to go on, or press Esc.",
            enter=enter,
        )


class Waiting(Dialog):
    """Stands over the place while questions come that take a look into the shop first. No key is for it, and none
    gets to the place below, where it would do what nobody meant."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "wait", show=False)]

    def action_wait(self) -> None:
        pass


class Told(Dialog):
    """Something done that is to be read in peace, such as where a file was written; it stays until it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "cancel", "Close", show=False)]

    def __init__(self, title: str, text: str | Content) -> None:
        super().__init__(title, text, "Enter closes")

    def on_mount(self) -> None:
        """As wide as its longest word: a path is not to be broken where the screen has room for it."""
        widest = max(map(cell_len, self._text.plain.split()), default=0)
        self.query_one("#box").styles.width = max(BOX_WIDTH, widest + 8)


class Trouble(Dialog):
    """Something unexpected: an excuse, where it was noted, and the detail to copy."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "Copy", show=False)]

    def __init__(self, detail: str, log_file: str) -> None:
        super().__init__(
            "Something went wrong in shopkeep itself",
            Content(f"It was noted in {log_file}: {plain(detail.strip().splitlines()[-1])}"),
            "y copies the detail   Esc goes on",
        )
        self._detail = detail

    def inside(self) -> ComposeResult:
        lines = "\n".join(indented(line) for line in self._detail.splitlines())
        yield TextArea(lines, read_only=True, soft_wrap=False, id="detail")

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self._detail)
        self.notify("Sent to the clipboard, if your terminal allows it.", markup=False)


def indented(line: str) -> str:
    """A line fit for the terminal, with its indentation."""
    return " " * (len(line) - len(line.lstrip(" "))) + plain(line)


__all__ = ["Cell", "Choice", "Confirm", "Dialog", "TextAsk", "Told", "Trouble", "Waiting"]
