"""What each offer of a sequence costs an order, beside what an order leaves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.money import Money, minor
from shopkeep.core.records.offers import OfferCost
from shopkeep.core.records.sequences import Group, Offer, Sequence
from shopkeep.jobs.asking import asked
from shopkeep.jobs.sequence_groups import GroupsOf
from shopkeep.jobs.sequence_people import load
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import copies, offers
from shopkeep.sequences.values import offer_words
from shopkeep.store import Tx
from shopkeep.store import offers as queries
from shopkeep.store.offers import Usual

YEAR = 365


def offer_costs(shop: Shop, name: str, as_of: date | None = None) -> list[OfferCost]:
    """Group by group what its offer takes from an order, and what an order leaves after the products' cost.

    A group whose offer climbs has one entry for each. Raises NotFound, SequenceProblem.
    """
    sequence, day = load(shop, name, strict=False), as_of or shop.today()
    found = []
    with asked(shop, day) as shop_asked:
        tx, groups = shop_asked.tx, GroupsOf(sequence, shop_asked)
        inside: dict[str, list[int]] = {}
        for one in shop_asked.ids(sequence.segment):
            inside.setdefault(groups.of(one), []).append(one)
        until = clock.stamp(clock.end_of(day, shop.zone))
        after = until - YEAR * 86_400
        for group in sequence.groups:
            ids = inside.get(group.name, [])
            usual = queries.usual(tx, ids, after, until, shop.currency) or queries.usual(
                tx, ids, 0, until, shop.currency
            )
            share = queries.margin_share(tx, ids)
            offered = sum(not groups.no_offer(one) for one in ids)
            for mail, offer in made(sequence, group):
                cost = None if usual is None else _cost(tx, offer, usual, shop.currency)
                found.append(_entry(shop, group, mail, offer, len(ids), offered, usual, share, cost))
    return found


def made(sequence: Sequence, group: Group | None) -> list[tuple[str, Offer]]:
    """The offers that a sequence makes to a group, or to those in none: the group's own, then those that a mail
    changes, with that mail."""
    own = group.offer if group else offers.NONE
    found = {offers.terms(own) + own.codes: ("", own)}
    for stage in sequence.stages:
        for number, language in product(stage.mail_numbers, sorted({mail.language for mail in stage.mails})):
            chosen = copies.choices(stage, number, group.name if group else "", language)
            for variant, copy in chosen.items():
                offer = offers.of_mail(group, copy)
                where = f"{stage.name} {number}{variant if len(chosen) > 1 else ''}"
                if offer.kind != "none":
                    found.setdefault(offers.terms(offer) + offer.codes, (where, offer))
    return list(found.values())


def _cost(tx: Tx, offer: Offer, usual: Usual, currency: str) -> Money | None:
    """What an offer takes from an average order; None where any part of it cannot be told."""
    total = 0.0
    if offer.kind == "percent":
        total += usual.goods * float(Decimal(offer.value)) / 100
    elif offer.kind == "amount":
        total += min(usual.goods, minor(Decimal(offer.value), currency))
    if offer.kind == "free-shipping" or offer.free_shipping:
        total += usual.shipping
    gift = offer.value if offer.kind == "gift" else offer.gift
    if gift:
        known = queries.cost_of(tx, gift)
        if known is None or known[1] not in ("", currency):
            return None
        total += known[0]
    if offer.kind == "guarantee" or offer.guarantee:
        return None
    return Money(round(total), currency)


def _entry(
    shop: Shop,
    group: Group,
    mail: str,
    offer: Offer,
    customers: int,
    offered: int,
    usual: Usual | None,
    share: float | None,
    cost: Money | None,
) -> OfferCost:
    currency = shop.currency
    order = None if usual is None else Money(round(usual.goods), currency)
    margin = order.times(share) if order is not None and share is not None else None
    says = "Nothing is offered." if offer.kind == "none" else _says(shop, offer, order, margin, cost)
    if offer.kind != "none" and offered < customers:
        says += f" {customers - offered:,} of {customers:,} are offered nothing: they are likely to order anyway."
    words, _ = offer_words(offer, currency)
    nothing = Money(0, currency) if offer.kind == "none" else None
    return OfferCost(
        group.name, group.title, mail, words, customers, offered if words else 0, order, margin, nothing or cost, says
    )


def _says(shop: Shop, offer: Offer, order: Money | None, margin: Money | None, cost: Money | None) -> str:
    language = str(shop.settings.get("shop.language"))
    if order is None:
        return "Cannot tell yet what it costs: nobody of this group has ordered."
    if cost is None:
        what = "the guarantee" if offer.kind == "guarantee" or offer.guarantee else "the gift"
        return f"Cannot tell what {what} costs." + (
            " A products' file with its cost would say." if what == "the gift" else ""
        )
    said = wording.money(cost, language)
    if margin is None:
        of = wording.money(order, language)
        return f"Costs about {said} of an order of {of}. Product costs would tell what that leaves."
    left = wording.money(margin, language)
    if cost.amount > margin.amount:
        return f"Costs about {said} an order, more than the {left} margin it leaves."
    return f"Costs about {said} of {left} margin an order."
