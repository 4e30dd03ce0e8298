"""What to recommend: to each product its companion, to each buyer the next product. Pure functions over `Sales`.

Found as in affinity, for every product at once, and only what holds: taken clearly more often than chance
would bring (`surely` or `perhaps`, with the lower limit of the lift above 1), at least affinity.FEW times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from shopkeep.core.records.products import Sales
from shopkeep.core.shares import byar
from shopkeep.customers import affinity

PER_DAY = affinity.PER_BASKET
"""Of a day on which somebody bought more new products, so many are looked at."""


def companions(contents: list[list[int]]) -> dict[int, tuple[int, ...]]:
    """product -> what shares baskets with it, by the lower limit of the lift, best first."""
    found = affinity.pairs(contents)
    said = affinity.together_verdicts([(pair.together, pair.expected) for pair in found.pairs], found.possible)
    best: dict[int, list[tuple[float, int]]] = {}
    for pair, verdict in zip(found.pairs, said, strict=True):
        if verdict in ("surely", "perhaps") and pair.interval[0] > 1:
            best.setdefault(pair.one, []).append((-pair.interval[0], pair.other))
            best.setdefault(pair.other, []).append((-pair.interval[0], pair.one))
    return {product: tuple(other for _, other in sorted(others)) for product, others in best.items()}


def next_products(sales: Sales, contents: list[list[int]]) -> dict[int, tuple[int, ...]]:
    """product -> what its buyers took next and did not have, the most taken first.

    Counted and compared as in affinity.next_products.
    """
    chose, had, went_on = Counter[int](), Counter[int](), Counter[int]()
    both: Counter[tuple[int, int]] = Counter()
    steps = 0
    for owned, before, new in _steps(sales, contents):
        steps += 1
        chose.update(new)
        had.update(owned)
        went_on.update(before)
        both.update((one, other) for one in before for other in new)
    likely: dict[int, list[int]] = {}
    for (one, other), count in both.items():
        if count >= affinity.FEW:
            likely.setdefault(one, []).append(other)
    had_already: Counter[tuple[int, int]] = Counter()
    for owned, before, _ in _steps(sales, contents):
        had_already.update((one, other) for one in before for other in likely.get(one, ()) if other in owned)
    pairs = [(one, other) for one, others in likely.items() for other in others]
    counts = [
        (both[one, other], (went_on[one] - had_already[one, other]) * chose[other] / max(1, steps - had[other]))
        for one, other in pairs
    ]
    verdicts = affinity.together_verdicts(counts, len(likely) * max(0, len(chose) - 1))
    best: dict[int, list[tuple[int, int]]] = {}
    for (one, other), (count, expected), verdict in zip(pairs, counts, verdicts, strict=True):
        if verdict in ("surely", "perhaps") and byar(count)[0] > expected:
            best.setdefault(one, []).append((-count, other))
    return {product: tuple(other for _, other in sorted(others)) for product, others in best.items()}


def _steps(sales: Sales, contents: list[list[int]]) -> Iterator[tuple[set[int], list[int], list[int]]]:
    """Each order day with something new to its customer, after the first: what they had, what was new to them
    the time before, and what is new now. What they had changes afterwards: it is to be used at once."""
    for start, end in affinity.each_customer(sales):
        if end - start == 1:
            continue
        owned: set[int] = set()
        before: list[int] = []
        for _, orders in groupby(range(start, end), key=sales.days.__getitem__):
            today = set().union(*(contents[order] for order in orders))
            new = sorted(today - owned)[:PER_DAY]
            if new:
                if owned:
                    yield owned, before, new
                before = new
            owned |= today
