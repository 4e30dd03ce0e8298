"""What an order brought, what was given for it, and what was left of it after the products' cost.

Money is in minor units of the shop's main currency; orders in others are told apart and never added.

- revenue: total less refunds. The total is what the customer paid: discounts are off already.
- given: the discount of orders that used a code of the sequence, and what gifts cost.
- profit: what was paid for goods (total less shipping and tax) less the products' cost, in the share that was
  not refunded, less gifts. Where the cost of an order is unknown, it is taken to have left as much of its
  revenue as the others did; where costs are known of less than half of the revenue, no profit is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shopkeep.core.money import Money
from shopkeep.results.attribution import Journey, used_code
from shopkeep.store.margins import KNOWN_AT_LEAST
from shopkeep.store.results import Bought

Orders = Sequence[Bought]


class LineCosts(NamedTuple):
    """An order's lines: what all came to, what those of known cost came to, and what these cost."""

    whole: int
    known: int
    cost: int


@dataclass(frozen=True, slots=True)
class Gift:
    """What a group is given with an order: what one costs, None where unknown, and whether a code brings it."""

    cost: int | None
    by_code: bool
    in_lines: frozenset[int] = frozenset()
    """The orders that list the gift among their lines, and so its cost among theirs."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What some customers' orders come to."""

    orders: int
    revenue: Money
    refunded: Money
    discounts: Money
    given: Money
    profit: Money | None

    @property
    def return_on_given(self) -> float | None:
        """Revenue for each unit of money given; None where nothing was."""
        return self.revenue.amount / self.given.amount if self.given.amount else None


class Books:
    """The money of one sequence (or of several), order by order."""

    def __init__(
        self,
        currency: str,
        costs: Mapping[int, LineCosts],
        codes: frozenset[str],
        gifts: Mapping[tuple[str, str], Gift],
        orders: Iterable[Bought],
    ) -> None:
        """`codes`: the sequence's codes in capitals. `gifts`: by (sequence, group). `orders`: all that count."""
        self.currency = currency
        self._costs = costs
        self._codes = codes
        self._gifts = gifts
        self._usual = self._usual_share(order for order in orders if order.currency == currency)

    @property
    def knows_costs(self) -> bool:
        return self._usual is not None

    def revenue(self, way: Journey, orders: Orders | None = None) -> int:
        """What these orders of theirs brought; without any said, those of their window."""
        return sum(order.kept for order in self._ours(way, orders))

    def given(self, way: Journey, orders: Orders | None = None) -> int:
        """Discounts by the sequence's codes, and gifts; 0 for the holdout, who were offered nothing."""
        if way.person.holdout:
            return 0
        ours = self._ours(way, orders)
        return sum(order.discount for order in ours if self.used(way, order)) + self._gift_cost(way, ours)

    def profit(self, way: Journey, orders: Orders | None = None) -> float:
        """What was left. Only where `knows_costs`."""
        ours = self._ours(way, orders)
        left = sum(self._profit(order) for order in ours)
        return left - (0 if way.person.holdout else self._gift_cost(way, ours))

    def used(self, way: Journey, order: Bought) -> bool:
        """Whether an order used a code of the sequence."""
        return used_code(way, order, self._codes)

    def sums(self, bought: Iterable[tuple[Journey, Orders]]) -> Sums:
        """These customers' orders together."""
        ours = [(way, self._ours(way, orders)) for way, orders in bought]
        orders = [order for _, theirs in ours for order in theirs]
        profit = sum(self.profit(way, theirs) for way, theirs in ours) if self.knows_costs else None
        return Sums(
            orders=len(orders),
            revenue=self.money(sum(order.kept for order in orders)),
            refunded=self.money(sum(order.refunded for order in orders)),
            discounts=self.money(sum(order.discount for order in orders)),
            given=self.money(sum(self.given(way, theirs) for way, theirs in ours)),
            profit=None if profit is None else self.money(profit),
        )

    def other_money(self, ways: Iterable[Journey]) -> list[Money]:
        """What came in other currencies, one sum for each."""
        sums: dict[str, int] = defaultdict(int)
        for way in ways:
            for order in way.orders:
                if order.currency != self.currency:
                    sums[order.currency] += order.kept
        return [Money(amount, code) for code, amount in sorted(sums.items())]

    def money(self, amount: float) -> Money:
        return Money(round(amount), self.currency)

    def values(self, ways: Iterable[Journey], of: Callable[[Journey], float]) -> list[float]:
        """Each buyer's `revenue` or `profit`."""
        return [of(way) for way in ways if way.returned]

    def _ours(self, way: Journey, orders: Orders | None) -> list[Bought]:
        """Those in the main currency."""
        return [order for order in (way.orders if orders is None else orders) if order.currency == self.currency]

    def _gift_cost(self, way: Journey, orders: list[Bought]) -> int:
        gift = self._gifts.get((way.person.sequence, way.person.group))
        if gift is None or not gift.cost or way.person.no_offer:
            return 0
        got = [order for order in orders if self.used(way, order)] if gift.by_code else orders[:1]
        return sum(gift.cost for order in got if order.id not in gift.in_lines)

    def _profit(self, order: Bought) -> float:
        known = self._of_goods(order)
        if known is not None:
            return known
        return order.kept * (self._usual or 0.0)

    def _of_goods(self, order: Bought) -> float | None:
        """What an order left by its own lines; None where their cost is not known."""
        lines = self._costs.get(order.id)
        if lines is None or lines.known <= 0 or lines.known < KNOWN_AT_LEAST * lines.whole or order.total <= 0:
            return None
        goods = order.total - order.shipping - order.tax
        return (goods - lines.cost * lines.whole / lines.known) * order.kept / order.total

    def _usual_share(self, orders: Iterable[Bought]) -> float | None:
        """Profit over revenue of the orders whose costs are known; None where these are less than half."""
        whole = known = 0
        profit = 0.0
        for order in orders:
            whole += order.kept
            left = self._of_goods(order)
            if left is not None:
                known += order.kept
                profit += left
        return profit / known if known and known >= KNOWN_AT_LEAST * whole else None
