"""What a person said of mail, under whichever of their addresses: a no under any of them is a no."""

from __future__ import annotations

from sqlalchemy import case, exists, func, or_, select

from shopkeep.store import tables as t

_c, _other = t.customers.c, t.customers.alias("other_address")
_OWNER = func.coalesce(_c.merged_into, _c.id)

# `> 0` and not `is not null`, so that SQLite goes through the few in the index and not through everybody.
OF_KEPT = case(
    (_c.id.in_(select(_other.c.merged_into).where(_other.c.merged_into > 0, _other.c.consent == "no")), "no"),
    else_=_c.consent,
)
"""`yes`, `no` or empty, of customers who were not merged into another."""

OF_ANY = case(
    (exists().where(or_(_other.c.id == _OWNER, _other.c.merged_into == _OWNER), _other.c.consent == "no"), "no"),
    else_=_c.consent,
)
"""The same of any customer; asks once for each, so for a few."""
