"""Filtering the list by words or by a rule, and keeping a rule as a segment of one's own."""

from __future__ import annotations

import asyncio
import re

from textual import on

from shopkeep.core import text
from shopkeep.customers.rules import firsts
from shopkeep.jobs import filtering, segments
from shopkeep.tui.run import task
from shopkeep.tui.screens.customers_dialogs import Explained
from shopkeep.tui.screens.customers_segments import Segmented
from shopkeep.tui.widgets.dialogs import Choice, TextAsk
from shopkeep.tui.widgets.filterbox import FilterBox

TYPING = 0.03
"""Seconds without a key after which what is typed is looked at."""


class Filtering(Segmented):
    """A list with a box over it."""

    @property
    def box(self) -> FilterBox:
        return self.query_one("#box", FilterBox)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`/` works at once, before the next key, but is typed where one is typing."""
        return not (action == "filter" and self.focused is self.box.input) if self.is_mounted else True

    def foot(self) -> list[tuple[str, str, str]]:
        if self.focused is not self.box.input and self.found is not None and not self.found.ids:
            return self.nobodys_foot()
        if self.focused is not self.box.input:
            return super().foot()
        enter = "In Everybody" if self.elsewhere else "Keep"
        return [("Tab", "Take it", ""), ("↑ ↓", "Choose", ""), ("Enter", enter, ""), ("Esc", "Clear", "app.back")]

    def nobodys_foot(self) -> list[tuple[str, str, str]]:
        """What can be done where nobody is listed: the keys for a customer would do nothing."""
        if not any(segment.customers for segment in self.segments):
            return [("6", "Imports", "app.go('imports')")]
        return [("g", "Other segment", "segments"), ("/", "Filter", "filter"), ("i", "What is this", "explain")]

    def action_filter(self) -> None:
        self.box.open()

    @on(FilterBox.Changed)
    @task(exclusive=True)
    async def filter_changed(self, event: FilterBox.Changed) -> None:
        await asyncio.sleep(TYPING)
        meant = await self.ask(filtering.understand, event.text, event.at)
        if event.text != self.box.text:
            return  # the box was emptied and put away meanwhile
        self.box.offer(meant.completion)
        self.box.tell(meant.problem or meant.says, wrong=bool(meant.problem))
        if not meant.problem:
            self.filter_by(meant.rule, meant.words)
        elif self.search:
            self.filter_by("", "")  # the words have become the beginning of a rule
        self.listed()

    def filter_by(self, where: str, search: str) -> None:
        """Show those in the segment whom a rule or words find."""
        if (where, search) != (self.where, self.search):
            self.where, self.search = where, search
            self.load(keep=False)

    @on(FilterBox.Kept)
    def filter_kept(self, event: FilterBox.Kept) -> None:
        """Enter keeps the filter; where nobody in the segment matches but others do, it shows these."""
        if self.box.problem:
            self.box.complain()
            return
        if event.entered and self.elsewhere:
            self.go_to_segment("all")
        self.people.focus()
        self.box.rest()

    def no_filter(self) -> bool:
        """Take the filter away; whether there was one."""
        was = self.box.display
        self.box.close()
        self.people.focus()
        self.filter_by("", "")
        self.listed()
        return was

    def action_back(self) -> None:
        """Esc: first the filter goes, then the marks."""
        if self.no_filter():
            if marked := len(self.people.marked):
                self.say(f"{marked:,} marked stay. Esc again takes the marks away.")
            return
        self.people.clear_marks()
        self.listed()

    # Segments of one's own.

    @task
    async def action_explain(self) -> None:
        row = self.chosen_segment
        if row is None:
            return
        spent, stake = self.money(row.spent.amount), self.money(row.at_stake.amount)
        rule = await self.dialog(Explained(row, spent, stake, await self.ask(segments.examples)))
        if rule is not None:
            self.go_to_segment("all")
            self.box.open(rule)

    @task
    async def action_save(self) -> None:
        if not self.where:
            how = "Press /, type a rule such as country = RO, and Enter. Then v."
            self.say(how, "A segment is kept from a rule")
            return
        rule, within = self.where, self.chosen_segment
        if within is not None and within.rule:
            rule = firsts.within(within.name, rule)
        says = await self.ask(segments.rule_in_words, rule)
        title = await self.dialog(TextAsk("Keep as a segment called", says, placeholder="A name of your own"))
        if title and title.strip():
            done = await self.ask(segments.save_segment, slug(title), rule, title.strip())
            self.done(done, "customers")

    @task
    async def action_forget(self) -> None:
        row = self.chosen_segment
        if row is None or not row.own:
            self.say("Choose one of yours at the left, then press f.", "Only your own segments can be dropped")
            return
        keep, forget = "Keep it", "Forget it"
        says = "Only the segment goes, no customer. u undoes."
        answer = await self.dialog(Choice(f"Forget the segment {row.title}?", [keep, forget], says))
        if answer != forget:
            return
        done = await self.ask(segments.drop_segment, row.name)
        if self.segment == row.name:
            self.segment, self.sort, self.backwards = "all", "", False
        self.done(done, "customers")


def slug(title: str) -> str:
    """The short name of a segment: `big-spenders`."""
    return "-".join(re.findall(r"[a-z0-9]+", text.unaccented(title)))[:40].strip("-")
