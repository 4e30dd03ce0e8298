"""What came back: mails read from the owner's mailbox that have to do with mails of ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal[
    "bounced", "soft-bounce", "refused", "delayed", "delivered", "complaint", "unsubscribe", "auto-reply", "reply"
]
KINDS: tuple[Kind, ...] = (
    "reply",
    "unsubscribe",
    "complaint",
    "bounced",
    "soft-bounce",
    "refused",
    "delayed",
    "delivered",
    "auto-reply",
)
"""In the order in which an owner wants to see them. `bounced`: the address is dead. `soft-bounce`: not
delivered, and another mail may be. `refused`: turned away for what it was or who sent it, which says nothing
of the address."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One mail that came back, about one address. JSON of `inbox`."""

    id: int
    kind: Kind
    email: str
    """The customer's address it is about."""
    name: str
    sender: str
    subject: str
    at: datetime
    """When it was written, as far as it says."""
    why: str
    """What it was taken for and how it was matched, in words."""
    matched_by: str
    effect: str
    """What followed from it, in words; empty where nothing did."""
    undone: bool
    waits: bool
    """It wants to be looked at and was not yet."""
    sequence: str = ""
    back_on: date | None = None
    """The day somebody who is away says they are back."""


@dataclass(frozen=True, slots=True)
class InboxMail:
    """One mail that came back, for reading."""

    row: InboxRow
    text: str
    """Its text, cleaned for a terminal; of HTML the words alone."""


@dataclass(frozen=True, slots=True)
class InboxRead:
    """What reading a mailbox brought. JSON of `inbox` with a mailbox."""

    read: int
    """Mails looked at."""
    known: int
    """Of these, read before."""
    nothing: int
    """Of these, without anything to do with mails of ours: not kept, only counted."""
    mails: list[InboxRow]
    """The news, in the order read."""
    stopped: bool = False
