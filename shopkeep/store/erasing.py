"""Erasing persons from the shop file: every row about them goes, their orders stay without anybody behind them.

What stays of an order is what the books need: platform, number, day, money, products and the country. Of the
address a keyed hash stays among the suppressions, so that nobody writes to it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from shopkeep.core import clock
from shopkeep.store import suppressions
from shopkeep.store import tables as t
from shopkeep.store.raw import among

ERASED = "erased at their request"
GONE = "(erased)"
_NOBODY: dict[str, Any] = {"email": "", "name": "", "region": "", "city": "", "postcode": "", "buyer": ""}
"""What an order says of its buyer, without one."""
_TEXTS: tuple[tuple[Table, str, tuple[str, ...]], ...] = (
    (t.imports, "id", ("result",)),
    (t.rejected_rows, "id", ("value", "reason")),
    (t.import_undo, "id", ("before",)),
    (t.inbox_mails, "id", ("text", "subject", "sender", "why", "effect", "undo")),
    (t.triage, "id", ("text",)),
    (t.facts, "name", ("value",)),
)
"""Free texts that may quote an address of somebody whom the row is not about."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How much of a person went, and what stays without them."""

    orders_kept: int
    messages: int
    mails_received: int
    notes: int
    sequences: int


def in_flight(tx: Connection, ids: Collection[int]) -> bool:
    """Whether a mail to one of these customers is being handed over right now."""
    m, e = t.messages.c, t.enrolments.c
    query = select(m.id).join(t.enrolments, e.id == m.enrolment_id)
    return tx.execute(query.where(among(e.customer_id, ids), m.state == "sending").limit(1)).first() is not None


def let_go_of_orders(tx: Connection, ids: Collection[int], addresses: Collection[str]) -> int:
    """Leave these customers' orders without a buyer; how many there are. Their journal of imports too."""
    o, u = t.orders.c, t.import_undo.c
    theirs = or_(among(o.customer_id, ids), among(o.email, addresses))
    orders = list(tx.execute(select(o.id).where(theirs)).scalars())
    tx.execute(update(t.orders).where(among(o.id, orders)).values(**_NOBODY, customer_id=None, consent=None))
    tx.execute(delete(t.order_pieces).where(among(t.order_pieces.c.order_id, orders)))
    keys = [str(id) for id in orders]
    fields = [part for name in _NOBODY for part in (f"$.{name}", "")]
    nobody = func.json_set(u.before, *fields, "$.customer_id", None, "$.consent", None)
    mentioned = (u.table_name == "orders", u.before != "", among(u.row_key, keys))
    tx.execute(update(t.import_undo).where(*mentioned).values(before=nobody))
    tx.execute(delete(t.import_undo).where(u.table_name == "order_pieces", among(u.row_key, keys)))
    return len(orders)


def erase(tx: Connection, ids: Collection[int], addresses: Sequence[str], at: datetime) -> Erased:
    """Erase these customers, who are one person under these addresses.

    Steps of review can no longer be taken back afterwards: each may hold rows of anybody.
    """
    e, m, i = t.enrolments.c, t.messages.c, t.inbox_mails.c
    kept = let_go_of_orders(tx, ids, addresses)
    enrolled = list(tx.execute(select(e.id).where(or_(among(e.customer_id, ids), among(e.email, addresses)))).scalars())
    received = tx.execute(
        delete(t.inbox_mails).where(or_(among(i.customer_id, ids), among(i.email, addresses)))
    ).rowcount
    mails = tx.execute(
        delete(t.messages).where(or_(among(m.enrolment_id, enrolled), among(m.email, addresses)))
    ).rowcount
    tx.execute(delete(t.shadows).where(among(t.shadows.c.enrolment_id, enrolled)))
    tx.execute(delete(t.enrolments).where(among(e.id, enrolled)))
    notes = tx.execute(delete(t.triage).where(among(t.triage.c.customer_id, ids))).rowcount
    tx.execute(delete(t.triage_steps))
    _forget_journal(tx, "customers", ids)
    _forget_journal(tx, "enrolments", enrolled)
    for address in addresses:
        if "@" in address:
            _never_again(tx, address, at)
            _strike_out(tx, address)
    tx.execute(update(t.customers).where(among(t.customers.c.id, ids)).values(merged_into=None))
    tx.execute(delete(t.customers).where(among(t.customers.c.id, ids)))
    return Erased(kept, mails, received, notes, len(enrolled))


def _forget_journal(tx: Connection, table: str, ids: Iterable[int]) -> None:
    u = t.import_undo.c
    tx.execute(delete(t.import_undo).where(u.table_name == table, among(u.row_key, [str(id) for id in ids])))


def _never_again(tx: Connection, address: str, at: datetime) -> None:
    """Keep the keyed hash of an address, and why it was suppressed before, if it was."""
    s = t.suppressions.c
    hashed = suppressions.email_hash(tx, address)
    before = tx.execute(select(s.reason).where(s.email_hash == hashed)).scalar()
    reason = ERASED if before in (None, ERASED) or ERASED in str(before) else f"{_kind_of(str(before))}; {ERASED}"
    values = {"email": "", "reason": reason, "at": clock.stamp(at)}
    statement = insert(t.suppressions).values(email_hash=hashed, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["email_hash"], set_=values))


def _kind_of(reason: str) -> str:
    """The first words of a reason: what follows them may quote an address."""
    return reason.partition(":")[0][:60] if "@" not in reason.partition(":")[0] else "suppressed"


def _strike_out(tx: Connection, address: str) -> None:
    """Take an address out of texts that quote it, in whatever capitals."""
    found = re.compile(re.escape(address), re.IGNORECASE)
    for table, key, columns in _TEXTS:
        for name in columns:
            column = table.c[name]
            hits = tx.execute(select(table.c[key], column).where(func.instr(func.lower(column), address) > 0)).all()
            for id, said in hits:
                tx.execute(update(table).where(table.c[key] == id).values({name: found.sub(GONE, str(said))}))


def erased(tx: Connection) -> dict[str, int]:
    """The hashes of erased addresses, and when each was erased (a stamp)."""
    s = t.suppressions.c
    rows = tx.execute(select(s.email_hash, s.at).where(s.email == "", s.reason.contains(ERASED))).all()
    return {row[0]: row[1] for row in rows}


def come_again(
    tx: Connection, since_of: Callable[[str], int | None], ids: Collection[int] | None = None
) -> list[tuple[list[int], list[str]]]:
    """Customers (of all, or of `ids`) who were erased and are here again without an order placed since: the ids and
    addresses of each, with those that were made one with them.

    `since_of`: when an address was erased (a stamp); None where it was not.
    """
    c, o = t.customers.c, t.orders.c
    query = select(c.id, c.email) if ids is None else select(c.id, c.email).where(among(c.id, ids))
    found = []
    for id, email in tx.execute(query).all():
        since = since_of(email) if "@" in email else None
        if since is not None:
            theirs = [(id, email), *tx.execute(select(c.id, c.email).where(c.merged_into == id)).all()]
            every = [one for one, _ in theirs]
            newest = tx.execute(select(func.max(o.placed_at)).where(o.customer_id.in_(every))).scalar()
            if newest is None or newest <= since:
                found.append((every, [address for _, address in theirs]))
    return found


def suppress_hash(tx: Connection, hashed: str, at: int) -> None:
    """An address that was erased is never written to, also where only its hash is known."""
    values = {"email": "", "reason": ERASED, "at": at}
    statement = insert(t.suppressions).values(email_hash=hashed, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["email_hash"], set_=values))
