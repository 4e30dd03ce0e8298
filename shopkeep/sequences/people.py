"""Customers as mails address them: plain rows of the shop put together into records.Person, many at once."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from shopkeep import wording
from shopkeep.core import clock, text
from shopkeep.core.money import Money
from shopkeep.core.records.customers import Summary
from shopkeep.core.records.sequences import Person, ProductRef
from shopkeep.sequences.greeting import first_name_of
from shopkeep.sequences.values import FEW
from shopkeep.sequences.values_customer import nearest
from shopkeep.store import Tx
from shopkeep.store import sequences as queries
from shopkeep.store.sequences import Bought, Stocked, Who

_YEARLY = re.compile(r"(?:\d{4}|-)-(\d{2})-(\d{2})", re.ASCII)
_NO_FAVOURITE = ("gift card", "gift voucher", "shipping", "tip", "donation", "sample")


@dataclass(frozen=True, slots=True)
class Asking:
    """As of which day customers are asked about, where, and for what."""

    as_of: date
    zone: str
    currency: str
    language: str
    wanted: frozenset[str] = frozenset()
    """Names as mails speak of them (render.wanted): what costs much is worked out only where it is said."""
    birthdays: tuple[str, ...] = ()
    """What customers' files call a birthday, folded."""


def build(tx: Tx, ids: Collection[int], summaries: dict[int, Summary], asking: Asking) -> dict[int, Person]:
    """These customers as of a day, by id. One set of queries however many there are."""
    stock = _Stock(queries.products(tx), asking.language)
    until = clock.stamp(clock.end_of(asking.as_of, asking.zone))
    bought: dict[int, list[Bought]] = {}
    for row in queries.bought(tx, ids, until):
        bought.setdefault(row.customer_id, []).append(row)
    saved = queries.saved(tx, ids, asking.currency, until) if "customer.saved" in asking.wanted else {}
    return {
        who.id: _person(who, summaries.get(who.id), bought.get(who.id, []), saved.get(who.id, 0), stock, asking)
        for who in queries.people(tx, ids).values()
    }


def _person(
    who: Who, summary: Summary | None, bought: list[Bought], saved: int, stock: _Stock, asking: Asking
) -> Person:
    wanted = [b for b in bought if not _is_no_favourite(b.title)]
    favourite = max(wanted, key=lambda b: (b.orders, b.at, b.title), default=None)
    newest = max((b.at for b in bought), default=0)
    last = sorted((b for b in bought if b.at == newest), key=lambda b: (-b.orders, b.title))
    categories: dict[str, int] = {}
    for row in wanted:
        category = stock.category(row)
        if category:
            categories[category] = categories.get(category, 0) + row.orders
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
        favourite=stock.product(favourite) if favourite else None,
        last_products=tuple(stock.product(row) for row in last[:FEW]),
        category=max(categories, key=lambda c: (categories[c], c), default=""),
        attributes=who.attributes,
        saved=Money(saved, asking.currency) if saved else None,
        birthday=_birthday(who.attributes, asking),
        peak_month=_own_peak(summary),
        own_peak=_own_peak(summary) is not None,
        milestone_near=summary.milestone_near if summary else "",
        milestone_passed=summary.milestone_passed if summary else "",
    )


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


def _is_no_favourite(title: str) -> bool:
    folded = title.casefold()
    return any(folded.startswith(word) for word in _NO_FAVOURITE)


class _Stock:
    """What the products' file says, found by SKU or by name."""

    def __init__(self, products: list[Stocked], language: str) -> None:
        self.language = language
        self.by_sku = {p.sku: p for p in products if p.sku}
        self.by_title = {text.key(p.title): p for p in products if p.title}
        self.made: dict[tuple[str, str], ProductRef] = {}

    def find(self, row: Bought) -> Stocked | None:
        return self.by_sku.get(row.sku) or self.by_title.get(text.key(row.title))

    def category(self, row: Bought) -> str:
        found = self.find(row)
        return found.category if found else ""

    def product(self, row: Bought) -> ProductRef:
        """A product for a mail: priced and linked only where the products' file says so."""
        key = (row.sku, row.title)
        if key not in self.made:
            found = self.find(row)
            if found is None:
                self.made[key] = ProductRef(row.title)
            else:
                price = Money(found.price, found.currency) if found.price and found.currency else None
                shown = wording.money(price, self.language) if price else ""
                self.made[key] = ProductRef(found.title or row.title, shown, found.link, found.image, price)
        return self.made[key]
