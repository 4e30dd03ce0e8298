"""How each figure of Results came about: the rule, and the same with the numbers filled in."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep.core.records.results import Results
from shopkeep.core.text import plain
from shopkeep.tui.screens.base import Frame


class FormulasPage(Frame):
    PLACE = "results"
    KEYS = "results.formulas"
    HELP = "How each figure came about, with its numbers filled in."

    def __init__(self, found: Results) -> None:
        super().__init__()
        self.found = found

    def body(self) -> ComposeResult:
        with VerticalScroll(classes="pane") as pane:
            pane.border_title = Content(f"{plain(self.found.title or self.found.sequence)}: formulas")
            yield Static(self.text())

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def text(self) -> Content:
        """Each figure with its rule and its numbers."""
        lines: list[Content] = []
        for one in self.found.formulas:
            lines += [
                Content.styled(plain(one.name), "bold"),
                Content.styled(f"  {plain(one.rule)}", "$muted"),
                Content(f"  {plain(one.filled)}"),
                Content(""),
            ]
        return Content("\n").join(lines[:-1]) if lines else Content("Nothing is reckoned before a stage is sent.")
