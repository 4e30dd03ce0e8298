"""What came back, as it is looked at: listed, opened, summed up, and what followed from a mail taken back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from shopkeep.core import clock
from shopkeep.core.addresses import called
from shopkeep.core.records.customers import Done
from shopkeep.core.records.inbox import KINDS, InboxMail, InboxRead, InboxRow, Kind
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs import inbox_effects
from shopkeep.jobs.shop import Shop
from shopkeep.store import Tx
from shopkeep.store import inbox as store

DAY = 24 * 3600
LOOK_DAYS = 30
"""So long after the last mail there is something to look for in the mailbox."""


def inbox(shop: Shop, limit: int | None = None) -> list[InboxRow]:
    """What came back, newest read first."""
    with shop.db.read() as tx:
        return store.rows(tx, limit)


def waiting(shop: Shop) -> int:
    """How many mails want to be looked at."""
    with shop.db.read() as tx:
        return store.waiting(tx)


def unread_since(shop: Shop) -> int | None:
    """Days since the mailbox was last read, where mails have gone out and it is more than a day: answers and
    bounces may lie there. Counted from the first mail where it never was; None where there is nothing to read for."""
    with shop.db.read() as tx:
        sent, first, read = store.last_sent(tx), store.first_sent(tx), store.last_read(tx)
    now = clock.stamp(clock.now())
    if sent is None or first is None or now - sent > LOOK_DAYS * DAY:
        return None
    days = (now - (read or first)) // DAY
    return days if days >= 1 else None


def read_one(shop: Shop, id: int) -> InboxMail:
    """One mail for reading; from then on it does not wait any more. Raises NotFound."""
    with shop.db.read() as tx:
        row = _row(tx, id)
        said = store.text_of(tx, id)
    if row.waits and not shop.read_only:
        with shop.db.write() as tx:
            store.mark_looked_at(tx, id)
        row = replace(row, waits=False)
    return InboxMail(row, said)


def undo(shop: Shop, id: int) -> Done:
    """Take back what followed from one mail. Raises NotFound, UsageError where nothing can be taken back."""
    with shop.db.write() as tx:
        row = _row(tx, id)
        if row.undone:
            return Done(f"What followed from mail {id} was taken back already", can_undo=False)
        said = inbox_effects.take_back(tx, row)
        who = called(row.name, row.email)
        if not said and not row.effect.startswith("Counted"):
            raise UsageError(
                f"Nothing followed from mail {id} that could be taken back.",
                row.effect,
                "",
            )
    return Done(f"{who}: {'; '.join(said)}" if said else f"{who}: this mail no longer counts", can_undo=False)


def summary(found: InboxRead) -> list[str]:
    """What reading brought, as lines for the owner."""
    kinds = Counter(row.kind for row in found.mails)
    lines = [f"{found.read:,} mails looked at, {len(found.mails):,} have to do with yours."]
    lines += [f"  {kinds[kind]:>4}  {WORDS[kind]}" for kind in KINDS if kinds[kind]]
    if found.known:
        lines.append(f"{found.known:,} were read before.")
    if found.stopped:
        lines.append("You stopped it. Reading again goes on from there.")
    return lines


WORDS: dict[Kind, str] = {
    "reply": "wrote back",
    "unsubscribe": "want no more mails",
    "complaint": "marked a mail as spam",
    "bounced": "addresses that do not exist any more",
    "soft-bounce": "could not be delivered this time",
    "refused": "were turned away for what they are",
    "delayed": "are still being tried by a mail server",
    "delivered": "arrived, a mail server reports",
    "auto-reply": "automatic answers",
}


def _row(tx: Tx, id: int) -> InboxRow:
    rows = store.rows(tx, ids=[id])
    if not rows:
        raise NotFound(f"There is no mail {id} among those that came back.", "", "`shopkeep inbox` lists them.")
    return rows[0]
