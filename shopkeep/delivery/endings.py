"""How a message that was not accepted is noted: where it stands now, and what becomes of its address."""

from __future__ import annotations

from shopkeep.core import clock
from shopkeep.core.records.delivery import MessageRow
from shopkeep.delivery import outbox
from shopkeep.delivery.replies import Settled
from shopkeep.store import Tx, leaving, suppressions
from shopkeep.store import outbox as store


def note(tx: Tx, row: MessageRow, attempt: int | None, account: str, end: Settled, suppress: str) -> bool:
    """Note the end of an exchange; False where the message was taken back while the server was asked.

    `attempt`: the try whose content had begun; None where it had not. `suppress`: why its address is never to be
    written to again; such an address leaves the sequences it is in.
    """
    if attempt is not None:
        assert end.to != "queued"
        outbox.end(tx, row.id, attempt, end.to, end.reply, end.next_at)
    elif (standing := store.find(tx, row.id)) is None or standing.state != "queued":
        return False
    elif end.to in ("deferred", "failed"):
        outbox.turn_away(tx, row.id, account, end.to, end.reply, end.next_at)
    if suppress:
        now = clock.now()
        suppressions.add(tx, row.email, suppress, now)
        running = leaving.running(tx, None, row.email)
        leaving.leave(tx, [id for id, _ in running], "bounced", clock.stamp(now))
    return True
