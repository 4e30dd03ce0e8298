"""A mail as its customer sees it: who from, the subject and the line beside it, then the text, plain or styled.

What is shown was written by strangers in part (names, product titles): it is drawn as plain text and
never as markup, without control characters. Links are shown, not followed; no picture is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep.core.records.sequences import RenderedMail
from shopkeep.core.text import plain
from shopkeep.tui.widgets.styled_mail import Palette, styled

PAGE = 2
"""Cells left and right of a styled mail."""
_LINK = re.compile(r"https?://\S+|mailto:\S+")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who the mail comes from, as the settings say."""

    name: str
    address: str

    def __str__(self) -> str:
        if not self.address:
            return self.name or "not set yet: , opens Settings"
        return f"{self.name} <{self.address}>" if self.name else self.address


class Preview(VerticalScroll, can_focus=True):
    """One mail; scrolls with the arrows while it has the focus."""

    DEFAULT_CSS = """
    Preview { overflow-x: hidden; }
    Preview Horizontal { height: auto; }
    Preview .-word { width: 6; color: $text-muted; }
    Preview .-value { width: 1fr; height: auto; }
    Preview #subject, Preview #text { height: auto; margin-top: 1; }
    Preview #text.-page { padding: 1 2; }
    """

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.mail: RenderedMail | None = None
        self._palette: Palette | None = None
        self._coloured: Palette | None = None
        self._drawn_for = 0

    def compose(self) -> ComposeResult:
        for word in ("From", "To"):
            with Horizontal():
                yield Static(word, classes="-word")
                yield Static(id=word.lower(), classes="-value")
        yield Static(id="subject")
        yield Static(id="text")

    def show(self, mail: RenderedMail, sender: Sender, palette: Palette | None = None) -> None:
        """Show a mail: its text part, or with a palette its page in the colours of its look.

        The place that was scrolled to is kept, for one who types and looks.
        """
        self.mail, self._palette = mail, palette
        self.remove_class("-old")
        to = f"{mail.to_name} <{mail.email}>" if mail.to_name else mail.email
        self._fill(Content(plain(sender)), Content(plain(to)), heading(mail), self._body(mail))

    def _body(self, mail: RenderedMail) -> Content:
        self._colour()
        self._drawn_for = self.scrollable_content_region.width
        if self._palette is None:
            return body_of(mail.text)
        return styled(mail.html, self._palette, max(16, self._drawn_for - 2 * PAGE))

    def _colour(self) -> None:
        """The ground of the mail in the colours of its look, or as everything else is."""
        if self._palette is self._coloured:
            return
        self._coloured = self._palette
        page = self.query_one("#text", Static)
        page.set_class(self._palette is not None, "-page")
        page.styles.background = self._palette.surface if self._palette else None
        page.styles.color = self._palette.foreground if self._palette else None

    def on_resize(self) -> None:
        if self.mail is not None and self._palette and self.scrollable_content_region.width != self._drawn_for:
            self.query_one("#text", Static).update(self._body(self.mail))

    def say(self, text: str) -> None:
        """A sentence in place of a mail."""
        self.mail = None
        self._palette = None
        self._colour()
        self._fill(Content(""), Content(""), Content.styled(text, "$text-muted"), Content(""))

    def _fill(self, sender: Content, to: Content, subject: Content, body: Content) -> None:
        for row in self.query(Horizontal):
            row.display = self.mail is not None
        for name, content in (("from", sender), ("to", to), ("subject", subject), ("text", body)):
            self.query_one(f"#{name}", Static).update(content)

    def mark_old(self) -> None:
        """What is shown is the last text that could be rendered, not what is typed now."""
        self.add_class("-old")


def heading(mail: RenderedMail) -> Content:
    """The subject, and the line that mail programs show beside it."""
    return Content.assemble(
        (plain(mail.subject) or "No subject", "bold"),
        "\n",
        (plain(mail.preheader) or "No preheader", "$text-muted"),
    )


def body_of(text: str) -> Content:
    """The plain-text part, line for line, its links set back."""
    lines = []
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        content = Content(" " * min(indent, 8) + plain(line))
        for found in _LINK.finditer(content.plain):
            content = content.stylize("$secondary", found.start(), found.end())
        lines.append(content)
    return Content("\n").join(lines)
