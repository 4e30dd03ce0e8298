"""What to do now: a few sentences, each with its key, wrapped, with a cursor over whole sentences."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from shopkeep.core.records.results import TodayItem
from shopkeep.core.text import plain
from shopkeep.tui import place_keys

INDENT = 6
"""Cells before a sentence, for its key."""


class Todo(Widget, can_focus=True):
    """The items of Today. Says `Chosen` on Enter or a click."""

    BINDINGS = place_keys.bindings("list")
    ALLOW_SELECT = False
    DEFAULT_CSS = "Todo { height: auto; }"

    class Chosen(Message):
        def __init__(self, item: TodayItem) -> None:
            super().__init__()
            self.item = item

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.items: list[TodayItem] = []
        self.cursor = 0

    def show(self, items: list[TodayItem]) -> None:
        """Show these; the cursor goes to the first, which is the most pressing."""
        if items != self.items:
            self.items, self.cursor = items, 0
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return sum(len(lines) + 1 for lines in self._wrapped(width))

    def render(self) -> Content:
        return Content("\n\n").join(
            self._drawn(number, lines) for number, lines in enumerate(self._wrapped(self.size.width))
        )

    def _wrapped(self, width: int) -> list[list[Content]]:
        room = max(10, width - INDENT - 1)
        return [Content(plain(item.says)).wrap(room) for item in self.items]

    def _drawn(self, number: int, lines: list[Content]) -> Content:
        here = number == self.cursor and self.has_focus
        tone = "bold" if here else ""
        first = Content.assemble(
            ("▸ " if number == self.cursor else "  ", "bold $accent"),
            (f" {self.items[number].key} ", "bold reverse $accent" if here else "bold $accent"),
            " ",
        )
        rest = Content(" " * INDENT)
        drawn = [Content.assemble(rest if at else first, line.stylize(tone)) for at, line in enumerate(lines)]
        return Content("\n").join(drawn)

    def action_cursor_up(self) -> None:
        self._put(self.cursor - 1)

    def action_cursor_down(self) -> None:
        self._put(self.cursor + 1)

    def action_scroll_home(self) -> None:
        self._put(0)

    def action_scroll_end(self) -> None:
        self._put(len(self.items) - 1)

    action_page_up = action_scroll_home
    action_page_down = action_scroll_end

    def _put(self, index: int) -> None:
        self.cursor = max(0, min(index, len(self.items) - 1))
        self.refresh()

    def action_choose(self) -> None:
        if self.cursor < len(self.items):
            self.post_message(self.Chosen(self.items[self.cursor]))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        top = 0
        for number, lines in enumerate(self._wrapped(self.size.width)):
            if top <= event.y < top + len(lines):
                self._put(number)
                self.action_choose()
                return
            top += len(lines) + 1
