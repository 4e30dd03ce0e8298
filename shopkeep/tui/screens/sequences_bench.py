"""What every part of the Sequences place works on: the sequence shown, the row the owner is on, the open copy."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from shopkeep import wording
from shopkeep.core.records.sequences import MailSource, Problem, Sequence, SequenceRow, Stage
from shopkeep.core.text import plain
from shopkeep.errors import UsageError
from shopkeep.jobs.sequence_removing import Removed
from shopkeep.jobs.sequence_writing import Step
from shopkeep.sequences import names
from shopkeep.tui.screens import sequences_tree as tree
from shopkeep.tui.screens.base import Place
from shopkeep.tui.screens.sequences_tree import Due, Node
from shopkeep.tui.widgets.copy_editor import CopyEditor
from shopkeep.tui.widgets.preview import Preview
from shopkeep.tui.widgets.rows import Rows


class Bench(Place):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[SequenceRow] = []
        self.listed = False
        """Whether it is known which sequences there are, and the chosen one was read if it can be."""
        self.taken: set[str] = set()
        """Names of sequences."""
        self.chosen = ""
        """Name of the sequence shown."""
        self.sequence: Sequence | None = None
        self.titles: dict[str, str] = {}
        """What the owner calls their own segments."""
        self.due: Due = {}
        self.sizes: dict[str, int] | None = None
        """Group -> how many of the sequence's segment fall into it; None: not counted yet."""
        self.subjects: dict[str, str] = {}
        """File -> its subject as the customer shown reads it."""
        self.problems: list[Problem] = []
        """Of the whole sequence as saved."""
        self.copy: MailSource | None = None
        """What the editor holds, with its place in the sequence."""
        self.stage = ""
        """The stage of that copy."""
        self.steps: list[Step | Removed] = []
        """What was changed in files, for `u` to take back."""
        self.speaks = ""
        """The language in which the tree shows mails that have it; empty: that of the sequence."""
        self.wish = ""
        """A row of the tree to go to once it is there."""
        self.wished_line = 0
        """A line to go to in the copy of that row."""

    @property
    def editor(self) -> CopyEditor:
        return self.query_one("#editor", CopyEditor)

    @property
    def preview(self) -> Preview:
        return self.query_one("#preview", Preview)

    @property
    def nodes(self) -> Rows[Node]:
        return self.query_one("#tree", Rows)

    @property
    def node(self) -> Node | None:
        """The row of the tree the owner is on."""
        return self.nodes.current

    @property
    def name_now(self) -> str:
        return self.sequence.name if self.sequence else ""

    @property
    def sequence_now(self) -> Sequence:
        """Raises UsageError without a sequence."""
        if self.sequence is not None:
            return self.sequence
        if not self.listed:
            raise UsageError("Your sequences are still being read.", "", "Wait a moment, then press it again.")
        if self.rows:
            raise UsageError(f"{self.chosen} cannot be read as it is.", "", "The list at the left says why.")
        raise UsageError("There is no sequence yet.", "", "n starts one from a blueprint.")

    def show_tree(self) -> None:
        """Show the rows of the sequence as it is now, the cursor on the row that is wished for."""
        if self.sequence is None:
            return
        self.nodes.show(
            tree.nodes(
                self.sequence,
                self.due,
                self.problems,
                self.sizes,
                self.shop.currency,
                self.language,
                self.speaks,
                self.subjects,
                self.titles,
            )
        )
        self.nodes.border_title = Content(plain(self.sequence.title))
        row = next((row for row in self.rows if row.name == self.chosen), None)
        says = [tree.in_it(row)] if row else []
        if self.problems:
            says.append(f"{wording.count(len(self.problems), 'problem')}, c lists")
        self.nodes.border_subtitle = Content(" · ".join(says))
        if self.wish and self.nodes.move_to(self.wish):
            self.wish = ""

    def stage_now(self) -> Stage:
        """The stage the owner is at: of the row under the cursor, whose mail may still be on its way into the
        editor, else of the mail that is open. Raises UsageError without a sequence."""
        sequence = self.sequence_now
        name = self.node.stage if self.node and self.node.stage else self.stage
        return sequence.stage(name) or sequence.stages[0]

    def copy_now(self) -> MailSource:
        """The copy the owner is at. Raises UsageError without one."""
        self.stage_now()
        copy = self.node.copy if self.node and self.node.copy else self.copy
        if copy is None:
            raise UsageError("No mail is chosen.", "", "Go to one in the list at the left.")
        return copy

    def go_to_file(self, file: str, line: int = 0) -> None:
        """Put the cursor on a copy's row, now or once the list has it; with a line, begin to edit there."""
        self.wished_line = line
        name = names.parse(file.rpartition("/")[2])
        if name is not None and name.language != self.speaks and self.nodes.index_of(file) is None:
            self.speaks = name.language
            self.show_tree()
        self.wish = "" if self.nodes.move_to(file) else file
        if line and self.copy is not None and self.copy.file == file:
            self.editor.jump(line)
            self.wished_line = 0
        if line:
            self.turn_to("editor")

    # Panes: the list with the mail, and the editor between them while one writes; on a narrow screen one page at a
    # time, the list with the mail, the editor, the mail alone.

    page = "tree"
    writes = False
    """Whether the editor is in view; from the list it is opened with Enter."""

    def turn_to(self, page: str) -> None:
        """Bring a pane to view and give it the focus."""
        self.page = page
        self.show_pages()
        self.query_one(f"#{page}").focus()

    def show_pages(self) -> None:
        """Which panes are in view."""
        page, other = self.page if self.narrow else "", self.has_class("-beside")
        if self.page in ("editor", "problems", "tree"):
            self.writes = self.page != "tree"
        self.set_class(self.writes or self.narrow, "-writing")
        self.query_one("#side").display = page in ("", "tree") and not other
        self.query_one("#middle").display = page in ("editor", "problems") or (not page and self.writes) or other
        self.query_one("#right").display = page in ("", "tree", "preview") or other


def cut(value: str, most: int) -> str:
    """A stranger's text as one short plain line."""
    line = plain(value)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def entitle(pane: Widget, title: str | None = None, subtitle: str | None = None) -> None:
    """Set the titles of a pane; one that stays costs nothing, where setting it would draw all of the pane."""
    if title is not None and pane.border_title != Content(plain(title)).markup:
        pane.border_title = Content(plain(title))
    if subtitle is not None and pane.border_subtitle != Content(plain(subtitle)).markup:
        pane.border_subtitle = Content(plain(subtitle))
