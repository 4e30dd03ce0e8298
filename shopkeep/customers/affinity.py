"""What products go with: kinds of customers, coming back, and one another. Pure functions over `Sales`.

Every finding is compared with what the rest of the shop does, and says how sure it is. Where many products
are compared at once some look special by luck: `surely` holds after allowing for that (core/shares.holding),
`perhaps` is a difference that luck alone would bring less than once in twenty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations
from math import ceil
from statistics import median

from shopkeep.core.records.products import Sales
from shopkeep.core.shares import byar, holding, newcombe, poisson_tail, two_sided

BEST_SELLING = 2000
"""Pairs are looked for among so many products."""
PER_BASKET = 40
"""Of a basket with more products, only the best-selling so many are paired: the pairs grow with the square."""
FEW = 5
"""Below so many buyers or pairs nothing is said of a product."""
SAME_POINTS = 0.05
"""Two shares surely within so much of each other are called the same."""


@dataclass(frozen=True, slots=True)
class Bought:
    """What one product is to a group: counts over the group and over all customers."""

    product: int
    customers: int
    customers_of_all: int
    orders: int
    quantity: int
    revenue: int | None
    """Minor units; None where not one of the orders says what it brought."""


def bought_by(sales: Sales, group: Collection[int] | None) -> tuple[list[Bought], int, int]:
    """What a group of customers bought (None: all of them), the group's buyers and all buyers."""
    inside = None if group is None else frozenset(group)
    owners, mine = sales.customers, bytearray(len(sales.days))
    for order, owner in enumerate(owners):
        mine[order] = bool(owner) and (inside is None or owner in inside)
    number = len(sales.products)
    quantity, revenue = [0] * number, [0] * number
    buyers: list[set[int]] = [set() for _ in range(number)]
    baskets: list[set[int]] = [set() for _ in range(number)]
    lines = zip(sales.line_orders, sales.line_products, sales.quantities, sales.revenues, strict=True)
    for order, product, pieces, money in lines:
        buyers[product].add(owners[order])
        if mine[order]:
            baskets[product].add(order)
            quantity[product] += pieces
            revenue[product] += money
    everybody: set[int] = set().union(*buyers) - {0}
    found = []
    for product, who in enumerate(buyers):
        who.discard(0)
        if baskets[product]:
            of_group = len(who) if inside is None else len(who & inside)
            known = None if baskets[product] <= sales.unpriced else revenue[product]
            found.append(Bought(product, of_group, len(who), len(baskets[product]), quantity[product], known))
    return found, len(everybody) if inside is None else len(everybody & inside), len(everybody)


def compared(shares: list[tuple[int, int, int, int]], more: str, less: str, same: str) -> list[str]:
    """For each (a, of a, b, of b) whether share a is `more` or `less` than share b, and how sure that is."""
    chances = [two_sided(*share) for share in shares]
    said = []
    for (a, of_a, b, of_b), chance, holds in zip(shares, chances, holding(chances), strict=True):
        difference = newcombe(b, of_b, a, of_a)
        if difference is None or of_a < FEW:
            said.append("cannot tell yet")
        elif chance <= 0.05:
            said.append(f"{'surely' if holds else 'perhaps'} {more if a * of_b > b * of_a else less}")
        elif difference[0] >= -SAME_POINTS and difference[1] <= SAME_POINTS:
            said.append(same)
        else:
            said.append("cannot tell yet")
    return said


@dataclass(frozen=True, slots=True)
class First:
    """First-time buyers of one product: how many with enough time since, of them back, and too recent."""

    product: int
    buyers: int
    came_back: int
    too_recent: int


@dataclass(frozen=True, slots=True)
class Firsts:
    within: int
    wait: int | None
    buyers: int
    came_back: int
    too_recent: int
    products: list[First]


def first_products(sales: Sales, today: int, horizon: int) -> Firsts:
    """Who came back after a first order, for each product in it. `today` is an ordinal day.

    A return is an order on a later day within the horizon, or within the shop's median wait for a second
    order where that is longer. Customers with a shorter past are left out, back or not: else the quick
    ones alone would count. All orders of the first day are the first order.
    """
    days, contents = sales.days, sales.contents()
    people: list[tuple[int, int | None, set[int]]] = []  # first day, days to the second, products of the first
    for start, end in each_customer(sales):
        first = days[start]
        later = next((place for place in range(start, end) if days[place] > first), None)
        bought = set().union(*contents[start : end if later is None else later])
        people.append((first, None if later is None else days[later] - first, bought))
    waits = [after for _, after, _ in people if after is not None]
    wait = ceil(median(waits)) if waits else None
    within = max(horizon, wait or 0)
    buyers, back, recent = Counter[int](), Counter[int](), Counter[int]()
    counts = [0, 0, 0]
    for first, after, bought in people:
        if today - first < within:
            counts[2] += 1
            recent.update(bought)
            continue
        counts[0] += 1
        buyers.update(bought)
        if after is not None and after <= within:
            counts[1] += 1
            back.update(bought)
    products = [First(one, buyers[one], back[one], recent[one]) for one in buyers]
    return Firsts(within, wait, counts[0], counts[1], counts[2], products)


@dataclass(frozen=True, slots=True)
class Pair:
    one: int
    other: int
    together: int
    expected: float

    @property
    def lift(self) -> float:
        return self.together / self.expected

    @property
    def interval(self) -> tuple[float, float]:
        """Where the lift likely lies: Byar's limits of the count, over what chance would bring."""
        low, high = byar(self.together)
        return low / self.expected, high / self.expected


@dataclass(frozen=True, slots=True)
class Pairs:
    baskets: int
    mixed: int
    holding: Counter[int]
    """product -> baskets with it."""
    pairs: list[Pair]
    possible: int
    """Pairs that could have been seen: how many comparisons that makes."""


def pairs(baskets: list[list[int]], product: int | None = None, least: int = FEW) -> Pairs:
    """Which products share baskets (each a list of different ones), seen at least `least` times together.

    Expected by chance: baskets as large as they are, filled by popularity alone. A pair of products with
    shares q and r of all that lies in baskets fills q r / (1 - sum of q squared) of the ordered pairs of
    places. So a shop of large orders does not seem to sell everything with everything, and the counts
    expected over all pairs add up to the pairs there are.
    """
    held = Counter(one for basket in baskets for one in basket)
    best = {one: rank for rank, (one, _) in enumerate(held.most_common(BEST_SELLING))}
    if product is not None and product in held:
        best.setdefault(product, len(best))
    seen: Counter[tuple[int, int]] = Counter()
    places = 0
    for basket in baskets:
        if len(basket) < 2:
            continue
        inside = sorted(one for one in basket if one in best)
        if len(inside) > PER_BASKET:
            inside = sorted(sorted(inside, key=lambda one: (one != product, best[one]))[:PER_BASKET])
        places += len(inside) * (len(inside) - 1)
        if product is None:
            seen.update(combinations(inside, 2))
        elif product in inside:
            seen.update((min(one, product), max(one, product)) for one in inside if one != product)
    total = sum(held[one] for one in best)
    repeated = sum(held[one] ** 2 for one in best)
    found = [
        Pair(one, other, count, places * held[one] * held[other] / (total * total - repeated))
        for (one, other), count in seen.items()
        if count >= least
    ]
    possible = len(best) * (len(best) - 1) // 2 if product is None else len(best) - 1
    return Pairs(sum(map(bool, baskets)), sum(len(basket) > 1 for basket in baskets), held, found, possible)


def of_customers(sales: Sales, contents: list[list[int]]) -> list[list[int]]:
    """What each known customer ever bought: the different products, smallest number first."""
    return [sorted(set().union(*contents[start:end])) for start, end in each_customer(sales)]


def together_verdicts(counts: list[tuple[int, float]], possible: int) -> list[str]:
    """For each (seen together, expected): whether it is more than chance, and how sure that is."""
    chances = [poisson_tail(seen, expected) for seen, expected in counts]
    less = [1 - poisson_tail(seen + 1, expected) for seen, expected in counts]
    said = []
    for up, down, sure, sure_not in zip(
        chances, less, holding(chances, possible, 0.025), holding(less, possible, 0.025), strict=True
    ):
        if up <= 0.025:
            said.append("surely" if sure else "perhaps")
        elif down <= 0.025:
            said.append("surely not" if sure_not else "perhaps not")
        else:
            said.append("no more than chance")
    return said


@dataclass(frozen=True, slots=True)
class Step:
    """What buyers of one product took next: (chosen, expected) by product."""

    buyers: int
    went_on: int
    chosen: dict[int, tuple[int, float]]


def next_products(sales: Sales, product: int) -> Step:
    """What buyers of a product bought next that they did not have, beside what anybody would.

    A step is an order day with something new to that customer, after the first day. Buyers of the product
    count once: their first step after they had it. Expected: for each of those steps, how often customers
    without a product choose it in any step.
    """
    days, contents = sales.days, sales.contents()
    chose: Counter[int] = Counter()
    had: Counter[int] = Counter()
    steps = buyers = went_on = 0
    mine_had: Counter[int] = Counter()
    mine_chose: Counter[int] = Counter()
    for start, end in each_customer(sales):
        owned: set[int] = set()
        waiting = False
        place = start
        while place < end:
            day, today = days[place], set[int]()
            while place < end and days[place] == day:
                today.update(contents[place])
                place += 1
            new = today - owned
            if owned and new:
                steps += 1
                chose.update(new)
                had.update(owned)
                if waiting:
                    waiting = False
                    went_on += 1
                    mine_chose.update(new)
                    mine_had.update(owned)
            if product in new:
                buyers += 1
                waiting = True
            owned |= today
    expected = {one: (went_on - mine_had[one]) * chose[one] / max(1, steps - had[one]) for one in mine_chose}
    return Step(buyers, went_on, {one: (count, expected[one]) for one, count in mine_chose.items()})


def each_customer(sales: Sales) -> Iterator[tuple[int, int]]:
    """Where each known customer's orders begin and end."""
    owners, start = sales.customers, 0
    for place in range(1, len(owners) + 1):
        if place == len(owners) or owners[place] != owners[start]:
            if owners[start]:
                yield start, place
            start = place
