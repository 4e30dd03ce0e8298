"""Small questions of the Sequences place: a number of days, a ready-made piece, what to change of a thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopkeep.core.text import plain, visible
from shopkeep.sequences.snippets import SNIPPETS, Snippet
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.dialogs import Dialog, TextAsk
from shopkeep.tui.widgets.rows import Rows

LONGEST_WAIT = 365


class SnippetAsk(Dialog):
    """Which ready-made piece to put in; `chosen` holds it."""

    def __init__(self, reads: Mapping[str, str]) -> None:
        """`reads`: piece -> what the customer shown would read there."""
        super().__init__("Put in what?", "", "Enter puts it in   Esc leaves everything as it is")
        self.reads = reads
        self.chosen: Snippet | None = None

    def inside(self) -> ComposeResult:
        rows: Rows[Snippet] = Rows(
            [Column("", weight=1)], lambda one: (one.title,), lambda one: one.name, header=False, id="snippets"
        )
        rows.styles.height = min(len(SNIPPETS), 8)
        rows.show(SNIPPETS)
        yield rows
        yield Static(id="about")

    @on(Rows.Highlighted)
    def tell(self, event: Rows.Highlighted[Snippet]) -> None:
        says = self.reads.get(event.row.name) or "The customer shown has nothing to read there."
        self.query_one("#about", Static).update(Content(visible(says)))

    @on(Rows.Chosen)
    def taken(self, event: Rows.Chosen[Snippet]) -> None:
        self.chosen = event.row
        self.dismiss(event.row.name)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that can be changed: what it is, how it is now, and what is to be known of it."""

    name: str
    title: str
    value: str
    says: str = ""


class Card(Dialog):
    """A thing with what can be changed of it. The answer is the fact's name."""

    def __init__(self, title: str, facts: list[Fact], about: str = "", at: str = "") -> None:
        super().__init__(title, about, "Enter changes it   Esc closes")
        self.facts = facts
        self.at = at

    def inside(self) -> ComposeResult:
        widest = max(len(fact.title) for fact in self.facts)
        rows: Rows[Fact] = Rows(
            [Column("", width=widest + 1), Column("", weight=1)],
            lambda fact: (Cell(fact.title, "muted"), plain(fact.value)),
            lambda fact: fact.name,
            header=False,
            id="facts",
        )
        rows.styles.height = len(self.facts)
        rows.show(self.facts)
        rows.move_to(self.at)
        yield rows
        about = Static(id="about")
        about.display = any(fact.says for fact in self.facts)
        yield about

    @on(Rows.Highlighted)
    def tell(self, event: Rows.Highlighted[Fact]) -> None:
        self.query_one("#about", Static).update(Content(plain(event.row.says)))

    @on(Rows.Chosen)
    def taken(self, event: Rows.Chosen[Fact]) -> None:
        self.dismiss(event.row.name)


def days_ask(title: str, text: str, now: int) -> TextAsk:
    """How many days."""
    return TextAsk(title, text, value=str(now), check=days_problem)


def days_problem(typed: str) -> str:
    """What does not fit in a typed number of days, as a sentence; empty where all does."""
    said = typed.strip()
    if said.isascii() and said.isdigit() and int(said) <= LONGEST_WAIT:
        return ""
    return f"Type a whole number of days, 0 to {LONGEST_WAIT}."


def name_ask(title: str, text: str, value: str = "", placeholder: str = "") -> TextAsk:
    """What something should be called."""
    return TextAsk(
        title, text, value=value, placeholder=placeholder, check=lambda typed: "" if typed.strip() else "Type a name."
    )
