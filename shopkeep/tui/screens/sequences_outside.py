"""What other programs write into a sequence: changes taken in as they come, and an editor of the owner's own.

A file that changed outside is taken in where nothing was typed; where something was, saving asks (sequences_writing).
"""

from __future__ import annotations

import subprocess

from textual.app import SuspendNotSupported

from shopkeep.core.records.customers import Done
from shopkeep.errors import UsageError
from shopkeep.jobs import sequence_writing as jobs
from shopkeep.jobs import sequences
from shopkeep.jobs.sequence_writing import Step
from shopkeep.tui.run import task
from shopkeep.tui.screens.sequences_writing import Writing

OUTSIDE = 2.0
"""Seconds between two looks at whether files changed outside."""


class Outside(Writing):
    """See the module."""

    @task(exclusive=True)
    async def look_outside(self) -> None:
        """Every two seconds: take in what another program wrote."""
        if self.sequence is None or not self.is_current or self.unsaved:
            return
        name, known = self.name_now, self.stamps
        found = await self.ask(jobs.stamps, name)
        if name != self.name_now or known is not self.stamps or self._saving.locked():
            return  # something of ours was written meanwhile
        self.stamps = found
        if not known or found == known:
            return
        copy = self.copy
        if copy is not None and copy.file in found:
            text = await self.ask(sequences.read_mail, name, copy.file)
            if text != self.on_disk and not self.unsaved and self.copy is copy:
                self._take_text(text, fresh=False)
                self.say(f"{copy.file} was changed outside. It is shown as it is now.")
        self.sitting = None
        self.refresh_now()

    @task
    async def action_own_editor(self) -> None:
        """`m`: this mail in the editor of the owner's own."""
        copy = self.copy_now()
        await self.save_typed()
        command = jobs.editor_command()
        path = await self.ask(jobs.path_of, self.name_now, copy.file)
        before = await self.ask(sequences.read_mail, self.name_now, copy.file)
        try:
            with self.app.suspend():  # the terminal belongs to that program until it ends
                subprocess.run([*command, str(path)], check=False)
        except SuspendNotSupported as error:
            raise UsageError("This terminal cannot be lent to another program.", "", f"Edit {path} there.") from error
        except OSError as error:
            raise UsageError(f"{command[0]} could not be started.", str(error), "See EDITOR.") from error
        text = await self.ask(sequences.read_mail, self.name_now, copy.file)
        if text == before:
            return
        self.steps.append(Step(self.name_now, f"Wrote {copy.file}", {copy.file: before}, {copy.file: text}))
        self._take_text(text, fresh=False)
        self.done(Done(f"Took in {copy.file}"), "sequences")
