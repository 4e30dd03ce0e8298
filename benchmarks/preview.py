"""How long a key in the editor of a mail takes until the mail beside it is painted anew, in the running app.

    python benchmarks/preview.py [KEYS]

The sample shop, headless at 120x36, a fast typist's eight keys a second (200 unless said otherwise), the mail
styled and plain by turns. From the key to the first paint that shows the mail with that key in it, in
milliseconds: median and 95th percentile; beside it, in the same run, a bare TextArea that only shows the key.
The limit is 100 ms at the 95th percentile.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import TextArea

from shopkeep.jobs import sample, sequences
from shopkeep.jobs.shop import open_shop
from shopkeep.tui.app import ShopkeepApp
from shopkeep.tui.widgets.preview import Preview

KEYS = 200
PACE = 0.125
"""Seconds from key to key, unless the paint takes longer."""
LETTERS = "the kettle is on and the nettle tea is fresh "


class Bare(App[None]):
    """What any editor needs to show a key."""

    taken: dict[str, float]

    def compose(self) -> ComposeResult:
        self.taken = {}
        yield TextArea("", soft_wrap=True)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self.taken[event.text_area.text] = time.perf_counter()


class Terminal(HeadlessDriver):
    """A terminal that takes all that is painted and notes when; there is none behind it."""

    last = 0.0

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        Terminal.last = time.perf_counter()


async def timed(app: App[Any], shown: Callable[[str], float | None], count: int) -> list[float]:
    """Milliseconds from each key to its paint. `shown(text)`: when the screen took that text in, or None."""
    typed, found = "", []
    for number in range(count):
        letter = LETTERS[number % len(LETTERS)]
        typed += letter
        start = time.perf_counter()
        app.post_message(events.Key("space" if letter == " " else letter, letter))
        taken: float | None = None
        while taken is None or Terminal.last < taken:
            await asyncio.sleep(0.001)
            taken = taken or shown(typed)
        found.append((Terminal.last - start) * 1000)
        await asyncio.sleep(max(0.0, PACE - (time.perf_counter() - start)))
    return found


async def bare(count: int) -> list[float]:
    app = Bare(driver_class=Terminal)
    async with app.run_test(headless=False, size=(120, 36)):
        app.query_one(TextArea).focus()
        await asyncio.sleep(0.2)
        return await timed(app, app.taken.get, count)


async def ours(home: Path, styled: bool, count: int) -> list[float]:
    app = ShopkeepApp(home, opener=open_shop)
    app.for_good = True
    app.driver_class = Terminal
    async with app.run_test(headless=False, size=(120, 36)) as pilot:
        while not app.is_open or not app.place.PLACE:
            await asyncio.sleep(0.05)
        app.go("sequences")
        await settled(app)
        await pilot.press("home", "down")
        await settled(app)
        await pilot.press(*(["p"] if styled else []), "enter")
        await settled(app)
        place: Any = app.screen
        place.editor.move_cursor((7, 0))
        taken: dict[str, float] = {}
        show = Preview.show

        def noted(preview: Preview, mail: Any, *args: Any) -> None:
            show(preview, mail, *args)
            if preview.id == "preview":
                taken[" ".join(mail.text.split())] = time.perf_counter()

        Preview.show = noted  # type: ignore[method-assign]
        try:
            return await timed(app, lambda text: first_with(taken, " ".join(text.split())), count)
        finally:
            Preview.show = show  # type: ignore[method-assign]
            await settled(app)
            app.shop.close()


def first_with(taken: dict[str, float], text: str) -> float | None:
    """When the first mail with this text in it was shown; older mails are forgotten."""
    found = next((when for mail, when in taken.items() if text in mail), None)
    if found is not None:
        taken.clear()
    return found


async def settled(app: ShopkeepApp) -> None:
    """Wait until nothing works in the background any more."""
    for _ in range(3):
        await asyncio.sleep(0.3)
        while not all(worker.is_finished for worker in app.workers if worker.group != "open"):
            await asyncio.sleep(0.05)


def filled(home: Path) -> None:
    """The sample shop with a win-back sequence."""
    shop = open_shop(home)
    sample.set_profile(shop)
    sample.import_first(shop, sample.write_files(home, shop.today()))
    sequences.new_sequence(shop, "autumn", "win-back", 0.0)
    shop.close()


def told(name: str, found: list[float]) -> float:
    """Print one line; gives the 95th percentile."""
    last = statistics.quantiles(found, n=20)[-1]
    print(f"{name:<28} median {statistics.median(found):6.1f} ms   95th percentile {last:6.1f} ms")
    return last


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else KEYS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "shop"
        filled(home)
        least = told("a bare TextArea", asyncio.run(bare(count)))
        plain = told("key to painted mail, plain", asyncio.run(ours(home, False, count)))
        page = told("key to painted mail, styled", asyncio.run(ours(home, True, count)))
    print(f"{plain / least:.1f} and {page / least:.1f} times a bare TextArea; the limit is 100 ms")


if __name__ == "__main__":
    main()
