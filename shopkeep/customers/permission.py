"""Whether a customer may be written to: one rule for lists, audiences and the outbox."""

from __future__ import annotations

from functools import lru_cache

NO_ADDRESS = "no e-mail address"
SUPPRESSED = "never to be written to"
SAID_NO = "said no to marketing mail"
NOT_ASKED = "you have not said yet whom you may write to"
NEVER_SAID_YES = "never said yes to marketing mail"
GETS_MAIL = "may_email"
"""The filter of those who would get a mail today: consent, address, and neither left out nor snoozed by the owner."""


@lru_cache(maxsize=64)
def may_email(consent: str, policy: str, suppressed: bool, reachable: bool = True) -> str | None:
    """Why a customer may not be written to; None if they may.

    `consent` is what the customer said (`yes`, `no` or nothing), `policy` the owner's answer
    (`ask` until given, `opted-in`, `existing`), `suppressed` whether the address is never to be used,
    `reachable` whether there is an address at all: some platforms keep it to themselves.
    """
    if not reachable:
        return NO_ADDRESS
    if suppressed:
        return SUPPRESSED
    if consent == "no":
        return SAID_NO
    if consent == "yes" or policy == "existing":
        return None
    return NOT_ASKED if policy == "ask" else NEVER_SAID_YES
