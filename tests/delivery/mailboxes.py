"""Mails of many mail systems that come back to a shop, written by hand from their documented formats, and what
each of them is.

Mail N is about `person N`, whose one mail of the sequence win-back has the Message-ID <N.win-back@shop.example>,
N as 32 hexadecimal digits. The token of an unsubscribe link follows from the key below.
"""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select

from shopkeep.core import clock
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import facts, queueing
from shopkeep.store import tables as t

MAILS = Path(__file__).parent / "mails"
KEY = "11" * 32
SENT = datetime(2026, 11, 21, 10, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PEOPLE = 75


@dataclass(frozen=True)
class Row:
    """What a mail is about and what it is taken for; an empty kind: for nothing of ours."""

    person: int
    name: str
    kind: str
    by: str = "Message-ID"
    back_on: str = ""
    waits: bool = False
    """It wants to be looked at although it is no reply."""
    second: tuple[int, str] | None = None
    """The other person it is about, and what it is for them."""

    @property
    def file(self) -> Path:
        return MAILS / f"{self.name}.eml"


TABLE = (
    Row(1, "postfix-user-unknown", "bounced"),
    Row(2, "postfix-host-not-found", "bounced"),
    Row(3, "postfix-delayed", "delayed"),
    Row(4, "postfix-expired", "soft-bounce"),
    Row(5, "sendmail-user-unknown", "bounced"),
    Row(6, "exim-report", "bounced"),
    Row(7, "gmail-no-such-account", "bounced"),
    Row(8, "gmail-over-quota", "soft-bounce"),
    Row(9, "gmail-blocked", "refused"),
    Row(10, "gmail-delay", "delayed"),
    Row(11, "exchange-online-not-found", "bounced"),
    Row(12, "exchange-access-denied", "bounced"),
    Row(13, "exchange-mailbox-full", "soft-bounce", "recipient"),
    Row(14, "outlook-com-unavailable", "bounced"),
    Row(15, "outlook-com-blocked", "refused"),
    Row(16, "yahoo-report", "bounced"),
    Row(17, "amazon-ses", "bounced", "X-Shopkeep-Id"),
    Row(18, "icloud-unknown-alias", "bounced"),
    Row(19, "zoho", "bounced"),
    Row(20, "barracuda-policy", "refused"),
    Row(21, "postfix-relayed", "delivered"),
    Row(22, "gateway-base64-report", "bounced"),
    Row(23, "postfix-without-original", "bounced", "recipient"),
    Row(24, "other-persons-bounce", ""),
    Row(25, "exim-text", "bounced"),
    Row(26, "exim-delay", "delayed", "recipient"),
    Row(27, "gmail-older", "bounced"),
    Row(28, "exchange-2003", "bounced", "recipient"),
    Row(29, "yahoo-text", "bounced"),
    Row(30, "qmail", "bounced"),
    Row(31, "qmail-full", "soft-bounce"),
    Row(32, "lotus-domino", "bounced", "recipient"),
    Row(33, "groupwise", "bounced"),
    Row(34, "courier", "bounced", "recipient"),
    Row(35, "mdaemon", "bounced", "recipient"),
    Row(36, "sendmail-old", "bounced"),
    Row(37, "gmx-german", "bounced"),
    Row(38, "t-online-full", "soft-bounce", "recipient"),
    Row(39, "orange-french", "bounced", "recipient"),
    Row(40, "movistar-spanish", "bounced", "recipient"),
    Row(41, "mail-ru-russian", "bounced", "recipient"),
    Row(42, "docomo-japanese", "bounced", "recipient"),
    Row(43, "mailman-hold", ""),
    Row(44, "gmail-vacation", "auto-reply", back_on="2026-12-01"),
    Row(45, "exchange-oof-german", "auto-reply", back_on="2026-12-04"),
    Row(46, "oof-french-subject-only", "auto-reply", "sender", back_on="2026-11-27"),
    Row(47, "cpanel-autoresponder", "auto-reply", "sender"),
    Row(48, "romanian-precedence", "auto-reply", "sender"),
    Row(49, "read-receipt", "auto-reply"),
    Row(50, "ticket-system", "auto-reply"),
    Row(51, "unsubscribe-gmail", "unsubscribe", "token"),
    Row(52, "unsubscribe-other-address", "unsubscribe", "token"),
    Row(53, "unsubscribe-first-line", "unsubscribe"),
    Row(54, "unsubscribe-romanian", "unsubscribe"),
    Row(55, "unsubscribe-subject", "unsubscribe", "sender"),
    Row(56, "unsubscribe-german-sentence", "unsubscribe"),
    Row(57, "unsubscribe-with-more", "unsubscribe", waits=True),
    Row(58, "yahoo-complaint", "complaint"),
    Row(59, "aol-complaint-redacted", "complaint"),
    Row(60, "outlook-complaint", "complaint"),
    Row(61, "not-spam-report", ""),
    Row(62, "opt-out-report", "unsubscribe"),
    Row(63, "reply-plain", "reply"),
    Row(64, "reply-iphone-html", "reply"),
    Row(65, "reply-outlook-czech", "reply"),
    Row(66, "reply-by-subject", "reply", "subject"),
    Row(67, "reply-stop-by", "reply"),
    Row(68, "reply-about-unsubscribing", "reply"),
    Row(69, "customer-writes-anew", "reply", "sender"),
    Row(70, "somebodys-newsletter", ""),
    Row(71, "own-copy", ""),
    Row(72, "strangers-spam", ""),
    Row(73, "platform-order", ""),
    Row(74, "postfix-two-recipients", "bounced", second=(75, "soft-bounce")),
)


def address(person: int) -> str:
    return f"person{person:02d}@example.{('com', 'org', 'net')[person % 3]}"


def message_id(person: int, mail: int = 1) -> str:
    return f"<{person + (mail - 1) * 1000:032x}.win-back@shop.example>"


def shop_with_people(home: Path, people: int = PEOPLE, mails: int = 1) -> Shop:
    """A shop whose every customer is in a sequence and was sent its first mails, one a day."""
    shop = open_shop(home)
    shop.settings.set("mail.from", "hello@shop.example")
    with shop.db.write() as tx:
        facts.put(tx, "key", KEY)
        numbers = range(1, people + 1)
        tx.execute(insert(t.customers), [{"email": address(n), "name": f"Person {n}"} for n in numbers])
        ids = dict(tx.execute(select(t.customers.c.email, t.customers.c.id)).all())
        new = [queueing.NewEnrolment(ids[address(n)], address(n), "", False, "") for n in numbers]
        enrolled = queueing.enrol(tx, "win-back", new, clock.stamp(SENT))
        for mail in range(1, mails + 1):
            at = clock.stamp(SENT) + (mail - 1) * 86_400
            messages = [
                queueing.NewMessage(
                    enrolled[ids[address(n)]], "win-back", "offer", mail, "A", "", address(n), f"Person {n}",
                    "We kept your tea", "", message_id(n, mail), b"Subject: We kept your tea\r\n\r\nHello\r\n",
                )
                for n in numbers
            ]  # fmt: skip
            queueing.insert_messages(tx, messages, at)
        m = t.messages
        tx.execute(m.update().values(state="sent", sent_at=m.c.queued_at, sending_at=m.c.queued_at))
    return shop


def rewritten(name: str, **headers: str) -> bytes:
    """One of the mails with some headers changed: `message_id="<x@y>"`."""
    message = email.message_from_bytes((MAILS / f"{name}.eml").read_bytes(), policy=email.policy.compat32)
    for header, value in headers.items():
        del message[header.replace("_", "-")]
        message[header.replace("_", "-")] = value
    return message.as_bytes()
