"""Who came back: a first order within the window, alike for those mailed and those held out.

The window opens at a person's first mail (for the holdout: at the mail they would have had). It closes at the
end of the day, where the shop is, that lies `window_days` after the last started stage began for those whose
first mail went out on the same day. Everybody who was to be mailed is counted, opened or not.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from shopkeep.core import clock
from shopkeep.sequences.audience import season
from shopkeep.store.results import Bought, Enrolled, Touch


class Journey(NamedTuple):
    """One customer's way through a sequence: the mails they had, and what they ordered since the first."""

    person: Enrolled
    touches: tuple[Touch, ...]
    after: tuple[Bought, ...]
    """Every order since the first mail, also after the window."""
    closes: datetime
    began: datetime
    """The moment of the first mail."""
    returned: bool
    """Whether they ordered within the window."""
    answered: bool
    """Whether they may have unsubscribed or written back: most did neither."""
    stratum: str = ""
    """With whom alone they may be compared: the sequence and season they entered by, where several are pooled."""

    @property
    def orders(self) -> tuple[Bought, ...]:
        """The orders within the window."""
        if not self.after or self.after[-1].at <= self.closes:
            return self.after
        return tuple(order for order in self.after if order.at <= self.closes)

    @property
    def reached(self) -> bool:
        """Whether any mail went out to them: none did where the server refused all of them for good."""
        return any(touch.arrived for touch in self.touches)

    @property
    def last_touch_before_return(self) -> Touch | None:
        """The last mail that went out to them before their first order; None where none did."""
        order = self.after[0].at
        return next((touch for touch in reversed(self.touches) if touch.arrived and touch.at <= order), None)

    def bought_by(self, moment: datetime, after: datetime | None = None) -> bool:
        """Whether they ordered after a moment (their first mail) and up to another."""
        if not self.after:
            return False
        start = after or self.began
        return any(start < order.at <= moment for order in self.after)


def journey(
    person: Enrolled, touches: tuple[Touch, ...], after: tuple[Bought, ...], closes: datetime, stratum: str = ""
) -> Journey:
    """One customer's way; `touches` and `after` come oldest first."""
    returned = bool(after) and after[0].at <= closes
    answered = bool(person.left_because) or person.unsubscribed is not None or person.replied is not None
    return Journey(person, touches, after, closes, touches[0].at, returned, answered, stratum)


def days_after(moment: datetime, days: int, zone: str) -> datetime:
    """The end of the day, where the shop is, so many days after a moment."""
    return clock.end_of(clock.day_of(moment, zone) + timedelta(days=days), zone)


def journeys(
    people: Iterable[Enrolled],
    had: Mapping[int, Sequence[Touch]],
    bought: Mapping[int, Sequence[Bought]],
    window_days: int,
    zone: str,
) -> list[Journey]:
    """Each person of one sequence with at least one mail or shadow, once, with what they ordered since.

    `had`: the mails of each enrolment. `bought`: the orders of each customer. Both oldest first.
    """
    ways: dict[int, list[Enrolled]] = defaultdict(list)
    for person in people:
        if person.id in had:
            ways[person.customer_id].append(person)
    entered: list[tuple[Enrolled, tuple[Touch, ...]]] = []
    for same in ways.values():
        # One person under two addresses counts once, and as written to where any address was.
        mailed = same if len(same) == 1 else [one for one in same if not one.holdout] or same[:1]
        theirs = had[mailed[0].id]
        if len(mailed) > 1:
            theirs = sorted((touch for one in mailed for touch in had[one.id]), key=attrgetter("at"))
        entered.append((mailed[0], tuple(theirs)))
    closes = _closing((theirs for _, theirs in entered), window_days, zone)
    return [
        journey(person, theirs, _since(theirs[0].at, bought.get(person.customer_id, ())), closes(theirs[0].at))
        for person, theirs in entered
    ]


def seasons(ways: Iterable[Journey], zone: str) -> list[Journey]:
    """The journeys of several sequences, one for each customer and half-year: the whole programme.

    Whoever was held out first counts as held out, also where a later sequence without a holdout wrote to them:
    so the comparison stays one of chance, and errs on the side of modesty.
    """
    half_of = cache(lambda moment: season(clock.day_of(moment, zone)))  # many were written to at the same one
    by_season: dict[tuple[int, str], list[Journey]] = defaultdict(list)
    for way in ways:
        by_season[way.person.customer_id, half_of(way.began)].append(way)
    found = []
    for (_, half), same in by_season.items():
        same.sort(key=attrgetter("began"))
        first = same[0]
        touches, closes = first.touches, first.closes
        if len(same) > 1:
            touches = tuple(sorted((touch for way in same for touch in way.touches), key=attrgetter("at")))
            closes = max(way.closes for way in same)
        found.append(journey(first.person, touches, first.after, closes, f"{first.person.sequence} {half}"))
    return found


def came_back_before(people: Iterable[Enrolled], ways: Iterable[Journey], orders: Iterable[Bought]) -> int:
    """How many ordered between their enrolment and their first mail: by themselves, and so not counted."""
    bought = orders_of(orders)
    first = {way.person.id: way.began for way in ways if way.person.customer_id in bought}
    return sum(
        any(
            person.enrolled_at < order.at and (person.id not in first or order.at <= first[person.id])
            for order in bought[person.customer_id]
        )
        for person in people
        if person.customer_id in bought and person.enrolled_at is not None
    )


def codes_of(way: Journey) -> set[str]:
    """The codes a customer was given, in capitals."""
    codes = {touch.code.upper() for touch in way.touches}
    codes.add(way.person.code.upper())
    codes.discard("")
    return codes


def used_code(way: Journey, order: Bought, known: frozenset[str]) -> bool:
    """Whether an order used one of the customer's codes, or one of the sequence's (`known`, in capitals)."""
    if order.codes in ("", "[]"):
        return False
    used = {str(code).upper() for code in json.loads(order.codes)}
    return bool(used & (codes_of(way) | known))


def touches_of(touches: Iterable[Touch]) -> dict[int, list[Touch]]:
    """Enrolment -> its mails, in the order in which they come."""
    had: dict[int, list[Touch]] = defaultdict(list)
    for touch in touches:
        had[touch.enrolment_id].append(touch)
    return dict(had)


def orders_of(orders: Iterable[Bought]) -> dict[int, list[Bought]]:
    """Customer -> their orders, in the order in which they come."""
    bought: dict[int, list[Bought]] = defaultdict(list)
    for order in orders:
        bought[order.customer_id].append(order)
    return dict(bought)


def _since(moment: datetime, orders: Sequence[Bought]) -> tuple[Bought, ...]:
    return tuple([order for order in orders if order.at > moment]) if orders else ()


def _closing(ways: Iterable[tuple[Touch, ...]], window_days: int, zone: str) -> Callable[[datetime], datetime]:
    """When the window closes for whoever had their first mail at a moment."""
    day = cache(lambda moment: clock.day_of(moment, zone))  # many were written to at the same one
    began: dict[date, dict[str, datetime]] = defaultdict(dict)
    for touches in ways:
        stages = began[day(touches[0].at)]
        for touch in touches:
            if touch.at < stages.setdefault(touch.stage, touch.at):
                stages[touch.stage] = touch.at
    closing = {wave: days_after(max(stages.values()), window_days, zone) for wave, stages in began.items()}
    return lambda first: closing[day(first)]
