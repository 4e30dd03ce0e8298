"""Whom the owner erased, as keyed hashes in a file beside the shop file: an older backup put back does not know.

The key is the file's own, because an old backup may be older than the shop's. One line an address: its hash
under that key, its hash in the shop file, and when it was erased.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

NAME = "erased"


class Entry(NamedTuple):
    """One erased address. `in_shop`: its hash among the suppressions; `at`: a stamp."""

    hashed: str
    in_shop: str
    at: int


@dataclass(frozen=True, slots=True)
class Erased:
    """The list as read."""

    key: str
    entries: tuple[Entry, ...]

    def hash_of(self, email: str) -> str:
        return hmac.digest(bytes.fromhex(self.key), email.encode(), hashlib.sha256).hex()

    def since(self, email: str) -> int | None:
        """When an address was erased; None where it was not."""
        hashed = self.hash_of(email)
        return next((entry.at for entry in self.entries if entry.hashed == hashed), None)


def read(home: Path) -> Erased:
    """The list; an empty one where there is none yet, or it cannot be read."""
    try:
        key, *lines = (home / NAME).read_text(encoding="ascii").splitlines()
        bytes.fromhex(key)
        parts = [line.split() for line in lines]
        return Erased(key, tuple(Entry(part[0], part[1], int(part[2])) for part in parts if len(part) == 3))
    except (OSError, ValueError):
        return Erased(secrets.token_hex(32), ())


def add(home: Path, hashes: Mapping[str, str], at: int) -> None:
    """Note erased addresses with their hashes in the shop file."""
    listed = read(home)
    new = [Entry(listed.hash_of(email), in_shop, at) for email, in_shop in hashes.items()]
    names = {entry.hashed for entry in new}
    _write(home, listed.key, [*(entry for entry in listed.entries if entry.hashed not in names), *new])


def lift(home: Path, email: str) -> None:
    """An erased address may be written to again: take it off the list."""
    listed = read(home)
    if listed.since(email) is not None:
        hashed = listed.hash_of(email)
        _write(home, listed.key, [entry for entry in listed.entries if entry.hashed != hashed])


def _write(home: Path, key: str, entries: list[Entry]) -> None:
    part = home / f"{NAME}.part"
    with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(f"{key}\n")
        file.writelines(f"{entry.hashed} {entry.in_shop} {entry.at}\n" for entry in entries)
        file.flush()
        os.fsync(file.fileno())
    part.replace(home / NAME)
