"""A small shop of known orders, made straight in the store."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, update

from shopkeep.core import clock
from shopkeep.jobs import customers
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import tables as t

TODAY = date(2026, 11, 22)
NOON = datetime.combine(TODAY, time(12), UTC)


def day(ago: int) -> date:
    return TODAY - timedelta(days=ago)


def empty_shop(home: Path) -> Shop:
    shop = open_shop(home)
    for name, value in (
        ("shop.currency", "EUR"),
        ("shop.timezone", "Europe/Berlin"),
        ("policy.consent", "existing"),
    ):
        shop.settings.set(name, value)
    return shop


def add_customer(
    shop: Shop,
    email: str,
    days_ago: Iterable[int],
    *,
    name: str = "",
    total: int = 5000,
    currency: str = "EUR",
    consent: str = "",
    city: str = "",
    status: str = "paid",
    line: str = "Nettle tea",
) -> int:
    """One customer with an order at noon on each of these days; the id. Summaries are not refreshed."""
    with shop.db.write() as tx:
        who = {"email": email, "name": name, "consent": consent, "city": city}
        key = tx.execute(insert(t.customers).values(who)).inserted_primary_key
        assert key is not None
        add_orders(shop, key[0], email, days_ago, total, currency, status, line)
    return int(key[0])


def add_orders(
    shop: Shop,
    customer: int,
    email: str,
    days_ago: Iterable[int],
    total: int = 5000,
    currency: str = "EUR",
    status: str = "paid",
    line: str = "Nettle tea",
) -> None:
    with shop.db.write() as tx:
        for position, ago in enumerate(days_ago):
            placed = datetime.combine(day(ago), time(12), UTC)
            values = {
                "platform": "shopify",
                "number": f"#{email}-{ago}-{position}-{currency}",
                "customer_id": customer,
                "placed_at": clock.stamp(placed),
                "currency": currency,
                "total": total,
                "status": status,
                "counts": status == "paid",
                "email": email,
            }
            key = tx.execute(insert(t.orders).values(values)).inserted_primary_key
            assert key is not None
            tx.execute(insert(t.order_lines).values(order_id=key[0], position=0, title=line, quantity=2))


def add_order(shop: Shop, customer: int, ago: int, total: int = 5000, line: str = "Nettle tea", **more: Any) -> int:
    """One order at noon of a day, with any column of `orders` besides; its id. `waited` days until it was sent."""
    placed = clock.stamp(datetime.combine(day(ago), time(12), UTC))
    waited = more.pop("waited", None)
    values = {"platform": "shopify", "customer_id": customer, "placed_at": placed, "currency": "EUR", "total": total}
    values |= {"fulfilled_at": None if waited is None else placed + waited * 86400} | more
    with shop.db.write() as tx:
        number = tx.execute(select(func.count()).select_from(t.orders)).scalar_one()
        key = tx.execute(insert(t.orders).values(number=f"#more-{number}", **values)).inserted_primary_key
        assert key is not None
        tx.execute(insert(t.order_lines).values(order_id=key[0], position=0, title=line, quantity=1))
    return int(key[0])


def tell(shop: Shop, customer: int, **columns: Any) -> None:
    """Say something of a customer: columns of `customers`; `attributes` as a dict."""
    if "attributes" in columns:
        columns["attributes"] = json.dumps(columns["attributes"])
    with shop.db.write() as tx:
        tx.execute(update(t.customers).where(t.customers.c.id == customer).values(columns))


def refresh(shop: Shop) -> None:
    with shop.db.write() as tx:
        customers.refresh(shop, tx, None)


def furnish(shop: Shop) -> None:
    """Customers of every kind, and enough ordinary ones for the model to have something to go by."""
    add_customer(shop, "ines@example.com", [230, 196, 162, 130, 96], name="Inês Marchetti", city="Köln")
    add_customer(shop, "yuki@example.com", [60, 40, 20, 2], name="Yuki Tanaka", total=20000)
    add_customer(shop, "tom@example.org", [400], name="Tom Okafor", consent="no")
    add_customer(shop, "new@example.org", [10], name="Nora New")
    add_customer(shop, "gone@example.net", [900, 870, 840, 810], name="Gus Gone", total=40000)
    for number in range(60):
        start = 30 + number * 9
        visits = range(start, max(0, start - 40 * (number % 4)) - 1, -40)
        add_customer(shop, f"c{number}@example.com", visits, total=1000 + 100 * number)
    refresh(shop)
