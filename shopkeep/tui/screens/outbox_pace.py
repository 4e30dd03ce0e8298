"""How a send that is under way is said: what it does, how far it is, how long it takes."""

from __future__ import annotations

from dataclasses import replace

from shopkeep import wording
from shopkeep.core.records.delivery import Counts, Progress
from shopkeep.core.text import plain

PREPARING = "Nothing has gone out yet: every mail is written and queued first."
HOLDING = "It pauses before the first mail: all are queued, none goes out."
CONNECTING = "Getting ready"


def of_the_whole(event: Progress, before: Counts | None) -> Progress:
    """A run's progress as that of the whole send, whose messages stood as `before` when this run began: one that
    goes on after a pause counts on. As it is, where messages of other sends go out with it."""
    if before is None or event.total > before.queued + before.deferred:
        return event
    now, later = event.counts, before.queued + before.deferred - event.total
    counts = replace(
        now,
        sent=now.sent + before.sent,
        failed=now.failed + before.failed,
        unknown=now.unknown + before.unknown,
        cancelled=now.cancelled + before.cancelled,
        deferred=now.deferred + later,
    )
    return replace(event, counts=counts, total=before.planned)


def beside(typed: int | None, others: int) -> str:
    """`211 of this send, and 1 that waited`: why a bar counts more than the owner typed; empty where it does not."""
    return "" if typed is None or others <= 0 else f"{typed:,} of this send, and {others:,} that waited"


def pace_line(event: Progress) -> str:
    """`118 a minute · about 2 minutes left · held by your limit ...`."""
    parts = []
    if event.rate_per_minute:
        parts.append(f"{event.rate_per_minute:,.0f} a minute")
    if event.seconds_left:
        parts.append(f"about {wording.duration(event.seconds_left)} left")
    if event.held_by:
        parts.append(plain(event.held_by))
    return " · ".join(parts)
