"""Offers that end while a mail waits in the outbox: past that day it is not sent, for it promises what is over.

A message keeps the day that its text was written with, whatever becomes of the sequence. For messages queued before
that was kept it is worked out: from the sequence as it is now, and from the day they were queued on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from shopkeep import wording
from shopkeep.core.records.delivery import State
from shopkeep.core.records.sequences import Offer
from shopkeep.core.records.sequences import Sequence as Written
from shopkeep.delivery import last_look
from shopkeep.errors import ShopkeepError
from shopkeep.jobs.sequence_people import days_of, load, mails_had, offered_on
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import copies, offers
from shopkeep.sequences.render import speaks_of_offer
from shopkeep.sequences.values import last_day
from shopkeep.store import Tx, sends

WAITING: tuple[State, ...] = ("queued", "deferred")


def ends(shop: Shop, tx: Tx, states: Sequence[State] = WAITING) -> dict[int, date]:
    """Message -> the last day that its offer holds as it says, of the messages in these states that say one."""
    kept = sends.offer_ends(tx, states)
    known = {number: end for number, end in kept.items() if end is not None}
    return known if len(known) == len(kept) else known | _worked_out(shop, tx, states)


def _worked_out(shop: Shop, tx: Tx, states: Sequence[State]) -> dict[int, date]:
    """The same of messages that keep no such day.

    Nothing is known of a mail whose sequence is gone or cannot be read.
    """
    day_of = days_of(shop)
    sequence_of = cache(lambda name: _written(shop, name))
    had_of = cache(lambda name: mails_had(shop, tx, name))
    offer_of = cache(lambda name, *kind: _offer(sequence_of(name), *kind))  # many have the same
    found = {}
    for one in sends.offering(tx, states):
        sequence = sequence_of(one.sequence)
        offer = offer_of(one.sequence, one.stage, one.mail, one.variant, one.group, one.language, one.no_offer)
        if sequence is None or offer is None:
            continue
        on, since = day_of(one.queued_at), None
        if offer.valid_days:
            had = had_of(one.sequence).get(one.enrolment_id, ())
            earlier = [h for h in had if h.on <= on and (h.stage, h.mail) != (one.stage, one.mail)]
            since = offered_on(sequence, one.group, one.language, earlier, offer)
        end, _ = last_day(offer, on, since)
        if end is not None:
            found[one.id] = end
    return found


def ended(shop: Shop, tx: Tx, states: Sequence[State] = WAITING) -> dict[int, date]:
    """Those of `ends` whose day has passed."""
    today = shop.today()
    return {number: end for number, end in ends(shop, tx, states).items() if end < today}


def not_sent(shop: Shop, waited: Mapping[int, date]) -> str:
    """How many of the messages that waited with these ends were not sent because of them; empty where none."""
    today = shop.today()
    reasons = {number: last_look.not_sent(last_look.offer_ended(end)) for number, end in waited.items() if end < today}
    with shop.db.read() as tx:
        rows = sends.rows_of(tx, reasons)
    return says([waited[row.id] for row in rows if row.state == "cancelled" and row.last_reply == reasons[row.id]])


def says(days: Sequence[date]) -> str:
    """How many mails are not sent, and when their offers ended; empty where there are none."""
    if not days:
        return ""
    which = sorted(Counter(days))
    their, were = ("its", "mail was") if len(days) == 1 else ("their", "mails were")
    when = f"on {wording.day_full(which[0])}"
    if len(which) > 1:
        when = f"between {wording.day_full(which[0])} and {wording.day_full(which[-1])}"
    return f"{len(days):,} {were} not sent: {their} offer ended {when}."


def _written(shop: Shop, name: str) -> Written | None:
    try:
        return load(shop, name, strict=False)
    except ShopkeepError:
        return None


def _offer(
    sequence: Written | None, stage: str, mail: int, variant: str, group: str, language: str, refused: bool
) -> Offer | None:
    """The offer that a mail makes and speaks of; None where it makes none, or the sequence has no such mail now."""
    standing = sequence.stage(stage) if sequence else None
    choices = copies.choices(standing, mail, group, language) if standing else {}
    copy = choices.get(variant) or next(iter(choices.values()), None)
    if sequence is None or copy is None or not speaks_of_offer(copy):
        return None
    offer = offers.of_mail(sequence.group(group), copy, refused)
    return None if offer.kind == "none" else offer
