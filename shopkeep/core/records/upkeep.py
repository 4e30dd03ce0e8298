"""What `doctor` finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    status: Status
    says: str
    do: str = ""


@dataclass(frozen=True, slots=True)
class Doctor:
    """JSON of `shopkeep doctor`."""

    checks: list[Check]
    worst: Status
