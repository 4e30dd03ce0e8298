"""A small language for driving the app in tests: `go`, `press`, `expect`, `text`, `snapshot`.

async with Driver(home) as app:
    await app.go("customers")
    await app.press("x", "enter")
    app.expect("Left out Ines")
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest
from textual import _wait, events
from textual._compositor import Compositor
from textual.keys import _character_to_key
from textual.pilot import Pilot

from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.tui.app import ShopkeepApp

SNAPSHOTS = Path(__file__).parent / "snapshots"
SIZES = ((120, 36), (80, 24))
UPDATE = "UPDATE_SNAPSHOTS"
"""Set to 1 to write the snapshots anew."""
QUIET = 0.02
"""Seconds without a key: longer than what filters, details and previews wait for in tests (conftest.py)."""
GLANCE = 0.005
"""Seconds that nothing may move for before the app counts as idle: a quarter of what Textual's own tests wait."""
FRAME = 0.05
"""Seconds between two paintings of a screen that is waited for."""
PATIENCE = 20.0
"""Seconds that `until` waits; only a broken app uses them up."""


class Driver:
    """One running app and what can be done with it."""

    def __init__(
        self,
        home: Path,
        size: tuple[int, int] = (120, 36),
        opener: Callable[[Path], Shop] | None = open_shop,
    ) -> None:
        self.app = ShopkeepApp(home, opener=opener)
        self.app.notify = partial(self._notify, self.app.notify)  # type: ignore[method-assign]
        self._context = self.app.run_test(size=size, notifications=True)
        self._until_left = ExitStack()
        self.pilot: Pilot[int]

    async def __aenter__(self) -> Driver:
        self._until_left.enter_context(painted_when_asked())
        self.pilot = await self._context.__aenter__()
        await self.until(lambda: self.app.is_open and self.app.place.PLACE != "")
        await self.settle()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._until_left:
            await self._context.__aexit__(kind, error, trace)
        if self.app.is_open:
            self.app.shop.close()

    @staticmethod
    def _notify(notify: Callable[..., None], *said: Any, **more: Any) -> None:
        """Toasts stay until they have been looked at, however slow the machine is."""
        notify(*said, **(more | {"timeout": 4 * PATIENCE}))

    async def settle(self) -> None:
        """Wait until nothing works in the background any more."""
        await self._rest(lambda: all(w.is_finished for w in self.app.workers if w.group != "open"))
        await self.pilot.pause()
        await self._laid_out()

    async def _laid_out(self) -> None:
        """Wait until the screen has the layout that its contents ask for; not for what moves all the time."""
        for _ in range(100):
            if not self.app.screen._layout_required:
                return
            await asyncio.sleep(0.01)

    async def until(self, true: Callable[[], bool], every: float = 0.01) -> None:
        """Wait until something is true, looking every so many seconds. Fails after PATIENCE seconds."""
        loop = asyncio.get_running_loop()
        begun = painted = loop.time()
        while not true():
            assert loop.time() < begun + PATIENCE, f"never became true; the screen shows:\n{self.text()}"
            if loop.time() > painted + FRAME:
                self._paint()
                painted = loop.time()
            await asyncio.sleep(every)

    async def until_text(self, wanted: str) -> None:
        """Wait until the screen shows a text."""
        await self.until(lambda: wanted in self.text(), every=0.03)

    async def go(self, place: str) -> None:
        """Go to a place."""
        self.app.go(place)
        await self.until(lambda: getattr(self.app.screen, "NAME", "") == place)
        await self.settle()

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each done before the next; `text:abc` types letters."""
        for key in keys:
            if key.startswith("text:"):
                for letter in key[5:]:  # all at once, as fast fingers do
                    self.app.post_message(events.Key(_character_to_key(letter), letter))
                await self.pilot.pause(0.05)
            else:
                await self.pilot.press(key)
            await self.pilot.pause()
        await asyncio.sleep(QUIET)
        await self._idle()

    async def _idle(self) -> None:
        """Settle, but do not wait for work that itself waits for the owner's answer to a dialog."""
        await self._rest(
            lambda: bool(self.app.screen.is_modal or self.app.long_jobs or all(w.is_finished for w in self.app.workers))
        )
        await self._laid_out()

    async def _rest(self, idle: Callable[[], bool]) -> None:
        """Wait for what works, paint, and look again, until there was neither work nor anything to paint."""
        for _ in range(4):
            await self.pilot.pause()
            worked = not idle()
            await self.until(idle)
            if not self._paint() and not worked:
                return

    def _paint(self) -> bool:
        """Paint what has changed, as a terminal would see it: what is drawn asks for what it lacks.

        Whether there was anything to paint."""
        return paint(self.app.screen._compositor, screen_stack=self.app._background_screens) is not None

    def text(self) -> str:
        """The screen as plain lines."""
        return screen_text(self.app)

    def expect(self, *wanted: str) -> None:
        """Each text is on the screen."""
        shown = self.text()
        for text in wanted:
            assert text in shown, f"{text!r} is not on the screen:\n{shown}"

    def refuse(self, *unwanted: str) -> None:
        """None of the texts is on the screen."""
        shown = self.text()
        for text in unwanted:
            assert text not in shown, f"{text!r} is on the screen:\n{shown}"

    def toasts(self) -> list[str]:
        """What the toasts say, oldest first."""
        return [f"{n.title} {n.message}".strip() for n in self.app._notifications]

    async def resize(self, size: tuple[int, int]) -> None:
        """Be in a terminal of another size."""
        await self.pilot.resize_terminal(*size)
        await self.settle()

    async def snapshots(self, name: str) -> None:
        """Compare the screen with the stored ones, in a roomy terminal and in a small one; end in the size begun in."""
        before = self.app.size
        for size in SIZES:
            await self.resize(size)
            self.snapshot(f"{name}-{size[0]}x{size[1]}")
        await self.resize((before.width, before.height))

    def snapshot(self, name: str) -> None:
        """Compare the screen with the stored one; UPDATE_SNAPSHOTS=1 stores it."""
        file = SNAPSHOTS / f"{name}.txt"
        shown = self.text()
        if os.environ.get(UPDATE):
            SNAPSHOTS.mkdir(exist_ok=True)
            file.write_text(shown, encoding="utf-8")
        assert file.exists(), f"no snapshot {name}; run with {UPDATE}=1"
        assert shown == file.read_text(encoding="utf-8"), f"the screen is not as in {file.name}:\n{shown}"


paint = Compositor.render_update


@contextmanager
def painted_when_asked() -> Iterator[None]:
    """Leave out the frames that Textual paints for the terminal: there is none here, and they were half the work;
    and wait less long to be sure that nothing moves.

    The screen is painted all the same whenever a key is done and whenever its text is asked for.
    """

    def left_out(seen: Compositor, full: bool = False, *said: Any, **more: Any) -> Any:
        return paint(seen, full, *said, **more) if full else None

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Compositor, "render_update", left_out)
        patched.setattr(_wait, "SLEEP_GRANULARITY", GLANCE)
        yield


def screen_text(app: Any) -> str:
    """What an app shows, as plain text, one line a row, without trailing spaces."""
    seen = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    rows = ["".join(strip.text for strip in row) for row in seen.strips]
    return "\n".join(row.replace("\xa0", " ").rstrip() for row in rows) + "\n"
