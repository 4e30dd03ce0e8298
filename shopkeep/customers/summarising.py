"""Making and keeping the summaries: facts from orders, the shop's model from facts, scores from both.

Everything here works on the table `summaries` as queries see it: the stored one, or one made aside for
another day (`judgement.on`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from shopkeep.core import clock
from shopkeep.customers.apart import MANY, Helper
from shopkeep.customers.scoring import (
    FactRow,
    FittedModel,
    ScoreRow,
    fit_shop,
    rank_among,
    ranks,
    sample_of,
    scorer,
    steps_of,
)
from shopkeep.settings import Settings
from shopkeep.store import Tx, buyers, customers, facts, histories, margins, summaries

MODEL_FACT = "return_model"
SCORED_FACT = "scored_on"
STEPS_FACT = "rank_steps"
NOT_FIRST = 10_001
"""The first rank whose customers do not come first (`store.tables.LEADING`)."""

TOGETHER = 4_000
"""Customers who are scored at once."""

FullRow = tuple[Any, ...]


def basis_of(settings: Settings) -> str:
    """The settings that a judgement rests on, as a text to compare."""
    rates = " ".join(f"{code}={rate!r}" for code, rate in sorted(settings.rates.items()))
    return f"{settings.currency} {settings.zone} {horizon_of(settings)} {rates}".rstrip()


def horizon_of(settings: Settings) -> int:
    """How many days the return chance looks ahead."""
    return int(settings.get("policy.horizon_days"))


def judge_everybody(tx: Tx, settings: Settings, as_of: date) -> FittedModel:
    """Make everybody's summary anew from the orders, with a model fitted to what was known that day."""
    with Helper(buyers.count(tx)) as helper:
        known, spent_365 = _read_facts(tx, settings, as_of, helper)
        rows = _to_score(known)
        fitted = _begin_fit(tx, settings, rows, helper)
        besides = _read_besides(tx, settings, as_of)
        spending = _spending(rows, spent_365)
        made, model = _scores(settings, as_of, fitted(), rows, spending, helper)
        pairs = zip(known, made, strict=True)
        whole = ((*fact, *besides(fact[0]), *score[:-1]) for fact, score in pairs)  # never all held at once
        summaries.replace_all(tx, whole, len(known))
    return model


def _read_facts(
    tx: Tx, settings: Settings, as_of: date, helper: Helper, whom: Collection[int] | None = None
) -> tuple[list[FullRow], dict[int, int]]:
    """What customers did up to a day, as `records.customers.Facts`, read anew from their orders (`whom`: these
    alone, each with those merged into them), and what they spent in the 365 days up to it. Later orders are as
    if unknown."""
    common = (settings.zone, settings.currency, dict(settings.rates), as_of.isoformat())
    orders = ((rows,) for rows in histories.order_rows(tx, _end(settings, as_of), whom))
    found: list[FullRow] = []
    spent_365: dict[int, int] = {}
    for facts_rows, spent in helper.share("facts", common, orders):
        found += facts_rows
        spent_365.update(zip(map(itemgetter(0), facts_rows), spent, strict=True))
    found.sort(key=itemgetter(0))  # those with merged orders come last
    return found, spent_365


def _read_besides(
    tx: Tx, settings: Settings, as_of: date, whom: Collection[int] | None = None
) -> Callable[[int], tuple[float | None, str]]:
    """What gives a customer's margin and search text, which end the FACTS of `store.summaries`."""
    share = margins.margin_shares(tx, _end(settings, as_of), whom)
    said = customers.search_texts(tx, whom)
    return lambda id: (share.get(id), said[id])


def _read_some(
    tx: Tx, settings: Settings, as_of: date, ids: Collection[int], helper: Helper
) -> tuple[list[FullRow], dict[int, int]]:
    """The FACTS of some customers, read anew, and what they spent in the 365 days. Who has no order left that
    counts, or was merged into another, has no summary any more."""
    whom = histories.owners(tx, ids)
    known, spent_365 = _read_facts(tx, settings, as_of, helper, whom)
    summaries.remove(tx, {*ids}.difference(spent_365))
    besides = _read_besides(tx, settings, as_of, whom)
    return [(*fact, *besides(fact[0])) for fact in known], spent_365


def judge_some(tx: Tx, settings: Settings, as_of: date, model: FittedModel, ids: Collection[int]) -> None:
    """Make the summaries of a few customers anew, with a model and by the others' ranks as they are: these
    may be off by these few."""
    with Helper(len(ids)) as helper:
        known, spent_365 = _read_some(tx, settings, as_of, ids, helper)
    rows = _to_score(known)
    spending = {"spent_365": set(spent_365.values()), "spent": {row[4] for row in rows}}
    rank_365, rank_ever = _ranks_near(tx, spending)
    score = scorer(model, horizon_of(settings), as_of, settings.currency, rank_365, rank_ever)
    made = score(rows, [spent_365[row[0]] for row in rows])
    summaries.put(tx, [(*fact, *scores[:-1]) for fact, scores in zip(known, made, strict=True)])


def _to_score(known: Sequence[FullRow]) -> list[FactRow]:
    return list(map(itemgetter(*(summaries.FACTS.index(name) for name in summaries.SCORED_FROM)), known))


def rescore(
    tx: Tx, settings: Settings, as_of: date, model: FittedModel | None = None, changed: Collection[int] = ()
) -> FittedModel:
    """Everybody's scores as of a day, with a model, or one fitted to the facts. These are read anew of those whose
    orders `changed`, and of the others as they are."""
    with Helper(summaries.count(tx) + len(changed)) as helper:
        read_by = helper if len(changed) >= MANY else Helper(0)  # to wait for its start takes longer than to read few
        anew = _read_some(tx, settings, as_of, changed, read_by)[0] if changed else []
        facts_anew = {row[0]: row for row in anew}
        rows = sorted([*(row for row in summaries.to_score(tx) if row[0] not in facts_anew), *_to_score(anew)])
        fitted = _begin_fit(tx, settings, rows, helper, model)
        after, until = _end(settings, as_of - timedelta(days=365)), _end(settings, as_of)
        spent_365 = histories.spent_between(tx, settings.currency, after, until, settings.rates)
        spending = _spending(rows, spent_365)
        made, model = _scores(settings, as_of, fitted(), rows, spending, helper)
        summaries.put_scores(tx, made, len(rows), facts_anew)
    return model


def _begin_fit(
    tx: Tx, settings: Settings, rows: Sequence[FactRow], helper: Helper, known: FittedModel | None = None
) -> Callable[[], FittedModel]:
    """What waits for the shop's model, which is being fitted to the facts of everybody; or gives the known one."""
    if known is not None:
        return lambda: known
    sample = sample_of(rows)
    fits = helper.begin("fit", (sample.pasts, sample.averages))

    def visits_of(ids: list[int], until: date) -> Iterable[list[date]]:
        return histories.order_days(tx, settings.zone, _end(settings, until), ids).values()

    return lambda: fit_shop(rows, sample, fits(), visits_of, basis_of(settings), horizon_of(settings))


class Spending(NamedTuple):
    """What everybody spent in the last 365 days, and the ranks by that and by all they spent."""

    years: list[int]
    rank_365: dict[int, int]
    rank_ever: dict[int, int]


def _spending(rows: Sequence[FactRow], spent_365: Mapping[int, int]) -> Spending:
    years = [spent_365.get(row[0], 0) for row in rows]
    return Spending(years, ranks(years), ranks([row[4] for row in rows]))


def _scores(
    settings: Settings,
    as_of: date,
    model: FittedModel,
    rows: Sequence[FactRow],
    spending: Spending,
    helper: Helper,
) -> tuple[Iterator[ScoreRow], FittedModel]:
    """Everybody's scores as they are made, and the model with the steps of their ranks."""
    years, rank_365, rank_ever = spending
    common = (model.to_text(), horizon_of(settings), as_of.isoformat(), settings.currency, rank_365, rank_ever)
    pieces = ((rows[at : at + TOGETHER], years[at : at + TOGETHER]) for at in range(0, len(rows), TOGETHER))
    made = chain.from_iterable(helper.share("scores", common, pieces))
    return made, replace(model, steps={"spent_365": steps_of(rank_365), "spent": steps_of(rank_ever)})


def _ranks_near(tx: Tx, values_of: Mapping[str, set[int]]) -> Iterator[dict[int, int]]:
    """By column: value -> its rank among the others', exact where they come first, else to a thousandth."""
    lowest = max(1, summaries.count(tx))
    steps = json.loads(facts.get(tx, STEPS_FACT, "{}"))
    for column, values in values_of.items():
        found = summaries.rank_below(tx, column, values)
        for value in values - found.keys():
            found[value] = min(lowest, max(NOT_FIRST, rank_among(steps.get(column, ()), value, lowest)))
        yield found


def _end(settings: Settings, day: date) -> int:
    return clock.stamp(clock.end_of(day, settings.zone))


def keep(tx: Tx, fitted: FittedModel, as_of: date) -> None:
    """Say what the stored scores were made with, and of which day they are."""
    facts.put(tx, MODEL_FACT, fitted.to_text())
    facts.put(tx, STEPS_FACT, json.dumps(fitted.steps))
    facts.put(tx, SCORED_FACT, as_of.isoformat())
