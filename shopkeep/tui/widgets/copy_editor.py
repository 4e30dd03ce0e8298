"""The editor of one copy: a text area that sets tags and marks apart, offers names, and shows only plain signs.

While the list of names is open, the arrows choose in it, Tab or Enter takes one and Esc puts it away.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, ClassVar, Self

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult, Selection

from shopkeep.sequences.completing import Known, suggest
from shopkeep.tui.widgets import copy_colours
from shopkeep.tui.widgets.names_box import NamesBox

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_KEY = re.compile(r"[a-z_]+:[ \t]*")
"""What a line of the head is called, up to its value."""
UNSEEN = "\ufffd"
LONGEST_HEAD = 12
"""Lines that the head of a copy has at most, for finding where it ends."""


@lru_cache(maxsize=512)
def _spans(line: str, in_head: bool) -> tuple[copy_colours.Span, ...]:
    return tuple(copy_colours.spans(line, in_head))


class CopyEditor(TextArea):
    """See the module. `Left` is posted when the focus goes elsewhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+home", "to_start", "To the beginning", show=False),
        Binding("ctrl+end", "to_end", "To the end", show=False),
        Binding("ctrl+shift+home", "to_start(True)", "Select to the beginning", show=False),
        Binding("ctrl+shift+end", "to_end(True)", "Select to the end", show=False),
        Binding("ctrl+a", "select_part", "Select all of it", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {*(f"copy--{kind}" for kind in copy_colours.KINDS), "copy--wrong"}
    DEFAULT_CSS = """
    CopyEditor .copy--tag { color: $text-muted; }
    CopyEditor .copy--name { color: $secondary; }
    CopyEditor .copy--filter { color: $text-muted; text-style: italic; }
    CopyEditor .copy--quoted { color: $success; }
    CopyEditor .copy--key { color: $text-muted; }
    CopyEditor .copy--heading { text-style: bold; }
    CopyEditor .copy--strong { text-style: bold; }
    CopyEditor .copy--em { text-style: italic; }
    CopyEditor .copy--link { color: $accent; }
    CopyEditor .copy--mark { color: $accent; }
    CopyEditor .copy--wrong { color: $error; text-style: underline; }
    """

    _editing = False
    """Whether an edit is under way, which draws the rows that it changed itself."""

    class Left(Message):
        """The focus went elsewhere."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id, soft_wrap=True, show_line_numbers=False, theme="css", tab_behavior="focus")
        self.cursor_blink = False
        self.highlight_cursor_line = False  # its style would hide the colours of the line
        self.names: list[Known] = []
        """What mails may say, with what the customer shown reads there."""
        self.wrong: frozenset[int] = frozenset()
        """Lines with an error, counted from 1."""
        self._put_away = -1
        """The line in which Esc closed the list of names: it stays closed there until another tag or name begins."""

    @property
    def box(self) -> NamesBox:
        return self.screen.query_one(NamesBox)

    def open(self, text: str) -> None:
        """Edit another text, from its top, with nothing of the one before left to undo."""
        self.load_text(text)
        self.move_cursor((0, 0))
        self.scroll_home(animate=False)

    def jump(self, line: int) -> None:
        """Put the cursor at the beginning of a line, counted from 1."""
        self.move_cursor((max(0, min(line, self.document.line_count) - 1), 0), center=True)

    def action_to_start(self, select: bool = False) -> None:
        self.move_cursor((0, 0), select=select)

    def action_to_end(self, select: bool = False) -> None:
        self.move_cursor(self.document.end, select=select)

    # A line of the head, such as the subject, is one line however it is wrapped, and its name is not to be deleted.

    def _value_starts(self) -> int:
        """The column in which the value of the head's line at the cursor begins; -1 elsewhere."""
        row = self.cursor_location[0]
        found = _KEY.match(self.document.get_line(row)) if 0 < row < self._head_ends() else None
        return found.end() if found else -1

    def get_cursor_line_end_location(self) -> tuple[int, int]:
        row, _ = self.cursor_location
        return (
            (row, len(self.document.get_line(row)))
            if self._value_starts() >= 0
            else super().get_cursor_line_end_location()
        )

    def get_cursor_line_start_location(self, smart_home: bool = False) -> tuple[int, int]:
        row, column = self.cursor_location
        value = self._value_starts()
        if value < 0:
            return super().get_cursor_line_start_location(smart_home)
        return row, value if column > value else 0

    def action_delete_to_start_of_line(self) -> None:
        if self.cursor_location[1] > self._value_starts():
            super().action_delete_to_start_of_line()

    async def action_delete_to_end_of_line_or_delete_line(self) -> None:
        if self._value_starts() < 0:
            await super().action_delete_to_end_of_line_or_delete_line()
        else:
            self.action_delete_to_end_of_line()

    def action_select_part(self) -> None:
        """`Ctrl+A`: all of the subject or whatever else of the head the cursor is in, else all of the mail below it."""
        row, value = self.cursor_location[0], self._value_starts()
        if value >= 0:
            self.selection = Selection((row, value), (row, len(self.document.get_line(row))))
        else:
            ends = self._head_ends()
            self.selection = Selection((ends if row >= ends > 1 else 0, 0), self.document.end)

    def put_in(self, text: str, back: int = 0) -> None:
        """Type a text at the cursor, which ends `back` signs before its end."""
        self.history.checkpoint()
        self.replace(text, *self.selection, maintain_selection_offset=False)
        if back:
            self.move_cursor_relative(columns=-back)

    def put_block(self, text: str) -> None:
        """Put a block of lines in: below the cursor's line where that holds something, with blank lines around."""
        row, _ = self.cursor_location
        line = self.document.get_line(row)
        self.move_cursor((row, len(line)))
        after = self.document.get_line(row + 1) if row + 1 < self.document.line_count else "\n"
        above = self.document.get_line(row - 1) if row else ""
        before = "\n\n" if line.strip() else "\n" if above.strip() else ""
        self.put_in(before + text.strip("\n") + ("\n" if after.strip() else ""))

    def mark_wrong(self, lines: frozenset[int]) -> None:
        """Set the tags of these lines apart as wrong."""
        if lines != self.wrong:
            self.wrong = lines
            self.notify_style_update()
            self.refresh()

    # Drawing.

    def edit(self, edit: Edit) -> EditResult:
        """Change the text, and draw only the rows that look otherwise for it: a key of one who writes changes one
        or two of them, and all the others cost as much each."""
        before = self._rows()
        self._editing = True
        try:
            result = super().edit(edit)
        finally:
            self._editing = False
        after = self._rows()
        if before[0] != after[0]:  # scrolled
            self.refresh()
        else:
            for y, (old, new) in enumerate(zip(before[1], after[1], strict=True)):
                if old != new:
                    self.refresh_line(after[0] + y)
        return result

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        if self._editing and not (regions or layout or recompose):
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _rows(self) -> tuple[int, list[tuple[Any, ...]]]:
        """The row at the top, and for each row in view all that decides how it is drawn."""
        top, height = round(self.scroll_offset.y), self.scrollable_content_region.height
        first, _ = self.wrapped_document.offset_to_location(Offset(0, top))
        begins = self.wrapped_document.location_to_offset((first, 0)).y
        head, marked, bracket = self._head_ends(), self.selection, self.matching_bracket_location
        found: list[tuple[Any, ...]] = []
        for index in range(first, self.document.line_count):
            wrong, in_head = index + 1 in self.wrong, index < head
            at = (marked if marked.contains_line(index) else None, bracket if bracket and bracket[0] == index else None)
            start, spans = 0, _spans(self.document.get_line(index), in_head)
            for section in self.wrapped_document.get_sections(index):
                end = start + len(section)
                inside = [(a - start, b - start, kind) for a, b, kind in spans if a < end and b > start]
                touched = at if any(at) and self._touches(index, start, end) else None
                found.append((section, inside, wrong, touched and (*touched, start)))
                start = end
            if begins + len(found) >= top + height:
                break
        found = found[top - begins : top - begins + height]
        return top, found + [()] * (height - len(found))

    def _touches(self, row: int, start: int, end: int) -> bool:
        """Whether the cursor, what is selected or a matching bracket stands in a part of a line."""
        first, last = sorted(self.selection)
        bracket = self.matching_bracket_location
        selected = first <= (row, end) and last >= (row, start)
        return selected or (bracket is not None and bracket[0] == row and start <= bracket[1] <= end)

    def get_line(self, line_index: int) -> Text:
        """One line as it is drawn: its parts in their colours, control characters made visible."""
        source = self.document.get_line(line_index)
        line = Text(_CONTROL.sub(UNSEEN, source), end="", no_wrap=True)
        for start, end, kind in _spans(source, line_index < self._head_ends()):
            if kind == "tag" and line_index + 1 in self.wrong:
                kind = "wrong"
            elif kind in ("name", "filter", "quoted") and line_index + 1 in self.wrong:
                continue
            line.stylize(self.get_component_rich_style(f"copy--{kind}", partial=True), start, end)
        return line

    def _head_ends(self) -> int:
        """The line after the head's second line of dashes."""
        for index in range(1, min(LONGEST_HEAD, self.document.line_count)):
            if self.document.get_line(index).strip() == "---":
                return index + 1
        return 1

    # The list of names.

    def offer_names(self) -> None:
        """Look whether a name could come at the cursor, and offer those that could."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        offered = None
        if self.has_focus and not self.read_only and self.selection.is_empty and row != self._put_away:
            before = "\n".join([*(self.document.get_line(r) for r in range(row)), line[:column]])
            offered = suggest(self.names, before, line[column:])
        self.box.offer(offered, self.cursor_screen_offset)

    def close_names(self) -> None:
        self.box.offer(None, self.cursor_screen_offset)

    def take_name(self) -> None:
        """Put the chosen name in place of what is typed of it. The cursor goes behind the braces, where the sentence
        goes on, or to what is still to be written within them."""
        chosen, offered = self.box.current, self.box.offered
        self.close_names()
        if chosen is None or offered is None:
            return
        row, column = self.cursor_location
        self.history.checkpoint()
        self.replace(chosen.insert, (row, column - offered.typed), (row, column), maintain_selection_offset=False)
        self.move_cursor((row, column - offered.typed + len(chosen.insert) - chosen.back))
        if not chosen.back and (behind := self._behind_the_braces()):
            self.move_cursor(behind)

    def _behind_the_braces(self) -> tuple[int, int] | None:
        """The place behind the braces that the cursor stands in; None where it stands in none."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        opened, closed = (max(map(line[:column].rfind, marks)) for marks in (("{{", "{%"), ("}}", "%}")))
        ends = [end for end in (line.find("}}", column), line.find("%}", column)) if end >= 0]
        return (row, min(ends) + 2) if opened > closed and ends else None

    def on_key(self, event: events.Key) -> None:
        if not self.box.shown:
            if event.key == "tab" and (behind := self._behind_the_braces()):  # the sentence goes on there
                self.move_cursor(behind)
                event.stop()
                event.prevent_default()
            return
        if event.key in ("tab", "enter"):
            self.take_name()
        elif event.key == "escape":
            self._put_away = self.cursor_location[0]
            self.close_names()
        elif event.key == "up":
            self.box.action_cursor_up()
        elif event.key == "down":
            self.box.action_cursor_down()
        else:
            return
        event.stop()
        event.prevent_default()

    def on_text_area_changed(self) -> None:
        row, column = self.cursor_location
        if self.document.get_line(row)[:column].endswith(("{", "|", ".")):
            self._put_away = -1
        self.offer_names()

    def on_text_area_selection_changed(self) -> None:
        if self.box.shown:
            self.offer_names()
        if self.cursor_location[0] != self._put_away:
            self._put_away = -1

    def on_blur(self, _event: events.Blur) -> None:
        self.close_names()
        self.post_message(self.Left())
