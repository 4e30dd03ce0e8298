"""Writing a copy: opening it, saving it as it is typed, pieces put in, changes of the files and undo.

A text is saved a moment after the last key, and at the latest a few seconds after the first. What an editing
changed, from entering the editor to leaving it, is one step for `u`. Where a file changed outside while something
was typed, the owner is asked, and `u` brings the other text back.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from textual import on
from textual.timer import Timer
from textual.widgets import TextArea

from shopkeep import wording
from shopkeep.core.records.customers import Done
from shopkeep.core.records.sequences import MailSource
from shopkeep.jobs import sequence_drafts as drafts
from shopkeep.jobs import sequence_removing, sequences
from shopkeep.jobs import sequence_writing as jobs
from shopkeep.jobs.sequence_removing import Removed
from shopkeep.jobs.sequence_writing import Step
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import bypassed
from shopkeep.tui.run import task
from shopkeep.tui.screens.sequences_asking import SnippetAsk
from shopkeep.tui.screens.sequences_bench import entitle
from shopkeep.tui.screens.sequences_showing import Showing
from shopkeep.tui.screens.sequences_tree import copy_title
from shopkeep.tui.widgets.copy_editor import CopyEditor
from shopkeep.tui.widgets.dialogs import Choice

P = ParamSpec("P")
R = TypeVar("R")

PAUSE = 0.6
"""Seconds without a key after which what is typed is saved."""
LATEST = 3.0
"""Seconds after which it is saved even while somebody types on."""
GLANCE = 0.06
"""Seconds the cursor must rest on a row before its mail is opened."""


class Writing(Showing):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self.on_disk = ""
        """What the file of the open copy held when last read or written."""
        self.stamps: dict[str, tuple[int, int]] = {}
        """How the sequence's files were when last looked at."""
        self._pause: Timer | None = None
        self._first_key = 0.0
        self._saving = asyncio.Lock()

    @property
    def unsaved(self) -> bool:
        return self.copy is not None and self.editor.text != self.on_disk and not self.editor.read_only

    # Opening.

    @task(exclusive=True)
    async def open_copy(self, copy: MailSource, stage: str) -> None:
        """Show a copy in the editor and as a mail."""
        await asyncio.sleep(GLANCE)
        if self.copy is None or self.copy.file != copy.file:
            await self.save_typed()
            text = await self.ask(sequences.read_mail, self.name_now, copy.file)
            self.live = None
            if self.copy is None or self.copy.language != copy.language:
                self.editor.names = []  # what they fall back to is said in the mail's language
            self.copy = copy
            self._take_text(text, fresh=True)
        self.copy, self.stage = copy, stage
        self.choose_people()
        self._show_titles()
        self.show_problems()
        if self.wished_line:
            self.editor.jump(self.wished_line)
            self.wished_line = 0
        self.draw_preview()

    def _take_text(self, text: str, fresh: bool) -> None:
        """Have the editor hold what a file holds; `fresh`: another file, of which nothing is known yet."""
        changed = self.editor.text != text
        self.on_disk = text
        if fresh or changed:
            self.entered = text
        if fresh:
            self.opened = text
        if changed:
            at = self.editor.cursor_location
            self.editor.open(text)
            if not fresh:
                self.editor.move_cursor(at)

    def _show_titles(self) -> None:
        stage = self.sequence.stage(self.stage) if self.sequence else None
        if self.sequence is None or stage is None or self.copy is None:
            return
        entitle(self.query_one("#editing"), copy_title(self.sequence, stage, self.copy))
        self._show_state()

    def _show_state(self) -> None:
        """Under the editor: the file, and whether what is typed is saved."""
        file = self.copy.file if self.copy else ""
        state = "to look only" if self.editor.read_only else "" if self.unsaved else "saved"
        entitle(self.query_one("#editing"), subtitle=f"{file} · {state or '…'}")

    # Typing and saving.

    @on(TextArea.Changed, "#editor")
    def typed(self) -> None:
        self._show_state()
        self.draw_preview()
        if self._pause is not None:
            self._pause.stop()
        if not self.unsaved:
            self._first_key = 0.0
            return
        now = time.monotonic()
        self._first_key = self._first_key or now
        self._pause = self.set_timer(max(0.01, min(PAUSE, self._first_key + LATEST - now)), self.save)

    @task
    async def save(self) -> None:
        await self.save_typed()

    async def save_typed(self) -> None:
        """Write what is typed to its file; ask where that changed outside."""
        async with self._saving:
            copy, name, text = self.copy, self.name_now, self.editor.text
            if copy is None or not self.unsaved:
                return
            if self._pause is not None:
                self._pause.stop()
            self._first_key = 0.0
            other = await self.ask(jobs.save, name, copy.file, text, self.on_disk)
            if other is not None and not await self._keep_mine(name, copy.file, text, other):
                return
            if self.copy is copy or (self.copy and self.copy.file == copy.file):
                self.on_disk = text
                self.stamps = await self.ask(jobs.stamps, name)
                self._show_state()

    async def _keep_mine(self, name: str, file: str, typed: str, other: str) -> bool:
        """A file changed outside while it was written in here: whether what is typed here goes into it."""
        mine, theirs = "Keep what is typed here", "Take what the file holds now"
        answer = await self.dialog(
            Choice(
                f"{file} was changed outside",
                [mine, theirs],
                "Another program wrote to it while you were writing here. Whichever you take, u brings the other back.",
            )
        )
        if answer == theirs:
            self.steps.append(Step(name, f"Took in {file}", {file: typed}, {file: other}))
            self._take_text(other, fresh=False)
            return False
        await self.ask(jobs.save, name, file, typed, other)
        self.steps.append(Step(name, f"Wrote over {file}", {file: other}, {file: typed}))
        self.entered = typed
        return True

    @on(CopyEditor.Left)
    @task
    async def left_editor(self) -> None:
        """What was written is one step from now on, and the whole sequence is looked at again."""
        await self.save_typed()
        copy, name = self.copy, self.name_now
        if copy is None or self.editor.has_focus or self.on_disk == self.entered:
            return
        step = Step(name, f"Wrote {copy.file}", {copy.file: self.entered}, {copy.file: self.on_disk})
        self.entered = self.on_disk
        self.steps.append(step)
        stage = self.sequence_now.stage(self.stage)
        stay = bypassed.edited(stage, copy.number, copy.group, copy.variant) if stage and not copy.language else ""
        self.done(Done(f"Saved {copy.file}. {stay}".rstrip(" .")), "sequences")

    def on_screen_suspend(self) -> None:
        if self.unsaved:
            self.save()

    # Putting things in.

    @task
    async def action_insert(self) -> None:
        """`F9`: a ready-made piece at the cursor."""
        self.copy_now()
        sitting = self.sitting
        ask = SnippetAsk(await self.ask_pure(drafts.pieces_for, sitting, self.stage) if sitting else {})
        if await self.dialog(ask) is None or ask.chosen is None:
            return
        self.turn_to("editor")
        if ask.chosen.block:
            self.editor.put_block(ask.chosen.text)
        else:
            self.editor.put_in(ask.chosen.text)

    # Changing the sequence's files, and taking it back.

    async def change(self, says: str, job: Callable[Concatenate[Shop, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do something to the files of the sequence, so that `u` takes it back; a toast says so."""
        await self.save_typed()
        result, step = await self.ask(jobs.recorded, self.name_now, says, job, *args, **kwargs)
        if step.before or step.after:
            self.steps.append(step)
        self.stamps = await self.ask(jobs.stamps, self.name_now)
        self._take_changed(step.after)
        self.done(Done(says, can_undo=bool(step.before or step.after)), "sequences")
        return result

    def _take_changed(self, texts: dict[str, str | None]) -> None:
        """Files of the sequence hold these texts now: the open one is shown as it is, or closed where it is gone."""
        self.sitting = None
        file = self.copy.file if self.copy else ""
        if file in texts:
            text = texts[file]
            if text is None:
                self.copy = None
            elif not self.unsaved:
                self._take_text(text, fresh=False)

    @task
    async def undo_last(self) -> None:
        """`u`: the last step here, else the last small step anywhere."""
        await self.save_typed()
        if not self.steps:
            super().undo_last()
            return
        step = self.steps[-1]
        if isinstance(step, Step) and (out := await self.ask(jobs.gone_out, step)):
            keep, back = "Keep it", "Take it back"
            says = (
                f"{wording.count(out, 'mail has', 'mails have')} gone out with it since. They stay as they were sent;"
                " whoever is still to come gets what stood there before."
            )
            if await self.dialog(Choice(f"Take back: {step.says}?", [keep, back], says)) != back:
                return
        self.steps.pop()
        if isinstance(step, Removed):
            await self.ask(sequence_removing.bring_back, step)
            self.chosen = step.name
        else:
            await self.ask(jobs.take_back, step)
        if isinstance(step, Step) and step.name == self.name_now:
            self.stamps = await self.ask(jobs.stamps, step.name)
            self._take_changed(step.before)
        self.say(f"Taken back: {step.says}.")
        self.changed("sequences")
