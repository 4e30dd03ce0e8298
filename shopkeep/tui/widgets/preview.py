"""A mail as its customer sees it: who from, the subject and the line beside it, then the text, plain or styled.

What is shown was written by strangers in part (names, product titles): it is drawn as plain text and
never as markup, without control characters. Links are shown, not followed; no picture is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from shopkeep.core.records.mails import RenderedMail
from shopkeep.core.text import plain
from shopkeep.tui.widgets.styled_mail import Palette, styled, wrapped

LABEL = 6
"""Cells of `From` and `To`."""
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


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is drawn; `page`: on the ground of the mail's own look."""

    content: Content
    page: bool = False

    @property
    def drawn(self) -> tuple[object, ...]:
        """What makes two lines look alike."""
        return self.content.plain, tuple(self.content.spans), self.page


class Preview(ScrollView, can_focus=True):
    """One mail; scrolls with the arrows while it has the focus.

    Drawn line by line, and only lines that changed: it is drawn anew with every key of one who writes.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Preview { overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable; }
    Preview.-old { color: $text-muted; }
    """

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.mail: RenderedMail | None = None
        self.lines: list[Line] = []
        self._palette: Palette | None = None
        self._sender = Sender("", "")
        self._says = ""
        self._note = ""

    @property
    def text(self) -> str:
        """What it shows, as plain lines."""
        return "\n".join(line.content.plain for line in self.lines)

    @property
    def styled(self) -> bool:
        return self._palette is not None

    def show(self, mail: RenderedMail, sender: Sender, palette: Palette | None = None, note: str = "") -> None:
        """Show a mail: its text part, or with a palette its page in the colours of its look. `note`: what to know
        of it, below whom it goes to.

        The place that was scrolled to is kept, for one who types and looks.
        """
        anew = palette != self._palette or self.has_class("-old")
        self.mail, self._sender, self._palette, self._note = mail, sender, palette, note
        self.remove_class("-old")
        self._put(anew)

    def say(self, text: str) -> None:
        """A sentence in place of a mail."""
        self.mail, self._palette, self._says = None, None, text
        self._put(anew=True)

    def mark_old(self) -> None:
        """What is shown is the last text that could be rendered, not what is typed now."""
        self.add_class("-old")

    def on_resize(self) -> None:
        self._put(anew=True)

    def _put(self, anew: bool) -> None:
        """Lay the lines out and draw those that differ from what stands there; all of them where `anew`."""
        width = self.scrollable_content_region.width
        before, self.lines = self.lines, self._laid_out(width) if width > 0 else []
        if len(before) != len(self.lines) or self.virtual_size.width != width:
            self.virtual_size = Size(width, len(self.lines))
        if anew:
            self.refresh()
            return
        top = round(self.scroll_offset.y)
        for y in range(self.scrollable_content_region.height):
            old, new = (lines[top + y].drawn if top + y < len(lines) else None for lines in (before, self.lines))
            if old != new:
                self.refresh_line(top + y)

    def _laid_out(self, width: int) -> list[Line]:
        mail = self.mail
        if mail is None:
            return [Line(line) for line in wrapped(Content.styled(self._says, "$text-muted"), width)]
        to = f"{mail.to_name} <{mail.email}>" if mail.to_name else mail.email
        lines = [*labelled("From", str(self._sender), width), *labelled("To", to, width)]
        lines += [*(labelled("Note", self._note, width) if self._note else ()), Content("")]
        lines += [*wrapped(heading(mail), width), Content("")]
        if self._palette is None:
            return [Line(line) for line in (*lines, *wrapped(body_of(mail.text), width))]
        page = styled(mail.html, self._palette, max(16, width - 2 * PAGE))
        return [Line(line) for line in lines] + [Line(line, True) for line in (Content(""), *page, Content(""))]

    def render_line(self, y: int) -> Strip:
        width, base = self.scrollable_content_region.width, self.visual_style
        index = y + round(self.scroll_offset.y)
        if index >= len(self.lines):
            return Strip.blank(width, self.rich_style)
        line = self.lines[index]
        content = line.content
        if line.page and self._palette is not None:
            ground = f"{self._palette.foreground} on {self._palette.surface}"
            base += self.app.stylesheet.parse_style(ground)
            content = Content(" " * PAGE) + content
        parts = content.render(base, end="", parse_style=self.app.stylesheet.parse_style)
        segments = [Segment(text, style.rich_style) for text, style in parts]
        return Strip(segments).adjust_cell_length(width, base.rich_style)


def labelled(word: str, value: str, width: int) -> list[Content]:
    """`From  Nora <nora@example.com>`, what follows indented."""
    lines = wrapped(Content(plain(value)), max(8, width - LABEL)) or [Content("")]
    leads = [Content.styled(f"{word:<{LABEL}}", "$text-muted"), *[Content(" " * LABEL)] * len(lines)]
    return [lead + line for lead, line in zip(leads, lines, strict=False)]


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
