"""Every key of a place and those that work everywhere, as a dialog and as a text."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep.tui import place_keys
from shopkeep.tui.key import shown
from shopkeep.tui.widgets.dialogs import Dialog


class AllKeys(Dialog):
    """Every key of a place, then those that work everywhere."""

    def __init__(self, place: str, about: str, idle: frozenset[str] = frozenset()) -> None:
        """`idle`: actions of the place that do nothing as it is now."""
        super().__init__("All keys", about, "↑ ↓ scroll   Esc closes")
        self._place, self._idle = place, idle

    def inside(self) -> ComposeResult:
        with VerticalScroll(id="sheet"):
            yield Static(key_sheet(self._place, self._idle))


def key_sheet(place: str, idle: frozenset[str] = frozenset()) -> Content:
    """The keys of a place as text, without those whose action is `idle`: name, what it does."""
    lines: list[Content] = []
    for title, name in (("Here", place), ("In lists", "list"), ("Everywhere", "app")):
        found = [key for key in place_keys.of(name) if not key.id.startswith("fkey.")]
        found = [key for key in found if name != place or key.action not in idle]
        if not found:
            continue
        lines.append(Content.styled(title, "bold"))
        for key in found:
            names = " ".join(shown(k) for k in key.keys.split(","))
            lines.append(Content.assemble((f"  {names:<9}", "bold $accent"), key.help))
        lines.append(Content(""))
    lines.insert(-1, Content.assemble(("  F1 to F6 ", "bold $accent"), "The six places, also while typing."))
    lines.insert(-1, Content.assemble(("  F10      ", "bold $accent"), "All keys, also while typing."))
    lines.insert(-1, Content.assemble(("  Ctrl+P   ", "bold $accent"), "The palette, also while typing."))
    return Content("\n").join(lines)
