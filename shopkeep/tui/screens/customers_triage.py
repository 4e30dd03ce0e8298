"""Reviewing customers: what one key does to the marked rows, or to the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from shopkeep import wording
from shopkeep.core.records.customers import Done
from shopkeep.customers.rows import CustomerLine
from shopkeep.errors import ShopkeepError, UsageError
from shopkeep.jobs import sequences, triage
from shopkeep.jobs.shop import Shop
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import Place
from shopkeep.tui.widgets.dialogs import Choice, TextAsk
from shopkeep.tui.widgets.rows import Rows

REASONS = ("Knows us personally", "Friend, family or staff", "Trade customer", "Complained lately")
SNOOZES = {"Two weeks": 14, "A month": 30, "Three months": 91, "Half a year": 182}


class Triage(Place):
    """A place with a list of customers to review."""

    today: date

    @property
    def people(self) -> Rows[CustomerLine]:
        return self.query_one("#people", Rows)

    def marks_changed(self) -> None:
        """Say how many are marked."""

    def action_mark(self) -> None:
        self.people.toggle_mark()
        self.marks_changed()

    @property
    def meant(self) -> list[CustomerLine]:
        """The marked customers, or the one under the cursor."""
        current = self.people.current
        return self.people.marked_rows or ([] if current is None else [current])

    async def step(self, says: str, job: Callable[[Shop, str], Done]) -> None:
        """Do one step for everybody meant, say it once, and let one `u` take all of it back."""
        emails = [row.email for row in self.meant]
        if not emails:
            return
        done, steps, refused = await self.ask(each, job, emails)
        if len(emails) > 1:
            done = Done(f"{says} {wording.count(steps, 'customer')}", steps > 0)
        self.people.clear_marks()
        self.done(done, "customers", steps=max(1, steps))
        if refused:
            who = wording.count(len(refused), "customer was", "customers were")
            self.say(refused[0], f"{who} passed over", "warning")

    def called(self) -> str:
        """Who is meant, for a title."""
        meant = self.meant
        if len(meant) == 1:
            return meant[0].name or meant[0].email
        return wording.count(len(meant), "customer")

    @task
    async def action_leave_out(self) -> None:
        if not self.meant:
            return
        asked = Choice(f"Leave out {self.called()}", REASONS, "Why? It is only for you.", other="Another reason")
        reason = await self.dialog(asked)
        if reason is not None:
            await self.step("Left out", lambda shop, email: triage.leave_out(shop, email, reason))

    @task
    async def action_bring_back(self) -> None:
        await self.step("Brought back", triage.bring_back)

    @task
    async def action_snooze(self) -> None:
        if not self.meant:
            return
        asked = Choice(f"Leave {self.called()} alone for", list(SNOOZES), other="Until a day, such as 2027-01-31")
        answer = await self.dialog(asked)
        if answer is not None:
            until = a_day(answer, self.today)
            await self.step("Snoozed", lambda shop, email: triage.snooze(shop, email, until))

    @task
    async def action_note(self) -> None:
        row = self.people.current
        if row is None:
            return
        note = await self.dialog(TextAsk(f"A note about {row.name or row.email}", "Only you see it."))
        if note and note.strip():
            self.done(await self.ask(triage.note, row.email, note), "customers")

    @task
    async def action_enrol(self) -> None:
        if not self.meant:
            return
        known = await self.ask(sequences.list_sequences)
        if not known:
            self.say("3, then n, makes one from a blueprint.", "There is no sequence yet")
            return
        choices = [(row.name, f"{row.title}, {wording.count(row.enrolled, 'customer')} in it") for row in known]
        name = await self.dialog(Choice(f"Add {self.called()} to", choices, "Nothing is sent by this."))
        if name is not None:
            await self.step("Added", lambda shop, email: triage.enrol(shop, name, email))

    @task
    async def action_suppress(self) -> None:
        await self.step("Will never write again to", triage.suppress)

    @task
    async def action_merge(self) -> None:
        pair = self.people.marked_rows
        if len(pair) != 2:
            self.say("Mark exactly two rows with Space, then press m.", "Which two are one person?")
            return
        choices = [(row.email, f"{row.email}  {row.name}") for row in pair]
        keep = await self.dialog(Choice("One person: which address is used from now on?", choices))
        if keep is not None:
            other = next(row.email for row in pair if row.email != keep)
            done = await self.ask(triage.merge, keep, other)
            self.people.clear_marks()
            self.done(done, "customers")


def each(shop: Shop, job: Callable[[Shop, str], Done], emails: list[str]) -> tuple[Done, int, list[str]]:
    """One step for several customers: the last one's words, how many steps that was, who was refused and why.

    Raises what the job raises where there is only one customer.
    """
    done, steps, refused = Done("Nothing to do", can_undo=False), 0, []
    with shop.db.write():
        for email in emails:
            try:
                done = job(shop, email)
                steps += done.can_undo
            except ShopkeepError as error:
                if len(emails) == 1:
                    raise
                refused.append(" ".join(error.lines()))
    return done, steps, refused


def a_day(answer: str, today: date) -> date:
    """A chosen span or a typed day. Raises UsageError."""
    if answer in SNOOZES:
        return today + timedelta(days=SNOOZES[answer])
    try:
        day = date.fromisoformat(answer.strip())
    except ValueError:
        raise UsageError(f"{answer!r} is not a day.", "", "Type it like 2027-01-31.") from None
    if day <= today:
        raise UsageError("That day is over.", "", "Type one that is still to come, like 2027-01-31.")
    return day
