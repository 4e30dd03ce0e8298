"""Queries for reading results: who was written to when, and what they ordered."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import attrgetter, itemgetter, sub
from statistics import median_low
from typing import Any, NamedTuple

from sqlalchemy import Select, distinct, func, select
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.store import raw
from shopkeep.store import tables as t

WENT_OUT = ("sent", "unknown")
GIVE_UP = ("unsubscribe", "complaint")
"""Mails that came back by which somebody wants no more."""
TRIED = (*WENT_OUT, "failed")
"""A mail that could not be delivered still counts for the comparison: the holdout has such addresses too."""


class Heard(NamedTuple):
    """What somebody wrote back: when, and after which mail, where that is known."""

    at: datetime
    stage: str = ""
    mail: int = 0


class Enrolled(NamedTuple):
    """One customer of a sequence: arm, group, and why they left."""

    id: int
    customer_id: int
    """The customer kept, where they were merged."""
    email: str
    group: str
    holdout: bool
    code: str
    left_because: str
    sequence: str = ""
    enrolled_at: datetime | None = None
    left_at: datetime | None = None
    no_offer: bool = False
    """Offered nothing although their group is: they were likely to come back by themselves."""
    unsubscribed: Heard | None = None
    """By a mail that was read from the mailbox, or marked as spam."""
    replied: Heard | None = None
    elsewhere: bool = False
    """They left because of what they wrote back to another sequence's mail."""


class Touch(NamedTuple):
    """One mail that went out or was tried (or, for the holdout, would have gone out)."""

    enrolment_id: int
    stage: str
    mail: int
    variant: str
    at: datetime
    arrived: bool = True
    """False where the server refused it for good."""
    code: str = ""
    """The code it named."""


class Bought(NamedTuple):
    """One order that counts. Money in minor units."""

    customer_id: int
    number: str
    at: datetime
    currency: str
    total: int
    refunded: int
    discount: int
    codes: str
    """JSON list."""
    shipping: int = 0
    tax: int = 0
    id: int = 0
    email: str = ""
    """The address it was placed with, empty where it has none."""
    confirmed: bool = False
    """Placed under another address; the owner said whose it is."""

    @property
    def kept(self) -> int:
        """What the shop kept of it: total less refunds."""
        return self.total - self.refunded


def enrolled(tx: Connection, sequence: str | None = None) -> list[Enrolled]:
    """Everybody ever enrolled in a sequence (None: in any), oldest first; merged customers as the one kept."""
    e, c = t.enrolments.c, t.customers.c
    query = (
        select(
            e.id, func.coalesce(c.merged_into, c.id), e.email, e.group, e.holdout, e.code, e.left_because,
            e.sequence, e.enrolled_at, e.left_at, e.no_offer,
        )
        .join_from(t.enrolments, t.customers, c.id == e.customer_id)
        .order_by(e.id)
    )  # fmt: skip
    moment = cache(clock.moment)  # many were enrolled at the same one
    unsubscribed, replied, elsewhere = _heard(tx)
    heard_of = {*unsubscribed, *replied, *elsewhere}
    ids, customers, emails, groups, held, codes, because, names, began, left, bare = raw.columns(
        tx, _of(query, sequence)
    )  # fmt: skip
    people = list(map(
        Enrolled, ids, customers, emails, groups, map(bool, held), codes, because, names,
        map(moment, began), [None if at is None else moment(at) for at in left], map(bool, bare),
    ))  # fmt: skip
    if not heard_of:
        return people
    return [
        one._replace(unsubscribed=unsubscribed.get(one.id), replied=replied.get(one.id), elsewhere=one.id in elsewhere)
        if one.id in heard_of
        else one
        for one in people
    ]


def _heard(tx: Connection) -> tuple[dict[int, Heard], dict[int, Heard], set[int]]:
    """Enrolment -> who unsubscribed, who replied, by the first mail that says so of a mail of ours; and the
    enrolments that ended because of what was said to another one's mail."""
    i, m = t.inbox_mails.c, t.messages.c
    query = (
        select(i.kind, i.written_at, i.undo, m.enrolment_id, m.stage, m.mail)
        .join_from(t.inbox_mails, t.messages, m.id == i.message_id)
        .where(i.undone_at.is_(None), i.kind.in_((*GIVE_UP, "reply")))
        .order_by(i.written_at, i.id)
    )
    unsubscribed: dict[int, Heard] = {}
    replied: dict[int, Heard] = {}
    elsewhere: set[int] = set()
    for kind, at, undo, enrolment, stage, mail in tx.execute(query):
        into = unsubscribed if kind in GIVE_UP else replied
        into.setdefault(enrolment, Heard(clock.moment(at), stage, mail))
        elsewhere.update(id for id in json.loads(undo).get("left", ()) if id != enrolment)
    return unsubscribed, replied, elsewhere


def _of(query: Select[Any], sequence: str | None) -> Select[Any]:
    return query if sequence is None else query.where(t.enrolments.c.sequence == sequence)


def touches(tx: Connection, sequence: str | None = None) -> list[Touch]:
    """Mails that reached, may have reached or could not reach somebody, and the holdout's shadows, oldest first.

    A shadow is moved on by what the mails queued at the same moment took to go out, by their median, so that
    both arms' clocks start alike.
    """
    m, s, e = t.messages.c, t.shadows.c, t.enrolments.c
    at = func.coalesce(m.sent_at, m.sending_at, m.queued_at)
    mails = select(
        m.enrolment_id, m.stage, m.mail, m.variant, at, m.state.in_(WENT_OUT), m.code, m.sequence, m.queued_at
    ).where(m.state.in_(TRIED)).order_by(at)  # fmt: skip
    if sequence is not None:
        mails = mails.where(m.sequence == sequence)
    moment = cache(clock.moment)  # many went out at the same one
    people, stages, numbers, variants, went, arrived, codes, names, queued = raw.columns(tx, mails)
    found = list(map(Touch, people, stages, numbers, variants, map(moment, went), map(bool, arrived), codes))
    took: dict[tuple[str, str, int, int], list[int]] = defaultdict(list)
    batches = zip(names, stages, numbers, queued, strict=True)
    for batch, waits in groupby(zip(batches, map(sub, went, queued), strict=True), itemgetter(0)):
        took[batch] += [wait for _, wait in waits]
    delay = {key: max(0, median_low(waits)) for key, waits in took.items()}
    shadows = select(s.enrolment_id, s.stage, s.mail, s.at, e.sequence).join_from(
        t.shadows, t.enrolments, e.id == s.enrolment_id
    )
    for who, stage, mail, when, name in raw.rows(tx, _of(shadows, sequence)):
        found.append(Touch(who, stage, mail, "", moment(when + delay.get((name, stage, mail, when), 0))))
    return sorted(found, key=attrgetter("at"))


def orders_since(tx: Connection, sequence: str | None, since: datetime) -> list[Bought]:
    """Orders that count, placed after `since` by customers of a sequence or anyone merged with them.

    An order that the owner gave to a customer of it is theirs, whoever's address it was placed with.
    """
    o, c, kept, given = t.orders.c, t.customers.c, t.customers.alias().c, t.order_owners
    keeper = func.coalesce(c.merged_into, c.id)
    members = _of(
        select(func.coalesce(kept.merged_into, kept.id)).join(
            t.enrolments, t.enrolments.c.customer_id == kept.id
        ),
        sequence,
    )  # fmt: skip
    columns = (
        o.number, o.placed_at, o.currency, o.total, o.refunded, o.discount, o.codes, o.shipping, o.tax, o.id, o.email,
    )  # fmt: skip
    confirmed = select(given.c.order_id).where(given.c.theirs)
    own = (
        select(keeper, *columns)
        .join_from(t.orders, t.customers, c.id == o.customer_id)
        .where(o.counts, o.placed_at > clock.stamp(since), keeper.in_(members), o.id.not_in(confirmed))
    )
    others = (
        select(keeper, *columns)
        .join_from(given, t.orders, o.id == given.c.order_id)
        .join(t.customers, c.id == given.c.customer_id)
        .where(given.c.theirs, o.counts, o.placed_at > clock.stamp(since), keeper.in_(members))
    )
    found = []
    for confirmed_by_owner, query in ((False, own), (True, others)):
        for who, number, at, *said in raw.rows(tx, query):
            order = Bought(who, number, clock.moment(at), *said)
            found.append(order._replace(confirmed=True) if confirmed_by_owner else order)
    return sorted(found, key=lambda order: (order.at, order.id))


def sequences_with_people(tx: Connection) -> list[str]:
    """The names of all sequences that anybody was ever enrolled in."""
    return list(tx.execute(select(t.enrolments.c.sequence).distinct().order_by(t.enrolments.c.sequence)).scalars())


def base_rate(tx: Connection, start: int, end: int, zone: str) -> float | None:
    """The share of customers known before one stamp who ordered between it and another; None without customers."""
    s, o, c = t.summaries.c, t.orders.c, t.customers.c
    before = clock.day_of(clock.moment(start), zone).isoformat()
    known = tx.execute(select(func.count()).where(s.first_on < before)).scalar_one()
    keeper = func.coalesce(c.merged_into, c.id)
    ordered = (
        select(func.count(distinct(keeper)))
        .join_from(t.orders, t.customers, c.id == o.customer_id)
        .join(t.summaries, s.customer_id == keeper)
        .where(o.counts, o.placed_at >= start, o.placed_at < end, s.first_on < before)
    )
    return int(tx.execute(ordered).scalar_one()) / known if known else None


def data_until(tx: Connection) -> datetime | None:
    """The moment up to which orders are known: the newest order's, or a newer file's snapshot."""
    newest = tx.execute(select(func.max(t.orders.c.placed_at))).scalar()
    snapshot = tx.execute(select(func.max(t.imports.c.snapshot_at)).where(t.imports.c.undone_at.is_(None))).scalar()
    latest = max(newest or 0, snapshot or 0)
    return clock.moment(latest) if latest else None
