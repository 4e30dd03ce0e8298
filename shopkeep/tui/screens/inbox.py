"""What came back: replies, bounces and goodbyes read from the owner's mailbox, and the one way back for each."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.addresses import called
from shopkeep.core.progress import Step
from shopkeep.core.records.inbox import InboxMail, InboxRead, InboxRow, Kind
from shopkeep.core.text import plain
from shopkeep.jobs import inbox, inbox_reading, sample_answers
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import Frame, empty_text
from shopkeep.tui.screens.never import NeverPage
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.dialogs import Choice, TextAsk
from shopkeep.tui.widgets.progress import Progress as Bar
from shopkeep.tui.widgets.rows import Rows

WHAT: dict[Kind, str] = {
    "reply": "wrote back",
    "unsubscribe": "goodbye",
    "complaint": "called it spam",
    "bounced": "dead address",
    "soft-bounce": "not delivered",
    "refused": "turned away",
    "delayed": "delayed",
    "delivered": "arrived",
    "auto-reply": "is away",
}
SIGNS: dict[Kind, Cell] = {
    "reply": Cell("✓", "success"),
    "unsubscribe": Cell("✕", "warning"),
    "complaint": Cell("✕", "error"),
    "bounced": Cell("!", "error"),
    "soft-bounce": Cell("…", "warning"),
    "refused": Cell("!", "warning"),
    "delayed": Cell("…", "muted"),
    "delivered": Cell("✓", "muted"),
    "auto-reply": Cell("·", "muted"),
}
COLUMNS = [
    Column("What", width=14),
    Column("Who", weight=2, least=16),
    Column("What followed", weight=4, least=20),
    Column("When", width=11, drop=1),
]
EMPTY = empty_text(
    "Here stands what comes back after your mails: who wrote to you, whose address is dead, who wants no more. Each"
    " line says how it was told and what followed, and u takes that back.",
    ("r", "reads the mailbox of your shop, and changes nothing in it"),
    ("o", "reads a file instead: an mbox, a Maildir or a folder of .eml"),
)


def who(row: InboxRow) -> str:
    return called(row.name, row.email)


def about(row: InboxRow) -> Content:
    """One mail in sentences: what it is, how that was told, what followed."""
    head = Content.assemble((WHAT[row.kind].capitalize(), "bold"), ("  ", ""), (plain(row.email), "$text-muted"))
    lines = [head, Content(plain(row.why))]
    if row.undone:
        lines.append(Content.styled("What followed was taken back.", "$warning"))
    elif row.effect:
        lines.append(Content(f"{plain(row.effect)}."))
    else:
        lines.append(Content.styled("Nothing followed from it.", "$text-muted"))
    if row.back_on is not None:
        lines.append(Content(f"Back on {row.back_on.day} {row.back_on:%b %Y}."))
    if row.waits:
        lines.append(Content.assemble(("Enter", "bold $accent"), " reads it; until then it stands on Today."))
    return Content("\n").join(lines)


class InboxPage(Frame):
    """The list, those to read first, then the newest, with the chosen one in sentences below."""

    PLACE = "outbox"
    KEYS = "outbox.inbox"
    HELP = "What came back after your mails. Nothing in your mailbox is marked, moved or deleted."

    def body(self) -> ComposeResult:
        with Container(id="inbox"):
            yield Bar(id="bar")
            came: Rows[InboxRow] = Rows(
                COLUMNS,
                self._cells,
                lambda row: row.id,
                sign=lambda row: Cell("●", "accent") if row.waits else SIGNS[row.kind],
                id="came",
                classes="pane",
                empty=EMPTY,
            )
            came.border_title = "Inbox"
            yield came
            with VerticalScroll(id="about-pane", classes="pane", can_focus=False) as pane:
                pane.border_title = "The chosen mail"
                yield Static(id="about")

    def _cells(self, row: InboxRow) -> tuple[str | Cell, ...]:
        followed = "taken back" if row.undone else row.effect or "nothing"
        return (
            Cell(WHAT[row.kind], "strong" if row.waits else SIGNS[row.kind].tone),
            who(row),
            Cell(followed, "muted" if row.undone or not row.effect else ""),
            Cell(wording.day(row.at.date(), self.shop.today(), self.language), "muted"),
        )

    def on_mount(self) -> None:
        self.query_one("#about-pane").display = False
        self.came.focus()
        self.load()

    @property
    def came(self) -> Rows[InboxRow]:
        return self.query_one("#came", Rows)

    def foot(self) -> list[tuple[str, str, str]]:
        some = bool(self.came.rows)
        foot = [part for part in super().foot() if some or part[2] not in ("read", "take_back")]
        return [*foot, ("Esc", "Back", "back")]

    def hear(self, topics: tuple[str, ...]) -> None:
        if {"outbox", "customers"} & set(topics):
            self.load()

    @task(exclusive=True)
    async def load(self) -> None:
        found = sorted(await self.ask(inbox.inbox), key=lambda row: not row.waits)
        waits = sum(row.waits for row in found)
        title = f"Inbox: {wording.count(len(found), 'mail')}" if found else "Inbox"
        self.came.border_title = Content(f"{title}, {waits:,} to read" if waits else title)
        self.came.show(found)
        self.query_one("#about-pane").display = bool(found)
        self.refresh_foot()

    @on(Rows.Highlighted, "#came")
    def highlighted(self, event: Rows.Highlighted[InboxRow]) -> None:
        self.query_one("#about", Static).update(about(event.row))

    @on(Rows.Chosen, "#came")
    def chosen(self) -> None:
        self.action_read()

    def action_read(self) -> None:
        if self.came.current is not None:
            self.app.push_screen(InboxMailPage(self.came.current))

    def action_never(self) -> None:
        """Who is never written to again."""
        self.app.push_screen(NeverPage())

    def action_take_back(self) -> None:
        if self.came.current is not None:
            self.take_back(self.came.current.id)

    @task
    async def take_back(self, id: int) -> None:
        """Undo what followed from one mail, however long ago."""
        self.say(f"{(await self.ask(inbox.undo, id)).says}.")
        self.changed("outbox", "customers", "sequences")

    # Reading.

    def action_fetch(self) -> None:
        self.fetch()

    @task
    async def fetch(self) -> None:
        """Read the mailbox; or say what it needs first."""
        if await self.ask(sample_answers.waiting):
            await self._read(sample_answers.read)
            return
        if self.shop.settings.get("imap.host"):
            await self._read(inbox_reading.read_imap)
            return
        settings, file = "Set up the mailbox", "Read a file instead"
        text = "No mailbox is set up to be read. It is the one in which answers to your mails arrive."
        chosen = await self.dialog(Choice("Which mailbox?", [settings, file], text))
        if chosen == settings:
            self.app.pop_screen()
            self.keep.go("settings", "imap.host")
        elif chosen == file:
            self.from_file()

    def action_from_file(self) -> None:
        self.from_file()

    @task
    async def from_file(self) -> None:
        """Read an mbox, a Maildir, or a folder of single mails."""
        typed = await self.dialog(
            TextAsk(
                "Read which file or folder?",
                "An mbox file, a Maildir, a single .eml or a folder of them, as your mail program exports them.",
                placeholder="~/Mail/Inbox.mbox",
                check=lambda said: "" if said.strip() else "Type a path, or press Esc.",
                enter="reads it",
            )
        )
        if typed is not None:
            path = Path(typed.strip()).expanduser()
            job = inbox_reading.read_maildir if await self.ask_pure(path.is_dir) else inbox_reading.read_mbox
            await self._read(job, path)

    async def _read(self, job: object, *args: object) -> None:
        bar = self.query_one("#bar", Bar)
        bar.begin(inbox_reading.READING)

        def tell(event: object) -> None:
            if isinstance(event, Step):
                bar.advance(event.doing, event.done, event.total)

        try:
            found: InboxRead = await self.follow(job, *args, tell=tell, title=inbox_reading.READING)  # type: ignore[arg-type]
        finally:
            bar.end()
        first, *rest = inbox.summary(found)
        self.say("\n".join([first, *(line.strip() for line in rest)]))
        self.changed("outbox", "customers", "sequences")

    def action_stop(self) -> None:
        """Stop reading after the mails at hand."""
        self.stop_long(inbox_reading.READING)


class InboxMailPage(Frame):
    """One mail that came back, as plain text: nothing of it is fetched, run or shown as it wants."""

    PLACE = "outbox"
    KEYS = "outbox.inbox.mail"
    HELP = "One mail that came back, as plain text. Answer it in your own mail program."

    def __init__(self, row: InboxRow) -> None:
        super().__init__()
        self._row = row

    def body(self) -> ComposeResult:
        with VerticalScroll(id="about-pane", classes="pane", can_focus=False) as pane:
            pane.border_title = "What it is"
            yield Static(id="about")
        with VerticalScroll(id="mail-pane", classes="pane") as pane:
            pane.border_title = "The mail"
            yield Static(id="mail")

    def foot(self) -> list[tuple[str, str, str]]:
        return [*super().foot(), ("Esc", "Back", "back")]

    def on_mount(self) -> None:
        self.query_one("#mail-pane").focus()
        self.load()

    @task
    async def load(self) -> None:
        mail: InboxMail = await self.ask(inbox.read_one, self._row.id)
        self.query_one("#about", Static).update(about(mail.row))
        head = [("From", mail.row.sender), ("Subject", mail.row.subject)]
        lines = [Content.assemble((f"{name}: ", "$muted"), plain(value)) for name, value in head]
        body = [Content(plain(line)) for line in mail.text.split("\n")]
        self.query_one("#mail", Static).update(Content("\n").join([*lines, Content(""), *body]))
        if self._row.waits:
            self.changed("outbox")

    def action_take_back(self) -> None:
        self.take_back()

    @task
    async def take_back(self) -> None:
        self.say(f"{(await self.ask(inbox.undo, self._row.id)).says}.")
        self.changed("outbox", "customers", "sequences")
        self.load()
