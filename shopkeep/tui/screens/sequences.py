"""Sequences: the stages with their mails at the left, the mail as written, and as a real customer gets it."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from shopkeep.core.records.sequences import Problem, SequenceRow
from shopkeep.core.text import plain
from shopkeep.errors import SequenceProblem, ShopkeepError, UsageError
from shopkeep.jobs import segments
from shopkeep.jobs import sequences as jobs
from shopkeep.jobs.sequence_readers import readers
from shopkeep.tui.run import task
from shopkeep.tui.screens import sequences_tree as tree
from shopkeep.tui.screens.base import Empty
from shopkeep.tui.screens.sequences_outside import OUTSIDE
from shopkeep.tui.screens.sequences_problems import problem_line, problem_sign
from shopkeep.tui.screens.sequences_steps import Steps
from shopkeep.tui.screens.sequences_tree import Node
from shopkeep.tui.widgets.changes import Changes
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.copy_editor import CopyEditor
from shopkeep.tui.widgets.names_box import NamesBox
from shopkeep.tui.widgets.preview import Preview
from shopkeep.tui.widgets.rows import Rows

EMPTY = (
    "No sequence yet.\n\nA sequence is a few mails to customers who have stopped ordering: an offer, then something"
    " worth knowing, then a friendly goodbye. Whoever orders again gets no more of them.\n"
)


class Sequences(Steps):
    NAME = "sequences"
    HELP = (
        "What you write to customers. Enter edits a mail, and leaving the editor saves it; beside it"
        " stands the mail as a real customer gets it."
    )
    AUTO_FOCUS = ""
    TOPICS = ("sequences", "outbox", "orders", "customers", "settings")

    def body(self) -> ComposeResult:
        yield Empty(EMPTY, ("n", "starts one from a blueprint."), id="none")
        with Horizontal(id="panes"):
            with Vertical(id="side"):
                yield Rows[SequenceRow](
                    [Column("", weight=1), Column("", width=10, right=True)],
                    lambda row: (row.title, Cell(tree.in_it(row), "muted")),
                    lambda row: row.name,
                    header=False,
                    id="list",
                    classes="pane",
                )
                yield Rows[Node](
                    [
                        Column("", weight=1, least=24),
                        Column("Subject", weight=4, least=20, drop=1),
                        Column("Due", width=6, right=True),
                    ],
                    tree.cells,
                    lambda node: node.key,
                    id="tree",
                    classes="pane",
                )
            with Vertical(id="middle"):
                with Vertical(id="editing", classes="pane"):
                    yield CopyEditor(id="editor")
                yield Preview(id="other", classes="pane")
                with Vertical(id="trouble", classes="pane"):
                    yield Rows[Problem](
                        [Column("", width=8), Column("", weight=1)],
                        problem_line,
                        lambda problem: problem,
                        sign=problem_sign,
                        header=False,
                        id="problems",
                    )
                    yield Static(id="advice")
            with Vertical(id="right"):
                yield Preview(id="preview", classes="pane")
                yield Changes(id="changes", classes="pane")
        yield NamesBox()

    def on_mount(self) -> None:
        self.query_one("#list").border_title = "Sequences"
        for name in ("#trouble", "#other", "#changes"):
            self.query_one(name).display = False
        self.set_interval(OUTSIDE, self.look_outside)

    # Asking and showing.

    def arrive(self, target: str) -> None:
        """`NAME` or `NAME/STAGE`."""
        self.chosen, _, stage = target.partition("/")
        self.wish = f"stage:{stage}" if stage else ""
        if self.is_mounted:
            self.refresh_now()

    async def refresh_data(self) -> None:
        self.rows = await self.ask(jobs.list_sequences)
        self.taken = {row.name for row in self.rows}
        self.query_one("#none").display = not self.rows
        self.query_one("#panes").display = bool(self.rows)
        if not self.rows:
            self.sequence, self.listed = None, True
            self.refresh_foot()
            return
        if self.chosen not in self.taken:
            self.chosen = self.rows[0].name
        listed = self.query_one("#list", Rows)
        listed.display = len(self.rows) > 1
        listed.styles.height = min(len(self.rows), 5) + 2
        listed.show(self.rows)
        listed.move_to(self.chosen)
        await self._load()
        self.listed = True
        self.show_pages()
        if self.focused is None or (self.focused is listed and not listed.display):
            self.nodes.focus()

    async def _load(self) -> None:
        """The chosen sequence: its tree at once, then who is due and what the check says."""
        name = self.chosen
        if self.sequence is None or self.sequence.name != name:
            await self.save_typed()
            self.due, self.sizes, self.problems, self.copy, self.stamps = {}, None, [], None, {}
            self.subjects, self.readers = {}, []
        try:
            self.sequence = await self.ask(tree.readable, name)
        except ShopkeepError as error:
            self.sequence = None
            self.nodes.set_empty(Content(" ".join(plain(line) for line in error.lines())))
            self.nodes.show([])
            return
        self.nodes.set_empty("")
        self.sitting = None
        self.editor.read_only = self.keep.read_only
        self.titles = await self.ask(segments.titles)
        try:
            self.readers = await self.ask(readers, name)
        except (SequenceProblem, UsageError):  # its segment or a group's rule is gone, as the check says
            self.readers = []
        self.show_tree()
        self.show_anew()
        self.count()

    @task(exclusive=True)
    async def count(self) -> None:
        """Who is due at each stage, and the problems of what is saved: the slower part, after the tree stands."""
        sequence = self.sequence
        if sequence is None:
            return
        self.problems = await self.ask(jobs.check, sequence.name)
        if self.sequence is not sequence:
            return
        self.checked = sequence.name
        self.show_problems()
        self.show_tree()  # the count of problems is not to wait for the people, nor to stay where they cannot be had
        due: tree.Due = {}
        try:
            self.sizes = await self.ask(jobs.group_sizes, sequence.name)
            for stage in sequence.stages:
                people, _left_out = await self.ask(jobs.audience, sequence.name, stage.name)
                due[stage.name] = people
        except (SequenceProblem, UsageError):
            return  # it is among the problems, which stand below and say what to do
        if self.sequence is sequence:
            self.due = due
            self.show_tree()
            self.show_anew()  # now that it is known who gets which variant
            await self.fill_subjects()

    # Going about in it.

    @on(Rows.Highlighted, "#list")
    def other_sequence(self, event: Rows.Highlighted[SequenceRow]) -> None:
        row = event.rows.current  # by now: a refresh shows the list anew before it goes to its row
        if row is not None and row.name != self.chosen:
            self.chosen = row.name
            self.nodes.show([], keep=False)
            self.refresh_now()

    @on(Rows.Chosen, "#list")
    def into_tree(self) -> None:
        self.nodes.focus()

    @on(Rows.Highlighted, "#tree")
    def other_node(self, event: Rows.Highlighted[Node]) -> None:
        self.refresh_foot()
        copy = event.row.copy
        if copy is not None:
            self.open_copy(copy, event.row.stage)

    @on(Rows.Chosen, "#tree")
    def chosen_node(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Enter: edit a mail; review a stage; change anything else. A heading offers what can be added."""
        node = self.node
        if node is None:
            return
        if node.kind == "head":
            self.action_add()
        elif node.kind == "stage":
            self.action_send()
        elif node.kind == "theme":
            self.action_look()
        elif node.kind == "holdout":
            self.action_holdout()
        elif node.kind in ("mail", "copy"):
            self.turn_to("editor")
        else:
            self.action_change()

    def action_back(self) -> None:
        """Esc: from the mail back to the list."""
        if self.sequence is not None:
            self.turn_to("tree")

    def on_resize(self, _event: events.Resize) -> None:
        self.show_pages()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if event.widget.id in ("tree", "editor", "problems", "preview"):
            self.page = str(event.widget.id)
            self.show_pages()
        if event.widget.id == "editor":
            self.ready_to_write()
        super().on_descendant_focus(event)

    def action_next_pane(self) -> None:
        """Tab."""
        panes: list[Widget] = [self.query_one(f"#{name}") for name in ("list", "tree", "editor", "preview", "problems")]
        if not self.rows:
            return
        shown = {"list": len(self.rows) > 1, "problems": bool(self.query_one("#problems", Rows).rows)}
        there = [p for p in panes if shown.get(str(p.id), True)]
        at = next((i for i, pane in enumerate(there) if pane.has_focus), 0)
        to = there[(at + 1) % len(there)]
        if to.id == "list":
            self.turn_to("tree")
            to.focus()
        else:
            self.turn_to(str(to.id))

    def foot(self) -> list[tuple[str, str, str]]:
        """The keys that matter where the owner is."""
        if not self.rows:
            return [("n", "New sequence", "new")]
        others = [("a", "Add", "add"), ("e", "Change", "change"), ("c", "Check", "check")]
        focus = self.focused.id if self.focused else ""
        if focus == "editor":
            return [
                ("Esc", "Back to the list", "back"),
                ("F9", "Put in", "insert"),
                ("Tab", "See the mail" if self.narrow else "To the mail", "next_pane"),
                ("F8", "Next person", "next_person"),
                ("F12", "Plain or styled", "styled"),
            ]
        if focus in ("preview", "changes", "other"):
            return [
                ("]", "Next person", "next_person"),
                ("Esc", "Back", "back"),
                ("p", "Plain or styled", "styled"),
                ("b", "A beside B", "beside"),
                ("d", "What differs", "changes"),
                ("o", "In a browser", "browser"),
            ]
        if focus == "problems":
            return [("Enter", "Go to the line", ""), ("Esc", "Back", "back")]
        kind = self.node.kind if self.node else ""
        first: dict[str, list[tuple[str, str, str]]] = {
            "stage": [("Enter", "Review and send", "send"), *others, ("x", "Take out", "remove")],
            "mail": [
                ("Enter", "Write", "open"),
                *others,
                ("w", "Send stage", "send"),
                ("d", "What differs", "changes"),
                ("]", "Next person", "next_person"),
            ],
            "copy": [
                ("Enter", "Write", "open"),
                *others,
                ("w", "Send stage", "send"),
                ("d", "What differs", "changes"),
                ("x", "Take out", "remove"),
            ],
            "head": [("a", "Add", "add"), ("n", "New sequence", "new")],
            "title": [("Enter", "Change", "open"), ("x", "Remove it", "remove"), ("n", "New sequence", "new")],
            "group": [
                ("Enter", "Offer, who, codes", "open"),
                ("a", "Add", "add"),
                ("- +", "Move", ""),
                ("x", "Take out", "remove"),
            ],
        }
        return first.get(kind, [("Enter", "Change", "open"), ("a", "Add", "add"), ("n", "New sequence", "new")])
