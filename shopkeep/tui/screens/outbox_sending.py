"""A confirmed send as it goes: queued, delivered, paused, stopped, and going on by itself."""

from __future__ import annotations

import time
from dataclasses import replace

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.progress import Step
from shopkeep.core.records.delivery import Counts, Outbox, Progress
from shopkeep.core.text import plain
from shopkeep.errors import DecisionNeeded, Stopped
from shopkeep.jobs import outbox, send_report, sending
from shopkeep.tui.run import task
from shopkeep.tui.screens import outbox_pace as pace
from shopkeep.tui.screens.outbox_review import Send
from shopkeep.tui.screens.outbox_showing import Showing
from shopkeep.tui.widgets.paging import Pages
from shopkeep.tui.widgets.progress import Progress as Bar

TITLE = "Sending"
LOOK_EVERY = 1.0
"""Seconds between two looks at the whole ledger during a send; in between, changes are told."""
REPLIES = 50
BEFORE_QUIT = "Mails are going out. Leaving stops after the one in flight; the others wait in the Outbox."


class Sending(Showing):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self._begun: Counts | None = None
        """How the messages of the newest send stood when this run of it began."""

    @task
    async def begin(self, send: Send) -> None:
        """Queue a confirmed send, then deliver it."""
        if self._sending:
            self.say("Mails are being sent. Wait, or stop that first.")
            return
        bar = self._start("Writing the mails", preparing=True)
        paused_before = await self.ask_pure(outbox.is_paused, self.keep.home)

        def tell(event: object) -> None:
            if isinstance(event, Step):
                bar.advance(event.doing, event.done, event.total)

        try:
            await self.follow(
                sending.queue,
                send.sequence,
                send.stage,
                send.expected,
                send.segment,
                send.limit,
                tell=tell,
                title=TITLE,
                account=send.account,
                newcomers=send.newcomers,
            )
        except Stopped:
            self.say("Stopped before anything was queued.")
            return
        except DecisionNeeded as error:
            self.say(f"{error.meaning} {error.next_step}", error.title, "warning")
            return
        finally:
            held = self._hold
            self._finish()
        if held:  # delivering finds the pause file and says what waits
            await self.ask_pure(outbox.pause, self.keep.home)
        elif paused_before:
            await self.ask_pure(outbox.unpause, self.keep.home)
        self.changed("outbox", "sequences")
        await self._deliver(send.expected)

    @task
    async def deliver(self) -> None:
        """Send what is due."""
        await self._deliver()

    async def _deliver(self, typed: int | None = None) -> None:
        if self._sending:
            return
        self._typed, self._beside = typed, 0
        self._start("")
        self._waits = ""
        try:
            before = (await self.ask(outbox.outbox, None, 0)).counts
            newest = await self.ask(send_report.summary)
            self._begun = newest.counts if newest else None
            self._again_at = None
            box = await self.follow(
                outbox.deliver,
                tell=self._told,
                title=TITLE,
                before_quit=BEFORE_QUIT,
                limit=0,
            )
            self._waits, self._again_at = box.waits, box.again_at
            if self._list is not None:  # what was read during the send is a moment old
                self._list = replace(self._list, counts=box.counts, paused=box.paused, due=box.due)
            self._sum_up(box, before)
        finally:
            self._finish()
            self.changed("outbox", "sequences", "results", "customers")

    def _start(self, doing: str, preparing: bool = False) -> Bar:
        self._sending = True
        self._preparing, self._hold = preparing, False
        self._event = self._counted = None
        bar = self.query_one("#bar", Bar)
        bar.begin(doing)
        self._draw_status()
        self.refresh_foot()
        return bar

    def _finish(self) -> None:
        self._sending = self._preparing = self._hold = False
        self._event = self._counted = None
        self.query_one("#bar", Bar).end()
        self._draw_status()
        self.refresh_foot()

    def _told(self, event: object) -> None:
        """A send came further: at most ten times a second."""
        if not isinstance(event, Progress):
            return
        if self._typed is not None:
            self._beside = max(self._beside, event.total - self._typed)
        event = pace.of_the_whole(event, self._begun)
        self._event = event
        self._counted = self._counted or event.counts
        messages = self.ledger.messages
        if isinstance(messages.rows, Pages):
            messages.take(messages.rows, (), event.last)
        told = [row for row in event.last if row.state not in ("sending", "queued")]
        self._replies = [*self._replies, *told][-REPLIES:]
        done = event.counts.settled + event.counts.deferred
        self.query_one("#bar", Bar).advance("", done, event.total)
        if self.is_current:
            self._draw_status()
            if time.monotonic() - self._looked > LOOK_EVERY:
                self._looked = time.monotonic()
                self.look_again()

    @task(exclusive=True)
    async def look_again(self) -> None:
        """Read the ledger during a send: not every change is told."""
        await self._look()

    def _go_on_in_time(self) -> None:
        """Go on with a send whose time has come: a limit's window has passed, or the server may be back."""
        if self._again_at is not None and clock.now() >= self._again_at and not self._sending:
            self._again_at = None
            self.deliver()

    def _sum_up(self, box: Outbox, before: Counts) -> None:
        """A toast where the owner looks elsewhere, and in any case where something wants an answer.

        `before`: the ledger's counts before this send, of which only the difference is news.
        """
        counts = box.counts
        if counts.unknown:
            self.say(f"It is not known whether {wording.count(counts.unknown, 'mail')} arrived.", severity="warning")
        elif self.is_current and (box.paused or box.waits):
            return
        elif box.paused:
            self.say(f"Sending is paused. {wording.count(counts.queued, 'mail')} wait in the outbox.")
        elif box.waits:
            self.say(plain(box.waits), "Outbox", "warning")
        else:
            failed = counts.failed - before.failed
            sent = wording.count(counts.sent - before.sent, "mail")
            self.say(f"Done: {sent} sent" + (f", {failed:,} failed." if failed else "."))

    def action_pause(self) -> None:
        self.pause_or_go_on()

    @task
    async def pause_or_go_on(self) -> None:
        """Pause between two mails; or go on, or send what is due."""
        if self._sending:
            if self._preparing:
                self._hold = True
                self._draw_status()
                self.refresh_foot()
            await self.ask_pure(outbox.pause, self.keep.home)
            return
        if not await self.confirmed_again():
            return
        self._again_at = None
        if await self.ask_pure(outbox.is_paused, self.keep.home):
            await self.ask_pure(outbox.unpause, self.keep.home)
        box = await self.ask(outbox.outbox, None, 0)
        if not box.due:
            self.say("Nothing is due now.")
            self.changed("outbox")
            return
        self.deliver()

    def action_stop(self) -> None:
        """Stop after the mail in flight; what is left stays queued, and does not go on by itself."""
        if self._sending:
            self.stop_long(TITLE)
        elif self._again_at:
            self._again_at = None
            self.say("It does not go on by itself any more. p goes on.")
            self._draw_status()
            self.refresh_foot()
        else:
            self.say("Nothing is being sent.")
