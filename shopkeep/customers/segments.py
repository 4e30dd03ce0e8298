"""The segments: named, live groups of customers. Each is a rule over one summary, none a list.

To add one, write a rule and an entry; the list, the counts and the tests find it here.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shopkeep.core.records.customers import Summary
from shopkeep.customers.rhythm import second_order_wait
from shopkeep.errors import UsageError

BEST_SHARE, SMALL_SHOP_BEST, SMALL_SHOP_SHARE = 0.02, 10, 0.10
ONCE_BEST_SHARE = 0.10
SILENT_AFTER_ONE = 120
NEW_DAYS = 30


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What single customers are measured against."""

    best_365: int
    """The least spent in 365 days by one of the shop's best, in minor units."""
    best_ever: int
    """The same for all they ever spent."""
    second_order_wait: float
    """The shop's usual wait for a second order, in days."""


def yardstick(summaries: Sequence[Summary]) -> Yardstick:
    """The shop's yardstick from everybody's summaries."""
    people = len(summaries)
    best = max(round(people * BEST_SHARE), min(SMALL_SHOP_BEST, round(people * SMALL_SHOP_SHARE)))
    once = round(people * ONCE_BEST_SHARE)
    return Yardstick(
        best_365=_least([summary.spent_365 for summary in summaries], best),
        best_ever=_least([summary.spent for summary in summaries], once),
        second_order_wait=second_order_wait(summaries),
    )


def _least(amounts: list[int], share: int) -> int:
    """What one must spend to be among the `share` biggest (at least one), and never nothing."""
    amounts.sort(reverse=True)
    return max(1, amounts[max(1, share) - 1]) if amounts else 1


@dataclass(frozen=True, slots=True)
class Segment:
    """One group: its rule, and the rule as a sentence."""

    name: str
    title: str
    about: str
    fits: Callable[[Summary, Yardstick], bool]


def _days_since(one: Summary) -> int:
    return (one.scored_on - one.last_on).days


SEGMENTS: dict[str, Segment] = {
    segment.name: segment
    for segment in (
        Segment(
            "at-risk",
            "At risk",
            "Late by their own rhythm, with a return chance of 20 to 50 %.",
            lambda one, shop: one.lapse == "at-risk",
        ),
        Segment(
            "lapsed",
            "Lapsed",
            "Late by their own rhythm, with a return chance of 5 to 20 %.",
            lambda one, shop: one.lapse == "lapsed",
        ),
        Segment(
            "lost",
            "Lost",
            "Late by their own rhythm, with a return chance under 5 %.",
            lambda one, shop: one.lapse == "lost",
        ),
        Segment(
            "active",
            "Active",
            "A return chance of 50 % or more, or silent no longer than usual.",
            lambda one, shop: one.lapse == "active",
        ),
        Segment(
            "first-time",
            "First-time",
            "Ordered on one day only so far.",
            lambda one, shop: one.order_days == 1,
        ),
        Segment(
            "repeat",
            "Repeat buyers",
            "Ordered on two days or more.",
            lambda one, shop: one.order_days > 1,
        ),
        Segment(
            "best",
            "Best",
            "The 2 % who spent most in the last 365 days; in a small shop the best ten, at most one in ten.",
            lambda one, shop: one.spent_365 >= shop.best_365,
        ),
        Segment(
            "win-back",
            "To win back",
            "At risk or lapsed: late by their own rhythm, and not lost yet.",
            lambda one, shop: one.lapse in ("at-risk", "lapsed"),
        ),
        Segment(
            "once-best",
            "Once among the best",
            "Among the 10 % who spent most in all, and no longer active.",
            lambda one, shop: one.spent >= shop.best_ever and one.lapse != "active",
        ),
        Segment(
            "one-order",
            "One order, then silence",
            "Ordered on one day, then nothing for four months.",
            lambda one, shop: one.order_days == 1 and _days_since(one) >= SILENT_AFTER_ONE,
        ),
        Segment(
            "slowing",
            "Slowing down",
            "Late by their own rhythm, but still with a return chance of 50 % or more.",
            lambda one, shop: (
                one.lapse == "active" and one.usual_gap_days is not None and _days_since(one) > one.usual_gap_days
            ),
        ),
        Segment(
            "new",
            "New",
            "Placed their first order in the last 30 days.",
            lambda one, shop: (one.scored_on - one.first_on).days <= NEW_DAYS,
        ),
        Segment("all", "Everybody", "Everybody with an order that counts.", lambda one, shop: True),
    )
}


def segment(name: str) -> Segment:
    """The segment of a name. Raises UsageError with the nearest one."""
    if name in SEGMENTS:
        return SEGMENTS[name]
    near = difflib.get_close_matches(name, SEGMENTS, 1)
    raise UsageError(
        f"There is no segment {name!r}.",
        f"Did you mean {near[0]}?" if near else "",
        "`shopkeep segments` lists them all.",
    )


def names_of(one: Summary, shop: Yardstick) -> list[str]:
    """The segments a customer is in, in the order of the list."""
    return [name for name, entry in SEGMENTS.items() if entry.fits(one, shop)]
