"""Queries about what was sold: the orders that count and their lines, ready to be counted."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from itertools import compress
from typing import Any

from sqlalchemy.engine import Connection

from shopkeep.core import clock, text
from shopkeep.core.records.products import Product, Sales
from shopkeep.store import products as known
from shopkeep.store.raw import driver
from shopkeep.store.unpriced import brought

_AT_ONCE = 20_000
_VARIANT = " - "
"""Shops name a variant `Nettle tea - 100 g`."""

_ORDERS = """
    SELECT coalesce(customer_id, 0), placed_at, id FROM orders
    WHERE placed_at <= ? ORDER BY customer_id, placed_at, id
"""
_OTHERS = "SELECT id, counts FROM orders WHERE NOT counts OR currency <> ?"
_MERGED = "SELECT id, merged_into FROM customers WHERE merged_into IS NOT NULL"
_LINES = """
    SELECT order_id, sku, title, quantity, quantity * unit_price - discount
    FROM order_lines WHERE quantity > 0
"""
"""Three plain queries: the first from its index alone, so that a wide table of orders is not read twice."""


def version(tx: Connection) -> tuple[int, int]:
    """Changes whenever anything in the shop file does, by this program or another."""
    raw = driver(tx)
    return raw.total_changes, raw.execute("PRAGMA data_version").fetchone()[0]


def sales(tx: Connection, zone: str, currency: str, until: int, *, folded: bool = False) -> Sales:
    """Every order that counts up to a moment (a stamp), with its lines. Money of other currencies is 0.

    `folded`: variants (`Nettle tea - 100 g`) are counted as the product before the dash.
    """
    raw = driver(tx)
    # Orders that do not count (0), and those in another currency that do (1).
    others = dict(raw.execute(_OTHERS, [currency]).fetchall())
    merged = dict(raw.execute(_MERGED).fetchall())
    found = raw.execute(_ORDERS, [until]).fetchall()
    if others:
        found = [order for order in found if others.get(order[2], 1)]
    if merged:
        found = sorted((merged.get(owner, owner), at, order) for owner, at, order in found)
    number = array("l", [-1]) * (max((order for _, _, order in found), default=0) + 1)
    for place, (_, _, order) in enumerate(found):
        number[order] = place
    customers = array("q", (owner for owner, _, _ in found))
    days = _days([at for _, at, _ in found], zone)
    foreign = frozenset(number[one] for one, counts in others.items() if counts and _at(number, one) >= 0)
    codes: dict[tuple[str, str], int] = {}
    orders, names, quantities, revenues = array("l"), array("l"), array("q"), array("q")
    cursor = raw.execute(_LINES)
    while rows := cursor.fetchmany(_AT_ONCE):
        orders_, skus, titles, quantities_, revenues_ = zip(*rows, strict=True)
        orders.extend(_at(number, one) for one in orders_)
        names.extend([codes.setdefault(name, len(codes)) for name in zip(skus, titles, strict=True)])
        quantities.extend(quantities_)
        revenues.extend(revenues_)
    nameless = codes.get(("", ""), -1)
    kept = bytearray(place >= 0 and name != nameless for place, name in zip(orders, names, strict=True))
    if not all(kept):
        orders, names = array("l", compress(orders, kept)), array("l", compress(names, kept))
        quantities, revenues = array("q", compress(quantities, kept)), array("q", compress(revenues, kept))
    if foreign:
        money = zip(orders, revenues, strict=True)
        revenues = array("q", [0 if place in foreign else revenue for place, revenue in money])
    unpriced: frozenset[int] = frozenset()
    if 0 in revenues:
        told = {place: amount for order, amount in brought(tx) if (place := _at(number, order)) >= 0}
        unpriced = frozenset(place for place, amount in told.items() if amount is None) - foreign
        money = zip(orders, revenues, strict=True)
        revenues = array("q", [revenue or (place not in foreign and told.get(place)) or 0 for place, revenue in money])
    products, number_of, unsold = _products(tx, codes, Counter(names), folded)
    return Sales(
        currency,
        customers,
        days,
        foreign,
        unpriced,
        orders,
        array("l", map(number_of.__getitem__, names)),
        quantities,
        revenues,
        products,
        unsold,
    )


def _at(number: array[int], order: int) -> int:
    """The place of an order; -1 for one that does not count."""
    return number[order] if order < len(number) else -1


def _days(moments: list[int], zone: str) -> array[int]:
    """The days in the shop's zone, as ordinals."""
    if not moments:
        return array("l")
    first = clock.day_of(clock.moment(min(moments)), zone)
    last = clock.day_of(clock.moment(max(moments)), zone)
    number = first.toordinal()
    starts = [clock.stamp(clock.start_of(date.fromordinal(one), zone)) for one in range(number, last.toordinal() + 1)]
    return array("l", [number - 1 + bisect_right(starts, at) for at in moments])


def _products(
    tx: Connection, codes: Collection[tuple[str, str]], used: Counter[int], folded: bool
) -> tuple[tuple[Product, ...], list[int], tuple[Product, ...]]:
    """The products sold, of each name the number of its product, and the products never sold."""
    file = known.rows(tx)
    keys = _keys(codes, file.values())
    names = list(codes)
    by_title = {text.key(row["title"]): row for row in file.values() if row["title"]}
    groups: dict[str, list[int]] = {}
    for code, (_sku, title) in enumerate(names):
        groups.setdefault(_family(title) if folded and title else keys[code], []).append(code)
    found: list[Product] = []
    number_of = [0] * len(names)
    for group, inside in groups.items():
        usual = max(inside, key=lambda code: used[code])
        sku, title = names[usual]
        rows = [file.get(keys[code]) or by_title.get(text.key(names[code][1])) for code in inside]
        row: dict[str, Any] = next((row for row in rows if row), {})
        shown = _before_dash(title) if folded else title
        added = [day for one in rows if one and (day := _day(one["added_on"]))]
        for code in inside:
            number_of[code] = len(found)
        found.append(Product(group, shown or sku, row.get("category", ""), min(added, default=None)))
    sold = {*keys, *(text.key(title) for _, title in names)}
    unsold = {
        _family(row["title"]) if folded else key: Product(
            _family(row["title"]) if folded else key,
            (_before_dash(row["title"]) if folded else row["title"]) or row["sku"],
            row["category"],
            _day(row["added_on"]),
        )
        for key, row in file.items()
        if key not in sold and text.key(row["title"]) not in sold
    }
    return tuple(found), number_of, tuple(one for key, one in unsold.items() if key not in groups)


def _keys(names: Iterable[tuple[str, str]], file: Iterable[dict[str, Any]]) -> list[str]:
    """Of each (SKU, title) the key of its product. A title without a SKU is the one product that has both."""
    names = list(names)
    skus: dict[str, set[str]] = {}
    for sku, title in [*names, *((row["sku"], row["title"]) for row in file)]:
        if sku and title:
            skus.setdefault(text.key(title), set()).add(sku.casefold())
    keys = []
    for sku, title in names:
        same = skus.get(text.key(title), set())
        if not sku and len(same) == 1 and text.key(title):
            sku = next(iter(same))
        key = known.key_of(sku, title)
        keys.append(f"title:{title}" if key == "title:" else key)
    return keys


def _before_dash(title: str) -> str:
    return title.partition(_VARIANT)[0].strip() or title


def _family(title: str) -> str:
    return f"family:{text.key(_before_dash(title)) or title}"


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
