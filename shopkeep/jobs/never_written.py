"""Who is never written to again, and why: to be looked at, and found. `triage` adds to the list and takes off it."""

from __future__ import annotations

from shopkeep.core import text
from shopkeep.core.records.customers import NeverWritten, WhyNever
from shopkeep.jobs.shop import Shop
from shopkeep.store import suppressions
from shopkeep.store.erasing import ERASED
from shopkeep.store.suppressions import Listed

ONLY_IF_ASKED = "Write to them again only if they have asked you to since; most countries forbid it otherwise."

_BEGINS: tuple[tuple[str, WhyNever], ...] = (
    ("bounced", "bounced"),
    ("unsubscribed", "unsubscribed"),
    ("they marked a mail as spam", "complained"),
)
"""How reasons begin that were not the owner's (jobs/inbox_effects.py, delivery/replies.py)."""


def find(shop: Shop, search: str = "") -> list[NeverWritten]:
    """Everybody never to be written to, newest first; with `search` those whose address, name or reason has it.

    Of an erased person nothing is left to search in, but their whole address finds them.
    """
    wanted = text.unaccented(search.strip())
    with shop.db.read() as tx:
        found = suppressions.everything(tx)
        hashed = suppressions.email_hash(tx, search) if "@" in search else ""
    return [_row(one) for one in found if one.email_hash == hashed or _has(one, wanted)]


def why(reason: str) -> WhyNever:
    """What kind of reason it is."""
    if ERASED in reason:
        return "erased"
    return next((kind for begins, kind in _BEGINS if reason.startswith(begins)), "owner")


def said_no(reason: str) -> bool:
    """Whether it was the person who wanted no more mail, and not a server or the owner."""
    return why(reason) in ("unsubscribed", "complained", "erased")


def _row(one: Listed) -> NeverWritten:
    return NeverWritten(one.email_hash, one.email, one.name, why(one.reason), one.reason, one.at)


def _has(one: Listed, wanted: str) -> bool:
    return not wanted or wanted in text.unaccented(f"{one.email} {one.name} {one.reason}")
