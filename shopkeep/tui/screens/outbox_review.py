"""The review before a send: who gets what, who not and why, three mails to look at, the count to type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.records.delivery import PlannedMessage, SendResult
from shopkeep.core.records.sequences import Problem
from shopkeep.core.text import plain
from shopkeep.errors import ShopkeepError
from shopkeep.jobs import accounts, customers, outbox, review, sending, sequences
from shopkeep.tui.next_steps import on_screen, without_options
from shopkeep.tui.run import task
from shopkeep.tui.screens import outbox_review_words as words
from shopkeep.tui.screens.outbox_choosing import Choosing
from shopkeep.tui.widgets.dialogs import Confirm
from shopkeep.tui.widgets.progress import Progress
from shopkeep.tui.widgets.rows import Rows


@dataclass(frozen=True, slots=True)
class Send:
    """One send as the owner confirmed it."""

    sequence: str
    stage: str
    expected: int
    segment: str | None = None
    limit: int | None = None
    account: str = ""
    newcomers: bool = True


class ReviewPage(Choosing):
    """Looks at a send before anything is queued. Enter asks for the count and hands it to `go`."""

    PLACE = "outbox"
    KEYS = "outbox.review"
    HELP = "Look before you send: who, who not and why, and three of the mails. Nothing is queued yet."

    def __init__(self, sequence: str, stage: str, go: Callable[[Send], None], back_to: str = "") -> None:
        """`back_to`: the place that Esc goes back to; the Outbox unless said otherwise."""
        super().__init__(sequence, stage)
        self._back_to = back_to
        self._go = go
        self._called = ""
        """The title of the segment that is sent to, or else of the one open in Customers."""
        self._title = sequence
        self._groups: dict[str, str] = {}
        """The titles of the sequence's groups by name."""
        self._errors: list[Problem] = []
        self._steps = 0
        """Steps among the samples that were asked for before these were there."""

    def body(self) -> ComposeResult:
        yield Progress(id="working")
        yield Static(id="refused", classes="empty")
        with Container(id="review"):
            with Container(id="left"):
                with VerticalScroll(id="summary-pane", classes="pane") as pane:
                    pane.border_title = "Before you send"
                    yield Static(id="summary")
                who: Rows[PlannedMessage] = Rows(
                    words.PLANNED,
                    lambda m: words.planned_cells(m, self._groups),
                    lambda m: (m.email, m.mail),
                    id="who",
                    classes="pane",
                    empty="Nobody is due for a mail of this stage now.",
                )
                who.border_title = "Who gets it"
                yield who
            with VerticalScroll(id="sample-pane", classes="pane"):
                yield Static(id="sample")

    def foot(self) -> list[tuple[str, str, str]]:
        ready = self._plan is not None and self._plan.counts.planned + self._plan.held and not self._errors
        if self.query_one("#refused").display:
            return [("3", "Sequences", "app.go('sequences')"), ("Esc", "Back", "back")]
        foot = super().foot() if ready else [part for part in super().foot() if part[2] in ("segment", "limit")]
        return [*foot, ("Tab", "Scroll", "app.focus_next"), ("Esc", "Back", "back")]

    def on_mount(self) -> None:
        self.query_one("#review").display = False
        self.query_one("#refused").display = False
        self.look()

    @task(exclusive=True)
    async def look(self) -> None:
        """Work the send out anew."""
        bar = self.query_one("#working", Progress)
        bar.begin("Writing the mails")
        try:
            sequence = await self.ask(sequences.load, self._sequence)
            if not self._stage and len(sequence.stages) == 1:
                self._stage = sequence.stages[0].name
            self._groups = {group.name: group.title for group in sequence.groups}
            stage = sequence.stage(self._stage)
            self._title = f"{sequence.title}, {stage.title if stage else self._stage}"
            problems = await self.ask(sequences.check, self._sequence)
            self._errors = [p for p in problems if p.severity == "error"]
            plan = await self.ask(
                sending.plan,
                self._sequence,
                self._stage,
                self._segment,
                self._limit,
                account=self._account,
                newcomers=self._newcomers,
            )
            samples = await self.ask(review.samples, plan)
            account = await self.ask(outbox.account_problem)
            chosen = (self._segment, self._limit, self._newcomers)
            self._around = await self.ask(review.around, plan, *chosen, self._opened)
            opened = self._around.opened[0] if self._around.opened else self._segment
            if opened:
                rows = await self.ask(customers.segments)
                self._called = next((row.title for row in rows if row.name == opened), opened)
        except ShopkeepError as error:
            self._refuse(error)
            return
        finally:
            bar.end()
        self._plan = plan
        self._samples = samples
        self._at = self._steps % len(self._samples) if self._samples else 0
        self._steps = 0
        self._show(plan, problems, account)

    @property
    def _opened(self) -> str:
        """The segment that the owner looked at last in Customers."""
        if self._segment is not None or not self.app.is_screen_installed("customers"):
            return ""
        return str(getattr(self.app.get_screen("customers"), "segment", ""))

    def _refuse(self, error: ShopkeepError) -> None:
        self._plan = None
        self.query_one("#review").display = False
        said = self.query_one("#refused", Static)
        said.display = True
        lines = [
            Content.styled(plain(error.title), "bold $error"),
            *(Content(plain(x)) for x in (error.meaning, on_screen(without_options(error.next_step))) if x),
        ]
        said.update(Content("\n\n").join(lines))
        self.refresh_foot()

    def _show(self, plan: SendResult, problems: list[Problem], account: str | None) -> None:
        self.query_one("#refused").display = False
        self.query_one("#review").display = True
        around = self._around
        assert around is not None
        text = words.summary(plan, self._title, around.outlook.says, self.narrow)
        if 0 < around.new < plan.counts.planned or around.opened:
            text = text + Content.assemble("\n", *words.some_line(plan, around.new, around.opened, self._called))
        only = []
        if not self._newcomers:
            only.append("only those who are in the sequence already")
        if self._segment:
            only.append(f"only {plain(self._called)}")
        if self._limit:
            only.append(f"only the first {self._limit:,}")
        if only:
            text = text + Content(f"\nNow {' and '.join(only)}.")
        if len(self.shop.settings.accounts()) > 1:
            text = text + Content.assemble("\nThrough the account ", (plan.account, "bold"), ".")
        for sentence in around.costs:
            text = text + Content(f"\n{plain(sentence)}")
        for sentence in around.notices:
            text = text + Content.assemble("\n", ("▲ ", "$warning"), plain(sentence))
        if account:
            text = text + Content("\n") + Content.styled(on_screen(plain(account)), "$warning")
        signs = {"error": ("!", "$error"), "warning": ("▲", "$warning"), "note": ("·", "$text-muted")}
        for problem in problems:
            sign, colour = signs[problem.severity]
            where = "" if problem.file == "settings.toml" else problem.where
            text = text + Content.assemble("\n", (f"{sign} ", colour), plain(f"{where} {problem.says}".lstrip()))
        if self._errors:
            text = text + Content.assemble("\n", ("Nothing can be sent until this is mended (3 Sequences).", "bold"))
        self.query_one("#summary", Static).update(text)
        self.call_after_refresh(self._say_there_is_more)
        who = self.query_one("#who", Rows)
        who.show(plan.messages)
        who.border_title = Content(f"Who gets it: {wording.count(plan.counts.planned, 'mail')}")
        who.focus()
        self.refresh_foot()
        self.show_sample()

    def _say_there_is_more(self) -> None:
        """What does not fit is not to be overlooked: warnings stand at the end."""
        pane = self.query_one("#summary-pane", VerticalScroll)
        pane.border_subtitle = "Tab, then ↓ reads on" if pane.max_scroll_y else ""

    def action_sample(self, step: int) -> None:
        """The next of the samples, or the one before."""
        if self._samples:
            self._at = (self._at + int(step)) % len(self._samples)
            self.show_sample()
        else:
            self._steps += int(step)

    @task(exclusive=True)
    async def show_sample(self) -> None:
        pane = self.query_one("#sample-pane", VerticalScroll)
        pane.display = bool(self._samples)
        if not self._samples:
            return
        what, message = self._samples[self._at]
        mail = await self.ask(
            sequences.render_preview, self._sequence, self._stage, message.mail, message.variant, message.email
        )
        pane.border_title = Content(f"Sample {self._at + 1} of {len(self._samples)}: {what}")
        pane.border_subtitle = Content("[ ] other samples")
        self.query_one("#sample", Static).update(words.sample_text(mail))
        pane.scroll_home(animate=False)

    def action_back(self) -> None:
        """Esc: back to where one came from."""
        if self._back_to and self._back_to != self.PLACE:
            self.keep.go(self._back_to)
        else:
            super().action_back()

    @on(Rows.Chosen, "#who")
    def chosen(self) -> None:
        self.action_send()

    def action_send(self) -> None:
        self.confirm()

    @task
    async def confirm(self) -> None:
        """Ask for the count, then go."""
        plan = self._plan
        if plan is None or not plan.counts.planned + plan.held:
            return
        if self._errors:
            self.say(
                "The sequence has errors that would spoil the mails. c in Sequences lists them.", severity="warning"
            )
            return
        planned = plan.counts.planned
        chosen = (self._segment, self._limit, plan.account, self._newcomers)
        if not planned:  # nothing goes out: what is held comes to the Outbox, to be answered for
            self.app.pop_screen()
            self._go(Send(self._sequence, self._stage, 0, *chosen))
            return
        practice = accounts.is_practice(self.shop, plan.account)
        where = "to real people."
        if practice:
            where = "to the practice mailbox on this machine. No customer gets them, yet they count as sent."
        text = (
            f"{wording.count(planned, 'mail')} of {plain(self._title)} go {where}"
            f" {self._around.outlook.says if self._around else ''}"
            " You can pause at any time; what is out cannot be taken back.\n\n"
            f"Type {planned} to send."
        )
        asking = Confirm("Send these mails?", Content(text), str(planned), enter="sends them")
        if await self.dialog(asking) is None:
            return
        self.app.pop_screen()
        self._go(Send(self._sequence, self._stage, planned, *chosen))
