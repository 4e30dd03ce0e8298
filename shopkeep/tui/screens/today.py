"""Today: what to do now, in sentences, each with its key. A newcomer finds three steps."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.records.results import Today as Page
from shopkeep.core.records.results import TodayItem
from shopkeep.jobs import today
from shopkeep.tui.screens.base import Place
from shopkeep.tui.widgets.rows import Cell, Column, Rows


class Today(Place):
    NAME = "today"
    HELP = "What to do now. Enter does the chosen line; the letters at the left do theirs at once."
    TOPICS = ("orders", "customers", "sequences", "outbox", "results", "settings")

    def body(self) -> ComposeResult:
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="greeting")
            yield Rows[TodayItem](
                [Column("", width=5), Column("", weight=1)],
                lambda item: (Cell(item.key, "accent"), item.says),
                lambda item: (item.kind, item.target),
                header=False,
                id="items",
            )
            yield Static(id="foot-note")

    async def refresh_data(self) -> None:
        self.show(await self.ask(today.today))

    def show(self, page: Page) -> None:
        """Put the page on the screen."""
        self.query_one("#greeting", Static).update(greeting(page))
        self.query_one("#items", Rows).show(page.items)

    def action_open(self) -> None:
        """Enter."""
        item = self.query_one("#items", Rows).current
        if item is not None:
            self.follow_item(item)

    @on(Rows.Chosen, "#items")
    def chosen(self, event: Rows.Chosen[TodayItem]) -> None:
        self.follow_item(event.row)

    def follow_item(self, item: TodayItem) -> None:
        """Go where the line is done."""
        self.keep.go(item.place, item.target)

    def action_import(self) -> None:
        self.keep.go("imports")

    def action_mail(self) -> None:
        self.keep.go("settings")

    def action_win_back(self) -> None:
        self.keep.go("customers", "at-risk")


def greeting(page: Page) -> Content:
    """The lines above the list."""
    if page.empty:
        return Content.assemble(
            ("Welcome. shopkeep wins customers back.", "bold"),
            "\n\nIt reads an export of your shop's orders, finds the customers who are slipping away, writes to"
            " them, and shows who came back. Everything stays in one folder on this machine.",
        )
    known = f"{wording.count(page.customers, 'customer')}, {wording.count(page.orders, 'order')}"
    return Content.assemble((page.shop_name, "bold"), "\n", (known, "$text-muted"))
