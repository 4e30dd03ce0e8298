"""What a send puts into the shop: enrolments, finished messages, and the shadow rows of its holdout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from shopkeep.store import raw
from shopkeep.store.outbox import MAIN
from shopkeep.store.tables import enrolments, messages, shadows


@dataclass(frozen=True, slots=True)
class NewMessage:
    """One finished mail about to be queued."""

    enrolment_id: int
    sequence: str
    stage: str
    mail: int
    variant: str
    group: str
    email: str
    name: str
    subject: str
    code: str
    message_id: str
    raw: bytes
    account: str = MAIN
    """The mail account it was confirmed for; jobs.confirmed.account_now."""
    offer_ends: date | None = None
    """The last day that its offer holds; None where it makes none that ends."""


@dataclass(frozen=True, slots=True)
class NewEnrolment:
    """One customer about to enter a sequence."""

    customer_id: int
    email: str
    group: str
    holdout: bool
    code: str
    no_offer: bool = False


def enrol(tx: Connection, sequence: str, new: Sequence[NewEnrolment], at: int) -> dict[int, int]:
    """Enter customers into a sequence: customer id -> enrolment id."""
    if not new:
        return {}
    values = (
        (sequence, one.customer_id, one.email, one.group, one.holdout, one.code, at, "", one.no_offer) for one in new
    )
    raw.many(tx, _ENROL, _ENROLLED, values)
    query = select(enrolments.c.customer_id, enrolments.c.id).where(enrolments.c.sequence == sequence)
    wanted = {one.customer_id for one in new}
    return {customer: number for customer, number in raw.rows(tx, query) if customer in wanted}


_ENROL = insert(enrolments)
_ENROLLED = ["sequence", "customer_id", "email", "group", "holdout", "code", "enrolled_at", "left_because", "no_offer"]


def fill_enrolments(tx: Connection, changes: Sequence[tuple[int, str, str, bool]]) -> None:
    """Give enrolments that were made by hand their group and code: (enrolment id, group, code, no offer)."""
    values = [{"number": n, "its_group": group, "its_code": code} for n, group, code, _ in changes]
    if not values:
        return
    e = enrolments.c
    without = [{"number": n} for n, _, _, no_offer in changes if no_offer]
    if without:
        tx.execute(update(enrolments).where(e.id == bindparam("number")).values(no_offer=True), without)
    for column, given in ((e.group, "its_group"), (e.code, "its_code")):
        query = update(enrolments).where(e.id == bindparam("number"), column == "")
        tx.execute(query.values({column: bindparam(given)}), values)


def insert_messages(tx: Connection, new: Iterable[NewMessage], queued_at: int) -> None:
    """Queue finished messages."""
    new = list(new)
    values = [
        (m.enrolment_id, m.sequence, m.stage, m.mail, m.variant, m.group, m.email, m.name, m.subject, m.code,
         "queued", 0, "", m.message_id, queued_at, m.account,
         m.offer_ends.isoformat() if m.offer_ends else "")
        for m in new
    ]  # fmt: skip
    raw.many(tx, _QUEUE, _QUEUED, values)
    query = "INSERT INTO contents (message_id, raw) SELECT id, ? FROM messages WHERE message_id = ?"
    raw.driver(tx).executemany(query, [(m.raw, m.message_id) for m in new])


_QUEUE = insert(messages)
_QUEUED = ["enrolment_id", "sequence", "stage", "mail", "variant", "group", "email", "name", "subject", "code"]
_QUEUED += ["state", "attempts", "last_reply", "message_id", "queued_at", "account", "offer_ends"]


def insert_shadows(tx: Connection, rows: Iterable[tuple[int, str, int]], at: int) -> None:
    """Note the mails that holdout customers would have had: (enrolment id, stage, mail)."""
    values = [{"enrolment_id": e, "stage": stage, "mail": mail, "at": at} for e, stage, mail in rows]
    if values:
        tx.execute(insert(shadows), values)
