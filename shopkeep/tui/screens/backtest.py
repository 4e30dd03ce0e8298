"""How good our judging was: a page over the customers, with the shop's own past as the test."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.records.judging import BackTest, BandResult, HorizonAdvice, ListResult
from shopkeep.core.text import plain
from shopkeep.customers.backtest_words import ENOUGH, ungated
from shopkeep.jobs import backtest
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import Frame
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.rows import Rows

BANDS = {"active": "Active", "at-risk": "At risk", "lapsed": "Lapsed", "lost": "Lost"}
LISTS = {"win-back": "To win back", "silent": "Silent 90 days"}


class BackTestPage(Frame):
    PLACE = "customers"
    KEYS = "backtest"
    HELP = "What we would have said of your customers a while ago, and what they did since."

    def __init__(self) -> None:
        super().__init__()
        self.found: BackTest | None = None
        self.advice: HorizonAdvice | None = None

    def body(self) -> ComposeResult:
        with VerticalScroll(id="said", classes="pane"):
            yield Static("Going back over your orders …", id="sentences")
        with Horizontal(id="figures"):
            yield Rows[BandResult](
                [
                    Column("Called", weight=1, least=9),
                    Column("Customers", width=9, right=True, drop=1),
                    Column("We said", width=8, right=True),
                    Column("Came", width=8, right=True),
                ],
                self.band_cells,
                lambda band: band.band,
                empty="Cannot tell yet.",
                id="bands",
                classes="pane",
            )
            yield Rows[ListResult](
                [
                    Column("List", weight=1, least=16),
                    Column("People", width=7, right=True, drop=1),
                    Column("Spending", width=8, right=True),
                    Column("Away", width=6, right=True),
                ],
                self.list_cells,
                lambda one: one.name,
                empty="Cannot tell yet.",
                id="compared",
                classes="pane",
            )

    def on_mount(self) -> None:
        self.query_one("#said").border_title = "How well we would have judged"
        self.query_one("#bands").border_title = "Came back, of a hundred"
        self.query_one("#compared").border_title = "Spending caught, who stayed away"
        self.query_one("#said").focus()
        self.load()

    def foot(self) -> list[tuple[str, str, str]]:
        answers = ("a", "n") if self.advice is None else ()
        return [entry for entry in super().foot() if entry[0] not in answers]

    def band_cells(self, band: BandResult) -> list[str | Cell]:
        tone = "muted" if band.customers < ENOUGH else ""
        name = BANDS[band.band]
        if not band.customers:
            return [Cell(name, "muted"), Cell("0", "muted"), "", ""]
        said, came = wording.percent(band.predicted), wording.percent(band.came_back)
        if band.customers < ENOUGH:
            came = f"{round(band.customers * band.came_back)} of {band.customers}"
        return [Cell(name, tone), Cell(f"{band.customers:,}", tone), Cell(said, tone), Cell(came, tone or "strong")]

    def list_cells(self, one: ListResult) -> list[str | Cell]:
        best = self.found is not None and self.found.lists_differ and one.name == self.found.better_list
        tone = "strong" if best else ""
        money, left = wording.percent(one.money_caught), wording.percent(one.lapsed)
        mark = " ✓" if best else ""
        return [
            Cell(f"{LISTS[one.name]}{mark}", tone),
            Cell(f"{one.customers:,}", tone),
            Cell(money, tone),
            Cell(left, tone),
        ]

    @task(exclusive=True)
    async def load(self) -> None:
        """Judge the shop's past; the first time takes a moment."""
        self.found = found = await self.ask(backtest.back_test)
        self.advice = await self.ask(backtest.horizon_advice)
        words = [Content(plain(says)) for says in found.sentences]
        if words and found.can_tell:
            words[:1] = [Content.styled(plain(found.sentences[0]), "bold"), Content("")]
        if found.can_tell and (other := ungated(found)):
            title = Content.styled("By the chance alone, whether late or not", "bold")
            words += [Content(""), title, Content.styled(plain(other), "$text-muted")]
        if self.advice is not None:
            keys = Content.assemble(
                (" a ", "bold $accent"), " looks that far ahead, ", ("n", "bold $accent"), " does not"
            )
            words = [Content(plain(self.advice.says)), keys, Content(""), *words]
        self.query_one("#sentences", Static).update(Content("\n").join(words))
        self.query_one("#bands", Rows).show(found.bands)
        self.query_one("#compared", Rows).show([one for one in found.lists if one.name in LISTS])
        self.query_one("#figures").display = found.can_tell
        self.refresh_foot()

    @task
    async def answer(self, accept: bool) -> None:
        done = await self.ask(backtest.accept_horizon if accept else backtest.decline_horizon)
        self.done(done, "customers", "settings")
        self.load()

    def action_accept(self) -> None:
        """Look as far ahead as advised."""
        if self.advice is not None:
            self.answer(True)

    def action_decline(self) -> None:
        """Keep the present look-ahead."""
        if self.advice is not None:
            self.answer(False)
