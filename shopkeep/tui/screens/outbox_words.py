"""What the Outbox says: states, counts, the chosen message, what to do about trouble, how long a send takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from textual.content import Content

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.asjson import as_json
from shopkeep.core.records.accounts import AccountRow
from shopkeep.core.records.delivery import (
    RESTS,
    Counts,
    LedgerList,
    MessageRow,
    PlannedMessage,
    Progress,
    SendResult,
    SendSummary,
    State,
)
from shopkeep.core.text import plain
from shopkeep.jobs import held, meanings
from shopkeep.jobs.shop import Shop
from shopkeep.tui.next_steps import on_screen
from shopkeep.tui.widgets.columns import Cell, Column

SIGNS: dict[State, Cell] = {
    "queued": Cell("·", "muted"),
    "sending": Cell("→", "accent"),
    "sent": Cell("✓", "success"),
    "deferred": Cell("…", "warning"),
    "failed": Cell("!", "error"),
    "unknown": Cell("?", "warning"),
    "cancelled": Cell("✕", "muted"),
}

MESSAGES = [
    Column("State", width=9),
    Column("To", weight=2, least=16),
    Column("Mail", width=12, drop=1),
    Column("Subject", weight=3, least=14, drop=2),
    Column("Sent, or next", width=17, drop=4),
    Column("Last reply", weight=2, least=13, drop=3),
]
PLANNED = [
    Column("To", weight=2, least=20),
    Column("Mail", width=4, right=True, drop=2),
    Column("Variant", width=7, drop=3),
    Column("Group", width=12, drop=4),
    Column("Subject", weight=3, least=16, drop=1),
]


def message_cells(shop: Shop, row: MessageRow) -> tuple[str | Cell, ...]:
    """One message of the ledger."""
    mail = f"{row.stage} {row.mail}" + (f" {row.variant}" if row.variant not in ("", "A") else "")
    sent = "" if row.sent_at is None else wording.moment(row.sent_at, shop.zone, shop.today(), language(shop))
    if tries := next_try(shop, row):
        sent = f"next {tries}"
    return (
        Cell(row.state, SIGNS[row.state].tone),
        row.name or row.email,
        mail,
        row.subject,
        Cell(sent, "muted"),
        Cell(row.last_reply, "muted"),
    )


def next_try(shop: Shop, row: MessageRow) -> str:
    """When a deferred message may be tried again, `now` where that has come; empty for others."""
    if row.state != "deferred" or row.next_try_at is None:
        return ""
    if row.next_try_at <= clock.now():
        return "now"
    return wording.moment(row.next_try_at, shop.zone, shop.today(), language(shop))


def planned_cells(row: PlannedMessage) -> tuple[str | Cell, ...]:
    return (row.email, str(row.mail), row.variant, row.group, row.subject)


GAP = "   "
"""What stands between two counts."""


def counts_lines(counts: Counts, width: int) -> Content:
    """`✓ 312 sent   … 3 deferred   ! 1 failed`: the states that there are, each with its sign, in lines of so many
    cells that no number stands apart from its word."""
    numbers = as_json(counts)
    order: tuple[State, ...] = ("sent", "queued", "sending", "deferred", "failed", "unknown", "cancelled")
    parts = [
        Content.assemble((SIGNS[state].text, _colour(SIGNS[state].tone)), f" {numbers[state]:,} {state}")
        for state in order
        if numbers[state]
    ]
    lines: list[list[Content]] = [[]]
    used = 0
    for part in parts:
        if lines[-1] and used + part.cell_length > width:
            lines.append([])
            used = 0
        lines[-1].append(part)
        used += part.cell_length + len(GAP)
    return Content("\n").join(Content(GAP).join(line) for line in lines)


MOST_OF_TROUBLE = 150
"""Signs of what went wrong where the screen is narrow; a message that is read says all of it."""
PREPARING = "Nothing has gone out yet: every mail is written and queued first."
HOLDING = "It pauses before the first mail: all are queued, none goes out."
CONNECTING = "Getting ready"


def _colour(tone: str) -> str:
    return f"${tone}" if tone else "$foreground"


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


def again_at(shop: Shop, at: datetime | None) -> str:
    """The time at which sending goes on by itself; empty where it does not."""
    return "" if at is None else wording.moment(at, shop.zone, shop.today(), language(shop))


def _do(strong: str, says: str, *ways: str) -> Content:
    """A sentence and its keys: `_do("Paused.", "3 wait.", "p", "goes on")`."""
    parts: list[Content] = [Content.assemble((strong + " ", "bold") if strong else "", says)]
    for key, what in zip(ways[::2], ways[1::2], strict=True):
        parts.append(Content.assemble(" ", (key, "bold $accent"), " ", what))
    return Content("").join(parts) + Content("." if ways else "")


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


def detail(shop: Shop, row: MessageRow) -> Content:
    """The chosen message: who, what, where it stands, what to do."""
    sign = SIGNS[row.state]
    who = f"{row.name} <{row.email}>" if row.name else row.email
    lines = [
        Content.styled(plain(who), "bold"),
        Content(plain(row.subject)),
        Content.styled(plain(f"{row.sequence}, {row.stage} {row.mail}, variant {row.variant}"), "$muted"),
        Content.assemble((f"{sign.text} {row.state}", f"bold {_colour(sign.tone)}"), _when(shop, row)),
    ]
    if tries := next_try(shop, row):
        when = (
            "It is due for its next try now." if tries == "now" else f"The next try is at {tries}, while this is open."
        )
        lines.append(Content.styled(when, "bold"))
    if row.last_reply:
        lines.append(Content.assemble(("Last reply: ", "$muted"), plain(row.last_reply)))
    meaning = meanings.explain(row)
    if meaning is not None and row.state == "unknown":  # what to do is said below, with what to look for
        lines.append(Content(plain(meaning.says)))
    elif meaning is not None:
        lines.append(Content.assemble(plain(meaning.says), " ", (on_screen(plain(meaning.do)), "bold")))
    elif row.state in ADVICE:
        lines.append(Content(ADVICE[row.state]))
    if row.state == "unknown":
        lines.append(Content(plain(meanings.look_for(shop, row))))
        here = ", m shows the practice mailbox" if meanings.practised(row) else ""
        lines.append(Content(f"In the list of messages: y says that it arrived, a sends it again{here}."))
    return Content("\n").join(lines)


def _when(shop: Shop, row: MessageRow) -> str:
    if row.sent_at is not None:
        return " " + wording.moment(row.sent_at, shop.zone, shop.today(), language(shop))
    return f" after {wording.count(row.attempts, 'try', 'tries')}" if row.attempts else ""


ADVICE: dict[State, str] = {
    "unknown": "Its content had begun to go out, and no answer is known. It may have arrived, so it is never sent"
    " again by itself. y: it arrived. a: send it again.",
    "failed": "The server refused it for good. It is not tried again; if the address is dead, shopkeep will not"
    " write to it any more.",
    "deferred": "The server asked for a later try. That happens by itself while shopkeep is open; t tries now.",
    "queued": "It waits for its turn. p sends what is due; c cancels all that waits.",
}


def summary(plan: SendResult, title: str, how_long: str, narrow: bool = False) -> Content:
    """Who gets this, who not and why, and how long it takes; the reasons in one sentence where it is narrow."""
    planned = plan.counts.planned
    variants = ", ".join(f"{name} {count:,}" for name, count in plan.variants.items()) if len(plan.variants) > 1 else ""
    lines = [
        Content.assemble(
            (wording.count(planned, "mail"), "bold $accent" if planned else "bold"),
            " of ",
            (plain(title), "bold"),
            f": {variants}" if variants and narrow else "",
        )
    ]
    if planned:
        lines.append(Content(plain(how_long)))
    if plan.holdout:
        lines.append(Content(f"{wording.count(plan.holdout, 'customer')} held out: they get nothing, to compare with."))
    if variants and not narrow:
        lines.append(Content(f"Variants: {variants}"))
    if plan.held:
        lines.append(Content.assemble(("? ", "$warning"), held.plan_says(plan.held)))
    out = f"{sum(plan.left_out.values()):,} left out"
    if plan.left_out and narrow:
        why = "; ".join(f"{count:,} {plain(reason)}" for reason, count in plan.left_out.items())
        lines.append(Content.assemble((out, "bold"), f": {why}"))
    elif plan.left_out:
        lines.append(Content.styled(out, "bold"))
        lines += [
            Content.assemble(f"{count:>7,}  ", (plain(reason), "$muted")) for reason, count in plan.left_out.items()
        ]
    return Content("\n").join(lines)


def language(shop: Shop) -> str:
    return str(shop.settings.get("shop.language"))


def some_line(plan: SendResult, new: int, opened: tuple[str, int] | None, title: str) -> list[str | tuple[str, str]]:
    """That only some of these people need to get it now; `title` is that of the opened segment."""
    planned, parts = plan.counts.planned, []
    if 0 < new < planned:
        parts.append(f"{planned - new:,} of them are due in the sequence, {new:,} are new to it.")
    if opened is not None:
        parts.append(f"{opened[1]:,} of them are in {plain(title)}, which is open in Customers.")
    return [" ".join(parts) + " ", ("g", "bold $accent"), " sends only to some."]


def account_words(row: AccountRow) -> str:
    """One mail account to choose: `news: smtp.example.net, 480 more today`."""
    where = "the practice mailbox" if row.practice else row.host or "not set up"
    left = "" if row.allowed_today is None else f", {row.allowed_today:,} more today"
    return f"{row.name}: {where}{left}" + (f". {row.lacks}" if row.lacks else "")
