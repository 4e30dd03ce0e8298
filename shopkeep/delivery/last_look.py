"""The last look at a message whose turn it is: whether anything said since it was queued keeps it from going out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.customers.permission import SAID_NO
from shopkeep.sequences.audience import LEFT_OUT, SNOOZED
from shopkeep.store.due import Due


def why_not(due: Due, zone: str, offer_ends: Mapping[int, date]) -> str:
    """What the owner or the customer has said since it was queued that keeps it from going out; else empty.

    `zone`: in which its days are judged; `offer_ends`: message -> the last day its offer holds.
    """
    if why := due.suppressed or due.left_because:
        return why
    if due.consent == "no":
        return SAID_NO
    if due.left_out:
        return LEFT_OUT
    if due.snoozed_until and due.snoozed_until > clock.today(zone).isoformat():
        return f"{SNOOZED} until {due.snoozed_until}"
    end = offer_ends.get(due.row.id)
    if end is not None and end < clock.today(zone):
        return offer_ended(end)
    return ""


def offer_ended(end: date) -> str:
    """Why a mail is held back that promises what is over."""
    return f"its offer ended on {wording.day_full(end)}"


def not_sent(why: str) -> str:
    """What stands for a reply at a message that is held back."""
    return f"Not sent: {why}"
