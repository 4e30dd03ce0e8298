"""What can be done with a sequence beside writing it: start one, offers, holdout, check, test, send."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path

from shopkeep import wording
from shopkeep.core.records.customers import Done
from shopkeep.core.records.sequences import Problem
from shopkeep.errors import UsageError
from shopkeep.jobs import sequence_looks, sequence_shape, single_mails
from shopkeep.jobs import sequences as jobs
from shopkeep.jobs.foresight import usual_rate
from shopkeep.tui.next_steps import setting_in
from shopkeep.tui.run import task
from shopkeep.tui.screens.sequences_dialogs import (
    BlueprintAsk,
    LookAsk,
    ProblemsAsk,
    folder_name,
    holdout_ask,
)
from shopkeep.tui.screens.sequences_shaping import Shaping
from shopkeep.tui.screens.sequences_tree import copy_title
from shopkeep.tui.widgets.dialogs import Choice, TextAsk, Told


class Steps(Shaping):
    """See the module."""

    @task
    async def action_new(self) -> None:
        """`n`"""
        blueprints = await self.ask_pure(jobs.blueprints)
        blueprint = await self.dialog(BlueprintAsk(blueprints))
        if blueprint is None:
            return
        title = next(one.title for one in blueprints if one.name == blueprint)
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
        async with self.questions_coming("Starting it", "Two questions come next: who gets it, and who gets nothing."):
            row = await self.ask(jobs.new_sequence, name.strip(), blueprint)
            await self.save_typed()
            self.arrive(row.name)
            self.done(Done(f"Started {row.title}", can_undo=False), "sequences")
            await self._ask_whom_of(row.name)
            await self._ask_holdout(row.name, unasked=True)

    async def _ask_whom_of(self, name: str) -> None:
        """Whom the new sequence is for: its blueprint's segment unless another is taken."""
        self.sequence = await self.ask(jobs.load, name)
        await self.ask_segment(unasked=True)

    def _name_problem(self, typed: str) -> str:
        name = folder_name(typed)
        if not name:
            return "Use letters from a to z, digits and spaces."
        return f"There is a sequence {name} already." if name in self.taken else ""

    @task
    async def action_holdout(self) -> None:
        """`h`"""
        await self._ask_holdout(self.sequence_now.name)

    async def _ask_holdout(self, name: str, unasked: bool = False) -> None:
        sequence = await self.ask(jobs.load, name)
        people, _left_out = await self.ask(jobs.audience, name, sequence.stages[0].name)
        base = await self.ask(usual_rate, sequence.return_window_days)
        share = await self.dialog(holdout_ask(len(people), sequence.holdout, base), unasked=unasked)
        if share is None or float(share) == sequence.holdout:
            return
        says = f"{wording.percent(float(share))} get nothing" if float(share) else "Everybody gets the mails"
        await self.change(says, jobs.set_holdout, name, float(share))

    @task
    async def action_offer(self) -> None:
        """`f`: the card of this row's group, or of one that is asked for, at its offer."""
        sequence = self.sequence_now
        name: str | None = self.node.group if self.node else ""
        if not name:
            if not sequence.groups:
                raise UsageError("This sequence has no groups.", "An offer belongs to a group.", "a adds one.")
            titles = [(g.name, g.title) for g in sequence.groups]
            name = await self.dialog(Choice("The offer of which group?", titles))
        if name:
            await self.group_card(name, "offer")

    @task
    async def action_look(self) -> None:
        """`l`: the look of the mails."""
        sequence = self.sequence_now
        looks = await self.ask(sequence_looks.looks)
        theme = await self.dialog(LookAsk(looks, sequence.theme, self.open_look))
        if theme is not None and theme != sequence.theme:
            await self.change(f"Its mails have the look {theme}", sequence_shape.set_theme, sequence.name, theme)

    @task
    async def open_look(self, theme: str) -> None:
        """The mail at hand in another look, in the browser."""
        if self.sitting is None or self.copy is None:
            return
        page = await self.ask(sequence_looks.page_in, theme, self.sitting, self.stage, self.copy.file, self.editor.text)
        await self._open(page)

    # Looking and sending.

    @task
    async def action_check(self) -> None:
        """`c`"""
        sequence = self.sequence_now
        await self.save_typed()
        self.problems = await self.ask(jobs.check, self.name_now)
        self.show_problems()
        self.show_tree()
        titles = {m.file: copy_title(sequence, stage, m) for stage in sequence.stages for m in stage.mails}
        chosen = await self.dialog(ProblemsAsk(self.problems, titles))
        if chosen is not None:
            found = self.problems[int(chosen)]
            if any(found.file == m.file for stage in sequence.stages for m in stage.mails):
                self.go_to_file(found.file, found.line)
            elif found.file == "settings.toml":
                self.keep.go("settings", setting_in(found.do) or setting_in(found.says))
            else:
                self._to_part(found)

    def _to_part(self, found: Problem) -> None:
        """From a problem of sequence.toml to the row of its group, where it has one."""
        groups = self.sequence_now.groups
        group = next((g.name for g in groups if found.line and found.line in (g.line, g.offer_line)), "")
        self.turn_to("tree")
        if group and self.nodes.move_to(f"group:{group}"):
            self.say("Enter changes its offer and who is in it.", "This group")
        else:
            self.say("f changes an offer, e the row at hand, h the holdout.", "The sequence as a whole")

    @task
    async def action_browser(self) -> None:
        """`o`: the mail as a web page."""
        self.copy_now()
        if self.preview.mail is None:
            self.say("There is no mail to open yet.")
            return
        await self._open(await self.ask(jobs.write_preview_html, self.preview.mail))

    async def _open(self, path: Path) -> None:
        if await self.ask_pure(open_page, path):
            self.say("It is open in your browser.")
        else:
            await self.dialog(Told("No browser was found", f"Open this page in one yourself: {path}"))

    @task
    async def action_test(self) -> None:
        """`t`: this mail to the owner, as it is in the editor and as the person shown would get it."""
        copy, stage, whose = self.copy_now(), self.stage_now(), self.email
        text = self.editor.text if self.copy is not None and self.copy.file == copy.file else None
        to = await self.dialog(
            TextAsk(
                "Send this mail to yourself",
                "It goes out now, as the preview shows it, with [test] before its subject.",
                value=str(self.shop.settings.get("mail.from")),
                enter="sends it",
                check=lambda typed: "" if "@" in typed.strip("@ ") else "Type an e-mail address.",
            )
        )
        if to is None:
            return
        self.say("Sending a test mail.")
        reply = await self.ask(
            single_mails.send_test,
            self.name_now,
            stage.name,
            copy.number,
            copy.variant,
            to.strip(),
            email=whose,
            source=text,
            file=copy.file,
        )
        self.say(f"The server took it: {reply}", f"Sent to {to.strip()}")

    @task
    async def action_send(self) -> None:
        """`w`: review this stage in the Outbox."""
        stage = self.stage_now()
        await self.save_typed()
        self.keep.go("outbox", f"{self.name_now}/{stage.name}")


def open_page(path: Path) -> bool:
    """Open a page in a browser with a window of its own; False where there is none.

    One that runs in the terminal would draw over the app, so where there is no display none is tried.
    """
    windows = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    return windows and webbrowser.open(path.as_uri())
