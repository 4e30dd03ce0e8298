"""Queries about enrolments: one customer in one sequence."""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, insert, select, update
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.store import raw
from shopkeep.store import tables as t
from shopkeep.store.orders import MANY, chunks

CAME_BACK = "came back"


def returned(tx: Connection, customer_ids: Set[int]) -> list[int]:
    """The active enrolments (holdout too) of these customers who have since placed an order that counts.

    A merged customer's orders count for the one they were merged into, and an order under another address
    for whom the owner gave it to.
    """
    return _ordered_since(tx, customer_ids, t.enrolments.c.left_at.is_(None))


def _ordered_since(tx: Connection, customer_ids: Set[int], which: ColumnElement[bool]) -> list[int]:
    e, c = t.enrolments.c, t.customers.c
    rows = tx.execute(select(e.id, e.customer_id, e.enrolled_at).where(which)).all()
    if not rows or not customer_ids:
        return []
    merged = tx.execute(select(c.id, c.merged_into).where(c.merged_into.is_not(None))).all()
    owner: dict[int, int] = {row[0]: row[1] for row in merged}
    newest: dict[int, int] = {}
    given = [(who, placed) for who, placed in _given_orders(tx) if who in customer_ids]
    for customer, placed in [*_newest_orders(tx, customer_ids), *given]:
        person = owner.get(customer, customer)
        newest[person] = max(placed, newest.get(person, placed))
    return [id for id, who, enrolled in rows if newest.get(owner.get(who, who), enrolled) > enrolled]


def _newest_orders(tx: Connection, customer_ids: Set[int]) -> list[tuple[int, int]]:
    """When each of these customers last placed an order that counts."""
    o = t.orders.c
    query = select(o.customer_id, func.max(o.placed_at)).where(o.counts).group_by(o.customer_id)
    if len(customer_ids) > MANY:
        return [(who, at) for who, at in tx.execute(query).all() if who in customer_ids]
    found: list[tuple[int, int]] = []
    for chunk in chunks(sorted(customer_ids)):
        found += [(who, at) for who, at in tx.execute(query.where(o.customer_id.in_(chunk))).all()]
    return found


def _given_orders(tx: Connection) -> list[tuple[int, int]]:
    """(customer, when placed) of the orders that the owner gave to somebody."""
    o, given = t.orders.c, t.order_owners.c
    query = select(given.customer_id, o.placed_at).join_from(t.order_owners, t.orders, o.id == given.order_id)
    return [(who, at) for who, at in tx.execute(query.where(given.theirs, o.counts)).all()]


def reopen_unreturned(tx: Connection, customer_ids: Set[int]) -> int:
    """Let those of these who left as returned, but placed no order since after all, be in their sequences again."""
    e = t.enrolments.c
    left = e.customer_id.in_(sorted(customer_ids)) & (e.left_because == CAME_BACK)
    truly = _ordered_since(tx, customer_ids, left)
    change = update(t.enrolments).where(left, e.id.not_in(truly)).values(left_at=None, left_because="")
    return int(tx.execute(change).rowcount)


def close_returned(tx: Connection, customer_ids: Set[int], at: datetime) -> int:
    """Let customers who came back leave their sequences; how many enrolments that closed."""
    closed = returned(tx, customer_ids)
    if closed:
        leave = update(t.enrolments).where(t.enrolments.c.id == bindparam("this"))
        tx.execute(leave.values(left_at=clock.stamp(at), left_because=CAME_BACK), [{"this": id} for id in closed])
    return len(closed)


class Standing(NamedTuple):
    """A customer's place in a sequence; `left_because` is None while they are in it."""

    id: int
    left_because: str | None


def standing(tx: Connection, sequence: str, customer_id: int) -> Standing | None:
    """Where a customer stands in a sequence; None where they were never in it."""
    e = t.enrolments.c
    query = select(e.id, e.left_at, e.left_because)
    row = tx.execute(query.where(e.sequence == sequence, e.customer_id == customer_id)).first()
    return None if row is None else Standing(row[0], None if row[1] is None else row[2])


def add(tx: Connection, sequence: str, customer_id: int, email: str, at: datetime) -> int:
    """Put a customer into a sequence; group and code are settled when a mail is queued. The row's id."""
    values = {
        "sequence": sequence,
        "customer_id": customer_id,
        "email": email,
        "group": "",
        "holdout": False,
        "code": "",
        "enrolled_at": clock.stamp(at),
        "left_because": "",
    }
    key = tx.execute(insert(t.enrolments).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def add_all(tx: Connection, sequence: str, people: Collection[tuple[int, str]], at: datetime) -> tuple[int, int]:
    """Put many (customer, address) into a sequence; the first and the last row's id, without a gap."""
    e = t.enrolments.c
    before = tx.execute(select(func.coalesce(func.max(e.id), 0))).scalar_one()
    same = {"sequence": sequence, "group": "", "holdout": False, "code": "", "left_because": ""}
    same["enrolled_at"] = clock.stamp(at)
    tx.execute(insert(t.enrolments), [{"customer_id": who, "email": email, **same} for who, email in people])
    return before + 1, tx.execute(select(func.max(e.id))).scalar_one()


def standings(tx: Connection, sequence: str) -> dict[int, Standing]:
    """Where everybody who was ever in a sequence stands, by customer."""
    e = t.enrolments.c
    rows = tx.execute(select(e.customer_id, e.id, e.left_at, e.left_because).where(e.sequence == sequence)).all()
    return {who: Standing(id, None if left is None else because) for who, id, left, because in rows}


def has_mails(tx: Connection, first: int, last: int | None = None) -> bool:
    """Whether a mail, or for the holdout its shadow, was queued for an enrolment, or for any from first to last."""
    for table in (t.messages, t.shadows):
        those = table.c.enrolment_id.between(first, last or first)
        if tx.execute(select(table.c.id).where(those).limit(1)).first():
            return True
    return False


class Row(NamedTuple):
    """One enrolment as stored; moments are stamps."""

    id: int
    customer_id: int
    email: str
    group: str
    holdout: bool
    code: str
    enrolled_at: int
    left_at: int | None
    left_because: str
    no_offer: bool = False


class Step(NamedTuple):
    """One mail of a sequence to one enrolment; a holdout's shadow has the state `sent`. `at` is a stamp."""

    enrolment_id: int
    stage: str
    mail: int
    state: str
    at: int
    variant: str = "A"


@dataclass(frozen=True, slots=True)
class Tally:
    """A sequence in numbers. `active`: in it and not left; `returned`: left because they came back."""

    enrolled: int = 0
    holdout: int = 0
    active: int = 0
    sent: int = 0
    returned: int = 0


def everybody(tx: Connection, sequence: str) -> list[Row]:
    """Everybody ever enrolled in a sequence."""
    e = t.enrolments.c
    query = select(
        e.id, e.customer_id, e.email, e.group, e.holdout, e.code, e.enrolled_at, e.left_at, e.left_because, e.no_offer
    )
    return [Row._make(row) for row in tx.execute(query.where(e.sequence == sequence)).all()]


def steps(tx: Connection, sequence: str, ids: Collection[int] | None = None) -> list[Step]:
    """All mails of a sequence, whatever their state, and the shadows of its holdout; or of these enrolments."""
    m, s, e = t.messages.c, t.shadows.c, t.enrolments.c
    at = func.coalesce(m.sent_at, m.sending_at, m.queued_at)
    mails = select(m.enrolment_id, m.stage, m.mail, m.state, at, m.variant).where(m.sequence == sequence)
    shadows = (
        select(s.enrolment_id, s.stage, s.mail, s.at)
        .join(t.enrolments, e.id == s.enrolment_id)
        .where(e.sequence == sequence)
    )
    if ids is not None:
        mails, shadows = mails.where(raw.among(m.enrolment_id, ids)), shadows.where(raw.among(s.enrolment_id, ids))
    found = [Step._make(row) for row in tx.execute(mails).all()]
    return found + [Step(id, stage, mail, "sent", when) for id, stage, mail, when in tx.execute(shadows).all()]


def codes(tx: Connection, sequence: str) -> set[str]:
    """Every code that stood in a mail of a sequence."""
    m = t.messages.c
    return set(tx.execute(select(m.code).distinct().where(m.sequence == sequence, m.code != "")).scalars())


def dealt(tx: Connection, sequence: str) -> dict[int, tuple[tuple[str, int, str], ...]]:
    """Enrolment -> (stage, mail, variant) of the variants settled before their mails are due."""
    d, e = t.dealt.c, t.enrolments.c
    query = (
        select(d.enrolment_id, d.stage, d.mail, d.variant)
        .join(t.enrolments, e.id == d.enrolment_id)
        .where(e.sequence == sequence)
    )
    found: dict[int, tuple[tuple[str, int, str], ...]] = {}
    for id, *what in tx.execute(query):
        found[id] = (*found.get(id, ()), (what[0], what[1], what[2]))
    return found


def end_all(tx: Connection, sequence: str, at: datetime) -> list[int]:
    """Let everybody who is in a sequence leave it as finished; the enrolments that ended."""
    e = t.enrolments.c
    ids = list(tx.execute(select(e.id).where(e.sequence == sequence, e.left_at.is_(None))).scalars())
    change = update(t.enrolments).where(e.sequence == sequence, e.left_at.is_(None))
    tx.execute(change.values(left_at=clock.stamp(at), left_because="finished"))
    return ids


def take_in_again(tx: Connection, ids: Collection[int]) -> None:
    """Let these enrolments that left run on."""
    again = update(t.enrolments).where(raw.among(t.enrolments.c.id, ids))
    tx.execute(again.values(left_at=None, left_because=""))


def settle_variants(tx: Connection, stage: str, rows: Collection[tuple[int, int, str]]) -> None:
    """Keep (enrolment, mail, variant) for those whose variant waits longer than others'."""
    values = [{"enrolment_id": id, "stage": stage, "mail": mail, "variant": variant} for id, mail, variant in rows]
    if values:
        tx.execute(insert(t.dealt).prefix_with("OR REPLACE"), values)


def mails_since(tx: Connection, since: datetime) -> dict[int, list[int]]:
    """Customer (of merged ones the one kept) -> the stamps of their mails of all sequences since a moment,
    oldest first: those that went out or are on their way, and those that a holdout would have had."""
    e, m, s, c, start = t.enrolments.c, t.messages.c, t.shadows.c, t.customers.c, clock.stamp(since)
    at, who = func.coalesce(m.sent_at, m.sending_at, m.queued_at), func.coalesce(c.merged_into, c.id)
    mails = (
        select(who, at)
        .join_from(t.messages, t.enrolments, e.id == m.enrolment_id)
        .join(t.customers, c.id == e.customer_id)
        .where(at >= start, m.state.not_in(("failed", "cancelled")))
    )
    shadows = (
        select(who, s.at)
        .join_from(t.shadows, t.enrolments, e.id == s.enrolment_id)
        .join(t.customers, c.id == e.customer_id)
        .where(s.at >= start)
    )
    found: dict[int, list[int]] = {}
    for customer, moment in (*tx.execute(mails), *tx.execute(shadows)):
        found.setdefault(customer, []).append(moment)
    return {customer: sorted(moments) for customer, moments in found.items()}


def active_elsewhere(tx: Connection, sequence: str, since: datetime) -> set[int]:
    """The customers who are in another sequence: not left, and enrolled or written to since a moment.

    A sequence whose last mail is long past holds nobody any more.
    """
    e, m, s, start = t.enrolments.c, t.messages.c, t.shadows.c, clock.stamp(since)
    others = select(e.customer_id).where(e.sequence != sequence, e.left_at.is_(None))
    queries = (
        others.where(e.enrolled_at >= start),
        others.join(t.messages, m.enrolment_id == e.id).where(func.coalesce(m.sent_at, m.queued_at) >= start),
        others.join(t.shadows, s.enrolment_id == e.id).where(s.at >= start),
    )
    return {customer for query in queries for customer in tx.execute(query).scalars().all()}


def tallies(tx: Connection) -> dict[str, Tally]:
    """Every sequence that anybody was ever enrolled in, in numbers."""
    e, m = t.enrolments.c, t.messages.c
    counted = select(
        e.sequence,
        func.count(),
        func.count().filter(e.holdout),
        func.count().filter(e.left_at.is_(None)),
        func.count().filter(e.left_because == CAME_BACK),
    ).group_by(e.sequence)
    mails = select(m.sequence, func.count()).where(m.state == "sent").group_by(m.sequence)
    sent = {row[0]: row[1] for row in tx.execute(mails).all()}
    return {
        name: Tally(count, held, active, sent.get(name, 0), back)
        for name, count, held, active, back in tx.execute(counted).all()
    }
