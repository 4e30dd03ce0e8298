"""Mails that waited long before their turn came: their Date says when they go out, not when they were made.

Under a daily limit a mail may wait for days, and readers' filters take a Date of hours ago for a sign of spam
(SpamAssassin's DATE_IN_PAST rules begin at three hours).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

from shopkeep.delivery.dkim_signing import Signing, sign
from shopkeep.delivery.mime import date_header

OLD = timedelta(hours=1)
_DATE = re.compile(rb"(?<=\r\nDate: )[^\r\n]+(?=\r\n)")
_SIGNATURE = re.compile(rb"\ADKIM-Signature:.*?\r\n(?![ \t])", re.DOTALL)


def redated(raw: bytes, now: datetime, signing: Signing | None) -> bytes:
    """A finished mail (`mime.assemble`) with the Date `now`, signed anew where the sender has a key; the mail itself
    where its Date is recent. Nothing else of it is changed."""
    head = raw[: raw.index(b"\r\n\r\n") + 2]
    said = _DATE.search(head)
    if said is None or now - _moment(said[0]) < OLD:
        return raw
    fresh = raw[: said.start()] + date_header(now).encode() + raw[said.end() :]
    unsigned = _SIGNATURE.sub(b"", fresh)
    return unsigned if signing is None else sign(unsigned, signing)


@lru_cache(maxsize=64)
def _moment(written: bytes) -> datetime:
    return parsedate_to_datetime(written.decode()).astimezone(UTC)
