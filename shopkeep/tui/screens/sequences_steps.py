"""What can be done with a sequence beside writing it: start one, variants, offers, holdout, check, test, send."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path

from shopkeep.core.records.customers import Done
from shopkeep.core.records.sequences import MailSource, Stage
from shopkeep.errors import UsageError
from shopkeep.jobs import sending
from shopkeep.jobs import sequences as jobs
from shopkeep.sequences import copies
from shopkeep.sequences.names import VARIANTS, CopyName
from shopkeep.tui.run import task
from shopkeep.tui.screens.sequences_dialogs import (
    BlueprintAsk,
    OfferAsk,
    ProblemsAsk,
    folder_name,
    holdout_ask,
)
from shopkeep.tui.screens.sequences_tree import Node
from shopkeep.tui.screens.sequences_writing import Writing
from shopkeep.tui.widgets.dialogs import Choice, TextAsk


class Steps(Writing):
    """See the module. The place gives `node`, the row the owner is on, and `taken`, the names in use."""

    @property
    def node(self) -> Node | None:
        raise NotImplementedError

    taken: set[str]

    def stage_now(self) -> Stage:
        """The stage the owner is at: of the row under the cursor, whose mail may still be on its way into the
        editor, else of the mail that is open. Raises UsageError without a sequence."""
        name = self.node.stage if self.node and self.node.stage else self.stage
        stage = self.sequence.stage(name) if self.sequence else None
        if stage is None:
            raise UsageError("There is no sequence yet.", "", "n starts one from a blueprint.")
        return stage

    def copy_now(self) -> MailSource:
        """The copy the owner is at. Raises UsageError without one."""
        self.stage_now()
        copy = self.node.copy if self.node and self.node.copy else self.copy
        if copy is None:
            raise UsageError("No mail is chosen.", "", "Go to one in the list at the left.")
        return copy

    @task
    async def action_new(self) -> None:
        """`n`"""
        blueprints = await self.ask_pure(jobs.blueprints)
        blueprint = await self.dialog(BlueprintAsk(blueprints))
        if blueprint is None:
            return
        title = next(title for name, title, _about in blueprints if name == blueprint)
        name = await self.dialog(
            TextAsk(
                "What should it be called?",
                "A season or a reason, such as Summer win-back.",
                value="" if self._name_problem(title) else title,
                check=self._name_problem,
            )
        )
        if name is None:
            return
        row = await self.ask(jobs.new_sequence, name.strip(), blueprint)
        self.arrive(row.name)
        self.done(Done(f"Started {row.title}", can_undo=False), "sequences")
        await self._ask_holdout(row.name)

    def _name_problem(self, typed: str) -> str:
        name = folder_name(typed)
        if not name:
            return "Use letters from a to z, digits and spaces."
        return f"There is a sequence {name} already." if name in self.taken else ""

    @task
    async def action_holdout(self) -> None:
        """`h`"""
        self.stage_now()
        await self._ask_holdout(self.name_now)

    async def _ask_holdout(self, name: str) -> None:
        sequence = await self.ask(jobs.load, name)
        people, _left_out = await self.ask(jobs.audience, name, sequence.stages[0].name)
        share = await self.dialog(holdout_ask(len(people), sequence.holdout))
        if share is None or float(share) == sequence.holdout:
            return
        self.done(await self.ask(jobs.set_holdout, name, float(share)), "sequences")

    @task
    async def action_offer(self) -> None:
        """`f`: of the group of this row, or of one that is asked for."""
        self.stage_now()
        assert self.sequence is not None
        name: str | None = self.node.group if self.node else ""
        if not name:
            if not self.sequence.groups:
                raise UsageError("This sequence has no groups.", "", "Add them in its sequence.toml.")
            titles = [(g.name, g.title) for g in self.sequence.groups]
            name = await self.dialog(Choice("The offer of which group?", titles))
        group = self.sequence.group(name or "")
        if group is None:
            return
        ask = OfferAsk(group, self.shop.currency)
        if await self.dialog(ask) is None:
            return
        self.done(await self.ask(jobs.set_offer, self.name_now, group.name, ask.offer), "sequences")

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
        text = await self.ask(jobs.read_mail, self.name_now, self._base(stage, copy).file)
        if what == "subject":
            text = head_only(text)
        await self._make(stage, CopyName(copy.number, copy.group, free[0], copy.language), text)

    @task
    async def action_group_copy(self) -> None:
        """`g`: a copy of this mail for one group."""
        copy, stage = self.copy_now(), self.stage_now()
        assert self.sequence is not None
        own = {m.group for m in stage.mails if m.number == copy.number}
        free = [(g.name, g.title) for g in self.sequence.groups if g.name not in own]
        if not free:
            raise UsageError("Every group has its own copy of this mail already.", "", "")
        group = await self.dialog(Choice("Its own mail for which group?", free, "Others keep the usual one."))
        if group is None:
            return
        text = await self.ask(jobs.read_mail, self.name_now, self._base(stage, copy).file)
        await self._make(stage, CopyName(copy.number, group, "A", copy.language), text)

    def _base(self, stage: Stage, copy: MailSource) -> MailSource:
        """The copy to begin from: this one, or where it has no mail of its own, the one it borrows from."""
        return copy if copy.body else copies.choices(stage, copy.number, copy.group).get("A", copy)

    async def _make(self, stage: Stage, name: CopyName, text: str) -> None:
        file = f"{stage.folder}/{name.file}"
        await self.ask(jobs.write_mail, self.name_now, file, text)
        self.go_to_file(file)
        self.done(Done(f"Made {file}. Enter writes it", can_undo=False), "sequences")

    def go_to_file(self, file: str, line: int = 0) -> None:
        """Put the cursor on a copy's row, now or once the list has it."""
        raise NotImplementedError

    # Looking and sending.

    @task
    async def action_check(self) -> None:
        """`c`"""
        self.stage_now()
        assert self.sequence is not None
        self.problems = await self.ask(jobs.check, self.name_now)
        self.show_problems()
        chosen = await self.dialog(ProblemsAsk(self.problems))
        if chosen is not None:
            found = self.problems[int(chosen)]
            if any(found.file == m.file for stage in self.sequence.stages for m in stage.mails):
                self.go_to_file(found.file, found.line)
            else:
                self.say("f changes an offer, h the holdout, and any text editor the file.", found.file)

    @task
    async def action_browser(self) -> None:
        """`o`: the mail as a web page."""
        self.copy_now()
        if self.preview.mail is None:
            self.say("There is no mail to open yet.")
            return
        path = await self.ask(jobs.write_preview_html, self.preview.mail)
        opened = await self.ask_pure(open_page, path)
        self.say(f"Opened {path}" if opened else f"No browser was found. The page is {path}")

    @task
    async def action_test(self) -> None:
        """`t`: this mail to the owner."""
        copy, stage = self.copy_now(), self.stage_now()
        to = await self.dialog(
            TextAsk(
                "Send this mail to yourself",
                "It goes out now, filled in for a real customer, with [test] before its subject.",
                value=str(self.shop.settings.get("mail.from")),
                enter="sends it",
                check=lambda typed: "" if "@" in typed.strip("@ ") else "Type an e-mail address.",
            )
        )
        if to is None:
            return
        self.say("Sending a test mail.")
        reply = await self.ask(sending.send_test, self.name_now, stage.name, copy.number, copy.variant, to.strip())
        self.say(f"The server took it: {reply}", f"Sent to {to.strip()}")

    @task
    async def action_send(self) -> None:
        """`w`: review this stage in the Outbox."""
        stage = self.stage_now()
        if self.unsaved:
            await self._save()
        self.keep.go("outbox", f"{self.name_now}/{stage.name}")


def head_only(text: str) -> str:
    """A copy file's head without the mail below it: a variant that changes the subject only."""
    lines = text.split("\n")
    ends = [i for i, line in enumerate(lines) if line.strip() == "---"]
    return "\n".join(lines[: ends[1] + 1]) + "\n" if len(ends) > 1 else text


def open_page(path: Path) -> bool:
    """Open a page in a browser with a window of its own; False where there is none.

    One that runs in the terminal would draw over the app, so where there is no display none is tried.
    """
    windows = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    return windows and webbrowser.open(path.as_uri())
