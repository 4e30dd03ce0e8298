"""The first thing painted: the frame, while the shop is opened and the places are loaded behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopkeep.errors import ShopBusy, ShopkeepError
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import PLACES, Frame, load_places
from shopkeep.tui.widgets.frame import Head

if TYPE_CHECKING:
    from shopkeep.jobs.shop import Shop


class Opening(Frame):
    """Opens the shop in a thread, then goes where the owner was last."""

    def body(self) -> ComposeResult:
        yield Static(Content("Opening the shop"), id="opening")

    def foot(self) -> list[tuple[str, str, str]]:
        return [("q", "Quit", "app.quit")]

    def on_mount(self) -> None:
        self.open_shop()

    @task
    async def open_shop(self) -> None:
        try:
            shop, busy, place = await self.ask_pure(self._open, self.keep.home)
        except ShopkeepError as error:
            self._cannot(error)
            return
        except Exception as error:
            self._cannot(ShopkeepError("The shop could not be opened.", "That is a fault of shopkeep itself.", ""))
            raise error from None
        self.keep.take_shop(shop)
        if busy is not None:
            self.say(f"{busy.meaning} {busy.next_step}", busy.title, "warning")
        for problem in shop.settings.problems[:3]:
            self.say(problem, severity="warning")
        self.keep.go(place if place in PLACES else "today")

    def _open(self, home: Path) -> tuple[Shop, ShopBusy | None, str]:
        """In a thread: load the places and the jobs, open the shop. To look only, where another has it."""
        load_places()
        from shopkeep.jobs import today

        busy = None
        try:
            shop = open_for_work(home) if self.keep.opener is None else self.keep.opener(home)
        except ShopBusy as error:
            busy = error
            shop = open_to_look(home)
        headline = today.headline(shop)
        self.keep.head = Head(headline.shop_name, headline.notes)
        return shop, busy, today.last_place(shop)

    def _cannot(self, error: ShopkeepError) -> None:
        """The shop cannot be opened: say so for as long as it takes to read, and leave with its code."""
        lines = [Content.styled(error.title, "bold $error"), *map(Content, error.lines()[1:])]
        self.query_one("#opening", Static).update(Content("\n\n").join([*lines, Content("q leaves.")]))
        self.keep.leave_with = error.exit_code
        self.keep.held = []


def open_for_work(home: Path) -> Shop:
    """jobs.opening's, imported when it is needed: the app paints before the database library is loaded."""
    from shopkeep.jobs import opening

    return opening.open_for_work(home)


def open_to_look(home: Path) -> Shop:
    """The same, for reading only."""
    from shopkeep.jobs import opening

    return opening.open_to_look(home)
