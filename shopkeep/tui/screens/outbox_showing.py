"""The ledger as it is shown: what was read of it, what a send told since, and the state of things above."""

from __future__ import annotations

import time
from collections.abc import Hashable
from datetime import datetime
from typing import cast

from textual import on

from shopkeep.core.asjson import as_json
from shopkeep.core.records.delivery import Counts, MessageRow, Progress, SendSummary
from shopkeep.jobs import outbox
from shopkeep.tui.run import task
from shopkeep.tui.screens import outbox_pace as pace
from shopkeep.tui.screens.outbox_answers import Answers
from shopkeep.tui.screens.outbox_ledger import Ledger
from shopkeep.tui.screens.outbox_words import again_at
from shopkeep.tui.widgets.paging import Pages
from shopkeep.tui.widgets.rows import Rows

FIRST = 60
"""Messages read at once before it is known how many are in view."""


def message_key(row: MessageRow) -> Hashable:
    return row.id


class Showing(Answers):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self._replies: list[MessageRow] = []
        self._event: Progress | None = None
        self._preparing = False
        """The mails of a send are being written and queued; none goes out yet."""
        self._hold = False
        """A pause was asked for meanwhile."""
        self._waits = ""
        self._problem: str | None = None
        self._looked = 0.0
        self._fetching = False
        self._counted: Counts | None = None
        """What the send had told when the ledger was last read."""
        self._again_at: datetime | None = None
        """When sending goes on by itself; None where it does not."""
        self._summary: SendSummary | None = None
        self._typed: int | None = None
        """The number the owner typed for the send that goes on; None where this run began otherwise."""
        self._beside = 0
        """Messages that waited before that send and go out with it."""

    @property
    def ledger(self) -> Ledger:
        return self.query_one(Ledger)

    async def _look(self) -> None:
        """Read the ledger: all ids, and the messages in view."""
        counted = self._event.counts if self._event else None
        found = await self.ask(outbox.ledger_list, self._only)
        first, last = self.ledger.messages.view
        known = await self.ask(outbox.rows_of, found.ids[first : max(last, FIRST)])
        pages: Pages[MessageRow] = await self.ask_pure(Pages, found.ids, message_key, known)
        self._list, self._counted = found, counted
        self._looked = time.monotonic()
        self.ledger.show_messages(pages, self._only)

    def _rows_wanted(self, _first: int, _last: int) -> None:
        """Messages in view were not read yet."""
        if not self._fetching:
            self._fetch()

    @task
    async def _fetch(self) -> None:
        """Messages in view, until none is missing."""
        messages = self.ledger.messages
        self._fetching = True
        try:
            while isinstance(pages := messages.rows, Pages) and (asked := pages.missing(*messages.view)):
                messages.take(pages, asked, await self.ask(outbox.rows_of, cast("list[int]", asked)))
        finally:
            self._fetching = False

    @property
    def counts(self) -> Counts:
        """How many messages stand in each state: as last read, and what a send told since."""
        before = super().counts
        if self._event is None or self._counted is None:
            return before
        now, then = as_json(self._event.counts), as_json(self._counted)
        read = as_json(before)
        return Counts(**{state: max(0, read[state] + now[state] - then[state]) for state in read})

    def _draw_status(self) -> None:
        if self._list is None:
            return
        ledger = self.ledger
        if self._sending:
            before = pace.HOLDING if self._hold else pace.PREPARING if self._preparing else pace.CONNECTING
            # Of this send alone, as its bar is: what earlier ones came to stands in the Outbox once it is over.
            beside = pace.beside(self._typed, self._beside)
            ledger.show_sending(self._event, self._event.counts if self._event else self.counts, before, beside)
        else:
            again = again_at(self.shop, self._again_at)
            ledger.show_standing(self._list, self._waits, self._problem, again, self._summary, self.narrow)
        ledger.show_replies(self._replies)

    @on(Rows.Highlighted, "#messages")
    def highlighted(self, event: Rows.Highlighted[MessageRow]) -> None:
        self.ledger.show_chosen(event.row)
