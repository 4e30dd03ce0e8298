"""The app: themes, the keymap, going from place to place, and what is shown when something goes wrong.

`run_app(home)` is the whole program as the command line starts it. `ShopkeepApp(home)` is testable with
`run_test`; `opener` says how a shop is opened (jobs.opening.open_for_work unless said otherwise).

The first paint needs no database: places, jobs and the shop itself are loaded by screens/opening.py in
a thread, so nothing imported here may import jobs, settings or the store.

What screens use of the app, beside run.py:
- `app.go(name, target="")` goes to a place and lets it `arrive(target)`; the key action is `app.go('name')`.
- `app.shop`, open from the moment a place is shown; `app.read_only` where another shopkeep writes.
- `app.practice`: whether the program that started us runs a practice mailbox.
- `app.say`, `app.show_error`, `app.changed`, `app.long_jobs`: used through run.py.
- `app.copy(text)`: to the clipboard where the terminal allows it.
"""

from __future__ import annotations

import gc
import logging
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.app import App
from textual.screen import ModalScreen

from shopkeep.errors import ShopkeepError
from shopkeep.tui import looks, place_keys
from shopkeep.tui.next_steps import ends_of_paths, on_screen, without_options
from shopkeep.tui.palette import Commands
from shopkeep.tui.run import LongJob, guarded
from shopkeep.tui.screens.base import PLACES, Frame, Place
from shopkeep.tui.screens.opening import Opening
from shopkeep.tui.widgets.all_keys import AllKeys
from shopkeep.tui.widgets.dialogs import Choice, Dialog, Trouble
from shopkeep.tui.widgets.frame import Head

if TYPE_CHECKING:
    from shopkeep.jobs.shop import Shop

log = logging.getLogger("shopkeep")


SCREENS = Path(__file__).parent / "screens"
"""Whose styles are read at once: each that a place brought along when it is first seen would have all be read again."""
TURN = 0.0005
"""Seconds after which a thread that works lets another go on: Python's own 0.005 make a key wait for a long query."""

LEAVING = ("q", "ctrl+q", "ctrl+c")


class ShopkeepApp(App[int]):
    """One shop's folder, on the screen."""

    TITLE = "shopkeep"
    CSS_PATH = ["app.tcss", *sorted(SCREENS.glob("*.tcss"))]  # noqa: RUF012
    BINDINGS = place_keys.bindings("app")
    COMMANDS: ClassVar[set[Any]] = {Commands}
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, home: Path, opener: Callable[[Path], Shop] | None = None, practice: bool = False) -> None:
        super().__init__()
        self.home = home
        self.opener = opener
        self.practice = practice
        self.head = Head(home.name)
        self.for_good = False
        """Whether this process is there for this app alone: then what is loaded by the time the shop is open is never
        looked through for garbage again, for which a key now and then had to wait."""
        self.long_jobs: list[LongJob] = []
        self.undo_steps = 1
        """How many small steps the last thing done was: one `u` takes all of them back."""
        self.came_from = ""
        """The place from which the present one was gone to."""
        self.going = 0
        """How many goings from place to place are under way."""
        self.held: list[events.Key] = []
        """Keys pressed meanwhile, for the new place."""
        self.leave_with = 0
        """The exit code, where the shop could not be opened."""
        self.next_home: Path | None = None
        """Another shop to open once this one is left."""
        self._shop: Shop | None = None
        for theme in looks.themes(home):
            self.register_theme(theme)
        self.use_theme(looks.chosen(home))

    @property
    def shop(self) -> Shop:
        """The open shop. Raises ShopkeepError before it is open."""
        if self._shop is None:
            raise ShopkeepError("The shop is still being opened.", "", "Wait a moment, then try again.")
        return self._shop

    @property
    def read_only(self) -> bool:
        return self._shop is not None and self._shop.read_only

    @property
    def is_open(self) -> bool:
        return self._shop is not None

    def take_shop(self, shop: Shop) -> None:
        """The shop is open from now on."""
        self._shop = shop
        if self.for_good:
            gc.freeze()

    def use_theme(self, name: str) -> None:
        """Show the app in this theme; in the usual one where the name is not known."""
        self.theme = name if name in self.available_themes else looks.USUAL

    def on_mount(self) -> None:
        sys.setswitchinterval(TURN)
        self.push_screen(Opening())

    # Going from place to place.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("go", "undo", "all_keys"):
            return self.is_open and not isinstance(self.screen, ModalScreen)
        return True

    def action_go(self, name: str) -> None:
        self.go(name)

    def go(self, name: str, target: str = "") -> None:
        """Go to a place; `target` is passed to its `arrive`. Pages over the present place are closed.

        It happens in the app's own turn: a screen that is left here would cancel its own work.
        """
        self.going += 1
        self.call_later(self._go, name, target)

    async def on_event(self, event: events.Event) -> None:
        """Keys pressed while another place comes wait for it, else they would act on the one that is left; those
        pressed while the shop is opened wait for the first place, but for those that leave. A question that came by
        itself is not answered by a key from before it was seen."""
        if isinstance(event, events.Key) and self._comes(event.key) and not isinstance(self.screen, ModalScreen):
            event.stop()
            self.held.append(events.Key(event.key, event.character))
            return
        if isinstance(event, events.Key) and isinstance(self.screen, Dialog) and not self.screen.heeds(event):
            event.stop()
            return
        await super().on_event(event)

    def _comes(self, key: str) -> bool:
        """Whether a place is still to come that this key is for."""
        opening = not self.is_open and not self.leave_with and key not in LEAVING
        return bool(self.going) or opening

    async def _go(self, name: str, target: str) -> None:
        try:
            await self._switch(name, target)
        finally:
            self.going -= 1
            held, self.held = self.held, []
            for key in held:
                self.post_message(key)

    async def _switch(self, name: str, target: str) -> None:
        if name not in PLACES:
            self.say("This place is not built into this version.", severity="warning")
            return
        before = next((s.PLACE for s in reversed(self.screen_stack) if isinstance(s, Frame)), "")
        self.came_from = before
        if before and before != name:
            self.clear_notifications()  # they speak of what is left behind
        while len(self.screen_stack) > 2:
            await self.pop_screen()
        if not self.is_screen_installed(name):
            self.install_screen(PLACES[name](), name)
        place = cast("Place", self.get_screen(name))
        if target:
            place.arrive(target)
        await self.switch_screen(name)

    @property
    def place(self) -> Frame:
        """The lowest place or page that is shown, below any dialog."""
        return next(s for s in reversed(self.screen_stack) if isinstance(s, Frame))

    def changed(self, *topics: str) -> None:
        """Let every place that listens to one of these topics ask again, and the head line too."""
        for name in PLACES:
            if self.is_screen_installed(name):
                cast("Place", self.get_screen(name)).hear(topics)
        for page in self.screen_stack:
            if isinstance(page, Frame) and not isinstance(page, Place):
                page.hear(topics)
        self.place.refresh_head()
        if "orders" in topics:
            self.place.prepare_figures()

    # Saying things.

    def say(self, text: str, title: str = "", severity: str = "information", seconds: float = 4) -> None:
        """A toast, in place of the one before: several would cover what they speak of."""
        self.clear_notifications()
        said, heading = ends_of_paths(text), ends_of_paths(title)
        self.notify(said, title=heading, severity=cast("Any", severity), timeout=seconds, markup=False)

    def show_error(self, error: Exception) -> None:
        """A known error as a toast, an unknown one as a dialog that can be copied, and in the log."""
        if isinstance(error, ShopkeepError):
            rest = " ".join(line for line in (error.meaning, on_screen(without_options(error.next_step))) if line)
            self.say(rest or error.title, error.title if rest else "", "error", 8)
            return
        log.error("unexpected", exc_info=error)
        self.push_screen(Trouble("".join(traceback.format_exception(error)), str(self.home / "shopkeep.log")))

    def copy(self, text: str) -> None:
        self.copy_to_clipboard(text)
        self.say("Sent to the clipboard, if your terminal allows it.")

    # Keys that work everywhere.

    def action_all_keys(self) -> None:
        frame = self.place
        self.push_screen(AllKeys(frame.KEYS or frame.PLACE, frame.HELP, frame.idle))

    async def action_back(self) -> None:
        self.place.action_back()

    def action_undo(self) -> None:
        self.place.undo_last()

    def leave_for(self, home: Path) -> None:
        """Leave this shop and open another one."""
        self.next_home = home
        self.exit(0)

    async def action_quit(self) -> None:
        work = cast("Any", partial(guarded, self, self._quit))
        self.run_worker(work, exclusive=True, group="quit", exit_on_error=False)

    async def _quit(self) -> None:
        """Leave; ask first where a running job says so, and let it finish the piece it is at."""
        asking = [job for job in self.long_jobs if job.before_quit]
        if asking:
            stay, leave = "Stay here", "Stop it and leave"
            answer = await self.push_screen_wait(Choice("Leave now?", [stay, leave], asking[0].before_quit))
            if answer != leave:
                return
        for job in list(self.long_jobs):
            job.flag.set()
            await job.ended.wait()
        self.exit(self.leave_with)


def run_app(home: Path, practice: bool = False) -> int:
    """Open the app on a shop's folder and stay until the owner leaves. Returns the exit code."""
    while True:
        looks.start_log(home)
        app = ShopkeepApp(home, practice=practice)
        app.for_good = True
        try:
            code = app.run()
        finally:
            if app.is_open:
                app.shop.close()
        if app.next_home is None:
            return app.return_code or code or 0
        home = app.next_home
