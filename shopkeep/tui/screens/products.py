"""Products: what a group used to buy, what brings people back, what goes together, what sells and when."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any, Literal

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.records.products import PeakMonth, Peaks, UsedToBuyReport
from shopkeep.core.text import plain
from shopkeep.customers.product_words import undecided
from shopkeep.jobs import products as job
from shopkeep.tui.run import task
from shopkeep.tui.screens import products_words as words
from shopkeep.tui.screens.base import Frame
from shopkeep.tui.widgets.columns import Cell
from shopkeep.tui.widgets.rows import Rows

NEW_DAYS = 182
"""What counts as new: half a year."""
NUMBERS = 60
"""Cells that a row of months needs beside its bar."""


class ProductsPage(Frame):
    PLACE = "customers"
    KEYS = "products"
    HELP = "What customers buy: what brings them back, what goes together, what sells and when."

    def __init__(self, segment: str = "win-back", where: str = "", view: str = "used-to-buy") -> None:
        super().__init__()
        self.segment, self.where = segment, where
        self.view = view
        self.report: Any = None
        self._folded = False
        self._slowest = False
        self._within: Literal["order", "customer"] = "order"
        self._of_group = False
        self._product = ""
        """Key of the product that `next` and `peaks` are about; empty: all."""
        self._once = ""
        """What is said above the list instead of in every row."""
        self._came_from = ""
        """The view that Esc goes back to."""

    def body(self) -> ComposeResult:
        yield Static(id="views")
        yield Static(id="once")
        yield Rows[Any](
            words.COLUMNS["used-to-buy"],
            self.cells,
            lambda row: row.month if isinstance(row, PeakMonth) else (row.key, getattr(row, "other_key", "")),
            id="products",
            classes="pane",
        )
        with VerticalScroll(id="said", classes="pane", can_focus=False):
            yield Static(id="words")

    def on_mount(self) -> None:
        self.rows.focus()
        self.load()

    @property
    def rows(self) -> Rows[Any]:
        return self.query_one("#products", Rows)

    def cells(self, row: Any) -> list[str | Cell]:
        if isinstance(row, PeakMonth):
            return words.month_cells(row, self.report, self.size.width - NUMBERS, self.language)
        found = words.cells(row, self.language, self.shop.today())
        # what holds for all is said once above
        return [*found[:-1], ""] if self._once and not getattr(row, "not_selling", False) else found

    @task(exclusive=True)
    async def load(self) -> None:
        """Ask for the present view, and show it."""
        self.query_one("#views", Static).update(words.tabs(self._tab))
        self.report = await self.ask(self._job())
        self.draw()

    @property
    def _tab(self) -> str:
        return self.view if self.view in words.VIEWS else self._came_from

    def _job(self) -> Any:
        folded = self._folded
        if self.view == "used-to-buy":
            return partial(job.used_to_buy, segment=self.segment, where=self.where, folded=folded)
        if self.view == "first":
            return partial(job.first_products, folded=folded)
        if self.view == "together":
            return partial(job.bought_together, within=self._within, folded=folded)
        if self.view == "next":
            return partial(job.next_product, product=self._product, folded=folded)
        if self.view == "sellers":
            return partial(job.sellers, slowest=self._slowest, folded=folded)
        if self.view == "new":
            since = self.shop.today() - timedelta(days=NEW_DAYS)
            return partial(job.new_products, since=since, folded=folded)
        group = (self.segment, self.where) if self._of_group else (None, "")
        product = self._product or None
        return partial(job.peaks, product=product, segment=group[0], where=group[1], folded=folded)

    def draw(self) -> None:
        """The list of the present report, its title and what it says."""
        found, rows = self.report, self.rows
        self._once = undecided(found)
        self.query_one("#once", Static).update(Content(plain(self._once)))
        self.query_one("#once").display = bool(self._once)
        rows.set_columns(words.columns(self.view, found))
        rows.set_empty(words.nothing(self.view, found))
        rows.border_title = Content(self._title())
        rows.show(found.months if isinstance(found, Peaks) else found.rows, keep=False)
        self.query_one("#said").display = bool(rows.rows)
        self.set_class(isinstance(found, Peaks), "-months")
        self.say_row()
        self.refresh_foot()

    def _title(self) -> str:
        found = self.report
        fold = ", variants folded" if self._folded else ""
        if self.view == "used-to-buy":
            return f"What {self._group()} used to buy{fold}"
        if self.view == "first":
            return f"First orders, and who came back within {found.within_days} days{fold}"
        if self.view == "together":
            where = "in one order" if self._within == "order" else "by the same customer"
            return f"Bought together {where}{fold}"
        if self.view == "next":
            return f"After {plain(found.title)}{fold}"
        if self.view == "sellers":
            return f"{'Slowest' if self._slowest else 'Best'} sellers of the last 90 days{fold}"
        if self.view == "new":
            return f"New since {wording.day_long(found.since, self.language)}{fold}"
        years = "" if not found.years else f", {wording.count(found.years, 'year')}"
        of = plain(found.of) or "the whole shop"
        if self._of_group and self.where and not self._product:
            of = self._group()
        return f"Orders by month: {of}{years}{fold}"

    def _group(self) -> str:
        """Whom the page is about, short enough for a title; a filter's own words stand below."""
        if self.where:
            return "customers of this filter"
        title = plain(self.report.group) if isinstance(self.report, UsedToBuyReport) else self.segment
        return "customers" if self.segment == "all" else f"“{title}”"

    @on(Rows.Highlighted)
    def say_row(self) -> None:
        """The sentence of the chosen product, then what holds for all."""
        found = self.report
        if found is None:
            return
        row = self.rows.current
        first = found.says if isinstance(found, Peaks) else getattr(row, "says", "")
        more = " ".join(part for part in (words.about(found), words.grounds(found.grounds)) if part)
        parts = [Content(plain(first))] if first else []
        parts += [Content.styled(plain(more), "$text-muted")] if more else []
        self.query_one("#words", Static).update(Content("\n").join(parts))
        self.query_one("#said").border_title = Content(plain(getattr(row, "title", "")))

    def on_resize(self) -> None:
        if self.report is not None:
            self.rows.refresh()

    def foot(self) -> list[tuple[str, str, str]]:
        other = {
            "sellers": "Best first" if self._slowest else "Slowest first",
            "together": "Same customer" if self._within == "order" else "In one order",
            "peaks": "Whole shop" if self._of_group else "This group",
        }.get(self.view, "")
        shown = []
        for key, label, action in super().foot():
            if action == "other":
                shown += [(key, other, action)] if other else []
            elif action in ("next", "months") and (self.view in ("peaks", "next") or not self.rows.rows):
                continue
            else:
                shown.append((key, label, action))
        return shown

    def action_view(self, step: int = 1) -> None:
        """The next view, or the one before."""
        names = list(words.VIEWS)
        self._show(names[(names.index(self._tab) + step) % len(names)])

    def _show(self, view: str, product: str = "", came_from: str = "") -> None:
        self.view, self._product, self._came_from = view, product, came_from
        self.load()

    def action_next(self) -> None:
        """What buyers of the chosen product bought next."""
        self._of_product("next")

    def action_months(self) -> None:
        """The year of the chosen product."""
        self._of_product("peaks")

    def _of_product(self, view: str) -> None:
        row = self.rows.current
        if row is None or isinstance(row, PeakMonth) or self.view == "next":
            return
        if view == "next" and getattr(row, "orders", 1) == 0:
            self.say("No order has this product yet.")
            return
        self._show(view, row.key, self.view)

    @on(Rows.Chosen)
    def chosen(self) -> None:
        self.action_next()

    def action_other(self) -> None:
        """The other way to look at this view."""
        if self.view == "sellers":
            self._slowest = not self._slowest
        elif self.view == "together":
            self._within = "customer" if self._within == "order" else "order"
        elif self.view == "peaks":
            self._of_group = not self._of_group
        else:
            return
        self.load()

    def action_fold(self) -> None:
        """Variants as one product, or each for itself."""
        self._folded = not self._folded
        if self._product:  # its key is another one then
            self.view, self._product, self._came_from = self._came_from, "", ""
        self.load()

    def action_back(self) -> None:
        if self._came_from:
            self._show(self._came_from)
        else:
            super().action_back()
