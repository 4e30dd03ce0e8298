"""What erasing a person did, and what still holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Holder:
    """A file that still holds a person."""

    path: str
    what: Literal["backup", "import file", "other file"]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """JSON of `forget`."""

    orders_kept: int
    """Orders that stay, without name and address, so that the shop's totals stay true."""
    messages: int
    """Mails to them that were erased."""
    mails_received: int
    notes: int
    sequences: int
    removed: list[str]
    """Files that were deleted because they held this person."""
    still_in: list[Holder] = field(default_factory=list)
    """Files that still do."""
    backup: str = ""
    """The backup taken before; it holds this person too."""
