"""The shape of a sequence changed by keys: stages and mails added, renamed, moved, taken out."""

from __future__ import annotations

import asyncio

from shopkeep import wording
from shopkeep.core.records.sequences import MailSource, Stage
from shopkeep.jobs import segments, sequence_mails, sequence_removing
from shopkeep.jobs import sequence_shape as shape
from shopkeep.jobs.sequence_places import USUAL_WAIT
from shopkeep.sequences import copies
from shopkeep.sequences.names import VARIANTS
from shopkeep.tui.run import task
from shopkeep.tui.screens.sequences_asking import Card, Fact, days_ask, name_ask
from shopkeep.tui.screens.sequences_copying import Copying
from shopkeep.tui.screens.sequences_tree import copy_title
from shopkeep.tui.widgets.dialogs import Choice

ADDING = (
    ("variant", "A variant of this mail, to test against it"),
    ("copy", "This mail in other words for one group"),
    ("mail", "A mail after this one"),
    ("stage", "A stage after this one"),
    ("group", "A group of customers, with an offer of its own"),
)
"""What can be added, always in this order."""


class Shaping(Copying):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self._moving = asyncio.Lock()

    # Adding.

    @task
    async def action_add(self) -> None:
        """`a`: something new beside the row the owner is on."""
        self.sequence_now  # noqa: B018
        what = await self.dialog(
            Choice(
                "Add what?",
                ADDING,
                "A sequence is stages with mails, for groups of customers.",
                not_now=self._not_now(),
            )
        )
        if what == "variant":
            await self.add_variant()
        elif what == "copy":
            await self.add_copy()
        elif what == "mail":
            await self._add_mail()
        elif what == "stage":
            await self._add_stage()
        elif what == "group":
            await self.add_group()

    def _not_now(self) -> dict[str, str]:
        """What cannot be added where the owner is, and why."""
        node = self.node
        if node is None or node.kind not in ("stage", "mail", "copy"):
            return dict.fromkeys(("variant", "copy"), "go to a mail") | dict.fromkeys(
                ("mail", "stage"), "go to a stage or a mail"
            )
        if node.kind == "stage" or node.copy is None:
            return dict.fromkeys(("variant", "copy"), "go to a mail")
        at = (node.copy.number, node.copy.language)
        beside = [m for m in self.stage_now().mails if (m.number, m.language) == at]
        found = {}
        if len({m.variant for m in beside if m.group == node.copy.group}) == len(VARIANTS):
            found["variant"] = "it has all four"
        if not self.sequence_now.groups:
            found["copy"] = "there are no groups yet"
        elif {g.name for g in self.sequence_now.groups} <= {m.group for m in beside}:
            found["copy"] = "every group has its own"
        return found

    async def _add_mail(self) -> None:
        stage = self.stage_now()
        node = self.node
        after = node.copy.number if node and node.copy and node.kind in ("mail", "copy") else 0
        days = await self.dialog(days_ask("How long after the mail before it?", "Days.", USUAL_WAIT))
        if days is None:
            return
        says = f"Added a mail to {stage.title}"
        made = await self.change(says, sequence_mails.add_mail, self.name_now, stage.name, after, int(days))
        self.go_to_file(made.file, 2)

    async def _add_stage(self) -> None:
        stage = self.stage_now()
        title = await self.dialog(
            name_ask("What is the new stage called?", f"It comes after {stage.title}.", "", "Reminder")
        )
        if not title:
            return
        days = await self.dialog(days_ask(f"How long after the last mail of {stage.title}?", "Days.", USUAL_WAIT))
        if days is None:
            return
        says = f"Added the stage {title.strip()}"
        made = await self.change(says, shape.add_stage, self.name_now, title, stage.name, int(days))
        self.go_to_file(made.file, 2)

    # Changing.

    @task
    async def action_change(self) -> None:
        """`e`: what can be changed of the row the owner is on."""
        await self.change_row()

    async def change_row(self) -> None:
        """Ask how the thing of this row should be."""
        sequence, node = self.sequence_now, self.node
        if node is None or node.kind == "head":
            self.say("Go to one of the rows below it.", "A heading has nothing to change")
        elif node.kind == "group":
            await self.group_card(node.group)
        elif node.kind == "stage":
            await self._stage_card(self.stage_now())
        elif node.kind in ("mail", "copy") and node.copy is not None:
            await self._change_wait(self.stage_now(), node.copy.number)
        elif node.kind == "title":
            title = await self.dialog(
                name_ask("What should the sequence be called?", "Customers do not see it.", sequence.title)
            )
            if title:
                await self.change(f"Called it {title.strip()}", shape.set_title, sequence.name, title)
        elif node.kind == "segment":
            await self.ask_segment()

    async def ask_segment(self, unasked: bool = False) -> None:
        """Whom the sequence is for. A rule is kept as a segment of the owner's own, named after the sequence."""
        sequence = self.sequence_now
        ask = await self._whom(f"Who gets {sequence.title}?", sequence.segment, unasked=unasked)
        if ask is None or (ask.segment == sequence.segment and not ask.where):
            return
        segment = ask.segment
        if ask.where:
            segment = f"for-{sequence.name}"[:40].rstrip("-")
            await self.ask(segments.save_segment, segment, ask.where, f"For {sequence.title}")
        await self.change(f"It is for {ask.says}", shape.set_segment, sequence.name, segment)
        self.changed("customers")

    async def _stage_card(self, stage: Stage) -> None:
        first = stage is self.sequence_now.stages[0]
        begins = "with the sequence" if first else f"{wording.count(stage.wait_days, 'day')} after the stage before"
        facts = [Fact("title", "Called", stage.title), Fact("wait", "Begins", begins)]
        what = await self.dialog(Card(stage.title, facts))
        if what == "title":
            title = await self.dialog(
                name_ask("What should the stage be called?", "Customers do not see it.", stage.title)
            )
            if title:
                says = f"Called the stage {title.strip()}"
                await self.change(says, shape.rename_stage, self.name_now, stage.name, title)
        elif what == "wait" and first:
            self.say("Its first mail goes to everybody who enters the sequence.", "The first stage begins at once")
        elif what == "wait":
            days = await self.dialog(
                days_ask("How long after the last mail of the stage before?", "Days.", stage.wait_days)
            )
            if days is not None:
                says = f"{stage.title} begins {wording.count(int(days), 'day')} after the stage before"
                await self.change(says, shape.set_stage_wait, self.name_now, stage.name, int(days))

    async def _change_wait(self, stage: Stage, number: int) -> None:
        if number == min(stage.mail_numbers):
            self.say(f"e on {stage.title} says when the stage begins.", "It is the first mail of its stage")
            return
        days = await self.dialog(
            days_ask(
                f"How long after the mail before it, mail {number} of {stage.title}?",
                "Days.",
                copies.wait_days(stage, number),
            )
        )
        if days is not None:
            says = f"Mail {number} goes out {wording.count(int(days), 'day')} after the one before"
            await self.change(says, sequence_mails.set_mail_wait, self.name_now, stage.name, number, int(days))

    # Moving, and taking out.

    @task
    async def action_move(self, by: int) -> None:
        """`+` and `-`: the stage, mail or group of this row one place down or up. Each key counts, however fast."""
        async with self._moving:
            await self._move(by)
            await self.reread()
            self.show_tree()

    async def _move(self, by: int) -> None:
        node = self.node
        if node is None or self.sequence is None:
            return
        if node.kind == "stage":
            says = f"Moved {self.stage_now().title} {'up' if by < 0 else 'down'}"
            await self.change(says, shape.move_stage, self.name_now, node.stage, by)
        elif node.kind in ("mail", "copy") and node.copy is not None:
            stage, number = self.stage_now(), node.copy.number
            says = f"Moved mail {number} of {stage.title} {'up' if by < 0 else 'down'}"
            self.copy = None
            self.wish = f"{stage.folder}/{number + by}.md"
            await self.change(says, sequence_mails.move_mail, self.name_now, stage.name, number, by)
        elif node.kind == "group":
            await self.move_group(node.group, by)

    @task
    async def action_remove(self) -> None:
        """`x`: take the thing of this row out, if the owner says so again."""
        sequence, node = self.sequence_now, self.node
        if node is None:
            return
        if node.kind == "group":
            await self.remove_group(node.group)
            return
        if node.kind == "title":
            await self.remove_whole()
            return
        stage = sequence.stage(node.stage)
        if stage is None:
            self.say("Go to a stage, a mail, a variant or a group.", "There is nothing to take out here")
        elif node.kind == "stage":
            await self.ask(shape.may_remove_stage, sequence.name, stage.name)
            count = wording.count(len(stage.mail_numbers), "mail")
            says = f"Took out the stage {stage.title}"
            if await self._sure(f"Take out the stage {stage.title} with its {count}?"):
                await self.change(says, shape.remove_stage, sequence.name, stage.name)
        elif node.copy is not None:
            await self._remove_mail(stage, node.copy)

    @task
    async def action_remove_sequence(self) -> None:
        """`Del`: the whole sequence."""
        await self.remove_whole()

    async def remove_whole(self) -> None:
        """Ask, saying what stays, then take the whole sequence out of the list."""
        sequence = self.sequence_now
        says = await self.ask(sequence_removing.what_stays, sequence.name)
        keep, remove = "Keep it", "Remove it"
        if (
            await self.dialog(
                Choice(f"Remove the sequence {sequence.title}?", [keep, remove], f"{says} u brings it back.")
            )
            != remove
        ):
            return
        await self.save_typed()
        removed = await self.ask(sequence_removing.remove, sequence.name)
        self.steps.append(removed)
        self.copy, self.sequence, self.chosen = None, None, ""
        self.done(removed.done, "sequences")

    async def _remove_mail(self, stage: Stage, copy: MailSource) -> None:
        beside = [m for m in stage.mails if m.number == copy.number]
        name = copy_title(self.sequence_now, stage, copy)
        first = copies.says_wait(stage, copy.number)
        if len(beside) > 1 and first is not None and copy.file != first.file:
            if await self._sure(f"Take out {name}?"):
                await self.change(f"Took out {name}", sequence_mails.remove_copy, self.name_now, copy.file)
            return
        await self.ask(sequence_mails.may_remove_mail, self.name_now, stage.name, copy.number)
        others = f" with its {wording.count(len(beside) - 1, 'other copy', 'other copies')}" if len(beside) > 1 else ""
        if await self._sure(f"Take out mail {copy.number} of {stage.title}{others}?"):
            says = f"Took out mail {copy.number} of {stage.title}"
            await self.change(says, sequence_mails.remove_mail, self.name_now, stage.name, copy.number)

    async def _sure(self, question: str) -> bool:
        keep, remove = "Keep it", "Take it out"
        return await self.dialog(Choice(question, [keep, remove], "u brings it back.")) == remove
