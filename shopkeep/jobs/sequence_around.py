"""What a sequence is checked against: the shop's words, its customers, and what orders had lately without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from shopkeep.core import clock
from shopkeep.core.records.sequences import Problem, Sequence
from shopkeep.customers.permission import GETS_MAIL
from shopkeep.customers.segments import SEGMENTS
from shopkeep.errors import SequenceProblem
from shopkeep.jobs import code_needs, sequence_groups, sequence_turns, variant_tests
from shopkeep.jobs.asking import Asked, asked, own_segments
from shopkeep.jobs.offer_costs import made
from shopkeep.jobs.sequence_goods import goods_of
from shopkeep.jobs.sequence_people import persons_of, shelf_of, words_of
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import check, render
from shopkeep.sequences.check_offers import AroundOffers, Lately
from shopkeep.store import Tx, enrolments
from shopkeep.store import offers as offers_store

CODES_DAYS, ORDERS_DAYS = 90, 180
"""How far back codes are looked for that customers know, and orders that had a discount anyway."""
NEWEST = 200
COUNTED = 1000
"""So many customers are looked at to count who lacks what."""


def around(shop: Shop, sequence: Sequence | None = None) -> check.Around:
    """What sequences are checked against; with `sequence` also its customers and recent orders."""
    day = shop.today()
    with shop.db.read() as tx:
        known = (*SEGMENTS, *own_segments(tx))
        base = check.Around(words_of(shop), str(shop.settings.get("mail.from")), shop.home, day, known)
        base = replace(base, offers=AroundOffers(day, shop.currency))
        if sequence is None or sequence.segment not in known:
            return base
        with asked(shop, day, tx) as shop_asked:
            rules = tuple(_rule_problems(sequence, shop_asked))
            readable = not rules and all(group.segment in known for group in sequence.groups)
            sizes = None
            if readable and shop_asked.basis.people:
                inside = shop_asked.ids(sequence.segment)
                groups = sequence_groups.GroupsOf(sequence, shop_asked)
                sizes = groups.sizes(inside)
                wanted = render.wanted(mail for stage in sequence.stages for mail in stage.mails)
                get_it = shop_asked.ids(sequence.segment, where=GETS_MAIL) or inside
                nobody = [group.name for group in sequence.groups if not sizes.get(group.name)]
                why = {group: groups.says(group, inside, ()) for group in nobody}
                real = persons_of(shop, tx, get_it[:COUNTED], day, wanted)
                categories = goods_of(shop, tx, day, wanted).stock.categories
                base = replace(base, people=tuple(real.values()), members=len(get_it), categories=categories)
                fall_into = {person.email: groups.of(id) for id, person in real.items()}
                base = replace(base, groups=fall_into, empty=why, shelf=shelf_of(shop, tx, day, wanted))
        base = replace(base, rules=rules, group_sizes=sizes, offers=_recent(shop, tx, sequence, base.offers))
    return replace(base, offers=_needed(shop, sequence, base.offers)) if readable else base


def _rule_problems(sequence: Sequence, shop_asked: Asked) -> list[Problem]:
    found = []
    for group in sequence.groups:
        if not group.where:
            continue
        try:
            sequence_groups.check_rule(group, shop_asked)
        except SequenceProblem as wrong:
            says = wrong.title.removeprefix(f"{wrong.file}, line {wrong.line} ")
            found.append(Problem("error", wrong.file, wrong.line, says, wrong.meaning))
    return found


def _recent(shop: Shop, tx: Tx, sequence: Sequence, base: AroundOffers) -> AroundOffers:
    """The discounts of recent orders but for those that the sequence's own codes gave."""
    now = clock.end_of(base.on, shop.zone)
    until, after = clock.stamp(now), clock.stamp(now - timedelta(days=ORDERS_DAYS))
    codes = offers_store.codes_used(tx, clock.stamp(now - timedelta(days=CODES_DAYS)), until)
    own = {offer.code.upper() for group in sequence.groups for _, offer in made(sequence, group)} - {""}
    own |= {code.upper() for code in enrolments.codes(tx, sequence.name)}
    orders = [one for one in offers_store.lately(tx, after, until, shop.currency, NEWEST) if not own & {*one.codes}]
    shares = tuple(one.share for one in orders if one.share)
    average = round(sum(one.goods for one in orders) / len(orders)) if orders else 0
    lately = Lately(len(orders), shares, sum(one.shipped_free for one in orders), average)
    begun = enrolments.tallies(tx).get(sequence.name)
    return replace(base, codes=codes, lately=lately, begun=bool(begun and begun.sent))


def _needed(shop: Shop, sequence: Sequence, base: AroundOffers) -> AroundOffers:
    """The codes and the numbers of customers that a sequence needs, where it can be read at all."""
    tested = any(len(stage.variants(number)) > 1 for stage in sequence.stages for number in stage.mail_numbers)
    if not sequence.stages or not (tested or code_needs.gives_codes(sequence)):
        return base
    try:
        now = sequence_turns.turn_of(shop, sequence, sequence.stages[0])
    except SequenceProblem:
        return base
    needs = tuple(code_needs.needs_of(shop, now)) if code_needs.gives_codes(sequence) else ()
    return replace(base, needs=needs, tests=tuple(variant_tests.tests_of(shop, now)) if now.candidates else ())
