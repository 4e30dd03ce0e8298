"""Orders without an address whose buyer a platform knows by a number: other orders may say whose number that is.

A number is a platform's own. It names somebody only where nothing speaks against it: guests, tills and resellers
have numbers too, and orders of many people stand under those.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from shopkeep.core import text
from shopkeep.orders import gifts
from shopkeep.orders.columns import Orders
from shopkeep.orders.spoiled import is_rounded

_A_DAY = 5
"""Orders without an address that one buyer places on a day; of more it is the number of a till."""
_NAMES = 12
"""Ways in which one person is written; of more it is the number of several."""
_DAY = 86_400


@dataclass(slots=True)
class _Buyer:
    """What orders say of one number, each thing once: tuples, for a shop has many buyers and each says little."""

    addresses: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    """Names in orders with an address, and in those without one; no more than tell that they are too many."""
    named_bare: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    """The tables that name it with an address, and those that do not."""
    tables_bare: tuple[str, ...] = ()
    days: list[int] = field(default_factory=list)
    """The day of each order without an address."""


class Numbered:
    """The buyers of one platform by their numbers."""

    def __init__(self) -> None:
        self._buyers: dict[str, _Buyer] = {}

    def hear(self, number: str, address: str, name: str, placed_at: int, table: str = "") -> None:
        """Take in what an order says. `table`: which table of no known platform it stood in."""
        buyer = self._buyers.get(number)
        if buyer is None:
            buyer = self._buyers[number] = _Buyer()
        if address:
            buyer.addresses = _with(buyer.addresses, address)
            buyer.named = _with(buyer.named, name)
            buyer.tables = _with(buyer.tables, table)
        else:
            buyer.named_bare = _with(buyer.named_bare, name)
            buyer.tables_bare = _with(buyer.tables_bare, table)
            buyer.days.append(placed_at // _DAY)

    def hear_all(self, orders: Orders, table: str) -> None:
        """Take in some orders of a file."""
        if any(numbers := orders.column("buyer")):
            said = (numbers, *(orders.column(name) for name in ("email", "name", "placed_at")))
            for number, *others in zip(*said, strict=True):
                if number:
                    address, name, placed_at = others
                    self.hear(number, address, name, placed_at, table)

    def addresses(self) -> dict[str, str]:
        """number -> the address of its buyer, of those who have orders without one, as far as that is sure."""
        return {
            number: buyer.addresses[0]
            for number, buyer in self._buyers.items()
            if _is_sure(buyer) and not is_rounded(number)
        }

    def bare(self) -> dict[str, int]:
        """number -> how many orders without an address it has, as far as they were heard."""
        return {number: len(buyer.days) for number, buyer in self._buyers.items()}


def _with(known: tuple[str, ...], said: str) -> tuple[str, ...]:
    return known if said in known or len(known) > _NAMES else (*known, said)


def _is_sure(buyer: _Buyer) -> bool:
    if len(buyer.addresses) != 1 or not buyer.days or max(Counter(buyer.days).values()) > _A_DAY:
        return False
    every = [*buyer.named, *buyer.named_bare]
    if len(every) > _NAMES:
        return False
    if any(gifts.to_another(one, other) for one in every for other in buyer.named_bare):
        return False
    # Two tables of no known platform may count their buyers each for itself: there the names must tell.
    return {*buyer.tables_bare} <= {*buyer.tables} or _share_names(buyer)


def _share_names(buyer: _Buyer) -> bool:
    known = {text.key(name) for name in buyer.named}
    return all(len(text.key(name).split()) > 1 and text.key(name) in known for name in buyer.named_bare)
