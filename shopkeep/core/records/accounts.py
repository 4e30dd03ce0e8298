"""Mail accounts: what a provider wants, how an account stands, and when its mails will have gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Preset:
    """What a provider wants, as a beginning that the owner can change. JSON of `account preset`."""

    name: str
    title: str
    host: str
    """Empty, or with a word in capitals, where the owner must fill something in."""
    port: int
    security: Security
    connections: int
    per_second: int = 0
    per_minute: int = 0
    per_hour: int = 0
    per_day: int = 0
    imap_host: str = ""
    imap_port: int = 993
    user: str = ""
    """What its user name is, in words."""
    password: str = ""
    """What password it wants, and where to make it."""
    note: str = ""
    """What else an owner should know of it."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One mail account as it stands. JSON of `account list`."""

    name: str
    chosen: bool
    """It is the one that sends unless another is named."""
    host: str
    port: int
    security: str
    user: str
    sender: str
    """The address its mails come from."""
    limits: dict[str, int]
    """Window name -> most mails in it; those that are set."""
    warm_up: int
    tried_today: int
    """Mails tried in the last 24 hours."""
    allowed_today: int | None
    """So many more may go in the next 24 hours, were nothing else in the way; None without a limit that says."""
    waiting: int
    """Messages in the Outbox that could go through it now."""
    practice: bool
    lacks: str
    """What it still needs, in a sentence; empty where it is complete."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """How long a send takes under an account's limits. JSON beside `send`."""

    account: str
    mails: int
    """Those asked about, and what waits in the Outbox before them."""
    finishes_at: datetime | None
    """When the last of them may go; None where no limit slows them."""
    days: list[tuple[date, int]]
    """How many go on which day."""
    says: str


@dataclass(frozen=True, slots=True)
class PresetUsed:
    """A preset was taken: what was set, and what is still to do."""

    account: str
    preset: str
    set: dict[str, str]
    to_do: list[str] = field(default_factory=list)
