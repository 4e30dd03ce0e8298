"""What a server's reply to one message means, for the message's page and the command line."""

from __future__ import annotations

from dataclasses import dataclass

from shopkeep import wording
from shopkeep.core import text
from shopkeep.core.records.delivery import MessageRow
from shopkeep.delivery import replies
from shopkeep.delivery.replies import Meaning
from shopkeep.delivery.replies_known import SENT_FOLDER
from shopkeep.errors import NotFound
from shopkeep.jobs.accounts import PRACTICE
from shopkeep.jobs.shop import Shop
from shopkeep.store import outbox as store

__all__ = ["Explained", "Meaning", "explain", "look", "look_for"]


@dataclass(frozen=True, slots=True)
class Explained:
    """One message with what its last reply means. JSON of `outbox show`."""

    message: MessageRow
    means: str
    """Empty where there is nothing to explain."""
    do: str


def explain(row: MessageRow) -> Meaning | None:
    """What the last reply to a message means and what to do; None where there is nothing to explain."""
    found = replies.explain(row.last_reply, row.state)
    if found is None or not practised(row):
        return found
    return Meaning(found.says, found.do.replace(SENT_FOLDER, "the practice mailbox"))


def practised(row: MessageRow) -> bool:
    """Whether a message of unknown outcome was handed to the practice mailbox."""
    return row.server == PRACTICE


def look_for(shop: Shop, row: MessageRow) -> str:
    """What to look for to find out whether a message of unknown outcome arrived; empty for others."""
    if row.state != "unknown":
        return ""
    where = f"the sent mail of {row.server}" if row.server else "the sent mail"
    if practised(row):
        where = "the practice mailbox"
    when = ""
    if row.begun_at is not None:
        when = f", handed over at {wording.moment(row.begun_at, shop.zone, shop.today())}"
    return f"Look in {where} for the mail to {text.plain(row.email)}{when}. Its Message-ID is {row.message_id}"


def look(shop: Shop, which: int | str) -> Explained:
    """One message, by its number or its Message-ID, with its last reply explained. Raises NotFound."""
    with shop.db.read() as tx:
        row = store.find(tx, which)
    if row is None:
        raise NotFound(f"There is no message {text.plain(which)[:80]}.", "", "`shopkeep outbox` shows them by number.")
    meaning = explain(row)
    return Explained(row, meaning.says if meaning else "", meaning.do if meaning else "")
