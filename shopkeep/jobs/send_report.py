"""How one send went: in sentences for the Outbox, and as a page to keep or print."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from statistics import median

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.asjson import as_json
from shopkeep.core.records.customers import Done
from shopkeep.core.records.delivery import Counts, MessageRow, SendSummary, State
from shopkeep.core.records.report import Kind, Report, Table, Value
from shopkeep.core.text import plain
from shopkeep.delivery import outbox as ledger
from shopkeep.errors import NotFound, ShopkeepError
from shopkeep.jobs import confirmed, meanings, report_files, sequences
from shopkeep.jobs.shop import Shop
from shopkeep.store import sends as store
from shopkeep.store.sends import Send

FOLDER = "reports"
"""Where in the shop's folder the app writes them."""
OPEN: tuple[State, ...] = ("unknown", "failed", "deferred", "cancelled")
"""States whose messages are listed one by one."""
MOST_LISTED = 1000
PAUSE = 30
"""Seconds between two tries that may be a pause of the send."""
NONE_YET = "Nothing was ever sent."


def summary(shop: Shop, message: int | None = None) -> SendSummary | None:
    """How the send of a message went, or the newest of all; None where there is none."""
    with shop.db.read() as tx:
        send = store.send_of(tx, message)
    return None if send is None else _summary(shop, send)


def report(shop: Shop, sequence: str = "", stage: str | None = None, message: int | None = None) -> Report:
    """The page of a send: the newest, of a sequence or its stage where these are named, or that of a message.

    Raises NotFound where nothing was sent.
    """
    with shop.db.read() as tx:
        send = store.newest_of(tx, sequence, stage) if sequence else store.send_of(tx, message)
    if send is None:
        what = f"Nothing of {plain(sequence)} was ever sent." if sequence else NONE_YET
        raise NotFound(what, "", "`shopkeep send` sends a stage.")
    return _page(shop, send)


def keep(shop: Shop, message: int | None = None) -> Done:
    """Write the page of a send into the shop's folder of reports, beside earlier ones. Raises as `report`."""
    with shop.db.read() as tx:
        send = store.send_of(tx, message)
    if send is None:
        raise NotFound(NONE_YET, "", "")
    day = clock.day_of(clock.moment(send.queued_at), shop.zone)
    return write(shop, _page(shop, send), _free(shop.home / FOLDER / f"{day}-{send.sequence}-{send.stage}.md"))


def _free(path: Path) -> Path:
    """The path, with a number where there is such a file already."""
    number, found = 2, path
    while found.exists():
        found = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return found


def write(shop: Shop, page: Report, path: Path) -> Done:
    """Write a page to a file. Raises UsageError, ShopkeepError."""
    return report_files.write(page, path, _language(shop))


def _summary(shop: Shop, send: Send) -> SendSummary:
    with shop.db.read() as tx:
        counts, (first, last) = store.counts_of(tx, send), store.times_of(tx, send)
        accounts, rows = store.accounts_of(tx, send), store.rows_in(tx, send, OPEN)
        by_word, tried = store.sent_with(tx, send, ledger.SAID_ARRIVED), store.tried_at(tx, send)
    began = None if first is None else clock.moment(first)
    ended = None if last is None else clock.moment(last)
    found = SendSummary(
        sequence=send.sequence,
        stage=send.stage,
        title=_title(shop, send),
        queued_at=clock.moment(send.queued_at),
        began_at=began,
        ended_at=ended,
        counts=counts,
        accounts=list(dict.fromkeys(map(confirmed.named, accounts))),
        says=[],
        reasons=_reasons(rows),
    )
    found.says.extend(_sentences(shop, found, by_word, sending_seconds(tried)))
    return found


def _title(shop: Shop, send: Send) -> str:
    try:
        sequence = sequences.load(shop, send.sequence)
    except ShopkeepError:  # it was taken away, or cannot be read; what was sent stays
        return f"{send.sequence}, {send.stage}"
    stage = sequence.stage(send.stage)
    return f"{sequence.title}, {stage.title if stage else send.stage}"


def _reasons(rows: list[MessageRow]) -> list[tuple[str, int, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        meaning = meanings.explain(row)
        says = meaning.says if meaning else row.last_reply or "Cancelled by you."
        found[row.state, says, meaning.do if meaning else ""] += 1
    return [(state, count, says, do) for (state, says, do), count in found.most_common()]


def sending_seconds(tried: list[int]) -> int:
    """The seconds in which mails went out, of the stamps of all tries: without pauses, which are much longer than the
    usual gap between two tries."""
    gaps = [later - at for at, later in pairwise(tried)]
    longest = max(PAUSE, 5 * median(gaps)) if gaps else 0
    return sum(gap for gap in gaps if gap <= longest)


def _sentences(shop: Shop, found: SendSummary, by_word: int, seconds: int) -> list[str]:
    """`by_word`: how many stand as sent because the owner said that they arrived; `seconds`: how long it sent."""
    counts, language = found.counts, _language(shop)
    when = _when(shop, found, language, seconds)
    said = [f"{wording.count(counts.sent, 'mail')} of {counts.planned:,} went out{when}."]
    if by_word:
        them = "it arrived; of that one" if by_word == 1 else "they arrived; of those"
        said.append(f"Of {by_word:,} you said that {them} the server's answer never came.")
    open_still = counts.queued + counts.sending + counts.deferred
    if open_still:
        said.append(f"{wording.count(open_still, 'mail is', 'mails are')} still to go.")
    if counts.unknown:
        said.append(f"Of {counts.unknown:,} it is not known whether they arrived: say so in the Outbox.")
    said += [f"{count:,} {state}: {says}" for state, count, says, _ in found.reasons if state == "failed"]
    if counts.cancelled:
        said.append(f"{counts.cancelled:,} were cancelled before they went.")
    return said


def _when(shop: Shop, found: SendSummary, language: str, seconds: int) -> str:
    if found.began_at is None or found.ended_at is None:
        return ""
    day, today = clock.day_of(found.began_at, shop.zone), shop.today()
    last = clock.day_of(found.ended_at, shop.zone)
    from_ = wording.moment(found.began_at, shop.zone, day, language)
    to = wording.moment(found.ended_at, shop.zone, last, language)
    on = "" if day == today == last else f" on {wording.day(day, today, language)}"
    if day != last:
        return f" from {wording.day(day, today, language)} {from_} to {wording.day(last, today, language)} {to}"
    pace = f", {60 * found.counts.sent / seconds:,.0f} a minute" if seconds >= 60 else ""
    return f"{on} between {from_} and {to}{pace}" if from_ != to else f"{on} at {from_}"


def _page(shop: Shop, send: Send) -> Report:
    found = _summary(shop, send)
    with shop.db.read() as tx:
        rows = store.rows_in(tx, send, OPEN)
    language = _language(shop)
    day = wording.day_full(clock.day_of(found.queued_at, shop.zone), language)
    tables = [_states(found.counts)]
    if found.reasons:
        tables.append(_why(found))
    for state in OPEN:
        of_state = [row for row in rows if row.state == state]
        if of_state:
            tables.append(_listed(state, of_state))
    through = ", ".join(found.accounts)
    about = [
        f"Queued on {day}{f' through {through}' if through != 'main' else ''}, from {shop.settings.get('shop.name')}.",
        *found.says,
    ]
    notes = [
        "Sent means that your mail server took the mail and said so, or that you said it arrived. Whether it reached"
        " the inbox the server does not say.",
        "Planned is always the sum of all states: no mail is ever taken off this list.",
    ]
    return Report(f"{found.title}: what became of the mails", about, tables, [], notes)


def _states(counts: Counts) -> Table:
    rows: list[list[Value]] = [[state, number] for state, number in as_json(counts).items() if number]
    return Table("Where the mails stand", [("State", "text"), ("Mails", "count")], [*rows, ["planned", counts.planned]])


def _why(found: SendSummary) -> Table:
    lines: list[list[Value]] = [[state, count, says, do] for state, count, says, do in found.reasons]
    heads: list[tuple[str, Kind]] = [
        ("State", "text"),
        ("Mails", "count"),
        ("What it means", "text"),
        ("What to do", "text"),
    ]
    return Table("What kept mails from arriving", heads, lines)


def _listed(state: State, rows: list[MessageRow]) -> Table:
    lines: list[list[Value]] = [
        [row.email, row.name, f"{row.mail}{row.variant}", row.last_reply, row.message_id] for row in rows[:MOST_LISTED]
    ]
    heads: list[tuple[str, Kind]] = [(head, "text") for head in ("To", "Name", "Mail", "Last reply", "Message-ID")]
    more = f"And {len(rows) - MOST_LISTED:,} more." if len(rows) > MOST_LISTED else ""
    return Table(f"The {state} ones", heads, lines, more)


def _language(shop: Shop) -> str:
    return str(shop.settings.get("shop.language"))
