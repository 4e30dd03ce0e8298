"""What a send can tell before it goes out: the difference its list and holdout would show, and a better share."""

from __future__ import annotations

from datetime import date

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.records.results import Foresight
from shopkeep.core.records.sequences import Sequence
from shopkeep.jobs import sequences
from shopkeep.jobs.shop import Shop
from shopkeep.results import power
from shopkeep.results.reckoning import USUAL_RATE
from shopkeep.store import results as store


def foresight(shop: Shop, sequence: Sequence, as_of: date | None = None) -> Foresight | None:
    """What the first send of a sequence can tell; None where it has no stage to send."""
    if not sequence.stages:
        return None
    recipients, _ = sequences.audience(shop, sequence.name, sequence.stages[0].name, as_of=as_of)
    held = sum(one.holdout for one in recipients)
    return of_list(shop, len(recipients) - held, held, sequence.holdout, sequence.return_window_days, as_of)


def of_list(shop: Shop, mailed: int, held: int, share: float, window_days: int, as_of: date | None = None) -> Foresight:
    """The same of a list as it would be split: so many mailed, so many held out."""
    base = usual_rate(shop, window_days, as_of)
    people = mailed + held
    detectable = power.detectable_lift(base, mailed, held)
    suggested = power.suggested_share(base, people)
    return Foresight(
        customers=people,
        holdout_share=share,
        mailed=mailed,
        held=held,
        base_rate=base,
        detectable_lift=detectable,
        suggested_share=suggested,
        says=_says(people, held, share, base, detectable, suggested, window_days),
    )


def usual_rate(shop: Shop, window_days: int, as_of: date | None = None) -> float:
    """The share of the shop's customers who ordered in the last so many days: who come back unasked."""
    end = clock.stamp(clock.start_of(as_of or shop.today(), shop.zone))
    with shop.db.read() as tx:
        return store.base_rate(tx, end - window_days * 86_400, end, shop.zone) or USUAL_RATE


def _says(
    people: int, held: int, share: float, base: float, detectable: float | None, suggested: float, days: int
) -> str:
    if not people:
        return "Nobody would be written to now."
    usual = f"About {wording.percent(base)} of your customers order in {wording.span(days)} anyway."
    better = power.detectable_lift(base, *power.split(people, suggested))
    would = "" if better is None else f"a rise of {100 * better:.0f} in 100 or more"
    if not share or not held:
        return (
            f"{usual} Nobody is held out, so that nothing will tell what the mails brought."
            f" Hold out {wording.percent(suggested)} of these {people:,}, and {would} would show for sure."
            if would
            else f"{usual} Nobody is held out; so few customers would show no difference anyway."
        )
    if detectable is None:
        return f"{usual} With {people - held:,} mailed and {held:,} held out no difference will show for sure."
    says = (
        f"{usual} With {people - held:,} mailed and {held:,} held out, a rise of {100 * detectable:.0f} in 100 or more"
        " shows for sure; a smaller one may not."
    )
    if share < suggested and better is not None and better < detectable:
        says += f" Holding out {wording.percent(suggested)} would show {would}."
    if people < power.FEW:
        says += " The holdout stays the same for half a year, so that several sends together tell more."
    return says
