"""Outbox: the review before a send, the send as it goes, and what became of every message."""

from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import replace
from datetime import datetime
from typing import cast

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.asjson import as_json
from shopkeep.core.progress import Step
from shopkeep.core.records.delivery import PRESSING, Counts, MessageRow, Outbox, Progress, SendSummary
from shopkeep.core.text import plain
from shopkeep.errors import DecisionNeeded, Stopped
from shopkeep.jobs import outbox, send_report, sending, sequences
from shopkeep.tui.run import task
from shopkeep.tui.screens import outbox_words as words
from shopkeep.tui.screens.base import empty_text
from shopkeep.tui.screens.inbox import InboxPage
from shopkeep.tui.screens.outbox_answers import Answers
from shopkeep.tui.screens.outbox_ledger import Ledger
from shopkeep.tui.screens.outbox_review import ReviewPage, Send
from shopkeep.tui.widgets.paging import Pages
from shopkeep.tui.widgets.progress import Progress as Bar
from shopkeep.tui.widgets.rows import Rows

TITLE = "Sending"
LOOK_EVERY = 1.0
"""Seconds between two looks at the whole ledger during a send; in between, changes are told."""
FIRST = 60
"""Messages read at once before it is known how many are in view."""
CLOCK = 5.0
"""Seconds between two looks at the clock while a send waits for its time; it also runs after a lid was closed."""
REPLIES = 50
BEFORE_QUIT = "Mails are going out. Leaving stops after the one in flight; the others wait in the Outbox."
EMPTY = empty_text(
    "Every mail you send is listed here with what became of it. To begin, write a sequence and send its first"
    " stage: you will see who gets what before anything goes out.",
    ("3", "goes to your sequences"),
)


def empty_beside(title: str) -> Content:
    """No mails yet, though there is a sequence to send: the only one by its title, else empty."""
    return empty_text(
        "Every mail you send is listed here with what became of it. Nothing has gone out yet. To send"
        f" {plain(title) or 'a sequence'}, go to its first stage and press w: you will see who gets what before"
        " anything goes out.",
        ("3", "goes to your sequences"),
    )


def message_key(row: MessageRow) -> Hashable:
    return row.id


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
        self._fetching = False
        self._counted: Counts | None = None
        """What the send had told when the ledger was last read."""
        self._again_at: datetime | None = None
        """When sending goes on by itself; None where it does not."""
        self._summary: SendSummary | None = None
        self._typed: int | None = None
        """The number the owner typed for the send that goes on; None where this run began otherwise."""
        self._beside = 0
        """Messages that waited before that send and go out with it."""
        self._begun: Counts | None = None
        """How the messages of the newest send stood when this run of it began."""

    def on_mount(self) -> None:
        self.ledger.messages.pages_wanted = self._rows_wanted
        self.set_interval(CLOCK, self._go_on_in_time)

    def on_resize(self, _event: events.Resize) -> None:
        self._draw_status()

    def body(self) -> ComposeResult:
        yield Ledger(self, EMPTY)

    @property
    def ledger(self) -> Ledger:
        return self.query_one(Ledger)

    # Coming here.

    def arrive(self, target: str) -> None:
        """`SEQUENCE/STAGE` opens the review of that send, `inbox` what came back; `unknown` and the like show
        those messages."""
        if target in PRESSING:
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
        self._problem = await self.ask(outbox.account_problem)
        self._summary = await self.ask(send_report.summary)
        await self._look()
        if not self.counts.planned:
            there = await self.ask(sequences.list_sequences)
            self.ledger.messages.set_empty(empty_beside(there[0].title if len(there) == 1 else "") if there else EMPTY)
        self._draw_status()
        self.refresh_foot()
        self.ledger.messages.focus()

    async def _look(self) -> None:
        """Read the ledger: all ids, and the messages in view."""
        counted = self._event.counts if self._event else None
        found = await self.ask(outbox.ledger_list, self._only)
        first, last = self.ledger.messages.view
        known = await self.ask(outbox.rows_of, found.ids[first : max(last, FIRST)])
        pages: Pages[MessageRow] = await self.ask_pure(Pages, found.ids, message_key, known)
        self._list, self._counted = found, counted
        self._looked = time.monotonic()
        self.ledger.show_messages(pages, self._only)

    def _rows_wanted(self, _first: int, _last: int) -> None:
        """Messages in view were not read yet."""
        if not self._fetching:
            self._fetch()

    @task
    async def _fetch(self) -> None:
        """Messages in view, until none is missing."""
        messages = self.ledger.messages
        self._fetching = True
        try:
            while isinstance(pages := messages.rows, Pages) and (asked := pages.missing(*messages.view)):
                messages.take(pages, asked, await self.ask(outbox.rows_of, cast("list[int]", asked)))
        finally:
            self._fetching = False

    @property
    def counts(self) -> Counts:
        """How many messages stand in each state: as last read, and what a send told since."""
        before = super().counts
        if self._event is None or self._counted is None:
            return before
        now, then = as_json(self._event.counts), as_json(self._counted)
        read = as_json(before)
        return Counts(**{state: max(0, read[state] + now[state] - then[state]) for state in read})

    def _draw_status(self) -> None:
        if self._list is None:
            return
        ledger = self.ledger
        if self._sending:
            before = words.HOLDING if self._hold else words.PREPARING if self._preparing else words.CONNECTING
            # Of this send alone, as its bar is: what earlier ones came to stands in the Outbox once it is over.
            beside = words.beside(self._typed, self._beside)
            ledger.show_sending(self._event, self._event.counts if self._event else self.counts, before, beside)
        else:
            again = words.again_at(self.shop, self._again_at)
            ledger.show_standing(self._list, self._waits, self._problem, again, self._summary, self.narrow)
        ledger.show_replies(self._replies)

    @on(Rows.Highlighted, "#messages")
    def highlighted(self, event: Rows.Highlighted[MessageRow]) -> None:
        self.ledger.show_chosen(event.row)

    def foot(self) -> list[tuple[str, str, str]]:
        if self._list is None and not self._sending:
            return [part for part in super().foot() if part[2] in ("inbox", "practice")]
        if not self.counts.planned and not self._sending:
            return [
                ("3", "Sequences", "app.go('sequences')"),
                ("i", "Inbox", "inbox"),
                ("m", "Practice mailbox", "practice"),
            ]
        paused, due = (self._list.paused, self._list.due) if self._list else (False, 0)
        say = "Pause" if self._sending else "Go on" if paused or self._again_at else "Send what is due"
        wanted = self._sending and not self._hold
        foot = [("p", say, "pause")] if wanted or (not self._sending and (paused or due)) else []
        if self._sending or self._again_at:
            foot.append(("s", "Stop", "stop"))
        if self.counts.unknown:
            foot += [("y", "It arrived", "arrived"), ("a", "Send again", "again")]
        if self.counts.planned and not self._sending:
            foot.append(("w", "Write report", "report"))
        return foot + [part for part in super().foot() if part[2] in ("read", "inbox", "practice")]

    # Sending.

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
        event = words.of_the_whole(event, self._begun)
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
