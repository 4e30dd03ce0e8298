"""The whole reckoning of one sequence, and of all of them as one programme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from shopkeep.core import clock
from shopkeep.core.money import Money
from shopkeep.core.records.results import Arm, Results, Return, TestResult
from shopkeep.core.shares import wilson
from shopkeep.results import ab, attribution, formulas, power, variants, verdicts, words
from shopkeep.results import lift as lifting
from shopkeep.results.attribution import Journey
from shopkeep.results.books import Books, Gift, LineCosts
from shopkeep.results.verdicts import Scope
from shopkeep.store.results import Bought, Enrolled, Touch

USUAL_RATE = 0.05
"""Assumed share that comes back unasked, where neither the holdout nor the shop's past has shown one."""
PROGRAMME = "The whole programme"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sequence says of itself, as far as reading its results needs it."""

    name: str
    title: str
    window_days: int = 14
    titles: dict[str, str] = field(default_factory=dict)
    """Titles of stages and groups by name."""
    offered: dict[str, str] = field(default_factory=dict)
    """Group -> its offer in words."""
    codes: frozenset[str] = frozenset()
    """The codes of its offers, in capitals."""
    holdout: float = 0.0


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of everybody enrolled, and of the shop."""

    people: list[Enrolled]
    touches: list[Touch]
    orders: list[Bought]
    until: datetime | None
    currency: str
    say: words.Say
    costs: Mapping[int, LineCosts] = field(default_factory=dict)
    gifts: Mapping[tuple[str, str], Gift] = field(default_factory=dict)
    base_rate: float | None = None
    """The share of the shop's customers who ordered in a window as long, just before the first mail."""

    def books(self, codes: frozenset[str]) -> Books:
        return Books(self.currency, self.costs, codes, self.gifts, self.orders)


def ways_of(plan: Plan, known: Known) -> list[Journey]:
    """The journeys of one sequence's people."""
    return ways_by_sequence({plan.name: plan}, known)[plan.name]


def ways_by_sequence(plans: Mapping[str, Plan], known: Known) -> dict[str, list[Journey]]:
    """The journeys of each sequence's people."""
    had, bought = attribution.touches_of(known.touches), attribution.orders_of(known.orders)
    found = {}
    for name, plan in plans.items():
        people = (one for one in known.people if one.sequence in ("", name))
        found[name] = attribution.journeys(people, had, bought, plan.window_days, known.say.zone)
    return found


def of_sequence(plan: Plan, known: Known, ways: list[Journey] | None = None) -> Results:
    """The reckoning of one sequence; `known` holds its people alone. `ways`: their journeys, where they are known."""
    ways = ways_of(plan, known) if ways is None else ways
    mailed, held = _arms(ways)
    books = known.books(plan.codes)
    scope = _scope(plan, known, books)
    found = _compared(plan.name, plan.title, mailed, held, books, known, plan, False)
    stages = verdicts.stages(mailed, held, scope)
    return formulas.filled(
        replace(
            found,
            stages=stages,
            mails=verdicts.mails(mailed, held, scope, stages),
            groups=verdicts.groups(mailed, held, scope),
            offers=verdicts.offers(mailed, held, scope, plan.offered),
            tests=variants.tests(mailed, scope, known.say),
        ),
        known.say,
        known.base_rate,
    )


def programme(plans: Mapping[str, Plan], known: Known, ways: Mapping[str, list[Journey]]) -> Results:
    """All sequences together: one comparison for each customer and half-year, for which the holdout holds.

    `ways`: the journeys of each sequence.
    """
    codes = frozenset(code for plan in plans.values() for code in plan.codes)
    books = known.books(codes)
    scopes = {name: _scope(plan, known, books) for name, plan in plans.items()}
    everybody = attribution.seasons((way for each in ways.values() for way in each), known.say.zone)
    mailed, held = _arms(everybody)
    share = len(held) / len(everybody) if everybody else 0.0
    longest = max((plan.window_days for plan in plans.values()), default=14)
    whole = Plan("", PROGRAMME, longest, holdout=share, codes=codes)
    found = _compared("", PROGRAMME, mailed, held, books, known, whole, True)
    each = []
    sent: dict[str, list[Journey]] = {}
    for name, plan in plans.items():
        sent[name], without = _arms(ways[name])
        if sent[name]:
            each.append(verdicts.of_sequence(name, plan.title, sent[name], without, scopes[name]))
    return formulas.filled(
        replace(found, sequences=each, pooled=variants.pooled(sent, scopes, known.say)), known.say, known.base_rate
    )


def pooled_tests(plans: Mapping[str, Plan], known: Known, mails: Collection[str]) -> list[TestResult]:
    """Tests of these mails (`offer 1`), pooled over all sequences that have the same variants of them."""
    books = known.books(frozenset(code for plan in plans.values() for code in plan.codes))
    sent, scopes = {}, {}
    ways = ways_by_sequence(plans, known)
    for name, plan in plans.items():
        sent[name], _ = _arms(ways[name])
        scopes[name] = _scope(plan, known, books)
    return [test for test in variants.pooled(sent, scopes, known.say) if test.mail in mails]


def _arms(ways: list[Journey]) -> tuple[list[Journey], list[Journey]]:
    return [way for way in ways if not way.person.holdout], [way for way in ways if way.person.holdout]


def _scope(plan: Plan, known: Known, books: Books) -> Scope:
    return Scope(
        plan.window_days, known.say.zone, known.until, books, plan.titles,
        ab.shop_prior(known.base_rate), ab.blocks_of(plan.holdout),
    )  # fmt: skip


def _compared(
    name: str,
    title: str,
    mailed: list[Journey],
    held: list[Journey],
    books: Books,
    known: Known,
    plan: Plan,
    always_on: bool,
) -> Results:
    """What is told of one sequence and of the programme alike."""
    both = [*mailed, *held]
    sent, control = arm(mailed, books), arm(held, books)
    once = not always_on and lifting.is_one_send(both, plan.window_days)
    look = lifting.Look(once, known.until, ab.shop_prior(known.base_rate), ab.blocks_of(plan.holdout))
    base = (control.returned / control.customers) if control.returned else known.base_rate or USUAL_RATE
    other = books.other_money(both)
    return Results(
        sequence=name,
        window_days=plan.window_days,
        data_until=known.until,
        mailed=sent,
        holdout=control,
        lift=lifting.lift(title, mailed, held, (sent, control), books, look, known.say),
        detectable_lift=power.detectable_lift(base, sent.customers, control.customers),
        stages=[],
        groups=[],
        tests=[],
        returned=[_return(way, books, known) for way in mailed if way.returned],
        title=title,
        left=dict(Counter(one.left_because for one in known.people if one.left_because)),
        closes=max({way.closes for way in both}, default=None),
        within=verdicts.within(mailed, held, known.say.zone, known.until) if mailed else [],
        unsubscribed=verdicts.unsubscribed(mailed),
        replied=verdicts.replied(mailed),
        came_back_before=attribution.came_back_before(known.people, both, known.orders),
        other_money=other,
        notes=_notes(mailed, books, other, always_on, known),
    )


def arm(ways: list[Journey], books: Books) -> Arm:
    """One side of the comparison in numbers."""
    back = [way for way in ways if way.returned]
    sums = books.sums((way, way.orders) for way in back)
    returned = len(back)
    return Arm(
        customers=len(ways),
        returned=returned,
        return_rate=returned / len(ways) if ways else None,
        interval=wilson(returned, len(ways)),
        revenue=sums.revenue,
        refunded=sums.refunded,
        discounts=sums.discounts,
        orders=sums.orders,
        buyers=sum(books.revenue(way) > 0 for way in back),
        given=sums.given,
        profit=sums.profit,
    )


def _return(way: Journey, books: Books, known: Known) -> Return:
    first, last = way.after[0], way.last_touch_before_return
    orders = way.orders
    if first.confirmed:
        how = "confirmed by you"
    else:
        how = "address" if not first.email or first.email == way.person.email else "merged address"
    return Return(
        email=way.person.email,
        order=first.number,
        on=clock.day_of(first.at, known.say.zone),
        amount=Money(first.kept, first.currency),
        after_stage=last.stage if last else "",
        code_used=books.used(way, first),
        after_mail=last.mail if last else 0,
        variant=last.variant if last else "",
        group=way.person.group,
        orders=len(orders),
        brought=Money(sum(order.kept for order in orders if order.currency == first.currency), first.currency),
        how=how,
    )


def _notes(mailed: list[Journey], books: Books, other: list[Money], pooled: bool, known: Known) -> list[str]:
    """What the numbers leave out, in sentences."""
    notes = []
    if other:
        amounts = ", ".join(known.say.money(one) for one in other)
        notes.append(f"Orders in other currencies count as returns; their money ({amounts}) is not in the sums.")
    if any(way.returned for way in mailed) and not books.knows_costs:
        notes.append("Profit is not told: the cost of too few products is known. A products' file says it.")
    failed = sum(not way.reached for way in mailed)
    if failed:
        notes.append(
            f"{failed:,} of those written to could not be reached. The comparison counts them, as the holdout has such"
            " addresses too; stages, groups and variants do not."
        )
    if pooled:
        notes.append("Each customer counts once in a half-year, on the side of the first sequence they came into.")
    return notes
