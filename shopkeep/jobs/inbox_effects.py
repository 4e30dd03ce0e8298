"""What follows from a mail that came back, and how it is taken back."""

from __future__ import annotations

from typing import Any

from shopkeep.core import clock, text
from shopkeep.core.records.inbox import InboxRow, Kind
from shopkeep.jobs.inbox_matching import EVER, Match
from shopkeep.store import Tx, leaving, suppressions
from shopkeep.store import inbox as store

SOFT_IN_A_ROW = 3
"""So many mails in a row that could not be delivered, and an address is given up."""

BOUNCED, UNSUBSCRIBED, REPLIED = "bounced", "unsubscribed", "replied"
"""Why an enrolment ended (store.tables.Enrolment)."""


def follow(tx: Tx, id: int, kind: Kind, match: Match, said: str) -> str:
    """Do what follows from a kept mail, note it with the way back, and say it. In the caller's transaction."""
    undo: dict[str, Any] = {}
    match kind:
        case "bounced":
            says = _give_up(tx, match, f"bounced: {said}", BOUNCED, undo)
        case "soft-bounce":
            says = _count(tx, match, undo)
        case "complaint":
            says = _give_up(tx, match, "they marked a mail as spam", UNSUBSCRIBED, undo)
        case "unsubscribe":
            says = _give_up(tx, match, "unsubscribed by mail", UNSUBSCRIBED, undo)
        case "reply":
            says = _leave(tx, match, REPLIED, undo) or "Nothing to change: they are in no sequence"
        case "refused":
            says = "Nothing: the address may be fine, so look at what the server says"
        case _:
            says = ""
    if match.mail is not None and match.mail.state == "unknown" and kind != "auto-reply":
        says = f"{says}. " if says else ""
        says += "It was not known whether this mail went out: it did, so answer in the Outbox that it arrived"
    store.note_effect(tx, id, says, undo)
    return says


def _give_up(tx: Tx, match: Match, reason: str, because: str, undo: dict[str, Any]) -> str:
    """Never write to an address again, and end the sequences its owner is in."""
    if suppressions.add(tx, match.email, text.clean(reason, 300), clock.now()):
        undo["suppressed"] = match.email
        says = "Never written to again"
    else:
        says = "Was never to be written to already"
    left = _leave(tx, match, because, undo)
    return f"{says}; {left[0].lower()}{left[1:]}" if left else says


def _leave(tx: Tx, match: Match, because: str, undo: dict[str, Any]) -> str:
    if match.customer_id is None:
        return ""
    running = leaving.running(tx, match.customer_id, match.email)
    if not running:
        return ""
    leaving.leave(tx, [id for id, _ in running], because, clock.stamp(clock.now()))
    undo |= {"left": [id for id, _ in running], "because": because}
    return f"Left {' and '.join(dict.fromkeys(name for _, name in running))}"


def _count(tx: Tx, match: Match, undo: dict[str, Any]) -> str:
    """A mail that could not be delivered this time: the third in a row of different mails is the last."""
    if match.mail is None:
        return ""
    back = store.soft_messages(tx, match.email) | {match.mail.id}
    sent = [mail.id for mail in store.sent_to(tx, match.email, EVER, clock.stamp(clock.now()) + 1)]
    row = _in_a_row(sent, back, match.mail.id)
    if row >= SOFT_IN_A_ROW:
        reason = f"bounced: {row} mails in a row could not be delivered"
        return _give_up(tx, match, reason, BOUNCED, undo)
    times = "once" if row == 1 else f"{row} times in a row"
    return f"Counted: {times}; {SOFT_IN_A_ROW} in a row give an address up"


def _in_a_row(sent: list[int], back: set[int], this: int) -> int:
    """How many of the mails around one came back without one between them that did not."""
    if this not in sent:
        return len(back)
    at = sent.index(this)
    first = last = at
    while first > 0 and sent[first - 1] in back:
        first -= 1
    while last + 1 < len(sent) and sent[last + 1] in back:
        last += 1
    return last - first + 1


def take_back(tx: Tx, row: InboxRow) -> list[str]:
    """Undo what followed from a mail; what that was, in words. In the caller's transaction."""
    undo = store.undo_of(tx, row.id)
    said: list[str] = []
    if (email := undo.get("suppressed")) and suppressions.remove(tx, email):
        said.append(f"{text.plain(email)} may be written to again")
    if left := undo.get("left"):
        names = leaving.reopen(tx, left, undo.get("because", ""))
        if names:
            said.append(f"is in {' and '.join(dict.fromkeys(names))} again")
    store.mark_undone(tx, row.id, clock.stamp(clock.now()))
    return said
