"""The problems of the open copy, listed under its editor while it is written."""

from __future__ import annotations

from textual import on
from textual.content import Content
from textual.widgets import Static

from shopkeep.core.records.sequences import Problem
from shopkeep.core.text import plain
from shopkeep.tui.next_steps import on_screen
from shopkeep.tui.screens.sequences_bench import Bench, entitle
from shopkeep.tui.screens.sequences_problems import sentence
from shopkeep.tui.widgets.rows import Rows


class Trouble(Bench):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self.live: list[Problem] | None = None
        """Problems of the text in the editor; None: not looked at yet."""
        self.entered = ""
        """The text of the open copy when this editing began: what the last check looked at."""

    def show_problems(self) -> None:
        """Under the editor: what is wrong in this copy, now."""
        file = self.copy.file if self.copy else ""
        found = list(self.live or ())
        if self.live is None or self.editor.text == self.entered:  # what only the whole check finds, if it is of today
            found += [p for p in self.problems if p.file == file and p not in found]
        self.editor.mark_wrong(frozenset(p.line for p in found if p.severity == "error"))
        elsewhere = sum(p.file != file for p in self.problems)
        pane = self.query_one("#trouble")
        entitle(pane, "Problems", f"{elsewhere} in other files, c shows all" if elsewhere else "")
        rows = self.query_one("#problems", Rows)
        shown = bool(found) and not self.has_class("-beside")
        if rows.rows == found and pane.display == shown:
            return
        rows.styles.height = min(len(found), 3)
        rows.show(found)
        pane.display = shown

    @on(Rows.Highlighted, "#problems")
    def problem_shown(self, event: Rows.Highlighted[Problem]) -> None:
        says, do = on_screen(sentence(event.row.says)), on_screen(plain(event.row.do))
        whole = len(says) < event.rows.size.width - 14
        self.query_one("#advice", Static).update(Content(do if whole else f"{says} {do}"))

    @on(Rows.Chosen, "#problems")
    def problem_chosen(self, event: Rows.Chosen[Problem]) -> None:
        self.editor.jump(event.row.line)
        self.turn_to("editor")
