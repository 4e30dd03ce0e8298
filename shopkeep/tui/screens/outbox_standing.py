"""Where the outbox stands while nothing is being sent, and what to do about trouble."""

from __future__ import annotations

from textual.content import Content

from shopkeep import wording
from shopkeep.core.records.delivery import RESTS, Counts, LedgerList, SendSummary
from shopkeep.core.text import plain
from shopkeep.tui.next_steps import on_screen

MOST_OF_TROUBLE = 150
"""Signs of what went wrong where the screen is narrow; a message that is read says all of it."""


def standing(
    ledger: LedgerList, waits: str, problem: str | None, again: str, summary: SendSummary | None, narrow: bool = False
) -> Content:
    """Where things stand and what to do, while nothing is being sent; `again`: the time at which it goes on by itself.
    Where it is narrow in four lines at most."""
    counts = ledger.counts
    lines: list[Content] = []
    if ledger.paused:
        left = counts.queued + counts.deferred
        lines.append(_do("Paused.", f"{wording.count(left, 'message')} wait.", "p", "goes on"))
    elif ledger.due and not again:
        lines.append(_do("", f"{wording.count(ledger.due, 'message')} can go out now.", "p", "sends them"))
    trouble = waits if waits and not ledger.paused else problem or ""
    if trouble and not trouble.startswith(RESTS):  # that the deferred are tried again is said below
        lines.append(Content.styled(on_screen(plain(_short(trouble) if narrow else trouble)), "$warning"))
    by_itself = bool(again and counts.queued)
    if by_itself:
        says = f"It goes on by itself at {again}, while this is open."
        lines.append(_do("", says, "p", "goes on now,", "s", "stops it"))
    asked = list(filter(None, (_of_unknown(counts, narrow), _of_failed(ledger, narrow))))
    lines += [Content("  ").join(asked)] if narrow and asked else asked
    if counts.deferred and not ledger.paused and not by_itself and (again or not ledger.again):
        lines.append(_of_deferred(ledger, again))
    if not lines:
        lines.append(Content.styled("Everything is settled.", "$muted"))
    if summary is not None and summary.began_at is not None and not (narrow and len(lines) > 2):
        lines.append(_do(plain(summary.title) + ":", plain(summary.says[0]), "w", "writes the report"))
    return Content("\n").join(lines)


def _short(trouble: str) -> str:
    """What went wrong in its first sentence, two lines of a narrow screen at most."""
    first = trouble.partition(". ")[0].rstrip(".") + "."
    return first if len(first) <= MOST_OF_TROUBLE else first[: MOST_OF_TROUBLE - 1].rstrip() + "…"


def _of_unknown(counts: Counts, narrow: bool) -> Content | None:
    if not counts.unknown:
        return None
    if narrow:
        return _do("", "? Did it arrive?", "y", "yes,", "a", "send again")
    what = "one message" if counts.unknown == 1 else f"{counts.unknown:,} messages"
    says = f"? It is not known whether {what} arrived. Choose one:"
    return _do("", says, "y", "it arrived,", "a", "send it again")


def _of_failed(ledger: LedgerList, narrow: bool) -> Content | None:
    counts = ledger.counts
    if not counts.failed:
        return None
    does = "asks which to try again" if counts.deferred else f"tries {ledger.again:,} again"
    if narrow:
        t = ("shows why,", "t", "asks which" if counts.deferred else "tries again")
        return _do("", "!", "Enter", *(t if ledger.again else ("shows why",)))
    failed = f"! {wording.count(counts.failed, 'message')} failed for good; Enter on one shows why."
    return _do("", failed, "t", does) if ledger.again else Content(failed)


def _of_deferred(ledger: LedgerList, again: str) -> Content:
    """The one line about what was put off; `t` is said with those that failed where it asks which are meant."""
    put_off = f"… {wording.count(ledger.counts.deferred, 'message')} put off"
    says = f"{put_off}, again at {again} while this is open." if again else f"{put_off}."
    now = () if ledger.again else ("t", "now," if again else "tries now")
    return _do("", says, *now, *(("s", "stops") if again else ()))


def _do(strong: str, says: str, *ways: str) -> Content:
    """A sentence and its keys: `_do("Paused.", "3 wait.", "p", "goes on")`."""
    parts: list[Content] = [Content.assemble((strong + " ", "bold") if strong else "", says)]
    for key, what in zip(ways[::2], ways[1::2], strict=True):
        parts.append(Content.assemble(" ", (key, "bold $accent"), " ", what))
    return Content("").join(parts) + Content("." if ways else "")
