"""Customers: whom to win back. Segments, the list, and the chosen customer; reviewing is triage."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input

from shopkeep import wording
from shopkeep.core import text
from shopkeep.core.records.customers import Done, SegmentRow
from shopkeep.customers.rows import CustomerLine
from shopkeep.errors import ShopkeepError, UsageError
from shopkeep.jobs import customers, sequences, triage
from shopkeep.jobs.shop import Shop
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import Place, empty_text
from shopkeep.tui.screens.customer import CustomerPage
from shopkeep.tui.widgets.customer import CustomerPane
from shopkeep.tui.widgets.dialogs import Choice, TextAsk
from shopkeep.tui.widgets.people import COLUMNS, SEGMENT_COLUMNS, person_cells, person_sign, segment_cells
from shopkeep.tui.widgets.rows import Rows

SORT_TITLES = {
    "at_stake": "money at stake",
    "last_order": "last order",
    "spent": "money spent",
    "overdue": "how late",
    "return_chance": "chance to return",
    "name": "name",
    "orders": "number of orders",
}
UPWARDS = ("name",)
"""Sorts that begin with the smallest."""
REASONS = ("Knows us personally", "Friend, family or staff", "Trade customer", "Complained lately")
SNOOZES = {"Two weeks": 14, "A month": 30, "Three months": 91, "Half a year": 182}
QUIET = 0.1
"""Seconds without a key after which the detail follows the cursor, and the list the filter."""


class Customers(Place):
    NAME = "customers"
    HELP = "Whom to win back. Mark with Space, then e, x or z. Every step can be undone with u."
    TOPICS = ("orders", "customers", "outbox", "sequences", "settings")

    def __init__(self) -> None:
        super().__init__()
        self.segment = "at-risk"
        self.sort = "at_stake"
        self.segments: list[SegmentRow] = []
        self.found: list[CustomerLine] = []
        self.folded: list[str] = []
        self.language = "en"
        self.today = date.min

    def body(self) -> ComposeResult:
        with Horizontal(id="upper"):
            yield Rows[SegmentRow](
                SEGMENT_COLUMNS,
                lambda segment: segment_cells(segment, self.language),
                lambda segment: segment.name,
                header=False,
                id="segments",
                classes="pane",
            )
            with Vertical(id="middle", classes="pane"):
                yield Input(placeholder="Name, address, city or country", id="filter")
                yield Rows[CustomerLine](
                    COLUMNS,
                    lambda row: person_cells(row, self.language, self.today),
                    lambda row: row.email,
                    sign=person_sign,
                    id="people",
                )
        yield CustomerPane(id="detail", classes="pane")

    def on_mount(self) -> None:
        self.query_one("#segments").border_title = "Segments"
        self.query_one("#filter").display = False
        self.people.focus()

    def on_resize(self) -> None:
        self.query_one("#middle").border_subtitle = Content(self.subheading())

    @property
    def people(self) -> Rows[CustomerLine]:
        return self.query_one("#people", Rows)

    @property
    def typed(self) -> str:
        return self.query_one("#filter", Input).value

    # Asking and showing.

    def arrive(self, target: str) -> None:
        self.segment = target
        if self.is_mounted:
            self.refresh_now()

    async def refresh_data(self) -> None:
        self.language = str(self.shop.settings.get("shop.language"))
        self.today = self.shop.today()
        await self.load()  # first, for it is what one came to see
        self.segments = await self.ask(customers.segments)
        side = self.query_one("#segments", Rows)
        side.show(self.segments)
        side.move_to(self.segment)
        self.say_which(len(self.people.rows))

    async def load(self, keep: bool = True) -> None:
        """The customers of the segment, in the chosen order."""
        self.found, self.folded = await self.ask(load, self.segment, self.sort)
        await self.show(keep)

    async def show(self, keep: bool = True) -> None:
        """Those of them that match what is typed."""
        rows = self.found
        if wanted := folded(self.typed).strip():
            rows = await self.ask_pure(matching, self.found, self.folded, wanted)
        self.people.sort_mark(self.sort, self.sort not in UPWARDS)
        self.people.show(rows, keep=keep)
        self.say_which(len(rows))
        if not rows:
            self.query_one(CustomerPane).show(None, self.today, self.language)

    def say_which(self, shown: int) -> None:
        """The title and the lower edge of the list."""
        self.people.set_empty(self.nobody())
        middle = self.query_one("#middle")
        middle.border_title = Content(self.heading(shown))
        middle.border_subtitle = Content(self.subheading())

    @property
    def chosen_segment(self) -> SegmentRow | None:
        return next((s for s in self.segments if s.name == self.segment), None)

    def heading(self, shown: int) -> str:
        segment = self.chosen_segment
        if segment is None:
            return "Customers"
        if self.typed.strip():
            return f"{segment.title} matching “{text.plain(self.typed)}”: {wording.count(shown, 'customer')}"
        stake = wording.money_short(segment.at_stake, self.language)
        who = wording.count(segment.customers, "customer")
        return f"{segment.title}: {who}, {stake} at stake"

    def subheading(self) -> str:
        order = f"by {SORT_TITLES.get(self.sort, self.sort)}"
        marked = len(self.people.marked_rows)
        parts = [f"{marked:,} marked"] if marked else []
        return " · ".join([*parts, order, "← → segment"] if self.narrow else [*parts, order])

    def nobody(self) -> Content:
        if self.typed.strip():
            return empty_text("Nobody here matches.", ("Esc", "shows everybody again"))
        if not any(segment.customers for segment in self.segments):
            return empty_text("No customers yet. They come with your orders.", ("6", "brings in an export"))
        return empty_text("Nobody is in this segment now.", ("g", "chooses another one"))

    @on(Rows.Highlighted, "#people")
    def follow_cursor(self, event: Rows.Highlighted[CustomerLine]) -> None:
        self.show_detail(event.row.email)

    @task(exclusive=True)
    async def show_detail(self, email: str) -> None:
        await asyncio.sleep(QUIET)
        detail = await self.ask(customers.customer, email)
        self.query_one(CustomerPane).show(detail, self.today, self.language)

    # Segments, filter, order.

    @on(Rows.Highlighted, "#segments")
    def segment_under_cursor(self, event: Rows.Highlighted[SegmentRow]) -> None:
        if event.row.name != self.segment:
            self.choose_segment(event.row.name)

    @on(Rows.Chosen, "#segments")
    def segment_chosen(self) -> None:
        self.people.focus()

    @task(exclusive=True)
    async def choose_segment(self, name: str) -> None:
        self.segment = name
        self.people.clear_marks()
        await asyncio.sleep(QUIET)
        await self.load(keep=False)

    def action_next_segment(self, step: int) -> None:
        names = [segment.name for segment in self.segments]
        if names:
            at = names.index(self.segment) if self.segment in names else 0
            name = names[(at + step) % len(names)]
            self.query_one("#segments", Rows).move_to(name)
            self.choose_segment(name)

    @task
    async def action_segments(self) -> None:
        side = self.query_one("#segments", Rows)
        if side.display:
            side.focus()
            return
        choices = [(s.name, f"{s.title}, {wording.count(s.customers, 'customer')}") for s in self.segments]
        name = await self.dialog(Choice("Which customers?", choices))
        if name is not None:
            self.choose_segment(name)

    def action_filter(self) -> None:
        box = self.query_one("#filter", Input)
        box.display = True
        box.focus()

    @on(Input.Changed, "#filter")
    @task(exclusive=True)
    async def filter_changed(self) -> None:
        await asyncio.sleep(QUIET)
        await self.show(keep=False)

    @on(Input.Submitted, "#filter")
    def filter_done(self) -> None:
        self.people.focus()
        self.query_one("#filter").display = bool(self.typed)

    def action_back(self) -> None:
        """Esc: first the filter goes, then the marks."""
        box = self.query_one("#filter", Input)
        if box.display:
            box.value = ""
            box.display = False
            self.people.focus()
        elif self.people.marked:
            self.people.clear_marks()
        else:
            self.people.focus()
        self.query_one("#middle").border_subtitle = Content(self.subheading())

    def action_sort(self) -> None:
        order = [key for key in customers.SORTS if key in SORT_TITLES]
        self.sort_by(order[(order.index(self.sort) + 1) % len(order)])

    @on(Rows.SortAsked, "#people")
    def title_clicked(self, event: Rows.SortAsked) -> None:
        self.sort_by(event.sort)

    @task(exclusive=True)
    async def sort_by(self, sort: str) -> None:
        self.sort = sort
        await self.load(keep=False)

    # Triage.

    def action_mark(self) -> None:
        self.people.toggle_mark()
        self.query_one("#middle").border_subtitle = Content(self.subheading())

    @property
    def meant(self) -> list[CustomerLine]:
        """The marked customers, or the one under the cursor."""
        current = self.people.current
        return self.people.marked_rows or ([] if current is None else [current])

    async def step(self, says: str, job: Callable[[Shop, str], Done]) -> None:
        """Do one step for everybody meant, say it once, and let one `u` take all of it back."""
        emails = [row.email for row in self.meant]
        if not emails:
            return
        done, steps, refused = await self.ask(each, job, emails)
        if len(emails) > 1:
            done = Done(f"{says} {wording.count(steps, 'customer')}", steps > 0)
        self.people.clear_marks()
        self.done(done, "customers", steps=max(1, steps))
        if refused:
            who = wording.count(len(refused), "customer was", "customers were")
            self.say(refused[0], f"{who} passed over", "warning")

    def called(self) -> str:
        """Who is meant, for a title."""
        meant = self.meant
        if len(meant) == 1:
            return meant[0].name or meant[0].email
        return wording.count(len(meant), "customer")

    @task
    async def action_leave_out(self) -> None:
        if not self.meant:
            return
        asked = Choice(f"Leave out {self.called()}", REASONS, "Why? It is only for you.", other="Another reason")
        reason = await self.dialog(asked)
        if reason is not None:
            await self.step("Left out", lambda shop, email: triage.leave_out(shop, email, reason))

    @task
    async def action_bring_back(self) -> None:
        await self.step("Brought back", triage.bring_back)

    @task
    async def action_snooze(self) -> None:
        if not self.meant:
            return
        asked = Choice(f"Leave {self.called()} alone for", list(SNOOZES), other="Until a day, such as 2027-01-31")
        answer = await self.dialog(asked)
        if answer is not None:
            until = a_day(answer, self.today)
            await self.step("Snoozed", lambda shop, email: triage.snooze(shop, email, until))

    @task
    async def action_note(self) -> None:
        row = self.people.current
        if row is None:
            return
        note = await self.dialog(TextAsk(f"A note about {row.name or row.email}", "Only you see it."))
        if note and note.strip():
            self.done(await self.ask(triage.note, row.email, note), "customers")

    @task
    async def action_enrol(self) -> None:
        if not self.meant:
            return
        known = await self.ask(sequences.list_sequences)
        if not known:
            self.say("3, then n, makes one from a blueprint.", "There is no sequence yet")
            return
        choices = [(row.name, f"{row.title}, {wording.count(row.enrolled, 'customer')} in it") for row in known]
        name = await self.dialog(Choice(f"Add {self.called()} to", choices, "Nothing is sent by this."))
        if name is not None:
            await self.step("Added", lambda shop, email: triage.enrol(shop, name, email))

    @task
    async def action_suppress(self) -> None:
        await self.step("Will never write again to", triage.suppress)

    @task
    async def action_merge(self) -> None:
        pair = self.people.marked_rows
        if len(pair) != 2:
            self.say("Mark exactly two rows with Space, then press m.", "Which two are one person?")
            return
        choices = [(row.email, f"{row.email}  {row.name}") for row in pair]
        keep = await self.dialog(Choice("One person: which address is used from now on?", choices))
        if keep is not None:
            other = next(row.email for row in pair if row.email != keep)
            done = await self.ask(triage.merge, keep, other)
            self.people.clear_marks()
            self.done(done, "customers")

    def action_open(self) -> None:
        if self.people.current is not None:
            self.app.push_screen(CustomerPage(self.people.current.email))

    @on(Rows.Chosen, "#people")
    def person_chosen(self) -> None:
        self.action_open()


def load(shop: Shop, segment: str, sort: str) -> tuple[list[CustomerLine], list[str]]:
    """The customers of a segment, and for each the text that the filter looks in."""
    rows = customers.customer_table(shop, segment, sort=sort)
    return rows, [folded(f"{row.name} {row.email} {row.city} {row.country}") for row in rows]


def folded(value: str) -> str:
    """Without regard to case and accents."""
    return value.lower() if value.isascii() else text.unaccented(value)


def matching(rows: list[CustomerLine], folded: list[str], wanted: str) -> list[CustomerLine]:
    """The rows in which every word of `wanted` occurs."""
    words = wanted.split()
    return [row for row, where in zip(rows, folded, strict=True) if all(word in where for word in words)]


def each(shop: Shop, job: Callable[[Shop, str], Done], emails: list[str]) -> tuple[Done, int, list[str]]:
    """One step for several customers: the last one's words, how many steps that was, who was refused and why.

    Raises what the job raises where there is only one customer.
    """
    done, steps, refused = Done("Nothing to do", can_undo=False), 0, []
    with shop.db.write():
        for email in emails:
            try:
                done = job(shop, email)
                steps += done.can_undo
            except ShopkeepError as error:
                if len(emails) == 1:
                    raise
                refused.append(" ".join(error.lines()))
    return done, steps, refused


def a_day(answer: str, today: date) -> date:
    """A chosen span or a typed day. Raises UsageError."""
    if answer in SNOOZES:
        return today + timedelta(days=SNOOZES[answer])
    try:
        day = date.fromisoformat(answer.strip())
    except ValueError:
        raise UsageError(f"{answer!r} is not a day.", "", "Type it like 2027-01-31.") from None
    if day <= today:
        raise UsageError("That day is over.", "", "Type one that is still to come, like 2027-01-31.")
    return day
