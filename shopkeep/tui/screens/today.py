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
from shopkeep.tui import place_keys
from shopkeep.tui.run import task
from shopkeep.tui.screens.backtest import BackTestPage
from shopkeep.tui.screens.base import Place
from shopkeep.tui.widgets.todo import Todo

SAMPLE = "sample-shop"
"""Folder of the sample shop within the owner's: trying it out leaves their own shop as it is."""


class Today(Place):
    NAME = "today"
    HELP = "What to do now. Enter does the chosen line; the letters at the left do theirs at once."
    TOPICS = ("orders", "customers", "sequences", "outbox", "results", "settings")

    def body(self) -> ComposeResult:
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="greeting")
            yield Todo(id="items")
            yield Static(id="foot-note")

    def on_mount(self) -> None:
        self.query_one(Todo).focus()

    async def refresh_data(self) -> None:
        page = await self.ask(today.today)
        self.query_one("#greeting", Static).update(greeting(page, self.language))
        self.query_one(Todo).show(page.items)
        self.refresh_foot()

    def foot(self) -> list[tuple[str, str, str]]:
        """Enter, then the keys of what there is to do."""
        labels = {key.keys: (key.shown, key.label, key.action) for key in place_keys.of(self.NAME)}
        shown = list(dict.fromkeys(item.key for item in self.query_one(Todo).items))
        return [labels["enter"], *[labels[key] for key in shown if key in labels][:4]]

    def action_open(self) -> None:
        """Enter, where the list has not the focus."""
        self.query_one(Todo).action_choose()

    @on(Todo.Chosen)
    def chosen(self, event: Todo.Chosen) -> None:
        self.follow_item(event.item)

    def follow_item(self, item: TodayItem) -> None:
        """Go where the line is done."""
        if item.kind == "sample":
            self.fill_with_sample()
        elif item.kind == "week":
            self.let_a_week_pass()
        elif item.kind == "horizon":
            self.app.push_screen(BackTestPage())
        else:
            self.keep.go(item.place, item.target or ("import" if item.place == "imports" else ""))

    def action_item(self, key: str) -> None:
        """A line's own key: the most pressing one that has it."""
        for item in self.query_one(Todo).items:
            if item.key == key:
                self.follow_item(item)
                return

    def action_import(self) -> None:
        """What there is to bring in, else whatever file the owner names."""
        if any(item.key == "i" for item in self.query_one(Todo).items):
            self.action_item("i")
        else:
            self.keep.go("imports", "import")

    @task
    async def let_a_week_pass(self) -> None:
        self.done(await self.ask(sample.pass_days), "orders", "customers", "sequences", "outbox", "results")

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


def greeting(page: Page, language: str) -> Content:
    """The lines above the list."""
    if page.empty:
        return Content.assemble(
            ("Welcome. shopkeep wins customers back.", "bold"),
            "\n\nIt reads an export of your shop's orders, finds the customers who are slipping away, writes to"
            " them, and shows who came back. Everything stays in one folder on this machine.",
        )
    known = f"{wording.count(page.customers, 'customer')}, {wording.count(page.orders, 'order')}"
    if page.counting < page.orders:
        known += f" ({page.counting:,} {'counts' if page.counting == 1 else 'count'})"
    if page.uncounted:
        more = wording.count(page.uncounted, "more person has", "more people have")
        known += f". {more} none that counts"
    if page.sample_day is not None:
        known += f". It is {wording.day_long(page.sample_day, language)} in the sample shop."
    if (page.uncounted or not page.items) and not known.endswith("."):
        known += "."
    if not page.items:
        known += " Nothing waits for you today."
    return Content.assemble((page.shop_name, "bold"), "\n", (known, "$text-muted"))
