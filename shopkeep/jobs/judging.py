"""Keeping the summaries of customers up to date: after an import, a merge, a new day."""

from __future__ import annotations

from collections.abc import Collection

from shopkeep.core.bulk import bulk
from shopkeep.customers import judgement, summarising
from shopkeep.jobs.shop import Shop
from shopkeep.store import Tx, summaries

JUDGED_AT_ONCE = 20_000
"""Customers whom judging anew takes less than half a second."""


def refresh(shop: Shop, tx: Tx, customer_ids: Collection[int] | None) -> None:
    """Bring the summaries up to date after these customers' orders changed (None: anybody's).

    Runs in the caller's transaction. Only what these did is read anew; but scores are relative to the
    whole shop, and so is its model: that is fitted again, and everybody scored with it.
    """
    if customer_ids is not None and not customer_ids:
        return
    today = shop.today()
    with bulk(), summaries.shadows(tx).lifted():
        if customer_ids is None or judgement.stored_model(tx, shop.settings, today) is None:
            judgement.judge_everybody(tx, shop.settings, today)
            return
        judgement.refit_and_rescore(tx, shop.settings, today, customer_ids)


def touch(shop: Shop, tx: Tx, customer_ids: Collection[int]) -> None:
    """The same for a few customers, at once: with the stored model, measures and everybody else's scores.

    Their own rows are right by these. Cut points, the model and the ranks of the others wait for the next
    `refresh` or day, and are off by these few customers until then. In the caller's transaction.
    """
    if not customer_ids:
        return
    today = shop.today()
    with bulk(), summaries.shadows(tx).lifted():
        model = judgement.stored_model(tx, shop.settings, today)
        if model is None:
            refresh(shop, tx, None)
            return
        summarising.judge_some(tx, shop.settings, today, model, customer_ids)


def settle(shop: Shop, tx: Tx, customer_ids: Collection[int]) -> None:
    """The same after orders changed hands: of everybody where that takes no time, for all scores are
    relative, else of these few. In the caller's transaction."""
    (refresh if summaries.count(tx) <= JUDGED_AT_ONCE else touch)(shop, tx, customer_ids)


def ensure_current(shop: Shop) -> None:
    """Re-score everybody where the stored scores are of another day or of other settings."""
    if shop.read_only:
        return
    today = shop.today()
    with shop.db.read() as tx:
        if judgement.is_stored(tx, shop.settings, today):
            return
    with bulk(), shop.db.write() as tx:
        judgement.bring_up_to(tx, shop.settings, today)
