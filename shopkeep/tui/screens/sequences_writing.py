"""Writing a copy: opening it, keeping a draft as it is typed, saving when left, previewing it, its problems.

The half of the Sequences place that knows the editor and the preview. A text is saved when the editor is
left, by whatever way; until then each pause in typing keeps a draft, so that a crash loses nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from textual import on
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static, TextArea

from shopkeep.core.records.customers import Done
from shopkeep.core.records.sequences import MailSource, Problem, RenderedMail, Sequence
from shopkeep.core.text import plain
from shopkeep.errors import NotFound, SequenceProblem
from shopkeep.jobs import drafts
from shopkeep.jobs import sequences as jobs
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import Place
from shopkeep.tui.screens.sequences_tree import Due, copy_title
from shopkeep.tui.widgets.copy_editor import CopyEditor
from shopkeep.tui.widgets.preview import Preview, Sender
from shopkeep.tui.widgets.rows import Cell, Rows

PAUSE = 0.3
"""Seconds without a key after which the draft is kept and the preview drawn."""
GLANCE = 0.06
"""Seconds the cursor must rest on a row before its mail is opened."""
PEOPLE = 12


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save replaced, to put it back."""

    name: str
    file: str
    before: str


class Writing(Place):
    """See the module. The place itself gives `sequence`, `due` and the widgets."""

    def __init__(self) -> None:
        super().__init__()
        self.sequence: Sequence | None = None
        self.due: Due = {}
        self.problems: list[Problem] = []
        """Of the whole sequence as saved."""
        self.live: list[Problem] | None = None
        """Of the text in the editor where that is not saved yet; None: what is saved is what is shown."""
        self.copy: MailSource | None = None
        """What the editor holds, with its place in the sequence."""
        self.stage = ""
        self.on_disk = ""
        self.saves: list[Saved] = []
        self.people: list[tuple[str, str]] = []
        self.interesting: list[tuple[str, str]] = []
        self.person = 0
        self._pause: Timer | None = None
        self._jump = 0
        self._found_draft = False

    # What it works on.

    @property
    def editor(self) -> CopyEditor:
        return self.query_one("#editor", CopyEditor)

    @property
    def preview(self) -> Preview:
        return self.query_one("#preview", Preview)

    @property
    def name_now(self) -> str:
        return self.sequence.name if self.sequence else ""

    @property
    def unsaved(self) -> bool:
        return self.copy is not None and self.editor.text != self.on_disk and not self.editor.read_only

    @property
    def email(self) -> str | None:
        return self.people[self.person][0] if self.people else None

    # Opening.

    @task(exclusive=True)
    async def open_copy(self, copy: MailSource, stage: str, at_once: bool = False) -> None:
        """Show a copy in the editor and as a mail; a draft that was left behind is taken up again."""
        if not at_once:
            await asyncio.sleep(GLANCE)
        if self.unsaved and self.copy is not None and self.copy.file == copy.file:
            self.copy = copy
            return
        if self.unsaved:
            await self._save()
        name = self.name_now
        text = await self.ask(jobs.read_mail, name, copy.file)
        draft = await self.ask(drafts.find, name, copy.file)
        same = self.copy is not None and self.copy.file == copy.file and self.editor.text == text
        self.copy, self.stage, self.on_disk, self.live = copy, stage, text, None
        if not same:
            self.editor.open(text if draft is None else draft)
        self._found_draft = draft is not None and draft != text
        if draft == text:
            await self.ask(drafts.drop, name, copy.file)
        if self.editor.has_focus:
            self.tell_of_draft()
        self._choose_people()
        self._show_titles()
        self.show_problems()
        if self._jump:
            self.editor.jump(self._jump)
            self._jump = 0
        self.draw_preview()

    def tell_of_draft(self) -> None:
        """Say, once and in the editor, that what stands there was typed earlier and never saved."""
        if self._found_draft and self.unsaved:
            self.say("It was typed here and not saved. It is saved when you leave the editor.", "A draft was kept")
        self._found_draft = False

    def _choose_people(self) -> None:
        """Who the mail is shown as: for a group's own copy its people, else the oddest of all."""
        before = self.email
        copy, found = self.copy, self.interesting
        if copy is not None and copy.group:
            group = self.sequence.group(copy.group) if self.sequence else None
            title = group.title if group else copy.group
            own = [r for r in self.due.get(self.stage, []) if r.group == copy.group]
            own.sort(key=lambda r: (-len(r.name), r.email))
            found = [(r.email, title) for r in own[:PEOPLE]] or found
        self.people = found
        self.person = next((i for i, (email, _) in enumerate(found) if email == before), 0)

    def _show_titles(self) -> None:
        stage = self.sequence.stage(self.stage) if self.sequence else None
        if self.sequence is None or stage is None or self.copy is None:
            return
        pane = self.query_one("#editing")
        pane.border_title = Content(plain(copy_title(self.sequence, stage, self.copy)))
        self._show_state()

    def _show_state(self) -> None:
        """Under the editor: the file, and whether what is typed is saved."""
        file = self.copy.file if self.copy else ""
        state = "not saved yet" if self.unsaved else "to look only" if self.editor.read_only else ""
        self.query_one("#editing").border_subtitle = Content(f"{file}  {state}" if state else file)

    # Typing.

    @on(TextArea.Changed, "#editor")
    def typed(self) -> None:
        self._show_state()
        if self._pause is not None:
            self._pause.stop()
        if self.unsaved:
            self._pause = self.set_timer(PAUSE, self.paused)
        elif self.copy is not None:
            self._pause = self.set_timer(PAUSE, self.back_as_saved)

    def back_as_saved(self) -> None:
        """What was typed was taken back: nothing is left to keep."""
        self.drop_draft()
        self.draw_preview()

    @task
    async def drop_draft(self) -> None:
        if self.copy is not None and not self.unsaved:
            await self.ask(drafts.drop, self.name_now, self.copy.file)

    def paused(self) -> None:
        """Nobody typed for a moment."""
        self.keep_draft()
        self.draw_preview()

    @task(exclusive=True)
    async def keep_draft(self) -> None:
        if self.copy is not None and self.unsaved:
            await self.ask(drafts.keep, self.name_now, self.copy.file, self.editor.text)

    @on(CopyEditor.Left)
    def left_editor(self) -> None:
        if self.unsaved:
            self.save()
        else:
            self.drop_draft()

    def on_screen_suspend(self) -> None:
        if self.unsaved:
            self.save()

    @task
    async def save(self) -> None:
        await self._save()

    async def _save(self) -> None:
        """Write what is typed to its file, remembering what stood there."""
        copy, name, text, before = self.copy, self.name_now, self.editor.text, self.on_disk
        if copy is None or not self.unsaved:
            return
        if self._pause is not None:
            self._pause.stop()
        self.on_disk = text
        try:
            await self.ask(jobs.write_mail, name, copy.file, text)
        except BaseException:
            self.on_disk = before
            raise
        self.saves.append(Saved(name, copy.file, before))
        await self.ask(drafts.drop, name, copy.file)
        self._show_state()
        self.done(Done(f"Saved {copy.file}"), "sequences")

    @task
    async def undo_last(self) -> None:
        """`u`: the last save here, else the last small step anywhere."""
        if not self.saves:
            super().undo_last()
            return
        last = self.saves.pop()
        await self.ask(jobs.write_mail, last.name, last.file, last.before)
        await self.ask(drafts.drop, last.name, last.file)
        if self.copy is not None and (last.name, last.file) == (self.name_now, self.copy.file):
            self.on_disk = last.before
            self.editor.open(last.before)
        self.say(f"{last.file} is as it was before.")
        self.changed("sequences")

    # The mail as it would arrive.

    @task(exclusive=True)
    async def draw_preview(self) -> None:
        """Render what is in the editor for the person shown; a later call makes this one's result stale."""
        copy, name, text = self.copy, self.name_now, self.editor.text
        if copy is None:
            return
        live = await self.ask(jobs.draft_problems, name, copy.file, text) if self.unsaved else None
        try:
            mail = await self.ask(
                jobs.render_preview,
                name,
                self.stage,
                copy.number,
                copy.variant,
                self.email,
                source=text,
                file=copy.file,
            )
        except SequenceProblem as problem:
            if not any(p.severity == "error" for p in live or ()):
                says = problem.title.removeprefix(f"{copy.file}, line {problem.line} ")
                live = [Problem("error", copy.file, problem.line, says, problem.meaning), *(live or ())]
            if self.preview.mail is None:
                self.preview.say("The mail is shown here once its problem is mended.")
            else:
                self.preview.border_title = "Last version without errors"
            self.preview.mark_old()
        except NotFound as error:
            self.preview.say(error.title)
        else:
            self.show_mail(mail)
        self.live = live
        self.show_problems()

    def show_mail(self, mail: RenderedMail) -> None:
        settings = self.shop.settings
        sender = Sender(str(settings.get("shop.name")), str(settings.get("mail.from")))
        self.preview.show(mail, sender)
        self.preview.border_title = Content(f"As {cut(mail.to_name or mail.email, 24)} gets it")
        says = "nobody is in its segment now"
        if self.people:
            says = f"{self.person + 1} of {len(self.people)}: {cut(self.people[self.person][1], 28)}"
        self.preview.border_subtitle = Content(says)

    def step_person(self, by: int) -> None:
        if self.people:
            self.person = (self.person + by) % len(self.people)
            self.draw_preview()

    def action_next_person(self) -> None:
        self.step_person(1)

    def action_person_before(self) -> None:
        self.step_person(-1)

    # Problems.

    def show_problems(self) -> None:
        """Under the editor: what is wrong in this copy, now."""
        file = self.copy.file if self.copy else ""
        found = [p for p in self.problems if p.file == file] if self.live is None else self.live
        rows = self.query_one("#problems", Rows)
        rows.styles.height = min(len(found), 3)
        rows.show(found)
        pane = self.query_one("#trouble")
        pane.display = bool(found)
        elsewhere = sum(p.file != file for p in self.problems)
        pane.border_title = "Problems"
        pane.border_subtitle = Content(f"{elsewhere} in other files, c shows all" if elsewhere else "")

    @on(Rows.Highlighted, "#problems")
    def problem_shown(self, event: Rows.Highlighted[Problem]) -> None:
        says, do = sentence(event.row.says), plain(event.row.do)
        whole = len(says) < event.rows.size.width - 14
        self.query_one("#advice", Static).update(Content(do if whole else f"{says} {do}"))

    @on(Rows.Chosen, "#problems")
    def problem_chosen(self, event: Rows.Chosen[Problem]) -> None:
        self.editor.jump(event.row.line)
        self.editor.focus()


def problem_sign(problem: Problem) -> Cell:
    """`!` for what stops a send, `▲` for what is only doubtful."""
    return Cell("!", "error") if problem.severity == "error" else Cell("▲", "warning")


def problem_line(problem: Problem) -> tuple[str | Cell, ...]:
    """A problem of the copy at hand: its line and what it says."""
    return Cell(f"line {problem.line}" if problem.line else "", "muted"), sentence(problem.says)


def sentence(value: str) -> str:
    """A plain line with a capital to begin with."""
    line = plain(value)
    return line[:1].upper() + line[1:]


def cut(value: str, most: int) -> str:
    """A stranger's text as one short plain line."""
    line = plain(value)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
