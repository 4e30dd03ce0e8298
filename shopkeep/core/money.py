"""Money as integer minor units with an ISO 4217 currency. Currencies are never added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

# ISO 4217 minor units that are not 2 (the standard's table, 2024 edition).
_ZERO = frozenset(
    {
        *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
        *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
    }
)
_THREE = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


def decimals(currency: str) -> int:
    """How many decimals the minor unit of a currency has: EUR 2, JPY 0, KWD 3."""
    if currency in _ZERO:
        return 0
    return 3 if currency in _THREE else 2


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (cents) of one currency."""

    amount: int
    currency: str

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def times(self, factor: float) -> Money:
        """This amount times a factor, rounded half to even to a whole minor unit."""
        return Money(round(self.amount * factor), self.currency)

    def decimal(self) -> Decimal:
        return Decimal(self.amount).scaleb(-decimals(self.currency))

    def plain(self) -> str:
        """A decimal string for JSON and files: `12.30`, `-4.00`, `300` (JPY)."""
        return f"{self.decimal():.{decimals(self.currency)}f}"

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot combine {self.currency} with {other.currency}")


def minor(value: Decimal, currency: str) -> int:
    """A decimal amount as minor units, rounded half to even (`Decimal('12.305')` EUR -> 1230)."""
    return int(value.scaleb(decimals(currency)).to_integral_value())


def totals(amounts: Iterable[Money]) -> list[Money]:
    """One total per currency, largest first."""
    sums: dict[str, int] = {}
    for money in amounts:
        sums[money.currency] = sums.get(money.currency, 0) + money.amount
    return sorted((Money(a, c) for c, a in sums.items()), key=lambda m: -m.amount)
