"""What is told of orders that were taken in all the same."""

from __future__ import annotations

from dataclasses import dataclass, field

from shopkeep.core import text

NOTED_AT_MOST = 5
"""How many status words that are not known are kept."""


@dataclass(slots=True)
class Notes:
    """What was passed over in orders that were taken in all the same."""

    unknown_words: set[str] = field(default_factory=set)
    """Status words that are not known, a few of them."""
    below_zero: int = 0
    """Orders with a total below zero; they count for nothing."""


def noted_as(word: str) -> str:
    """A status word that is not known, as it is shown."""
    return text.plain(word)[:40]
