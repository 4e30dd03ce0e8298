"""Products: what was sold to whom, and what that tells."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shopkeep.core.money import Money

Trend = Literal["rising", "falling", "no clear change", "too few to tell"]


@dataclass(frozen=True, slots=True)
class Product:
    """One product as reports name it; variants may be folded into one."""

    key: str
    title: str
    category: str = ""
    """Empty where no products' file says."""
    added_on: date | None = None
    """When the products' file says it came."""


@dataclass(frozen=True, slots=True)
class Sales:
    """The orders that count up to a day and what was in them, as columns side by side.

    Orders are sorted by customer, moment and id, so that each customer's stand together, oldest first.
    """

    currency: str
    customers: array[int]
    """Of each order: the customer kept, where some were merged; 0 where nobody is known."""
    days: array[int]
    """Of each order: its day in the shop's zone, as `date.toordinal`."""
    foreign: frozenset[int]
    """Numbers of the orders in other currencies: their lines have revenue 0."""
    unpriced: frozenset[int]
    """Numbers of the orders that name products and no prices, and whose total does not tell what each brought."""
    line_orders: array[int]
    """Of each line: the number of its order in the columns above."""
    line_products: array[int]
    """Of each line: the number of its product in `products`."""
    quantities: array[int]
    revenues: array[int]
    """Of each line: what it brought after its own discount, in minor units of `currency`."""
    products: tuple[Product, ...]
    unsold: tuple[Product, ...] = ()
    """Those of the products' file that no order names."""

    def contents(self) -> list[list[int]]:
        """Of each order: the different products in it, smallest number first."""
        found: list[list[int]] = [[] for _ in self.days]
        for order, product in zip(self.line_orders, self.line_products, strict=True):
            found[order].append(product)
        return [sorted(set(one)) if len(one) > 1 else one for one in found]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a report on products rests on."""

    as_of: date
    orders: int
    """Orders that count."""
    orders_without_lines: int
    """Of those, orders of which no file says what was in them."""
    orders_in_other_currencies: int
    """Of those, orders whose money is left out (they are counted all the same)."""
    currency: str
    first_order: date | None = None
    orders_without_prices: int = 0
    """Of those, orders of which no file says what their products cost: their money is left out."""


@dataclass(frozen=True, slots=True)
class UsedToBuy:
    """One product as a group of customers bought it, beside everybody else."""

    key: str
    title: str
    category: str
    customers: int
    """Of the group, who ever bought it."""
    orders: int
    quantity: int
    revenue: Money | None
    """None where no file says what it brought; of orders without prices among others, nothing is counted."""
    share: float
    """Of the group's buyers."""
    interval: tuple[float, float]
    share_of_all: float
    """Of all the shop's buyers, the group among them."""
    difference: float | None
    """Share of the group less share of everybody else; None where there is nobody else."""
    difference_interval: tuple[float, float] | None
    verdict: str
    """`surely more`, `perhaps more`, `surely less`, `perhaps less`, `about as many`, `cannot tell yet`."""
    says: str


@dataclass(frozen=True, slots=True)
class UsedToBuyReport:
    group: str
    """The group in words."""
    customers: int
    buyers: int
    """Of those, customers with an order whose content is known."""
    buyers_of_all: int
    grounds: Grounds
    rows: list[UsedToBuy]


@dataclass(frozen=True, slots=True)
class FirstProduct:
    """One product of first orders, and how many of its buyers came back."""

    key: str
    title: str
    category: str
    buyers: int
    """First-time buyers with enough time since."""
    came_back: int
    rate: float
    interval: tuple[float, float]
    too_recent: int
    """First-time buyers of it who had not enough time yet, and are left out."""
    verdict: str
    """`surely better`, `perhaps better`, `surely worse`, `perhaps worse`, `about the same`, `cannot tell yet`."""
    says: str


@dataclass(frozen=True, slots=True)
class FirstProductsReport:
    within_days: int
    """An order counts as a return within so many days after the first."""
    usual_wait: int | None
    """The shop's median days to a second order."""
    buyers: int
    came_back: int
    rate: float | None
    interval: tuple[float, float] | None
    too_recent: int
    grounds: Grounds
    rows: list[FirstProduct]


@dataclass(frozen=True, slots=True)
class Together:
    """Two products in the same orders, or with the same customers."""

    key: str
    title: str
    other_key: str
    other_title: str
    together: int
    """Orders (or customers) with both."""
    expected: float
    """How many would have both if only chance mixed baskets of these sizes."""
    lift: float
    """Together over expected."""
    interval: tuple[float, float]
    with_one: int
    with_other: int
    verdict: str
    """`surely`, `perhaps`, `surely not`, `perhaps not`, `no more than chance`."""
    says: str


@dataclass(frozen=True, slots=True)
class TogetherReport:
    within: Literal["order", "customer"]
    product: str
    """Only pairs with this one; empty: all."""
    baskets: int
    """Orders (or customers) with at least one known product."""
    mixed: int
    """Of those, with two or more."""
    least: int
    """Pairs seen together less often are not listed."""
    grounds: Grounds
    rows: list[Together]


@dataclass(frozen=True, slots=True)
class NextProduct:
    """What buyers of one product bought next that they did not have."""

    key: str
    title: str
    chose: int
    rate: float
    interval: tuple[float, float]
    expected: float
    """How many would have chosen it if they were like all customers on their way to something new."""
    lift: float
    lift_interval: tuple[float, float]
    verdict: str
    says: str


@dataclass(frozen=True, slots=True)
class NextProductReport:
    key: str
    title: str
    buyers: int
    went_on: int
    """Of those, who later bought a product they did not have."""
    grounds: Grounds
    rows: list[NextProduct]


@dataclass(frozen=True, slots=True)
class Seller:
    """How one product sells. `_90`: the last 90 days; `_before`: the 90 before those."""

    key: str
    title: str
    category: str
    revenue: Money | None
    """Each None where no order of those days says what it brought; orders without prices bring nothing."""
    quantity: int
    orders: int
    customers: int
    first_sold: date | None
    last_sold: date | None
    revenue_90: Money | None
    quantity_90: int
    orders_90: int
    revenue_before: Money | None
    orders_before: int
    revenue_year_ago: Money | None
    orders_year_ago: int | None
    """The same 90 days a year earlier; None where the shop's orders do not reach back so far."""
    days_silent: int | None
    not_selling: bool
    """Not sold for 120 days, or never."""
    trend: Trend
    says: str
    orders_without_prices: int = 0
    """Of `orders`, those that do not say what it brought: their money is in no sum."""


@dataclass(frozen=True, slots=True)
class SellersReport:
    grounds: Grounds
    rows: list[Seller]


@dataclass(frozen=True, slots=True)
class NewProduct:
    key: str
    title: str
    category: str
    added_on: date | None
    first_sold: date | None
    customers: int
    known_customers: int
    """Of those, who had bought something before it came."""
    orders: int
    quantity: int
    revenue: Money | None
    says: str
    orders_without_prices: int = 0
    """As a seller's."""


@dataclass(frozen=True, slots=True)
class NewProductsReport:
    since: date
    grounds: Grounds
    rows: list[NewProduct]


@dataclass(frozen=True, slots=True)
class PeakMonth:
    month: int
    orders: int
    """Of the whole years looked at."""
    share: float
    """Of those years' orders, with growth from year to year taken out: more or less than `orders` of them all."""
    even: float
    """Its share of an even year: its days out of 365.25."""
    index: float
    """Share over even share: 1 is an even month."""
    interval: tuple[float, float]
    years_above: int
    """In how many of the years it lay above an even month."""


@dataclass(frozen=True, slots=True)
class Peaks:
    """The year of a shop, a product, a category or a group: how orders fall over the months."""

    of: str
    years: int
    """Whole years looked at, ending today; fewer than one: too little history."""
    since: date | None
    orders: int
    months: list[PeakMonth]
    peak: list[int]
    """Months (1 to 12) that stand out, strongest first."""
    strength: float | None
    """The share of orders that would have to fall in other months for an even year: 0 to 1."""
    verdict: str
    """`surely`, `perhaps`, `no season`, `too little history`."""
    says: str
    grounds: Grounds
