"""Orders under other addresses that may be a customer's whom you wrote to: one key says whose each is."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.records.results import Doubtful
from shopkeep.core.text import plain
from shopkeep.jobs import order_owners, results
from shopkeep.results.doubtful import CODE
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import Frame, empty_text
from shopkeep.tui.widgets.columns import Column
from shopkeep.tui.widgets.rows import Rows


class OrdersPage(Frame):
    PLACE = "results"
    KEYS = "results.orders"
    HELP = "Orders that may be a return under another address. You decide; only what you confirm is counted."

    def __init__(self, name: str) -> None:
        """`name`: a sequence, or empty for all."""
        super().__init__()
        self.sequence = name

    def body(self) -> ComposeResult:
        yield Rows[Doubtful](
            [
                Column("Day", width=7),
                Column("Order", width=9),
                Column("Brought", width=9, right=True, drop=1),
                Column("May be of", weight=3, least=20),
                Column("Placed by", weight=3, least=20),
                Column("Why", weight=3, least=20, drop=2),
            ],
            self.cells,
            lambda row: (row.order_id, row.customer_id),
            waiting="Looking …",
            id="orders",
            classes="pane",
        )
        with VerticalScroll(id="one", classes="pane") as one:
            one.can_focus = False
            yield Static(id="says")

    def on_mount(self) -> None:
        self.rows.border_title = "Whose orders are these?"
        self.query_one("#one").border_title = "This order"
        self.rows.focus()
        self.load()

    def hear(self, topics: tuple[str, ...]) -> None:
        if {"orders", "results", "customers"} & set(topics):
            self.load()

    @property
    def rows(self) -> Rows[Doubtful]:
        return self.query_one("#orders", Rows)

    def cells(self, row: Doubtful) -> list[str]:
        return [
            wording.day(row.on, self.shop.today(), self.language),
            row.order,
            wording.money(row.amount, self.language),
            row.email,
            row.placed_by or row.placed_name or "no address",
            row.why,
        ]

    @task(exclusive=True)
    async def load(self) -> None:
        """Ask again which orders wait."""
        found = await self.ask(results.doubtful_orders, self.sequence or None)
        self.rows.set_empty(empty_text("No order waits for your word.", ("Esc", "back to the results")))
        self.rows.show(found)
        self.draw()

    @on(Rows.Highlighted)
    def highlighted(self) -> None:
        self.draw()

    def draw(self) -> None:
        """The chosen order in a sentence."""
        row = self.rows.current
        self.query_one("#one").display = row is not None
        if row is None:
            return
        by = row.placed_by or "no address"
        who = f"{plain(row.name)} ({plain(row.email)})" if row.name else plain(row.email)
        says = Content.assemble(
            f"{plain(row.order)} of {wording.day_long(row.on, self.language)},"
            f" {wording.money(row.amount, self.language)}, was placed by {plain(row.placed_name) or 'somebody'}"
            f" with {plain(by)}.\n",
            (f"It used the code made for {who}." if row.why == CODE else f"It has {plain(row.why)} as {who}.", "bold"),
            "\n\n",
            ("Theirs: it counts as their return, and they get no further mails of the sequence.", "$muted"),
        )
        self.query_one("#says", Static).update(says)

    @task
    async def action_theirs(self) -> None:
        await self.answer(True)

    @task
    async def action_not_theirs(self) -> None:
        await self.answer(False)

    async def answer(self, theirs: bool) -> None:
        row = self.rows.current
        if row is not None:
            self.done(await self.ask(order_owners.answer, row.order, theirs, row.email), "results", "customers")
