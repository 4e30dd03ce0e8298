"""The open copy as it would arrive, drawn anew with every key: for whom, plain or styled, beside another variant,
or what differs from an earlier text.

Each drawing happens in a thread. While one is under way later keys only ask for another, so that the newest
text is always drawn next and none piles up.
"""

from __future__ import annotations

from dataclasses import replace

from shopkeep.core.records.mails import RenderedMail
from shopkeep.core.records.sequences import MailSource
from shopkeep.errors import NotFound, SequenceProblem, ShopkeepError, UsageError
from shopkeep.jobs import sequence_drafts as drafts
from shopkeep.jobs import sequence_previews as previews
from shopkeep.jobs import sequence_sitting as sittings
from shopkeep.jobs import sequence_writing as writing
from shopkeep.jobs.sequence_readers import Reader, oddest, of_copy
from shopkeep.sequences import bypassed, copies, render, render_theme
from shopkeep.tui.run import task
from shopkeep.tui.screens.sequences_bench import cut, entitle
from shopkeep.tui.screens.sequences_problems import sentence
from shopkeep.tui.screens.sequences_trouble import Trouble
from shopkeep.tui.widgets.changes import Changes
from shopkeep.tui.widgets.preview import Preview, Sender
from shopkeep.tui.widgets.styled_mail import Palette

PEOPLE = 12
SLOW = 0.4
"""Seconds after which it is said what takes so long."""
AGAINST = ("", "opened", "blueprint")
"""What the text is compared with: nothing, what it was when it was opened, the blueprint."""


class Showing(Trouble):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self.people: list[tuple[str, str]] = []
        self.readers: list[Reader] = []
        """Customers who get the sequence's mails."""
        self.shown_to = "gets it"
        """How the person shown stands to the open copy."""
        self.person = 0
        self.sitting: sittings.Sitting | None = None
        """The person shown, read once; None: to be read."""
        self.styled = False
        self.against = ""
        """See AGAINST."""
        self.opened = ""
        """The text of the open copy when it was opened."""
        self._wanted = self._drawing = False
        self.checked = ""
        """The sequence whose every mail the check has read."""
        self._subjects_of: sittings.Sitting | None = None
        """The sitting for which the subjects in the list were filled in."""

    @property
    def email(self) -> str | None:
        return self.people[self.person][0] if self.people else None

    # For whom.

    def choose_people(self) -> None:
        """Who the mail is shown as: the oddest of those who get this very copy; of all where nobody does."""
        before, found = self.email, self.readers
        copy, stage = self.copy, self.sequence.stage(self.stage) if self.sequence else None
        self.shown_to = "gets it"
        if copy is not None and stage is not None:
            found = of_copy(self.readers, stage, copy, self.due.get(stage.name, ()))
            self.shown_to = "gets it" if found else "would get it"
        self.people = oddest(found or self.readers, PEOPLE)
        self.person = next((i for i, (email, _) in enumerate(self.people) if email == before), 0)
        if self.email != before:
            self.sitting = None

    def show_anew(self) -> None:
        """Who gets what has changed, or is known now: the open copy as one of those whom it goes to."""
        shown = (self.email, self.shown_to)
        self.choose_people()
        if self.sitting is None or shown != (self.email, self.shown_to):
            self.draw_preview()

    def step_person(self, by: int) -> None:
        if self.people:
            self.person = (self.person + by) % len(self.people)
            self.sitting = None
            self.draw_preview()

    def action_next_person(self) -> None:
        """`]`"""
        self.step_person(1)

    def action_person_before(self) -> None:
        """`[`"""
        self.step_person(-1)

    # Drawing.

    def draw_preview(self) -> None:
        """Draw what is in the editor for the person shown, now or once what is being drawn is done."""
        self._wanted = True
        if not self._drawing:
            self._draw()

    @task
    async def _draw(self) -> None:
        if self._drawing:
            return
        self._drawing = True
        try:
            while self._wanted:
                self._wanted = False
                await self._draw_once()
        finally:
            self._drawing = False

    async def _draw_once(self) -> None:
        copy, stage, text, name = self.copy, self.stage, self.editor.text, self.name_now
        if copy is None:
            return
        try:
            if self.sitting is None or self.sitting.sequence.name != name:
                await self._sit(name, stage)
            sitting = self.sitting
            if sitting is None:
                return
            draft = await self.ask_pure(drafts.draft, sitting, stage, copy.file, text)
        except (NotFound, SequenceProblem, UsageError) as error:
            self.preview.say(error.title)  # what is wrong with the sequence stands in the check, too
            return
        if self.copy is None or self.copy.file != copy.file:
            return  # another copy was opened meanwhile, and is drawn next
        if draft.mail is None and self.editor.box.shown:
            return  # half a name is no mistake yet
        self.live = draft.problems
        self._show_draft(draft)
        self.show_problems()
        if self.has_class("-beside"):
            await self._draw_other(sitting)
        if self.against:
            await self._compare()
        await self.fill_subjects()

    async def fill_subjects(self) -> None:
        """The subjects in the list, as the person shown reads them; after the check, which does most of the work."""
        sitting = self.sitting
        if sitting is None or sitting is self._subjects_of or sitting.sequence.name != self.checked:
            return
        self._subjects_of = sitting
        subjects = await self.ask_pure(previews.subjects_for, sitting)
        if self._subjects_of is sitting:
            self.subjects = subjects
            self.show_tree()

    async def _sit(self, name: str, stage: str) -> None:
        """Read the person shown; for one who writes with all that mails could say of them, which takes longer."""
        email, writing, tongue = self.email, self.page == "editor", self.copy.language if self.copy else ""
        said = None if writing else render.wanted(m for s in self.sequence_now.stages for m in s.mails)
        slow = self.set_timer(SLOW, self._say_looking)
        try:
            sitting = await self.ask(sittings.sit, name, email, wanted=said)
        finally:
            slow.stop()
        names = await self.ask_pure(drafts.names_for, sitting, stage, tongue) if writing else []
        if email == self.email and name == self.name_now:
            self.sitting, self.editor.names = sitting, names
        else:
            self._wanted = True

    def _say_looking(self) -> None:
        """The first time that a mail speaks of what goes together, all orders are read: say so."""
        entitle(self.preview, subtitle="Looking through your orders for it …")

    def ready_to_write(self) -> None:
        """The editor was entered: names will be asked for."""
        if not self.editor.names:
            self.sitting = None
            self.draw_preview()

    def _show_draft(self, draft: drafts.Draft) -> None:
        if draft.mail is not None:
            self.show_mail(draft.mail)
        elif self.preview.mail is None or self.copy is None or self.preview.mail.file != self.copy.file:
            wrong = f"\n\n{sentence(draft.problems[0].says)}" if draft.problems else ""
            self.preview.say(f"The mail is shown here once its problem is mended.{wrong}")
            entitle(self.preview, "Not to be shown yet", "")
        else:
            if self.styled != self.preview.styled:
                self.show_mail(self.preview.mail)
            entitle(self.preview, "Last version without errors")
            self.preview.mark_old()

    def show_mail(self, mail: RenderedMail) -> None:
        self.preview.show(mail, self._sender(), self._palette(), self._passes_by())
        says = "nobody is in its segment now"
        if self.people and self.shown_to != "gets it":
            says = "nobody of the sequence gets this copy"
        elif self.people:
            says = f"{self.person + 1} of {len(self.people)}: {cut(self.people[self.person][1], 28)}"
        whose = f"As {cut(mail.to_name or mail.email, 24)} {self.shown_to}"
        entitle(self.preview, f"Variant {mail.variant}: {whose}" if self.has_class("-beside") else whose, says)

    def _passes_by(self) -> str:
        """Who of its group does not get the open copy as it is shown."""
        copy, stage = self.copy, self.sequence.stage(self.stage) if self.sequence else None
        if copy is None or stage is None or not copy.group or copy.variant != "A":
            return ""
        return " ".join(bypassed.group_copy(stage, copy.number, copy.group, copy.language))

    def _sender(self) -> Sender:
        settings = self.shop.settings
        return Sender(str(settings.get("shop.name")), str(settings.get("mail.from")))

    def _palette(self) -> Palette | None:
        """The colours of the mails' look, dark where the app is; None: shown plain."""
        if not self.styled or self.sitting is None:
            return None
        theme = render_theme.load(self.sitting.theme)
        return Palette.of(theme.dark if self.app.current_theme.dark else theme.light)

    # Other ways to look.

    def action_styled(self) -> None:
        """`p`: plain or styled."""
        self.copy_now()
        self.styled = not self.styled
        self.show_right("preview")
        self.draw_preview()

    @task
    async def action_beside(self) -> None:
        """`b`: another variant of this mail in place of the editor, beside this one; again: the next, then none."""
        copy = self.copy_now()
        others = self._others(copy)
        if not others:
            self.say("a adds one, to test another subject or mail.", "This mail has one variant")
            return
        shown = self.query_one("#other", Preview).mail if self.has_class("-beside") else None
        at = others.index(shown.variant) + 1 if shown and shown.variant in others else 0
        was = self.page if not self.has_class("-beside") else self._came_from
        self._beside(at < len(others), others[at] if at < len(others) else "")
        self._came_from = was
        self.turn_to("preview" if self.has_class("-beside") else was)
        self.draw_preview()

    def _others(self, copy: MailSource) -> list[str]:
        """The variants of a mail beside this one, for the same group and language."""
        found = copies.choices(self.stage_now(), copy.number, copy.group, copy.language)
        return [variant for variant in found if variant != copy.variant]

    def _beside(self, on: bool, variant: str = "") -> None:
        self.set_class(on, "-beside")
        self._other_variant = variant
        self.query_one("#other").display = on
        self.query_one("#editing").display = not on
        self.show_problems()
        self.show_pages()

    _other_variant = ""
    _came_from = "tree"
    """The pane that the owner was in before two variants stood side by side."""

    async def _draw_other(self, sitting: sittings.Sitting) -> None:
        """The other variant as the same person would get it, as it is saved."""
        copy, other = self.copy, self.query_one("#other", Preview)
        if copy is None or self._other_variant not in self._others(copy):
            self._beside(False)
            return
        who = replace(sitting, who=sitting.who._replace(group=copy.group or sitting.who.group))
        try:
            mail = await self.ask_pure(sittings.filled_in, who, self.stage, copy.number, self._other_variant)
        except ShopkeepError as error:
            other.say(error.title)
        else:
            other.show(mail, self._sender(), self._palette())
        entitle(other, f"Variant {self._other_variant}", "b goes on")

    def action_changes(self) -> None:
        """`d`: what differs from the text as it was opened, then from the blueprint, then the mail again."""
        self.copy_now()
        self.against = AGAINST[(AGAINST.index(self.against) + 1) % len(AGAINST)]
        self.show_right("changes" if self.against else "preview")
        self.draw_preview()

    async def _compare(self) -> None:
        pane = self.query_one("#changes", Changes)
        copy = self.copy
        if copy is None:
            return
        if self.against == "opened":
            pane.border_title, same = "Changed since it was opened", "Nothing was changed since this mail was opened."
            before: str | None = self.opened
        else:
            pane.border_title, same = "Changed from the blueprint", "It is as in the blueprint, word for word."
            before = await self.ask(writing.blueprint_text, self.name_now, copy.file)
        pane.border_subtitle = "d goes on"
        if before is None:
            before = self.editor.text
            same = "The blueprint has no such mail: all of this is your own."
        pane.show(before, self.editor.text, same)

    def show_right(self, pane: str) -> None:
        """The mail, or what differs, at the right."""
        if pane == "preview":
            self.against = ""
        for name in ("preview", "changes"):
            self.query_one(f"#{name}").display = name == pane
        if self.narrow or self.page in ("preview", "changes"):
            self.page = "preview"
            self.show_pages()
            self.query_one(f"#{pane}").focus()
