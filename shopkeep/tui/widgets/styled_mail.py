"""A mail's HTML as lines for the terminal: headings, buttons, quotes, lists and links in the colours of its look.

Read with the standard library's parser; scripts, styles and hidden parts are passed over, nothing is fetched,
and every text passes `core.text.plain`: names and titles in it were written by strangers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from rich.cells import cell_len
from textual.content import Content

from shopkeep.core.text import visible

SKIPPED = {"head", "style", "script", "title", "template"}
BLOCKS = {
    "p", "div", "td", "th", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr",
    "body", "center", "section", "pre",
}  # fmt: skip
VOID = {"br", "hr", "img", "meta", "link", "input", "col", "wbr"}


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a look that the terminal can show, each #rrggbb."""

    surface: str
    foreground: str
    muted: str
    primary: str
    on_primary: str
    accent: str
    line: str

    @classmethod
    def of(cls, colours: dict[str, str]) -> Palette:
        """From the words of a theme.toml; what is missing is black on white."""
        dark = colours.get("foreground", "#000000")
        found = {name: colours.get(name, dark) for name in ("foreground", "muted", "primary", "accent", "line")}
        return cls(colours.get("surface", "#ffffff"), on_primary=colours.get("on_primary", "#ffffff"), **found)


@dataclass
class _Block:
    """One paragraph in the making."""

    parts: list[tuple[str, str]] = field(default_factory=list)
    """Texts with their styles."""
    lead: str = ""
    """What stands before its first line: a bullet."""
    quoted: int = 0
    indent: int = 0
    button: bool = False
    gap: bool = True
    """A blank line before it."""


class _Reader(HTMLParser):
    def __init__(self, palette: Palette) -> None:
        super().__init__(convert_charrefs=True)
        self.palette = palette
        self.blocks: list[_Block] = []
        self.now = _Block()
        self.open: list[tuple[str, str]] = []
        """Tags that are open, each with what it changed: `skip`, `button`, a style, or nothing."""
        self.lists: list[int] = []
        """Open lists: the next number, 0 for bullets."""
        self.first_item = False

    def style(self) -> str:
        return " ".join(effect for _, effect in self.open if effect not in ("", "skip", "button"))

    def has(self, effect: str) -> bool:
        return any(found == effect for _, found in self.open)

    def count(self, tag: str) -> int:
        return sum(found == tag for found, _ in self.open)

    def flush(self) -> None:
        if any(text.strip() for text, _ in self.now.parts):
            self.blocks.append(self.now)
        lead, gap = (self.now.lead, self.now.gap) if not any(t.strip() for t, _ in self.now.parts) else ("", True)
        self.now = _Block(lead=lead, quoted=self.count("blockquote"), indent=2 * len(self.lists), gap=gap)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        style = about.get("style", "").replace(" ", "")
        if tag == "br":
            self.now.parts.append(("\n", ""))
            return
        if tag == "img":
            if about.get("alt") and not self.has("skip"):
                self.now.parts.append((f"[{about['alt']}]", self.palette.muted))
            return
        if tag in BLOCKS:
            self.flush()
        if tag == "hr":
            self.blocks.append(_Block([("", self.palette.line)], lead="rule"))
            return
        if tag in VOID:
            return
        effect = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic"}.get(tag, "")
        if tag in SKIPPED or "display:none" in style or about.get("aria-hidden") == "true":
            effect = "skip"
        elif tag in ("h1", "h2", "h3"):
            effect = "bold"
        elif tag == "a" and ("background" in style and "padding" in style):
            effect = "button"
        elif tag == "a":
            effect = f"underline {self.palette.accent}"
        elif tag == "code":
            effect = f"bold {self.palette.accent}"
        self.open.append((tag, effect))
        self.now.button = self.now.button or effect == "button"
        if tag in ("ul", "ol"):
            self.lists.append(int(about.get("start") or 1) if tag == "ol" else 0)
            self.first_item = len(self.lists) == 1
            self.flush()
        elif tag == "li" and self.lists:
            number = self.lists[-1]
            self.lists[-1] += bool(number)
            lead = f"{number}. " if number else "• "
            self.now = _Block(lead=lead, indent=2 * len(self.lists) - 2, gap=self.first_item)
            self.first_item = False
        elif tag == "blockquote":
            self.now.quoted = self.count("blockquote")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.flush()
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index][0] == tag:
                del self.open[index]
                break
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag in BLOCKS:
            self.now.quoted, self.now.indent = self.count("blockquote"), 2 * len(self.lists)

    def handle_data(self, data: str) -> None:
        if self.has("skip"):
            return
        said = visible(" ".join(data.split())) if data.strip() else ""
        left = " " if data[:1].isspace() else ""
        right = " " if said and data[-1:].isspace() else ""
        self.now.parts.append((left + said + right, self.style()))


def styled(html: str, palette: Palette, width: int) -> list[Content]:
    """A whole mail as lines of at most so many cells."""
    reader = _Reader(palette)
    reader.feed(html)
    reader.close()
    reader.flush()
    lines: list[Content] = []
    for block in reader.blocks:
        if lines and block.gap:
            lines.append(Content(""))
        lines += _lines(block, palette, width)
    return lines


def _lines(block: _Block, palette: Palette, width: int) -> list[Content]:
    if block.lead == "rule":
        return [Content.styled("─" * width, palette.line)]
    bar = Content.styled("▎ " * block.quoted, palette.line)
    content = _joined(block)
    if block.button:
        return [Content.styled(f"  {content.plain.strip()}  ", f"bold {palette.on_primary} on {palette.primary}")]
    room = max(8, width - 2 * block.quoted - block.indent - cell_len(block.lead))
    found = []
    for index, line in enumerate(wrapped(content, room)):
        lead = Content(" " * block.indent + (block.lead if index == 0 else " " * cell_len(block.lead)))
        found.append(Content.assemble(bar, lead, line))
    return found


def _joined(block: _Block) -> Content:
    """The parts as one text, with single spaces between words and none at the ends of lines."""
    parts: list[Content] = []
    before = "\n"
    for text, style in block.parts:
        said = text.lstrip(" ") if before[-1:] in (" ", "\n") else text
        if said:
            parts.append(Content.styled(said, style) if style else Content(said))
            before = said
    return Content("").join(parts)


def wrapped(content: Content, width: int) -> list[Content]:
    """A content in lines of at most so many cells, broken between words; a word too long is broken within."""
    lines: list[Content] = []
    for line in content.split("\n", allow_blank=True):
        start, end, used = 0, 0, 0
        text = line.plain.rstrip()
        while end < len(text):
            stop = text.find(" ", end + 1)
            stop = len(text) if stop < 0 else stop
            size = cell_len(text[end:stop])
            if used + size <= width:
                end, used = stop, used + size
                continue
            if used:
                lines.append(line[start:end])
                start = end = end + (text[end] == " ")
            else:
                cut = max(1, sum(1 for n in range(1, stop - end + 1) if cell_len(text[end : end + n]) <= width))
                lines.append(line[end : end + cut])
                start = end = end + cut
            used = 0
        lines.append(line[start : len(text)])
    return lines
