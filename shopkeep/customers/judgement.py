"""What the shop's customers come to on a day: read where it is stored, made aside where it is not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from shopkeep.core import clock
from shopkeep.core.bulk import bulk
from shopkeep.customers import summarising
from shopkeep.customers.scoring import FEW_CUSTOMERS, FittedModel, model_from_text
from shopkeep.settings import Settings
from shopkeep.store import Tx, customers, facts, histories, summaries


@dataclass(frozen=True, slots=True)
class Basis:
    """What the summaries of a day rest on."""

    as_of: date
    model: FittedModel
    horizon: int
    """How many days the return chance looks ahead."""
    people: int
    """Customers with a summary."""
    constants: Mapping[str, float]
    """The shop's own measures that rules may compare with, in days."""
    few: bool
    """So few customers that the chances are rough."""
    season_adjusted: bool


@contextmanager
def on(tx: Tx, settings: Settings, as_of: date) -> Iterator[Basis]:
    """Inside, the table `summaries` that queries see is that of a day.

    It is the stored one where that is of this day and of the settings as they are. Otherwise everybody is
    judged aside, into a temporary table of the same name that goes at the end: orders after the day are as
    if unknown, and the model is fitted to what was known then. Works where nothing may be written, and
    inside another one of another day.
    """
    inside: list[Basis] = tx.info.setdefault("judged", [])
    if inside and inside[-1].as_of == as_of and inside[-1].model.basis == summarising.basis_of(settings):
        yield inside[-1]
        return
    shadows = summaries.shadows(tx)
    with shadows.lifted():
        known = stored_model(tx, settings, as_of)
        if known is not None:
            basis = _basis(tx, settings, known, as_of)
            with _within(inside, basis):
                yield basis
            return
        made: list[FittedModel] = []
        with shadows.another(lambda: made.append(_aside(tx, settings, as_of))):
            basis = _basis(tx, settings, made[0], as_of)
            with _within(inside, basis):
                yield basis


@contextmanager
def _within(inside: list[Basis], basis: Basis) -> Iterator[None]:
    inside.append(basis)
    try:
        yield
    finally:
        inside.pop()


def _basis(tx: Tx, settings: Settings, model: FittedModel, as_of: date) -> Basis:
    people, measures = summaries.count(tx), model.measures
    return Basis(
        as_of=as_of,
        model=model,
        horizon=summarising.horizon_of(settings),
        people=people,
        constants={"second_order_wait": measures.second_order_wait, "long_wait": measures.long_wait},
        few=people < FEW_CUSTOMERS,
        season_adjusted=model.season_shift is not None,
    )


def _aside(tx: Tx, settings: Settings, as_of: date) -> FittedModel:
    """Fill the empty stand-in. Where the stored summaries are of an earlier day, theirs are a start."""
    with bulk():
        with_day = _stored(tx, settings)
        if with_day is not None and with_day[1] < as_of:
            summaries.copy_stored(tx)
            return advance(tx, settings, *with_day, as_of)
        return summarising.judge_everybody(tx, settings, as_of)


def advance(tx: Tx, settings: Settings, model: FittedModel, day: date, as_of: date) -> FittedModel:
    """Bring summaries of one day to a later one. Orders that lay ahead then are known now."""
    after, until = (clock.stamp(clock.end_of(one, settings.zone)) for one in (day, as_of))
    new = histories.who_ordered(tx, after, until)
    return summarising.rescore(tx, settings, as_of, None if new else model, new)


def stored_model(tx: Tx, settings: Settings, as_of: date) -> FittedModel | None:
    """The model of the stored summaries, if these are of a day and of the settings as they are."""
    found = _stored(tx, settings)
    return found[0] if found is not None and found[1] == as_of else None


def _stored(tx: Tx, settings: Settings) -> tuple[FittedModel, date] | None:
    """The stored model and the day of the stored scores; None where they rest on other settings."""
    model, day = model_from_text(facts.get(tx, summarising.MODEL_FACT)), facts.get(tx, summarising.SCORED_FACT)
    if model is None or not day or model.basis != summarising.basis_of(settings):
        return None
    return model, date.fromisoformat(day)


def bring_up_to(tx: Tx, settings: Settings, as_of: date) -> None:
    """Make the stored summaries those of a day, and of the settings as they are."""
    found = _stored(tx, settings)
    if found is not None and found[1] == as_of:
        return
    if found is not None and found[1] < as_of:
        summarising.keep(tx, advance(tx, settings, *found, as_of), as_of)
        return
    judge_everybody(tx, settings, as_of)


def judge_everybody(tx: Tx, settings: Settings, as_of: date) -> None:
    """Make the stored summaries anew, from the orders themselves."""
    summarising.keep(tx, summarising.judge_everybody(tx, settings, as_of), as_of)


def refit_and_rescore(tx: Tx, settings: Settings, as_of: date, changed: Collection[int] = ()) -> None:
    """Fit the model to the stored facts, those of customers whose orders `changed` read anew, and score everybody
    with it."""
    summarising.keep(tx, summarising.rescore(tx, settings, as_of, changed=changed), as_of)


def is_stored(tx: Tx, settings: Settings, as_of: date) -> bool:
    """Whether the stored summaries are of this day and of the settings as they are."""
    if not summaries.count(tx) and customers.newest_order(tx) is None:
        return True
    return stored_model(tx, settings, as_of) is not None
