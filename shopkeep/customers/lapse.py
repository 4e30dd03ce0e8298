"""Active, at risk, lapsed or lost: bands of the return chance behind a gate."""

from __future__ import annotations

from shopkeep.core.records.customers import Lapse

ACTIVE, AT_RISK, LAPSED = 0.50, 0.20, 0.05
"""The lowest return chance of each band; below the last one a customer is lost."""


def lapse(chance: float, days_since: int, usual_gap_days: float | None, second_order_wait: float) -> Lapse:
    """The band of a customer. The gate: nobody is at risk before they are late by their own rhythm,
    one-time buyers not before the shop's usual wait for a second order (`second_order_wait`, days)."""
    patience = second_order_wait if usual_gap_days is None else usual_gap_days
    if chance >= ACTIVE or days_since <= patience:
        return "active"
    if chance >= AT_RISK:
        return "at-risk"
    return "lapsed" if chance >= LAPSED else "lost"


def at_stake(spent_365: int, chance: float) -> int:
    """A year's spending that may not come again, in minor units: spend of 365 days x (1 - chance)."""
    return round(spent_365 * (1 - chance))
