"""How long a key typed into the filter of a very large shop takes until the list has followed on the screen.

    python benchmarks/filter_typing.py

It uses the shop that benchmarks/customers.py makes, which is to have run before.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

from customers import NOON, percentile, told
from textual import events
from textual.keys import _character_to_key

from shopkeep.core import clock
from shopkeep.jobs import judging
from shopkeep.jobs.shop import open_shop
from shopkeep.tui.app import ShopkeepApp
from shopkeep.tui.screens.customers import Customers

WORDS = ("marchetti", "köln", "c149", "example.org", "zo tan", "nobody")
PACE = 0.15
"""Seconds between two keys: a quick typist's."""


async def typed(home: Path) -> list[float]:
    """Seconds from each key until the first rows of what is typed by then are on the screen."""
    app = ShopkeepApp(home, opener=open_shop)
    app.for_good = True
    taken: list[float] = []
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(lambda: app.is_open)
        await pilot.press("2")
        await until(lambda: isinstance(app.screen, Customers) and app.screen.found is not None)
        place = app.screen
        assert isinstance(place, Customers)
        place.choose_segment("all")
        await until(lambda: place.found is not None and len(place.segments) > 0)
        await asyncio.sleep(5)  # the segments are counted by then
        for word in WORDS:
            await pilot.press("slash")
            for typed_by_now in accumulate(word):
                key = time.perf_counter()
                app.post_message(events.Key(_character_to_key(typed_by_now[-1]), typed_by_now[-1]))
                await until(lambda text=typed_by_now: place.shows is not None and place.shows.search == text.strip())
                taken.append(time.perf_counter() - key)
                await asyncio.sleep(max(0.0, PACE - taken[-1]))
            await pilot.press("escape")
            await asyncio.sleep(1.5)
    app.shop.close()
    return taken


async def until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0.001)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "shopkeep-benchmark")
    options = asked.parse_args()
    made = options.folder / "shop-150000-400000"
    with tempfile.TemporaryDirectory(dir=options.folder) as copy, clock.at(NOON):
        shutil.copytree(made, copy, dirs_exist_ok=True)
        shop = open_shop(Path(copy))
        judging.ensure_current(shop)
        shop.close()
        taken = asyncio.run(typed(Path(copy)))
    told("a key in the filter, until its rows are shown", taken)
    told("  95th percentile", [percentile(taken, 0.95)], 0.15)


if __name__ == "__main__":
    main()
