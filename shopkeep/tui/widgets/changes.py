"""What differs between two texts of a mail: lines taken out and put in, each with its sign, and the words within."""

from __future__ import annotations

import difflib
import re

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep.core.text import visible

AROUND = 2
"""Lines shown before and after what differs."""
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Changes(VerticalScroll, can_focus=True):
    """Two texts compared; scrolls with the arrows while it has the focus."""

    DEFAULT_CSS = "Changes { overflow-x: hidden; } Changes Static { height: auto; }"

    def compose(self) -> ComposeResult:
        yield Static()

    def show(self, before: str, after: str, same: str) -> None:
        """Compare two texts; `same`: what to say where they are alike."""
        found = compared(before, after)
        self.query_one(Static).update(Content("\n").join(found) if found else Content.styled(same, "$text-muted"))


def compared(before: str, after: str) -> list[Content]:
    """The lines that differ with a few around them; none where the texts are alike."""
    old, new = before.strip("\n").split("\n"), after.strip("\n").split("\n")
    if old == new:
        return []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    found: list[Content] = []
    for group in matcher.get_grouped_opcodes(AROUND):
        if found:
            found.append(Content.styled("  ⋯", "$text-muted"))
        for what, a, b, c, d in group:
            if what == "equal":
                found += [Content.styled(f"  {visible(line)}", "$text-muted") for line in old[a:b]]
            elif what == "replace" and b - a == d - c:
                for one, other in zip(old[a:b], new[c:d], strict=True):
                    found += _words(one, other)
            else:
                found += [Content.styled(f"- {visible(line)}", "$error") for line in old[a:b]]
                found += [Content.styled(f"+ {visible(line)}", "$success") for line in new[c:d]]
    return found


def _words(before: str, after: str) -> list[Content]:
    """One line changed into another, the words that differ underlined."""
    old, new = _WORD.findall(visible(before)), _WORD.findall(visible(after))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    out, put = [Content.styled("- ", "$error")], [Content.styled("+ ", "$success")]
    for what, a, b, c, d in matcher.get_opcodes():
        line = "" if what == "equal" else "underline "
        out.append(Content.styled("".join(old[a:b]), f"{line}$error"))
        put.append(Content.styled("".join(new[c:d]), f"{line}$success"))
    return [Content("").join(out), Content("").join(put)]
