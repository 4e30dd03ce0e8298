"""The counts behind the first page."""

from __future__ import annotations

from sqlalchemy import case, func, select

from shopkeep.store import Tx
from shopkeep.store import tables as t


def how_many(tx: Tx) -> tuple[int, int]:
    """(customers with orders that count, orders)."""
    customers = tx.execute(select(func.count()).select_from(t.summaries)).scalar_one()
    orders = tx.execute(select(func.count()).select_from(t.orders)).scalar_one()
    return customers, orders


def anything_imported(tx: Tx) -> bool:
    """Whether an import of orders stands."""
    wanted = select(t.imports.c.id).where(t.imports.c.kind == "orders", t.imports.c.undone_at.is_(None))
    return tx.execute(wanted.limit(1)).first() is not None


def last_mails(tx: Tx) -> dict[str, int]:
    """sequence -> when its newest message went out (a stamp), most recent first."""
    m = t.messages.c
    newest = select(func.max(m.id)).where(m.state == "sent").group_by(m.sequence)
    query = select(m.sequence, m.sent_at).where(m.id.in_(newest), m.sent_at.is_not(None)).order_by(m.sent_at.desc())
    return {str(sequence): int(at) for sequence, at in tx.execute(query)}


def written_to(tx: Tx) -> list[tuple[str, bool, int, int, int]]:
    """(lapse, whether of one order day, customers, those never in a sequence, what is at stake with these)."""
    s = t.summaries.c
    new = case((s.customer_id.not_in(select(t.enrolments.c.customer_id)), 1), else_=0)
    once = s.order_days == 1
    query = select(s.lapse, once, func.count(), func.sum(new), func.sum(new * s.at_stake)).group_by(s.lapse, once)
    return [(lapse, bool(one), people, fresh, stake) for lapse, one, people, fresh, stake in tx.execute(query)]
