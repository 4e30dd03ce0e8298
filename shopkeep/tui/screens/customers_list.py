"""The list of customers: the first rows at once, then all of them by id, their rows as they come into view."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Hashable
from dataclasses import replace
from time import monotonic
from typing import cast

from textual.content import Content
from textual.worker import WorkerCancelled

from shopkeep import wording
from shopkeep.core.addresses import called
from shopkeep.core.money import Money
from shopkeep.core.records.rules import Wanted
from shopkeep.customers.rows import CustomerLine
from shopkeep.errors import ShopkeepError
from shopkeep.jobs import customers
from shopkeep.jobs.customers import Found
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import Place
from shopkeep.tui.screens.customers_triage import Those, Triage
from shopkeep.tui.widgets.paging import Pages
from shopkeep.tui.widgets.rows import Rows

FIRST = 60
"""Rows that are shown before it is known how many there are."""
LONGEST_WAIT = 0.3


def line_key(line: CustomerLine) -> Hashable:
    return line.customer_id


class Listed(Triage, Place):
    """A place with the list of the customers that `wanted` asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.segment = "at-risk"
        self.where = ""
        self.search = ""
        self.sort = ""
        self.backwards = False
        self.found: Found | None = None
        self.spoken = "en"
        """The shop's language as last read: rows are drawn too often to ask the settings for each."""
        self.shows: Wanted | None = None
        """What the rows shown were asked for by; None before any."""
        self.elsewhere = 0
        """Where nobody in the segment matches: how many of everybody do."""
        self._finding = 0.0
        """Seconds that finding all took at the longest: so long without a key, and it begins, for in a very
        large shop it would hold up the next key."""
        self._fetching = False

    @property
    def people(self) -> Rows[CustomerLine]:
        return self.query_one("#people", Rows)

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.segment, self.where, self.search.strip(), self.sort, self.backwards)

    def listed(self) -> None:
        """Another list is shown: titles follow."""

    def loaded(self) -> None:
        """All of the list is shown, or could not be."""

    # Loading is one worker of its own: only a newer wish ends it, never what asked for it.

    @task(exclusive=True)
    async def load(self, keep: bool = True) -> None:
        """The customers wanted. With `keep` the cursor and the old rows stay, unless the rows shown are others."""
        try:
            await self._load(self.wanted, keep)
        except ShopkeepError:
            self.loaded()
            raise
        self.loaded()

    async def _load(self, wanted: Wanted, keep: bool) -> None:
        keep = keep and len(self.people.rows) > 0 and self.shows == wanted
        if not keep:
            first = await self.ask(customers.first_page, wanted, FIRST)
            self.found, self.shows, self.elsewhere = None, wanted, 0
            self.people.show(first, keep=False)
            self.listed()
            await asyncio.sleep(min(self._finding, LONGEST_WAIT))
        start = monotonic()
        found = await self.ask(customers.find, wanted)
        self._finding = max(self._finding, monotonic() - start)
        self.elsewhere = 0
        if not found.ids and wanted.segment != "all" and (wanted.where or wanted.search):
            self.elsewhere = len((await self.ask(customers.find, replace(wanted, segment="all"))).ids)
        around = self._around(found.ids) if keep else []
        known = await self.ask(customers.lines, around) if around else []
        pages: Pages[CustomerLine] = await self.ask_pure(Pages, found.ids, line_key, known)
        if not keep:
            pages.put((), [row for row in self.people.rows if row is not None])
        self.found = found
        self.people.sort_mark(found.sort, found.descending)
        self.people.show(pages)
        self.listed()

    def _around(self, ids: list[int]) -> list[int]:
        """The ids that will be in view once the cursor is on its row again."""
        first, last = self.people.view
        key = self.people.current_key
        moved = (ids.index(key) if key in ids else self.people.cursor) - self.people.cursor
        return ids[max(0, first + moved) : max(0, last + moved)]

    def rows_wanted(self, _first: int, _last: int) -> None:
        """Rows in view have not come yet."""
        if not self._fetching:
            self._fetch()

    @task
    async def _fetch(self) -> None:
        """Rows in view, until none is missing: always those that are in view by then."""
        self._fetching = True
        try:
            while isinstance(pages := self.people.rows, Pages) and (asked := pages.missing(*self.people.view)):
                rows = await self.ask(customers.lines, cast("list[int]", asked))
                self.people.take(pages, asked, rows)
        except (asyncio.CancelledError, WorkerCancelled):
            self.people.refresh()  # drawing asks again for what is missing
            raise
        finally:
            self._fetching = False

    def on_screen_resume(self) -> None:
        self.people.want_again()

    # Marks.

    def action_mark(self) -> None:
        self.people.toggle_mark()
        self.listed()

    def action_mark_all(self) -> None:
        """Mark all of the list, or none of it where all are marked."""
        rows = self.people.rows
        here = set(rows.keys) if isinstance(rows, Pages) else {row.customer_id for row in rows}
        marked = self.people.marked
        if here and here <= marked:
            marked -= here
        else:
            marked |= here
        self.people.refresh()
        self.listed()

    def meant(self) -> Those | None:
        marked = [cast("int", key) for key in self.people.marked]
        if len(marked) > 1:
            return Those(sorted(marked), wording.count(len(marked), "customer"))
        key = marked[0] if marked else self.people.current_key
        if key is None:
            return None
        at = self.people.index_of(key)
        row = None if at is None else self.people.rows[at]
        return Those([cast("int", key)], "this customer" if row is None else called(row.name, row.email))

    def step_done(self) -> None:
        self.people.clear_marks()
        self.listed()

    # What the list says of itself.

    def money(self, amount: int) -> str:
        return wording.money_short(Money(amount, self.shop.currency), self.spoken)

    def marks_say(self) -> str:
        """`12 marked, 3 of them here`."""
        marked, here = len(self.people.marked), self.people.marked_here
        if not marked:
            return ""
        return f"{marked:,} marked" if here == marked else f"{marked:,} marked, {here:,} of them here"


def fitting(parts: list[str], width: int, first: Collection[str] = ()) -> Content:
    """As many parts as fit, in their order: those of `first` before all, then the first ones."""
    kept: list[str] = []
    for part in sorted(filter(None, parts), key=lambda part: part not in first):
        if len(" · ".join([*kept, part])) <= width:
            kept.append(part)
    return Content(" · ".join(part for part in parts if part in kept))
