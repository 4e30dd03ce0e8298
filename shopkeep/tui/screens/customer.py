"""One customer in full: a page over the Customers place."""

from __future__ import annotations

from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.records.customers import CustomerDetail, CustomerMessage, CustomerOrder
from shopkeep.core.text import plain
from shopkeep.jobs import customers
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import Frame
from shopkeep.tui.widgets.customer import facts, title
from shopkeep.tui.widgets.rows import Cell, Column, Rows
from shopkeep.tui.widgets.timeline import timeline


class CustomerPage(Frame):
    PLACE = "customers"
    KEYS = "customer"
    HELP = "Everything known of one customer."

    def __init__(self, email: str) -> None:
        super().__init__()
        self.email = email
        self.detail: CustomerDetail | None = None

    def body(self) -> ComposeResult:
        with VerticalScroll(id="about", classes="pane"):
            yield Static(id="line")
            yield Static(id="words")
        with Horizontal(id="lists"):
            yield Rows[CustomerOrder](
                [
                    Column("On", width=12),
                    Column("Order", width=10, drop=2),
                    Column("Total", width=10, right=True),
                    Column("", width=9),
                    Column("What", weight=1, least=12, drop=1),
                ],
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
        self.query_one("#orders").border_title = "Orders"
        self.query_one("#messages").border_title = "Mails"
        self.query_one("#orders").focus()
        self.load()

    def foot(self) -> list[tuple[str, str, str]]:
        return [("Esc", "Back to the list", "app.back"), ("Tab", "Next list", "app.focus_next")]

    @property
    def language(self) -> str:
        return str(self.shop.settings.get("shop.language"))

    def day(self, value: date) -> str:
        return wording.day_long(value, self.language)

    def order_cells(self, order: CustomerOrder) -> list[str | Cell]:
        tone = "" if order.counts else "muted"
        state = order.status if not order.counts or order.status != "paid" else ""
        if order.counts and order.refunded.amount:
            state = "refund"
        codes = f"  ({', '.join(order.codes)})" if order.codes else ""
        return [
            Cell(wording.day_long(order.on, self.language), tone),
            Cell(order.number, tone),
            Cell(wording.money(order.total, self.language), tone or "strong"),
            Cell(state, "muted"),
            Cell(", ".join(order.lines) + codes, tone),
        ]

    @task
    async def load(self) -> None:
        self.detail = await self.ask(customers.customer, self.email)
        self.query_one("#orders", Rows).show(self.detail.order_history)
        messages = self.query_one("#messages", Rows)
        messages.show(self.detail.messages)
        messages.display = bool(self.detail.messages)
        self.query_one("#about").border_title = Content(title(self.detail))
        self.draw()

    def on_resize(self) -> None:
        self.draw()

    def draw(self) -> None:
        """The line of time at the present width, and the words under it."""
        if self.detail is None:
            return
        days = sorted(order.on for order in self.detail.order_history if order.counts)
        width = self.size.width - 6
        gap = self.detail.row.usual_gap_days
        line = timeline(days, self.shop.today(), gap, width, language=self.language)
        self.query_one("#line", Static).update(line)
        words = [Content(plain(reason)) for reason in self.detail.reasons]
        words += facts(self.detail, self.language)
        words.append(Content.assemble(("Consent: ", "$text-muted"), plain(self.detail.consent)))
        if len(self.detail.addresses) > 1:
            words.append(Content.assemble(("Addresses: ", "$text-muted"), plain(", ".join(self.detail.addresses))))
        words += [
            Content.assemble((f"{plain(name)}: ", "$text-muted"), plain(value))
            for name, value in self.detail.attributes.items()
        ]
        self.query_one("#words", Static).update(Content("\n").join(words))
