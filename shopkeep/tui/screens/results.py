"""Results: who came back and what it brought, mailed against held out."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.clock import day_of
from shopkeep.core.records.results import Results, Return
from shopkeep.core.records.sequences import SequenceRow
from shopkeep.core.text import plain
from shopkeep.jobs import results as job
from shopkeep.jobs import sequences
from shopkeep.tui.run import task
from shopkeep.tui.screens import results_draw as draw
from shopkeep.tui.screens import results_parts
from shopkeep.tui.screens.base import Place, empty_text
from shopkeep.tui.screens.results_formulas import FormulasPage
from shopkeep.tui.screens.results_orders import OrdersPage
from shopkeep.tui.screens.shop import ShopPage
from shopkeep.tui.widgets.dialogs import Choice
from shopkeep.tui.widgets.rows import Rows

NO_SEQUENCE = empty_text(
    "Here you will see who came back after your mails and what they spent, compared with customers who got"
    " nothing. First write a sequence and send its first stage.",
    ("3", "goes to your sequences"),
    ("h", "shows how your shop does"),
)
NOT_SENT = empty_text(
    "Nothing of this sequence was sent yet. Once mails are out and a newer export is imported, this place shows"
    " who came back.",
    ("3", "goes to your sequences"),
    ("h", "shows how your shop does"),
)
LOOKING = "Looking at the orders …"
EVERYTHING = "*"
NOBODY = "Nobody has come back yet. Import a newer export (6) to see later orders."


class ResultsPlace(Place):
    NAME = "results"
    HELP = "Who came back after your mails, what they brought, and what would have happened anyway."
    TOPICS = ("orders", "outbox", "results", "sequences")

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self._sequences: list[SequenceRow] = []
        self._found: Results | None = None
        self._titles: dict[str, str] = {}
        self._whole = False
        """All sequences together in place of one."""
        self._parts = False
        """On a narrow screen: show the parts in place of who came back."""

    def body(self) -> ComposeResult:
        yield Static(LOOKING, id="nothing", classes="empty")
        with Container(id="results"):
            with VerticalScroll(id="verdict-pane", classes="pane", can_focus=False):
                yield Static(id="comparison")
            with Container(id="tables"):
                returned: Rows[Return] = Rows(
                    draw.RETURNED,
                    lambda row: draw.returned_cells(row, self.shop.today(), self.language, self._titles),
                    lambda row: (row.email, row.order),
                    id="returned",
                    classes="pane",
                    empty=NOBODY,
                )
                returned.border_title = "Who came back"
                yield returned
                with VerticalScroll(id="parts", classes="pane") as pane:
                    pane.border_title = "What worked"
                    yield Static(id="parts-text")
            yield Static(id="footnote")

    def on_mount(self) -> None:
        self.query_one("#results").display = False  # until something is known

    def arrive(self, target: str) -> None:
        """A sequence's name, or EVERYTHING for all together."""
        self._name = target.partition("/")[0]
        self._whole = target == EVERYTHING
        self._stale = True
        if self.is_attached and self.is_current:
            self.refresh_now()

    async def refresh_data(self) -> None:
        self._sequences = await self.ask(sequences.list_sequences)
        names = [row.name for row in self._sequences]
        if self._name not in names:
            mailed = [row for row in self._sequences if row.sent]
            self._name = (mailed or self._sequences)[0].name if names else ""
        self._whole = self._whole and len([row for row in self._sequences if row.enrolled]) > 1
        if self._whole:
            self._found = await self.ask(job.programme)
        else:
            self._found = await self.ask(job.results, self._name) if self._name else None
        self._draw()
        self.prepare_figures()  # while the results are read

    def _draw(self) -> None:
        found = self._found
        nothing = self.query_one("#nothing", Static)
        sent = found is not None and found.mailed.return_rate is not None
        nothing.display = not sent
        self.query_one("#results").display = sent
        self.refresh_foot()
        if found is None or not sent:
            name = (
                Content.styled(plain(found.title or found.sequence), "bold") + Content("\n\n") if found else Content("")
            )
            before = found.before if found else None
            ahead = Content(f"\n\n{plain(before.says)}") if before else Content("")
            nothing.update(name + (NOT_SENT if found else NO_SEQUENCE) + ahead)
            return
        pane = self.query_one("#verdict-pane")
        pane.border_title = Content(plain(found.title or found.sequence))
        if len(self._sequences) > 1:
            pane.border_subtitle = Content(f"s shows another of {len(self._sequences)} sequences")
        self.query_one("#comparison", Static).update(
            draw.comparison(found, self.language, self.size.width - 6, self.low)
        )
        back = wording.money(found.mailed.revenue, self.language)
        returned = self.query_one("#returned", Rows)
        returned.border_title = Content(
            f"{wording.count(len(found.returned), 'customer')} came back, {back}" if found.returned else "Who came back"
        )
        self._titles = {part.name: part.title for part in found.stages}
        rows = sorted(found.returned, key=lambda row: row.on, reverse=True)
        returned.set_columns(draw.returned_columns([returned.cells(row) for row in rows]))
        returned.show(rows)
        self._arrange()
        wide = self.size.width - 6 if self.narrow else self.size.width * 9 // 20 - 5
        self.query_one("#parts-text", Static).update(results_parts.parts(found, self.language, wide))
        until, closes = (
            "" if moment is None else wording.day_long(day_of(moment, self.shop.zone), self.language)
            for moment in (found.data_until, found.closes)
        )  # fmt: skip
        self.query_one("#footnote", Static).update(draw.footnote(found, until, closes, self.low))
        if self.focused is None or not self.focused.is_on_screen:
            returned.focus()

    def on_resize(self) -> None:
        if self._found is not None:
            self._draw()

    def _arrange(self) -> None:
        """Both tables where there is room for them, else one."""
        self.query_one("#returned").display = not (self.narrow and self._parts)
        self.query_one("#parts").display = not self.narrow or self._parts

    def foot(self) -> list[tuple[str, str, str]]:
        foot = super().foot()
        if len(self._sequences) < 2:
            foot = [part for part in foot if part[2] != "sequence"]
        if self._found is None or self._found.mailed.return_rate is None:
            away = ("view", "formulas", "confirm")
            foot = [part for part in foot if part[2] not in away] + [("3", "Sequences", "app.go('sequences')")]
        elif not self._found.to_confirm:
            foot = [part for part in foot if part[2] != "confirm"]
        return foot

    def action_view(self) -> None:
        """The other table: shown in its place, or gone to."""
        returned, parts = self.query_one("#returned"), self.query_one("#parts")
        if self.narrow:
            self._parts = not self._parts
            self._arrange()
            (parts if self._parts else returned).focus()
        else:
            (returned if parts.has_focus else parts).focus()

    def action_shop(self) -> None:
        """How the shop does, with or without any mails."""
        self.app.push_screen(ShopPage())

    def action_formulas(self) -> None:
        """How each figure came about."""
        if self._found is not None:
            self.app.push_screen(FormulasPage(self._found))

    def action_confirm(self) -> None:
        """Whose orders under other addresses are."""
        if self._found is not None and not self._found.to_confirm:
            self.say("No order waits for your word.")
            return
        self.app.push_screen(OrdersPage("" if self._whole else self._name or ""))

    def action_together(self) -> None:
        """All sequences together, or one again."""
        if sum(row.enrolled > 0 for row in self._sequences) < 2:
            self.say("There is one sequence only: it is the whole programme.")
            return
        self._whole = not self._whole
        self.refresh_now()

    def action_sequence(self) -> None:
        self.choose_sequence()

    @task
    async def choose_sequence(self) -> None:
        self._sequences = self._sequences or await self.ask(sequences.list_sequences)
        if not self._sequences:
            self.say("There is no sequence yet. 3 goes to where you make one.")
            return
        choices = [
            (row.name, f"{plain(row.title)}: {row.sent:,} sent, {row.returned:,} came back") for row in self._sequences
        ]
        chosen = await self.dialog(Choice("Results of which sequence?", choices))
        if chosen is not None:
            self._name, self._whole = chosen, False
            self.refresh_now()
