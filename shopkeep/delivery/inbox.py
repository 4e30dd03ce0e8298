"""What a mail in the owner's mailbox is: a report of failure, a complaint, a goodbye, an automatic answer, a reply.

Told by the standards where a mail follows them (RFC 3464 reports, RFC 5965 complaints, RFC 3834 automatic
answers, RFC 8098 receipts), else by the words of many systems. Which mail of ours it speaks of is found
without changed return addresses: by our Message-ID wherever it is quoted, by X-Shopkeep-Id, by the token of
the way out, by the recipient named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from shopkeep.core import text, unsubscribe
from shopkeep.core.records.inbox import Kind
from shopkeep.delivery import inbox_words as words
from shopkeep.delivery.inbox_bounces import Grade, Report, blocks, reports
from shopkeep.delivery.inbox_mail import Mail, first_address, open_mail
from shopkeep.orders.day_names import named_day

OUR_ID = re.compile(r"\b([0-9a-f]{32})\.([a-z0-9-]{1,40})@([A-Za-z0-9.-]{1,253}[A-Za-z0-9])")
"""How our Message-IDs look (delivery/mime.py `identify`)."""
_OUR_NAME = re.compile(r"\bx-shopkeep-id:\s{0,3}([a-z0-9-]{1,40})/([0-9a-f]{32})\b", re.IGNORECASE)
_ANY_ID = re.compile(r"<[^<>\s]{3,300}>")
_TOKEN = re.compile(rf"\bunsubscribe[ =:+]{{1,3}}([0-9a-f]{{{unsubscribe.TOKEN_LENGTH}}})\b", re.IGNORECASE)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}|[^\n,;!?]{3,40})")
_NUMBERS = re.compile(r"(\d{1,2})([./])(\d{1,2})[./](\d{4})")
QUOTED_IDS = 60
FIRST_LINE = 120
AWAY_DAYS = 400
"""Further ahead than that nobody is away."""

KIND_OF: dict[Grade, Kind] = {"hard": "bounced", "soft": "soft-bounce", "refused": "refused"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one mail says, before anybody looked up whom it is about."""

    kind: Kind | None
    """None: it is nothing that follows a mail of ours, or our own."""
    how: str
    """By what it was told, as the beginning of a sentence."""
    address: str = ""
    """The recipient it names; for what people write, the sender."""
    ids: tuple[str, ...] = ()
    """Message-IDs it quotes, ours first, with angle brackets."""
    digests: tuple[str, ...] = ()
    """What our X-Shopkeep-Ids in it end with."""
    token: str = ""
    back_on: date | None = None
    more: bool = False
    """A goodbye with more in it that wants to be read."""


@dataclass(frozen=True, slots=True)
class Ours:
    """The addresses that are the shop's own, as addresses are compared."""

    addresses: frozenset[str] = field(default_factory=frozenset)


def understand(raw: bytes, ours: Ours) -> tuple[Mail, list[Spoken]]:
    """Open a mail and say what it is, once for each recipient it speaks of. Never raises, whatever the bytes."""
    mail = open_mail(raw)
    return mail, spoken(mail, ours)


def spoken(mail: Mail, ours: Ours) -> list[Spoken]:
    """What an opened mail is. Empty where it has nothing to do with mails we send."""
    if _is_our_own(mail, ours):
        return []
    quoted, answered = _quoted(mail), _answered(mail)
    if complaint := _complaint(mail):
        kind, how, address = complaint
        return [Spoken(kind, how, address, *quoted)] if kind else []
    if found := reports(mail):
        return [_of_report(report, quoted, mail) for report in found]
    if told := _goodbye_by_token(mail):
        return [Spoken("unsubscribe", "It is the mail that our unsubscribe link writes", mail.sender, *answered, told)]
    if automatic := why_automatic(mail):
        return [Spoken("auto-reply", automatic, mail.sender, *answered, back_on=back_on(mail))]
    if goodbye := _goodbye_in_words(mail):
        how, more = goodbye
        return [Spoken("unsubscribe", how, mail.sender, *answered, more=more)]
    if not mail.sender or mail.has("list-id", "list-unsubscribe"):
        return []
    return [Spoken("reply", "They wrote to you", mail.sender, *answered)]


def worth_opening(head: Mail, ours: Ours) -> bool:
    """Whether a mail may have to do with one of ours, by its headers alone, whoever sent it."""
    if _is_our_own(head, ours):
        return False
    subject = head.header("subject")[:300]
    return bool(
        head.kind == "multipart/report"
        or head.has("x-failed-recipients", "x-hmxmroriginalrecipient")
        or words.DAEMON.match(head.sender)
        or head.header("return-path").strip() == "<>"
        or words.FAILURE_SUBJECT.search(subject)
        or _TOKEN.search(subject)
        or text.key(subject[:FIRST_LINE]) in words.GOODBYE
        or any(OUR_ID.search(value) for name in ("in-reply-to", "references") for value in head.head.get(name, []))
    )


def _is_our_own(mail: Mail, ours: Ours) -> bool:
    """A mail of ours in our own mailbox: a copy, a test, the folder of sent mails."""
    return mail.has("x-shopkeep-id") or (
        mail.sender in ours.addresses and bool(OUR_ID.search(mail.header("message-id")))
    )


def _quoted(mail: Mail) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Our Message-IDs and X-Shopkeep-Ids anywhere in a mail, those in enclosed mails included."""
    everywhere = "\n".join([*(part.text for part in mail.parts), *(v for values in mail.head.values() for v in values)])
    ids = dict.fromkeys(f"<{found[0]}>" for found in OUR_ID.finditer(everywhere))
    digests = dict.fromkeys(found[2].lower() for found in _OUR_NAME.finditer(everywhere))
    others = dict.fromkeys(
        one for value in (mail.header("in-reply-to"), mail.header("references")) for one in _ANY_ID.findall(value)
    )
    return tuple({**ids, **others})[:QUOTED_IDS], tuple(digests)[:QUOTED_IDS]


def _answered(mail: Mail) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The Message-IDs a mail says it answers; of a list of references the last is the nearest."""
    values = [*mail.head.get("in-reply-to", [])[:3], *mail.head.get("references", [])[:3]]
    found = [one for value in values for one in reversed(_ANY_ID.findall(value))]
    return tuple(dict.fromkeys(found))[:QUOTED_IDS], ()


# Complaints.


def _complaint(mail: Mail) -> tuple[Kind | None, str, str] | None:
    """An abuse report (RFC 5965), or Outlook.com's older form of it."""
    fields = mail.enclosed("message/feedback-report")
    if fields:
        said = {name: value for block in blocks(fields[0]) for name, value in block.items()}
        what = said.get("feedback-type", "abuse").lower().strip()
        address = first_address(said.get("original-rcpt-to", "") or said.get("removal-recipient", ""))
        if what == "not-spam":
            return None, "", ""
        if what in ("opt-out", "opt-out-list"):
            return "unsubscribe", "Their mail provider passed on that they want no more", address
        return "complaint", "Their mail provider reports that they marked your mail as spam", address
    recipient = first_address(mail.header("x-hmxmroriginalrecipient"))
    if recipient:
        return "complaint", "Outlook.com reports that they marked your mail as spam", recipient
    return None


# Reports of failure.


def _of_report(report: Report, quoted: tuple[tuple[str, ...], tuple[str, ...]], mail: Mail) -> Spoken:
    reason = report.said or (f"status {report.status}" if report.status else mail.header("subject"))
    if report.action == "delayed":
        return Spoken("delayed", f"A mail server is still trying: {reason}", report.address, *quoted)
    if report.action == "delivered":
        return Spoken("delivered", "A mail server reports that it arrived", report.address, *quoted)
    kind = KIND_OF[report.grade]
    what = {
        "bounced": "The address does not exist",
        "soft-bounce": "It could not be delivered this time",
        "refused": "It was turned away, which says nothing of the address",
    }[kind]
    return Spoken(kind, f"{what}: {reason}", report.address, *quoted)


# Automatic answers.

_MACHINE_HEADERS = (
    "x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply", "x-autoreply-from", "x-mail-autoreply",
    "x-autogenerated", "x-autoresponder", "x-fc-machinegenerated", "x-ms-exchange-inbox-rules-loop",
    "x-vacation", "x-cron-env", "auto-reply", "x-amazon-auto-reply",
)  # fmt: skip


def why_automatic(mail: Mail) -> str:
    """Why a mail was written by no person, as a sentence's beginning; empty where one may have written it."""
    if mail.kind == "multipart/report" and mail.enclosed("message/disposition-notification"):
        return "It is a receipt that says the mail was opened"
    submitted = mail.header("auto-submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return f"It says that no person wrote it (Auto-Submitted: {submitted[:40]})"
    for name in _MACHINE_HEADERS:
        if mail.has(name):
            return f"It says that no person wrote it ({name.title()})"
    for name in ("precedence", "preference"):
        value = mail.header(name).strip().lower()
        if value in ("auto_reply", "auto-reply", "bulk", "junk", "list"):
            return f"It says that no person wrote it ({name.title()}: {value})"
    if words.AUTO_SUBJECT.match(_bare(mail.header("subject"))):
        return "Its subject is that of an automatic answer"
    local = mail.sender.partition("@")[0]
    if re.match(r"^(no-?reply|do-?not-?reply|auto(reply|responder)|nepasrepondre)\b", local):
        return f"It comes from {local}@, where nobody writes"
    return ""


def back_on(mail: Mail) -> date | None:
    """The day that somebody who is away says they are back, where it can be read in one way only."""
    written = mail.written_at
    if written is None:
        return None
    said = f"{mail.header('subject')}\n{mail.text[:1500]}"
    for found in list(words.BACK_ON.finditer(said))[:20]:
        ahead = _DAY.match(said, found.end())
        day = _as_day(ahead[1], written.date()) if ahead else None
        if day is not None and timedelta(0) <= day - written.date() <= timedelta(AWAY_DAYS):
            return day
    return None


def _as_day(said: str, written: date) -> date | None:
    try:
        if numbers := _NUMBERS.match(said):
            first, second, year = int(numbers[1]), int(numbers[3]), int(numbers[4])
            if numbers[2] == "." or first > 12:
                return date(year, second, first)
            return date(year, first, second) if second > 12 or first == second else None
        if re.match(r"\d{4}-\d{2}-\d{2}", said):
            return date.fromisoformat(said[:10])
        some = said.split()[:6]
        for count in range(len(some), 1, -1):
            piece = " ".join(some[:count]).strip(" .")
            if not (found := named_day(piece) or named_day(f"{piece} {written.year}")):
                continue
            day = date(int(found[2]), found[0], found[1])
            if piece.find(found[2]) < 0 and day < written:
                return day.replace(year=day.year + 1)
            return day
    except ValueError:
        return None
    return None


# Goodbyes.


def _goodbye_by_token(mail: Mail) -> str:
    found = _TOKEN.search(mail.header("subject")[:500]) or _TOKEN.search(_own_lines(mail.text, 3)[:500])
    return found[1].lower() if found else ""


def _goodbye_in_words(mail: Mail) -> tuple[str, bool] | None:
    """How somebody says in their own words that they want no more mail, and whether they say more than that."""
    own = _own_lines(mail.text, 40)
    lines = [line for line in own.split("\n") if line.strip()]
    first = text.key(lines[0][:FIRST_LINE]) if lines else ""
    more = len(lines) > 4
    if first in words.GOODBYE or (len(first) < FIRST_LINE and words.GOODBYE_WITHIN.search(first)):
        return f"The first line says so: “{text.plain(lines[0])[:80]}”", more
    subject = text.key(mail.header("subject")[:FIRST_LINE])
    if subject in words.GOODBYE:
        return f"The subject says so: “{mail.header('subject')[:80]}”", bool(lines)
    return None


def _own_lines(whole: str, number: int) -> str:
    """The first lines somebody wrote themselves, without what they quote."""
    own: list[str] = []
    for line in whole.split("\n"):
        if len(own) >= number:
            break
        if words.QUOTE_BEGINS.match(line[:300]):
            if own:
                break
            continue
        if line.strip() and not line.startswith((">", "|")):
            own.append(line)
    return "\n".join(own)


def _bare(subject: str) -> str:
    """A subject without the signs of an answer before it."""
    return re.sub(r"^(\s{0,3}(re|aw|sv|antw|rv|odp|vs|r)\s{0,2}:\s{0,3}){1,4}", "", subject[:300], flags=re.IGNORECASE)


def same_subject(one: str, other: str) -> bool:
    """Whether one subject answers the other."""
    bare = text.key(_bare(one))
    return bool(bare) and bare == text.key(_bare(other))
