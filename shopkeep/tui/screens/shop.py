"""How the shop does: a page over Results. The figures in sentences first, then months, cohorts and waits."""

from __future__ import annotations

from datetime import date

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.records.metrics import Metrics
from shopkeep.jobs import metrics, report
from shopkeep.tui.run import task
from shopkeep.tui.screens import shop_draw as draw
from shopkeep.tui.screens.base import Frame, empty_text
from shopkeep.tui.widgets.dialogs import Choice, Told

NO_ORDERS = empty_text(
    "Here you will see who stays with your shop and who is lost, in money and in customers, and when they come back.",
    ("6", "brings in an export of your orders"),
)
ADDING = "Adding up your orders …"
FORMS = [
    (".md", "A page to read or to mail"),
    (".csv", "The figures for a spreadsheet"),
    (".svg", "The charts as a picture"),
]


class ShopPage(Frame):
    PLACE = "results"
    KEYS = "shop"
    HELP = "How your shop does: who stays, who is lost in money and in heads, who orders again and when."

    def __init__(self) -> None:
        super().__init__()
        self.view = "figures"
        self.found: Metrics | None = None
        self._whole = False
        """Months, cohorts and waits are there too: in a large shop they come a moment after the figures."""
        self._days: tuple[date | None, date | None] = (None, None)
        self._by = ""
        self._formulas = False

    def body(self) -> ComposeResult:
        yield Static(id="views")
        with VerticalScroll(id="page", classes="pane"):
            yield Static(ADDING, id="drawn")

    def on_mount(self) -> None:
        self.query_one("#page").focus()
        self._tabs()
        self.load()

    @task(exclusive=True)
    async def load(self) -> None:
        """Ask for the figures of the chosen days, and show them."""
        chosen = (*self._days, self._by)

        def show(found: Metrics, whole: bool = False) -> None:
            if self.is_attached and chosen == (*self._days, self._by):
                self.found, self._whole = found, whole
                self.draw()

        def early(found: Metrics) -> None:
            self.app.call_from_thread(show, found)

        show(await self.ask(metrics.metrics_of, *chosen, tell=early), whole=True)

    def hear(self, topics: tuple[str, ...]) -> None:
        if {"orders", "settings"} & {*topics}:
            self.load()

    def on_resize(self) -> None:
        if self.found is not None:
            self.draw()

    def draw(self) -> None:
        """The present view."""
        self._tabs()
        found = self.found
        if found is None:
            return
        pane = self.query_one("#page")
        days = [wording.day_long(one, self.language) for one in (found.first, found.last)]
        pane.border_title = Content(f"How your shop did from {days[0]} to {days[1]}")
        pane.border_subtitle = Content("Formulas" if self._formulas else "")
        self.query_one("#drawn", Static).update(self._content(found))
        self.refresh_foot()

    def _content(self, found: Metrics) -> Content:
        if not found.seasons or found.orders_until is None:
            return NO_ORDERS
        if self._formulas:
            return draw.formulas(found, self.language)
        if self.view not in ("figures", "year") and not self._whole:
            return Content(ADDING)
        return draw.page(found, self.view, self.language, self.size.width - 6, self.size.height - 7)

    def _tabs(self) -> None:
        parts = [
            Content.styled(f"[{title}]", "bold $accent")
            if name == self.view and not self._formulas
            else Content.styled(f" {title} ", "$text-muted")
            for name, title in draw.VIEWS.items()
        ]
        self.query_one("#views", Static).update(Content(" ").join(parts))

    def action_view(self, step: int = 1) -> None:
        """The next view, or the one before."""
        names = list(draw.VIEWS)
        self.view = names[(names.index(self.view) + step) % len(names)]
        self._formulas = False
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)
        self.draw()

    def action_formulas(self) -> None:
        """How each figure is worked out, or back to the figures."""
        self._formulas = not self._formulas
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)
        self.draw()

    def action_back(self) -> None:
        if self._formulas:
            self.action_formulas()
        else:
            super().action_back()

    @task
    async def action_period(self) -> None:
        """Choose the days that the figures are of."""
        periods = await self.ask(metrics.periods)
        chosen = await self.dialog(Choice("The figures of which days?", [(name, name) for name in periods]))
        if chosen is not None:
            self._days = periods[chosen]
            self.load()

    @task
    async def action_split(self) -> None:
        """Choose what customers are split by."""
        ways = await self.ask(metrics.ways_to_split)
        if not ways:
            self.say("Nothing is known of your customers to split them by. 6 brings in a customers' file.")
            return
        choices = [("", "Everybody together"), *((way, f"By {way}") for way in ways)]
        chosen = await self.dialog(Choice("Split your customers by what?", choices))
        if chosen is not None:
            self._by, self.view, self._formulas = chosen, "figures", False
            self.load()

    @task
    async def action_write(self) -> None:
        """Write the figures to a file."""
        ending = await self.dialog(Choice("Write these figures as what?", FORMS))
        if ending is not None:
            done = await self.ask(report.keep, ending, *self._days, self._by)
            await self.dialog(Told("The figures are written", f"{done.says}."))
