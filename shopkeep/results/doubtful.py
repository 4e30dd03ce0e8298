"""Orders that may be an enrolled customer's although placed under another address: the owner is asked.

Two signs: the order used a code that was made for one customer alone, or it was placed by somebody of the same
full name at the same postcode. Asked is only for those who have not come back by themselves.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from shopkeep.core import clock, text
from shopkeep.core.money import Money
from shopkeep.core.records.results import Doubtful
from shopkeep.results.attribution import Journey
from shopkeep.store.order_owners import Known, Strange

CODE = "used the code made for them"
SAME_PERSON = "the same name and postcode"


def own_codes(codes: Iterable[tuple[int, str]], shared: frozenset[str]) -> dict[str, int]:
    """Code in capitals -> the one customer it was made for; codes of several or of an offer are nobody's."""
    pairs = {(code.upper(), customer) for customer, code in codes if code and code.upper() not in shared}
    owners = Counter(code for code, _ in pairs)
    return {code: customer for code, customer in pairs if owners[code] == 1}


def find(
    ways: Iterable[Journey],
    people: Iterable[Known],
    codes: Mapping[str, int],
    with_codes: Iterable[Strange],
    nearby: Iterable[Strange],
    answered: Mapping[tuple[int, int], bool],
    apart: frozenset[tuple[int, int]],
    zone: str,
) -> list[Doubtful]:
    """The orders to ask about, newest first, each once. `apart`: customers who the owner said are two people."""
    waiting = {way.person.customer_id: way for way in ways if not way.returned}
    known = {one.id: one for one in people}
    found: dict[int, Doubtful] = {}
    for order, customer, why in (*by_code(codes, with_codes), *_by_name(known.values(), nearby)):
        way = waiting.get(customer)
        if way is None or order.id in found or order.customer_id == customer or (order.id, customer) in answered:
            continue
        pair = (min(customer, order.customer_id or 0), max(customer, order.customer_id or 0))
        if not way.began < order.at <= way.closes or (pair in apart and why == SAME_PERSON):
            continue
        found[order.id] = Doubtful(
            order=order.number,
            email=way.person.email,
            name=known[customer].name if customer in known else "",
            placed_by=order.email,
            placed_name=order.name,
            on=clock.day_of(order.at, zone),
            amount=Money(order.total - order.refunded, order.currency),
            why=why,
            sequence=way.person.sequence,
            order_id=order.id,
            customer_id=customer,
        )
    return sorted(found.values(), key=lambda one: (one.on, one.order), reverse=True)


def by_code(codes: Mapping[str, int], orders: Iterable[Strange]) -> Iterator[tuple[Strange, int, str]]:
    """Each of these orders that used somebody's own code, whose it is, and that this is why."""
    for order in orders:
        for code in json.loads(order.codes):
            owner = codes.get(str(code).upper())
            if owner is not None:
                yield order, owner, CODE


def _by_name(people: Iterable[Known], orders: Iterable[Strange]) -> Iterator[tuple[Strange, int, str]]:
    called: dict[tuple[frozenset[str], str], list[int]] = defaultdict(list)
    orders = list(orders)
    places = {_place(order.postcode) for order in orders}
    for one in people:
        key = _key(one.name, one.postcode) if _place(one.postcode) in places else None
        if key is not None:
            called[key].append(one.id)
    for order in orders:
        key = _key(order.name, order.postcode)
        for customer in called.get(key, ()) if key is not None else ():
            yield order, customer, SAME_PERSON


def _key(name: str, postcode: str) -> tuple[frozenset[str], str] | None:
    """A full name, in any order of its words, and a postcode; None for less than that."""
    place = _place(postcode)
    words = frozenset(text.key(name).split()) if place else frozenset()
    return (words, place) if len(words) > 1 else None


def _place(postcode: str) -> str:
    return postcode.replace(" ", "").upper()
