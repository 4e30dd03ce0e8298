"""The shop's own past as a test: judge as of a day gone by, then look at what happened.

Pure: histories in, figures out. The day is one horizon before the newest order, and nothing later is
known to the judging. The list of people to win back is held against the simplest rival an owner could make by
hand: those who spent most in a year among the silent for more than 90 days.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shopkeep.core.records.customers import Facts, History, Lapse
from shopkeep.core.records.judging import BackTest, BandResult, ListName, ListResult
from shopkeep.core.shares import Z95
from shopkeep.customers import model as models
from shopkeep.customers import season
from shopkeep.customers.lapse import ACTIVE, at_stake, lapse
from shopkeep.customers.rhythm import facts_of, second_order_wait, spent_since
from shopkeep.customers.scoring import FEW_CUSTOMERS

LEAST_CUSTOMERS = 50
"""Below this nothing is said."""
LEAST_WINDOWS = 2
"""Horizons of orders there must be: one to learn from, one to look at."""
TOP_SHARE, TOP_LEAST = 0.05, 20
"""How long the compared lists are: a share of all customers, and at least so many."""
SILENT_DAYS = 90
BANDS: tuple[Lapse, ...] = ("active", "at-risk", "lapsed", "lost")


@dataclass(frozen=True, slots=True)
class Tried:
    """One customer: what we would have said, and what they did."""

    chance: float
    days_since: int
    patience_days: float
    spent_365: int
    came_back: bool

    @property
    def late(self) -> bool:
        return self.days_since > self.patience_days

    @property
    def at_stake(self) -> int:
        return at_stake(self.spent_365, self.chance)


def back_test(histories: Sequence[History], newest: date, horizon: int, share: float = 1.0) -> BackTest:
    """How our judging of a day one horizon (days) before `newest`, the day of the last order, turned out.

    `histories` may be a sample; `share` is then which part of the shop's customers it holds.
    """
    on = newest - timedelta(days=horizon)
    before = [(history, fact) for history in histories if (fact := facts_of(history, on)) is not None]
    customers = round(len(before) / share)
    first = min((history.orders[0].on for history in histories), default=newest)
    adjusted = season.has_history(first, on, horizon)
    if (newest - first).days < LEAST_WINDOWS * horizon or customers < LEAST_CUSTOMERS:
        return BackTest(False, None, newest, horizon, customers, customers < FEW_CUSTOMERS, False)
    tried = judged_on(before, on, horizon, adjusted)
    chances, came = [one.chance for one in tried], [one.came_back for one in tried]
    silences = [float(-one.days_since) for one in tried]
    lists, better, differ = compare_lists(tried)
    auc = area_under_curve(chances, came)
    return BackTest(
        can_tell=True,
        judged_on=on,
        known_until=newest,
        horizon_days=horizon,
        customers=customers,
        few=customers < FEW_CUSTOMERS,
        season_adjusted=adjusted,
        predicted=sum(chances) / len(tried),
        came_back=sum(came) / len(tried),
        auc=auc,
        auc_interval=None if auc is None else interval_of_area(auc, sum(came), len(came) - sum(came)),
        auc_days_since=area_under_curve(silences, came),
        brier=brier(chances, came),
        brier_days_since=brier(rates_in_tenths(silences, came), came),
        bands=by_band(tried, gate=True),
        bands_without_gate=by_band(tried, gate=False),
        lists=lists,
        better_list=better,
        lists_differ=differ,
    )


def judged_on(before: Sequence[tuple[History, Facts]], on: date, horizon: int, adjusted: bool) -> list[Tried]:
    """Everybody as we would have judged them on that day, with the model we would have had."""
    facts = [fact for _, fact in before]
    model = models.fit(Counter(fact.past(on) for fact in facts))
    if adjusted:
        visits = [sorted({order.on for order in history.orders if order.on <= on}) for history, _ in before]
        model = season.learned(model, visits, on, horizon)
    wait = second_order_wait(facts)
    until, year_ago = on + timedelta(days=horizon), on - timedelta(days=365)
    return [
        Tried(
            chance=model.chance(*fact.past(on), horizon),
            days_since=(on - fact.last_on).days,
            patience_days=wait if fact.usual_gap_days is None else fact.usual_gap_days,
            spent_365=spent_since(history.orders, year_ago, on),
            came_back=any(on < order.on <= until for order in history.orders),
        )
        for history, fact in before
    ]


def by_band(tried: Iterable[Tried], gate: bool) -> list[BandResult]:
    """What was said of each band and what happened; without the gate the chance alone decides."""
    bands: dict[Lapse, list[Tried]] = {band: [] for band in BANDS}
    for one in tried:
        patience = one.patience_days if gate else -1.0
        bands[lapse(one.chance, one.days_since, patience)].append(one)
    return [
        BandResult(
            band,
            len(people),
            sum(one.chance for one in people) / max(1, len(people)),
            sum(one.came_back for one in people) / max(1, len(people)),
        )
        for band, people in bands.items()
    ]


def compare_lists(tried: Sequence[Tried]) -> tuple[list[ListResult], ListName, bool]:
    """Our list with and without the gate and the simple rival, all of one length; the better list; and whether it
    is surely better.

    Better is what caught more of the money that really went, surely by more than twice the noise (the spread of
    that difference if other such customers had come by). Short of that ours stays, and is called no better.
    """
    at_risk = [one for one in tried if one.chance < ACTIVE]
    ungated = sorted(at_risk, key=lambda one: -one.at_stake)
    ours = [one for one in ungated if one.late]
    silent = sorted((one for one in tried if one.days_since > SILENT_DAYS), key=lambda one: -one.spent_365)
    length = min(max(TOP_LEAST, round(len(tried) * TOP_SHARE)), len(ours), len(silent))
    ours, ungated, silent = ours[:length], ungated[:length], silent[:length]
    gone = sum(one.spent_365 for one in tried if not one.came_back)
    results = [
        ListResult("win-back", length, _caught(ours, gone), _lapsed(ours)),
        ListResult("win-back without gate", length, _caught(ungated, gone), _lapsed(ungated)),
        ListResult("silent", length, _caught(silent, gone), _lapsed(silent)),
    ]
    mine, theirs = set(map(id, ours)), set(map(id, silent))
    only_theirs = [one.spent_365 for one in silent if id(one) not in mine and not one.came_back]
    only_mine = [one.spent_365 for one in ours if id(one) not in theirs and not one.came_back]
    ahead = sum(only_theirs) - sum(only_mine)
    noise = math.sqrt(sum(money * money for money in (*only_theirs, *only_mine)))
    return results, "silent" if ahead > 2 * noise else "win-back", abs(ahead) > 2 * noise


def _caught(people: list[Tried], gone: int) -> float:
    return sum(one.spent_365 for one in people if not one.came_back) / gone if gone else 0.0


def _lapsed(people: list[Tried]) -> float:
    return sum(not one.came_back for one in people) / len(people) if people else 0.0


def area_under_curve(said: Sequence[float], came: Sequence[bool]) -> float | None:
    """How often somebody who came was given the higher value than somebody who did not; ties count half.

    None where everybody or nobody came.
    """
    yes = sum(came)
    no = len(came) - yes
    if not yes or not no:
        return None
    counts: dict[float, tuple[int, int]] = {}
    for value, one in zip(said, came, strict=True):
        stayed, returned = counts.get(value, (0, 0))
        counts[value] = (stayed + (not one), returned + one)
    better = below = 0.0
    for value in sorted(counts):
        stayed, returned = counts[value]
        better += returned * (below + stayed / 2)
        below += stayed
    return better / (yes * no)


def interval_of_area(area: float, came: int, stayed: int) -> tuple[float, float]:
    """Where the area under the curve likely lies (95 in 100), by so many who came and who stayed away.

    Hanley and McNeil, Radiology 143 (1982), 29-36, equation 1. An area of a half is a coin's.
    """
    two_came, two_stayed = area / (2 - area), 2 * area * area / (1 + area)
    spread = area * (1 - area) + (came - 1) * (two_came - area**2) + (stayed - 1) * (two_stayed - area**2)
    error = Z95 * math.sqrt(max(0.0, spread) / (came * stayed))
    return max(0.0, area - error), min(1.0, area + error)


def brier(said: Sequence[float], came: Sequence[bool]) -> float:
    """The mean squared error of probabilities."""
    return sum((chance - one) ** 2 for chance, one in zip(said, came, strict=True)) / max(1, len(said))


def rates_in_tenths(values: Sequence[float], came: Sequence[bool]) -> list[float]:
    """For each customer the share who came among their tenth by this value; equals stay together."""
    ordered = sorted(values)
    borders = {ordered[len(ordered) * part // 10] for part in range(1, 10)} if ordered else set()
    tenth = [sum(value >= border for border in borders) for value in values]
    count, returned = [0] * 10, [0] * 10
    for at, one in zip(tenth, came, strict=True):
        count[at] += 1
        returned[at] += one
    return [returned[at] / count[at] for at in tenth]
