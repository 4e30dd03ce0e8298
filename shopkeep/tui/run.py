"""The one bridge between screens and work. The event loop never waits: every worker starts here.

A screen that does something looks like this:

    @task
    async def action_leave_out(self) -> None:
        reason = await self.dialog(TextAsk("Why leave out?"))       # None: Esc, nothing happens
        if reason is not None:
            done = await self.ask(triage.leave_out, self.email, reason)
            self.done(done, "customers")

- `task` turns an async method into one that starts at once in the background. Errors end there: a
  ShopkeepError becomes a toast (what happened; what it means and what to do), anything else a dialog
  that can be copied, and a line in the log. `@task(exclusive=True)`: a new call replaces the running
  one (for refreshing, filtering and previews).
- `ask(job, *args)` runs `job(shop, *args)` in a thread and gives its result. For pure functions that
  need no shop: `ask_pure(fn, *args)`.
- `follow(job, *args, tell=listener, title="Sending")` runs a long `job(shop, *args, tell=, stop=)`;
  `listener(event)` is called on the screen at most ten times a second with the newest event of each
  type; the job is told to stop when the screen goes, when the app quits, or by `stop_long()`.
  `before_quit="..."` makes quitting ask first.
- `done(Done, *topics)` says what was done and how to take it back, and announces the topics.
- `changed(*topics)` announces a change: visible places that listen ask again, others when next seen.
  Topics: orders, customers, sequences, outbox, results, settings.

Only `ask`, `ask_pure` and `follow` reach a thread; nothing else in tui/ starts one.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast, overload

from textual import messages
from textual.css.query import NoMatches
from textual.screen import ModalScreen, Screen
from textual.worker import WorkerCancelled, WorkerFailed

from shopkeep.core.records.customers import Done
from shopkeep.tui.widgets.dialogs import Dialog, Waiting

if TYPE_CHECKING:
    from shopkeep.jobs.shop import Shop
    from shopkeep.tui.app import ShopkeepApp

log = logging.getLogger("shopkeep")

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")
S = TypeVar("S", bound="Works[Any]")

TELL_EVERY = 0.1
"""Seconds between two looks at what a long job told."""


@dataclass
class LongJob:
    """A long job under way: what it is, how to stop it, and when it has ended."""

    title: str
    before_quit: str = ""
    """A sentence that quitting must ask about; empty: quitting just stops the job."""
    flag: threading.Event = field(default_factory=threading.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class Works(Screen[T]):
    """What every screen and dialog that does work is made of. See the module's docstring."""

    @property
    def keep(self) -> ShopkeepApp:
        """The app, by its own type."""
        return cast("ShopkeepApp", self.app)

    @property
    def shop(self) -> Shop:
        """The open shop. Only jobs may touch it, in a thread; screens read its settings at most."""
        return self.keep.shop

    @property
    def language(self) -> str:
        """The shop's, in which money, dates and counts are written: `en`, `de`."""
        return str(self.shop.settings.get("shop.language"))

    def on_layout(self, message: messages.Layout) -> None:
        """A text that changes is measured anew. Textual (8.2) does not where another widget's layout came between
        two of its own: the text then stands in as many lines as the one before had."""
        message.widget._layout_updates += 1

    async def ask(self, job: Callable[Concatenate[Shop, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `job(shop, ...)` in a thread. Raises what it raises."""
        return await self.ask_pure(functools.partial(job, self.keep.shop, *args, **kwargs))

    async def ask_pure(self, job: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `job(...)` in a thread. Raises what it raises."""
        worker = self.run_worker(functools.partial(job, *args, **kwargs), group="ask", thread=True, exit_on_error=False)
        try:
            return await worker.wait()
        except WorkerFailed as failed:
            raise failed.error from None

    async def follow(
        self,
        job: Callable[..., R],
        *args: Any,
        tell: Callable[[Any], object],
        title: str,
        before_quit: str = "",
        **kwargs: Any,
    ) -> R:
        """Run a long `job(shop, ..., tell=, stop=)` in a thread and pass on what it tells."""
        running = LongJob(title, before_quit)
        newest: dict[type, object] = {}
        hear = threading.Lock()

        def told(event: object) -> None:
            with hear:
                newest[type(event)] = event

        def pass_on() -> None:
            with hear:
                events = list(newest.values())
                newest.clear()
            for event in events:
                tell(event)

        self.keep.long_jobs.append(running)
        timer = self.set_interval(TELL_EVERY, pass_on)
        try:
            return await self.ask(job, *args, tell=told, stop=running.flag.is_set, **kwargs)
        finally:
            running.flag.set()
            running.ended.set()
            self.keep.long_jobs.remove(running)
            timer.stop()
            if self.is_mounted:
                pass_on()

    def stop_long(self, title: str = "") -> None:
        """Ask long jobs (of this title, or all) to stop after the piece they are at."""
        for job in self.keep.long_jobs:
            if not title or job.title == title:
                job.flag.set()

    async def dialog(self, screen: ModalScreen[R], *, unasked: bool = False) -> R | None:
        """Show a dialog and wait for its answer; None when it was left with Esc. Toasts give way to it: they speak of
        what lies below, and would lie on its keys.

        `unasked`: it comes by itself after work, and takes no key that was pressed before it could be seen.
        """
        if unasked and isinstance(screen, Dialog):
            screen.come_unasked()
        self.keep.clear_notifications()
        return await self.keep.push_screen_wait(screen)

    @asynccontextmanager
    async def questions_coming(self, title: str, says: str) -> AsyncIterator[None]:
        """While it lasts, a box says that questions are on their way, and the place below takes no keys."""
        waiting = Waiting(title, says)
        await self.keep.push_screen(waiting)
        try:
            yield
        finally:
            if waiting is self.keep.screen:
                await self.keep.pop_screen()

    def done(self, done: Done, *topics: str, steps: int = 1) -> None:
        """Say what was done and how to take it back, and announce what changed.

        `steps`: how many small steps one `u` takes back.
        """
        self.keep.undo_steps = steps
        self.say(f"{done.says}. u undoes." if done.can_undo else f"{done.says}.")
        self.changed(*topics)

    def say(self, text: str, title: str = "", severity: str = "information") -> None:
        """A toast. Severity: information, warning or error."""
        self.keep.say(text, title, severity)

    def changed(self, *topics: str) -> None:
        """Announce a change."""
        self.keep.changed(*topics)


Method = Callable[Concatenate[S, P], Coroutine[Any, Any, None]]
Started = Callable[Concatenate[S, P], None]


@overload
def task(method: Method[S, P]) -> Started[S, P]: ...
@overload
def task(*, exclusive: bool = False) -> Callable[[Method[S, P]], Started[S, P]]: ...
def task(method: Any = None, *, exclusive: bool = False) -> Any:
    """An async method of a `Works` that runs in the background, errors and all. See the docstring above."""

    def decorate(method: Method[S, P]) -> Started[S, P]:
        @functools.wraps(method)
        def start(self: S, *args: P.args, **kwargs: P.kwargs) -> None:
            work = functools.partial(method, self, *args, **kwargs)
            self.run_worker(
                cast("Any", functools.partial(guarded, self, work)),
                name=method.__name__,
                group=method.__name__,
                exclusive=exclusive,
                exit_on_error=False,
            )

        return start

    return decorate if method is None else decorate(method)


async def guarded(whose: Works[Any] | ShopkeepApp, work: Callable[[], Awaitable[None]]) -> None:
    """Await some work of a screen or of the app; show what goes wrong instead of ending the app."""
    app = cast("ShopkeepApp", whose.app)
    try:
        await work()
    except WorkerCancelled:
        pass
    except NoMatches as error:
        if whose.display:  # else it was left meanwhile, and its widgets went before this work was cancelled
            app.show_error(error)
    except Exception as error:
        app.show_error(error)
