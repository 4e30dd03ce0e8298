"""Customers as judged on a day: history, summary, segments, and the whole of one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from shopkeep.core.money import Money

Lapse = Literal["active", "at-risk", "lapsed", "lost"]


@dataclass(frozen=True, slots=True)
class History:
    """The orders of one customer that count, as days in the shop's zone with their net amounts.

    `orders` is sorted: (day, minor units of the main currency) per order, oldest first; an order in
    another currency without a rate has amount 0. `in_other_currencies` says what those zeros hide.
    """

    customer_id: int
    orders: tuple[tuple[date, int], ...]
    in_other_currencies: tuple[Money, ...] = ()


class Summary(NamedTuple):
    """The maintained judgement of one customer, as of `scored_on`. Money: minor units, main currency.
    A named tuple, because lists make 100,000 of them at once.

    x, t_x, T of the return model are `order_days - 1`, `last - first` and `scored_on - first` in days.
    """

    customer_id: int
    orders: int
    order_days: int
    """Orders on the same day count once."""
    spent: int
    spent_365: int
    first_on: date
    last_on: date
    usual_gap_days: float | None
    """Median gap between order days; None for one-time buyers."""
    return_chance: float
    at_stake: int
    lapse: Lapse
    recency: int
    frequency: int
    monetary: int
    """RFM scores 1 to 5, 5 best, by value cut-points."""
    scored_on: date
    second_after_days: int | None = None
    """Days from the first order day to the second; None for one-time buyers."""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer in the review list. JSON of `shopkeep customers`."""

    email: str
    name: str
    orders: int
    spent: Money
    average_order: Money
    first_order: date
    last_order: date
    days_since: int
    usual_gap_days: float | None
    overdue: float | None
    """Days since the last order over the usual gap; None for one-time buyers."""
    return_chance: float
    at_stake: Money
    lapse: Lapse
    rfm: str
    segments: list[str]
    why: str
    can_email: bool
    cannot_email_because: str | None
    country: str = ""
    spent_365: Money | None = None
    left_out: str | None = None
    """The owner's reason for leaving this customer out, if they did."""
    snoozed_until: date | None = None
    in_sequence: str | None = None
    """Name of the active sequence this customer is in."""


@dataclass(frozen=True, slots=True)
class CustomerOrder:
    """One order of a customer as the detail shows it."""

    platform: str
    number: str
    on: date
    total: Money
    refunded: Money
    status: str
    codes: list[str]
    lines: list[str]
    """`2 x Nettle tea` and so on."""
    counts: bool


@dataclass(frozen=True, slots=True)
class CustomerMessage:
    """One message to a customer as the detail shows it."""

    sequence: str
    stage: str
    mail: int
    subject: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CustomerDetail:
    """Everything about one customer. JSON of `shopkeep customer`."""

    row: CustomerRow
    order_history: list[CustomerOrder]
    order_count_all: int
    reasons: list[str]
    """Plain sentences: rhythm, chance now and right after the last order, money, what would change it."""
    favourites: list[str]
    """`Nettle tea, 9 of 14 orders`."""
    chance_after_last_order: float
    messages: list[CustomerMessage]
    notes: list[str]
    consent: str
    """`yes`, `no` or `unknown`, as a sentence with its source and day."""
    attributes: dict[str, str]
    addresses: list[str]
    country: str
    city: str


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """One segment with counts and money. JSON of `shopkeep segments`."""

    name: str
    title: str
    customers: int
    can_email: int
    spent: Money
    at_stake: Money
    about: str = ""
    """The rule as one sentence."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a small step did, in words for a toast: `Left out Yuki Tanaka`."""

    says: str
    can_undo: bool = True
