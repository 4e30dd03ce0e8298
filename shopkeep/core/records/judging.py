"""How good our judging was: the back-test on the shop's own past, and the advice it leads to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from shopkeep.core.records.customers import Lapse

ListName = Literal["win-back", "silent"]


@dataclass(frozen=True, slots=True)
class BandResult:
    """The customers of one band back then: how many we would have said come back, and how many did."""

    band: Lapse
    customers: int
    predicted: float
    """Mean return chance, 0 to 1."""
    came_back: float
    """Share of them who ordered within the horizon."""


@dataclass(frozen=True, slots=True)
class ListResult:
    """How a list of people to win back would have done: who on it really lapsed, and with what money."""

    name: Literal["win-back", "win-back without gate", "silent"]
    customers: int
    money_caught: float
    """Share of a year's spending of all who really lapsed."""
    lapsed: float
    """Share of the listed people who really lapsed."""


@dataclass(frozen=True, slots=True)
class BackTest:
    """The shop taken back one horizon, judged as it was known then, and compared with what happened.

    Shares are 0 to 1. JSON of `shopkeep back-test`.
    """

    can_tell: bool
    """False where the shop is too young or too small; then only the sentences say anything."""
    judged_on: date | None
    """The day everybody was judged, with nothing known of what came later."""
    known_until: date | None
    """The newest order's day, one horizon later."""
    horizon_days: int
    customers: int
    """Known on the day; at most 20,000 of them, drawn by hash, were judged."""
    few: bool
    season_adjusted: bool
    predicted: float = 0.0
    came_back: float = 0.0
    auc: float | None = None
    """How often one who came back had the higher chance than one who did not; None where all did the same."""
    auc_days_since: float | None = None
    """The same of days since the last order."""
    brier: float = 0.0
    """Mean squared error of the chance; lower is better."""
    brier_days_since: float = 0.0
    """The same of days since the last order, read as the return rates of ten groups of the same outcome: at
    its best, with hindsight."""
    bands: list[BandResult] = field(default_factory=list)
    bands_without_gate: list[BandResult] = field(default_factory=list)
    lists: list[ListResult] = field(default_factory=list)
    better_list: ListName = "win-back"
    sentences: list[str] = field(default_factory=list)
    """What it comes to, for the owner."""
    auc_interval: tuple[float, float] | None = None
    """Where `auc` likely lies (95 in 100); a half within it is no better than a coin."""
    lists_differ: bool = False
    """Whether `better_list` is ahead by more than chance allows; otherwise neither is known to be better."""


@dataclass(frozen=True, slots=True)
class HorizonAdvice:
    """Another look-ahead than the shop's present one, with the reason in a sentence."""

    days: int
    instead_of: int
    says: str
    half_within_days: int
    """How long half of those who order again take to do so."""
    gaps: int
    """Finished gaps it rests on."""
