"""What orders say of their buyers, kept on the customer: the newest order that says a thing is believed."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from shopkeep.store import Tx, buyers, imports
from shopkeep.store.buyers import Profile, Said

BLANK: dict[str, Any] = {
    **dict.fromkeys(("name", "country", "region", "city", "postcode", "language", "consent", "consent_source"), ""),
    "consent_at": None,
    "attributes": "{}",
    "merged_into": None,
}
"""A customer of whom nothing is known but the address."""
ORDER = "order "
"""How the source of a consent begins that came from an order."""


def bring_up_to_date(tx: Tx, ids: Set[int], import_id: int, first: int, replaced: Set[int]) -> None:
    """Work out what the orders of these customers say of them, with what was before in the journal.

    Orders with an id from `first` on are new; older ones were changed of those who are `replaced` alone. So of
    most customers nothing is read anew but what the new orders add to what is known.
    """
    before = buyers.profiles(tx, ids)
    now = _with_new_orders(tx, {id: before[id] for id in before.keys() - replaced}, first)
    others = before.keys() - now.keys()
    now.update((id, _besides_orders(before[id])) for id in others)
    for said in buyers.said_by_orders(tx, others):
        now[said.customer_id] = _hear(now[said.customer_id], said)
    changed = {id: profile for id, profile in now.items() if profile != before[id]}
    mine = changed.keys() - buyers.made_by(tx, import_id)
    imports.journal(tx, import_id, "customers", ((id, before[id]._asdict()) for id in sorted(mine)))
    buyers.put_profiles(tx, changed)


def _with_new_orders(tx: Tx, known: dict[int, Profile], first: int) -> dict[int, Profile]:
    """What is known of customers with what their new orders add: of those where that comes to the same as reading
    all of their orders anew."""
    last = buyers.last_placed(tx, known, first)
    new: dict[int, list[Said]] = {}
    for said in buyers.said_by_orders(tx, known, first):
        new.setdefault(said.customer_id, []).append(said)
    found = {}
    for id, told in new.items():
        profile = known[id]
        if told[0].placed_at > last.get(id, told[0].placed_at - 1) and _is_of_orders(profile, told):
            for said in told:
                profile = _hear(profile, said)
            found[id] = profile
    return found


def _is_of_orders(profile: Profile, told: list[Said]) -> bool:
    """Whether what is known of a customer is of orders, or is told by these orders."""
    name, country, _, city, postcode, consent, _, source = profile
    if not (source.startswith(ORDER) or not (consent or source)):
        return False
    for said in told:
        name = "" if said.name else name
        country, city = ("", "") if said.country or said.city else (country, city)
        postcode = "" if said.postcode else postcode
    return not (name or country or city or postcode)


def _besides_orders(profile: Profile) -> Profile:
    """What is known of a customer besides orders: consent from an order is read from the orders anew."""
    if profile.consent_source.startswith(ORDER):
        return profile._replace(consent="", consent_at=None, consent_source="")
    return profile


def _hear(profile: Profile, said: Said) -> Profile:
    """Take in one order; they come oldest first."""
    name, country, region, city, postcode, consent, consent_at, source = profile
    _, placed_at, _, number, said_name, said_country, said_region, said_city, said_postcode, agrees = said
    name, postcode = said_name or name, said_postcode or postcode
    if said_country or said_city:
        country, region, city = said_country, said_region, said_city
    newer = consent_at is None or placed_at > consent_at or (placed_at == consent_at and consent != "no")
    if agrees is not None and newer:  # of two answers of the same moment the no counts
        consent, consent_at, source = "yes" if agrees else "no", placed_at, f"{ORDER}{number}"
    return Profile(name, country, region, city, postcode, consent, consent_at, source)
