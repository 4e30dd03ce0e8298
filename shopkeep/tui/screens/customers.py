"""Customers: whom to win back. Segments, the list, and the chosen customer; reviewing is triage."""

from __future__ import annotations

import asyncio
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input

from shopkeep import wording
from shopkeep.core import text
from shopkeep.core.records.customers import SegmentRow
from shopkeep.customers.rows import CustomerLine
from shopkeep.jobs import customers
from shopkeep.jobs.shop import Shop
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import empty_text
from shopkeep.tui.screens.customer import CustomerPage
from shopkeep.tui.screens.customers_triage import Triage
from shopkeep.tui.widgets.customer import CustomerPane
from shopkeep.tui.widgets.dialogs import Choice
from shopkeep.tui.widgets.people import (
    COLUMNS,
    SEGMENT_COLUMNS,
    not_written_to,
    person_cells,
    person_sign,
    segment_cells,
)
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
QUIET = 0.1
"""Seconds without a key after which the detail follows the cursor, and the list the filter."""


class Customers(Triage):
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
        self.quiet = 0
        """How many of those shown are dimmed."""
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

    def marks_changed(self) -> None:
        self.query_one("#middle").border_subtitle = Content(self.subheading())

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
        self.quiet = await self.ask_pure(how_many_quiet, rows)
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
            who = wording.count(shown, "customer")
            return f"{segment.title} matching “{text.plain(self.typed)}”: {who}{self.of_them()}"
        stake = wording.money_short(segment.at_stake, self.language)
        who = wording.count(segment.customers, "customer")
        return f"{segment.title}: {who}{self.of_them()}, {stake} at stake"

    def of_them(self) -> str:
        """`, 51 of them not to be written to`."""
        return f", {self.quiet:,} of them not to be written to" if self.quiet else ""

    def subheading(self) -> str:
        order = f"by {SORT_TITLES.get(self.sort, self.sort)}"
        marked = len(self.people.marked_rows)
        parts = [f"{marked:,} marked"] if marked else []
        parts += ["dimmed: not to be written to"] if self.quiet else []
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
        row = event.rows.current  # by now: a refresh shows the list anew before it goes to its row
        if row is not None and row.name != self.segment:
            self.choose_segment(row.name)

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


def how_many_quiet(rows: list[CustomerLine]) -> int:
    return sum(not_written_to(row) for row in rows)


def folded(value: str) -> str:
    """Without regard to case and accents."""
    return value.lower() if value.isascii() else text.unaccented(value)


def matching(rows: list[CustomerLine], folded: list[str], wanted: str) -> list[CustomerLine]:
    """The rows in which every word of `wanted` occurs."""
    words = wanted.split()
    return [row for row, where in zip(rows, folded, strict=True) if all(word in where for word in words)]
