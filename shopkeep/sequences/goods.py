"""The shop's products as mails may recommend them: worked out once for a send, from what all orders say.

Each part is made when a mail first asks for it. Variants count as one product.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property
from statistics import median
from typing import Literal

from shopkeep.core.records.mails import ProductRef, Shelf
from shopkeep.core.records.products import Sales
from shopkeep.customers import affinity, peaks, products, recommending
from shopkeep.sequences.stock import Stock, family, is_no_product

FEW = 6
"""How many products a list in a mail may have."""


FOR_EVERYBODY = frozenset(["best_seller", "best_sellers", "slow_seller"])
"""The names in mails that give the same to all: the shelf."""
FROM_SALES = FOR_EVERYBODY | frozenset(
    ["customer.with_favourite", "customer.next_product", "customer.peak", "new_products", "lesser_known"]
)
"""The names in mails that all orders of the shop are read for."""


class Goods:
    """What the shop sells, up to a day. `sales`: variants folded into one; None where no mail asks for them."""

    def __init__(self, stock: Stock, sales: Sales | None, as_of: date) -> None:
        self.stock = stock
        self._read = sales
        self._today = as_of.toordinal()

    @property
    def has_sales(self) -> bool:
        return self._read is not None

    @property
    def _sales(self) -> Sales:
        assert self._read is not None
        return self._read

    @cached_property
    def _contents(self) -> list[list[int]]:
        return self._sales.contents()

    @cached_property
    def _orders(self) -> dict[int, range]:
        """customer -> where their orders stand, oldest first."""
        found: dict[int, range] = {}
        start, owners = 0, self._sales.customers
        for place in range(1, len(owners) + 1):
            if place == len(owners) or owners[place] != owners[start]:
                found[owners[start]] = range(start, place)
                start = place
        return found

    @cached_property
    def _sold(self) -> list[products.Sold]:
        return products.sold(self._sales, self._today)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {family(one.title): number for number, one in enumerate(self._sales.products)}

    @cached_property
    def _offered(self) -> frozenset[int]:
        """The products that can be recommended: real ones, sold lately or in the products' file."""
        return frozenset(
            one.product
            for one in self._sold
            if not is_no_product(title := self._sales.products[one.product].title)
            and (self._today - one.last < products.NOT_SELLING or self.stock.knows(title))
        )

    @cached_property
    def _companions(self) -> dict[int, tuple[int, ...]]:
        return recommending.companions(self._contents)

    @cached_property
    def _next(self) -> dict[int, tuple[int, ...]]:
        return recommending.next_products(self._sales, self._contents)

    def _bought(self, customer_id: int) -> set[int]:
        return set().union(*(self._contents[order] for order in self._orders.get(customer_id, ())))

    def _ref(self, number: int, how: Literal["", "together", "next"] = "", beside: int = 0) -> ProductRef:
        found = self.stock.whole(self._sales.products[number].title)
        return replace(found, how=how, beside=self._sales.products[beside].title) if how else found

    def with_favourite(self, favourite: ProductRef | None) -> ProductRef | None:
        """What is most clearly bought together with a customer's favourite."""
        number = self._numbers.get(family(favourite.title)) if favourite else None
        if number is None:
            return None
        found = next((one for one in self._companions.get(number, ()) if one in self._offered), None)
        return None if found is None else self._ref(found, "together", number)

    def next_product(self, customer_id: int, favourite: ProductRef | None) -> ProductRef | None:
        """What buyers of a product of theirs took next and they do not have: of their last products, else of
        their favourite, else of one before."""
        orders = self._orders.get(customer_id)
        if not orders:
            return None
        had, day = self._bought(customer_id), self._sales.days[orders[-1]]
        newest = [one for place in reversed(orders) for one in self._contents[place]]
        last = sum(len(self._contents[place]) for place in orders if self._sales.days[place] == day)
        number = self._numbers.get(family(favourite.title)) if favourite else None
        starts = dict.fromkeys([*newest[:last], *([] if number is None else [number]), *newest[last:]])
        for start in starts:
            for one in self._next.get(start, ()):
                if one in self._offered and one not in had:
                    return self._ref(one, "next", start)
        return None

    @cached_property
    def _came(self) -> list[tuple[int, int | None, ProductRef]]:
        """(day, number where it was sold, product), newest first."""
        sales = self._sales
        found: list[tuple[int, int | None, ProductRef]] = []
        for one in self._sold:
            added = sales.products[one.product].added_on
            if one.product in self._offered:
                day = min(one.first, added.toordinal()) if added else one.first
                found.append((day, one.product, self._ref(one.product)))
        for product in sales.unsold:
            if product.added_on and product.added_on.toordinal() <= self._today and not is_no_product(product.title):
                found.append((product.added_on.toordinal(), None, self.stock.whole(product.title)))
        return sorted(found, key=lambda came: (-came[0], came[2].title))

    def new_products(self, customer_id: int, last_order: date | None) -> tuple[ProductRef, ...]:
        """What came after a customer's last order, newest first."""
        if last_order is None:
            return ()
        since, had = last_order.toordinal(), self._bought(customer_id)
        return _few(ref for day, number, ref in self._came if day > since and number not in had)

    @cached_property
    def _lesser_known(self) -> list[int]:
        """Products that fewer than usual have bought, those first whose buyers came back for them most often."""
        known = [one for one in self._sold if one.product in self._offered and len(one.customers) >= affinity.FEW]
        usual = median(len(one.customers) for one in known) if known else 0
        few = [one for one in known if len(one.customers) < usual and one.ever.orders > len(one.customers)]
        few.sort(key=lambda one: (-one.ever.orders / len(one.customers), one.product))
        return [one.product for one in few]

    def lesser_known(self, customer_id: int) -> tuple[ProductRef, ...]:
        """Products that few know and a customer does not have."""
        had = self._bought(customer_id)
        return _few(self._ref(one) for one in self._lesser_known if one not in had)

    @cached_property
    def shelf(self) -> Shelf:
        """The shop's best and slowest sellers of the last 90 days."""
        here = [one for one in self._sold if one.product in self._offered]
        best = sorted(
            (one for one in here if one.now.orders), key=lambda one: (-one.now.revenue, -one.now.orders, one.product)
        )
        top = {one.product for one in best[:FEW]}
        # What came only lately has had no time to sell.
        old = [one for one in here if self._today - one.first >= products.WINDOW and one.product not in top]
        slow = min(old, key=lambda one: (one.now.orders, one.last, one.product), default=None)
        companion = (
            next((c for c in self._companions.get(slow.product, ()) if c in self._offered), None) if slow else None
        )
        return Shelf(
            tuple(self._ref(one.product) for one in best[:FEW]),
            self._ref(slow.product) if slow else None,
            self._ref(companion, "together", slow.product) if slow and companion is not None else None,
        )

    @cached_property
    def peak_month(self) -> int | None:
        """The next month that stands out in the shop's orders, this month included; None where none does."""
        days = self._sales.days
        found = peaks.season(days, self._today, min(days, default=self._today))
        now = date.fromordinal(self._today).month
        return min(found.peak, key=lambda month: (month - now) % 12, default=None)


def _few(found: Iterable[ProductRef]) -> tuple[ProductRef, ...]:
    return tuple(one for one, _ in zip(found, range(FEW), strict=False))
