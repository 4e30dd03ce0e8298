"""The copies of one mail: gone through by variant and by language, and made anew for a test or for a group."""

from __future__ import annotations

from shopkeep import wording
from shopkeep.core.records.sequences import MailSource, Stage
from shopkeep.errors import UsageError
from shopkeep.jobs import sequences, variant_tests
from shopkeep.sequences import bypassed, copies
from shopkeep.sequences.names import VARIANTS, CopyName
from shopkeep.tui.run import task
from shopkeep.tui.screens.sequences_asking import days_ask
from shopkeep.tui.screens.sequences_groups import Groups
from shopkeep.tui.screens.sequences_tree import copy_title
from shopkeep.tui.widgets.dialogs import Choice, TextAsk

VARYING = (
    ("subject", "The subject and the line beside it; the mail stays the same"),
    ("mail", "The whole mail: its words, button, picture or offer"),
    ("time", "When it goes out: the same mail, on another day"),
)
"""What a variant may change of its mail."""


class Copying(Groups):
    """See the module."""

    @task
    async def action_next_variant(self) -> None:
        """`v`: the next variant of this mail."""
        copy, stage = self.copy_now(), self.stage_now()
        same = (copy.number, copy.group, copy.language)
        beside = [m for m in stage.mails if (m.number, m.group, m.language) == same]
        if len(beside) < 2:
            self.say("This mail has one variant. a adds another.")
            return
        at = next((i for i, m in enumerate(beside) if m.file == copy.file), 0)
        self.go_to_file(beside[(at + 1) % len(beside)].file)

    def action_next_language(self) -> None:
        """`i`: the mails in the next of the languages that this one has, or any of the sequence has."""
        sequence, copy = self.sequence_now, self.node.copy if self.node else None
        every = {m.language for stage in sequence.stages for m in stage.mails}
        here = {
            m.language: m.file
            for m in self.stage_now().mails
            if copy and (m.number, m.group, m.variant) == (copy.number, copy.group, copy.variant)
        }
        choices = sorted(here if len(here) > 1 else every)
        if len(choices) < 2:
            self.say("Its mails are written in one language. docs/writing.md says how to add another.")
            return
        now = self.speaks if self.speaks in choices else choices[0]
        self.speaks = choices[(choices.index(now) + 1) % len(choices)]
        self.wish = here.get(self.speaks, "")
        self.show_tree()

    async def add_variant(self) -> None:
        """A copy of this mail to test against it."""
        copy, stage = self.copy_now(), self.stage_now()
        same = (copy.number, copy.group, copy.language)
        used = {m.variant for m in stage.mails if (m.number, m.group, m.language) == same}
        free = [v for v in VARIANTS if v not in used]
        if not free:
            raise UsageError("This mail has four variants.", "More would be too few people each.", "")
        what = await self.dialog(
            Choice(
                f"What should variant {free[0]} change?",
                VARYING,
                "Customers are dealt between the variants by chance, and Results compares them. To test an offer, take"
                " the whole mail and write the offer into its head.",
                not_now={"time": "the first mail goes out when you send it"} if self._is_first(stage, copy) else None,
            )
        )
        if what is None:
            return
        if what == "time":
            days = await self.dialog(self._other_wait(stage, copy, free[0]))
            if days is None:
                return
            text = f"---\nwait: {int(days)}\n---\n"
        else:
            text = await self.ask(sequences.read_mail, self.name_now, self._base(stage, copy).file)
        if what == "subject":
            text = head_only(text)
        await self._make(stage, CopyName(copy.number, copy.group, free[0], copy.language), text)
        await self._say_test(stage.name, copy.number)

    def _is_first(self, stage: Stage, copy: MailSource) -> bool:
        """Whether a mail is the first of the whole sequence, which waits for nothing."""
        return stage is self.sequence_now.stages[0] and copy.number == min(stage.mail_numbers)

    def _other_wait(self, stage: Stage, copy: MailSource, variant: str) -> TextAsk:
        opens = copy.number == min(stage.mail_numbers)
        usual = stage.wait_days if opens else copies.wait_days(stage, copy.number)
        return days_ask(
            f"How many days after the mail before it does variant {variant} go out?",
            f"The others wait {wording.count(usual, 'day')}. The same mail, on another day.",
            usual + 3,
        )

    async def _say_test(self, stage: str, number: int) -> None:
        """How large a difference of the variants would show, with the customers there are."""
        tests = await self.ask(variant_tests.variant_tests, self.name_now)
        for test in tests:
            if (test.stage, test.mail) == (stage, number):
                self.say(test.says, "What this test can show", "information" if test.enough else "warning")

    @task
    async def action_group_copy(self) -> None:
        """`g`"""
        await self.add_copy()

    async def add_copy(self) -> None:
        """A copy of this mail for one group."""
        copy, stage = self.copy_now(), self.stage_now()
        own = {m.group for m in stage.mails if (m.number, m.language) == (copy.number, copy.language)}
        free = [(g.name, g.title) for g in self.sequence_now.groups if g.name not in own]
        if not free:
            raise UsageError("Every group has its own copy of this mail already.", "", "")
        base = self._usual(stage, copy)
        begins = f"It begins as a copy of {copy_title(self.sequence_now, stage, base)} ({base.file})."
        stay = bypassed.group_copy(stage, copy.number, free[0][0], copy.language)
        text = " ".join([begins, "Other groups keep the mail they have.", *stay])
        group = await self.dialog(Choice("Its own mail for which group?", free, text))
        if group is None:
            return
        text = await self.ask(sequences.read_mail, self.name_now, base.file)
        await self._make(stage, CopyName(copy.number, group, "A", copy.language), text, f", a copy of {base.file}")

    def _usual(self, stage: Stage, copy: MailSource) -> MailSource:
        """The mail a group's own copy begins as: never that of another group, whose words are not for this one."""
        if not copy.group:
            return self._base(stage, copy)
        return copies.choices(stage, copy.number, "", copy.language).get("A", copy)

    def _base(self, stage: Stage, copy: MailSource) -> MailSource:
        """The copy to begin from: this one, or where it has no mail of its own, the one it borrows from."""
        return copy if copy.body else copies.choices(stage, copy.number, copy.group).get("A", copy)

    async def _make(self, stage: Stage, name: CopyName, text: str, of_what: str = "") -> None:
        file = f"{stage.folder}/{name.file}"
        self.go_to_file(file)
        await self.change(f"Made {file}{of_what}", sequences.write_mail, self.name_now, file, text)


def head_only(text: str) -> str:
    """A copy file's head without the mail below it: a variant that changes the subject only."""
    lines = text.split("\n")
    ends = [i for i, line in enumerate(lines) if line.strip() == "---"]
    return "\n".join(lines[: ends[1] + 1]) + "\n" if len(ends) > 1 else text
