"""What was added to the invented shop later: own postcodes, second addresses, presents, long waits, answers.

All of it is drawn from a stream of chance of its own for each person or order, so that who orders what and
when stays as it was before.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from catalogue import MOVED, Product
from history import END, Line, Order
from people import Person

WRAPPING = Product("GW-01", "Gift wrapping", "Gifts", 0, 0, "2023-06-01", 0)


def settle_in(people: list[Person]) -> None:
    """Everybody lives at a postcode of their own town, not all of a town at the same one."""
    for person in people:
        if person.kind != "tea room":
            person.postcode = own_postcode(random.Random(person.email), person.postcode)


def own_postcode(rng: random.Random, of_town: str) -> str:
    """Of the same form; its last signs, half of them or three, are of one street."""
    kept = max(2, len(of_town) // 2 if of_town.isdigit() else len(of_town) - 3)
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    fresh = (rng.choice(letters) if c.isalpha() else rng.choice("123456789") if c.isdigit() else c for c in of_town)
    return of_town[:kept] + "".join(fresh)[kept:]


def second_addresses(people: list[Person]) -> None:
    """The few with two addresses come by them in different ways: a slip, work and private, a tag."""
    two = [p for p in people if p.second_email]
    taken = {p.email for p in people}
    for at, person in enumerate(two):
        local, _, domain = person.email.partition("@")
        other = "example.net" if domain != "example.net" else "example.org"
        slip = local[:-3] + local[-2] + local[-3] + local[-1]
        ways = (f"{local}@{other}", f"{slip}@{domain}", f"{local}+tea@{domain}", f"{slip}@{domain}")
        wanted = ways[at] if at < len(ways) else person.second_email
        if wanted not in taken and wanted != person.email:
            person.second_email = wanted
        taken.add(person.second_email)


def befall(people: list[Person], orders: list[Order]) -> None:
    """Presents sent to others or wrapped, and parcels that took long, order by order."""
    for order in orders:
        person = order.person
        if person is None or order.broken or not order.goods:
            continue
        rng = random.Random(f"{person.email} {order.at}")
        present = 0.8 if person.kind == "december" else 0.06 if order.at.month == 12 else 0.02
        if person.name_style != "missing" and rng.random() < present:
            order.sent_to = _friend(rng, people, person)
        # Newer orders have their lines drawn from once more, when the later file has its refunds.
        if rng.random() < present / 2 and len(order.lines) < 6 and order.at.date() < END - timedelta(61):
            order.lines.insert(len(order.lines) - 1, Line(WRAPPING, 1, 0))
        if order.fulfilled_at and rng.random() < 0.014:
            sent = order.at + timedelta(days=rng.randint(9, 26), hours=2)
            ends = next(day for day in (MOVED, END, date.max) if order.at.date() < day)
            if sent.date() < ends:  # none waits still on the last day of a file
                order.fulfilled_at = sent


def _friend(rng: random.Random, people: list[Person], person: Person) -> Person:
    """Somebody of the same town, by another first and last name, as the parcel's label has it."""
    others = [p for p in people if p.country == person.country and p.name_style == "plain"]
    others = [p for p in others if p.first != person.first and p.last != person.last]
    friend = rng.choice(others)
    near = own_postcode(rng, person.postcode)
    return replace(
        person,
        first=friend.first,
        last=friend.last,
        street=friend.street,
        postcode=near,
        company="",
        name_style="plain",
    )


def wrapped(order: Order) -> bool:
    """Whether the order has gift wrapping or a gift card among its lines."""
    return any(line.product is WRAPPING or line.product.category == "Gift cards" for line in order.lines)


ANSWERS = ["NPS", "Referred By", "Referrals"]
"""Columns of customers.csv that the newsletter tool's survey filled."""


def answers(person: Person, people: list[Person], waited: bool) -> list[str]:
    """What somebody answered: how likely they recommend the shop, who sent them, whom they brought."""
    rng = random.Random(f"answers of {person.email}")
    scores = (3, 2, 2, 2, 2, 6, 6, 12, 18, 24, 23)
    score = rng.choices(range(11), scores)[0]
    if waited and rng.random() < 0.6:
        score = rng.randint(0, 6)
    brought = rng.choices((1, 2, 3, 5), (60, 25, 10, 5))[0] if rng.random() < (0.16 if score >= 9 else 0.03) else 0
    friend = rng.choice(people)
    return [
        str(score) if rng.random() < 0.48 else "",
        friend.email if friend is not person and rng.random() < 0.07 else "",
        str(brought) if brought else "",
    ]


def birthday(person: Person) -> str:
    """Some more told their birthday when they answered, the shy ones without the year."""
    rng = random.Random(f"birthday of {person.email}")
    if person.birthday is None or rng.random() > 0.4:
        return ""
    return f"--{person.birthday:%m-%d}" if rng.random() < 0.25 else person.birthday.isoformat()
