"""Reviewing customers: what one key does to the marked rows, or to the one under the cursor.

Each action takes down at once whom it is about, before anything else can move the cursor; what it then
does, asks and says runs in the background. However many are meant, it is one step, and one `u` undoes it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from shopkeep import wording
from shopkeep.core.records.customers import Done
from shopkeep.core.text import plain
from shopkeep.errors import UsageError
from shopkeep.jobs import meant, sequences, triage
from shopkeep.jobs.shop import Shop
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import Frame
from shopkeep.tui.typed_day import day_to_come
from shopkeep.tui.widgets.dialogs import Choice, TextAsk

REASONS = ("Knows us personally", "Friend, family or staff", "Trade customer", "Complained lately")
SNOOZES = {"Two weeks": 14, "A month": 30, "Three months": 91, "Half a year": 182}
CLIPBOARD = 1000
"""Addresses that go to the clipboard at most: terminals cut off longer texts."""


@dataclass(frozen=True, slots=True)
class Those:
    """Whom a step is about, by id, and how they are called in a title."""

    ids: list[int]
    called: str


class Triage(Frame):
    """A screen with customers to review."""

    today: date

    def meant(self) -> Those | None:
        """Whom a key pressed now is about: nobody, unless the screen says who."""
        return None

    def step_done(self) -> None:
        """A step was done: marks have had their use."""

    def working(self, says: str) -> None:
        """Show that a step for very many takes a moment; empty: it is over."""

    async def step(self, those: Those, job: Callable[..., Done], *args: object) -> None:
        """Do one step for all of them and say it."""
        self.working(f"{wording.count(len(those.ids), 'customer')}, a moment")
        try:
            done = await self.ask(job, those.ids if len(those.ids) > 1 else those.ids[0], *args)
        finally:
            self.working("")
        self.step_done()
        self.done(done, "customers")

    def action_leave_out(self) -> None:
        if those := self.meant():
            self._leave_out(those)

    @task
    async def _leave_out(self, those: Those) -> None:
        asked = Choice(f"Leave out {those.called}", REASONS, "Why? It is only for you.", other="Another reason")
        reason = await self.dialog(asked)
        if reason is not None:
            await self.step(those, triage.leave_out, reason)

    def action_bring_back(self) -> None:
        if those := self.meant():
            self._at_once(those, triage.bring_back)

    def action_suppress(self) -> None:
        if those := self.meant():
            self._suppress(those)

    @task
    async def _suppress(self, those: Those) -> None:
        no, never = "No, leave it as it is", "Never write again"
        says = "No sequence or mail reaches them any more, whatever list they are in. u undoes."
        answer = await self.dialog(Choice(f"Never write to {those.called} again?", [no, never], says))
        if answer == never:
            await self.step(those, triage.suppress)

    @task
    async def _at_once(self, those: Those, job: Callable[..., Done]) -> None:
        await self.step(those, job)

    def action_snooze(self) -> None:
        if those := self.meant():
            self._snooze(those)

    @task
    async def _snooze(self, those: Those) -> None:
        asked = Choice(
            f"Leave {those.called} alone for",
            list(SNOOZES),
            other="Type a day: 31 Jan 2027, or 10 weeks",
            check=lambda typed: no_day(typed, self.today, self.language),
        )
        answer = await self.dialog(asked)
        if answer is not None:
            await self.step(those, triage.snooze, a_day(answer, self.today, self.language))

    def action_note(self) -> None:
        if those := self.meant():
            self._note(those)

    @task
    async def _note(self, those: Those) -> None:
        note = await self.dialog(TextAsk(f"A note about {those.called}", "Only you see it."))
        if note and note.strip():
            await self.step(those, triage.note, note)

    def action_enrol(self) -> None:
        if those := self.meant():
            self._enrol(those)

    @task
    async def _enrol(self, those: Those) -> None:
        known = await self.ask(sequences.list_sequences)
        if not known:
            self.say("3, then n, makes one from a blueprint.", "There is no sequence yet")
            return
        choices = [(row.name, f"{row.title}, {wording.count(row.enrolled, 'customer')} in it") for row in known]
        name = await self.dialog(Choice(f"Add {those.called} to", choices, "Nothing is sent by this."))
        if name is not None:
            await self.step(those, enrol_in(name))

    def action_copy(self) -> None:
        if those := self.meant():
            self._copy(those)

    @task
    async def _copy(self, those: Those) -> None:
        if len(those.ids) > CLIPBOARD:
            self.say("`shopkeep customers --csv FILE` writes them all.", "Too many for a clipboard", "warning")
            return
        found = await self.ask(meant.addresses, those.ids)
        if not found:
            self._say_no_address(those)
            return
        self.app.copy_to_clipboard(", ".join(found))
        what = found[0] if len(found) == 1 else wording.count(len(found), "address", "addresses")
        silent = len(those.ids) - len(found)
        more = f" {wording.count(silent, 'customer has', 'customers have')} none." if silent else ""
        self.say(f"Copied {plain(what)}, if your terminal allows it.{more}")

    def action_write(self) -> None:
        if those := self.meant():
            self._write(those)

    @task
    async def _write(self, those: Those) -> None:
        if len(those.ids) > 1:
            self.say("Clear the marks with Esc, then press t on one customer.", "One at a time", "warning")
            return
        found = await self.ask(meant.addresses, those.ids)
        if not found:
            self._say_no_address(those)
            return
        address = found[0]
        if await self.ask_pure(write_to, address):
            self.say(f"Your mail program was asked to write to {plain(address)}.")
        else:
            self.app.copy_to_clipboard(address)
            self.say(f"No mail program can be opened from here. The address is {plain(address)}")

    def _say_no_address(self, those: Those) -> None:
        one = len(those.ids) == 1
        says = f"{plain(those.called)} has no e-mail address." if one else "None of them has an e-mail address."
        self.say(f"{says} Their platform gives none.", "No address", "warning")


def enrol_in(sequence: str) -> Callable[[Shop, list[int]], Done]:
    """The step that adds customers to a sequence."""
    return lambda shop, who: triage.enrol(shop, sequence, who)


def a_day(answer: str, today: date, language: str = "en") -> date:
    """A chosen or typed span, or a typed day. Raises UsageError."""
    for title, days in SNOOZES.items():
        if answer.strip().lower() == title.lower():
            return today + timedelta(days=days)
    return day_to_come(answer, today, language)


def no_day(answer: str, today: date, language: str) -> str:
    """What is wrong with a typed day; empty where nothing is."""
    try:
        a_day(answer, today, language)
    except UsageError as error:
        return f"{error.title} {error.next_step}"
    return ""


def mail_link(address: str) -> str:
    """`mailto:` for one address, everything that could be more than an address quoted."""
    return f"mailto:{quote(address, safe='@')}"


def write_to(address: str) -> bool:
    """Ask the owner's mail program for a new mail to this address; False where none can show itself.

    Over a remote session it would open on the other machine, and without a display in the terminal.
    """
    if any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY")):
        return False
    link = mail_link(address)
    if sys.platform in ("darwin", "win32"):
        return webbrowser.open(link)
    opener = shutil.which("xdg-open")
    if opener is None or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    quiet = subprocess.DEVNULL
    subprocess.Popen([opener, link], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    return True
