"""Who came back, and what it brought."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    """Totals of all orders in the window, after discounts and less refunds."""
    refunded: Money
    discounts: Money
    orders: int = 0
    buyers: int = 0
    """Who bought in the shop's main currency."""
    given: Money | None = None
    """Discounts by the sequence's codes, and gifts."""
    profit: Money | None = None
    """After discounts, refunds, gifts and the products' cost; None where too few costs are known."""


@dataclass(frozen=True, slots=True)
class Lift:
    returns: float | None
    """Mailed rate less holdout rate."""
    interval: tuple[float, float] | None
    """Newcombe 95 %."""
    revenue: Money | None
    """What the mailed brought more than so many of the holdout would have."""
    revenue_interval: tuple[Money, Money] | None
    """95 %; only from 30 buyers an arm on."""
    chance_positive: float | None
    verdict: str
    profit: Money | None = None
    profit_interval: tuple[Money, Money] | None = None
    anyway: float | None = None
    """How many of the mailed would have come back with no mail, by the holdout's rate."""
    given_anyway: Money | None = None
    """What was given to these."""
    more_customers: int | None = None
    """How many more it would take, where it cannot be told yet."""
    money_says: str = ""
    """Why there is no range in money, where there is none."""
    e_value: float | None = None
    """Evidence of those whose window has closed, that may be looked at daily; decided from 20 on."""
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """Returns of one stage, mail, group or offer, with its verdict against the holdout's like."""

    name: str
    title: str
    sent: int
    """To how many of them a mail went out."""
    returned: int
    """Of these. For stages and mails: those whose last mail before the order it was."""
    rate: float | None
    revenue: Money
    profit: Money | None = None
    given: Money | None = None
    return_on_given: float | None = None
    """Revenue for each unit of money given; None where nothing was."""
    unsubscribed: int = 0
    """After this mail, by its link, by writing so, or by marking it as spam."""
    replied: int = 0
    held: int = 0
    """The holdout's like: of the same group, or who would have had the same mail."""
    held_returned: int = 0
    lift: float | None = None
    lift_interval: tuple[float, float] | None = None
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class VariantResult:
    """One variant of a mail: who had it, and of these who ordered within the window after it."""

    name: str
    sent: int
    returned: int
    rate: float | None
    interval: tuple[float, float] | None
    revenue: Money | None = None
    profit: Money | None = None
    given: Money | None = None
    return_on_given: float | None = None
    unsubscribed: int = 0
    replied: int = 0


@dataclass(frozen=True, slots=True)
class TestResult:
    mail: str
    """`offer 1`."""
    variants: list[VariantResult]
    chance_best: dict[str, float]
    verdict: str
    winner: str = ""
    looked: str = "once"
    """`once`: sent in one go, judged when its window has closed; `daily`: judged by the e-value."""
    lift: float | None = None
    """Of two variants: the second's rate less the first's."""
    lift_interval: tuple[float, float] | None = None
    e_value: float | None = None
    runs: int = 1
    """Sequences it is pooled over."""
    prior: tuple[int, int] = (1, 1)


@dataclass(frozen=True, slots=True)
class Return:
    """One customer who came back."""

    email: str
    order: str
    on: date
    amount: Money
    """Of the first order, less refunds."""
    after_stage: str
    """Of the last mail that went out to them before it; empty where none did: the server refused it."""
    code_used: bool
    after_mail: int = 0
    variant: str = ""
    group: str = ""
    orders: int = 1
    """In the window."""
    brought: Money | None = None
    """All of these."""
    how: str = "address"
    """`address`, `merged address`, `confirmed by you`."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An order within somebody's window, placed under another address: theirs or not, the owner says."""

    order: str
    email: str
    """The enrolled customer's."""
    name: str
    placed_by: str
    """The address it was placed with; empty for none."""
    placed_name: str
    on: date
    amount: Money
    why: str
    sequence: str
    order_id: int = 0
    customer_id: int = 0


@dataclass(frozen=True, slots=True)
class Within:
    """Who ordered within so many days of their first mail, of those for whom these have passed."""

    days: int
    mailed: int
    mailed_returned: int
    holdout: int
    holdout_returned: int
    lift: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a send can tell, before it goes out."""

    customers: int
    holdout_share: float
    mailed: int
    held: int
    base_rate: float
    """The share of the shop's customers who order in such a window anyway."""
    detectable_lift: float | None
    suggested_share: float
    says: str


@dataclass(frozen=True, slots=True)
class Formula:
    """How one figure came about, with its numbers filled in."""

    name: str
    rule: str
    filled: str


@dataclass(frozen=True, slots=True)
class Results:
    """JSON of `shopkeep results`."""

    sequence: str
    """Empty for the whole programme."""
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
    closes: datetime | None = None
    """When the last window closes."""
    mails: list[Slice] = field(default_factory=list)
    offers: list[Slice] = field(default_factory=list)
    sequences: list[Slice] = field(default_factory=list)
    """Of the whole programme: each sequence by itself."""
    pooled: list[TestResult] = field(default_factory=list)
    """Tests of the same mail and variants over several sequences."""
    within: list[Within] = field(default_factory=list)
    to_confirm: list[Doubtful] = field(default_factory=list)
    before: Foresight | None = None
    """While nothing is sent."""
    unsubscribed: int = 0
    replied: int = 0
    came_back_before: int = 0
    """Between enrolment and first mail: not counted."""
    other_money: list[Money] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)


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
    """A segment, sequence name or the like to open there; a segment may have a rule behind it: `at-risk mailed = 0`."""


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
    sample_day: date | None = None
    """In a sample shop whose clock was moved: the day it is there."""
    counting: int = 0
    """Orders that count: not cancelled, not refunded in full."""
    uncounted: int = 0
    """People known without an order that counts; no list has them."""
