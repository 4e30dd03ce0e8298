"""From what customers did to what we make of it: fits the shop's model and scores everybody with it.

Rows are plain tuples here (`store.summaries.SCORED_FROM` in, `SCORES` out): a shop may have 150,000.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from operator import itemgetter
from statistics import median
from typing import Any, NamedTuple

from shopkeep.customers import model, season, value
from shopkeep.customers.lapse import at_stake, lapse
from shopkeep.customers.milestones import milestones, usual
from shopkeep.customers.model import Once, Past, ReturnModel
from shopkeep.customers.rfm import CutPoints, fifths, score
from shopkeep.customers.rhythm import SECOND_ORDER_DAYS
from shopkeep.customers.value import OrderValues

FITTED_AT_MOST = 20_000
"""Customers in a fit; more add time and no precision."""
FEW_CUSTOMERS = 200
"""Below this the chances are said to be rough."""
LONG_WAIT_DAYS = 14.0
"""A long wait for an order in a shop whose files do not say when orders were sent."""

FactRow = tuple[Any, ...]
ScoreRow = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """What single customers are measured by: how the shop as a whole goes."""

    second_order_wait: float = SECOND_ORDER_DAYS
    """The median time from first to second order, in days."""
    long_wait: float = LONG_WAIT_DAYS
    """The wait for an order, in days, that nine in ten do not exceed."""
    usual_order: float = 0.0
    """Minor units of the main currency."""
    most_spent: int = 0
    cuts: CutPoints = field(default_factory=lambda: CutPoints((), (), ()))
    values: OrderValues = field(default_factory=lambda: value.fit(()))


@dataclass(frozen=True, slots=True)
class FittedModel:
    """A shop's model, the day its orders were known to and how many customers it rests on."""

    parameters: ReturnModel
    fitted_on: date
    customers: int
    basis: str = ""
    """What else the stored judgement rests on (settings); another basis means: judge anew."""
    season_shift: float | None = None
    """How the season moves the chances; None where there is no year before to learn it from."""
    measures: Measures = field(default_factory=Measures)
    steps: Mapping[str, Steps] = field(default_factory=dict, compare=False)
    """Of everybody's spending, by column; kept apart from the rest (`summarising.keep`)."""

    def to_text(self) -> str:
        values = asdict(replace(self, steps={})) | {"fitted_on": self.fitted_on.isoformat()}
        return json.dumps(values)


def model_from_text(text: str) -> FittedModel | None:
    """A model as `to_text` wrote it; None for anything else."""
    try:
        said = json.loads(text)
        measures = said["measures"]
        cuts = CutPoints(*(tuple(measures["cuts"][axis]) for axis in ("recency", "frequency", "monetary")))
        return FittedModel(
            parameters=ReturnModel(**{name: float(number) for name, number in said["parameters"].items()}),
            fitted_on=date.fromisoformat(said["fitted_on"]),
            customers=int(said["customers"]),
            basis=str(said["basis"]),
            season_shift=None if said["season_shift"] is None else float(said["season_shift"]),
            measures=Measures(**{**measures, "cuts": cuts, "values": value.from_plain(measures["values"])}),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


class Sample(NamedTuple):
    """Those customers whom a shop's model is fitted to, and what is asked of them."""

    rows: Sequence[FactRow]
    until: str
    """The day of the newest order: days of which nothing is known yet would look like silence."""
    pasts: list[tuple[Past, int]]
    """Histories up to that day, each with how many share it."""
    averages: list[tuple[int, float]]
    """How many orders each placed and what one was worth in the mean."""


def sample_of(rows: Sequence[FactRow]) -> Sample:
    """At most FITTED_AT_MOST of these customers, always the same ones."""
    days, sampled = Days(), _sample(rows)
    newest = max((row[6] for row in rows), default=date.min.isoformat())
    until = days[newest]
    pasts = Counter((row[2] - 1, days[row[6]] - days[row[5]], until - days[row[5]]) for row in sampled)
    return Sample(sampled, newest, list(pasts.items()), [(row[1], row[4] / row[1]) for row in sampled])


Fits = tuple[tuple[float, ...], tuple[float, ...]]
"""The parameters of the return model and those of the order values, as plain numbers."""


def fitted_to(pasts: list[tuple[Past, int]], averages: list[tuple[int, float]]) -> Fits:
    """The models that a sample fits best."""
    return astuple(model.fit(dict(pasts))), astuple(value.fit(averages))


def fit_shop(
    rows: Sequence[FactRow],
    sample: Sample,
    fits: Fits,
    visits_of: Callable[[list[int], date], Iterable[Sequence[date]]],
    basis: str,
    horizon: int,
) -> FittedModel:
    """The shop's model, from everybody's facts and what their sample was `fitted_to`. `visits_of` gives the order
    days of some customers up to a day, for the season."""
    parameters, values = fits
    fitted = FittedModel(
        parameters=ReturnModel(*parameters),
        fitted_on=date.fromisoformat(sample.until),
        customers=len(rows),
        basis=basis,
        measures=_measures(rows, sample.averages, OrderValues(*values)),
    )
    first = date.fromisoformat(min((row[5] for row in rows), default=sample.until))
    if not season.has_history(first, fitted.fitted_on, horizon):
        return fitted
    then = fitted.fitted_on - timedelta(days=season.YEAR)
    there = [row[0] for row in sample.rows if row[5] <= then.isoformat()]
    visits = visits_of(there, then + timedelta(days=horizon))
    adjusted = season.learned(fitted.parameters, visits, fitted.fitted_on, horizon)
    return replace(fitted, parameters=adjusted, season_shift=adjusted.shift)


def _measures(rows: Sequence[FactRow], averages: Sequence[tuple[int, float]], values: OrderValues) -> Measures:
    days = Days()
    seconds = [row[9] for row in rows if row[9] is not None]
    waits = sorted(row[10] for row in rows if row[10] is not None)
    return Measures(
        second_order_wait=float(median(seconds)) if seconds else SECOND_ORDER_DAYS,
        long_wait=float(waits[(len(waits) * 9 + 9) // 10 - 1]) if waits else LONG_WAIT_DAYS,
        usual_order=usual([mean for _, mean in averages]),
        most_spent=max((row[4] for row in rows), default=0),
        cuts=CutPoints(
            recency=fifths([days[row[6]] for row in rows]),
            frequency=fifths([row[2] for row in rows]),
            monetary=fifths([row[4] for row in rows]),
        ),
        values=values,
    )


def _sample(rows: Sequence[FactRow]) -> Sequence[FactRow]:
    """At most FITTED_AT_MOST rows, always the same of the same customers (Knuth's hash, 6.4)."""
    if len(rows) <= FITTED_AT_MOST:
        return rows
    scattered = [row[0] * 2654435761 % 2**32 for row in rows]
    highest = sorted(scattered)[FITTED_AT_MOST - 1]
    return [row for row, number in zip(rows, scattered, strict=True) if number <= highest]


def ranks(values: Iterable[int]) -> dict[int, int]:
    """value -> its rank: 1 for the highest, equal values alike."""
    rising = sorted(values)
    return dict(zip(rising, range(len(rising), 0, -1), strict=True))  # of equal values the last one's stays


Steps = Sequence[tuple[int, int]]
"""Some values, rising, each with its rank."""


def steps_of(rank_of: Mapping[int, int]) -> Steps:
    """About a thousand of these values and their ranks, evenly spread over the ranks."""
    apart = max(rank_of.values(), default=0) // 1000
    found: list[tuple[int, int]] = []
    for step in sorted(rank_of.items(), reverse=True):
        if not found or step[1] >= found[-1][1] + apart:
            found.append(step)
    return found[::-1]


def rank_among(steps: Steps, value: int, lowest: int) -> int:
    """The rank of the next less of `steps`: at most a thousandth of the customers too low. `lowest` where
    there is none."""
    at = bisect_right(steps, value, key=itemgetter(0))
    return steps[at - 1][1] if at else lowest


Scorer = Callable[[Sequence[FactRow], Sequence[int]], list[ScoreRow]]
"""The scores of some rows and what each spent in the last 365 days."""


def scorer(
    fitted: FittedModel,
    horizon: int,
    as_of: date,
    currency: str,
    rank_365: Mapping[int, int],
    rank_ever: Mapping[int, int],
) -> Scorer:
    """What scores customers as of a day; `horizon` is how many days the return chance looks ahead. The ranks
    are by spending of the last 365 days and by all spending."""
    measures = fitted.measures
    steps = milestones(measures.usual_order, measures.most_spent, currency)
    wait, near, passed, lowest = measures.second_order_wait, steps.near, steps.passed, steps.lowest
    cuts = measures.cuts
    recency = Once(partial(score, cuts.recency))
    frequency = Once(partial(score, cuts.frequency))
    chance_of, expected = fitted.parameters.chances(horizon), measures.values.expected
    chances: dict[Past, float] = {}
    days, today, scored_on = Days(), as_of.toordinal(), as_of.isoformat()

    def scores(rows: Sequence[FactRow], spent_365: Sequence[int]) -> list[ScoreRow]:
        found: list[ScoreRow] = []
        for row, year in zip(rows, spent_365, strict=True):
            id, orders, order_days, last_orders, spent, first_on, last_on, last_spent, gap, _, _ = row
            first, last = days[first_on], days[last_on]
            past = (order_days - 1, last - first, today - first)
            chance = chances.get(past)
            if chance is None:
                chance = chances[past] = chance_of(*past)
            since = today - last
            patience = wait if gap is None else gap
            far = orders >= 4 or spent >= lowest
            found.append(
                (
                    year,
                    since,
                    patience,
                    chance,
                    at_stake(year, chance) if year else 0,
                    lapse(chance, since, patience),
                    recency[last],
                    frequency[order_days],
                    score(cuts.monetary, spent),
                    rank_365[year],
                    rank_ever[spent],
                    round(expected(orders, spent / orders)),
                    near(orders, spent) if far else "",
                    passed(orders, last_orders, spent, last_spent) if far else "",
                    scored_on,
                    since / gap if gap else None,
                    id,
                )
            )
        return found

    return scores


class Days(dict[str, int]):
    """ISO day -> its ordinal: a shop has few days and many customers."""

    def __missing__(self, day: str) -> int:
        self[day] = number = date.fromisoformat(day).toordinal()
        return number
