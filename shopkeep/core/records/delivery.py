"""Messages, their states, and the live events of a send."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

State = Literal["queued", "sending", "sent", "deferred", "failed", "unknown", "cancelled"]
STATES: tuple[State, ...] = (
    "queued",
    "sending",
    "sent",
    "deferred",
    "failed",
    "unknown",
    "cancelled",
)


RESTS = "Deferred messages are tried again from"
"""How it is said that a delivery ended since all that is left was put off."""
PRESSING: tuple[State, ...] = ("sending", "unknown", "failed", "deferred", "queued", "sent", "cancelled")
"""States in the order in which they want to be looked at."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages stand in each state. `planned` is always their sum."""

    queued: int = 0
    sending: int = 0
    sent: int = 0
    deferred: int = 0
    failed: int = 0
    unknown: int = 0
    cancelled: int = 0

    @property
    def planned(self) -> int:
        return self.queued + self.sending + self.sent + self.deferred + self.failed + self.unknown + self.cancelled

    @property
    def settled(self) -> int:
        """Those that no further sending will touch by itself."""
        return self.sent + self.failed + self.unknown + self.cancelled


@dataclass(frozen=True, slots=True)
class PlannedMessage:
    """One message of a send or dry run. JSON of `send`."""

    email: str
    mail: int
    variant: str
    group: str
    subject: str
    state: str
    message_id: str
    code: str


@dataclass(frozen=True, slots=True)
class SendResult:
    """What a send did, or with a dry run would do. JSON of `send`: `counts` is spread into its fields."""

    sequence: str
    stage: str
    counts: Counts
    left_out: dict[str, int]
    holdout: int
    variants: dict[str, int]
    messages: list[PlannedMessage]
    paused: bool = False
    waits: str = ""
    """Why it ended before all was settled: a pause, a limit with its time, the account's refusal."""
    account: str = ""
    """The mail account they go through, by its name."""
    held: int = 0
    """Mails that are due and held: begun before, says the journal of sent mails, and unknown to the shop file."""
    finishes_at: datetime | None = None
    """When the last of them may go under the account's limits; None where these do not slow them down."""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message as the Outbox shows it. JSON of `outbox`."""

    id: int
    email: str
    sequence: str
    stage: str
    mail: int
    variant: str
    state: State
    attempts: int
    last_reply: str
    message_id: str
    sent_at: datetime | None
    group: str = ""
    subject: str = ""
    name: str = ""
    begun_at: datetime | None = None
    """When its content last began to go out."""
    server: str = ""
    """Of one of unknown outcome: the account it was handed over through, `user@host` or `host:port`."""
    next_try_at: datetime | None = None
    """Of a deferred one: when it may be tried again."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """The ledger at a glance. JSON of `outbox`: `counts` is spread into its fields."""

    counts: Counts
    messages: list[MessageRow]
    paused: bool
    due: int
    """Messages that could go out now: queued, and deferred whose time has come."""
    waits: str = ""
    """After a delivery: why it ended before all was settled, and what to do; empty where nothing waits."""
    again_at: datetime | None = None
    """After a delivery: when going on is worth a try without the owner; None where they must act, or nothing waits."""


@dataclass(frozen=True, slots=True)
class Reconfirm:
    """What waits, and was confirmed for another way than it would go now."""

    number: int
    says: str


@dataclass(frozen=True, slots=True)
class LedgerList:
    """The ledger as a long list: every message by its id, those that want to be looked at first."""

    counts: Counts
    ids: list[int]
    paused: bool
    due: int
    again: int
    """Failed messages that another try may help: their address is not given up."""


@dataclass(frozen=True, slots=True)
class SendSummary:
    """How one send stands or ended. JSON of `outbox report`."""

    sequence: str
    stage: str
    title: str
    """The sequence's and the stage's names as the owner reads them."""
    queued_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    """When the last try was made; None where none was yet."""
    counts: Counts
    accounts: list[str]
    says: list[str]
    """How it went, in sentences."""
    reasons: list[tuple[str, int, str, str]]
    """What kept messages from arriving: the state, how many, what it means, what to do; the most frequent first."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Live state of a running send, told at most some ten times a second."""

    counts: Counts
    total: int
    rate_per_minute: float
    seconds_left: float | None
    paused: bool
    held_by: str
    """The limit that holds us back now, in words; empty when none does."""
    last: tuple[MessageRow, ...] = field(default=())
    """The messages that changed since the last event, newest last, at most 20."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message's bytes as they were or will be sent."""

    id: int
    email: str
    subject: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class PracticeMail:
    """One mail in the practice mailbox."""

    file: str
    to: str
    subject: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class RenderedParts:
    """A finished mail taken apart for reading: headers decoded, everything cleaned for a terminal."""

    subject: str
    to: str
    headers: list[tuple[str, str]]
    text: str
    html: str
