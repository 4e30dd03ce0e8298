"""What the owner does with messages: read one, answer for an unknown one, try again, cancel, show only some."""

from __future__ import annotations

from typing import cast

from textual import on

from shopkeep import wording
from shopkeep.core.asjson import as_json
from shopkeep.core.records.delivery import PRESSING, Counts, LedgerList, MessageRow, State
from shopkeep.core.text import plain
from shopkeep.jobs import confirmed, meanings, outbox, send_report
from shopkeep.tui.run import task
from shopkeep.tui.screens import outbox_words as words
from shopkeep.tui.screens.base import Place
from shopkeep.tui.screens.never import NeverPage
from shopkeep.tui.screens.outbox_message import MessagePage, PracticePage
from shopkeep.tui.widgets.dialogs import Choice, Confirm, Told
from shopkeep.tui.widgets.rows import Rows


class Answers(Place):
    """The half of the Outbox that works on messages as they stand; outbox_sending.py sends."""

    def __init__(self) -> None:
        super().__init__()
        self._sending = False
        self._list: LedgerList | None = None
        """The ledger as last read."""
        self._only: State | None = None

    def deliver(self) -> None:
        """Send what is due."""

    @property
    def counts(self) -> Counts:
        """How many messages stand in each state, as last read."""
        return self._list.counts if self._list else Counts()

    async def known(self) -> Counts:
        """The same; read now where it was not yet."""
        if self._list is None:
            self._list = await self.ask(outbox.ledger_list, self._only)
        return self.counts

    # One message.

    @property
    def current(self) -> MessageRow | None:
        row: MessageRow | None = self.query_one("#messages", Rows).current
        return row

    @on(Rows.Chosen, "#messages")
    def chosen(self) -> None:
        self.action_read()

    def action_read(self) -> None:
        if self.current is not None:
            self.app.push_screen(MessagePage(self.current))

    def action_arrived(self) -> None:
        self.resolve("sent")

    def action_again(self) -> None:
        self.resolve("resend")

    @task
    async def resolve(self, answer: str) -> None:
        """The owner's answer for a message of unknown outcome."""
        row = self.current
        if row is None or row.state != "unknown":
            self.say("This is for messages of unknown outcome, marked with ?. f shows only those.")
            return
        leave = "Leave it open for now"
        go = "It arrived: count it as sent" if answer == "sent" else "Send it again: it may come twice"
        unknown = self.counts.unknown
        them = f"All {unknown:,} arrived" if answer == "sent" else f"Send all {unknown:,} again: they may come twice"
        text = (
            f"No answer is known for the mail to {plain(row.name or row.email)}."
            f" {plain(meanings.look_for(self.shop, row))}. This answer cannot be taken back."
        )
        chosen = await self.dialog(Choice("Did it arrive?", [leave, go, *([them] if unknown > 1 else [])], text))
        if chosen == them:
            if answer != "sent":
                asking = f"Whoever has had theirs gets it twice.\n\nType {unknown} to send them again."
                if await self.dialog(Confirm("Send all of them again?", asking, str(unknown), "sends them")) is None:
                    return
            done = await self.ask(outbox.resolve_all, "sent" if answer == "sent" else "resend", unknown)
        elif chosen == go:
            done = await self.ask(outbox.resolve, row.id, "sent" if answer == "sent" else "resend")
        else:
            return
        self.say(f"{done.says}." + ("" if answer == "sent" else " p sends it."))
        self._leave_cursor(row.id)
        self.changed("outbox", "results")

    def _leave_cursor(self, answered: int) -> None:
        """A message that was answered for goes elsewhere in the list; the cursor stays where it was, with the next
        unknown one under it."""
        messages: Rows[MessageRow] = self.query_one("#messages", Rows)
        at = messages.index_of(answered)
        if at is None or messages.current_key != answered:
            return
        rows = messages.rows
        around = [row for place in (at + 1, at - 1) if 0 <= place < len(rows) and (row := rows[place]) is not None]
        stay = next((row for row in around if row.state == "unknown"), around[0] if around else None)
        if stay is not None:
            messages.move_to(stay.id)

    # All that wait.

    async def confirmed_again(self) -> bool:
        """Whether what waits may go where it would go now: asks for its number where that is another kind of
        server than it was confirmed for."""
        asked = await self.ask(confirmed.to_ask)
        if asked is None:
            return True
        text = f"{plain(asked.says)}\n\nType {asked.number} to send them there. Esc keeps them; c cancels what waits."
        if await self.dialog(Confirm("Send them there?", text, str(asked.number), "sends them")) is None:
            return False
        await self.ask(confirmed.confirm, asked.number)
        return True

    def action_retry(self) -> None:
        self.retry()

    @task
    async def retry(self) -> None:
        """Deferred messages again, now; or failed ones, where another try may help."""
        if self._sending:
            self.say("Mails are being sent. Pause or stop that first.")
            return
        deferred, failed = (await self.known()).deferred, self._list.again if self._list else 0
        if not deferred and not failed:
            dead = "The failed ones went to addresses that do not exist or that you no longer write to."
            self.say(dead if self.counts.failed else "No message is deferred or failed.")
            return
        chosen = "deferred"
        if failed:
            choices = [("failed", f"The {wording.count(failed, 'message')} that failed, but for dead addresses")]
            if deferred:
                choices.insert(0, ("deferred", f"The {wording.count(deferred, 'message')} put off until later"))
            text = "A server that refused a mail for good mostly does so again. Mend first what it complained of."
            answer = await self.dialog(Choice("Try which again?", choices, text))
            if answer is None:
                return
            chosen = answer
        done = await self.ask(outbox.retry_failed if chosen == "failed" else outbox.retry)
        self.say(f"{done.says}.")
        self.changed("outbox")
        if await self.ask_pure(outbox.is_paused, self.keep.home) or not await self.confirmed_again():
            return
        named = failed if chosen == "failed" else deferred
        if await self._with_the_others((await self.ask(outbox.outbox, None, 0)).due, named):
            self.deliver()

    async def _with_the_others(self, due: int, named: int) -> bool:
        """Whether to send now, where others than those named wait to go out with them."""
        if due <= named:
            return True
        keep, go = "Keep them all waiting", f"Send all {due:,} now"
        those = wording.count(named, "message you try again", "messages you try again")
        waited = wording.count(due - named, "that waited", "that waited")
        text = f"{due:,} messages would go out now: {those}, and {waited} already. p sends them later."
        return await self.dialog(Choice("Send the others too?", [keep, go], text)) == go

    def action_cancel(self) -> None:
        self.cancel()

    @task
    async def cancel(self) -> None:
        """What has not gone out stays here for good."""
        counts = await self.known()
        waiting = counts.queued + counts.deferred
        if self._sending:
            self.say("Mails are being sent. Pause or stop that first.")
        elif not waiting:
            self.say("Nothing waits in the outbox.")
        else:
            keep, go = "Keep them", f"Cancel {wording.count(waiting, 'message')}"
            text = (
                "The people they are for never get this mail: it is not made for them again. What has gone out stays"
                " as it is. This cannot be taken back."
            )
            if await self.dialog(Choice("Cancel what waits?", [keep, go], text)) == go:
                self.say(f"{(await self.ask(outbox.cancel)).says}.")
                self.changed("outbox", "sequences")

    def action_filter(self) -> None:
        self.choose_filter()

    @task
    async def choose_filter(self) -> None:
        """Show messages of one state."""
        numbers = as_json(self.counts)
        choices = [("", f"All ({self.counts.planned:,})")]
        choices += [
            (state, f"{words.SIGNS[state].text} {state} ({numbers[state]:,})")
            for state in PRESSING
            if numbers.get(state)
        ]
        chosen = await self.dialog(Choice("Show which messages?", choices))
        if chosen is not None:
            self._only = cast("State", chosen) or None
            self.refresh_now()

    def action_report(self) -> None:
        self.write_report()

    @task
    async def write_report(self) -> None:
        """Write the page of the newest send, of which the Outbox speaks above the messages."""
        if not (await self.known()).planned:
            self.say("Nothing was sent yet.")
            return
        done = await self.ask(send_report.keep)
        newest = await self.ask(send_report.summary)
        title = plain(newest.title) if newest else ""
        await self.dialog(Told("The report of the newest send is written", f"{title}. {done.says}."))

    def action_never(self) -> None:
        """Who is never written to again."""
        self.app.push_screen(NeverPage())

    def action_practice(self) -> None:
        """What the practice mailbox received."""
        self.app.push_screen(PracticePage())
