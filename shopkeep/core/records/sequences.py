"""Sequences as written: offers, groups, stages, mails, what is wrong with them, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

OfferKind = Literal["none", "percent", "amount", "free-shipping", "gift", "guarantee"]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a group is offered. `kind` none: no offer at all."""

    kind: OfferKind = "none"
    value: str = ""
    """`20` for percent, `5.00` for amount in the shop's currency, the gift's name, the guarantee's words."""
    code: str = ""
    """The one code of all who are offered it; empty where there is none, or everybody has their own."""
    valid_days: int = 0
    """Days the code holds after the mail; 0: no end said."""
    minimum: str = ""
    """Smallest order it holds for, in the shop's currency; empty: any."""
    until: date | None = None
    """The last day it holds for everybody, in place of `valid_days`."""
    codes: str = ""
    """Where each customer's own code comes from: `pool:NAME`, a loaded file, or `personal:PREFIX`, made here."""
    free_shipping: bool = False
    """Shipping is free besides."""
    gift: str = ""
    """A gift besides, by name."""
    guarantee: str = ""
    """A guarantee besides, in words."""
    only_if_chance_below: float = 0.0
    """Only customers whose return chance is below this share are offered it; 0: all of the group."""


OfferChange = tuple[tuple[str, str | int | float | bool | date], ...]
"""What one mail's head says of the offer, key by key, to be laid over the group's; `kind` none: nothing."""


@dataclass(frozen=True, slots=True)
class Group:
    """Customers of a sequence who get their own copy or offer; the first group that fits wins."""

    name: str
    title: str
    segment: str
    """Name of the segment this group is; `all` takes everybody left."""
    offer: Offer = field(default_factory=Offer)
    where: str = ""
    """A rule in the filter language; narrows the segment further."""
    line: int = field(default=0, compare=False)
    """The line of sequence.toml on which its rule, else its segment or the group itself, stands; 0: unknown."""
    offer_line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class MailSource:
    """One copy file `N[.group][@variant][~language].md` as written. Empty group, language: for everybody."""

    file: str
    """Path within the sequence's folder, `1-offer/1.best@b.md`."""
    number: int
    group: str
    variant: str
    """`A` for the plain file, then `B`, `C`, `D`."""
    language: str
    subject: str
    preheader: str
    wait_days: int
    """Days after the mail before it (in the same stage); 0 for the first."""
    body: str
    """Markdown with Jinja2."""
    lines: tuple[int, int, int] = field(default=(1, 1, 1), compare=False)
    """The lines of the file on which subject, preheader and body stand."""
    waits: bool = field(default=False, compare=False)
    """Whether the head says `wait` at all: a variant that does not waits as the A does."""
    offer: OfferChange = ()
    """What the head says of the offer; empty: the group's offer holds."""
    offer_line: int = field(default=0, compare=False)
    lenders: tuple[str, str, str] = ("", "", "")
    """The files from which a completed variant has subject, preheader and body; empty: its own."""

    @property
    def places(self) -> tuple[str, str, str]:
        """The files in which subject, preheader and body stand."""
        subject, preheader, body = self.lenders
        return subject or self.file, preheader or self.file, body or self.file


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: a name (`offer`), a title, how long after the one before, its mails in order."""

    name: str
    title: str
    folder: str
    """`1-offer`."""
    wait_days: int
    mails: tuple[MailSource, ...]

    @property
    def mail_numbers(self) -> list[int]:
        return sorted({m.number for m in self.mails})

    def variants(self, number: int) -> list[str]:
        """The variants of one mail, `A` first."""
        return sorted({m.variant for m in self.mails if m.number == number})


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence as its folder says it."""

    name: str
    """The folder's name."""
    title: str
    theme: str
    segment: str
    groups: tuple[Group, ...]
    stages: tuple[Stage, ...]
    holdout: float
    """Share that gets nothing, 0 to 0.5."""
    return_window_days: int
    language: str
    utm: bool = True
    account: str = ""
    """The mail account it is sent through; empty: the shop's usual one."""
    pass_on: bool = False
    """Whether its codes are for others: an order by somebody else with one credits the customer who had it."""

    def stage(self, name: str) -> Stage | None:
        return next((s for s in self.stages if s.name == name), None)

    def group(self, name: str) -> Group | None:
        return next((g for g in self.groups if g.name == name), None)


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A ready-made sequence to start from. JSON of `shopkeep blueprints`."""

    name: str
    title: str
    about: str
    """What it is for, a sentence."""
    segment: str
    """Whom it is for: the segment's name, and its title."""
    whom: str
    stages: list[str]
    """Their titles."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a sequence. Errors stop a send, warnings are said; a note is only good to know."""

    severity: Literal["error", "warning", "note"]
    file: str
    line: int
    says: str
    do: str = ""

    @property
    def where(self) -> str:
        """The file and line for the owner; empty for what is said of the sequence as a whole."""
        if not self.file.endswith(".md"):
            return f"{self.file}:{self.line}" if self.line else ""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class SequenceRow:
    """One sequence in the list. JSON of `shopkeep sequence list`."""

    name: str
    title: str
    segment: str
    stages: list[str]
    mails: int
    enrolled: int
    holdout: int
    sent: int
    returned: int
    next_step: str
    """What to do with it next, a sentence."""
    problems: int
    due: int = 0
    """Mails that could go out now, over all stages."""
    due_by_stage: dict[str, int] = field(default_factory=dict)
    """The same by the names of the stages that have any."""
