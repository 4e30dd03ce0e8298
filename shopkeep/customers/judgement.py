"""What the shop's customers come to on a day: read where it is stored, made aside where it is not."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from shopkeep.core import clock
from shopkeep.core.records.customers import Facts, Summary
from shopkeep.customers.rhythm import facts_of, spent_since
from shopkeep.customers.scoring import FittedModel, fit_shop, model_from_text, score
from shopkeep.customers.segments import Yardstick, yardstick
from shopkeep.settings import Settings
from shopkeep.store import Tx, customers, facts, summaries

MODEL_FACT = "return_model"
YARDSTICK_FACT = "yardstick"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every customer's summary as of a day, and the model they were scored with."""

    as_of: date
    summaries: list[Summary]
    model: FittedModel
    horizon: int
    """How many days the return chance looks ahead."""
    yardstick: Yardstick


def judge(tx: Tx, settings: Settings, as_of: date) -> Judgement:
    """Everybody's summary as of a day. Orders after it are as if unknown. Stores nothing."""
    known = _stored_model(tx, settings)
    state = summaries.state(tx)
    if known is not None and state.oldest == state.newest == as_of:
        return Judgement(as_of, summaries.stored(tx), known, _horizon(settings), _stored_yardstick(tx))
    if known is not None and state.oldest is not None and state.oldest == state.newest:
        # Nothing was ordered between the stored day and this one: only time has passed.
        newest = customers.newest_order(tx)
        until = clock.stamp(clock.end_of(state.oldest, settings.zone))
        if state.oldest < as_of and (newest is None or newest <= until):
            return _later(tx, settings, as_of, known)
    return judge_anew(tx, settings, as_of)


def judge_one(tx: Tx, settings: Settings, as_of: date, customer_id: int) -> Judgement:
    """The same of one customer alone; no summary where they have no order that counts."""
    known = _stored_model(tx, settings)
    state = summaries.state(tx)
    if known is not None and state.oldest == state.newest == as_of:
        found = summaries.stored(tx, [customer_id])
        return Judgement(as_of, found, known, _horizon(settings), _stored_yardstick(tx))
    everybody = judge(tx, settings, as_of)
    return replace(everybody, summaries=[s for s in everybody.summaries if s.customer_id == customer_id])


def judge_anew(tx: Tx, settings: Settings, as_of: date) -> Judgement:
    """The same from the orders themselves, with a model fitted to what was known that day."""
    until = clock.stamp(clock.end_of(as_of, settings.zone))
    found = customers.histories(tx, settings.zone, settings.currency, until)
    everybody = [fact for history in found if (fact := facts_of(history, as_of)) is not None]
    year_ago = as_of - timedelta(days=365)
    spent = {history.customer_id: spent_since(history.orders, year_ago, as_of) for history in found}
    known_until = max((fact.last_on for fact in everybody), default=as_of)
    model = fit_shop(everybody, known_until, _basis(settings))
    scored = score(everybody, spent, model.parameters, _horizon(settings), as_of)
    return Judgement(as_of, scored, model, _horizon(settings), yardstick(scored))


def _later(tx: Tx, settings: Settings, as_of: date, model: FittedModel) -> Judgement:
    year_ago = clock.stamp(clock.end_of(as_of - timedelta(days=365), settings.zone))
    until = clock.stamp(clock.end_of(as_of, settings.zone))
    spent = customers.spent_between(tx, settings.currency, year_ago, until)
    scored = score(summaries.stored(tx), spent, model.parameters, _horizon(settings), as_of)
    return Judgement(as_of, scored, model, _horizon(settings), yardstick(scored))


def is_stored(tx: Tx, settings: Settings, as_of: date) -> bool:
    """Whether the stored summaries are of this day and of today's settings."""
    state = summaries.state(tx)
    if not state.customers:
        return customers.newest_order(tx) is None
    return state.oldest == state.newest == as_of and _stored_model(tx, settings) is not None


def store(tx: Tx, judgement: Judgement) -> None:
    """Keep a judgement as the shop's current one."""
    summaries.replace_all(tx, judgement.summaries)
    facts.put(tx, MODEL_FACT, judgement.model.to_text())
    facts.put(tx, YARDSTICK_FACT, json.dumps(asdict(judgement.yardstick)))


def _stored_yardstick(tx: Tx) -> Yardstick:
    return Yardstick(**json.loads(facts.get(tx, YARDSTICK_FACT)))


def _stored_model(tx: Tx, settings: Settings) -> FittedModel | None:
    """The stored model, unless the settings it rests on have changed since."""
    model = model_from_text(facts.get(tx, MODEL_FACT))
    return model if model is not None and model.basis == _basis(settings) else None


def _basis(settings: Settings) -> str:
    return f"{settings.currency} {settings.zone} {_horizon(settings)}"


def _horizon(settings: Settings) -> int:
    return int(settings.get("policy.horizon_days"))
