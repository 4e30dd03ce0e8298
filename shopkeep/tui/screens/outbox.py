"""Outbox: the review before a send, the send as it goes, and what became of every message."""

from __future__ import annotations

import time

from textual import on
from textual.app import ComposeResult

from shopkeep import wording
from shopkeep.core.progress import Step
from shopkeep.core.records.delivery import Counts, MessageRow, Outbox, Progress
from shopkeep.core.text import plain
from shopkeep.errors import DecisionNeeded, Stopped
from shopkeep.jobs import sending
from shopkeep.tui.run import task
from shopkeep.tui.screens import outbox_words as words
from shopkeep.tui.screens.base import empty_text
from shopkeep.tui.screens.inbox import InboxPage
from shopkeep.tui.screens.outbox_answers import Answers
from shopkeep.tui.screens.outbox_ledger import Ledger
from shopkeep.tui.screens.outbox_review import ReviewPage, Send
from shopkeep.tui.widgets.progress import Progress as Bar
from shopkeep.tui.widgets.rows import Rows

TITLE = "Sending"
LOOK_EVERY = 1.0
"""Seconds between two looks at the whole ledger during a send; in between, changes are told."""
REPLIES = 50
BEFORE_QUIT = "Mails are going out. Leaving stops after the one in flight; the others wait in the Outbox."
EMPTY = empty_text(
    "Every mail you send is listed here with what became of it. To begin, write a sequence and send its first"
    " stage: you will see who gets what before anything goes out.",
    ("3", "goes to your sequences"),
)


class OutboxPlace(Answers):
    NAME = "outbox"
    HELP = "Every message and what became of it. Sending goes on while you look at other places."
    TOPICS = ("outbox", "settings")

    def __init__(self) -> None:
        super().__init__()
        self._wish: tuple[str, str] | None = None
        self._inbox = False
        """The Inbox is wished for."""
        self._replies: list[MessageRow] = []
        self._event: Progress | None = None
        self._preparing = False
        """The mails of a send are being written and queued; none goes out yet."""
        self._hold = False
        """A pause was asked for meanwhile."""
        self._waits = ""
        self._problem: str | None = None
        self._looked = 0.0

    def body(self) -> ComposeResult:
        yield Ledger(self, EMPTY)

    @property
    def ledger(self) -> Ledger:
        return self.query_one(Ledger)

    # Coming here.

    def arrive(self, target: str) -> None:
        """`SEQUENCE/STAGE` opens the review of that send, `inbox` what came back; `unknown` and the like show
        those messages."""
        if target in words.PRESSING:
            self._only = target
            self._stale = True
        elif target == "inbox":
            self._inbox = True
        elif target:
            sequence, _, stage = target.partition("/")
            self._wish = (sequence, stage)
        if self.is_attached and self.is_current:
            self.call_after_refresh(self._follow_wish)

    def on_screen_resume(self) -> None:
        self._follow_wish()

    def action_inbox(self) -> None:
        """What came back."""
        self.app.push_screen(InboxPage())

    def _follow_wish(self) -> None:
        if self._inbox:
            self._inbox = False
            self.action_inbox()
        if self._wish is not None:
            sequence, stage = self._wish
            self._wish = None
            self.app.push_screen(ReviewPage(sequence, stage, self.begin, self.keep.came_from))

    async def refresh_data(self) -> None:
        box = await self.ask(sending.outbox)
        self._problem = await self.ask(sending.account_problem)
        self._box = box
        self._looked = time.monotonic()
        for row in reversed(box.messages):
            self._learn(row)
        self._rows = {row.id: row for row in box.messages}
        self._draw()
        self.query_one("#messages", Rows).focus()

    def _draw(self) -> None:
        """Show the ledger as last read, with what was told since."""
        if self._box is not None:
            self.ledger.show_messages(list(self._rows.values()), self._only)
            self._draw_status()
            self.refresh_foot()

    def _draw_status(self) -> None:
        if self._box is None:
            return
        ledger = self.ledger
        if self._sending:
            before = words.HOLDING if self._hold else words.PREPARING if self._preparing else words.CONNECTING
            ledger.show_sending(self._event, self._counts(), before)
        else:
            ledger.show_standing(self._box, self._waits, self._problem, bool(self._rows))
        ledger.show_replies(self._replies)

    def _learn(self, row: MessageRow) -> None:
        """A message has come to a new state."""
        before = self._rows.get(row.id)
        self._rows[row.id] = row
        if row.state not in ("sending", "queued") and before is not None and before.state != row.state:
            self._replies = [*self._replies[1 - REPLIES :], row]

    @on(Rows.Highlighted, "#messages")
    def highlighted(self, event: Rows.Highlighted[MessageRow]) -> None:
        self.ledger.show_chosen(event.row)

    def foot(self) -> list[tuple[str, str, str]]:
        if not self._rows and not self._sending:
            return [
                ("3", "Sequences", "app.go('sequences')"),
                ("i", "Inbox", "inbox"),
                ("m", "Practice mailbox", "practice"),
            ]
        paused = self._box is not None and self._box.paused
        say = "Pause" if self._sending else "Go on" if paused else "Send what is due"
        due = self._box is not None and self._box.due
        foot = [("p", say, "pause")] if (self._sending and not self._hold) or paused or due else []
        if self._sending:
            foot.append(("s", "Stop", "stop"))
        if self._box is not None and self._box.counts.unknown:
            foot += [("y", "It arrived", "arrived"), ("a", "Send again", "again")]
        return foot + [part for part in super().foot() if part[2] in ("read", "inbox", "practice")]

    # Sending.

    @task
    async def begin(self, send: Send) -> None:
        """Queue a confirmed send, then deliver it."""
        if self._sending:
            self.say("Mails are being sent. Wait, or stop that first.")
            return
        bar = self._start("Writing the mails", preparing=True)
        paused_before = await self.ask_pure(sending.is_paused, self.keep.home)

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
            await self.ask_pure(sending.pause, self.keep.home)
        elif paused_before:
            await self.ask_pure(sending.unpause, self.keep.home)
        self.changed("outbox", "sequences")
        await self._deliver()

    @task
    async def deliver(self) -> None:
        """Send what is due."""
        await self._deliver()

    async def _deliver(self) -> None:
        if self._sending:
            return
        self._start("")
        self._waits = ""
        try:
            before = (await self.ask(sending.outbox, None, 0)).counts
            box = await self.follow(
                sending.deliver,
                tell=self._told,
                title=TITLE,
                before_quit=BEFORE_QUIT,
            )
            self._box, self._waits = box, box.waits
            self._sum_up(box, before)
        finally:
            self._finish()
            self.changed("outbox", "sequences", "results", "customers")

    def _start(self, doing: str, preparing: bool = False) -> Bar:
        self._sending = True
        self._preparing, self._hold = preparing, False
        self._event = None
        bar = self.query_one("#bar", Bar)
        bar.begin(doing)
        self._draw_status()
        self.refresh_foot()
        return bar

    def _finish(self) -> None:
        self._sending = self._preparing = self._hold = False
        self._event = None
        self.query_one("#bar", Bar).end()
        self._draw_status()
        self.refresh_foot()

    def _told(self, event: object) -> None:
        """A send came further: at most ten times a second."""
        if not isinstance(event, Progress):
            return
        self._event = event
        for row in event.last:
            self._learn(row)
        done = event.counts.settled + event.counts.deferred
        self.query_one("#bar", Bar).advance("", done, event.total)
        if time.monotonic() - self._looked > LOOK_EVERY:
            self._looked = time.monotonic()
            self.look_again()
        if self.is_current:
            self._draw()

    @task(exclusive=True)
    async def look_again(self) -> None:
        """Read the ledger during a send: not every change is told."""
        self._box = await self.ask(sending.outbox)
        for row in reversed(self._box.messages):
            self._learn(row)

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
            await self.ask_pure(sending.pause, self.keep.home)
            return
        if await self.ask_pure(sending.is_paused, self.keep.home):
            await self.ask_pure(sending.unpause, self.keep.home)
        box = await self.ask(sending.outbox, None, 0)
        if not box.due:
            self.say("Nothing is due now.")
            self.changed("outbox")
            return
        self.deliver()

    def action_stop(self) -> None:
        """Stop after the mail in flight; what is left stays queued."""
        if self._sending:
            self.stop_long(TITLE)
        else:
            self.say("Nothing is being sent.")
