"""What every place is made of: the frame around it, when it asks again, and how it is found.

A place is one file in tui/screens/ with one class:

    class Results(Place):
        NAME = "results"                    # its name in keys.PLACES; its keys are those in keys.py
        HELP = "Who came back, and what it brought."
        TOPICS = ("orders", "outbox")       # what makes it ask again (run.py lists them)

        def body(self) -> ComposeResult: ...          # what stands between the bar and the footer
        async def refresh_data(self) -> None: ...     # ask jobs, fill widgets; runs in the background
        def arrive(self, target: str) -> None: ...    # optional: opened with a wish (a segment, a sequence)

The file registers itself; `NAME.tcss` beside it is loaded where there is one (prefix its rules with
the class name: styles are shared by all screens). Screens may import jobs at their top: they are
loaded after the first paint. A page over a place (one customer, one mail) derives from `Frame`, sets
`PLACE` to the place it belongs to and is opened with `self.app.push_screen(...)`; Esc closes it.

`refresh_data` runs when the place is first shown, when one of TOPICS changed while it is visible or
before it is next seen, and by `self.refresh_now()`. It is exclusive: a newer call replaces a running one.
The classes `-narrow` (under 100 columns) and `-low` (under 30 rows) are set on the screen for styles;
`self.narrow` and `self.low` for code.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopkeep.tui import place_keys
from shopkeep.tui.run import Works, task
from shopkeep.tui.widgets.frame import Head, KeyLine, PlacesBar, TopLine

PLACES: dict[str, type[Place]] = {}
"""Every place by name, once its module is loaded."""

NARROW = 100
LOW = 30


class Frame(Works[None]):
    """A full screen with the head line and the bar above and the keys below."""

    PLACE: ClassVar[str] = ""
    """Which place the bar shows as current, and whose footer keys are shown."""
    KEYS: ClassVar[str] = ""
    """Whose keys in keys.py work here; PLACE unless said otherwise."""
    HELP: ClassVar[str] = ""
    """One sentence: what this is for. Heads the `?` page."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]  # noqa: RUF012

    def __init_subclass__(cls, **kwargs: Any) -> None:
        where = Path(inspect.getfile(cls)).with_suffix(".tcss")
        if "CSS_PATH" not in cls.__dict__ and where.exists():
            cls.CSS_PATH = str(where)
        if "BINDINGS" not in cls.__dict__ and (cls.KEYS or cls.PLACE):
            cls.BINDINGS = place_keys.bindings(cls.KEYS or cls.PLACE)
        super().__init_subclass__(**kwargs)

    @property
    def idle(self) -> frozenset[str]:
        """Actions of its keys that do nothing as it is now: `?` leaves them out."""
        return frozenset()

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield PlacesBar(self.PLACE)
        yield from self.body()
        yield KeyLine()

    def body(self) -> ComposeResult:
        """The widgets between the bar and the footer."""
        yield from ()

    @property
    def narrow(self) -> bool:
        return self.size.width < NARROW

    @property
    def low(self) -> bool:
        return self.size.height < LOW

    def foot(self) -> list[tuple[str, str, str]]:
        """What the footer shows: (key, label, action). Override where it depends; `refresh_foot()` redraws."""
        return [(key.shown, key.label, key.action) for key in place_keys.foot(self.KEYS or self.PLACE)]

    def refresh_foot(self) -> None:
        self.query_one(KeyLine).refresh()

    @task(exclusive=True)
    async def refresh_head(self) -> None:
        """Ask again what the head line says."""
        from shopkeep.jobs import today

        headline = await self.ask(today.headline)
        self.keep.head = Head(headline.shop_name, headline.notes)
        self.query_one(TopLine).refresh()

    @task(exclusive=True)
    async def prepare_figures(self) -> None:
        """How a large shop does takes a moment to add up: before anybody asks."""
        from shopkeep.jobs import metrics

        await self.ask(metrics.prepare)

    @task
    async def undo_last(self) -> None:
        """Take the last small step back, wherever it was done."""
        from shopkeep.jobs import triage

        steps, self.keep.undo_steps = self.keep.undo_steps, 1
        for _ in range(steps):
            done = await self.ask(triage.undo)
        self.say(f"{done.says}." if steps == 1 else f"Took {steps} steps back.")
        self.changed("customers", "outbox")

    def hear(self, topics: tuple[str, ...]) -> None:
        """Something changed. A page that shows what others may change asks again; a place does so by itself."""

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        self.refresh_foot()

    def action_back(self) -> None:
        """Esc: a page closes; a place overrides this for what it can go back from."""
        if len(self.app.screen_stack) > 2:  # below lie the app's blank screen and the place
            self.app.pop_screen()


class Place(Frame):
    """One of the places in the bar."""

    NAME: ClassVar[str] = ""
    TOPICS: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.PLACE = cls.NAME
        super().__init_subclass__(**kwargs)
        if cls.NAME:
            PLACES[cls.NAME] = cls

    def __init__(self) -> None:
        super().__init__()
        self._stale = True

    async def refresh_data(self) -> None:
        """Ask for what is shown, and show it."""

    def arrive(self, target: str) -> None:
        """Opened from elsewhere with a wish: a segment, a sequence or the like."""

    @task(exclusive=True)
    async def refresh_now(self) -> None:
        """Ask again now."""
        self._stale = False
        await self.refresh_data()

    def hear(self, topics: tuple[str, ...]) -> None:
        """Something changed: ask again now if seen, else when next seen."""
        if not set(topics) & set(self.TOPICS):
            return
        self._stale = True
        if self.is_current:
            self.refresh_now()

    def on_screen_resume(self) -> None:
        self.query(TopLine).refresh()  # the head may have changed while another place was shown
        if self._stale:
            self.refresh_now()
        self.remember()

    @task(exclusive=True)
    async def remember(self) -> None:
        """Reopening starts here."""
        from shopkeep.jobs import today

        if not self.keep.read_only:
            await self.ask(today.remember_place, self.NAME)

    def action_back(self) -> None:
        """Esc at the top of a place does nothing unless the place says so."""


class Empty(Static):
    """What an empty place says: what would be here, and the key that fills it.

    `Empty("No imports yet.", ("i", "to bring in your first export"))`
    """

    def __init__(self, says: str, *ways: tuple[str, str], id: str | None = None) -> None:
        super().__init__(empty_text(says, *ways), id=id, classes="empty")


def empty_text(says: str, *ways: tuple[str, str]) -> Content:
    """The text of an empty place."""
    lines = [Content(says)]
    lines += [Content.assemble("\n", (f" {key} ", "bold $accent"), " ", what) for key, what in ways]
    return Content("").join(lines)


def load_places() -> None:
    """Import every module of tui/screens, so that each place registers itself."""
    import shopkeep.tui.screens as package

    for info in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{info.name}")
