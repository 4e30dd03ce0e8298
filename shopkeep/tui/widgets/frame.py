"""The three lines around every place: the head line, the bar of places, and the keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, TextArea

from shopkeep.core import text
from shopkeep.tui import keys, place_keys
from shopkeep.tui.key import shown

if TYPE_CHECKING:
    from shopkeep.tui.app import ShopkeepApp
    from shopkeep.tui.screens.base import Frame


@dataclass(frozen=True, slots=True)
class Head:
    """What the head line says: the shop, and notes such as `orders to 21 Nov`."""

    shop_name: str
    notes: tuple[str, ...] = ()


class Line(Widget):
    """One line of text with parts that can be clicked: (content, action or empty)."""

    DEFAULT_CSS = "Line { height: 1; width: 1fr; }"
    ALLOW_SELECT = False

    def parts(self) -> tuple[list[tuple[Content, str]], Content]:
        """The parts from the left, and what stands at the right end."""
        return [], Content("")

    def render(self) -> Content:
        parts, right = self.parts()
        left = Content("").join(part for part, _action in parts)
        gap = self.size.width - left.cell_length - right.cell_length
        if gap < 1:
            return left
        return Content.assemble(left, " " * gap, right)

    async def on_click(self, event: events.Click) -> None:
        x = event.x
        parts, right = self.parts()
        for part, action in [*parts, (right, "")]:
            if 0 <= x < part.cell_length and action:
                await self.screen.run_action(action)
                return
            x -= part.cell_length


class TopLine(Line):
    """The program and the shop at the left; how far the orders reach and the mail account at the right."""

    def parts(self) -> tuple[list[tuple[Content, str]], Content]:
        app = cast("ShopkeepApp", self.app)
        shop = text.plain(app.head.shop_name)
        name = Content.assemble((" shopkeep", "bold $accent"), "  ", (shop, "bold"))
        notes = " · ".join(text.plain(note) for note in app.head.notes if note)
        return [(name, "")], Content.styled(notes + " ", "$text-muted")


class PlacesBar(Line):
    """`1 Today  2 Customers ...`, the current one set off by more than its colour."""

    def __init__(self, current: str) -> None:
        super().__init__()
        self.current = current

    def parts(self) -> tuple[list[tuple[Content, str]], Content]:
        bar = [(self._part(name, title, shown(key)), name) for name, title, key in keys.PLACES]
        *left, last = bar
        used = sum(part.cell_length for part, _ in bar)
        parts = [(Content(" ") + left[0][0], f"app.go('{left[0][1]}')")]
        parts += [(part, f"app.go('{name}')") for part, name in left[1:]]
        gap = max(0, self.size.width - used - 2)
        return [*parts, (Content(" " * gap), ""), (last[0], f"app.go('{last[1]}')")], Content("")

    def _part(self, name: str, title: str, key: str) -> Content:
        tight = self.size.width < 82
        if name == self.current:  # as wide as any other, so that nothing moves when the place changes
            shown = Content.styled(f"{key} {title}" if tight else f" {key} {title} ", "bold reverse $accent")
            return shown + Content(" ") if tight else shown
        return Content.assemble(" " if not tight else "", (key, "$accent"), " ", (title, "$text-muted"), " ")


class KeyLine(Line):
    """The keys that matter here, as many as fit; always the one that shows all, `F10` where `?` would be typed."""

    def parts(self) -> tuple[list[tuple[Content, str]], Content]:
        frame = cast("Frame", self.screen)
        left: list[tuple[Content, str]] = []
        typing = isinstance(frame.focused, (Input, TextArea))
        name = place_keys.find("fkey.help" if typing else "app.help").shown
        room = self.size.width - len(f" {name} all keys ") - 1
        for key, label, action in frame.foot():
            part = Content.assemble(" ", (key, "bold $accent"), " ", (label, "$foreground"), "  ")
            if part.cell_length > room:
                break
            room -= part.cell_length
            left.append((part, action))
        all_keys = Content.assemble(" ", (name, "bold $accent"), " ", ("all keys", "$foreground"), " ")
        return [*left, (all_keys, "app.all_keys")], Content("")
