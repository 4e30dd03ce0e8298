"""Customers as judged on a day: history, summary, segments, and the whole of one person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from shopkeep.core.money import Money

Lapse = Literal["active", "at-risk", "lapsed", "lost"]
WhyNever = Literal["bounced", "unsubscribed", "complained", "erased", "owner"]
"""Why somebody is never written to again; `owner`: the shop's owner said so."""


class Placed(NamedTuple):
    """One order that counts, as judging needs it. Money: minor units of the main currency."""

    on: date
    """The day in the shop's zone."""
    amount: int
    """Net of refunds; 0 in another currency without a rate."""
    discounted: bool = False
    refunded: bool = False
    gift: bool = False
    waited: int | None = None
    """Days until it was sent; None where not known."""


@dataclass(frozen=True, slots=True)
class History:
    """The orders of one customer, oldest first. `in_other_currencies` says what amounts of 0 hide."""

    customer_id: int
    orders: tuple[Placed, ...]
    """Those that count."""
    refused: tuple[date, ...] = ()
    """Days of orders that were refunded in full, and so do not count."""
    in_other_currencies: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a customer did up to a day, before anyone judges it. Money: minor units, main currency."""

    customer_id: int
    orders: int
    order_days: int
    """Orders on the same day count once."""
    spent: int
    first_on: date
    last_on: date
    last_spent: int
    """Spent on the last order day."""
    usual_gap_days: float | None
    """Median gap between order days; None for one-time buyers."""
    second_after_days: int | None
    """Days from the first order day to the second; None for one-time buyers."""
    earlier_gap_days: float | None = None
    recent_gap_days: float | None = None
    """Median gap before the last two gaps, and mean of those two; None below five order days."""
    discounted: int = 0
    """Orders with a discount or a code."""
    refunds: int = 0
    """Orders refunded in part or in full, those in full although they do not count."""
    refunded_last: bool = False
    """Whether the newest order, one refunded in full included, was refunded in part or in full."""
    gifts: int = 0
    """Orders sent to somebody else or with gift wrapping, a voucher or the like."""
    waited_days: int | None = None
    """Days from ordering to sending, of the newest order of which that is known."""
    season_week: int | None = None
    """The week (1 to 53) around which all orders lie, year after year; None where they do not."""
    last_orders: int = 1
    """Orders on the last order day."""

    def past(self, on: date) -> tuple[int, float, float]:
        """(x, t_x, T) of the return model, as of a day."""
        t_x = (self.last_on - self.first_on).days
        return self.order_days - 1, t_x, max(t_x, (on - self.first_on).days)


@dataclass(frozen=True, slots=True)
class Summary(Facts):
    """The maintained judgement of one customer, as of `scored_on`: facts and scores. One stored row."""

    spent_365: int = 0
    days_since: int = 0
    patience_days: float = 0.0
    """How long a silence is usual: the own gap, for one-time buyers the shop's wait for a second order."""
    return_chance: float = 0.0
    at_stake: int = 0
    lapse: Lapse = "active"
    recency: int = 1
    frequency: int = 1
    monetary: int = 1
    """RFM scores 1 to 5, 5 best, by value cut-points."""
    rank_365: int = 0
    rank_ever: int = 0
    """1: spent most in the last 365 days, or ever. Equal spending, equal rank."""
    expected_order: int = 0
    """What the next order is worth: the own average, drawn towards the shop's where orders are few."""
    margin_share: float | None = None
    """Gross margin of what was bought over what it came to, 1 at most and below 0 for a loss; None where
    the costs of less than half of it are known."""
    milestone_near: str = ""
    milestone_passed: str = ""
    """`orders 10` or `spent 100000` (minor units): the next order may reach it; the last one did."""
    scored_on: date = date.min


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
    expected_order: Money | None = None
    """What their next order is likely worth."""
    margin_at_stake: Money | None = None
    """How much of what is at stake is gross margin; None where product costs are not known."""


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
    friends: list[str] = field(default_factory=list)
    """Whom they brought by a code they passed on, and whose code brought them: a sentence each."""
    never_because: str = ""
    """Why they are never written to again; empty where they are not on that list."""


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """One segment with counts and money. JSON of `shopkeep segments`."""

    name: str
    title: str
    customers: int
    can_email: int
    get_mail: int
    """How many may be written to and were neither left out nor snoozed."""
    spent: Money
    at_stake: Money
    about: str = ""
    """The rule as one sentence."""
    rule: str = ""
    """The rule in the filter language."""
    own: bool = False
    """Made by the owner."""
    sort: str = "at_stake"
    """How its list is ordered unless asked otherwise."""
    family: str = ""
    """Which others it is shown among."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a small step did, in words for a toast: `Left out Yuki Tanaka`."""

    says: str
    can_undo: bool = True


@dataclass(frozen=True, slots=True)
class NeverWritten:
    """An address never to be written to again."""

    key: str
    """What it is known by, also where the address is gone."""
    email: str
    """Empty after an erasure."""
    name: str
    """The customer's; empty where none has the address."""
    why: WhyNever
    reason: str
    at: datetime
