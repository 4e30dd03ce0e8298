"""What a person said of mail, under whichever of their addresses: a no under any of them is a no."""

from __future__ import annotations

from sqlalchemy import case, exists, or_, select

from shopkeep.store import tables as t
from shopkeep.store.histories import OWNER

_c, _other = t.customers.c, t.customers.alias("other_address")

# `> 0` and not `is not null`, so that SQLite goes through the few in the index and not through everybody.
OF_KEPT = case(
    (_c.id.in_(select(_other.c.merged_into).where(_other.c.merged_into > 0, _other.c.consent == "no")), "no"),
    else_=_c.consent,
)
"""`yes`, `no` or empty, of customers who were not merged into another."""

OF_ANY = case(
    (exists().where(or_(_other.c.id == OWNER, _other.c.merged_into == OWNER), _other.c.consent == "no"), "no"),
    else_=_c.consent,
)
"""The same of any customer; asks once for each, so for a few."""
