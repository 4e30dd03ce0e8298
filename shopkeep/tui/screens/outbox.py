"""Outbox: the review before a send, the send as it goes, and what became of every message."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from shopkeep.core.records.delivery import PRESSING
from shopkeep.core.text import plain
from shopkeep.jobs import outbox, send_report, sequences
from shopkeep.tui.screens.base import empty_text
from shopkeep.tui.screens.inbox import InboxPage
from shopkeep.tui.screens.outbox_ledger import Ledger
from shopkeep.tui.screens.outbox_review import ReviewPage
from shopkeep.tui.screens.outbox_sending import Sending

CLOCK = 5.0
"""Seconds between two looks at the clock while a send waits for its time; it also runs after a lid was closed."""
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


class OutboxPlace(Sending):
    NAME = "outbox"
    HELP = "Every message and what became of it. Sending goes on while you look at other places."
    TOPICS = ("outbox", "settings")

    def __init__(self) -> None:
        super().__init__()
        self._wish: tuple[str, str] | None = None
        self._inbox = False
        """The Inbox is wished for."""

    def on_mount(self) -> None:
        self.ledger.messages.pages_wanted = self._rows_wanted
        self.set_interval(CLOCK, self._go_on_in_time)

    def on_resize(self, _event: events.Resize) -> None:
        self._draw_status()

    def body(self) -> ComposeResult:
        yield Ledger(self, EMPTY)

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
