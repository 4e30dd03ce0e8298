"""Who came back: a first order within the window, alike for those mailed and those held out.

The window opens at a person's first mail (for the holdout: at the mail they would have had) and closes
`window_days` after the last started stage began. Everybody who was to be mailed is counted, opened or not.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shopkeep.core import clock
from shopkeep.core.money import Money
from shopkeep.core.records.results import Arm, Lift, Results, Return, Slice, TestResult, VariantResult
from shopkeep.results import experiment
from shopkeep.store.results import Bought, Enrolled, Touch

ENOUGH_ORDERS = 10
"""Below this many returns in both arms together nothing is called a winner."""

USUAL_RATE = 0.05
"""Assumed share that comes back unasked, where the holdout has shown none yet."""


@dataclass(frozen=True, slots=True)
class Journey:
    """One customer's way through a sequence: the mails they had, and what they ordered in their window."""

    person: Enrolled
    touches: tuple[Touch, ...]
    orders: tuple[Bought, ...]

    @property
    def returned(self) -> bool:
        return bool(self.orders)

    @property
    def last_touch_before_return(self) -> Touch:
        before = [touch for touch in self.touches if touch.at <= self.orders[0].at]
        return before[-1]


def window_end(touches: Iterable[Touch], window_days: int) -> datetime | None:
    """When the window closes: `window_days` after the latest stage's first mail."""
    began: dict[str, datetime] = {}
    for touch in touches:
        began[touch.stage] = min(touch.at, began.get(touch.stage, touch.at))
    return max(began.values()) + timedelta(days=window_days) if began else None


def journeys(
    people: list[Enrolled], touches: list[Touch], orders: list[Bought], closes: datetime | None
) -> list[Journey]:
    """Each person with at least one mail or shadow, once, with the orders of their window."""
    by_person: dict[int, list[Touch]] = defaultdict(list)
    for touch in touches:
        by_person[touch.enrolment_id].append(touch)
    by_customer: dict[int, list[Bought]] = defaultdict(list)
    for order in orders:
        by_customer[order.customer_id].append(order)
    if closes is None:
        return []
    ways: dict[int, list[Enrolled]] = defaultdict(list)
    for person in people:
        if person.id in by_person:
            ways[person.customer_id].append(person)
    found = []
    for customer, entered in ways.items():
        # One person under two addresses counts once, and as written to where any address was.
        same = [one for one in entered if not one.holdout] or entered[:1]
        had = sorted((touch for one in same for touch in by_person[one.id]), key=lambda touch: touch.at)
        bought = [o for o in by_customer[customer] if had[0].at < o.at <= closes]
        found.append(Journey(same[0], tuple(had), tuple(bought)))
    return found


def results(
    sequence: str,
    title: str,
    people: list[Enrolled],
    touches: list[Touch],
    orders: list[Bought],
    *,
    window_days: int,
    data_until: datetime | None,
    currency: str,
    zone: str,
    titles: dict[str, str],
    known_codes: frozenset[str],
) -> Results:
    """The whole reckoning of one sequence. `titles` names stages and groups; money is in `currency`."""
    closes = window_end(touches, window_days)
    all_ways = journeys(people, touches, orders, closes)
    mailed = [way for way in all_ways if not way.person.holdout]
    held = [way for way in all_ways if way.person.holdout]
    arm, control = _arm(mailed, currency), _arm(held, currency)
    left: dict[str, int] = defaultdict(int)
    for person in people:
        if person.left_because:
            left[person.left_because] += 1
    return Results(
        sequence=sequence,
        window_days=window_days,
        data_until=data_until,
        mailed=arm,
        holdout=control,
        lift=_lift(arm, control, data_until, closes),
        detectable_lift=experiment.detectable_lift(
            control.returned / control.customers if control.returned else USUAL_RATE, arm.customers, control.customers
        ),
        stages=_stages(mailed, currency, titles),
        groups=_groups(mailed, currency, titles),
        tests=_tests(mailed),
        returned=[_return(way, zone, known_codes) for way in mailed if way.returned],
        title=title,
        left=dict(left),
    )


def _arm(ways: list[Journey], currency: str) -> Arm:
    orders = [o for way in ways for o in way.orders if o.currency == currency]
    returned = sum(way.returned for way in ways)
    return Arm(
        customers=len(ways),
        returned=returned,
        return_rate=returned / len(ways) if ways else None,
        interval=experiment.wilson(returned, len(ways)),
        revenue=Money(sum(o.total - o.refunded for o in orders), currency),
        refunded=Money(sum(o.refunded for o in orders), currency),
        discounts=Money(sum(o.discount for o in orders), currency),
    )


def _lift(arm: Arm, control: Arm, until: datetime | None, closes: datetime | None) -> Lift:
    if arm.return_rate is None:
        return Lift(None, None, None, None, None, "Nothing was sent yet.")
    if control.return_rate is None:
        says = "Cannot tell what the mails did: nobody was held out to compare with."
        return Lift(None, None, None, None, None, says)
    difference = arm.return_rate - control.return_rate
    interval = experiment.newcombe(control.returned, control.customers, arm.returned, arm.customers)
    chance = experiment.chance_better(control.returned, control.customers, arm.returned, arm.customers)
    revenue = arm.revenue - control.revenue.times(arm.customers / control.customers)
    return Lift(difference, interval, revenue, None, chance, _verdict(arm, control, chance, until, closes))


def _verdict(arm: Arm, control: Arm, chance: float, until: datetime | None, closes: datetime | None) -> str:
    if until is None or (closes is not None and until < closes):
        return "Cannot tell yet: the return window is still open. Import newer orders later."
    if arm.returned + control.returned < ENOUGH_ORDERS:
        return f"Cannot tell: fewer than {ENOUGH_ORDERS} customers came back in all."
    if chance >= 0.95:
        return "The mails very likely brought customers back."
    if chance <= 0.05:
        return "Those who got nothing came back more often. The mails very likely did not help."
    return "Too close to call: the difference may be chance."


def _stages(ways: list[Journey], currency: str, titles: dict[str, str]) -> list[Slice]:
    order: dict[str, datetime] = {}
    for way in ways:
        for touch in way.touches:
            order[touch.stage] = min(touch.at, order.get(touch.stage, touch.at))
    found = []
    for stage in sorted(order, key=lambda name: order[name]):
        reached = [way for way in ways if any(touch.stage == stage for touch in way.touches)]
        back = [way for way in reached if way.returned and way.last_touch_before_return.stage == stage]
        found.append(_slice(stage, titles, len(reached), back, currency))
    return found


def _groups(ways: list[Journey], currency: str, titles: dict[str, str]) -> list[Slice]:
    by_group: dict[str, list[Journey]] = defaultdict(list)
    for way in ways:
        by_group[way.person.group].append(way)
    return [
        _slice(name, titles, len(members), [way for way in members if way.returned], currency)
        for name, members in sorted(by_group.items())
    ]


def _slice(name: str, titles: dict[str, str], sent: int, back: list[Journey], currency: str) -> Slice:
    revenue = sum(o.total - o.refunded for way in back for o in way.orders if o.currency == currency)
    return Slice(
        name=name,
        title=titles.get(name, name or "Everybody else"),
        sent=sent,
        returned=len(back),
        rate=len(back) / sent if sent else None,
        revenue=Money(revenue, currency),
    )


def _tests(ways: list[Journey]) -> list[TestResult]:
    """Every mail that went out in more than one variant. A return counts for the last mail before it."""
    sent: dict[tuple[str, int], dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for way in ways:
        last = way.last_touch_before_return if way.returned else None
        for touch in way.touches:
            counts = sent[(touch.stage, touch.mail)][touch.variant]
            counts[0] += touch is last
            counts[1] += 1
    found = []
    for (stage, mail), variants in sent.items():
        if len(variants) < 2:
            continue
        arms = {name: (back, of) for name, (back, of) in sorted(variants.items())}
        chances = experiment.chances_best(arms)
        found.append(TestResult(f"{stage} {mail}", _variants(arms), chances, _test_verdict(arms, chances)))
    return found


def _variants(arms: dict[str, tuple[int, int]]) -> list[VariantResult]:
    return [
        VariantResult(name, of, back, back / of if of else None, experiment.wilson(back, of))
        for name, (back, of) in arms.items()
    ]


def _test_verdict(arms: dict[str, tuple[int, int]], chances: dict[str, float]) -> str:
    best = max(chances, key=lambda name: chances[name])
    if sum(back for back, _ in arms.values()) < ENOUGH_ORDERS:
        return f"Cannot tell: fewer than {ENOUGH_ORDERS} came back after this mail."
    if chances[best] >= 0.95:
        return f"{best} is very likely the better one."
    return f"Too close to call; {best} leads."


def _return(way: Journey, zone: str, known_codes: frozenset[str]) -> Return:
    first = way.orders[0]
    used = {str(code).upper() for code in json.loads(first.codes)}
    return Return(
        email=way.person.email,
        order=first.number,
        on=clock.day_of(first.at, zone),
        amount=Money(first.total - first.refunded, first.currency),
        after_stage=way.last_touch_before_return.stage,
        code_used=bool(used & ({way.person.code.upper()} - {""} | known_codes)),
    )
