"""Customers as mails address them: plain rows of the shop put together into records.Person, many at once."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shopkeep.core import clock, text
from shopkeep.core.money import Money
from shopkeep.core.records.customers import Summary
from shopkeep.core.records.mails import Person, ProductRef
from shopkeep.sequences.goods import FEW, Goods
from shopkeep.sequences.greeting import first_name_of
from shopkeep.sequences.stock import favourites
from shopkeep.sequences.values_customer import nearest
from shopkeep.store import Tx
from shopkeep.store import sequences as queries
from shopkeep.store.sequences import Bought, Who

_YEARLY = re.compile(r"(?:\d{4}|-)-(\d{2})-(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asking:
    """As of which day customers are asked about, where, and for what."""

    as_of: date
    zone: str
    currency: str
    wanted: frozenset[str] = frozenset()
    """Names as mails speak of them (render.wanted): what costs much is worked out only where it is said."""
    birthdays: tuple[str, ...] = ()
    """What customers' files call a birthday, folded."""


def build(
    tx: Tx, ids: Collection[int], summaries: dict[int, Summary], asking: Asking, goods: Goods
) -> dict[int, Person]:
    """These customers as of a day, by id. One set of queries however many there are."""
    until = clock.stamp(clock.end_of(asking.as_of, asking.zone))
    bought: dict[int, list[Bought]] = {}
    for row in queries.bought(tx, ids, until):
        bought.setdefault(row.customer_id, []).append(row)
    saved = queries.saved(tx, ids, asking.currency, until) if "customer.saved" in asking.wanted else {}
    return {
        who.id: _person(who, summaries.get(who.id), bought.get(who.id, []), saved.get(who.id, 0), goods, asking)
        for who in queries.people(tx, ids).values()
    }


def _person(
    who: Who, summary: Summary | None, bought: list[Bought], saved: int, goods: Goods, asking: Asking
) -> Person:
    stock = goods.stock
    wanted = favourites(bought)
    most = wanted[0] if wanted else None
    favourite = stock.product(most.sku, most.title) if most else None
    newest = max((b.at for b in bought), default=0)
    last = sorted((b for b in bought if b.at == newest), key=lambda b: (-b.orders, b.title))
    categories: dict[str, int] = {}
    for row in wanted:
        category = stock.category(row.sku, row.title)
        if category:
            categories[category] = categories.get(category, 0) + row.orders
    own_peak = _own_peak(summary)
    return Person(
        email=who.email,
        first_name=first_name_of(who.name, who.attributes),
        name=who.name,
        orders=summary.orders if summary else 0,
        spent=Money(summary.spent if summary else 0, asking.currency),
        first_order=summary.first_on if summary else None,
        last_order=summary.last_on if summary else None,
        days_since=(asking.as_of - summary.last_on).days if summary else 0,
        usual_gap_days=summary.usual_gap_days if summary else None,
        country=who.country,
        language=who.language,
        favourite=favourite,
        last_products=tuple(stock.product(row.sku, row.title) for row in last[:FEW]),
        category=max(categories, key=lambda c: (categories[c], c), default=""),
        attributes=who.attributes,
        categories=frozenset(categories),
        saved=Money(saved, asking.currency) if saved else None,
        birthday=_birthday(who.attributes, asking),
        peak_month=goods.peak_month if own_peak is None and "customer.peak" in asking.wanted else own_peak,
        own_peak=own_peak is not None,
        milestone_near=summary.milestone_near if summary else "",
        milestone_passed=summary.milestone_passed if summary else "",
        **_recommended(who.id, favourite, summary.last_on if summary else None, goods, asking.wanted),
    )


def _recommended(
    id: int, favourite: ProductRef | None, last_order: date | None, goods: Goods, wanted: frozenset[str]
) -> dict[str, Any]:
    """The products that mails want to name to a customer, by their names in a Person."""
    found: dict[str, Any] = {}
    if "customer.with_favourite" in wanted:
        found["with_favourite"] = goods.with_favourite(favourite)
    if "customer.next_product" in wanted:
        found["next_product"] = goods.next_product(id, favourite)
    if "new_products" in wanted:
        found["new_products"] = goods.new_products(id, last_order)
    if "lesser_known" in wanted:
        found["lesser_known"] = goods.lesser_known(id)
    return found


def _birthday(attributes: dict[str, str], asking: Asking) -> date | None:
    """The birthday nearest to the day, by the first attribute that is called one and is a day."""
    for name, said in attributes.items():
        found = _YEARLY.fullmatch(said) if text.key(name) in asking.birthdays else None
        if found:
            try:
                return nearest(int(found[1]), int(found[2]), asking.as_of)
            except ValueError:
                continue
    return None


def _own_peak(summary: Summary | None) -> int | None:
    """The month of the week around which all orders of a customer lie, if they do."""
    if summary is None or summary.season_week is None:
        return None
    return (date(2025, 1, 1) + timedelta(days=7 * summary.season_week - 4)).month
