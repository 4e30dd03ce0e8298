"""Who came back, and what it brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shopkeep.core.money import Money


@dataclass(frozen=True, slots=True)
class Arm:
    """One side of the comparison: the mailed or the holdout."""

    customers: int
    returned: int
    return_rate: float | None
    """None where there are no customers."""
    interval: tuple[float, float] | None
    """Wilson 95 %."""
    revenue: Money
    refunded: Money
    discounts: Money


@dataclass(frozen=True, slots=True)
class Lift:
    returns: float | None
    """Mailed rate less holdout rate."""
    interval: tuple[float, float] | None
    """Newcombe 95 %."""
    revenue: Money | None
    revenue_interval: tuple[Money, Money] | None
    chance_positive: float | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Slice:
    """Returns of one stage or group."""

    name: str
    title: str
    sent: int
    returned: int
    rate: float | None
    revenue: Money


@dataclass(frozen=True, slots=True)
class VariantResult:
    name: str
    sent: int
    returned: int
    rate: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class TestResult:
    mail: str
    """`offer 1`."""
    variants: list[VariantResult]
    chance_best: dict[str, float]
    verdict: str


@dataclass(frozen=True, slots=True)
class Return:
    """One customer who came back."""

    email: str
    order: str
    on: date
    amount: Money
    after_stage: str
    code_used: bool


@dataclass(frozen=True, slots=True)
class Results:
    """JSON of `shopkeep results`."""

    sequence: str
    window_days: int
    data_until: datetime | None
    mailed: Arm
    holdout: Arm
    lift: Lift
    detectable_lift: float | None
    stages: list[Slice]
    groups: list[Slice]
    tests: list[TestResult]
    returned: list[Return]
    title: str = ""
    left: dict[str, int] | None = None
    """Why customers left the sequence: reason -> count."""


@dataclass(frozen=True, slots=True)
class TodayItem:
    """One thing to do now: a sentence, the key that does it, and where it leads."""

    says: str
    key: str
    place: str
    """`customers`, `sequences`, `outbox`, `results`, `imports`, `settings`."""
    kind: str
    """`at-risk`, `due`, `unknown`, `stale`, `results`, `mail`, `import`, `consent`, `welcome`."""
    weight: int = 0
    """Larger is more pressing."""
    target: str = ""
    """A segment, sequence name or the like to open there."""


@dataclass(frozen=True, slots=True)
class Today:
    shop_name: str
    orders_until: date | None
    customers: int
    orders: int
    account: str
    """The mail account in words: `practice mailbox`, `smtp.example.com`, `no mail account yet`."""
    items: list[TodayItem]
    empty: bool
    """No orders yet: show the welcome."""
