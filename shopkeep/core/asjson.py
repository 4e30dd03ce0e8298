"""Records as the plain values that `--json` prints."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

from shopkeep.core.money import Money


def as_json(value: Any) -> Any:
    """A record as JSON values: money as {amount, currency}, moments as ISO 8601 Z, days as YYYY-MM-DD."""
    if isinstance(value, Money):
        return {"amount": value.plain(), "currency": value.currency}
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(k): as_json(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(v) for v in value]
    if isinstance(value, float):
        return round(value, 6)
    return value


def dumps(value: Any) -> str:
    """A record as one JSON document."""
    return json.dumps(as_json(value), ensure_ascii=False, indent=2)
