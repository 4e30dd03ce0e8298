"""Answers to the sample shop's mails, invented: what a mailbox gets after a sending, as .eml files in its folder.

So the inbox has something to read without a mail account. Each answer is made once, when it is read.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from shopkeep.core import clock, unsubscribe
from shopkeep.core.progress import Stop, Tell, never, unheard
from shopkeep.core.records.delivery import MessageRow
from shopkeep.core.records.inbox import InboxRead
from shopkeep.jobs import accounts, inbox_reading, sample
from shopkeep.jobs.shop import Shop
from shopkeep.store import facts
from shopkeep.store import outbox as store

FOLDER = "sample-mailbox"
ONE_IN = 25
"""Of so many mails of a stage one is answered; of few, four are, so that every kind of answer is seen."""
LATER = timedelta(hours=3)
"""So long after the mail its answer was written."""


def waiting(shop: Shop) -> int:
    """How many answers wait to be read; none in a shop that is not the sample or that mails for real."""
    if not (sample.is_sample(shop) and accounts.is_practice(shop)):
        return 0
    return sum(not _file(shop, message).exists() for message, _ in _answered(shop))


def read(shop: Shop, tell: Tell = unheard, stop: Stop = never) -> InboxRead:
    """Make the answers that are due and read the whole of the sample's mailbox."""
    with shop.db.read() as tx:
        key = facts.shop_key(tx)
    (shop.home / FOLDER).mkdir(exist_ok=True, mode=0o700)
    for message, answer in _answered(shop):
        file = _file(shop, message)
        if not file.exists():
            file.write_bytes(_addressed(shop, message, answer(message, key)).as_bytes())
    return inbox_reading.read_maildir(shop, shop.home / FOLDER, tell, stop)


Answer = Callable[[MessageRow, bytes], EmailMessage]


def _answered(shop: Shop) -> list[tuple[MessageRow, Answer]]:
    """The sent mails that are answered, by a draw that is the same every time, and how each is."""
    with shop.db.read() as tx:
        sent = store.rows(tx, states=("sent",))
    stages: dict[tuple[str, str], list[MessageRow]] = defaultdict(list)
    for row in sent:
        stages[row.sequence, row.stage].append(row)
    found: list[tuple[MessageRow, Answer]] = []
    for rows in stages.values():
        rows.sort(key=_draw)
        some = rows[: max(len(ANSWERS), len(rows) // ONE_IN)]
        found += [(row, ANSWERS[place % len(ANSWERS)]) for place, row in enumerate(some)]
    return found


def _draw(row: MessageRow) -> str:
    return hashlib.sha256(row.message_id.encode()).hexdigest()


def _file(shop: Shop, row: MessageRow) -> Path:
    return shop.home / FOLDER / f"{_draw(row)[:16]}.eml"


def _addressed(shop: Shop, row: MessageRow, mail: EmailMessage) -> EmailMessage:
    mail["To"] = str(shop.settings.get("mail.from"))
    mail["Date"] = format_datetime(min((row.sent_at or clock.now()) + LATER, clock.now()))
    mail["Message-ID"] = f"<{_draw(row)[:24]}@mail.example.net>"
    return mail


def _no_such_address(row: MessageRow, _key: bytes) -> EmailMessage:
    """A report by RFC 3464 that the address does not exist."""
    mail = EmailMessage()
    mail["From"] = "Mail Delivery System <mailer-daemon@mail.example.net>"
    mail["Subject"] = "Undelivered Mail Returned to Sender"
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(f"The mail to <{row.email}> could not be delivered: there is no such mailbox here.\n")
    mail.make_mixed()
    mail.set_type("multipart/report")
    mail.set_param("report-type", "delivery-status")
    report, about = EmailMessage(), EmailMessage()
    report["Reporting-MTA"] = "dns; mail.example.net"
    about["Final-Recipient"] = f"rfc822; {row.email}"
    about["Action"] = "failed"
    about["Status"] = "5.1.1"
    about["Diagnostic-Code"] = "smtp; 550 5.1.1 No such user here"
    status = EmailMessage()
    status["Content-Type"] = "message/delivery-status"
    status.set_payload([report, about])
    original = EmailMessage()
    original["Content-Type"] = "text/rfc822-headers"
    original.set_payload(f"To: {row.email}\nMessage-ID: {row.message_id}\n")
    mail.attach(status)
    mail.attach(original)
    return mail


def _wrote_back(row: MessageRow, _key: bytes) -> EmailMessage:
    mail = _from_customer(row, f"Re: {row.subject}")
    mail.set_content("Hello,\n\nthank you for writing. Is the harbour blend in stock again?\n\nBest wishes\n")
    return mail


def _is_away(row: MessageRow, _key: bytes) -> EmailMessage:
    back = clock.now() + timedelta(days=10)
    mail = _from_customer(row, f"Out of office: {row.subject}")
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(f"I am on holiday and will be back on {back.day} {back:%B %Y}.\n")
    return mail


def _goodbye(row: MessageRow, key: bytes) -> EmailMessage:
    """The mail that the unsubscribe link of ours writes."""
    mail = _from_customer(row, f"unsubscribe {unsubscribe.token(key, row.email)}", answers=False)
    mail.set_content("\n")
    return mail


def _from_customer(row: MessageRow, subject: str, answers: bool = True) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = row.email
    mail["Subject"] = subject
    if answers:
        mail["In-Reply-To"] = row.message_id
        mail["References"] = row.message_id
    return mail


ANSWERS: tuple[Answer, ...] = (_wrote_back, _no_such_address, _goodbye, _is_away)
