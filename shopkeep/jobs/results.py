"""Results of a sequence: who came back and what it brought."""

from __future__ import annotations

from datetime import date

from shopkeep.core import clock
from shopkeep.core.records.results import Results
from shopkeep.jobs import sequences
from shopkeep.jobs.shop import Shop
from shopkeep.results import attribution
from shopkeep.store import results as store


def results(shop: Shop, name: str, as_of: date | None = None) -> Results:
    """The reckoning of one sequence from the orders known up to the end of `as_of`.

    Raises NotFound for a sequence that is not there.
    """
    sequence = sequences.load(shop, name)
    with shop.db.read() as tx:
        people = store.enrolled(tx, name)
        touches = store.touches(tx, name)
        orders = store.orders_since(tx, name, touches[0].at) if touches else []
        until = store.data_until(tx)
    until = min(until, clock.now()) if until else None  # a slip such as the year 2062 tells nothing
    if as_of is not None:
        end = clock.end_of(as_of, shop.zone)
        touches = [touch for touch in touches if touch.at <= end]
        orders = [order for order in orders if order.at <= end]
        until = min(until, end) if until else None
    titles = {stage.name: stage.title for stage in sequence.stages}
    titles |= {group.name: group.title for group in sequence.groups}
    return attribution.results(
        name,
        sequence.title,
        people,
        touches,
        orders,
        window_days=sequence.return_window_days,
        data_until=until,
        currency=shop.currency,
        zone=shop.zone,
        titles=titles,
        known_codes=frozenset(group.offer.code.upper() for group in sequence.groups if group.offer.code),
    )
