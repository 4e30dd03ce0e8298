"""The editor of one copy: a text area that sets the names to be filled in apart, and shows only plain signs."""

from __future__ import annotations

import re
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import TextArea

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_HEAD = re.compile(r"^(subject|preheader|wait):", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
UNSEEN = "\ufffd"


class CopyEditor(TextArea):
    """See the module. `Left` is posted when the focus goes elsewhere."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"copy--tag", "copy--key"}
    DEFAULT_CSS = """
    CopyEditor .copy--tag { color: $secondary; }
    CopyEditor .copy--key { color: $text-muted; }
    """

    class Left(Message):
        """The focus went elsewhere: time to save."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id, soft_wrap=True, show_line_numbers=False, theme="css", tab_behavior="focus")
        self.cursor_blink = False
        self.highlight_cursor_line = False  # its style would hide the colours of the line

    def open(self, text: str) -> None:
        """Edit another text, from its top, with nothing of the one before left to undo."""
        self.load_text(text)
        self.move_cursor((0, 0))
        self.scroll_home(animate=False)

    def jump(self, line: int) -> None:
        """Put the cursor at the beginning of a line, counted from 1."""
        self.move_cursor((max(0, min(line, self.document.line_count) - 1), 0), center=True)

    def get_line(self, line_index: int) -> Text:
        """One line as it is drawn: tags and head keys in their colours, control characters made visible."""
        source = self.document.get_line(line_index)
        line = Text(_CONTROL.sub(UNSEEN, source), end="", no_wrap=True)
        head = _HEAD.match(source)
        if head and line_index < 6:
            line.stylize(self.get_component_rich_style("copy--key", partial=True), 0, head.end())
        if source.strip() == "---" and line_index < 8:
            line.stylize(self.get_component_rich_style("copy--key", partial=True))
        tag = self.get_component_rich_style("copy--tag", partial=True)
        for found in _TAG.finditer(source):
            line.stylize(tag, found.start(), found.end())
        return line

    def on_blur(self, _event: events.Blur) -> None:
        self.post_message(self.Left())
