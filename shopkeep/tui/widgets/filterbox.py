"""One box for words and for rules: what is typed, what could come next, and how it is understood.

The screen hears `Changed`, and answers with `offer` (suggestions) and `tell` (the rule in words, or what is
not understood yet). Tab takes the chosen suggestion, the arrows choose, Enter keeps, Esc is the screen's.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from shopkeep.core.text import plain
from shopkeep.customers.rules.completing import Completion, Suggestion
from shopkeep.tui import place_keys
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.rows import Rows

MOST = 6
"""Suggestions in view at once."""


class Typed(Input):
    """The line itself."""

    BINDINGS = place_keys.bindings("customers.filter")

    def action_take(self) -> None:
        self.box.take()

    def action_choose(self, step: int) -> None:
        self.box.choose(step)

    @property
    def box(self) -> FilterBox:
        assert isinstance(self.parent, FilterBox)
        return self.parent


class FilterBox(Vertical):
    """See the module."""

    DEFAULT_CSS = """
    FilterBox { height: auto; }
    FilterBox #filter { margin: 0 1; }
    FilterBox #suggestions { margin: 0 1; background: $surface; }
    FilterBox #says { height: auto; max-height: 3; padding: 0 2; color: $text-muted; }
    FilterBox #says.-wrong { color: $warning; }
    """

    @dataclass
    class Changed(Message):
        """Other text is in the box, with the cursor at a place of it."""

        text: str
        at: int

    @dataclass
    class Kept(Message):
        """Enter: the filter stays. Also the down arrow, where it leads on to what stands below: `entered` is false."""

        text: str
        entered: bool = True

    def __init__(self, placeholder: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self._placeholder = placeholder
        self._completion = Completion(0, 0, [])
        self.problem = ""
        """What is not understood yet; empty where all is."""
        self._asking = False
        self._entered = False
        """Enter came before it was said how the text is understood: it counts as soon as that is."""

    def compose(self) -> ComposeResult:
        yield Typed(placeholder=self._placeholder, id="filter", select_on_focus=False)
        yield Rows[Suggestion](
            [Column("", weight=1, least=16), Column("", weight=2, least=16)],
            lambda one: (Cell(one.insert.strip(), "strong"), Cell(one.says, "muted")),
            lambda one: one.insert,
            header=False,
            id="suggestions",
        )
        yield Static(id="says")

    def on_mount(self) -> None:
        self.offered.can_focus = False
        self.offered.display = False
        self.query_one("#says").display = False

    @property
    def input(self) -> Typed:
        return self.query_one("#filter", Typed)

    @property
    def offered(self) -> Rows[Suggestion]:
        return self.query_one("#suggestions", Rows)

    @property
    def text(self) -> str:
        return self.input.value

    def open(self, text: str | None = None) -> None:
        """Show the box and type in it; with a text, that text."""
        self.display = True
        if text is not None:
            self.input.value = text
        self.input.cursor_position = len(self.input.value)
        self.screen.set_focus(self.input)  # now: the next key is typed into it already
        self._ask()

    def close(self) -> None:
        """Empty the box and put it away."""
        self._entered = False
        with self.prevent(Input.Changed):
            self.input.value = ""
        self.offer(Completion(0, 0, []))
        self.tell("")
        self.display = False

    def rest(self) -> None:
        """The filter is kept: only the line and what it means stay in view."""
        self.offered.display = False
        self.display = bool(self.text.strip())

    def offer(self, completion: Completion) -> None:
        """What could come next."""
        self._completion = completion
        found = completion.suggestions
        if len(found) == 1 and found[0].insert.strip() == self.text[completion.start : completion.end].strip():
            found = []  # it stands there already
        widest = max((len(one.insert) for one in found), default=0)
        says = any(one.says for one in found)
        self.offered.set_columns(
            [Column("", width=min(widest, 40)), Column("", weight=1)]
            if says
            else [Column("", weight=1), Column("", width=1)]
        )
        self.offered.display = bool(found) and self.input.has_focus
        self.offered.styles.height = min(len(found), MOST)
        self.offered.show(found, keep=False)

    def tell(self, says: str, wrong: bool = False) -> None:
        """How the text is understood, or what is not understood yet."""
        self._asking = False
        self.problem = says if wrong else ""
        line = self.query_one("#says", Static)
        line.set_class(wrong, "-wrong")
        line.update(Content(plain(says)))
        line.display = bool(says) and not (wrong and self.offered.display)  # half a word is no mistake yet
        if self._entered:
            self._enter()

    def complain(self) -> None:
        """Say what is wrong, also while there are suggestions."""
        self.query_one("#says", Static).display = True

    def take(self) -> None:
        """Put the chosen suggestion where it belongs."""
        chosen, now = self.offered.current, self._completion
        if chosen is None or not self.offered.display:
            return
        before, after = self.text[: now.start], self.text[now.end :]
        self.input.value = before + chosen.insert + after
        self.input.cursor_position = len(before + chosen.insert)

    def choose(self, step: int) -> None:
        """The cursor of the suggestions; without any, down leads to the list below."""
        if self.offered.display:
            self.offered.action_cursor_down() if step > 0 else self.offered.action_cursor_up()
        elif step > 0:
            self.post_message(self.Kept(self.text, entered=False))

    @on(Input.Changed, "#filter")
    def typed(self, event: Input.Changed) -> None:
        event.stop()
        self._ask()

    @on(Input.Submitted, "#filter")
    def submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._enter()

    def _enter(self) -> None:
        self._entered = self._asking
        if not self._asking:
            self.post_message(self.Kept(self.text))

    def _ask(self) -> None:
        self._asking, self._entered = True, False
        self.post_message(self.Changed(self.text, self.input.cursor_position))
