"""Leaving sequences because of what came back or what a server said, and returning to them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select, update
from sqlalchemy.engine import Connection

from shopkeep.store.tables import customers, enrolments


def running(tx: Connection, customer_id: int | None, email: str) -> list[tuple[int, str]]:
    """The (enrolment, sequence) of a person that have not ended, under whichever of their addresses; of an address
    alone where nobody says whose it is."""
    e, c = enrolments.c, customers.c
    query = select(e.id, e.sequence).join(customers, c.id == e.customer_id).where(e.left_at.is_(None))
    theirs = [e.email == email]
    if customer_id is not None:
        theirs += [c.id == customer_id, c.merged_into == customer_id]
    return [(row[0], row[1]) for row in tx.execute(query.where(or_(*theirs)).order_by(e.id)).all()]


def leave(tx: Connection, enrolment_ids: Sequence[int], because: str, at: int) -> None:
    """End these enrolments."""
    e = enrolments.c
    tx.execute(update(enrolments).where(e.id.in_(list(enrolment_ids))).values(left_at=at, left_because=because))


def reopen(tx: Connection, enrolment_ids: Sequence[int], because: str) -> list[str]:
    """Let these enrolments go on where they ended for this reason; the sequences they are in again."""
    e = enrolments.c
    these = (e.id.in_(list(enrolment_ids)), e.left_because == because)
    names = list(tx.execute(select(e.sequence).where(*these).order_by(e.id)).scalars())
    tx.execute(update(enrolments).where(*these).values(left_at=None, left_because=""))
    return names
