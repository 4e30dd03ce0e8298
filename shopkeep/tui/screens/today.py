"""Today: what to do now, in sentences, each with its key. A newcomer finds three steps."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.progress import Stop, Tell
from shopkeep.core.records.results import Today as Page
from shopkeep.core.records.results import TodayItem
from shopkeep.jobs import sample, today
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import Place
from shopkeep.tui.widgets.rows import Cell, Column, Rows


SAMPLE = "sample-shop"
"""Folder of the sample shop within the owner's: trying it out leaves their own shop as it is."""


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
        if item.kind == "sample":
            self.fill_with_sample()
        else:
            self.keep.go(item.place, item.target)

    def action_item(self, key: str) -> None:
        """A line's own key: the most pressing one that has it."""
        for item in self.query_one("#items", Rows).rows:
            if item.key == key:
                self.follow_item(item)
                return

    def action_import(self) -> None:
        self.keep.go("imports")

    @task
    async def fill_with_sample(self) -> None:
        """Make the sample shop in a folder of its own, then open the app on that one."""
        home = self.keep.home / SAMPLE
        note = self.query_one("#foot-note", Static)
        note.update(Content("Making the sample shop, a few seconds"))
        if not (home / "shop.db").exists():
            await self.follow(
                make_sample,
                home,
                tell=lambda step: note.update(Content(f"Making the sample shop: {step.doing}")),
                title="Making the sample shop",
            )
        self.keep.leave_for(home)


def make_sample(_shop: Shop, home: Path, tell: Tell, stop: Stop) -> None:
    """A shop in `home` with the first exports of the sample taken in."""
    made = open_shop(home)
    try:
        sample.set_profile(made)
        sample.import_first(made, sample.write_files(home, made.today()), tell, stop)
    finally:
        made.close()


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
