"""What happens to orders after they are placed: refunds, cancellations, notes, and people who return."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, time, timedelta

from catalogue import MOVED
from history import END, LAST, LATER_END, START, Line, Order, place
from people import Census, Person

NOTES = (
    "Please leave it with the neighbour.\r\nThank you!",
    "Second parcel this week,\r\nplease pack them together.",
    "The blue caddy if there is one.\nIf not, any colour.",
    "It is a present: no invoice please.",
    "Ring twice; the bell is shy.",
    'My last tin was dented (order before this one).\r\n\r\n"Never mind", but do look.',
    "σας ευχαριστώ πολύ",
    "いつもありがとうございます",
)


def happen(rng: random.Random, orders: list[Order]) -> None:
    """Lets ordinary things go wrong, and people say things."""
    paid = [o for o in orders if o.total > 0 and o.person]
    for order in paid:
        roll, in_new_shop = rng.random(), order.at.date() >= MOVED
        if roll < 0.016:
            refund(order)
        elif roll < 0.040:
            part_refund(rng, order)
        elif roll < 0.050:
            cancel(order, "voided" if in_new_shop and rng.random() < 0.5 else "cancelled")
        elif not in_new_shop and roll < 0.052:
            order.fee = -500  # a thank-you credit of the old shop
            if order.total <= 0:
                order.fee = 0
        if rng.random() < 0.05:
            order.note = rng.choice(NOTES)
        if order.person and order.person.days and order.at.date() == START + timedelta(order.person.days[0]):
            order.tags.append("first order")
        if any(line.product.category == "Gifts" for line in order.lines):
            order.tags.append("gift")
        if order.total > 9000:
            order.tags.append("large")
    for last, count in ((MOVED - timedelta(1), 4), (END, 6), (LATER_END, 4)):  # transfers on their way
        recent = [o for o in paid if o.status == "paid" and last - timedelta(9) < o.at.date() <= last]
        for order in rng.sample(recent, count):
            order.status, order.payment, order.fulfilled_at = "pending", "transfer", None


def refund(order: Order) -> None:
    """All of the money goes back."""
    order.status, order.refunded = "refunded", order.total


def part_refund(rng: random.Random, order: Order) -> None:
    """One thing was broken or missing."""
    line = rng.choice(order.lines)
    back = min(line.unit, order.total // 2)
    if back:
        order.status, order.refunded = "partially_refunded", back


def cancel(order: Order, status: str) -> None:
    """It never left the house: voided before anything was paid, else the money goes back."""
    order.status, order.fulfilled_at = status, None
    order.cancelled_at = order.at + timedelta(hours=3)
    order.refunded = 0 if status == "voided" or order.at.date() < MOVED else order.total


def come_back(rng: random.Random, people: list[Person], orders: list[Order], wanted: int) -> list[Order]:
    """New orders of people who had been silent for 100 to 400 days, some with a win-back code."""
    days: dict[str, list[int]] = {}
    for order in orders:
        if order.person and order.counts:
            days.setdefault(order.person.email, []).append((order.at.date() - START).days)
    good = [
        p
        for p in people
        if p.kind in ("rhythm", "once best", "big", "bargain", "ordinary")
        and len(days.get(p.email, ())) >= 3
        and 100 <= LAST - max(days[p.email]) <= 330
    ]
    weights = [8 if p.kind != "ordinary" else 2 for p in good]
    chosen: dict[str, Person] = {}
    while len(chosen) < wanted:
        person = rng.choices(good, weights)[0]
        if person.consent or rng.random() < 0.3:
            chosen[person.email] = person
    codes = iter(["WELCOME20"] * 9 + ["THANKYOU15"] * 4 + ["HELLO10"] * 3)
    returned = []
    for person in chosen.values():
        code = next(codes, "") if person.consent else ""
        day = LAST + min(21, 3 + int(rng.expovariate(0.14)))
        back = place(rng, person, day, code=code)
        if not code:
            back.code, back.discount = "", 0
        returned.append(back)
    return returned


def as_of(order: Order, moment: datetime) -> Order:
    """The order as an export of that moment shows it: parcels sent later are not sent yet."""
    if order.fulfilled_at and order.fulfilled_at > moment:
        return replace(order, fulfilled_at=None)
    return order


def first_view(orders: list[Order]) -> list[Order]:
    """The new shop's orders as the first file shows them."""
    night = datetime.combine(END, time(23, 59, 59))
    return [as_of(o, night) for o in orders if MOVED <= o.at.date() <= END]


def later_view(rng: random.Random, orders: list[Order]) -> tuple[list[Order], dict[str, str]]:
    """The last 60 days of the first file again, some changed since, and everything newer."""
    night = datetime.combine(LATER_END, time(23, 59, 59))
    since = END - timedelta(60)
    view = [as_of(replace(o, tags=list(o.tags)), night) for o in orders if since < o.at.date() <= LATER_END]
    old = [o for o in view if o.at.date() <= END and o.person and o.total > 0]
    changed: dict[str, str] = {}
    for order in rng.sample([o for o in old if o.status == "paid"], 13):
        if len(changed) < 6:
            refund(order)
        elif len(changed) < 10:
            part_refund(rng, order)
        else:
            cancel(order, "cancelled")
            order.cancelled_at = datetime.combine(END + timedelta(2), time(10, 15))
        changed[order.number] = order.status
    for order in old:
        if order.status == "pending":
            order.status, order.fulfilled_at = "paid", datetime.combine(END + timedelta(3), time(14, 5))
            changed[order.number] = "paid"
    return view, changed


def tried_orders(rng: random.Random, orders: list[Order]) -> list[Order]:
    """Orders of the old shop that were none: failed cards, drafts, and what the owner threw away."""
    statuses = ["failed"] * 8 + ["checkout-draft"] * 4 + ["trash"] * 4
    before = MOVED - timedelta(1)
    usual = [o for o in orders if o.person and o.at.date() < before and o.status == "paid" and o.total]
    extra = []
    for status, model in zip(statuses, rng.sample(usual, len(statuses)), strict=True):
        lines = [Line(line.product, line.quantity, line.unit) for line in model.lines]
        at = model.at - timedelta(minutes=rng.randint(2, 9))
        extra.append(replace(model, at=at, lines=lines, status=status, fulfilled_at=None, note="", tags=[]))
    return extra


def broken_orders(rng: random.Random) -> list[Order]:
    """Orders that no import can take in, for their day never was; and two that are nobody's, by a word where the
    address should be, and by one that cannot be read."""
    census, bad = Census(rng), []
    plans = ((190, "0000-00-00 00:00:00"), (103, "2024-02-30 10:00:00"), (360, "n/a"))
    plans += ((586, "2025-06-31 12:10:00 +0100"), (801, "nobody4@example"))
    for at, (day, written) in enumerate(plans):
        person = replace(census.person("nobody"), email=f"nobody{at}@example.net", name_style="plain")
        order = place(rng, person, day)
        order.lines, order.code, order.discount = order.lines[:1], "", 0
        if written[0].isdigit():
            order.written_date = written
        else:
            order.email, order.written_email = "", written
        bad.append(order)
    return bad
