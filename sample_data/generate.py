"""Writes the sample shop: `python sample_data/generate.py [FOLDER]`, the same bytes every time."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import shopify
import touches
import truth
import woocommerce
from catalogue import MOVED, PRODUCTS, SHOP
from history import END, Order, make_orders, make_people
from hostile import hostile_orders
from mishaps import broken_orders, come_back, first_view, happen, later_view, tried_orders
from people import Census, Person
from tables import Cell, csv_text, money
from truth import Truth

SEED = "tin & thistle"
RETURNS = 20
"""How many silent customers are made to return, besides those who return by themselves."""


def main(folder: Path) -> None:
    """Lives the three years, then lets both shop systems write them down."""
    rng = random.Random(SEED)
    people = make_people(rng)
    touches.settle_in(people)
    touches.second_addresses(people)
    orders = make_orders(rng, people)
    happen(rng, orders)
    orders += come_back(rng, people, orders, RETURNS) + broken_orders(rng)
    orders.sort(key=lambda o: o.at)
    touches.befall(people, orders)
    number_new(orders)

    old = old_shop(rng, [o for o in orders if o.at.date() < MOVED])
    first = first_view(orders)
    later, changed = later_view(rng, orders)
    true: Truth = {
        "woocommerce_orders.csv": write_woocommerce(rng, folder / "woocommerce_orders.csv", old),
        "shopify_orders.csv": write_shopify(folder / "shopify_orders.csv", first),
        "shopify_orders_later.csv": write_shopify(folder / "shopify_orders_later.csv", later),
    }
    old, first = good(old), good(first)
    true["customers.csv"] = write_customers(rng, folder / "customers.csv", people, [*old, *first])
    true["products.csv"] = write_products(folder / "products.csv")
    true["both_first_files"] = truth.of_both(old, first, people)
    true["later"] = truth.of_later(old, first, later, changed)
    true["hostile_orders.csv"] = write_hostile(folder / "hostile_orders.csv")
    save(folder / "truth.json", json.dumps(true, indent=1, ensure_ascii=True) + "\n")
    write_counts(folder / "README.md", true)


def save(path: Path, text: str, mark: bool = False) -> None:
    """Bytes as they are: no line ending is translated. `mark`: a byte order mark first."""
    path.write_bytes(text.encode("utf-8-sig" if mark else "utf-8"))


def write_counts(readme: Path, true: Truth) -> None:
    """Brings the counts at the end of the README up to date, where there is one."""
    if readme.exists():
        told, mark, _ = readme.read_text(encoding="utf-8").partition("## Counted\n")
        save(readme, told + mark + "\n" + truth.told(true))


def good(orders: list[Order]) -> list[Order]:
    """Without those that an import must refuse."""
    return [o for o in orders if not o.refused]


def number_new(orders: list[Order]) -> None:
    """#1001 and on, in the order of time, in the new shop."""
    for number, order in enumerate((o for o in orders if o.at.date() >= MOVED), start=1001):
        order.number = f"#{number}"


def old_shop(rng: random.Random, orders: list[Order]) -> list[Order]:
    """The old shop's orders with its drafts and failures; numbers have gaps there."""
    orders = sorted([*orders, *tried_orders(rng, [o for o in orders if not o.broken])], key=lambda o: o.at)
    number = 1204
    for order in orders:
        number += rng.randint(1, 5)
        order.number = str(number)
    return orders


def write_shopify(path: Path, orders: list[Order]) -> Truth:
    """Newest first, and what is true of it."""
    rows: list[list[Cell]] = []
    refused, left_out = list[Truth](), list[Truth]()
    for order in sorted(orders, key=lambda o: o.at, reverse=True):
        if order.broken:
            (refused if order.refused else left_out).append(_wrong(order, shopify.HEADER, rows, "Created at", "Email"))
        rows += shopify.rows_of(order)
    save(path, csv_text(shopify.HEADER, rows))
    words = Counter(map(shopify.status_of, good(orders)))
    gifts = sum(o.sent_to is not None or touches.wrapped(o) or shopify.told_as_gift(o) for o in good(orders))
    sent = sum(o.fulfilled_at is not None for o in good(orders))
    found = truth.of_orders(good(orders), len(rows), words)
    return {**found, "gifts": gifts, "fulfilled": sent, "rejected": refused, "left_out": left_out}


def write_woocommerce(rng: random.Random, path: Path, orders: list[Order]) -> Truth:
    """Oldest first, with a byte order mark, a dozen rows twice, and what is true of it."""
    columns = woocommerce.header(orders)
    known: dict[str, int] = {}
    rows: list[list[Cell]] = []
    refused, doubles = [], 0
    for order in orders:
        if order.refused:
            refused.append(_wrong(order, columns, rows, "order_date", "billing_email"))
        customer = known.setdefault(order.person.email if order.person else "", len(known) + 11)
        rows.append(woocommerce.row_of(order, columns, customer))
        if not order.broken and rng.random() < 0.006:
            rows.append(list(rows[-1]))
            doubles += 1
    save(path, csv_text(columns, rows), mark=True)
    words = Counter(map(woocommerce.status_of, good(orders)))
    found = truth.of_orders(good(orders), len(rows), words)
    gifts = sum(o.sent_to is not None or touches.wrapped(o) for o in good(orders))
    sent = sum(woocommerce.sent_on(o) is not None for o in good(orders))
    told = {"duplicate_rows": doubles, "rejected": refused, "left_out": []}
    return {**found, "gifts": gifts, "fulfilled": sent, **told}


def _wrong(order: Order, header: list[str], before: list[list[Cell]], dated: str, mailed: str) -> Truth:
    """The row to be refused, or to be taken in without its address: its line as an editor counts (header 1), its row
    of data from 1, and why."""
    column, reason = (dated, "no such day") if order.written_date else (mailed, "not an e-mail address")
    return {
        "line": csv_text(header, before).count("\n") + 1,
        "row": len(before) + 1,
        "order": order.number,
        "column": column,
        "value": order.written_date or order.written_email,
        "reason": reason,
    }


def write_hostile(path: Path) -> Truth:
    """The strangers' file, and who is called what in it."""
    orders = hostile_orders()
    names = {o.email: o.person.first for o in orders if o.person}
    return {**write_shopify(path, orders), "names": dict(sorted(names.items()))}


def write_customers(rng: random.Random, path: Path, people: list[Person], orders: list[Order]) -> Truth:
    """What the newsletter tool knew: most customers, a few who never ordered, one row without an address."""
    header = ["Email", "First Name", "Last Name", "Accepts Email Marketing", "Consent Date", "Birthday"]
    header += ["Gender", "Interests", "Language", "City", "Country", *touches.ANSWERS]
    waited = {o.person.email for o in orders if o.person and o.fulfilled_at and (o.fulfilled_at - o.at).days > 8}
    ordered, census, readers = truth.emails(orders), Census(rng), 8
    listed = rng.sample([p for p in people if p.email in ordered], 1091)
    listed += [replace(census.person("reader"), email=f"reader{n}@example.org") for n in range(1, readers + 1)]
    rows: list[list[Cell]] = []
    for person in sorted(listed, key=lambda p: p.email):
        rows.append([*_attributes(rng, person), *touches.answers(person, people, person.email in waited)])
    yes = sum(row[3] == "yes" for row in rows)
    rows.insert(700, ["n/a", "Nobody", "Atall", "no", "", "", "", "", "en", "", "IE", "", "", ""])
    save(path, csv_text(header, rows))
    refused = {"line": 702, "row": 701, "column": "Email", "value": "n/a", "reason": "not an e-mail address"}
    return {
        "rows": len(rows),
        "emails": len(listed),
        "accept": yes,
        "decline": len(listed) - yes,
        "never_ordered": readers,
        "birthdays": sum(bool(row[5]) for row in rows),
        "nps": sum(bool(row[11]) for row in rows),
        "referred": sum(bool(row[12]) for row in rows),
        "rejected": [refused],
    }


def _attributes(rng: random.Random, person: Person) -> list[Cell]:
    """One row of customers.csv; some have taken their consent back, many never said their birthday."""
    agreed = person.consent and rng.random() > 0.04
    since = person.consented or END - timedelta(rng.randint(20, 400))
    gender = rng.choices((person.gender, "", "prefer not to say"), (70, 28, 2))[0]
    interests = [person.category.lower()] if person.category else []
    interests += [word for word in ("recipes", "gifts", "new teas") if rng.random() < 0.15]
    birthday = person.birthday.isoformat() if person.birthday and rng.random() < 0.45 else ""
    birthday = birthday or touches.birthday(person)
    return [
        person.email.upper() if rng.random() < 0.01 else person.email,
        person.first,
        person.last,
        "yes" if agreed else "no",
        since.isoformat() if agreed else "",
        birthday,
        gender,
        "; ".join(interests),
        person.language,
        person.city,
        person.country,
    ]


def write_products(path: Path) -> Truth:
    """The catalogue."""
    header = ["SKU", "Title", "Category", "Price", "Cost", "Currency", "Link", "Image", "Added"]
    rows: list[list[Cell]] = []
    for p in PRODUCTS:
        links = [f"{SHOP}/products/{p.slug}", f"{SHOP}/images/{p.slug}.jpg"]
        rows.append([p.sku, p.title, p.category, money(p.price), money(p.cost), "EUR", *links, p.added])
    save(path, csv_text(header, rows))
    return {"rows": len(rows), "categories": len({p.category for p in PRODUCTS})}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
