"""What every report on products needs: the sales, who is meant, and what it rests on."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from datetime import date
from weakref import WeakKeyDictionary

from shopkeep.core import clock, text
from shopkeep.core.records.products import Grounds, Sales
from shopkeep.core.records.rules import Wanted
from shopkeep.errors import NotFound
from shopkeep.jobs import customers, segments
from shopkeep.jobs.shop import Shop
from shopkeep.store import sales as queries
from shopkeep.store.database import Database

_kept: WeakKeyDictionary[Database, tuple[tuple[object, ...], Sales]] = WeakKeyDictionary()
"""The sales of each open shop as read last: reading them costs more than any report on them."""


def sales_of(shop: Shop, day: date, folded: bool) -> Sales:
    """The shop's sales up to a day, read again only where the shop file has changed."""
    until = clock.stamp(clock.end_of(day, shop.zone))
    with shop.db.read() as tx:
        wanted = (queries.version(tx), shop.zone, shop.currency, until, folded)
        kept = _kept.get(shop.db)
        if kept is not None and kept[0] == wanted:
            return kept[1]
        found = queries.sales(tx, shop.zone, shop.currency, until, folded=folded)
    _kept[shop.db] = (wanted, found)
    return found


def grounds_of(sales: Sales, day: date) -> Grounds:
    return Grounds(
        day,
        len(sales.days),
        len(sales.days) - len(set(sales.line_orders)),
        len(sales.foreign),
        sales.currency,
        date.fromordinal(min(sales.days)) if sales.days else None,
        len(sales.unpriced),
    )


def group_of(shop: Shop, segment: str, where: str, day: date) -> Collection[int] | None:
    """The ids of a segment's customers that a rule keeps; None where that is everybody."""
    if segment == "all" and not where:
        return None
    return customers.find(shop, Wanted(segment, where), day).ids


def group_title(shop: Shop, segment: str, where: str) -> str:
    """The group in words: `At risk`, or `At risk: country is RO`."""
    said = segments.rule_in_words(shop, where).rstrip(".") if where else ""
    if segment == "all" and said:
        return said
    title = segments.definition(shop, segment).title
    return f"{title}: {said}" if said else title


def find_product(sales: Sales, wanted: str) -> int:
    """The number of a product by its key, title, SKU or the only title that contains it. Raises NotFound."""
    for number, one in enumerate(sales.products):
        if wanted in (one.key, one.title):
            return number
    folded = text.key(wanted)
    titles = [text.key(one.title) for one in sales.products]
    if folded and folded in titles:
        return titles.index(folded)
    for number, one in enumerate(sales.products):
        if one.key == f"sku:{wanted.casefold()}":
            return number
    within = [number for number, title in enumerate(titles) if folded and folded in title]
    if len(within) == 1:
        return within[0]
    near = [sales.products[number].title for number in within[:3]]
    near = near or [sales.products[titles.index(title)].title for title in difflib.get_close_matches(folded, titles, 3)]
    meant = " or ".join(text.plain(title) for title in near)
    raise NotFound(
        f"No order has a product {text.plain(wanted)}.",
        f"Did you mean {meant}?" if meant else "",
        "`shopkeep products` lists what was sold.",
    )


def find_category(sales: Sales, wanted: str) -> set[int]:
    folded = text.key(wanted)
    inside = {number for number, one in enumerate(sales.products) if one.category and text.key(one.category) == folded}
    if inside:
        return inside
    known = sorted({one.category for one in sales.products if one.category})
    raise NotFound(
        f"No product that was sold is of the category {text.plain(wanted)}.",
        f"There are {', '.join(map(text.plain, known[:8]))}." if known else "No products' file names categories yet.",
        "`shopkeep import-products FILE` brings categories in.",
    )


def order_of(verdict: str, good: str) -> tuple[int, int]:
    """Where a verdict stands in a list: good news first, surest first, what is not told in the middle."""
    sure, _, what = verdict.partition(" ")
    told = {"surely": 0, "perhaps": 1}.get(sure)
    if told is None:
        return 1, 0
    return (0, told) if what == good else (2, 1 - told)
