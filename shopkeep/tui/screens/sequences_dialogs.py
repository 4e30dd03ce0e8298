"""The questions that the Sequences place asks: which blueprint, what offer, how large a holdout."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Literal, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label, Static

from shopkeep import wording
from shopkeep.core.records.sequences import Blueprint, Group, Offer, Problem
from shopkeep.core.text import key, plain
from shopkeep.results.power import detectable_lift
from shopkeep.sequences.names import NAME
from shopkeep.tui.widgets.dialogs import Choice, Dialog
from shopkeep.tui.widgets.rows import Cell, Column, Rows

BASE_RETURNS = 0.05
"""Share taken to come back without a mail, for saying what a holdout will show before anything is known."""
SHARES = (0.0, 0.1, 0.2)
Kind = Literal["none", "percent", "amount", "free-shipping", "gift"]
KINDS = (
    ("none", "No offer", ""),
    ("percent", "Percent off", "how many percent, such as 15"),
    ("amount", "Amount off", "how much, such as 5.00"),
    ("free-shipping", "Free shipping", ""),
    ("gift", "A gift", "what it is, such as a tea strainer"),
)


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


def holdout_ask(people: int, now: float) -> Choice:
    """Whether a share of customers should get nothing, with what each share would show."""
    text = Content(
        "Some customers come back whether you write or not. A holdout is a share of them, chosen by chance,"
        " who get nothing: comparing them with the others shows what your mails brought. Without one,"
        " Results counts who returned and cannot say why.\n\n"
        f"The first mail would go to {wording.count(people, 'customer')} today. Below, a rise of so many in 100 is"
        f" the smallest that could be told from chance. Now: {_share(now)}."
    )
    shares = [now, *(share for share in SHARES if share != now)]  # Enter alone leaves it as it is
    return Choice("Holdout", [(str(share), holdout_line(people, share)) for share in shares], text)


def holdout_line(people: int, share: float) -> str:
    """One share in a sentence: how many get nothing, and how large a difference would be seen."""
    if not share:
        return "None: everybody gets the mails"
    held = round(people * share)
    says = f"{_share(share)}: {held:,} get nothing; "
    lift = detectable_lift(BASE_RETURNS, people - held, held)
    if lift is None or lift > 0.5:
        return says + "too few to show any difference"
    return says + f"shows a rise of {lift * 100:.0f} in 100"


def _share(share: float) -> str:
    return wording.percent(share) if share else "none"


class OfferAsk(Dialog):
    """What a group is offered. `offer` holds the answer once it is accepted."""

    def __init__(self, group: Group, currency: str) -> None:
        super().__init__(
            f"Offer for {group.title}",
            "Mails say it with {{ offer.says }} and {{ offer.code }}. Make the code in your shop first.",
            "Tab goes on   Enter in the last line keeps it   Esc leaves everything as it is",
        )
        self.offer = group.offer
        self.currency = currency

    def inside(self) -> ComposeResult:
        rows: Rows[tuple[str, str, str]] = Rows(
            [Column("", weight=1)], lambda k: (k[1],), lambda k: k[0], header=False, id="kinds"
        )
        rows.styles.height = len(KINDS)
        rows.show(list(KINDS))
        rows.move_to(self.offer.kind)
        yield rows
        days = str(self.offer.valid_days) if self.offer.valid_days else ""
        for name, label, value, hint in (
            ("value", "How much", self.offer.value, ""),
            ("code", "Code", self.offer.code, "as typed at the checkout"),
            ("valid_days", "Days it holds", days, "empty: no end is said"),
            ("minimum", "Smallest order", self.offer.minimum, f"in {self.currency}; empty: any"),
        ):
            with Horizontal(classes="-field"):
                yield Label(label, markup=False)
                yield Input(value, placeholder=hint, id=name, select_on_focus=False)
        yield Static("", id="problem")

    @on(Rows.Highlighted, "#kinds")
    def kind_shown(self, event: Rows.Highlighted[tuple[str, str, str]]) -> None:
        self.query_one("#value", Input).placeholder = event.row[2] or "nothing to say here"

    @on(Rows.Chosen, "#kinds")
    def kind_taken(self) -> None:
        self.query_one("#value", Input).focus()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        if event.input.id != "minimum":
            self.focus_next()
            return
        kind = str(self.query_one("#kinds", Rows).current_key)
        value, code, days, minimum = (
            self.query_one(f"#{name}", Input).value.strip() for name in ("value", "code", "valid_days", "minimum")
        )
        problem = offer_problem(kind, value, days, minimum)
        if problem:
            self.query_one("#problem", Static).update(Content(problem))
            return
        if kind == "none":
            value = code = minimum = days = ""
        value = "" if kind == "free-shipping" else value
        self.offer = Offer(cast(Kind, kind), value, plain(code), int(days or 0), minimum)
        self.dismiss("kept")


def offer_problem(kind: str, value: str, days: str, minimum: str) -> str:
    """What does not fit in a typed offer, as a sentence; empty where all does."""
    if kind == "percent" and not _amount(value, 100):
        return "How much should be a number up to 100, such as 15."
    if kind == "amount" and not _amount(value, 1_000_000):
        return "How much should be an amount with a point, such as 5.00."
    if kind == "gift" and not value:
        return "Say what the gift is."
    if days and not (days.isascii() and days.isdigit() and int(days) <= 365):
        return "The days should be a whole number up to 365."
    if minimum and not _amount(minimum, 1_000_000):
        return "The smallest order should be an amount with a point, such as 25.00."
    return ""


def _amount(value: str, most: int) -> bool:
    try:
        return value.isascii() and 0 < Decimal(value) <= most
    except InvalidOperation:
        return False


class ProblemsAsk(Dialog):
    """Every problem of a sequence; Enter goes to the line. The answer is the row's number."""

    def __init__(self, problems: list[Problem]) -> None:
        errors = sum(p.severity == "error" for p in problems)
        says = f"{wording.count(errors, 'error')} would stop a send." if errors else "Nothing here would stop a send."
        super().__init__(
            "What the check found", says if problems else "No problems found.", "Enter goes there   Esc closes"
        )
        self.problems = problems

    def inside(self) -> ComposeResult:
        numbered = list(enumerate(self.problems))
        rows: Rows[tuple[int, Problem]] = Rows(
            [Column("", width=7), Column("", width=22, drop=1), Column("", weight=1)],
            lambda row: problem_cells(row[1]),
            lambda row: row[0],
            header=False,
            id="found",
        )
        rows.styles.height = max(1, min(len(numbered), 10))
        rows.show(numbered)
        yield rows
        yield Static(id="about")

    @on(Rows.Highlighted)
    def tell(self, event: Rows.Highlighted[tuple[int, Problem]]) -> None:
        found = event.row[1]
        where = f"{found.file}, line {found.line}" if found.line else found.file
        self.query_one("#about", Static).update(Content(plain(f"{where} {found.says} {found.do}")))

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen[tuple[int, Problem]]) -> None:
        self.dismiss(str(event.row[0]))


def problem_cells(problem: Problem) -> tuple[Cell, Cell, Cell]:
    """One problem as a row: how bad, where, what."""
    tone = "error" if problem.severity == "error" else "warning"
    where = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return Cell(problem.severity, tone), Cell(where, "muted"), Cell(problem.says)
