"""Customers as lists show them: light lines for the screen, full rows for files and scripts."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shopkeep.core.addresses import is_address
from shopkeep.core.money import Money
from shopkeep.core.records.customers import CustomerRow, Lapse, Summary
from shopkeep.customers import reasons
from shopkeep.customers.permission import may_email
from shopkeep.customers.reasons import Terms
from shopkeep.customers.rhythm import overdue
from shopkeep.store.customers import Contact


@dataclass(frozen=True, slots=True)
class Flags:
    """What is said of single customers, by id, and the owner's answer on whom to write to."""

    left_out: dict[int, str]
    snoozed: dict[int, date]
    in_sequence: dict[int, str]
    suppressed: Set[int]
    policy: str

    def cannot_email(self, contact: Contact) -> str | None:
        return may_email(contact.consent, self.policy, contact.id in self.suppressed, is_address(contact.email))


@dataclass(frozen=True, slots=True)
class Setting:
    """What all lines of one list share."""

    flags: Flags
    terms: Terms
    segments_of: Callable[[int], list[str]]
    """The segments a customer of this list is in. Looked up for all of the list when first asked for."""


class CustomerLine:
    """One customer of a list on screen, with the fields of CustomerRow, each worked out when asked for.

    A list of 100,000 is made in a fraction of a second; only the few that are in view are spelled out.
    """

    __slots__ = ("_setting", "_who", "summary")

    def __init__(self, who: Contact, summary: Summary, setting: Setting) -> None:
        self._who = who
        self.summary = summary
        self._setting = setting

    @property
    def terms(self) -> Terms:
        """What sentences about this customer need besides."""
        return self._setting.terms

    @property
    def customer_id(self) -> int:
        return self._who.id

    @property
    def email(self) -> str:
        return self._who.email

    @property
    def name(self) -> str:
        return self._who.name

    @property
    def city(self) -> str:
        return self._who.city

    @property
    def country(self) -> str:
        return self._who.country

    @property
    def orders(self) -> int:
        return self.summary.orders

    @property
    def spent(self) -> Money:
        return self._money(self.summary.spent)

    @property
    def spent_365(self) -> Money:
        return self._money(self.summary.spent_365)

    @property
    def average_order(self) -> Money:
        return self._money(round(Fraction(self.summary.spent, self.summary.orders)))

    @property
    def first_order(self) -> date:
        return self.summary.first_on

    @property
    def last_order(self) -> date:
        return self.summary.last_on

    @property
    def days_since(self) -> int:
        return self.summary.days_since

    @property
    def usual_gap_days(self) -> float | None:
        return self.summary.usual_gap_days

    @property
    def overdue(self) -> float | None:
        """Days since the last order over the usual gap; None for one-time buyers."""
        return overdue(self.days_since, self.summary.usual_gap_days)

    @property
    def return_chance(self) -> float:
        return self.summary.return_chance

    @property
    def at_stake(self) -> Money:
        return self._money(self.summary.at_stake)

    @property
    def expected_order(self) -> Money:
        return self._money(self.summary.expected_order)

    @property
    def margin_at_stake(self) -> Money | None:
        share = self.summary.margin_share
        return None if share is None else self._money(round(self.summary.at_stake * share))

    @property
    def lapse(self) -> Lapse:
        return self.summary.lapse

    @property
    def rfm(self) -> str:
        return f"{self.summary.recency}{self.summary.frequency}{self.summary.monetary}"

    @property
    def segments(self) -> list[str]:
        return self._setting.segments_of(self._who.id)

    @property
    def why(self) -> str:
        return reasons.why(self.summary, self._setting.terms)

    @property
    def can_email(self) -> bool:
        return self.cannot_email_because is None

    @property
    def cannot_email_because(self) -> str | None:
        return self._setting.flags.cannot_email(self._who)

    @property
    def left_out(self) -> str | None:
        """The owner's reason for leaving this customer out, if they did."""
        return self._setting.flags.left_out.get(self._who.id)

    @property
    def snoozed_until(self) -> date | None:
        return self._setting.flags.snoozed.get(self._who.id)

    @property
    def in_sequence(self) -> str | None:
        """Name of a sequence this customer is in now."""
        return self._setting.flags.in_sequence.get(self._who.id)

    def row(self) -> CustomerRow:
        """All of it at once."""
        return CustomerRow(**{name: getattr(self, name) for name in CustomerRow.__dataclass_fields__})

    def _money(self, amount: int) -> Money:
        return Money(amount, self._setting.terms.currency)
