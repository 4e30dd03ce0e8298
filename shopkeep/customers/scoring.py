"""From what customers did to what we make of it: fits the shop's model and scores everybody with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date

from shopkeep.core.records.customers import Facts, Summary
from shopkeep.customers import model, rfm
from shopkeep.customers.lapse import at_stake, lapse
from shopkeep.customers.model import ReturnModel
from shopkeep.customers.rhythm import second_order_wait

FITTED_AT_MOST = 20_000
"""Customers in a fit; more add time and no precision."""
FEW_CUSTOMERS = 200
"""Below this the chances are said to be rough."""


@dataclass(frozen=True, slots=True)
class FittedModel:
    """A shop's model, the day its orders were known to and how many customers it rests on."""

    parameters: ReturnModel
    fitted_on: date
    customers: int
    basis: str = ""
    """What else the stored judgement rests on (settings); another basis means: judge anew."""

    def to_text(self) -> str:
        values = asdict(self.parameters) | {
            "fitted_on": self.fitted_on.isoformat(),
            "customers": self.customers,
            "basis": self.basis,
        }
        return json.dumps(values)


def model_from_text(text: str) -> FittedModel | None:
    """A model as `to_text` wrote it; None for anything else."""
    try:
        values = json.loads(text)
        parameters = ReturnModel(*(float(values[name]) for name in ("r", "alpha", "a", "b")))
        fitted_on = date.fromisoformat(values["fitted_on"])
        return FittedModel(parameters, fitted_on, int(values["customers"]), str(values["basis"]))
    except (ValueError, TypeError, KeyError):
        return None


def fit_shop(facts: Sequence[Facts], known_until: date, basis: str = "") -> FittedModel:
    """The shop's model from orders known up to a day, usually that of the newest order: days of which
    nothing is known yet would look like silence."""
    sample = facts
    if len(facts) > FITTED_AT_MOST:
        sample = sorted(facts, key=lambda fact: _hash(fact.customer_id))[:FITTED_AT_MOST]
    pasts = Counter(fact.past(known_until) for fact in sample)
    return FittedModel(model.fit(pasts), known_until, len(facts), basis)


def _hash(customer_id: int) -> int:
    """A number that scatters customers, always the same for the same one (Knuth, 6.4)."""
    return customer_id * 2654435761 % 2**32


def score(
    facts: Sequence[Facts], spent_365: Mapping[int, int], fitted: ReturnModel, horizon: int, as_of: date
) -> list[Summary]:
    """Every customer's summary as of a day; `horizon` is how many days the return chance looks ahead."""
    wait = second_order_wait(facts)
    cuts = rfm.cut_points(facts)
    chances: dict[tuple[int, float, float], float] = {}
    summaries = []
    for fact in facts:
        past = fact.past(as_of)
        chance = chances.get(past)
        if chance is None:
            chance = chances[past] = fitted.chance(*past, horizon)
        days_since = (as_of - fact.last_on).days
        patience = wait if fact.usual_gap_days is None else fact.usual_gap_days
        year = spent_365.get(fact.customer_id, 0)
        recency, frequency, monetary = cuts.scores(fact)
        summaries.append(
            Summary(
                **{name: getattr(fact, name) for name in _FACTS},
                spent_365=year,
                days_since=days_since,
                patience_days=patience,
                return_chance=chance,
                at_stake=at_stake(year, chance),
                lapse=lapse(chance, days_since, patience),
                recency=recency,
                frequency=frequency,
                monetary=monetary,
                scored_on=as_of,
            )
        )
    return summaries


_FACTS = tuple(field.name for field in fields(Facts))
