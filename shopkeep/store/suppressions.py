"""Addresses never to write to again, known by a keyed hash that outlives their erasure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import and_, delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from shopkeep.core import clock, text
from shopkeep.store import facts
from shopkeep.store import tables as t


def email_hash(tx: Connection, email: str) -> str:
    """The keyed hash of an address: HMAC-SHA256 under the shop's own key, in hexadecimal."""
    return _hash(facts.shop_key(tx), email)


def hasher(tx: Connection) -> Callable[[str], str]:
    """`email_hash` for many addresses, the key looked up once."""
    return partial(_hash, facts.shop_key(tx))


def _hash(key: bytes, email: str) -> str:
    return hmac.digest(key, text.address(email).encode(), hashlib.sha256).hex()


def add(tx: Connection, email: str, reason: str, at: datetime) -> bool:
    """Suppress an address; whether that is news. A known one keeps its first reason and day."""
    row = {
        "email_hash": email_hash(tx, email),
        "email": text.address(email),
        "reason": text.clean(reason, 500),
        "at": clock.stamp(at),
    }
    return tx.execute(insert(t.suppressions).values(row).on_conflict_do_nothing()).rowcount > 0


def add_all(tx: Connection, emails: Collection[str], reason: str, at: datetime) -> list[str]:
    """Suppress many addresses; the hashes of those of which it is news."""
    key, known = facts.shop_key(tx), set(tx.execute(select(t.suppressions.c.email_hash)).scalars())
    news = {_hash(key, email): text.address(email) for email in emails}
    said = {"reason": text.clean(reason, 500), "at": clock.stamp(at)}
    rows = [{"email_hash": hashed, "email": email, **said} for hashed, email in news.items() if hashed not in known]
    if rows:
        tx.execute(insert(t.suppressions), rows)
    return [str(row["email_hash"]) for row in rows]


def remove(tx: Connection, email: str) -> bool:
    """Let an address be written to again; whether it was suppressed."""
    gone = tx.execute(delete(t.suppressions).where(t.suppressions.c.email_hash == email_hash(tx, email)))
    return gone.rowcount > 0


def row_of(tx: Connection, email: str) -> dict[str, Any] | None:
    """An address's suppression as stored, to be put back; None if there is none."""
    s = t.suppressions.c
    if not tx.execute(select(func.count()).select_from(t.suppressions)).scalar_one():
        return None
    query = select(t.suppressions).where(s.email_hash == email_hash(tx, email))
    found = tx.execute(query).mappings().first()
    return None if found is None else dict(found)


def why_suppressed(tx: Connection, email: str) -> str | None:
    """The reason an address is suppressed; None if it is not."""
    s = t.suppressions.c
    if not tx.execute(select(func.count()).select_from(t.suppressions)).scalar_one():
        return None
    return tx.execute(select(s.reason).where(s.email_hash == email_hash(tx, email))).scalar()


def is_suppressed(tx: Connection, email: str) -> bool:
    """Whether an address may never be written to, also where only its hash is left."""
    return why_suppressed(tx, email) is not None


def suppressed_set(tx: Connection) -> set[str]:
    """Every suppressed address that is known, those of customers found by their hash included."""
    s, c = t.suppressions.c, t.customers.c
    known = {email for email in tx.execute(select(s.email)).scalars() if email}
    nameless = set(tx.execute(select(s.email_hash).where(s.email == "")).scalars())
    if nameless:
        key = facts.shop_key(tx)
        known |= {email for email in tx.execute(select(c.email)).scalars() if _hash(key, email) in nameless}
    return known


def suppressed_customers(tx: Connection) -> set[int]:
    """Customers (the one kept, of merged ones) of whom any address is suppressed."""
    addresses = suppressed_set(tx)
    if not addresses:
        return set()
    c = t.customers.c
    owner = func.coalesce(c.merged_into, c.id)
    if len(addresses) > 500:
        return {one for one, email in tx.execute(select(owner, c.email)).all() if email in addresses}
    return set(tx.execute(select(owner).where(c.email.in_(addresses))).scalars())


class Listed(NamedTuple):
    """One suppression as stored; `email` is empty after an erasure, `name` where no customer has the address."""

    email_hash: str
    email: str
    name: str
    reason: str
    at: datetime


def everything(tx: Connection) -> list[Listed]:
    """All of them with the customers' names, newest first."""
    s, c = t.suppressions.c, t.customers.c
    query = (
        select(s.email_hash, s.email, func.coalesce(c.name, ""), s.reason, s.at)
        .select_from(t.suppressions.outerjoin(t.customers, and_(c.email == s.email, s.email != "")))
        .order_by(s.at.desc(), s.email)
    )
    return [Listed(*row[:4], clock.moment(row[4])) for row in tx.execute(query).all()]
