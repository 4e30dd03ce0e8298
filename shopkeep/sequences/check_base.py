"""What a sequence is checked against, and problems that belong to no single copy."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from shopkeep.core.records.mails import Person, Shelf
from shopkeep.core.records.sequences import Problem
from shopkeep.sequences import manifest
from shopkeep.sequences.check_offers import AroundOffers
from shopkeep.sequences.values import ShopWords

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Around:
    """What a sequence is checked against. `own` is the shop's folder, for looks of its own."""

    shop: ShopWords
    mail_from: str
    own: Path
    on: date
    segments: tuple[str, ...]
    group_sizes: dict[str, int] | None = None
    """Group -> how many of the sequence's segment fall into it; None where nobody counted."""
    empty: dict[str, str] = field(default_factory=dict)
    """Group -> why nobody falls into it, in a sentence, where that is known."""
    rules: tuple[Problem, ...] = ()
    """Groups whose rule or segment cannot be read."""
    offers: AroundOffers = field(default_factory=AroundOffers)
    people: tuple[Person, ...] = ()
    """Real customers of the sequence's segment who may be written to: those first who have most at stake, or all."""
    groups: dict[str, str] = field(default_factory=dict)
    """Address -> the group that they fall into; who is not in it counts as a reader of every copy."""
    members: int = 0
    """How many they are in all."""
    shelf: Shelf = field(default_factory=Shelf)
    categories: frozenset[str] = frozenset()
    """What the shop's products' file sorts products under."""


def of_manifest(severity: Severity, says: str, do: str = "") -> Problem:
    """A problem of the sequence as a whole."""
    return Problem(severity, manifest.FILE, 0, says, do)
