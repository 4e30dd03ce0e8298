"""A report as plain tables and charts, before it is a file: the same figures as CSV, Markdown and SVG."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from shopkeep.core.money import Money

Kind = Literal["text", "count", "share", "money", "times"]
Value = str | int | float | Money | date | None


@dataclass(frozen=True, slots=True)
class Table:
    """Figures under their heads. Shares are 0 to 1; None is what cannot be told."""

    title: str
    columns: list[tuple[str, Kind]]
    rows: list[list[Value]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: a name and its points; shares or amounts."""

    name: str
    points: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Curves:
    """Curves over a common axis. `labels`: places on the axis with what is written there."""

    title: str
    lines: list[Line]
    labels: list[tuple[float, str]]
    says: str = ""
    """What the chart shows, in words, for those who do not see it."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A heat map of shares: a row of values for each name; None where nothing is known yet."""

    title: str
    columns: list[str]
    rows: list[tuple[str, list[float | None]]]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars beside each other; `even` is where a line is drawn across."""

    title: str
    bars: list[tuple[str, float]]
    even: float | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Ranges:
    """Shares with the range each likely lies in, on one scale: (name, low, share, high)."""

    title: str
    rows: list[tuple[str, float, float, float]]
    says: str = ""


Chart = Curves | Grid | Bars | Ranges


@dataclass(frozen=True, slots=True)
class Report:
    title: str
    about: list[str]
    """Sentences that come first."""
    tables: list[Table]
    charts: list[Chart] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """How the figures are worked out."""
