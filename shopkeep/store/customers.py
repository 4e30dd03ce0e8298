"""Queries about customers: who they are, what they ordered, what we know of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, or_, select, update
from sqlalchemy.engine import Connection

from shopkeep.core import clock, text
from shopkeep.store import consent, raw
from shopkeep.store import tables as t
from shopkeep.store.histories import OWNER
from shopkeep.store.histories import histories as histories

TOGETHER = 4_000
"""Customers who are read at once."""


class Contact(NamedTuple):
    """Who a customer is and what they said of mail."""

    id: int
    email: str
    name: str
    city: str
    country: str
    consent: str


@dataclass(frozen=True, slots=True)
class Person:
    """All that the shop file says of one customer but the orders."""

    id: int
    email: str
    name: str
    country: str
    region: str
    city: str
    consent: str
    consent_at: datetime | None
    consent_source: str
    attributes: str
    """A JSON object; what further addresses say besides included."""
    addresses: tuple[str, ...]
    """Every address of this person, the main one first."""
    ids: tuple[int, ...]
    """The ids of those addresses, in the same order."""


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """One order as stored; money in minor units of `currency`."""

    id: int
    platform: str
    number: str
    placed_at: datetime
    currency: str
    total: int
    refunded: int
    status: str
    codes: str
    counts: bool


@dataclass(frozen=True, slots=True)
class StoredMessage:
    sequence: str
    stage: str
    mail: int
    subject: str
    state: str
    at: datetime


def newest_order(tx: Connection, until: int | None = None) -> int | None:
    """The stamp of the newest order that counts; None where there are none."""
    query = select(func.max(t.orders.c.placed_at)).where(t.orders.c.counts)
    query = query.where(t.orders.c.customer_id.is_not(None))
    if until is not None:
        query = query.where(t.orders.c.placed_at <= until)
    return tx.execute(query).scalar()


def contacts(tx: Connection, ids: Collection[int] | None = None) -> dict[int, Contact]:
    """Every customer that was not merged into another, by id (or those of `ids`)."""
    c = t.customers.c
    query = select(c.id, c.email, c.name, c.city, c.country, consent.OF_KEPT).where(c.merged_into.is_(None))
    if ids is not None:
        query = query.where(raw.among(c.id, ids))
    return {row[0]: Contact._make(row) for row in raw.rows(tx, query)}


def search_texts(tx: Connection, ids: Collection[int] | None = None) -> dict[int, str]:
    """customer -> name, address, city, country and further addresses in one folded text, of everybody
    not merged into another (or of those of `ids`)."""
    others: dict[int, str] = {}
    for owner, email in raw.rows(tx, _MERGED):
        others[owner] = f"{others.get(owner, '')} {email}"
    query, values = (_SAID, {}) if ids is None else (_SAID_OF, {"wanted": raw.wanted(ids)})
    found: dict[int, str] = {}
    with raw.stepping(tx, query, **values) as rows:
        while some := rows.fetchmany(TOGETHER):  # of a large shop all of them would be there twice otherwise
            for id, whole in some:
                if id in others:
                    whole += others[id]
                found[id] = whole.lower() if whole.isascii() else text.unaccented(whole)
    return found


def _said() -> Select[Any]:
    c = t.customers.c
    first, *more = (case((column != "", column + " "), else_="") for column in (c.name, c.email, c.city, c.country))
    return select(c.id, func.rtrim(sum(more, first))).where(c.merged_into.is_(None))


_SAID = _said().with_hint(t.customers, raw.WHOLE)
_SAID_OF = _SAID.where(t.customers.c.id.in_(raw.WANTED))
_MERGED = select(t.customers.c.merged_into, t.customers.c.email).where(t.customers.c.merged_into > 0)


def merged_ids(tx: Connection) -> dict[int, int]:
    """customer -> the customer they were merged into."""
    c = t.customers.c
    rows = tx.execute(select(c.id, c.merged_into).where(c.merged_into.is_not(None))).all()
    return dict(rows)


def person(tx: Connection, email: str) -> Person | None:
    """The person behind an address, also behind one that was merged; None where nobody has it."""
    owner = tx.execute(select(OWNER).where(t.customers.c.email == email)).scalar()
    if owner is None:
        return None
    c = t.customers.c
    rows = tx.execute(select(t.customers).where(or_(c.id == owner, c.merged_into == owner))).all()
    rows = sorted(rows, key=lambda row: (row.id != owner, row.id))
    one = rows[0]
    said = next((row for row in rows if row.consent == "no"), one)  # a no under any address is a no
    return Person(
        id=one.id,
        email=one.email,
        name=one.name,
        country=one.country,
        region=one.region,
        city=one.city,
        consent=said.consent,
        consent_at=None if said.consent_at is None else clock.moment(said.consent_at),
        consent_source=said.consent_source,
        attributes=together(row.attributes for row in [*rows[1:], one]),
        addresses=tuple(row.email for row in rows),
        ids=tuple(row.id for row in rows),
    )


def buyer_key(tx: Connection, typed: str) -> str:
    """How a buyer without address is stored, whatever capitals it was typed with; empty for nobody or for several."""
    email = t.customers.c.email
    query = select(email).where(func.lower(email) == func.lower(typed), func.instr(email, "@") == 0).limit(3)
    found = list(tx.execute(query).scalars())
    return typed if typed in found else found[0] if len(found) == 1 else ""


def together(attributes: Iterable[str]) -> str:
    """Several JSON objects as one; the last word counts."""
    said = list(attributes)
    if len(said) == 1:
        return said[0]
    merged: dict[str, str] = {}
    for one in said:
        merged |= json.loads(one)
    return json.dumps(merged, ensure_ascii=False, sort_keys=True)


def addresses_near(tx: Connection, email: str, limit: int = 2000) -> list[str]:
    """Addresses that could be meant by a mistyped one: the same beginning, or the same domain."""
    c = t.customers.c
    start, _, domain = email.partition("@")

    def alike(query: Select) -> list[str]:
        return [row[0] for row in tx.execute(query.limit(limit)).all()]

    near = alike(select(c.email).where(c.email.startswith(start[:2], autoescape=True))) if start else []
    if domain:
        near += alike(select(c.email).where(c.email.endswith("@" + domain, autoescape=True)))
    return near or alike(select(c.email))


def orders_of(tx: Connection, ids: Collection[int], until: int) -> list[StoredOrder]:
    """Every order of one person up to a moment, those that do not count too, newest first."""
    o = t.orders.c
    query = (
        select(
            o.id,
            o.platform,
            o.number,
            o.placed_at,
            o.currency,
            o.total,
            o.refunded,
            o.status,
            o.codes,
            o.counts,
        )
        .where(o.customer_id.in_(list(ids)), o.placed_at <= until)
        .order_by(o.placed_at.desc(), o.id.desc())
    )
    return [StoredOrder(*row[:3], clock.moment(row[3]), *row[4:9], bool(row[9])) for row in tx.execute(query).all()]


def lines_of(tx: Connection, order_ids: Collection[int]) -> dict[int, list[tuple[str, int]]]:
    """order -> its lines as (title, quantity), in the file's order."""
    line = t.order_lines.c
    found: dict[int, list[tuple[str, int]]] = {}
    wanted = list(order_ids)
    for first in range(0, len(wanted), 500):
        query = (
            select(line.order_id, line.title, line.quantity)
            .where(line.order_id.in_(wanted[first : first + 500]))
            .order_by(line.order_id, line.position)
        )
        for order, title, quantity in tx.execute(query).all():
            found.setdefault(order, []).append((title, quantity))
    return found


def messages_to(tx: Connection, ids: Collection[int]) -> list[StoredMessage]:
    """Every message to one person, newest first."""
    m, e = t.messages.c, t.enrolments.c
    at = func.coalesce(m.sent_at, m.sending_at, m.queued_at)
    query = (
        select(m.sequence, m.stage, m.mail, m.subject, m.state, at)
        .join(t.enrolments, e.id == m.enrolment_id)
        .where(e.customer_id.in_(list(ids)))
        .order_by(at.desc(), m.id.desc())
    )
    return [StoredMessage(*row[:5], clock.moment(row[5])) for row in tx.execute(query).all()]


def set_merged(tx: Connection, ids: Collection[int], into: int | None) -> None:
    """Say that customers are another one; None says they are themselves again."""
    tx.execute(update(t.customers).where(t.customers.c.id.in_(list(ids))).values(merged_into=into))


def active_sequences(tx: Connection, ids: Collection[int] | None = None) -> dict[int, str]:
    """customer -> the sequence they are in now (the newest, where several), of everybody or of `ids`.

    An enrolment of a merged customer is that of the one kept.
    """
    e = t.enrolments.c
    query = select(OWNER, e.sequence).join(t.customers, t.customers.c.id == e.customer_id).order_by(e.id)
    query = query.where(e.left_at.is_(None))
    if ids is not None:
        whose = select(t.customers.c.id).where(raw.among(t.customers.c.merged_into, ids))
        query = query.where(or_(raw.among(e.customer_id, ids), e.customer_id.in_(whose)))
    return dict(tx.execute(query).all())
