"""How products sell: best, slow, resting and new ones. Pure functions over `Sales`."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from shopkeep.core.records.products import Sales, Trend
from shopkeep.core.shares import Z95, wilson

WINDOW = 90
"""Days of a window that is compared with another."""
NOT_SELLING = 120
"""Days without a sale after which a product counts as no longer selling."""
YEAR = 364
"""A year earlier, in whole weeks, so that both windows hold the same weekdays."""
FEW_ORDERS = 10
"""Below so many orders in both windows no trend is told."""


@dataclass(frozen=True, slots=True)
class Window:
    """What one product sold in one window. Revenue: minor units. Unpriced: orders that do not say what it brought."""

    orders: int = 0
    quantity: int = 0
    revenue: int = 0
    unpriced: int = 0

    @property
    def known(self) -> int | None:
        """What it brought, in minor units; None where not one of its orders says."""
        return None if self.unpriced and self.unpriced == self.orders else self.revenue


@dataclass(frozen=True, slots=True)
class Sold:
    """How one product sold, ever and in three windows of 90 days. Days are ordinals."""

    product: int
    first: int
    last: int
    ever: Window
    now: Window
    before: Window
    year_ago: Window
    customers: set[int]


def sold(sales: Sales, today: int) -> list[Sold]:
    """Every product that was ever sold. The last 90 days end with `today`, an ordinal day."""
    days, owners, number = sales.days, sales.customers, len(sales.products)
    windows = bytes(_window(today - day) for day in days)
    counts, quantities, revenues, unpriced = ([[0] * number for _ in range(4)] for _ in range(4))
    first, last = [today] * number, [0] * number
    customers: list[set[int]] = [set() for _ in range(number)]
    for order, inside in enumerate(sales.contents()):
        window, day, owner = counts[windows[order]], days[order], owners[order]
        for product in inside:
            window[product] += 1
            unpriced[windows[order]][product] += order in sales.unpriced
            customers[product].add(owner)
            if day < first[product]:
                first[product] = day
            if day > last[product]:
                last[product] = day
    lines = zip(sales.line_orders, sales.line_products, sales.quantities, sales.revenues, strict=True)
    for order, product, quantity, revenue in lines:
        at = windows[order]
        quantities[at][product] += quantity
        revenues[at][product] += revenue
    found = []
    for product in range(number):
        parts = [
            Window(counts[at][product], quantities[at][product], revenues[at][product], unpriced[at][product])
            for at in range(4)
        ]
        ever = Window(
            sum(part.orders for part in parts),
            sum(part.quantity for part in parts),
            sum(part.revenue for part in parts),
            sum(part.unpriced for part in parts),
        )
        if ever.orders:
            who = customers[product] - {0}
            found.append(Sold(product, first[product], last[product], ever, parts[1], parts[2], parts[3], who))
    return found


def _window(ago: int) -> int:
    """The window that a sale so many days ago belongs to: 1 the last, 2 the one before, 3 a year ago, else 0."""
    if ago < WINDOW:
        return 1
    if ago < 2 * WINDOW:
        return 2
    return 3 if YEAR <= ago < YEAR + WINDOW else 0


def trend(now: int, before: int) -> Trend:
    """Whether a product sells more than in a window as long: orders now of orders in both, against half.

    Two counts of equal chances split evenly; the Wilson interval of the share of the newer one tells.
    """
    both = now + before
    interval = wilson(now, both)
    if interval is None or both < FEW_ORDERS:
        return "too few to tell"
    if interval[0] > 0.5:
        return "rising"
    if interval[1] < 0.5:
        return "falling"
    wide = Z95 * sqrt(0.25 / both) > 0.2
    return "too few to tell" if wide else "no clear change"


def known_buyers(sales: Sales, since: dict[int, int]) -> dict[int, tuple[set[int], set[int]]]:
    """product -> (its customers, those of them who had ordered before the product's day).

    `since`: product -> the day (ordinal) it came.
    """
    first: dict[int, int] = {}
    for owner, day in zip(sales.customers, sales.days, strict=True):
        first.setdefault(owner, day)
    found: dict[int, tuple[set[int], set[int]]] = {product: (set(), set()) for product in since}
    for order, product in zip(sales.line_orders, sales.line_products, strict=True):
        if product in since and (owner := sales.customers[order]):
            found[product][0].add(owner)
            if first[owner] < since[product]:
                found[product][1].add(owner)
    return found
