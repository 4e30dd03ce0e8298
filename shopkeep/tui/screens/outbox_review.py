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
from shopkeep.core.records.sequences import Problem, RenderedMail
from shopkeep.core.text import plain
from shopkeep.errors import ShopkeepError
from shopkeep.jobs import customers, notices, sending, sequences
from shopkeep.tui.run import task
from shopkeep.tui.screens import outbox_words as words
from shopkeep.tui.screens.base import Frame
from shopkeep.tui.widgets.dialogs import Choice, Confirm, TextAsk
from shopkeep.tui.widgets.preview import body_of
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


class ReviewPage(Frame):
    """Looks at a send before anything is queued. Enter asks for the count and hands it to `go`."""

    PLACE = "outbox"
    KEYS = "outbox.review"
    HELP = "Look before you send: who, who not and why, and three of the mails. Nothing is queued yet."

    def __init__(self, sequence: str, stage: str, go: Callable[[Send], None], back_to: str = "") -> None:
        """`back_to`: the place that Esc goes back to; the Outbox unless said otherwise."""
        super().__init__()
        self._back_to = back_to
        self._sequence = sequence
        self._stage = stage
        self._go = go
        self._segment: str | None = None
        self._limit: int | None = None
        self._title = sequence
        self._plan: SendResult | None = None
        self._errors: list[Problem] = []
        self._notices: list[str] = []
        self._samples: list[tuple[str, PlannedMessage]] = []
        self._at = 0
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
                    words.planned_cells,
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
            stage = sequence.stage(self._stage)
            self._title = f"{sequence.title}, {stage.title if stage else self._stage}"
            problems = await self.ask(sequences.check, self._sequence)
            self._errors = [p for p in problems if p.severity == "error"]
            plan = await self.ask(sending.plan, self._sequence, self._stage, self._segment, self._limit)
            odd = await self.ask(sequences.preview_people, self._sequence)
            account = await self.ask(sending.account_problem)
            self._notices = await self._what_to_know(plan)
        except ShopkeepError as error:
            self._refuse(error)
            return
        finally:
            bar.end()
        self._plan = plan
        self._samples = samples(plan.messages, [email for email, _why in odd])
        self._at = self._steps % len(self._samples) if self._samples else 0
        self._steps = 0
        self._show(plan, problems, account)

    async def _what_to_know(self, plan: SendResult) -> list[str]:
        if not plan.counts.planned:
            return []
        return await self.ask(notices.notices, self._sequence, self._stage, self._segment, self._limit)

    def _refuse(self, error: ShopkeepError) -> None:
        self._plan = None
        self.query_one("#review").display = False
        said = self.query_one("#refused", Static)
        said.display = True
        lines = [Content.styled(plain(error.title), "bold $error"), *(Content(plain(x)) for x in error.lines()[1:])]
        said.update(Content("\n\n").join(lines))
        self.refresh_foot()

    def _show(self, plan: SendResult, problems: list[Problem], account: str | None) -> None:
        self.query_one("#refused").display = False
        self.query_one("#review").display = True
        text = words.summary(self.shop, plan, self._title, self.narrow)
        only = []
        if self._segment:
            only.append(f"only the segment {self._segment}")
        if self._limit:
            only.append(f"only the first {self._limit:,}")
        if only:
            text = text + Content(f"\nNow {' and '.join(only)}.")
        for sentence in self._notices:
            text = text + Content.assemble("\n", ("▲ ", "$warning"), plain(sentence))
        if account:
            text = text + Content("\n") + Content.styled(plain(account), "$warning")
        signs = {"error": ("!", "$error"), "warning": ("▲", "$warning"), "note": ("·", "$text-muted")}
        for problem in problems:
            sign, colour = signs[problem.severity]
            text = text + Content.assemble("\n", (f"{sign} ", colour), plain(f"{problem.where} {problem.says}"))
        if self._errors:
            text = text + Content.assemble("\n", ("Nothing can be sent until this is mended (3 Sequences).", "bold"))
        self.query_one("#summary", Static).update(text)
        who = self.query_one("#who", Rows)
        who.show(plan.messages)
        who.border_title = Content(f"Who gets it: {wording.count(plan.counts.planned, 'mail')}")
        who.focus()
        self.refresh_foot()
        self.show_sample()

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
        self.query_one("#sample", Static).update(sample_text(mail))
        pane.scroll_home(animate=False)

    def action_back(self) -> None:
        """Esc: back to where one came from."""
        if self._back_to and self._back_to != self.PLACE:
            self.keep.go(self._back_to)
        else:
            super().action_back()

    def action_test(self) -> None:
        self.test()

    @task
    async def test(self) -> None:
        """This sample's mail, to the owner."""
        if not self._samples:
            return
        _what, message = self._samples[self._at]
        to = await self.dialog(
            TextAsk(
                "Send a test mail to yourself",
                "It looks as it would for a customer. Nobody else gets it.",
                value=str(self.shop.settings.get("mail.from")),
                enter="sends it",
            )
        )
        if to is not None:
            reply = await self.ask(sending.send_test, self._sequence, self._stage, message.mail, message.variant, to)
            self.say(f"Test mail sent to {to}. The server said: {reply}")

    def action_limit(self) -> None:
        self.fewer()

    @task
    async def fewer(self) -> None:
        typed = await self.dialog(
            TextAsk(
                "How many now?",
                "The first so many get their mail now, the others when you send again. Empty: all.",
                str(self._limit or ""),
                check=lambda text: (
                    "" if not text.strip() or (text.strip().isdecimal() and int(text)) else "A number, please."
                ),
            )
        )
        if typed is not None:
            self._limit = int(typed) if typed.strip() else None
            self.look()

    def action_segment(self) -> None:
        self.only_segment()

    @task
    async def only_segment(self) -> None:
        found = await self.ask(customers.segments)
        choices = [("", "Everybody the sequence is for")]
        choices += [(row.name, f"{row.title} ({row.customers:,})") for row in found if row.name != "all"]
        chosen = await self.dialog(Choice("Send only to", choices))
        if chosen is not None:
            self._segment = chosen or None
            self.look()

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
            self.say("The sequence has errors that would spoil the mails. Mend them first.", severity="warning")
            return
        planned = plan.counts.planned
        if not planned:  # nothing goes out: what is held comes to the Outbox, to be answered for
            self.app.pop_screen()
            self._go(Send(self._sequence, self._stage, 0, self._segment, self._limit))
            return
        where = "to the practice mailbox on this machine" if sending.is_practice(self.shop) else "to real people"
        text = (
            f"{wording.count(planned, 'mail')} of {plain(self._title)} go {where}."
            f" {words.how_long(self.shop, planned)} You can pause at any time; what is out cannot be taken back.\n\n"
            f"Type {planned} to send."
        )
        asking = Confirm("Send these mails?", Content(text), str(planned), enter="sends them")
        if await self.dialog(asking) is None:
            return
        self.app.pop_screen()
        self._go(Send(self._sequence, self._stage, planned, self._segment, self._limit))


def samples(messages: list[PlannedMessage], odd: list[str]) -> list[tuple[str, PlannedMessage]]:
    """Three to look at: the first, the oddest, the last; fewer where there are fewer."""
    if not messages:
        return []
    by_email = {message.email: message for message in messages}
    oddest = next((by_email[email] for email in odd if email in by_email), None)
    oddest = oddest or max(messages, key=lambda m: len(m.subject) + len(m.email))
    found = [("the first", messages[0]), ("the oddest", oddest), ("the last", messages[-1])]
    return list({(m.email, m.mail): (what, m) for what, m in reversed(found)}.values())[::-1]


def sample_text(mail: RenderedMail) -> Content:
    """A rendered mail for reading."""
    to = f"{mail.to_name} <{mail.email}>" if mail.to_name else mail.email
    head = [
        Content.assemble(("To: ", "$muted"), plain(to)),
        Content.assemble(("Subject: ", "$muted"), (plain(mail.subject), "bold")),
    ]
    if mail.preheader:
        head.append(Content.styled(plain(mail.preheader), "$muted"))
    return Content("\n").join([*head, Content(""), body_of(mail.text)])
