"""What may be chosen of a send while it is reviewed: how many, whom, through which account; and the test mail."""

from __future__ import annotations

from shopkeep.core.records.delivery import PlannedMessage, SendResult
from shopkeep.jobs import account_setup, review, segments, single_mails
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import Frame
from shopkeep.tui.screens.outbox_review_words import account_words
from shopkeep.tui.widgets.dialogs import Choice, TextAsk

DUE = "\0due"
"""The choice of those who are in the sequence already."""


class Choosing(Frame):
    """The half of the review that asks; outbox_review.py shows the send and confirms it."""

    def __init__(self, sequence: str, stage: str) -> None:
        super().__init__()
        self._sequence = sequence
        self._stage = stage
        self._segment: str | None = None
        self._limit: int | None = None
        self._account = ""
        self._newcomers = True
        self._plan: SendResult | None = None
        self._around: review.Around | None = None
        self._samples: list[tuple[str, PlannedMessage]] = []
        self._at = 0

    def look(self) -> None:
        """Work the send out anew."""

    def action_test(self) -> None:
        self.test()

    @task
    async def test(self) -> None:
        """This sample's mail, to the owner."""
        if not self._samples:
            return
        _what, message = self._samples[self._at]
        to = await self.dialog(
            TextAsk(
                "Send a test mail to yourself",
                f"It is the sample on screen, as {message.email} would get it, with [test] before its subject. "
                "Nobody else gets it.",
                value=str(self.shop.settings.get("mail.from")),
                enter="sends it",
            )
        )
        if to is not None:
            reply = await self.ask(
                single_mails.send_test,
                self._sequence,
                self._stage,
                message.mail,
                message.variant,
                to,
                through=self._account,
                email=message.email,
            )
            self.say(f"Test mail sent to {to}. The server said: {reply}")

    def action_limit(self) -> None:
        self.fewer()

    @task
    async def fewer(self) -> None:
        typed = await self.dialog(
            TextAsk(
                "How many now?",
                "The first so many get their mail now, the others when you send again. Empty: all.",
                str(self._limit or ""),
                check=lambda text: (
                    "" if not text.strip() or (text.strip().isdecimal() and int(text)) else "A number, please."
                ),
            )
        )
        if typed is not None:
            self._limit = int(typed) if typed.strip() else None
            self.look()

    def action_segment(self) -> None:
        self.only_segment()

    @task
    async def only_segment(self) -> None:
        titles = await self.ask(segments.titles)
        whole = self._plan if self._segment is None and self._limit is None and self._newcomers else None
        inside = await self.ask(review.within_each, whole) if whole is not None else None
        choices = [("", "Everybody the sequence is for")]
        around, planned = self._around, self._plan.counts.planned if self._plan else 0
        if around is not None and 0 < around.new < planned:
            choices.append((DUE, f"Only the {planned - around.new:,} who are in the sequence already"))
        if around is not None and around.opened is not None:
            name, count = around.opened
            choices.append((name, f"{titles.get(name, name)}, as in Customers: {count:,} of these"))
        there = {name for name, _ in choices}
        others = {name: title for name, title in titles.items() if name != "all" and name not in there}
        nobody = {name: "none of these" for name in others if inside is not None and not inside[name]}
        choices += [
            (name, title if inside is None or name in nobody else f"{title}: {inside[name]:,} of these")
            for name, title in others.items()
        ]
        chosen = await self.dialog(Choice("Send only to", choices, not_now=nobody))
        if chosen is not None:
            self._newcomers = chosen != DUE
            self._segment = (chosen or None) if chosen != DUE else None
            self.look()

    def action_account(self) -> None:
        self.through()

    @task
    async def through(self) -> None:
        """Choose the mail account that this send goes through."""
        found = await self.ask(account_setup.rows)
        if len(found) < 2:
            self.say("There is one mail account. a in Settings makes another.")
            return
        choices = [(row.name, account_words(row)) for row in found]
        chosen = await self.dialog(Choice("Send through which account?", choices))
        if chosen is not None:
            self._account = chosen
            self.look()
