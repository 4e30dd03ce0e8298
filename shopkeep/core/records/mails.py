"""What a mail is made of and becomes: its reader, the shop's products, the mail rendered, who gets it and who not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shopkeep.core.money import Money


@dataclass(frozen=True, slots=True)
class ProductRef:
    """A product in a mail."""

    title: str
    price: str = ""
    link: str = ""
    """Its own page; empty where the products' file does not say it."""
    image: str = ""
    amount: Money | None = None
    """The price again, to be said in the mail's language."""
    how: Literal["", "together", "next"] = ""
    beside: str = ""
    """Why it is named: it is often bought `together` with the product `beside`, or `next` after it."""


@dataclass(frozen=True, slots=True)
class Person:
    """What a template may know of the customer. Empty where unknown; templates give a fallback."""

    email: str
    first_name: str
    """Only where the export gives a usable name; else empty."""
    name: str
    orders: int
    spent: Money
    first_order: date | None
    last_order: date | None
    days_since: int
    usual_gap_days: float | None
    country: str
    language: str
    favourite: ProductRef | None
    last_products: tuple[ProductRef, ...]
    category: str
    attributes: dict[str, str]
    with_favourite: ProductRef | None = None
    next_product: ProductRef | None = None
    new_products: tuple[ProductRef, ...] = ()
    """In the shop since the last order, newest first."""
    lesser_known: tuple[ProductRef, ...] = ()
    saved: Money | None = None
    """By discounts, over all orders in the shop's currency."""
    birthday: date | None = None
    """The one nearest to the day the mail is of."""
    peak_month: int | None = None
    own_peak: bool = False
    """Whether the peak month is this customer's own and not the shop's."""
    milestone_near: str = ""
    milestone_passed: str = ""
    """As in records.customers.Summary: `orders 10`, `spent 100000`."""
    categories: frozenset[str] = frozenset()
    """Every category of products they ever bought."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What mails may say of the shop's products, whoever reads them."""

    best_sellers: tuple[ProductRef, ...] = ()
    slow_seller: ProductRef | None = None
    companion: ProductRef | None = None
    """What is often bought together with the slow seller."""


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """One mail for one customer, exactly what would be sent, before headers."""

    sequence: str
    stage: str
    mail: int
    variant: str
    group: str
    email: str
    to_name: str
    """Display name fit for a header, or empty."""
    subject: str
    preheader: str
    html: str
    text: str
    code: str
    file: str
    """The copy file it came from."""
    offer_ends: date | None = None
    """The last day that the offer it speaks of holds; None where it speaks of none that ends."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One customer who gets no mail in this send, and why."""

    email: str
    reason: str
    """One of audience.REASONS, a short phrase: `no consent`, `left out by you`, `came back` ..."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One customer who gets the next due mail of a stage."""

    customer_id: int
    email: str
    name: str
    group: str
    variant: str
    mail: int
    holdout: bool
    enrolment_id: int | None
    """None until enrolled."""
    no_offer: bool = False
    """Likely to come back without one, as the group's offer asks: they get none in the whole sequence."""
