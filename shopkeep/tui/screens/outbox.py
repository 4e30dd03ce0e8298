"""Outbox: the review before a send, the send as it goes, and what became of every message."""

from __future__ import annotations

import time

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.asjson import as_json
from shopkeep.core.progress import Step
from shopkeep.core.records.delivery import MessageRow, Outbox, Progress
from shopkeep.core.text import plain
from shopkeep.errors import DecisionNeeded, Stopped
from shopkeep.jobs import sending
from shopkeep.tui.run import task
from shopkeep.tui.screens import outbox_words as words
from shopkeep.tui.screens.base import Place, empty_text
from shopkeep.tui.screens.outbox_message import MessagePage, PracticePage
from shopkeep.tui.screens.outbox_review import ReviewPage, Send
from shopkeep.tui.widgets.dialogs import Choice
from shopkeep.tui.widgets.progress import Progress as Bar
from shopkeep.tui.widgets.rows import Cell, Column, Rows

TITLE = "Sending"
LOOK_EVERY = 2.0
"""Seconds between two looks at the whole ledger during a send; in between, changes are told."""
REPLIES = 50
EMPTY = empty_text(
    "Every mail you send is listed here with what became of it. To begin, write a sequence and send its first"
    " stage: you will see who gets what before anything goes out.",
    ("3", "goes to your sequences"),
)


class OutboxPlace(Place):
    NAME = "outbox"
    HELP = "Every message and what became of it. Sending goes on while you look at other places."
    TOPICS = ("outbox", "settings")

    def __init__(self) -> None:
        super().__init__()
        self._wish: tuple[str, str] | None = None
        self._sending = False
        self._box: Outbox | None = None
        self._rows: dict[int, MessageRow] = {}
        self._replies: list[MessageRow] = []
        self._event: Progress | None = None
        self._only: str = ""
        self._waits = ""
        self._problem: str | None = None
        self._looked = 0.0

    def body(self) -> ComposeResult:
        with Container(id="status", classes="pane") as pane:
            pane.border_title = "Sending"
            yield Bar(id="bar", wait=False)
            yield Static(id="pace")
            yield Static(id="counts")
            yield Static(id="advice")
        with Container(id="box"):
            messages: Rows[MessageRow] = Rows(
                words.MESSAGES,
                lambda row: words.message_cells(self.shop, row),
                lambda row: row.id,
                sign=lambda row: words.SIGNS[row.state],
                id="messages",
                classes="pane",
                empty=EMPTY,
            )
            messages.border_title = "Messages"
            yield messages
            with Container(id="side"):
                with VerticalScroll(id="chosen-pane", classes="pane", can_focus=False) as pane:
                    pane.border_title = "The chosen message"
                    yield Static(id="chosen")
                replies: Rows[MessageRow] = Rows(
                    [Column("", weight=1, least=12), Column("", weight=2, least=14)],
                    lambda row: (row.name or row.email, Cell(row.last_reply or row.state, "muted")),
                    lambda row: row.id,
                    sign=lambda row: words.SIGNS[row.state],
                    header=False,
                    id="replies",
                    classes="pane",
                )
                replies.can_focus = False
                replies.border_title = "Last replies"
                yield replies

    # Coming here.

    def arrive(self, target: str) -> None:
        """`SEQUENCE/STAGE` opens the review of that send; `unknown` and the like show those messages."""
        if target in words.PRESSING:
            self._only = target
            self._stale = True
        elif target:
            sequence, _, stage = target.partition("/")
            self._wish = (sequence, stage)
        if self.is_attached and self.is_current:
            self.call_after_refresh(self._follow_wish)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self._follow_wish()

    def _follow_wish(self) -> None:
        if self._wish is not None:
            sequence, stage = self._wish
            self._wish = None
            self.app.push_screen(ReviewPage(sequence, stage, self.begin))

    async def refresh_data(self) -> None:
        box = await self.ask(sending.outbox)
        self._problem = await self.ask(sending.account_problem)
        self._box = box
        self._looked = time.monotonic()
        self._rows = {row.id: row for row in box.messages}
        self._draw()
        self.query_one("#messages", Rows).focus()

    def _draw(self) -> None:
        """Show the ledger as last read, with what was told since."""
        box = self._box
        if box is None:
            return
        rank = {state: number for number, state in enumerate(words.PRESSING)}
        shown = [row for row in self._rows.values() if not self._only or row.state == self._only]
        shown.sort(key=lambda row: rank[row.state])
        messages = self.query_one("#messages", Rows)
        messages.border_title = Content(
            wording.count(len(shown), "message") + (f", only {self._only} (f shows all)" if self._only else "")
            if self._rows
            else "Messages"
        )
        messages.show(shown)
        self.query_one("#side").display = bool(self._rows)
        self._draw_status()
        self.refresh_foot()

    def _draw_status(self) -> None:
        box = self._box
        pane = self.query_one("#status")
        pane.display = bool(self._rows) or self._sending
        if box is None:
            return
        event = self._event if self._sending else None
        pane.border_title = "Sending" if self._sending else "Outbox"
        self.query_one("#counts", Static).update(words.counts_line(box.counts if event is None else self._counts()))
        pace, advice = self.query_one("#pace", Static), self.query_one("#advice", Static)
        pace.display = event is not None
        advice.display = event is None
        if event is not None:
            pace.update(Content.styled(words.pace_line(event) or "Connecting to the mail server", "$muted"))
        else:
            advice.update(words.standing(box, self._waits, self._problem))
        replies = self.query_one("#replies", Rows)
        replies.display = bool(self._replies)
        replies.show(self._replies[::-1], keep=False)

    def _counts(self):  # type: ignore[no-untyped-def]
        """The counts of the whole ledger as told so far."""
        numbers: dict[str, int] = {}
        for row in self._rows.values():
            numbers[row.state] = numbers.get(row.state, 0) + 1
        assert self._box is not None
        return type(self._box.counts)(**numbers)

    @on(Rows.Highlighted, "#messages")
    def highlighted(self, event: Rows.Highlighted[MessageRow]) -> None:
        self.query_one("#chosen", Static).update(words.detail(self.shop, event.row))

    def foot(self) -> list[tuple[str, str, str]]:
        if not self._rows and not self._sending:
            return [("3", "Sequences", "app.go('sequences')"), ("m", "Practice mailbox", "practice")]
        paused = self._box is not None and self._box.paused
        say = "Pause" if self._sending else "Go on" if paused else "Send what is due"
        due = self._box is not None and self._box.due
        foot = [("p", say, "pause")] if self._sending or paused or due else []
        if self._sending:
            foot.append(("s", "Stop", "stop"))
        if self._box is not None and self._box.counts.unknown:
            foot += [("y", "It arrived", "arrived"), ("a", "Send again", "again")]
        return foot + [part for part in super().foot() if part[2] in ("read", "practice", "filter")]

    # Sending.

    @task
    async def begin(self, send: Send) -> None:
        """Queue a confirmed send, then deliver it."""
        if self._sending:
            self.say("Mails are being sent. Wait, or stop that first.")
            return
        bar = self._start("Writing the mails")

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
            self._finish()
        if await self.ask_pure(sending.is_paused, self.keep.home):
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
            box = await self.follow(
                sending.deliver,
                tell=self._told,
                title=TITLE,
                before_quit="Mails are going out. Stop after the one in flight? The others wait in the outbox.",
            )
            self._waits = box.waits
            self._sum_up(box)
        finally:
            self._finish()
            self.changed("outbox", "sequences", "results", "customers")

    def _start(self, doing: str) -> Bar:
        self._sending = True
        self._event = None
        bar = self.query_one("#bar", Bar)
        bar.begin(doing)
        self._draw_status()
        self.refresh_foot()
        return bar

    def _finish(self) -> None:
        self._sending = False
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
            self._rows[row.id] = row
            if row.state != "sending":
                self._replies.append(row)
        del self._replies[:-REPLIES]
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
        self._rows = {row.id: row for row in self._box.messages}

    def _sum_up(self, box: Outbox) -> None:
        """A toast where the owner looks elsewhere, and in any case where something wants an answer."""
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
            failed = f", {counts.failed:,} failed" if counts.failed else ""
            self.say(f"Done: {wording.count(counts.sent, 'mail')} sent in all{failed}.")

    def action_pause(self) -> None:
        self.pause_or_go_on()

    @task
    async def pause_or_go_on(self) -> None:
        """Pause between two mails; or go on, or send what is due."""
        if self._sending:
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

    # One message.

    @property
    def current(self) -> MessageRow | None:
        row: MessageRow | None = self.query_one("#messages", Rows).current
        return row

    @on(Rows.Chosen, "#messages")
    def chosen(self) -> None:
        self.action_read()

    def action_read(self) -> None:
        if self.current is not None:
            self.app.push_screen(MessagePage(self.current))

    def action_arrived(self) -> None:
        self.resolve("sent")

    def action_again(self) -> None:
        self.resolve("resend")

    @task
    async def resolve(self, answer: str) -> None:
        """The owner's answer for a message of unknown outcome."""
        row = self.current
        if row is None or row.state != "unknown":
            self.say("This is for messages of unknown outcome, marked with ?. f shows only those.")
            return
        leave = "Leave it open for now"
        go = "It arrived: count it as sent" if answer == "sent" else "Send it again: it may come twice"
        text = (
            f"The mail to {plain(row.name or row.email)} was handed over, but no answer came back. Look in your"
            " provider's sent mail or ask the customer if you can. This answer cannot be taken back."
        )
        if await self.dialog(Choice("Did it arrive?", [leave, go], text)) != go:
            return
        done = await self.ask(sending.resolve, row.id, "sent" if answer == "sent" else "resend")
        self.say(f"{done.says}." + ("" if answer == "sent" else " p sends it."))
        self.changed("outbox", "results")

    # All that wait.

    def action_retry(self) -> None:
        self.retry()

    @task
    async def retry(self) -> None:
        """Deferred messages again, now."""
        if self._sending:
            self.say("Mails are being sent. Pause or stop that first.")
            return
        if self._box is None or not self._box.counts.deferred:
            self.say("No message is deferred.")
            return
        self.say(f"{(await self.ask(sending.retry)).says}.")
        self.changed("outbox")
        if not await self.ask_pure(sending.is_paused, self.keep.home):
            self.deliver()

    def action_cancel(self) -> None:
        self.cancel()

    @task
    async def cancel(self) -> None:
        """What has not gone out stays here for good."""
        waiting = self._box.counts.queued + self._box.counts.deferred if self._box else 0
        if self._sending:
            self.say("Mails are being sent. Pause or stop that first.")
        elif not waiting:
            self.say("Nothing waits in the outbox.")
        else:
            keep, go = "Keep them", f"Cancel {wording.count(waiting, 'message')}"
            text = "They will not be sent. What has gone out stays as it is. This cannot be taken back."
            if await self.dialog(Choice("Cancel what waits?", [keep, go], text)) == go:
                self.say(f"{(await self.ask(sending.cancel)).says}.")
                self.changed("outbox", "sequences")

    def action_filter(self) -> None:
        self.choose_filter()

    @task
    async def choose_filter(self) -> None:
        """Show messages of one state."""
        numbers = as_json(self._counts()) if self._box else {}
        choices = [("", f"All ({len(self._rows):,})")]
        choices += [
            (state, f"{words.SIGNS[state].text} {state} ({numbers[state]:,})")
            for state in words.PRESSING
            if numbers.get(state)
        ]
        chosen = await self.dialog(Choice("Show which messages?", choices))
        if chosen is not None:
            self._only = chosen
            self._draw()

    def action_practice(self) -> None:
        """What the practice mailbox received."""
        self.app.push_screen(PracticePage())
