"""The Jinja pieces of a template as opaque words, so that Markdown and HTML are read past them."""

from __future__ import annotations

import re
from urllib.parse import quote

from shopkeep.sequences import render_sandbox
from shopkeep.sequences.render_links import URL_SIGNS
from shopkeep.sequences.render_sandbox import SIGNS

OPEN, CLOSE = "\ue000", "\ue001"
_OURS = re.compile("[\ue000-\ue02f]")
_SIGNS = re.compile("[\ue002-\ue02f]")
WORD = re.compile(f"{OPEN}([0-9]+){CLOSE}")
"""A piece as it stands in the text, with its number."""


class Words:
    """The Jinja pieces of one template, each known by a number that stands in the text for it."""

    def __init__(self) -> None:
        self.pieces: list[tuple[str, str]] = []

    def hide(self, source: str) -> str:
        """`source` with every Jinja piece as an opaque word. Raises TemplateSyntaxError."""
        out = []
        for kind, value in render_sandbox.lex(_OURS.sub("", source)):
            out.append(value if kind == "text" else self.add(kind, value))
        return "".join(out)

    def add(self, kind: str, value: str) -> str:
        self.pieces.append((kind, value))
        return f"{OPEN}{len(self.pieces) - 1}{CLOSE}"

    def is_tags(self, text: str) -> bool:
        """Whether a line is made of tags alone (`{% if ... %}`), no values and no text."""
        found = WORD.findall(text)
        return bool(found) and not WORD.sub("", text).strip() and all(self.tag(n) for n in found)

    def tag(self, number: str) -> bool:
        return self.pieces[int(number)][0] == "tag"

    def show(self, composed: str) -> str:
        """Put the pieces back, written with the signs of composed templates."""

        def piece(found: re.Match[str]) -> str:
            number = int(found[1] or found[2])
            if number >= len(self.pieces):
                return ""
            kind, value = self.pieces[number]
            what = "variable" if kind == "value" else "block"
            return f"{SIGNS[what + '_start_string']}{value}{SIGNS[what + '_end_string']}"

        # Markdown and HTML decode entities: a sign made that way is no sign of ours.
        clean = _SIGNS.sub("", composed)
        return re.sub(f"<!--{OPEN}([0-9]+){CLOSE}-->|{OPEN}([0-9]+){CLOSE}", piece, clean)

    def url(self, target: str, *, image: bool = False) -> str:
        """A link's target as a call that judges it, and marks it for the shop, once its values are known."""
        parts = []
        for index, text in enumerate(WORD.split(target)):
            if index % 2:
                kind, value = self.pieces[int(text)]
                parts.append(f"({value.strip('-')})" if kind == "value" else '""')
            elif text:
                parts.append(f'"{quote(text, safe=URL_SIGNS)}"')
        judge = "_image" if image else "_link"
        if len(parts) == 1 and parts[0].strip("() ") == "unsubscribe":
            judge = "_way_out"
        return self.add("value", f"{judge}({' ~ '.join(parts) or repr('')})")
