"""The small list at the cursor of the editor: names, each with what it gives the customer shown."""

from __future__ import annotations

from textual.geometry import Offset

from shopkeep.sequences.completing import Offered, Suggestion
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.rows import Rows

WIDEST = 64


class NamesBox(Rows[Suggestion], inherit_bindings=False):
    """Never has the focus: the editor passes on its keys."""

    DEFAULT_CSS = """
    NamesBox {
        display: none; overlay: screen; constrain: inside inflect; position: absolute;
        width: 64; height: 8; background: $surface; border-left: outer $accent;
    }
    """

    def __init__(self) -> None:
        super().__init__(
            [Column("", weight=1)],
            lambda one: (Cell(one.label, "strong"), Cell(one.says, "muted")),
            lambda one: one.label,
            header=False,
            id="names",
        )
        self.can_focus = False
        self.offered: Offered | None = None

    @property
    def shown(self) -> bool:
        return self.offered is not None

    def offer(self, offered: Offered | None, at: Offset) -> None:
        """Show these at a place of the screen, below the cursor; None puts the list away."""
        changed = offered != self.offered
        self.offered = offered
        self.display = offered is not None
        if offered is None:
            return
        if changed:
            widest = max(len(one.label) for one in offered.suggestions)
            width = min(WIDEST, self.screen.size.width - 4)
            self.set_columns([Column("", width=min(widest, width - 20)), Column("", weight=1)])
            self.styles.width = width
            self.styles.height = len(offered.suggestions)
            self.show(offered.suggestions, keep=False)
        self.absolute_offset = at + Offset(-offered.typed - 2, 1)
