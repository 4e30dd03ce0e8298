"""Reading mails: one message of the ledger, and what the practice mailbox received."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.records.delivery import MessageRow, PracticeMail, RenderedParts
from shopkeep.core.records.mails import RenderedMail
from shopkeep.core.text import plain
from shopkeep.jobs import outbox, practising, sequences
from shopkeep.tui.run import Works, task
from shopkeep.tui.screens import outbox_words as words
from shopkeep.tui.screens.base import Frame, empty_text
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.dialogs import Choice
from shopkeep.tui.widgets.preview import body_of
from shopkeep.tui.widgets.rows import Rows

SHORT_HEADERS = ("From", "To", "Reply-To", "Date", "Subject")


def mail_text(parts: RenderedParts, all_headers: bool = False) -> Content:
    """A finished mail for reading: some or all headers, then its text."""
    found = [(name, value) for name, value in parts.headers if all_headers or name in SHORT_HEADERS]
    head = [
        Content.assemble((f"{plain(name)}: ", "$muted"), (plain(value), "bold" if name == "Subject" else ""))
        for name, value in found
    ]
    return Content("\n").join([*head, Content(""), body_of(parts.text or "This mail has no text part.")])


async def open_in_browser(screen: Works[None], parts: RenderedParts) -> None:
    """Show the HTML part in the browser, from a file that only the owner can read."""
    if not parts.html:
        screen.say("This mail has no HTML part.")
        return
    mail = RenderedMail("", "", 0, "", "", parts.to, "", parts.subject, "", parts.html, parts.text, "", "")
    path = await screen.ask(sequences.write_preview_html, mail)
    if not await screen.ask_pure(_browse, path):
        screen.say(f"No browser was found here. The page is {path}")


def _browse(path: Path) -> bool:
    """Open a file in a browser with a window; one inside the terminal would write over the app."""
    windows = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(windows) and webbrowser.open(path.as_uri())


class MailReader(Frame):
    """A page that shows one finished mail in `#mail`."""

    PLACE = "outbox"

    def __init__(self) -> None:
        super().__init__()
        self._all_headers = False
        self._parts: RenderedParts | None = None

    def _show(self) -> None:
        if self._parts is not None:
            self.query_one("#mail", Static).update(mail_text(self._parts, self._all_headers))

    def action_headers(self) -> None:
        self._all_headers = not self._all_headers
        self._show()

    def action_open(self) -> None:
        self.open_html()

    @task
    async def open_html(self) -> None:
        if self._parts is not None:
            await open_in_browser(self, self._parts)


class MessagePage(MailReader):
    """One message as it was or will be sent."""

    KEYS = "outbox.message"
    HELP = "One message, byte for byte as it was or will be sent."

    def __init__(self, row: MessageRow) -> None:
        super().__init__()
        self._row = row

    def body(self) -> ComposeResult:
        with VerticalScroll(id="state-pane", classes="pane", can_focus=False) as pane:
            pane.border_title = "Where it stands"
            yield Static(id="state")
        with VerticalScroll(id="mail-pane", classes="pane") as pane:
            pane.border_title = "The mail"
            yield Static(id="mail")

    def foot(self) -> list[tuple[str, str, str]]:
        return [*super().foot(), ("Esc", "Back", "back")]

    def on_mount(self) -> None:
        self.query_one("#state", Static).update(words.detail(self.shop, self._row))
        self.query_one("#mail-pane").focus()
        self.load()

    @task
    async def load(self) -> None:
        self._parts = await self.ask(outbox.message_parts, self._row.id)
        self._show()


class PracticePage(MailReader):
    """What the practice mailbox received, newest first, with the chosen mail beside it."""

    KEYS = "outbox.practice"
    HELP = "Mails that the practice mailbox on this machine received. Nothing of it went out."

    def body(self) -> ComposeResult:
        yield Static(id="manners")
        with Container(id="practice"):
            mails: Rows[PracticeMail] = Rows(
                [
                    Column("When", width=12, drop=1),
                    Column("To", weight=1, least=14),
                    Column("Subject", weight=2, least=16),
                ],
                self._cells,
                lambda mail: mail.file,
                id="mails",
                classes="pane",
                empty=empty_text(
                    "The practice mailbox is a mail server on this machine that files what it gets."
                    " Nothing was sent to it yet."
                ),
            )
            mails.border_title = "Practice mailbox"
            yield mails
            with VerticalScroll(id="mail-pane", classes="pane") as pane:
                pane.border_title = "The mail"
                yield Static(id="mail")

    def foot(self) -> list[tuple[str, str, str]]:
        back = ("Esc", "Back", "back")
        if not self.query_one("#mails", Rows).rows:
            return [part for part in super().foot() if part[2] == "behave"] + [back]
        return [*super().foot(), back, ("Tab", "Scroll the mail", "app.focus_next")]

    def _cells(self, mail: PracticeMail) -> tuple[str | Cell, ...]:
        when = wording.moment_listed(mail.received_at, self.shop.zone, self.shop.today(), words.language(self.shop))
        return (Cell(when, "muted"), mail.to.partition(" <")[0] or mail.to, mail.subject)

    def on_mount(self) -> None:
        self.load()

    @task
    async def load(self) -> None:
        await self._show_manners()
        found = await self.ask(outbox.practice_mails)
        mails = self.query_one("#mails", Rows)
        mails.border_title = Content(f"Practice mailbox: {wording.count(len(found), 'mail')}")
        mails.show(found)
        mails.focus()
        self.refresh_foot()

    async def _show_manners(self) -> None:
        moods = await self.ask(practising.moods)
        self.query_one("#manners", Static).update(Content.styled(practising.says(moods), "$muted"))

    def action_behave(self) -> None:
        self.choose_manners()

    @task
    async def choose_manners(self) -> None:
        """Have the practice mailbox misbehave, to see what happens."""
        ways = {"It takes every mail": (), **{f"It {mood.short}": (n,) for n, mood in practising.MOODS.items()}}
        ways["All of this at once"] = tuple(practising.MOODS)
        text = "So you can see what happens when a mail server has a bad day. It holds from the next send on."
        chosen = await self.dialog(Choice("How should the practice mailbox behave?", list(ways), text))
        if chosen in ways:
            await self.ask(practising.behave, ways[chosen])
            await self._show_manners()
            self.changed("settings")

    @on(Rows.Highlighted, "#mails")
    def highlighted(self, event: Rows.Highlighted[PracticeMail]) -> None:
        self.read(event.row.file)

    @on(Rows.Chosen, "#mails")
    def chosen(self) -> None:
        self.query_one("#mail-pane").focus()

    @task(exclusive=True)
    async def read(self, file: str) -> None:
        self._parts = await self.ask(outbox.practice_mail, file)
        self._show()
        self.query_one("#mail-pane").scroll_home(animate=False)
