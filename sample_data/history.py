"""Who buys when, and what: the three years of Tin & Thistle, as people and orders."""

from __future__ import annotations

import random
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate

from catalogue import (
    CODES,
    GIFT_CARDS,
    MOVED,
    SAMPLE,
    WIN_BACK_CODES,
    Product,
    code_for,
    on_sale,
    postage,
)
from people import Census, Person

START = date(2023, 11, 20)
END = date(2026, 11, 20)
"""The newest order of the first files is of this day."""
LATER_END = date(2026, 12, 11)
LAST, LATER_LAST = (END - START).days, (LATER_END - START).days

CLUMPS = {
    "ordinary": 1130,
    "rhythm": 90,
    "once best": 24,
    "loyal": 46,
    "bargain": 48,
    "december": 70,
    "newcomer": 55,
    "newer": 26,
    "big": 17,
    "tea room": 4,
}
_MONTHS = (0.85, 0.85, 1.05, 1.25, 1.15, 0.9, 0.8, 0.5, 0.95, 1.05, 1.35, 1.5)
_SEASON = list(accumulate(_MONTHS[(START + timedelta(d)).month - 1] for d in range(LATER_LAST + 1)))


@dataclass
class Line:
    """One product of an order; money in cents."""

    product: Product
    quantity: int
    unit: int


@dataclass
class Order:
    """One order as it happened; each shop system writes it down in its own way. Money in cents."""

    at: datetime
    """By the clock in the shop."""
    person: Person | None
    lines: list[Line]
    number: str = ""
    email: str = ""
    """As typed; empty at the counter and on the telephone."""
    code: str = ""
    discount: int = 0
    fee: int = 0
    shipping: int = 0
    shipping_name: str = ""
    status: str = "paid"
    """paid, pending, refunded, partially_refunded, cancelled, voided; in the old shop also failed, trash and
    checkout-draft."""
    refunded: int = 0
    cancelled_at: datetime | None = None
    fulfilled_at: datetime | None = None
    note: str = ""
    tags: list[str] = field(default_factory=list)
    source: str = "web"
    payment: str = "card"
    sent_to: Person | None = None
    """Whose name and street stand on the parcel, of a present."""
    written_date: str = ""
    """What stands in the file where the date should be, for the few broken ones."""
    written_email: str = ""
    """What stands there where the address should be."""

    @property
    def goods(self) -> int:
        """The lines before any discount."""
        return sum(line.quantity * line.unit for line in self.lines)

    @property
    def total(self) -> int:
        """What the customer was asked to pay."""
        return self.goods - self.discount + self.shipping + self.fee

    @property
    def refused(self) -> bool:
        """Whether an import must refuse it: its day never was."""
        return bool(self.written_date)

    @property
    def broken(self) -> bool:
        """Whether its day or its address is none."""
        return bool(self.written_date or self.written_email)

    @property
    def counts(self) -> bool:
        """Whether it is part of a customer's history: paid or pending, and something was kept."""
        return self.status in ("paid", "pending", "partially_refunded") and self.total - self.refunded > 0


def _after(day: float, wait: float) -> int:
    """The day that lies `wait` ordinary days after `day`: busy seasons pass faster."""
    return bisect_left(_SEASON, _SEASON[int(day)] + wait)


def _start(rng: random.Random, first: int = 0, last: int = LAST) -> int:
    """A day to become a customer: the shop grows, and grows most in its busy months."""
    while True:
        low, high = _SEASON[first], _SEASON[last]
        day = bisect_left(_SEASON, low + rng.random() * (high - low))
        if rng.random() < 0.95 + 0.05 * day / LAST:
            return day


def _steady(rng: random.Random, first: float, last: float, gap: float, spread: float) -> list[int]:
    """A regular buyer's days from `first` to `last`, counted back from the last one."""
    days, day = [], last
    while day >= max(first, 0):
        days.append(int(day))
        day -= max(4.0, rng.gauss(gap, gap * spread))
    return sorted(set(days))


def days_of(rng: random.Random, kind: str) -> list[int]:
    """The days on which somebody of this clump orders."""
    match kind:
        case "rhythm":  # every 30 to 45 days, then silence for 70 to 130
            gap, last = rng.uniform(29, 46), LAST - rng.uniform(74, 130)
            return _steady(rng, last - gap * rng.randint(4, 8), last, gap, 0.13)
        case "once best":
            gap, last = rng.uniform(18, 34), LAST - rng.uniform(130, 340)
            return _steady(rng, last - gap * rng.randint(11, 22), last, gap, 0.25)
        case "loyal":
            return _steady(rng, _start(rng, 0, LAST - 150), LATER_LAST - rng.uniform(0, 26), rng.uniform(24, 44), 0.2)
        case "big":
            last = LATER_LAST - rng.uniform(0, 20) if rng.random() < 0.75 else LAST - rng.uniform(110, 240)
            return _steady(rng, rng.uniform(0, 560), last, rng.uniform(26, 40), 0.3)
        case "tea room":
            return _steady(rng, rng.uniform(0, 400), LATER_LAST - rng.uniform(0, 60), rng.uniform(70, 95), 0.15)
        case "december":
            seasons = rng.choice(((2023,), (2024,), (2025,), (2024, 2025), (2023, 2024), (2025,), (2025, 2026)))
            days = [(date(y, 11, 25) - START).days + rng.randint(0, 23) for y in seasons]
            return sorted(d for d in days if d <= LATER_LAST)
        case "newcomer":
            return [LAST - rng.randint(0, 29)]
        case "newer":  # seen in the later file alone
            return [rng.randint(LAST + 1, LATER_LAST)]
        case _:
            return _wandering(rng, kind)


def _wandering(rng: random.Random, kind: str) -> list[int]:
    """Orders at a person's own rate, until they drift away: after any order they may not come back."""
    rate = rng.gammavariate(1.0, 1.0) / 60
    leaving = rng.betavariate(0.9, 1.45)
    at_least = 2 if kind == "bargain" else 1
    day = _start(rng, 0, LAST - (120 if kind == "bargain" else 0))
    days = [day]
    while len(days) < at_least or rng.random() >= leaving:
        day = _after(day, max(3.0, rng.expovariate(max(rate, 1 / 250))))
        if day > LATER_LAST:
            break
        days.append(day)
    return days


def make_people(rng: random.Random) -> list[Person]:
    """Everybody who ever ordered, each with their habits and days."""
    census, people = Census(rng), []
    for kind, count in CLUMPS.items():
        for _ in range(count):
            person = census.person(kind)
            person.days = days_of(rng, kind)
            _habits(rng, census, person)
            people.append(person)
    for person in rng.sample([p for p in people if p.days[0] < 400 and len(p.days) > 5], 6):
        first, _, domain = person.email.partition("@")
        person.second_email = f"{first}.tea@{domain}"
    return people


def _habits(rng: random.Random, census: Census, person: Person) -> None:
    """What sets this clump apart, but for its days."""
    if person.kind in ("rhythm", "once best", "big"):
        person.consent = rng.random() < 0.85
    if person.kind in ("once best", "big"):
        person.size = rng.uniform(2.0, 3.0) if person.kind == "big" else rng.uniform(1.5, 2.1)
        person.code_share = 0.02
    if person.kind == "bargain":
        person.code_share = 1.0
    if person.kind == "december":
        person.category, person.size = "Gifts", rng.uniform(1.0, 1.7)
    if person.kind == "tea room":
        person.company = f"{person.last} & {rng.choice(('Daughters', 'Sons', 'Co'))} Tea Rooms"
        person.country, person.language, person.city, person.postcode = "IE", "en", "Galway", "H91 E2K3"
    if person.consent:
        person.consented = START + timedelta(person.days[0])


def basket(rng: random.Random, person: Person | None, day: date) -> list[Line]:
    """What goes into one parcel."""
    shelf = on_sale(day)
    size = person.size if person else 0.8
    wanted = person.category if person else ""
    count = min(8, max(1, round(rng.lognormvariate(0.55, 0.5) * size)))
    chosen: dict[str, Line] = {}
    for _ in range(count):
        liked = [p for p in shelf if p.category == wanted]
        among = liked if liked and rng.random() < 0.6 else shelf
        product = rng.choices(among, [p.weight for p in among])[0]
        quantity = rng.choices((1, 2, 3), (78, 18, 4))[0]
        if person and person.kind == "tea room":
            quantity = rng.choice((4, 6, 6, 8))
        chosen.setdefault(product.sku, Line(product, quantity, product.price_on(day)))
    if day >= MOVED and rng.random() < (0.05 if day.month == 12 else 0.008):
        card = rng.choice(GIFT_CARDS)
        chosen[card.sku] = Line(card, 1, card.price)
    return list(chosen.values())


def place(rng: random.Random, person: Person | None, day: int, first: bool = False, code: str = "") -> Order:
    """One order of that day."""
    on = START + timedelta(day)
    hour = rng.choices(range(7, 23), (2, 3, 5, 6, 6, 7, 8, 6, 5, 5, 5, 6, 8, 9, 7, 4))[0]
    at = datetime(on.year, on.month, on.day, hour, rng.randint(0, 59), rng.randint(0, 59))  # noqa: DTZ001
    order = Order(at, person, basket(rng, person, on))
    if person:
        order.email = person.second_email if person.second_email and on >= MOVED else person.email
        if rng.random() < 0.05:
            local, _, domain = order.email.partition("@")
            order.email = f"{local.title()}@{domain.title()}"
        if not code and rng.random() < person.code_share:
            code = code_for(rng, on, first)
        if code:
            order.code = code
            order.discount = round(order.goods * (CODES | WIN_BACK_CODES)[code] / 100)
        if not all(line.product in GIFT_CARDS for line in order.lines):
            order.shipping, order.shipping_name = postage(person.country, order.goods - order.discount)
        order.payment = rng.choices(("card", "wallet", "transfer"), (80, 17, 3))[0]
        if person.kind == "tea room":
            order.tags.append("trade")
    order.fulfilled_at = at + timedelta(days=rng.randint(0, 3), hours=1, minutes=rng.randint(0, 50))
    return order


def make_orders(rng: random.Random, people: list[Person]) -> list[Order]:
    """Everybody's orders and those of nobody known, oldest first."""
    orders = [place(rng, p, d, first=d == p.days[0]) for p in people for d in sorted(set(p.days))]
    moved = (MOVED - START).days
    for _ in range(85):  # at the counter of the little shop: no address
        counter = place(rng, None, rng.randint(moved, LATER_LAST))
        counter.source, counter.payment, counter.fulfilled_at = "pos", "cash", counter.at
        orders.append(counter)
    for _ in range(6):  # on the telephone
        orders.append(place(rng, None, rng.randint(10, moved - 1)))
    for person in rng.sample(people, 14):  # sachets to try, sent free
        free = place(rng, person, person.days[-1])
        free.lines, free.code = [Line(SAMPLE, rng.randint(1, 3), 0)], ""
        free.discount = free.shipping = 0
        free.shipping_name, free.source = "Letter", "shopify_draft_order"
        orders.append(free)
    return sorted(orders, key=lambda o: o.at)
