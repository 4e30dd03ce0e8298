"""How the shop does: who stays, who comes back, and when."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Literal

from shopkeep.core.money import Money
from shopkeep.core.records.products import PeakMonth

Buyer = Literal["first-time", "repeat"]
Tenure = Literal["short", "medium", "long"]
BUYERS: tuple[Buyer, ...] = ("first-time", "repeat")
TENURES: tuple[Tenure, ...] = ("short", "medium", "long")


@dataclass(frozen=True, slots=True)
class OrderBook:
    """The orders that count up to a day, as columns side by side, sorted by customer and moment."""

    currency: str
    customers: list[int]
    """Of each order: the customer kept, where some were merged."""
    days: list[int]
    """Of each order: its day in the shop's zone, as `date.toordinal`."""
    amounts: list[int]
    """Of each order: what it came to less refunds, in minor units of `currency`; 0 of a foreign one."""
    foreign: list[tuple[int, int, Money]] = field(default_factory=list)
    """(customer, day, amount) of each order in a currency for which no rate was typed in."""
    strangers: int = 0
    """Orders that count and name no customer; they are in no column."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened between two days to the customers of one kind, or to all. A share is None without anybody."""

    customers_start: int
    customers_end: int
    customers_new: int
    """At the end and not at the start: first orders ever, and people back after a year or more."""
    customers_won_back: int
    """Of the new: those who had ordered before."""
    customers_lost: int
    """At the start and not at the end."""
    retention_rate: float | None
    """(end - new) / start."""
    repeat_rate: float | None
    """Of the customers at the end, the share who ordered on two days or more since their first order."""
    average_order: Money | None
    customer_churn: float | None
    """lost / start."""
    revenue_churn: float | None
    """What the lost spent in the 365 days before the start, over what all customers of the start did."""
    orders: int
    """Orders in the period whose money is in the main currency or could be brought to it."""
    revenue: Money
    """What these came to, less refunds."""
    customers_repeat: int = 0
    spent_before: Money | None = None
    """What the customers of the start spent in the 365 days before it."""
    spent_before_lost: Money | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The same of customers who share something: a country, an attribute's value."""

    name: str
    figures: Figures
    peak: list[int]
    """Months (1 to 12) that stand out in their orders."""
    season: str
    """`surely`, `perhaps`, `no season`, `too little history`."""


@dataclass(frozen=True, slots=True)
class Month:
    """One whole calendar month."""

    month: str
    """`2026-11`."""
    figures: Figures


@dataclass(frozen=True, slots=True)
class Cohort:
    """The customers whose first order was in one month."""

    month: str
    customers: int
    share_back: list[float]
    """The share who ordered in the month after, the second one after, and so on; whole months alone."""


@dataclass(frozen=True, slots=True)
class Within:
    """How many had placed their next order so many days after the one before."""

    days: int
    share: float
    interval: tuple[float, float]
    """95 %."""
    watched: int
    """Customers still waiting and known for so long: what the share rests on at its end."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The wait for the second, third or fourth order, by Kaplan and Meier."""

    order: int
    """2: from the first order to the second."""
    customers: int
    """Who placed the order before it."""
    came: int
    """Who placed this one too, so far."""
    median_days: int | None
    """When half of them had; None where fewer than half have."""
    within: list[Within]
    curve: list[tuple[int, float]]
    """(days, share who had not yet ordered again), falling, from (0, 1); where it steps, thinned to weeks."""


@dataclass(frozen=True, slots=True)
class Season:
    """How orders of a kind fall over the months of a year."""

    name: str
    """`all`, `first-time`, `repeat`."""
    years: int
    orders: int
    months: list[PeakMonth]
    peak: list[int]
    verdict: str
    says: str


@dataclass(frozen=True, slots=True)
class OtherMoney:
    """Orders in a currency without a rate: customers are counted, their money stands here alone."""

    currency: str
    orders: int
    revenue: Money
    average_order: Money


@dataclass(frozen=True, slots=True)
class Metrics:
    """JSON of `shopkeep metrics`, by `document`."""

    first: date
    last: date
    figures: Figures
    by_buyer: dict[str, Figures]
    by_tenure: dict[str, Figures]
    months: list[Month]
    cohorts: list[Cohort]
    waits: list[Wait]
    seasons: list[Season]
    by: str
    """What `groups` share; empty where none was asked for."""
    groups: list[Group]
    other_money: list[OtherMoney]
    orders_until: date | None
    """The last day of which orders are known."""
    strangers: int

    def document(self) -> dict[str, Any]:
        """The fields as the contract of the command line names them."""
        return {
            "from": self.first,
            "to": self.last,
            **_flat(self.figures),
            "by_buyer": {name: _flat(found) for name, found in self.by_buyer.items()},
            "by_tenure": {name: _flat(found) for name, found in self.by_tenure.items()},
            "cohorts": self.cohorts,
            "months": [{"month": one.month, **_flat(one.figures)} for one in self.months],
            "next_order": self.waits,
            "seasons": self.seasons,
            "by": self.by,
            "groups": [
                {"name": one.name, **_flat(one.figures), "peak": one.peak, "season": one.season} for one in self.groups
            ],
            "other_currencies": self.other_money,
            "orders_until": self.orders_until,
            "orders_without_customer": self.strangers,
        }


def _flat(found: Figures) -> dict[str, Any]:
    return {one.name: getattr(found, one.name) for one in fields(found)}
