"""Customers: whom to win back. Segments, the list, and the chosen customer; reviewing is triage."""

from __future__ import annotations

import asyncio
from datetime import date
from time import monotonic

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from shopkeep import wording
from shopkeep.core import text
from shopkeep.core.addresses import shown_address
from shopkeep.customers.judgement import Basis
from shopkeep.customers.rows import CustomerLine
from shopkeep.jobs import customers, filtering, triage
from shopkeep.tui.run import task
from shopkeep.tui.screens.backtest import BackTestPage
from shopkeep.tui.screens.base import empty_text
from shopkeep.tui.screens.customer import CustomerPage
from shopkeep.tui.screens.customers_filter import Filtering
from shopkeep.tui.screens.customers_list import fitting, line_key
from shopkeep.tui.screens.never import NeverOfCustomers
from shopkeep.tui.screens.pairs import PairsPage
from shopkeep.tui.screens.products import ProductsPage
from shopkeep.tui.widgets.customer import CustomerPane
from shopkeep.tui.widgets.dialogs import Choice
from shopkeep.tui.widgets.filterbox import FilterBox
from shopkeep.tui.widgets.people import (
    COLUMNS,
    LEFT_OUT,
    NEVER,
    SEGMENT_COLUMNS,
    SNOOZED,
    Heading,
    SideRow,
    grouped,
    person_cells,
    person_sign,
    segment_cells,
    side_key,
)
from shopkeep.tui.widgets.rows import Rows

SORT_TITLES = {
    "at_stake": "money at stake",
    "last_order": "last order",
    "spent": "money spent",
    "spent_year": "money spent in a year",
    "overdue": "how late",
    "return_chance": "chance to return",
    "name": "name",
    "orders": "number of orders",
}
QUIET = 0.1
"""Seconds without a key after which the detail follows the cursor."""


class Customers(Filtering):
    NAME = "customers"
    HELP = (
        "Whom to win back. Mark with Space, then x, z or e. Every step can be undone with u."
        f" Before a name: ● marked, {LEFT_OUT} left out, {SNOOZED} snoozed, {NEVER} never written to again."
    )
    TOPICS = ("orders", "customers", "outbox", "sequences", "settings")

    def __init__(self) -> None:
        super().__init__()
        self.today = date.min
        self.busy = ""
        self.basis: Basis | None = None
        self.counting = 0.0
        """Seconds that counting the segments took the last time."""
        self.uncounted = True
        """Whether the segments are to be counted once the list is there."""
        self.rule_wished = ""
        """The rule with which the owner came here, until the list is filtered by it."""

    def body(self) -> ComposeResult:
        with Horizontal(id="upper"):
            yield Rows[SideRow](
                SEGMENT_COLUMNS,
                lambda segment: segment_cells(segment, self.spoken),
                side_key,
                header=False,
                skip=lambda row: isinstance(row, Heading),
                id="segments",
                classes="pane",
            )
            with Vertical(id="middle", classes="pane"):
                yield FilterBox("Words, or a rule: country = RO and spent > 200", id="box")
                yield Rows[CustomerLine](
                    COLUMNS,
                    lambda row: person_cells(row, self.spoken, self.today),
                    line_key,
                    sign=person_sign,
                    id="people",
                )
        yield CustomerPane(id="detail", classes="pane")

    def on_mount(self) -> None:
        self.query_one("#segments").border_title = "Segments"
        self.box.display = False
        self.people.pages_wanted = self.rows_wanted
        self.people.focus()
        self.show_wished()

    def on_resize(self) -> None:
        self.call_after_refresh(self.listed)  # what fits is known once all is laid out anew

    # Asking and showing.

    def arrive(self, target: str) -> None:
        """`SEGMENT`, or `SEGMENT RULE` for those in it alone whom the rule finds, nobody marked."""
        self.segment, _, self.rule_wished = target.partition(" ")
        self.sort, self.backwards = "", False
        if self.is_mounted:
            self.no_filter()
            self.show_wished()
            self.refresh_now()

    def show_wished(self) -> None:
        """Filter by the rule with which the owner came, as if they had typed it and pressed Enter."""
        rule, self.rule_wished = self.rule_wished, ""
        if rule:
            self.people.clear_marks()
            self.where = rule
            self.box.open(rule)
            self.people.focus()
            self.box.rest()

    async def refresh_data(self) -> None:
        self.spoken = self.language
        self.today = self.shop.today()
        self.uncounted = True
        self.load()  # first, for it is what one came to see

    def loaded(self) -> None:
        if self.uncounted:
            self.uncounted = False
            self.count_segments()

    @task(exclusive=True)
    async def count_segments(self) -> None:
        """The segments at the left, counted anew.

        In a very large shop that takes the shop file for a while: then first after as long a time without change.
        """
        await asyncio.sleep(self.counting)
        self.basis = await self.ask(filtering.basis)
        start = monotonic()
        self.segments = await self.ask(customers.segments)
        self.counting = monotonic() - start
        if self.chosen_segment is None and not self.uncounted:  # it was forgotten, or its making was undone
            self.segment, self.sort, self.backwards = "all", "", False
            self.load(keep=False)
        side = self.query_one("#segments", Rows)
        side.show(grouped(self.segments))
        side.move_to(self.segment)
        self.listed()
        await self.ask(filtering.prepare)

    def listed(self) -> None:
        """The title and the lower edge of the list."""
        if not self.is_mounted:
            return
        self.people.set_empty(self.nobody())
        middle = self.query_one("#middle")
        middle.border_title = Content(self.heading())
        middle.border_subtitle = self.edge()
        self.refresh_foot()  # what Enter does depends on whom the filter found
        if self.people.current is None:
            self.query_one(CustomerPane).show(None, self.today, self.spoken)

    def working(self, says: str) -> None:
        self.busy = says
        self.listed()

    def heading(self) -> str:
        """`At risk: 214 customers, €18,420 at stake, 153 may be written to`."""
        segment = self.chosen_segment
        title = "Customers" if segment is None else segment.title
        if self.search.strip():
            title += f" matching “{text.plain(self.search.strip())}”"
        if self.where:
            title += ", filtered as before" if self.box.problem else ", filtered"
        elif self.box.problem:
            title += ", not filtered yet"
        if self.found is None:
            return title
        counted = self.found.counted
        reach = f"{counted.get_mail:,} may be written to"
        who = wording.count(counted.customers, "customer")
        stake = f"{self.money(counted.at_stake)} at stake"
        whole = f"{title}: {who}, {stake}, {reach}"
        if len(whole) <= self.size.width - (6 if self.narrow else 47):
            return whole
        return f"{title}: {counted.customers:,}, {stake}, {reach}"

    def edge(self) -> Content:
        """Marks, how the list is ordered, and what to know of the chances."""
        if self.busy:
            return Content(self.busy)
        sort = self.found.sort if self.found else self.sort
        order = f"by {SORT_TITLES.get(sort, sort)}{', turned round' if self.backwards else ''}" if sort else ""
        sort_shown = self.found is None or self.people.sort_shown
        if not sort_shown:
            order += " ▾" if self.found and self.found.descending else " ▴"
        quiet = self.found is not None and self.found.counted.can_email < self.found.counted.customers
        dimmed = "dimmed: not to be written to" if quiet else ""
        segment = "← → segment" if self.narrow else ""
        return fitting(
            [self.marks_say(), *self.caveats(), order, segment, dimmed],
            self.query_one("#middle").size.width - 4,
            first=(self.marks_say(), segment, dimmed, "" if sort_shown else order),
        )

    def caveats(self) -> list[str]:
        """What makes the chances less sure than they look."""
        if self.basis is None or not self.basis.people:
            return []
        if self.basis.season_adjusted:
            return ["based on few customers"] if self.basis.few else []
        return [*(["few customers"] if self.basis.few else []), "not adjusted for season"]

    def nobody(self) -> Content:
        if self.search.strip() or self.where:
            inside = self.chosen_segment if self.segment != "all" else None
            ways = [("Esc", f"shows {f'all of {inside.title}' if inside else 'everybody'} again")]
            if self.elsewhere:
                match = "1 customer matches" if self.elsewhere == 1 else f"{self.elsewhere:,} customers match"
                enter = "Enter" if self.focused is self.box.input else "/ Enter"
                ways.insert(0, (enter, f"looks in Everybody: {match}"))
            return empty_text("Nobody here matches.", *ways)
        if not any(segment.customers for segment in self.segments):
            return empty_text("No customers yet. They come with your orders.", ("6", "brings in an export"))
        return empty_text("Nobody is in this segment now.", ("i", "says what it is"), ("g", "chooses another one"))

    @on(Rows.Highlighted, "#people")
    def follow_cursor(self, event: Rows.Highlighted[CustomerLine]) -> None:
        self.show_detail(event.row.email)

    @task(exclusive=True)
    async def show_detail(self, email: str) -> None:
        await asyncio.sleep(QUIET)
        detail = await self.ask(customers.customer, email)
        current = self.people.current
        if current is None or current.email != email:
            return  # the list has changed under it
        self.query_one(CustomerPane).show(detail, self.today, self.spoken)

    # Order.

    def action_sort(self) -> None:
        order = list(customers.SORTS)
        now = self.found.sort if self.found else self.sort
        self.sort_by(order[(order.index(now) + 1) % len(order)] if now in order else order[0])

    @on(Rows.SortAsked, "#people")
    def title_clicked(self, event: Rows.SortAsked) -> None:
        if self.found is not None and event.sort == self.found.sort:
            self.action_reverse()
        else:
            self.sort_by(event.sort)

    def sort_by(self, sort: str) -> None:
        self.sort, self.backwards = sort, False
        self.load(keep=False)

    def action_reverse(self) -> None:
        self.backwards = not self.backwards
        self.load(keep=False)

    # Going on from here.

    def action_open(self) -> None:
        key = self.people.current_key
        if key is None:
            return
        ids = [row.customer_id for row in self.people.rows if row] if self.found is None else self.found.ids
        self.app.push_screen(CustomerPage(ids, self.people.cursor, self.people.move_to))

    @on(Rows.Chosen, "#people")
    def person_chosen(self) -> None:
        self.action_open()

    def action_products(self) -> None:
        self.app.push_screen(ProductsPage(self.segment, self.where))

    def action_pairs(self) -> None:
        self.app.push_screen(PairsPage())

    def action_never(self) -> None:
        self.app.push_screen(NeverOfCustomers())

    def action_back_test(self) -> None:
        self.app.push_screen(BackTestPage())

    @task
    async def action_merge(self) -> None:
        pair = await self.ask(customers.lines, [key for key in self.people.marked if isinstance(key, int)][:3])
        if len(pair) != 2:
            self.say("Mark exactly two rows with Space, then press m.", "Which two are one person?")
            return
        choices = [(row.email, f"{shown_address(row.email)}  {row.name}") for row in pair]
        keep = await self.dialog(Choice("One person: which address is used from now on?", choices))
        if keep is not None:
            other = next(row.email for row in pair if row.email != keep)
            done = await self.ask(triage.merge, keep, other)
            self.step_done()
            self.done(done, "customers")
