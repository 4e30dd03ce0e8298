"""One rendered mail as its finished bytes, and the check that nothing else came out.

The bytes are assembled here, read back and compared with what was meant; a mail that differs in anything is
refused before it can be queued.
"""

from __future__ import annotations

import binascii
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import format_datetime, getaddresses
from functools import lru_cache

from shopkeep.core import text, unsubscribe
from shopkeep.core.records.mails import RenderedMail
from shopkeep.delivery import headers
from shopkeep.delivery.dkim_signing import Signing, sign
from shopkeep.errors import MailProblem

LONGEST_LINE = 998
_FIELD = re.compile(r"([A-Za-z-]+): ((?:[!-~][ -~]*)?(?:\r\n [!-~][ -~]*)*)\r\n")
_SLUG = re.compile(r"[^A-Za-z0-9-]+")
_ADDRESS = r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
_PHRASE = r"(?:[A-Za-z0-9]+ )+|(?:=\?utf-8\?[QB]\?[A-Za-z0-9+/=_!*-]+\?=(?:\r\n)? )+"
_PLAIN_MAILBOX = re.compile(rf"(?:{_PHRASE})<({_ADDRESS})>|({_ADDRESS})")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who the mails come from: addresses as envelope and headers take them, the shop's name."""

    address: str
    name: str
    reply_to: str = ""
    unsubscribe_url: str = ""
    signing: Signing | None = None
    """The owner's DKIM key; None where their mail server signs, or nobody does."""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes a message itself for good: the same on every try."""

    message_id: str
    """With its angle brackets."""
    shopkeep_id: str
    unsubscribe_token: str
    date: datetime


def identify(key: bytes, mail: RenderedMail, sender: Sender, date: datetime) -> Identity:
    """The identity of the one message of this mail to this address, from the shop's own key.

    The same mail to the same person always has the same one, whatever happens to the shop file.
    """
    what = f"{mail.sequence}\n{mail.stage}\n{mail.mail}\n{mail.email}"
    digest = hmac.digest(key, b"message\n" + what.encode(), "sha256").hex()[:32]
    slug = _slug(mail.sequence)
    return Identity(
        message_id=f"<{digest}.{slug}@{sender.domain}>",
        shopkeep_id=f"{slug}/{digest}",
        unsubscribe_token=unsubscribe.token(key, mail.email),
        date=date,
    )


@lru_cache(maxsize=64)
def _slug(name: str) -> str:
    return _SLUG.sub("-", name).strip("-").lower()[:40] or "mail"


def assemble(mail: RenderedMail, sender: Sender, identity: Identity) -> bytes:
    """The finished bytes of one mail, CRLF throughout, signed where the sender has a key.

    Raises MailProblem where the address, the subject or the result is not what may be sent.
    """
    to = headers.address(mail.email)
    subject = text.clean(mail.subject, 900)
    lines = _headers(mail, sender, identity, to, subject)
    # `=_` cannot occur in quoted-printable, so no content can hold the boundary.
    boundary = f"=_shopkeep_{identity.shopkeep_id.rpartition('/')[2][:24]}"
    lines += [
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative;\r\n boundary="{boundary}"'),
    ]
    top = "".join(f"{name}: {value}\r\n" for name, value in lines).encode("ascii")
    parts = b"".join(
        f"--{boundary}\r\nContent-Type: {kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n".encode()
        + quoted_printable(content)
        + b"\r\n"
        for kind, content in (("text/plain", mail.text), ("text/html", mail.html))
    )
    raw = top + b"\r\n" + parts + f"--{boundary}--\r\n".encode()
    check(raw, lines, to, subject)
    return raw if sender.signing is None else sign(raw, sender.signing)


def _headers(mail: RenderedMail, sender: Sender, identity: Identity, to: str, subject: str) -> list[tuple[str, str]]:
    reply_to = sender.reply_to or sender.address
    token = identity.unsubscribe_token
    ways = [f"<{unsubscribe.mailto(reply_to, token)}>"]
    page = unsubscribe.page(sender.unsubscribe_url, token)
    if page:
        ways.insert(0, f"<{page}>")
    lines = [
        ("From", headers.mailbox(sender.name, sender.address, "From")),
        ("To", headers.mailbox(mail.to_name, to, "To")),
    ]
    if sender.reply_to and sender.reply_to != sender.address:
        lines.append(("Reply-To", sender.reply_to))
    lines += [
        ("Subject", headers.unstructured(subject, "Subject")),
        ("Date", date_header(identity.date)),
        ("Message-ID", identity.message_id),
        ("List-Id", f"<{_slug(mail.sequence)}.{sender.domain}>"),
        # Folded between addresses only, never inside one and never as encoded words (RFC 8058 readers
        # take it literally).
        ("List-Unsubscribe", ",\r\n ".join(ways)),
    ]
    if page:
        lines.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    lines += [
        # What Gmail counts complaints under, coarse to fine, the sender last.
        ("Feedback-ID", f"{mail.mail}:{_slug(mail.stage)}:{_slug(mail.sequence)}:{_slug(sender.domain)[:15]}"),
        # Exchange answers bulk mail with out-of-office notes unless told not to. Auto-Submitted is not set: a
        # person wrote this and reads the answers (RFC 3834 5).
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("X-Shopkeep-Id", identity.shopkeep_id),
    ]
    return lines


@lru_cache(maxsize=64)
def date_header(moment: datetime) -> str:
    """A moment as a Date header has it."""
    return format_datetime(moment.astimezone(UTC))


def quoted_printable(content: str) -> bytes:
    """A text as quoted-printable lines of at most 76, CRLF, without a line break at its end."""
    if "\r" in content:
        content = content.replace("\r\n", "\n").replace("\r", "\n")
    rows = list(map(_encoded_line, content.split("\n")))
    while len(rows) > 1 and not rows[-1]:
        rows.pop()
    return b"\r\n".join(rows)


@lru_cache(maxsize=4096)
def _encoded_line(line: str) -> bytes:
    """One line without its control characters; remembered, since most lines of a mail stand in every other one too."""
    plain = line if line.isprintable() else _CONTROLS.sub("", line)
    raw = plain.encode("utf-8", "replace")
    # b2a_qp breaks lines with LF, where its input has no CRLF.
    return binascii.b2a_qp(raw, istext=True).replace(b"\n", b"\r\n")


def check(raw: bytes, meant: list[tuple[str, str]], to: str, subject: str) -> None:
    """Read finished bytes back and compare with what was meant. Raises MailProblem on any difference."""
    found = _fields(raw[: raw.find(b"\r\n\r\n") + 4])  # to the first blank line, where headers end
    names = [name.lower() for name, _ in found]
    wrong = ""
    if found != meant or len(set(names)) != len(names):
        wrong = "its headers read back differently"
    elif {"bcc", "cc"} & set(names) or names.count("to") != 1:
        wrong = "it would go to somebody else too"
    elif _recipients(_value(found, "To")) != [to]:
        wrong = "its recipient reads back differently"
    elif _unfolded(_value(found, "Subject")) != subject:
        wrong = "its subject reads back differently"
    elif b"\r\n".join([*raw.splitlines(), b""]) != raw:
        wrong = "it holds a bare line break"
    elif _has_long_line(raw):
        wrong = f"a line of it is longer than {LONGEST_LINE} signs"
    if wrong:
        raise MailProblem(
            f"The mail to {to} was refused by shopkeep itself: {wrong}.",
            "A mail that is not exactly what it should be is never sent.",
            "Look for unusual signs in the name or the subject of this mail.",
        )


def _has_long_line(raw: bytes) -> bool:
    """Whether any line is longer than LONGEST_LINE, without taking thousands of them apart: from where a line
    begins it goes on to the last one that begins within reach."""
    begins, longest = 0, LONGEST_LINE + len(b"\r\n")
    while begins < len(raw):
        ends = raw.rfind(b"\n", begins, begins + longest)
        if ends < 0:
            return True
        begins = ends + 1
    return False


def _fields(head: bytes) -> list[tuple[str, str]]:
    """The header fields of a head, in the one form that every reader reads alike: printable ASCII, folded before
    something printable. None of them where the head is in any other form."""
    said = head.decode("latin-1")
    found = _FIELD.findall(said)
    return found if "".join(f"{name}: {value}\r\n" for name, value in found) + "\r\n" == said else []


def _recipients(value: str) -> list[str]:
    """The addresses of a To header. Plain words, or encoded ones, before one plain address leave no room for
    another reading; anything else is read by the standard library."""
    plain = _PLAIN_MAILBOX.fullmatch(value)
    return [plain[1] or plain[2]] if plain else [addr for _, addr in getaddresses([value])]


@lru_cache(maxsize=1024)
def _unfolded(value: str) -> str:
    """A free text as readers show it."""
    line = value.replace("\r\n", "")
    return line if "=?" not in line else str(make_header(decode_header(line)))


def _value(found: list[tuple[str, str]], header: str) -> str:
    return next(value for name, value in found if name == header)
