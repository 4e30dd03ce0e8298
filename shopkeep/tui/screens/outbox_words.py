"""What the Outbox says: states, counts, the chosen message, what to do about trouble, how long a send takes."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.asjson import as_json
from shopkeep.core.records.delivery import (
    Counts,
    MessageRow,
    State,
)
from shopkeep.core.text import plain
from shopkeep.jobs import meanings
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
    Column("To", weight=2, least=20),
    Column("Mail", width=12, drop=1),
    Column("Subject", weight=3, least=18, drop=2),
    Column("Sent, or next", width=17, drop=4),
    Column("Last reply", weight=2, least=16, drop=3),
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


def _colour(tone: str) -> str:
    return f"${tone}" if tone else "$foreground"


def again_at(shop: Shop, at: datetime | None) -> str:
    """The time at which sending goes on by itself; empty where it does not."""
    return "" if at is None else wording.moment(at, shop.zone, shop.today(), language(shop))


def detail(shop: Shop, row: MessageRow) -> Content:
    """The chosen message: who, where it stands and what to do, for which there may be little room; then what it is."""
    sign = SIGNS[row.state]
    who = f"{row.name} <{row.email}>" if row.name else row.email
    lines = [
        Content.styled(plain(who), "bold"),
        Content.assemble((f"{sign.text} {row.state}", f"bold {_colour(sign.tone)}"), _when(shop, row)),
    ]
    if tries := next_try(shop, row):
        when = (
            "It is due for its next try now." if tries == "now" else f"The next try is at {tries}, while this is open."
        )
        lines.append(Content.styled(when, "bold"))
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
    if row.last_reply:
        lines.append(Content.assemble(("Last reply: ", "$muted"), plain(row.last_reply)))
    lines.append(Content(plain(row.subject)))
    what = f"{row.sequence}, {row.stage} {row.mail}, variant {row.variant}"
    return Content("\n").join([*lines, Content.styled(plain(what), "$muted")])


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


def language(shop: Shop) -> str:
    return str(shop.settings.get("shop.language"))
