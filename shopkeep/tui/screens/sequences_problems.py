"""How a problem of the open copy is shown as a row."""

from __future__ import annotations

import re

from shopkeep.core.records.sequences import Problem
from shopkeep.core.text import plain
from shopkeep.sequences.schema import ROOT
from shopkeep.tui.widgets.columns import Cell


def problem_sign(problem: Problem) -> Cell:
    """`!` for what stops a send, `▲` for what is only doubtful, `·` for what is good to know."""
    if problem.severity == "note":
        return Cell("·", "muted")
    return Cell("!", "error") if problem.severity == "error" else Cell("▲", "warning")


def problem_line(problem: Problem) -> tuple[str | Cell, ...]:
    """A problem of the copy at hand: its line and what it says."""
    return Cell(f"line {problem.line}" if problem.line else "", "muted"), sentence(problem.says)


_NAME = re.compile(r"\{\{ ([a-z_]+(?:\.[a-z_]+)*) \}\}")


def names_in_words(value: str) -> str:
    """A text that is read and not written in: `{{ offer.until }}` as “the last day it holds” (offer.until)."""

    def said(found: re.Match[str]) -> str:
        kind, parts = None, ROOT
        for part in found[1].split("."):
            kind = parts.get(part)
            parts = kind.parts if kind else {}
        return f"“{re.split(', such as|;', kind.says)[0]}” ({found[1]})" if kind else found[0]

    return _NAME.sub(said, value)


def sentence(value: str) -> str:
    """A plain line with a capital to begin with."""
    line = plain(value)
    return line[:1].upper() + line[1:]
