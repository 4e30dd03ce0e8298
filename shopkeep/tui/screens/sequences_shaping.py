"""The shape of a sequence changed by keys: variants and groups' copies, stages and mails added, moved, taken out."""

from __future__ import annotations

from shopkeep.core.records.sequences import MailSource, Stage
from shopkeep.errors import UsageError
from shopkeep.jobs import sequences
from shopkeep.sequences import copies
from shopkeep.sequences.names import VARIANTS, CopyName
from shopkeep.tui.run import task
from shopkeep.tui.screens.sequences_writing import Writing
from shopkeep.tui.widgets.dialogs import Choice


class Shaping(Writing):
    """See the module."""

    # Copies of a mail.

    @task
    async def action_next_variant(self) -> None:
        """`v`: the next variant of this mail."""
        copy, stage = self.copy_now(), self.stage_now()
        beside = [m for m in stage.mails if (m.number, m.group) == (copy.number, copy.group)]
        if len(beside) < 2:
            self.say("This mail has one variant. a adds another.")
            return
        at = next((i for i, m in enumerate(beside) if m.file == copy.file), 0)
        self.go_to_file(beside[(at + 1) % len(beside)].file)

    @task
    async def action_add_variant(self) -> None:
        """`a`: a copy of this mail to test against it."""
        copy, stage = self.copy_now(), self.stage_now()
        used = {m.variant for m in stage.mails if (m.number, m.group) == (copy.number, copy.group)}
        free = [v for v in VARIANTS if v not in used]
        if not free:
            raise UsageError("This mail has four variants.", "More would be too few people each.", "")
        what = await self.dialog(
            Choice(
                f"What should variant {free[0]} change?",
                [("subject", "The subject only; the mail stays the same"), ("mail", "The whole mail")],
                "Customers are dealt between the variants by chance, and Results compares them.",
            )
        )
        if what is None:
            return
        text = await self.ask(sequences.read_mail, self.name_now, self._base(stage, copy).file)
        if what == "subject":
            text = head_only(text)
        await self._make(stage, CopyName(copy.number, copy.group, free[0], copy.language), text)

    @task
    async def action_group_copy(self) -> None:
        """`g`: a copy of this mail for one group."""
        copy, stage = self.copy_now(), self.stage_now()
        own = {m.group for m in stage.mails if m.number == copy.number}
        free = [(g.name, g.title) for g in self.sequence_now.groups if g.name not in own]
        if not free:
            raise UsageError("Every group has its own copy of this mail already.", "", "")
        group = await self.dialog(Choice("Its own mail for which group?", free, "Others keep the usual one."))
        if group is None:
            return
        text = await self.ask(sequences.read_mail, self.name_now, self._base(stage, copy).file)
        await self._make(stage, CopyName(copy.number, group, "A", copy.language), text)

    def _base(self, stage: Stage, copy: MailSource) -> MailSource:
        """The copy to begin from: this one, or where it has no mail of its own, the one it borrows from."""
        return copy if copy.body else copies.choices(stage, copy.number, copy.group).get("A", copy)

    async def _make(self, stage: Stage, name: CopyName, text: str) -> None:
        file = f"{stage.folder}/{name.file}"
        self.go_to_file(file)
        await self.change(f"Made {file}", sequences.write_mail, self.name_now, file, text)


def head_only(text: str) -> str:
    """A copy file's head without the mail below it: a variant that changes the subject only."""
    lines = text.split("\n")
    ends = [i for i, line in enumerate(lines) if line.strip() == "---"]
    return "\n".join(lines[: ends[1] + 1]) + "\n" if len(ends) > 1 else text
