"""How a long job speaks and is stopped: it calls `tell` with these and looks at `stop` once a batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A job is `done` of `total` (0: not known yet) through what it is `doing`, a plain phrase."""

    doing: str
    done: int = 0
    total: int = 0


Tell = Callable[[object], None]
"""Receives Step and the typed events of a job (see records.delivery); must return at once."""

Stop = Callable[[], bool]
"""True once the owner wants the job to end."""


def unheard(_event: object) -> None:
    """A `tell` nobody listens to."""


def never() -> bool:
    """A `stop` that never comes."""
    return False
