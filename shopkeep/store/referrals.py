"""Codes that customers were given to pass on, and the orders that others placed with them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.store import facts
from shopkeep.store import tables as t

_PASSED_ON = "passed_on"
_used = func.json_each(t.orders.c.codes).table_valued("value", name="used")
_giver, _taker = t.customers.alias("giver"), t.customers.alias("taker")
_REFERRER = func.coalesce(_giver.c.merged_into, _giver.c.id)
_FRIEND = func.coalesce(_taker.c.merged_into, _taker.c.id)


class Friend(NamedTuple):
    """An order that one customer placed with the code of another. Money in minor units, less refunds."""

    referrer: int
    """The customer kept, as is `friend`."""
    referrer_email: str
    referrer_name: str
    friend: int
    friend_email: str
    friend_name: str
    number: str
    at: datetime
    code: str
    kept: int
    currency: str


def sequences(tx: Connection) -> list[str]:
    """The sequences whose codes were given to be passed on."""
    found: list[str] = json.loads(facts.get(tx, _PASSED_ON, "[]"))
    return found


def pass_on(tx: Connection, sequence: str) -> None:
    """Note that a sequence's codes are for others, for as long as its mails may be found: also once it is gone."""
    known = sequences(tx)
    if sequence not in known:
        facts.put(tx, _PASSED_ON, json.dumps([*known, sequence]))


def counted(names: list[str]) -> Select[Any, int]:
    """customer -> how many others ordered with codes of theirs, given by these sequences."""
    query = select(_REFERRER.label("owner"), func.count(_FRIEND.distinct()).label("many"))
    return query.select_from(_ORDERS).where(*_credited(names)).group_by(_REFERRER)


def friends(
    tx: Connection, sequence: str = "", customer: int | None = None, since: datetime | None = None
) -> list[Friend]:
    """Orders with a code that another customer passed on, newest first: of all, of one sequence's codes, of those
    that one customer gave or used, or since a moment."""
    names = sequences(tx)
    if not names or (sequence and sequence not in names):
        return []
    o = t.orders.c
    query = select(
        _REFERRER, _giver.c.email, _giver.c.name, _FRIEND, _taker.c.email, _taker.c.name, o.number, o.placed_at,
        t.codes.c.code, o.total - o.refunded, o.currency,
    )  # fmt: skip
    query = query.select_from(_ORDERS).where(*_credited([sequence] if sequence else names))
    if customer is not None:
        query = query.where(or_(_REFERRER.in_([customer]), _FRIEND.in_([customer])))
    if since is not None:
        query = query.where(o.placed_at > clock.stamp(since))
    return [
        Friend._make((*row[:7], clock.moment(row[7]), *row[8:]))
        for row in tx.execute(query.order_by(o.placed_at.desc(), o.id))
    ]


_ORDERS = (
    t.orders.join(_used, true())
    .join(t.codes, t.codes.c.code == func.upper(_used.c.value))
    .join(t.enrolments, t.enrolments.c.id == t.codes.c.enrolment_id)
    .join(_giver, _giver.c.id == t.enrolments.c.customer_id)
    .join(_taker, _taker.c.id == t.orders.c.customer_id)
)
"""Orders with each code they used that a customer was given, and both customers."""


def _credited(names: list[str]) -> list[ColumnElement[bool]]:
    """What makes such an order a friend's: the code was for others, was given before, and somebody else used it."""
    o = t.orders.c
    return [
        o.counts,
        o.codes != "[]",
        t.enrolments.c.sequence.in_(names),
        o.placed_at > t.codes.c.taken_at,
        _REFERRER != _FRIEND,
        ~_their_own(),
    ]


def _their_own() -> ColumnElement[bool]:
    """Whether the owner said that the order is the referrer's, placed under another address."""
    said = t.order_owners.c
    return exists(select(1).where(and_(said.order_id == t.orders.c.id, said.customer_id == _REFERRER, said.theirs)))
