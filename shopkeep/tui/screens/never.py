"""Who is never written to again: why, since when, and the way back."""

from __future__ import annotations

import asyncio

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.addresses import called, is_address
from shopkeep.core.records.customers import NeverWritten, WhyNever
from shopkeep.core.text import address, plain
from shopkeep.jobs import never_written, triage
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import Frame, empty_text
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.dialogs import Choice, TextAsk
from shopkeep.tui.widgets.filterbox import FilterBox
from shopkeep.tui.widgets.rows import Rows

TITLE = "Never written to"
TYPING = 0.03
"""Seconds without a key after which what is typed is looked for."""
WHAT: dict[WhyNever, Cell] = {
    "bounced": Cell("dead address", "warning"),
    "unsubscribed": Cell("goodbye"),
    "complained": Cell("called it spam", "error"),
    "erased": Cell("erased", "muted"),
    "owner": Cell("you said so"),
}
MEANS: dict[WhyNever, str] = {
    "bounced": "Mails to this address came back. If it was a mistake, or the mailbox is there again, b takes it off.",
    "unsubscribed": "They want no more mail. If they have asked you to write again since, b takes them off.",
    "complained": "They called a mail of yours spam. If they have asked you to write again since, b takes them off.",
    "erased": "Erased: the address itself is not kept, only a mark that nobody can read it from. b asks for the"
    " address and takes it off.",
    "owner": "You said so yourself. b takes it off.",
}
COLUMNS = [
    Column("Why", width=14),
    Column("Who", weight=3, least=22),
    Column("In words", weight=4, least=20, drop=1),
    Column("Since", width=11),
]
EMPTY = empty_text(
    "Here stands who is never written to again, whatever list they are in: dead addresses, those who said goodbye or"
    " called a mail spam, and whom you name yourself. Nobody yet.",
    ("a", "adds an address"),
    ("Esc", "goes back"),
)


def who(row: NeverWritten) -> str:
    return called(row.name, row.email) if row.email else "(erased)"


class NeverPage(Frame):
    """The list, newest first, with the chosen entry in sentences below."""

    PLACE = "outbox"
    KEYS = "never"
    HELP = "Who is never written to again, whatever list they are in, and why."

    def __init__(self) -> None:
        super().__init__()
        self._search = ""

    def body(self) -> ComposeResult:
        with Container(id="never-pane", classes="pane"):
            yield FilterBox("Part of an address, a name or a reason", id="find")
            yield Rows[NeverWritten](COLUMNS, self._cells, lambda row: row.key, id="never")
        with VerticalScroll(id="about-pane", classes="pane", can_focus=False):
            yield Static(id="about")

    def on_mount(self) -> None:
        self.box.display = False
        self.query_one("#about-pane").display = False
        self.pane.border_title = TITLE
        self.never.focus()
        self.load()

    @property
    def pane(self) -> Container:
        return self.query_one("#never-pane", Container)

    @property
    def never(self) -> Rows[NeverWritten]:
        return self.query_one("#never", Rows)

    @property
    def box(self) -> FilterBox:
        return self.query_one("#find", FilterBox)

    def _cells(self, row: NeverWritten) -> tuple[str | Cell, ...]:
        since = wording.day(clock.day_of(row.at, self.shop.zone), self.shop.today(), self.language)
        return (WHAT[row.why], who(row), Cell(row.reason, "muted"), Cell(since, "muted"))

    def foot(self) -> list[tuple[str, str, str]]:
        if self.focused is self.box.input:
            return [("Enter", "Keep", ""), ("Esc", "Clear", "app.back")]
        some = bool(self.never.rows)
        foot = [part for part in super().foot() if some or part[2] != "write_again"]
        return [*foot, ("Esc", "All of them" if self._search else "Back", "app.back")]

    def hear(self, topics: tuple[str, ...]) -> None:
        if {"outbox", "customers"} & set(topics):
            self.load()

    @task(exclusive=True)
    async def load(self, wait: float = 0.0) -> None:
        """Show those that are looked for; the cursor stays where it was."""
        await asyncio.sleep(wait)
        search = self._search
        found = await self.ask(never_written.find, search)
        title = f"{TITLE}: {wording.count(len(found), 'address', 'addresses')}" if found else TITLE
        self.pane.border_title = Content(f"{title} with “{plain(search)}”" if search and found else title)
        nobody = f"Nobody on the list has “{plain(search)}” in their address, name or reason."
        self.never.set_empty(empty_text(nobody, ("Esc", "shows all of them")) if search else EMPTY)
        self.never.show(found)
        self.query_one("#about-pane").display = bool(found)
        self.refresh_foot()

    @on(Rows.Highlighted, "#never")
    def highlighted(self, event: Rows.Highlighted[NeverWritten]) -> None:
        row = event.row
        self.query_one("#about-pane").border_title = Content(plain(who(row)))
        lines = [Content.styled(plain(row.email), "bold")] if row.name and row.email else []
        lines.append(Content(f"{plain(row.reason[:1].upper() + row.reason[1:])}."))
        lines.append(Content.styled(MEANS[row.why], "$text-muted"))
        self.query_one("#about", Static).update(Content("\n").join(lines))

    # Finding.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`/` is typed where one is typing."""
        return not (action == "filter" and self.focused is self.box.input) if self.is_mounted else True

    def action_filter(self) -> None:
        self.box.open()

    @on(FilterBox.Changed)
    def typed(self, event: FilterBox.Changed) -> None:
        self.box.tell("")
        self._look_for(event.text, TYPING)

    def _look_for(self, words: str, wait: float = 0.0) -> None:
        if words.strip() != self._search:
            self._search = words.strip()
            self.load(wait)

    @on(FilterBox.Kept)
    def kept(self) -> None:
        self.never.focus()
        self.box.rest()
        self.refresh_foot()

    def action_back(self) -> None:
        """Esc: what was looked for goes first."""
        if not self.box.display:
            super().action_back()
            return
        self.box.close()
        self.never.focus()
        self._look_for("")

    # Adding and taking off.

    def action_write_again(self) -> None:
        if self.never.current is not None:
            self.write_again(self.never.current)

    @task
    async def write_again(self, row: NeverWritten) -> None:
        """Take one off the list; who said no themselves must have asked for it."""
        email = row.email or await self.dialog(
            TextAsk(
                "Write to whom again?",
                f"The address is not kept. Type it to take it off the list. {never_written.ONLY_IF_ASKED}",
                placeholder="name@example.com",
                check=no_address,
                enter="takes it off",
            )
        )
        if not email:
            return
        asked = never_written.said_no(row.reason)
        if asked and row.email:
            leave, again = "No, leave it as it is", "They asked me to: write to them again"
            text = f"{plain(row.reason[:1].upper() + row.reason[1:])}. {never_written.ONLY_IF_ASKED}"
            if await self.dialog(Choice(f"Write to {plain(who(row))} again?", [leave, again], text)) != again:
                return
        self.done(await self.ask(triage.unsuppress, email, asked), "customers", "outbox")

    def action_add(self) -> None:
        self.add()

    @task
    async def add(self) -> None:
        """Never write to an address again."""
        typed = await self.dialog(
            TextAsk(
                "Never write to which address again?",
                "No sequence or mail reaches it any more, whatever list it is in. u undoes.",
                placeholder="name@example.com",
                check=no_address,
                enter="adds it",
            )
        )
        if typed:
            self.done(await self.ask(triage.suppress, typed), "customers", "outbox")


class NeverOfCustomers(NeverPage):
    """The same, over Customers."""

    PLACE = "customers"


def no_address(typed: str) -> str:
    """What is wrong with a typed address; empty where nothing is."""
    found = address(typed)
    fits = is_address(found) and "@" not in (found[:1], found[-1:]) and " " not in found
    return "" if fits else "Type a whole e-mail address, or press Esc."
