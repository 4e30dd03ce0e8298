"""Making and keeping the summaries: facts from orders, the shop's model from facts, scores from both.

Everything here works on the table `summaries` as queries see it: the stored one, or one made aside for
another day (`judgement.on`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from operator import attrgetter, itemgetter
from typing import Any

from shopkeep.core import clock
from shopkeep.core.records.customers import Facts
from shopkeep.customers.rhythm import facts_of
from shopkeep.customers.scoring import FactRow, FittedModel, ScoreRow, fit_shop, ranks, scores
from shopkeep.settings import Settings
from shopkeep.store import Tx, customers, facts, histories, margins, summaries

MODEL_FACT = "return_model"
SCORED_FACT = "scored_on"

FullRow = tuple[Any, ...]


def basis_of(settings: Settings) -> str:
    """The settings that a judgement rests on, as a text to compare."""
    rates = " ".join(f"{code}={rate!r}" for code, rate in sorted(settings.rates.items()))
    return f"{settings.currency} {settings.zone} {horizon_of(settings)} {rates}".rstrip()


def horizon_of(settings: Settings) -> int:
    """How many days the return chance looks ahead."""
    return int(settings.get("policy.horizon_days"))


def read_facts(tx: Tx, settings: Settings, as_of: date, ids: Collection[int] | None = None) -> list[FullRow]:
    """What customers did up to a day, as `store.summaries.FACTS`, read anew from their orders (`ids`:
    these alone, each with those merged into them). Later orders are as if unknown."""
    until = _end(settings, as_of)
    whom = None if ids is None else histories.owners(tx, ids)
    found = histories.histories(tx, settings.zone, settings.currency, until, whom, settings.rates)
    share = margins.margin_shares(tx, until, whom)
    said = customers.search_texts(tx, whom)
    facts_now = (facts_of(history, as_of) for history in found)
    return [(*_row(fact), share.get(fact.customer_id), said[fact.customer_id]) for fact in facts_now if fact]


_plain = attrgetter(*summaries.FACTS[:-2])
_first, _last = (summaries.FACTS.index(name) for name in ("first_on", "last_on"))


def _row(fact: Facts) -> list[Any]:
    row = list(_plain(fact))
    row[_first], row[_last] = fact.first_on.isoformat(), fact.last_on.isoformat()
    return row


def judge_everybody(tx: Tx, settings: Settings, as_of: date) -> FittedModel:
    """Make everybody's summary anew from the orders, with a model fitted to what was known that day."""
    known = read_facts(tx, settings, as_of)
    rows = _to_score(known)
    model = refit(tx, settings, rows)
    made = _scores(tx, settings, as_of, model, rows)
    summaries.replace_all(tx, [(*fact, *score[:-1]) for fact, score in zip(known, made, strict=True)])
    return model


def take_facts(tx: Tx, settings: Settings, as_of: date, ids: Collection[int]) -> None:
    """Read anew what these customers did. Scores are to be made by `rescore` afterwards."""
    known = read_facts(tx, settings, as_of, ids)
    _remove_others(tx, ids, known)
    summaries.put(tx, [(*fact, *summaries.UNSCORED) for fact in known])


def judge_some(tx: Tx, settings: Settings, as_of: date, model: FittedModel, ids: Collection[int]) -> None:
    """Make the summaries of a few customers anew, with a model and by the others' ranks as they are: these
    may be off by these few."""
    known = read_facts(tx, settings, as_of, ids)
    _remove_others(tx, ids, known)
    rows = _to_score(known)
    spent_365 = _spent_365(tx, settings, as_of, [row[0] for row in rows])
    rank_365 = summaries.ranks_near(tx, "spent_365", "rank_365", {spent_365.get(row[0], 0) for row in rows})
    rank_ever = summaries.ranks_near(tx, "spent", "rank_ever", {row[4] for row in rows})
    made = scores(rows, spent_365, model, horizon_of(settings), as_of, settings.currency, rank_365, rank_ever)
    summaries.put(tx, [(*fact, *score[:-1]) for fact, score in zip(known, made, strict=True)])


def _remove_others(tx: Tx, ids: Collection[int], known: Sequence[FullRow]) -> None:
    """Who has no order left that counts, or was merged into another, has no summary."""
    summaries.remove(tx, set(ids) - {row[0] for row in known})


def _to_score(known: Sequence[FullRow]) -> list[FactRow]:
    return list(map(itemgetter(*(summaries.FACTS.index(name) for name in summaries.SCORED_FROM)), known))


def refit(tx: Tx, settings: Settings, rows: Sequence[FactRow]) -> FittedModel:
    """The shop's model, fitted to the facts of everybody."""

    def visits_of(ids: list[int], until: date) -> Iterable[list[date]]:
        return histories.order_days(tx, settings.zone, _end(settings, until), ids).values()

    return fit_shop(rows, visits_of, basis_of(settings), horizon_of(settings))


def rescore(tx: Tx, settings: Settings, as_of: date, model: FittedModel | None = None) -> FittedModel:
    """Everybody's scores as of a day from the facts as they are, with a model, or one fitted to these."""
    rows = summaries.to_score(tx)
    model = model or refit(tx, settings, rows)
    summaries.put_scores(tx, _scores(tx, settings, as_of, model, rows))
    return model


def _scores(tx: Tx, settings: Settings, as_of: date, model: FittedModel, rows: Sequence[FactRow]) -> list[ScoreRow]:
    spent_365 = _spent_365(tx, settings, as_of)
    rank_365, rank_ever = ranks(spent_365.get(row[0], 0) for row in rows), ranks(row[4] for row in rows)
    return scores(rows, spent_365, model, horizon_of(settings), as_of, settings.currency, rank_365, rank_ever)


def _spent_365(tx: Tx, settings: Settings, as_of: date, ids: Collection[int] | None = None) -> dict[int, int]:
    after, until = _end(settings, as_of - timedelta(days=365)), _end(settings, as_of)
    return histories.spent_between(tx, settings.currency, after, until, settings.rates, ids)


def _end(settings: Settings, day: date) -> int:
    return clock.stamp(clock.end_of(day, settings.zone))


def keep(tx: Tx, fitted: FittedModel, as_of: date) -> None:
    """Say what the stored scores were made with, and of which day they are."""
    facts.put(tx, MODEL_FACT, fitted.to_text())
    facts.put(tx, SCORED_FACT, as_of.isoformat())
