"""Which products go together, and which comes next."""

from __future__ import annotations

from datetime import date
from typing import Literal

from shopkeep.core.bulk import bulk
from shopkeep.core.records.products import NextProduct, NextProductReport, Together, TogetherReport
from shopkeep.core.shares import byar, wilson
from shopkeep.customers import affinity
from shopkeep.customers import product_words as words
from shopkeep.jobs.product_grounds import find_product, grounds_of, order_of, sales_of
from shopkeep.jobs.shop import Shop

MOST_PAIRS = 2000
"""So many pairs are told of, the surest."""


def bought_together(
    shop: Shop,
    product: str | None = None,
    as_of: date | None = None,
    *,
    within: Literal["order", "customer"] = "order",
    folded: bool = False,
) -> TogetherReport:
    """Pairs within an order, or ever by one customer, surest first. Raises NotFound for an unknown product."""
    day = as_of or shop.today()
    with bulk():
        sales = sales_of(shop, day, folded)
        wanted = find_product(sales, product) if product else None
        baskets = sales.contents()
        if within == "customer":
            baskets = affinity.of_customers(sales, baskets)
        found = affinity.pairs(baskets, wanted)
        said = affinity.together_verdicts([(one.together, one.expected) for one in found.pairs], found.possible)
        best = sorted(
            zip(found.pairs, said, strict=True), key=lambda pair: (order_of(pair[1], ""), -pair[0].interval[0])
        )
    rows = []
    for pair, verdict in best[:MOST_PAIRS]:
        ends = (pair.one, pair.other) if pair.other != wanted else (pair.other, pair.one)
        if wanted is None and found.holding[ends[0]] < found.holding[ends[1]]:
            ends = (ends[1], ends[0])
        one, other = (sales.products[end] for end in ends)
        counts = (pair.together, found.holding[ends[0]], found.holding[ends[1]])
        titles = (one.title, other.title)
        rows.append(
            Together(
                one.key, one.title, other.key, other.title, pair.together, pair.expected, pair.lift, pair.interval,
                counts[1], counts[2], verdict,
                words.together(titles, counts, pair.expected, pair.interval, verdict, within),
            )
        )  # fmt: skip
    title = "" if wanted is None else sales.products[wanted].title
    return TogetherReport(within, title, found.baskets, found.mixed, affinity.FEW, grounds_of(sales, day), rows)


def next_product(shop: Shop, product: str, as_of: date | None = None, *, folded: bool = False) -> NextProductReport:
    """What buyers of a product bought next that they did not have. Raises NotFound for an unknown product."""
    day = as_of or shop.today()
    with bulk():
        sales = sales_of(shop, day, folded)
        wanted = find_product(sales, product)
        step = affinity.next_products(sales, wanted)
    chosen = list(step.chosen.items())
    verdicts = affinity.together_verdicts([counts for _, counts in chosen], len(sales.products))
    start = sales.products[wanted]
    rows = []
    for (one, (chose, expected)), verdict in zip(chosen, verdicts, strict=True):
        other, interval = sales.products[one], wilson(chose, step.went_on) or (0.0, 1.0)
        told = verdict if chose >= affinity.FEW else "no more than chance"
        low, high = byar(chose)
        rows.append(
            NextProduct(
                other.key, other.title, chose, chose / step.went_on, interval, expected, chose / expected,
                (low / expected, high / expected), told,
                words.next_product(start.title, other.title, step.went_on, chose, interval, expected, told),
            )
        )  # fmt: skip
    rows.sort(key=lambda row: (-row.chose, -row.lift, row.title))
    return NextProductReport(start.key, start.title, step.buyers, step.went_on, grounds_of(sales, day), rows)
