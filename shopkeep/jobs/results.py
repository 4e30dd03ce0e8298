"""Results of a sequence and of the whole programme: who came back and what it brought."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.bulk import bulk
from shopkeep.core.records.results import Doubtful, Results, TestResult
from shopkeep.core.records.sequences import Offer, Sequence
from shopkeep.errors import ShopkeepError
from shopkeep.jobs import foresight, friends, sequences
from shopkeep.jobs.shop import Shop
from shopkeep.results import attribution, doubtful, reckoning
from shopkeep.results.attribution import Journey
from shopkeep.results.books import Gift, LineCosts
from shopkeep.results.reckoning import Known, Plan
from shopkeep.results.verdicts import NO_OFFER
from shopkeep.results.words import Say
from shopkeep.sequences.values import offer_words
from shopkeep.store import Tx, margins, order_owners, pairs, referrals
from shopkeep.store import results as store
from shopkeep.store.results import Enrolled

Gifts = dict[tuple[str, str], tuple[str, bool]]
"""(sequence, group) -> the gift by name, and whether a code brings it."""


def results(shop: Shop, name: str, as_of: date | None = None) -> Results:
    """The reckoning of one sequence from the orders known up to the end of `as_of`.

    Raises NotFound for a sequence that is not there.
    """
    sequence = sequences.load(shop, name)
    plan, gifts = _plan(shop, sequence)
    with bulk(), shop.db.read() as tx:
        known = _known(shop, tx, name, plan.window_days, gifts, as_of)
        ways = reckoning.ways_of(plan, known)
        found = reckoning.of_sequence(plan, known, ways)
        found = replace(found, to_confirm=_to_confirm(shop, tx, known, ways, plan.codes))
        if found.tests:
            found = replace(found, pooled=_pooled(shop, tx, found, as_of))
        ahead = _ahead(shop, tx, as_of)
    found = replace(found, notes=[*ahead, *found.notes, *friends.brought(shop, name)])
    if found.mailed.return_rate is None and found.holdout.return_rate is None:
        found = replace(found, before=foresight.foresight(shop, sequence, as_of))
    return found


def programme(shop: Shop, as_of: date | None = None) -> Results:
    """The reckoning of all sequences together, for each customer and half-year."""
    with bulk(), shop.db.read() as tx:
        plans, gifts = _plans(shop, tx)
        longest = max((plan.window_days for plan in plans.values()), default=_usual_window(shop))
        known = _known(shop, tx, None, longest, gifts, as_of)
        ways = reckoning.ways_by_sequence(plans, known)
        found = reckoning.programme(plans, known, ways)
        codes = frozenset(code for plan in plans.values() for code in plan.codes)
        everybody = [way for each in ways.values() for way in each]
        found = replace(found, notes=[*_ahead(shop, tx, as_of), *found.notes])
        return replace(found, to_confirm=_to_confirm(shop, tx, known, everybody, codes))


def doubtful_orders(shop: Shop, name: str | None = None) -> list[Doubtful]:
    """The orders that wait for the owner's word: of one sequence, or of all."""
    return (results(shop, name) if name else programme(shop)).to_confirm


def _pooled(shop: Shop, tx: Tx, found: Results, as_of: date | None) -> list[TestResult]:
    """The sequence's tests over all sequences, where others had the same."""
    plans, gifts = _plans(shop, tx)
    if len(plans) < 2:
        return []
    known = _known(shop, tx, None, found.window_days, gifts, as_of)
    return reckoning.pooled_tests(plans, known, {test.mail for test in found.tests})


def _plans(shop: Shop, tx: Tx) -> tuple[dict[str, Plan], Gifts]:
    """Every sequence that anybody was ever enrolled in, also those whose folder is gone or cannot be read."""
    plans: dict[str, Plan] = {}
    gifts: Gifts = {}
    for name in store.sequences_with_people(tx):
        try:
            plans[name], more = _plan(shop, sequences.load(shop, name))
            gifts |= more
        except ShopkeepError:
            plans[name] = Plan(name, name, _usual_window(shop))
    return plans, gifts


def _usual_window(shop: Shop) -> int:
    return int(shop.settings.get("policy.return_window_days"))


def _plan(shop: Shop, sequence: Sequence) -> tuple[Plan, Gifts]:
    """What a sequence says of itself, and the gifts of its groups by name."""
    titles = {stage.name: stage.title for stage in sequence.stages}
    titles |= {group.name: group.title for group in sequence.groups}
    offered = {
        group.name: offer_words(group.offer, shop.currency, _language(shop))[0] or NO_OFFER for group in sequence.groups
    }
    codes = frozenset(group.offer.code.upper() for group in sequence.groups if group.offer.code)
    gifts = {
        (sequence.name, group.name): (_gift(group.offer), bool(group.offer.code or group.offer.codes))
        for group in sequence.groups
        if _gift(group.offer)
    }
    plan = Plan(
        sequence.name, sequence.title, sequence.return_window_days, titles, offered, codes, sequence.holdout
    )  # fmt: skip
    return plan, gifts


def _gift(offer: Offer) -> str:
    return offer.value if offer.kind == "gift" else offer.gift


def _known(shop: Shop, tx: Tx, name: str | None, window_days: int, gifts: Gifts, as_of: date | None) -> Known:
    people = store.enrolled(tx, name)
    touches = store.touches(tx, name)
    until = store.data_until(tx)
    until = min(until, clock.now()) if until else None  # a slip such as the year 2062 tells nothing
    since = min((one.enrolled_at for one in people if one.enrolled_at), default=None)
    if touches and since is not None:
        since = min(since, touches[0].at)
    orders = store.orders_since(tx, name, since) if since else []
    if as_of is not None:
        end = clock.end_of(as_of, shop.zone)
        touches = [touch for touch in touches if touch.at <= end]
        orders = [order for order in orders if order.at <= end]
        people = [_as_of(one, end) for one in people if one.enrolled_at is None or one.enrolled_at <= end]
        until = min(until, end) if until else None
    costs = margins.costs(tx, shop.currency)
    ids = [order.id for order in orders]
    base = None
    if touches:
        start = clock.stamp(touches[0].at)
        base = store.base_rate(tx, start - window_days * 86_400, start, shop.zone)
    return Known(
        people=people,
        touches=touches,
        orders=orders,
        until=until,
        currency=shop.currency,
        say=Say(_language(shop), shop.zone),
        costs={id: LineCosts(*sums) for id, sums in margins.of_orders(tx, ids, costs).items()},
        gifts=_priced(tx, gifts, costs, ids),
        base_rate=base,
    )


def _ahead(shop: Shop, tx: Tx, as_of: date | None) -> list[str]:
    """That orders of days to come are among those counted, where there are any."""
    newest = store.data_until(tx)
    if as_of is not None or newest is None or newest <= clock.end_of(shop.today(), shop.zone):
        return []
    day = wording.day_long(clock.day_of(newest, shop.zone), _language(shop))
    return [f"Your files hold orders dated after today, up to {day}. They are counted too, by their dates."]


def _as_of(one: Enrolled, end: datetime) -> Enrolled:
    """Somebody as they stood at a moment: whoever left or wrote back since had not done so yet."""
    if one.unsubscribed is not None and one.unsubscribed.at > end:
        one = one._replace(unsubscribed=None)
    if one.replied is not None and one.replied.at > end:
        one = one._replace(replied=None)
    if one.left_at is None or one.left_at <= end:
        return one
    return one._replace(left_at=None, left_because="")


def _priced(tx: Tx, gifts: Gifts, costs: margins.Costs, ids: list[int]) -> dict[tuple[str, str], Gift]:
    found = {}
    for where, (product, by_code) in gifts.items():
        cost = margins.cost_of(costs, product)
        found[where] = Gift(cost, by_code, margins.orders_with(tx, ids, product) if cost else frozenset())
    return found


def _to_confirm(shop: Shop, tx: Tx, known: Known, ways: list[Journey], shared: frozenset[str]) -> list[Doubtful]:
    """Orders under other addresses within somebody's window. `shared`: codes that everybody was offered."""
    for_others = set(referrals.sequences(tx))
    waiting = [way for way in ways if not way.returned]
    if not waiting:
        return []
    since, until = min(way.began for way in waiting), max(way.closes for way in waiting)
    if known.until is not None:
        until = min(until, known.until)
    ids = {way.person.customer_id for way in waiting}
    with_codes = order_owners.with_codes(tx, since, until)
    own = [way for way in ways if way.person.sequence not in for_others] if with_codes else []
    given = [(way.person.customer_id, code) for way in own for code in attribution.codes_of(way)]
    codes = doubtful.own_codes(given, shared)
    nearby = order_owners.near(tx, since, until, ids)
    owners = {customer for _, customer, _ in doubtful.by_code(codes, with_codes)}
    customers = order_owners.known(tx, ids, {order.postcode for order in nearby}) + order_owners.known(tx, owners)
    return doubtful.find(
        waiting,
        customers,
        codes,
        with_codes,
        nearby,
        order_owners.answers(tx),
        frozenset(pairs.kept_apart(tx)) if nearby else frozenset(),
        shop.zone,
    )


def _language(shop: Shop) -> str:
    return str(shop.settings.get("shop.language"))
