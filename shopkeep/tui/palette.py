"""The palette: every command of this place and of the app by its name, from the one table of keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from shopkeep.tui import place_keys
from shopkeep.tui.key import Key

if TYPE_CHECKING:
    from shopkeep.tui.app import ShopkeepApp


class Commands(Provider):
    """What `:` and Ctrl+P offer."""

    def _found(self) -> list[Key]:
        frame = cast("ShopkeepApp", self.app).place
        here = place_keys.of(frame.KEYS or frame.PLACE)
        return [key for key in (*here, *place_keys.of("app")) if key.palette]

    async def _run(self, key: Key) -> None:
        app = cast("ShopkeepApp", self.app)
        await app.run_action(key.action, app if key.place == "app" else app.place)

    async def discover(self) -> Hits:
        for key in self._found():
            yield DiscoveryHit(f"{key.label}  ({key.shown})", partial(self._run, key), help=key.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key in self._found():
            text = f"{key.label}  ({key.shown})"
            score = max(matcher.match(text), matcher.match(key.help) * 0.8)
            if score > 0:
                yield Hit(score, matcher.highlight(text), partial(self._run, key), help=key.help)
