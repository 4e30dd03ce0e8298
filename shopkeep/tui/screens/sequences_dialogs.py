"""The questions that the Sequences place asks: which blueprint, which look, how large a holdout."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from shopkeep import wording
from shopkeep.core.records.sequences import Blueprint, Problem
from shopkeep.core.text import key, plain
from shopkeep.results.power import detectable_lift, suggested_share
from shopkeep.sequences.names import NAME
from shopkeep.tui import place_keys
from shopkeep.tui.next_steps import on_screen
from shopkeep.tui.screens.sequences_problems import names_in_words
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.dialogs import Choice, Dialog
from shopkeep.tui.widgets.rows import Rows

SHARES = (0.0, 0.1, 0.2)


class BlueprintAsk(Dialog):
    """Which ready-made sequence to start from. The answer is its name."""

    def __init__(self, blueprints: list[Blueprint]) -> None:
        super().__init__(
            "Start a sequence from which blueprint?", "", "Enter takes it   Esc leaves everything as it is"
        )
        self.blueprints = blueprints

    def inside(self) -> ComposeResult:
        rows: Rows[Blueprint] = Rows(
            [Column("", weight=1)], lambda b: (b.title,), lambda b: b.name, header=False, id="blueprints"
        )
        rows.styles.height = min(len(self.blueprints), 10)
        rows.show(self.blueprints)
        yield rows
        yield Static(id="about")

    @on(Rows.Highlighted)
    def tell(self, event: Rows.Highlighted[Blueprint]) -> None:
        one = event.row
        stages = wording.listed(one.stages)
        whom = f"For: {one.whom}." + (f" Stages: {stages}." if len(one.stages) > 1 else "")
        says = Content.assemble(plain(one.about), "\n", (plain(whom), "$muted"))
        self.query_one("#about", Static).update(says)

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen[Blueprint]) -> None:
        self.dismiss(event.row.name)


def folder_name(typed: str) -> str:
    """The folder a typed name gets: `Spring win-back` becomes `spring-win-back`; empty where it gives none."""
    slug = key(typed).replace(" ", "-")[:40].strip("-")
    return slug if NAME.fullmatch(slug) else ""


def holdout_ask(people: int, now: float, base: float) -> Choice:
    """Whether a share of customers should get nothing, with what each share would show.

    `base`: the share who order in such a time unasked.
    """
    suggested = suggested_share(base, people)
    text = Content(
        "Some customers come back whether you write or not. A holdout is a share of them, chosen by chance,"
        " who get nothing: comparing them with the others shows what your mails brought. Without one,"
        " Results counts who returned and cannot say why.\n\n"
        f"The first mail would go to {wording.count(people, 'customer')} today. Below, a rise of so many in 100 is"
        f" the smallest that could be told from chance. Now: {_share(now)}."
    )
    shares = [now, *(share for share in sorted({*SHARES, suggested}) if share != now)]  # Enter alone leaves it as it is
    advised = {suggested: " (suggested)"}
    return Choice(
        "Holdout", [(str(s), holdout_line(people, s, base) + advised.get(s, "")) for s in shares], text
    )  # fmt: skip


def holdout_line(people: int, share: float, base: float) -> str:
    """One share in a sentence: how many get nothing, and how large a difference would be seen."""
    if not share:
        return "None: everybody gets the mails"
    held = round(people * share)
    says = f"{_share(share)}: about {held:,} get nothing; "  # chance decides
    lift = detectable_lift(base, people - held, held)
    if lift is None or lift > 0.5:
        return says + "too few to show any difference"
    return says + f"a rise of {lift * 100:.1f} in 100"


def _share(share: float) -> str:
    return wording.percent(share) if share else "none"


class LookAsk(Dialog):
    """Which look the mails have. The answer is its name; `o` opens the mail at hand in the look under the cursor."""

    BINDINGS = place_keys.bindings("dialog") + place_keys.bindings("look")

    def __init__(self, looks: list[tuple[str, str, str]], now: str, show: Callable[[str], object]) -> None:
        """`looks`: name, title and what each is."""
        super().__init__("The look of its mails", "", "Enter takes it   o shows this mail in a browser   Esc leaves it")
        self.looks = looks
        self.now = now
        self._show = show

    def inside(self) -> ComposeResult:
        rows: Rows[tuple[str, str, str]] = Rows(
            [Column("", weight=1), Column("", width=10)],
            lambda look: (look[1], Cell("now" if look[0] == self.now else "", "muted")),
            lambda look: look[0],
            header=False,
            id="looks",
        )
        rows.styles.height = min(len(self.looks), 10)
        rows.show(self.looks)
        rows.move_to(self.now)
        yield rows
        yield Static(id="about")

    @on(Rows.Highlighted)
    def tell(self, event: Rows.Highlighted[tuple[str, str, str]]) -> None:
        self.query_one("#about", Static).update(Content(plain(event.row[2])))

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen[tuple[str, str, str]]) -> None:
        self.dismiss(event.row[0])

    def action_browser(self) -> None:
        look = self.query_one("#looks", Rows).current
        if look is not None:
            self._show(look[0])


class ProblemsAsk(Dialog):
    """Every problem of a sequence; Enter goes to the line. The answer is the row's number."""

    def __init__(self, problems: list[Problem], titles: Mapping[str, str]) -> None:
        """`titles`: file -> what its mail is called in the list."""
        errors = sum(p.severity == "error" for p in problems)
        says = f"{wording.count(errors, 'error')} would stop a send." if errors else "Nothing here would stop a send."
        super().__init__(
            "What the check found", says if problems else "No problems found.", "Enter goes there   Esc closes"
        )
        self.problems = problems
        self._titles = titles
        self._lit = 0

    def on_mount(self) -> None:
        self.query_one("#found").focus()

    def inside(self) -> ComposeResult:
        yield OptionList(
            *(
                Option(problem_lines(problem, self._titles.get(problem.file, "")), id=str(number))
                for number, problem in enumerate(self.problems)
            ),
            id="found",
        )

    @on(OptionList.OptionHighlighted)
    def under_cursor(self, event: OptionList.OptionHighlighted) -> None:
        """The row under the cursor is all in the cursor's colour: the tones of the others cannot be read on it."""
        rows = event.option_list
        for index in {self._lit, event.option_index}:
            problem = self.problems[index]
            says = problem_lines(problem, self._titles.get(problem.file, ""))
            rows.replace_option_prompt_at_index(index, Content(says.plain) if index == event.option_index else says)
        self._lit = event.option_index

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)


def problem_lines(problem: Problem, title: str) -> Content:
    """One problem whole: how bad and where, then what it is and what to do, wrapped as the box is wide."""
    tone = "$text-muted" if problem.severity == "note" else f"$text-{problem.severity}"
    line = f", line {problem.line}" if problem.line else ""
    where = {"settings.toml": "Settings", "sequence.toml": f"The sequence{line}"}.get(problem.file, "")
    where = where or (f"{title} ({problem.file}{line})" if title else f"{problem.file}{line}")
    says, do = (on_screen(names_in_words(plain(one))) for one in (problem.says, problem.do))
    lines = Content.assemble((f"{problem.severity:<8}", tone), (plain(where), "$text-muted"))
    return Content.assemble(lines, "\n", says[:1].upper() + says[1:], "\n", (do, "$text-muted"), "\n ")
