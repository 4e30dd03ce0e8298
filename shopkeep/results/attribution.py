"""Who came back: a first order within the window, alike for those mailed and those held out.

The window opens at a person's first mail (for the holdout: at the mail they would have had). It closes at the
end of the day, where the shop is, that lies `window_days` after the last started stage began for those whose
first mail went out on the same day. Everybody who was to be mailed is counted, opened or not.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
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
    stratum: str = ""
    """With whom alone they may be compared: the sequence and season they entered by, where several are pooled."""

    @property
    def began(self) -> datetime:
        return self.touches[0].at

    @property
    def orders(self) -> tuple[Bought, ...]:
        """The orders within the window."""
        if not self.after or self.after[-1].at <= self.closes:
            return self.after
        return tuple(order for order in self.after if order.at <= self.closes)

    @property
    def returned(self) -> bool:
        return bool(self.after) and self.after[0].at <= self.closes

    @property
    def last_touch_before_return(self) -> Touch:
        """The last mail before their first order: of those that arrived, where any did."""
        before = [touch for touch in self.touches if touch.at <= self.after[0].at]
        return next((touch for touch in reversed(before) if touch.arrived), before[-1])

    def bought_by(self, moment: datetime, after: datetime | None = None) -> bool:
        """Whether they ordered after a moment (their first mail) and up to another."""
        if not self.after:
            return False
        start = after or self.began
        return any(start < order.at <= moment for order in self.after)


def days_after(moment: datetime, days: int, zone: str) -> datetime:
    """The end of the day, where the shop is, so many days after a moment."""
    return clock.end_of(clock.day_of(moment, zone) + timedelta(days=days), zone)


def journeys(
    people: list[Enrolled], touches: Iterable[Touch], orders: Iterable[Bought], window_days: int, zone: str
) -> list[Journey]:
    """Each person of one sequence with at least one mail or shadow, once, with what they ordered since.

    `touches` and `orders` come oldest first.
    """
    had = _touches_of(touches)
    bought = _orders_of(orders)
    ways: dict[int, list[Enrolled]] = defaultdict(list)
    for person in people:
        if person.id in had:
            ways[person.customer_id].append(person)
    entered = []
    for customer, same in ways.items():
        # One person under two addresses counts once, and as written to where any address was.
        mailed = [one for one in same if not one.holdout] or same[:1]
        theirs = had[mailed[0].id]
        if len(mailed) > 1:
            theirs = sorted((touch for one in mailed for touch in had[one.id]), key=lambda touch: touch.at)
        entered.append((mailed[0], tuple(theirs), bought.get(customer, [])))
    closes = _closing((theirs for _, theirs, _ in entered), window_days, zone)
    return [
        Journey(person, theirs, _since(theirs, after), closes(theirs[0]))
        for person, theirs, after in entered
    ]  # fmt: skip


def seasons(ways: Iterable[Journey], zone: str) -> list[Journey]:
    """The journeys of several sequences, one for each customer and half-year: the whole programme.

    Whoever was held out first counts as held out, also where a later sequence without a holdout wrote to them:
    so the comparison stays one of chance, and errs on the side of modesty.
    """
    by_season: dict[tuple[int, str], list[Journey]] = defaultdict(list)
    for way in ways:
        by_season[way.person.customer_id, season(clock.day_of(way.began, zone))].append(way)
    found = []
    for (_, half), same in by_season.items():
        same.sort(key=lambda way: way.began)
        first = same[0]
        theirs = tuple(sorted((touch for way in same for touch in way.touches), key=lambda touch: touch.at))
        closes = max(way.closes for way in same)
        found.append(Journey(first.person, theirs, first.after, closes, f"{first.person.sequence} {half}"))
    return found


def came_back_before(people: Iterable[Enrolled], ways: Iterable[Journey], orders: Iterable[Bought]) -> int:
    """How many ordered between their enrolment and their first mail: by themselves, and so not counted."""
    first = {way.person.id: way.began for way in ways}
    bought = _orders_of(orders)
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


def _touches_of(touches: Iterable[Touch]) -> dict[int, list[Touch]]:
    had: dict[int, list[Touch]] = defaultdict(list)
    for touch in touches:
        had[touch.enrolment_id].append(touch)
    return dict(had)


def _orders_of(orders: Iterable[Bought]) -> dict[int, list[Bought]]:
    bought: dict[int, list[Bought]] = defaultdict(list)
    for order in orders:
        bought[order.customer_id].append(order)
    return bought


def _since(touches: tuple[Touch, ...], orders: list[Bought]) -> tuple[Bought, ...]:
    if not orders:
        return ()
    return tuple(order for order in orders if order.at > touches[0].at)


def _closing(ways: Iterable[tuple[Touch, ...]], window_days: int, zone: str) -> Callable[[Touch], datetime]:
    """When the window closes for whoever had this first mail."""
    day = lru_cache(maxsize=None)(lambda moment: clock.day_of(moment, zone))  # many were written to at the same one
    began: dict[date, dict[str, datetime]] = defaultdict(dict)
    for touches in ways:
        stages = began[day(touches[0].at)]
        for touch in touches:
            if touch.at < stages.setdefault(touch.stage, touch.at):
                stages[touch.stage] = touch.at
    closing = {wave: days_after(max(stages.values()), window_days, zone) for wave, stages in began.items()}
    return lambda first: closing[day(first.at)]
