"""What a file tells of an order, in the form it is stored in and in the form the program speaks of it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from shopkeep.core import clock, text
from shopkeep.core.records.orders import Order, OrderLine, Told, ToldLine

_WORDS = frozenset(("buyer", "name", "country", "region", "city", "postcode"))
new = tuple.__new__
"""Makes a named tuple of a tuple, at half the cost of naming each field."""


def as_order(platform: str, number: str, told: Told) -> Order:
    """An order in the form in which the rest of the program speaks of it."""
    values: dict[str, Any] = told._asdict()
    del values["counts"]
    values["placed_at"] = clock.moment(told.placed_at)
    for name in ("paid_at", "fulfilled_at", "cancelled_at"):
        values[name] = None if values[name] is None else clock.moment(values[name])
    values["codes"] = tuple(json.loads(told.codes))
    values["lines"] = tuple(OrderLine(*line) for line in told.lines)
    return Order(platform, number, **values)


def as_given(told: Told, given: dict[str, Any]) -> Told:
    """What a platform says in its own way counts in place of the columns."""
    values = {name: _stored(name, value) for name, value in given.items()}
    told = told._replace(**values)
    return told._replace(counts=told.status in ("paid", "pending") and told.total > told.refunded)


def _stored(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.stamp(value)
    if name == "codes":
        return json.dumps(list(value), ensure_ascii=False)
    if name in _WORDS:
        return text.clean_name(value)
    if name == "lines":
        return tuple(ToldLine(x.title, x.sku, x.quantity, x.unit_price, x.discount) for x in value)
    return value
