"""What an offer costs and what its codes, its tests and the groups it goes to need before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shopkeep.core.money import Money


@dataclass(frozen=True, slots=True)
class OfferCost:
    """What the offer of one group costs an order, beside what an order leaves. JSON of `sequence show`."""

    group: str
    title: str
    mail: str
    """The mail whose own head makes this offer, as `offer 2`; empty: the group's own."""
    offer: str
    """In words, such as `20% off`; empty: none."""
    customers: int
    """How many of the sequence's segment fall into the group."""
    offered: int
    """How many of them would be offered it: those not too likely to come back by themselves."""
    average_order: Money | None
    """Of the group's orders of the last year, in the shop's currency; None where there are none."""
    margin: Money | None
    """What such an order leaves after the products' cost; None where too few costs are known."""
    cost: Money | None
    """What the offer takes from it; None where that cannot be told, as of a gift without a known cost."""
    says: str
    """The whole in a sentence."""


@dataclass(frozen=True, slots=True)
class CodeNeed:
    """The own codes one offer of a sequence needs. JSON of `codes list --for`."""

    codes: str
    """Where they come from: `pool:spring`, `personal:COME`."""
    gives: str
    """What each gives, in words."""
    needed: int
    """Customers who would still be given one."""
    free: int
    """Codes there for them."""
    groups: tuple[str, ...]
    terms: str = ""
    """What each gives, as stored: sequences.offers.terms."""
    mails: tuple[str, ...] = ()
    """The mails that name them, as `Offer 2`."""

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.free)


@dataclass(frozen=True, slots=True)
class CodePool:
    """Codes of one source that give the same. JSON of `codes list`."""

    codes: str
    """`pool:NAME` or `personal:PREFIX`."""
    gives: str
    """What each gives, in words; empty for a loaded file, which does not say."""
    total: int
    free: int
    taken: int
    unwritten: int
    """Made here and not yet written to a file for the shop: they do not work there."""
    last_file: str = ""
    """The file they were last written to."""


@dataclass(frozen=True, slots=True)
class PersonalCode:
    """One code of one customer, or still free."""

    code: str
    source: str
    gives: str
    """What it gives, as stored: sequences.offers.terms."""
    email: str
    """Whose it is; empty while it is free."""
    sequence: str
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class CodesDone:
    """What loading, making or writing codes did. JSON of `codes load`, `make` and `export`."""

    codes: str
    count: int
    """How many were taken in, made or written."""
    known: int
    """Of a loaded file: those that were there already, or stood in it twice."""
    file: str
    says: str


@dataclass(frozen=True, slots=True)
class VariantTest:
    """One test of a sequence before it is sent: who takes part and how large a difference would show."""

    stage: str
    mail: int
    variants: tuple[str, ...]
    customers: int
    base: float
    """Share expected to return within the sequence's window."""
    detectable: float | None
    """The smallest true difference of two variants' shares that would show; None: none would."""
    enough: bool
    """Whether less than a doubling would show."""
    says: str
