"""Who may be one person: suggested pairs, merged or kept apart with one key each."""

from __future__ import annotations

import re
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.addresses import shown_address
from shopkeep.core.records.pairs import PairRow, Party
from shopkeep.core.text import plain
from shopkeep.jobs import pairs, triage
from shopkeep.tui.run import task
from shopkeep.tui.screens.base import Frame, empty_text
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.customer import beside, lines
from shopkeep.tui.widgets.dialogs import Choice
from shopkeep.tui.widgets.rows import Rows

TONES = {"very likely": "success", "likely": "accent", "perhaps": "muted"}
SHORT = {
    "nearly the same address: one sign": "one letter apart",
    "nearly the same address: a digit": "one digit apart",
    "the same name and postcode": "same name and postcode",
    "the same address but for dots": "only dots differ",
    "the same address but for a +tag": "only a +tag differs",
    "the same address but for ": "only the domain differs",
    "the same address at gmail.com": "the same Gmail address",
}
"""How a reason begins, and what the list says instead; in full it stands below."""


def short(why: str, row: PairRow) -> str:
    """A reason in few words."""
    one, other = (re.sub(r"[._-]", "", party.email) for party in (row.one, row.other))
    if why.startswith("nearly the same") and one == other:
        return "only dots or dashes differ"
    return next((said for begins, said in SHORT.items() if why.startswith(begins)), why)


class PairsPage(Frame):
    PLACE = "customers"
    KEYS = "pairs"
    HELP = "Customers who may be one person under two addresses. You decide; nothing is merged by itself."

    def body(self) -> ComposeResult:
        yield Rows[PairRow](
            [
                Column("How sure", width=11),
                Column("One address", weight=3, least=22),
                Column("Another address", weight=3, least=22),
                Column("Spent", width=8, right=True, drop=1),
                Column("Why", weight=5, least=20, drop=2),
            ],
            self.cells,
            lambda row: (row.one.email, row.other.email),
            waiting="Comparing customers …",
            id="pairs",
            classes="pane",
        )
        with VerticalScroll(id="both", classes="pane") as both:
            both.can_focus = False
            yield Static(id="sides")

    def on_mount(self) -> None:
        self.found.border_title = "One person or two?"
        self.query_one("#both").border_title = "The two"
        self.found.focus()
        self.load()

    def hear(self, topics: tuple[str, ...]) -> None:
        """Something changed, or was taken back: look again."""
        if {"customers", "orders"} & set(topics):
            self.load()

    @property
    def found(self) -> Rows[PairRow]:
        return self.query_one("#pairs", Rows)

    def cells(self, row: PairRow) -> list[str | Cell]:
        spent = row.one.spent
        both = type(spent)(spent.amount + row.other.spent.amount, spent.currency)
        return [
            Cell(row.sure.capitalize(), TONES[row.sure]),
            shown_address(row.one.email),
            shown_address(row.other.email),
            Cell(wording.money_short(both, self.language), "strong"),
            "; ".join(short(why, row) for why in row.why),
        ]

    @task(exclusive=True)
    async def load(self) -> None:
        """Compare everybody anew; the cursor stays where it was."""
        rows = await self.ask(pairs.likely_same)
        says = "Nobody here looks like two addresses of one person. Imports may bring some: the same name and "
        self.found.set_empty(
            empty_text(says + "postcode, or nearly the same address.", ("Esc", "back to the customers"))
        )
        self.found.show(rows)
        self.found.border_title = Content(f"One person or two? {wording.count(len(rows), 'pair')}" if rows else "")
        self.draw()

    @on(Rows.Highlighted)
    def highlighted(self) -> None:
        self.draw()

    def on_resize(self) -> None:
        self.draw()

    def draw(self) -> None:
        """The two side by side, what speaks for one person and what for two."""
        row, sides = self.found.current, self.query_one("#sides", Static)
        self.query_one("#both").display = row is not None
        if row is None:
            return
        width = self.size.width - 6
        half = width // 2 - 2
        left, right = (lines(self.about(party), half) for party in (row.one, row.other))
        words = [beside(left, right, half, max(len(left), len(right))), Content("")]
        words.append(Content.assemble(("For one person: ", "$text-muted"), plain("; ".join(row.why))))
        if row.against:
            words.append(Content.assemble(("For two: ", "$text-muted"), (plain("; ".join(row.against)), "$warning")))
        sides.update(Content("\n").join(words))

    def about(self, party: Party) -> list[Content]:
        """One of the two, line by line; both have the same lines."""
        where = ", ".join(part for part in (" ".join((party.postcode, party.city)).strip(), party.country) if part)
        orders = f"{wording.count(party.orders, 'order')}, {wording.money(party.spent, self.language)}"
        if party.first_order and party.last_order:
            times = f"{self.day(party.first_order)} to {self.day(party.last_order)}"
        else:
            times = "no orders that count"
        mail = {"yes": "said yes to mail", "no": "said no to mail"}.get(party.consent, "said nothing about mail")
        return [
            Content.styled(shown_address(party.email), "bold"),
            Content(plain(party.name) or "no name"),
            Content(plain(where) or "no place"),
            Content(orders),
            Content.styled(times, "$text-muted"),
            Content.styled(mail, "$warning" if party.consent == "no" else "$text-muted"),
        ]

    def day(self, value: date) -> str:
        return wording.day_long(value, self.language)

    @on(Rows.Chosen)
    def chosen(self) -> None:
        self.action_merge()

    @task
    async def action_merge(self) -> None:
        row = self.found.current
        if row is None:
            return
        parties = (row.one, row.other)
        choices = [(p.email, f"{shown_address(p.email)}   {wording.count(p.orders, 'order')}") for p in parties]
        keep = await self.dialog(Choice("One person: which address is used from now on?", choices))
        if keep is not None:
            other = next(p.email for p in parties if p.email != keep)
            self.done(await self.ask(triage.merge, keep, other), "customers")

    @task
    async def action_apart(self) -> None:
        row = self.found.current
        if row is not None:
            self.done(await self.ask(pairs.keep_apart, row.one.email, row.other.email), "customers")
