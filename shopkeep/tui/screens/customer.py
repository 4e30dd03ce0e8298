"""One customer in full: a page over the list, which goes on to the next one without leaving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.addresses import called
from shopkeep.core.records.customers import CustomerDetail, CustomerMessage, CustomerOrder
from shopkeep.errors import NotFound
from shopkeep.jobs import customers
from shopkeep.jobs.shop import Shop
from shopkeep.tui.run import task
from shopkeep.tui.screens.customer_rights import Rights
from shopkeep.tui.screens.customers_filter import Filtering
from shopkeep.tui.screens.customers_triage import Those, Triage
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.customer import everything, title
from shopkeep.tui.widgets.rows import Rows
from shopkeep.tui.widgets.timeline import timeline

ORDERS = [
    Column("On", width=12),
    Column("Order", width=10, drop=2),
    Column("Total", width=10, right=True),
    Column("What", weight=1, least=12, drop=1),
]
STATE = Column("", width=14)


class CustomerPage(Rights, Triage):
    PLACE = "customers"
    KEYS = "customer"
    AUTO_FOCUS = ""
    HELP = "Everything known of one customer. ] and [ go through the list; Tab goes to orders and mails."

    def __init__(self, ids: Sequence[int], at: int = 0, left: Callable[[int], object] | None = None) -> None:
        """`left` is told on whom the page was closed."""
        super().__init__()
        self.ids = ids
        self.at = at
        self.left = left
        self.detail: CustomerDetail | None = None
        self.today = date.min
        self._states = False
        """Whether some order says more than that it was paid."""

    def body(self) -> ComposeResult:
        with VerticalScroll(id="about", classes="pane", can_focus=False):
            yield Static(id="line")
            yield Static(id="words")
        with Horizontal(id="lists"):
            yield Rows[CustomerOrder](
                ORDERS,
                self.order_cells,
                lambda o: (o.platform, o.number),
                empty="No orders.",
                id="orders",
                classes="pane",
            )
            yield Rows[CustomerMessage](
                [
                    Column("On", width=12),
                    Column("Subject", weight=1, least=12),
                    Column("State", width=9),
                ],
                lambda m: (self.day(m.at.date()), m.subject, m.state),
                lambda m: (m.sequence, m.stage, m.mail),
                empty="No mails yet.",
                id="messages",
                classes="pane",
            )

    def on_mount(self) -> None:
        self.today = self.shop.today()
        self.query_one("#orders").border_title = "Orders"
        self.query_one("#messages").border_title = "Mails"
        self.set_focus(None)
        self.load()

    def day(self, value: date) -> str:
        return wording.day_long(value, self.language)

    def _show_orders(self, orders: Sequence[CustomerOrder]) -> None:
        """With a column for how orders stand, where any says more than that it was paid."""
        listed = self.query_one("#orders", Rows)
        self._states = any(self._state(order) for order in orders)
        listed.set_columns(ORDERS[:3] + [STATE] * self._states + ORDERS[3:])
        listed.show(orders, keep=False)

    def _state(self, order: CustomerOrder) -> str:
        if order.counts and order.refunded.amount:
            return f"{wording.money(order.refunded, self.language)} back"
        return order.status if not order.counts or order.status != "paid" else ""

    def order_cells(self, order: CustomerOrder) -> list[str | Cell]:
        tone = "" if order.counts else "muted"
        codes = f"  ({', '.join(order.codes)})" if order.codes else ""
        return [
            Cell(wording.day_long(order.on, self.language), tone),
            Cell(order.number, tone),
            Cell(wording.money(order.total, self.language), tone or "strong"),
            *[Cell(self._state(order), "muted")] * self._states,
            Cell(", ".join(order.lines) + codes, tone),
        ]

    # Whom the page shows, and whom a key is about.

    def action_step(self, by: int) -> None:
        """The next or the previous customer of the list."""
        at = max(0, min(self.at + by, len(self.ids) - 1))
        if at != self.at:
            self.at = at
            self.say_where()
            self.load()

    def action_page(self, by: int) -> None:
        about = self.query_one("#about", VerticalScroll)
        about.scroll_page_down(animate=False) if by > 0 else about.scroll_page_up(animate=False)

    def meant(self) -> Those:
        row = self.detail.row if self.detail and self._shown == self.at else None
        return Those([self.ids[self.at]], "this customer" if row is None else called(row.name, row.email))

    def changed(self, *topics: str) -> None:
        super().changed(*topics)
        self.load()

    def action_back(self) -> None:
        """Esc: from a list to the customer, then back to where the page was opened."""
        if self.focused is not None:
            self.set_focus(None)
            return
        if self.left is not None:
            self.left(self.ids[self.at])
        super().action_back()

    def action_filter(self) -> None:
        """`/`: back to the list, and at once into its filter, so that the next letter is typed there."""
        if self.left is not None:
            self.left(self.ids[self.at])
        self.app.pop_screen()
        below = self.keep.place
        if isinstance(below, Filtering):
            below.action_filter()

    # Showing.

    _shown = -1

    @task(exclusive=True)
    async def load(self) -> None:
        at = self.at
        self.detail = await self.ask(customer_of, self.ids[at])
        self._shown = at
        self._show_orders(self.detail.order_history)
        messages = self.query_one("#messages", Rows)
        messages.show(self.detail.messages, keep=False)
        messages.display = bool(self.detail.messages)
        self.query_one("#about", VerticalScroll).scroll_home(animate=False)
        self.say_where()
        self.draw()

    def say_where(self) -> None:
        if len(self.ids) > 1:
            self.query_one("#about").border_subtitle = Content(f"{self.at + 1:,} of {len(self.ids):,}")

    def on_resize(self) -> None:
        self.draw()

    def draw(self) -> None:
        """The line of time at the present width, and the words under it."""
        if self.detail is None:
            return
        days = sorted(order.on for order in self.detail.order_history if order.counts)
        width = self.size.width - 6
        titled = title(self.detail, self.size.width - 8)
        self.query_one("#about").border_title = Content(titled)
        gap = self.detail.row.usual_gap_days
        line = timeline(days, self.today, gap, width, gaps=not self.low, language=self.language)
        self.query_one("#line", Static).update(line)
        self.query_one("#words", Static).update(Content("\n").join(everything(self.detail, self.language, titled)))


def customer_of(shop: Shop, customer_id: int) -> CustomerDetail:
    """Everything about the customer with this id. Raises NotFound where there is none any more."""
    found = customers.lines(shop, [customer_id])
    if not found:
        does = "Esc goes back to the list."
        raise NotFound(
            "This customer is not there any more.", "They were merged, erased, or an import was undone.", does
        )
    return customers.customer(shop, found[0].email)
