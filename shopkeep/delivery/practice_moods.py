"""How the practice mailbox misbehaves when it is told to, so that one can see what shopkeep makes of it.

Which customers it strikes goes by their address alone, so that it is the same each time.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.smtp import SMTP


@dataclass(frozen=True, slots=True)
class Mood:
    """One way to misbehave: in a few words after "it", and what it looks like to the owner."""

    short: str
    means: str


MOODS = {
    "slow": Mood("takes a second for each mail", "Sending takes longer; the rest of the app stays at hand."),
    "greylist": Mood("puts every fourth customer off", "Those mails wait, and go a few minutes later."),
    "refuse": Mood("says that every fourth mailbox is full or closed", "Those mails fail; the others go on."),
    "drop": Mood(
        "hangs up on every fourth customer",
        "Those mails wait for their next try; or nobody knows whether they arrived, and you are asked.",
    ),
}
WELL = "It takes every mail."
SLOW = 1.0
"""Seconds it takes for a mail."""
SEEN = "seen"
"""The file of those who have been put off or hung up on once, as digests of their addresses."""

_QUARTER = {"greylist": 0, "refuse": 1, "drop": 2}
_FULL = "552 5.2.2 The practice mailbox plays a mailbox that is full"
_CLOSED = "550 5.2.1 The practice mailbox plays a mailbox that was closed"
_LATER = "450 4.2.0 Greylisted: the practice mailbox plays a server that puts strangers off, come back later"


class Manners:
    """What a practice mailbox in these moods does to a mail."""

    def __init__(self, folder: Path, moods: Sequence[str]) -> None:
        self._moods = frozenset(moods)
        self._file = folder / SEEN
        self._seen = set(self._file.read_text().split()) if self._file.exists() else set()

    async def at_recipient(self, server: SMTP, address: str) -> str | None:
        """What it says to a recipient; None where it takes them. May hang up."""
        quarter, rest = _lot(address)
        if self._strikes("refuse", quarter):
            return _FULL if rest % 2 else _CLOSED
        if self._strikes("greylist", quarter) and self._first_time(address):
            return _LATER
        if self._strikes("drop", quarter) and rest % 3 == 0 and self._first_time(address):
            await _hang_up(server)
        return None

    async def before_filing(self, server: SMTP, address: str) -> None:
        """Takes its time, or hangs up with the mail not filed."""
        if "slow" in self._moods:
            await asyncio.sleep(SLOW)
        quarter, rest = _lot(address)
        if self._strikes("drop", quarter) and rest % 3 == 1 and self._first_time(address):
            await _hang_up(server)

    async def after_filing(self, server: SMTP, address: str) -> None:
        """Hangs up with the mail filed, before it says so."""
        quarter, rest = _lot(address)
        if self._strikes("drop", quarter) and rest % 3 == 2 and self._first_time(address):
            await _hang_up(server)

    def _strikes(self, mood: str, quarter: int) -> bool:
        return mood in self._moods and _QUARTER[mood] == quarter

    def _first_time(self, address: str) -> bool:
        digest = _digest(address)
        if digest in self._seen:
            return False
        self._seen.add(digest)
        with self._file.open("a") as file:
            file.write(f"{digest}\n")
        return True


def _digest(address: str) -> str:
    return hashlib.sha256(address.lower().encode()).hexdigest()[:32]


def _lot(address: str) -> tuple[int, int]:
    """The quarter that an address falls into, and a number that settles the rest."""
    number = int(_digest(address)[:8], 16)
    return number % 4, number // 4


async def _hang_up(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()
    await asyncio.sleep(60)  # aiosmtpd ends this line's task once it sees that the line is gone
