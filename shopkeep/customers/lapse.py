"""Active, at risk, lapsed or lost: bands of the return chance behind a gate."""

from __future__ import annotations

from shopkeep.core.records.customers import Lapse

ACTIVE, AT_RISK, LAPSED = 0.50, 0.20, 0.05
"""The lowest return chance of each band; below the last one a customer is lost."""


def lapse(chance: float, days_since: int, patience_days: float) -> Lapse:
    """The band of a customer. The gate: nobody is at risk before they are silent for longer than usual
    (`patience_days`: the own usual gap; for one-time buyers the shop's usual wait for a second order)."""
    if chance >= ACTIVE or days_since <= patience_days:
        return "active"
    if chance >= AT_RISK:
        return "at-risk"
    return "lapsed" if chance >= LAPSED else "lost"


def at_stake(spent_365: int, chance: float) -> int:
    """A year's spending that may not come again, in minor units: spend of 365 days x (1 - chance)."""
    return round(spent_365 * (1 - chance))
