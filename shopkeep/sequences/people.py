"""Customers as mails address them: plain rows of the shop put together into records.Person, many at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from shopkeep import wording
from shopkeep.core import clock, text
from shopkeep.core.money import Money
from shopkeep.core.records.customers import Summary
from shopkeep.core.records.sequences import Person, ProductRef
from shopkeep.sequences.greeting import first_name_of
from shopkeep.sequences.values import FEW
from shopkeep.store import Tx
from shopkeep.store import sequences as queries
from shopkeep.store.sequences import Bought, Stocked, Who

_NO_FAVOURITE = ("gift card", "gift voucher", "shipping", "tip", "donation", "sample")


def build(
    tx: Tx, ids: Collection[int], summaries: dict[int, Summary], as_of: date, zone: str, currency: str, language: str
) -> dict[int, Person]:
    """These customers as of a day, by id. One set of queries however many there are."""
    stock = _Stock(queries.products(tx), language)
    bought: dict[int, list[Bought]] = {}
    for row in queries.bought(tx, ids, clock.stamp(clock.end_of(as_of, zone))):
        bought.setdefault(row.customer_id, []).append(row)
    return {
        who.id: _person(who, summaries.get(who.id), bought.get(who.id, []), stock, as_of, currency)
        for who in queries.people(tx, ids).values()
    }


def _person(
    who: Who, summary: Summary | None, bought: list[Bought], stock: _Stock, as_of: date, currency: str
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
        spent=Money(summary.spent if summary else 0, currency),
        first_order=summary.first_on if summary else None,
        last_order=summary.last_on if summary else None,
        days_since=(as_of - summary.last_on).days if summary else 0,
        usual_gap_days=summary.usual_gap_days if summary else None,
        country=who.country,
        language=who.language,
        favourite=stock.product(favourite) if favourite else None,
        last_products=tuple(stock.product(row) for row in last[:FEW]),
        category=max(categories, key=lambda c: (categories[c], c), default=""),
        attributes=who.attributes,
    )


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
                self.made[key] = ProductRef(found.title or row.title, shown, found.link, found.image)
        return self.made[key]
