"""Drawing what worked: stages, mails, groups, offers, sequences and variants, each with its verdict."""

from __future__ import annotations

from textwrap import wrap

from textual.content import Content

from shopkeep import wording
from shopkeep.core.money import Money
from shopkeep.core.records.results import Results, Slice, TestResult, VariantResult
from shopkeep.core.text import plain
from shopkeep.results import words
from shopkeep.tui.widgets.columns import fit

WIDE = 64
"""Cells from which on profit and what a unit of money given brought have room."""
HEADS = {"reached": 8, "back": 5, "rate": 7, "brought": 9}
MORE = {"profit": 9, "× given": 9}
LEFT = {"unsub": 6}


def parts(found: Results, language: str, width: int) -> Content:
    """All parts as one table of `width` cells, each row with its verdict below."""
    lines: list[Content] = []
    shown = [("By sequence", found.sequences), ("By stage", found.stages)]
    if len(found.mails) > len(found.stages):  # one mail a stage: the stage says it already
        shown.append(("By mail", found.mails))
    shown.append(("By group", found.groups))
    if _counts(found.offers) != _counts(found.groups):  # one offer a group: the group says it already
        shown.append(("By offer", found.offers))
    for heading, slices in shown:
        if slices:
            columns = _columns(width, any(part.unsubscribed for part in slices))
            lines.append(_heading(heading, columns, width))
            for part in slices:
                lines.append(_row(part.title, _cells(part, language), columns, width))
                lines += _verdict(part.verdict, width)
            lines.append(Content(""))
    for test in (*found.tests, *found.pooled):
        lines += [*_test(test, language, width), Content("")]
    if lines:
        lines += [_note(says, width) for says in _meanings(found, width)]
    return Content("\n").join(lines) if lines else Content.styled("Nothing was sent yet.", "$muted")


def _meanings(found: Results, width: int) -> list[str]:
    """What the heads of the columns say."""
    says = [
        "reached: the mail went out to them, those of unknown outcome included. back: came back, counted at the last"
        " mail before the first order."
    ]
    if width >= WIDE:
        says[0] += " × given: what came in for each one given in discounts and gifts."
    if any(part.unsubscribed for part in (*found.stages, *found.groups, *found.sequences)):
        says[0] += " unsub: unsubscribed, or marked the mail as spam."
    return [*says, *([words.variants_apart(found.window_days)] if found.tests or found.pooled else [])]


def _note(says: str, width: int) -> Content:
    return Content.styled("\n".join(wrap(says, max(20, width))), "$muted")


def _counts(slices: list[Slice]) -> list[int]:
    return sorted(part.sent for part in slices)


def _columns(width: int, left: bool) -> dict[str, int]:
    return {**HEADS, **(MORE if width >= WIDE else {}), **(LEFT if left else {})}


def _heading(title: str, columns: dict[str, int], width: int) -> Content:
    numbers = "".join(f"{name:>{wide}}" for name, wide in columns.items())
    return Content.assemble((fit(title, max(10, width - len(numbers))), "bold"), (numbers, "$muted"))


def _row(title: str, cells: dict[str, str], columns: dict[str, int], width: int) -> Content:
    numbers = "".join(f"{cells.get(name, ''):>{wide}}" for name, wide in columns.items())
    return Content(fit(plain(title), max(10, width - len(numbers))) + numbers)


def _verdict(says: str, width: int) -> list[Content]:
    return [Content.styled(f"  {line}", "$muted") for line in wrap(plain(says), max(20, width - 2))]


def _cells(part: Slice | VariantResult, language: str) -> dict[str, str]:
    """The figures of a row by the names of their columns, as HEADS, MORE and LEFT have them."""
    return {
        "reached": f"{part.sent:,}",
        "back": f"{part.returned:,}",
        "rate": _rate(part.rate),
        **_money_cells(part.revenue, part.profit, part.return_on_given, language),
        "unsub": f"{part.unsubscribed:,}",
    }


def _money_cells(revenue: Money | None, profit: Money | None, on_given: float | None, language: str) -> dict[str, str]:
    return {
        "brought": "" if revenue is None else wording.money_short(revenue, language),
        "profit": "" if profit is None else wording.money_short(profit, language),
        "× given": "" if on_given is None else f"{on_given:.1f}" if on_given < 100 else f"{on_given:,.0f}",
    }


def _rate(rate: float | None) -> str:
    return "" if rate is None else wording.percent(rate).replace("under ", "<").replace("over ", ">")


def _test(test: TestResult, language: str, width: int) -> list[Content]:
    over = f", {test.runs} sequences together" if test.runs > 1 else ""
    columns = _columns(width, any(one.unsubscribed for one in test.variants))
    rows = [_heading(f"Test of {plain(test.mail)}{over}", columns, width)]
    rows += [_row(f"Variant {one.name}", _cells(one, language), columns, width) for one in test.variants]
    return [*rows, *_verdict(test.verdict, width)]
