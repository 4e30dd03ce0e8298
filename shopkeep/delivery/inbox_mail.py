"""One mail from anybody, opened for reading: headers decoded, text taken out, the parts of reports apart.

The standard library's parser does the work; around it stand limits, because whoever writes to a shop may
write anything: nothing here raises, whatever the bytes, and nothing takes long.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from html import unescape

from shopkeep.core import text

LARGEST = 256 * 1024
"""Bytes of a mail that are read; what comes after is attachments."""
TEXT_LIMIT = 64 * 1024
HEADERS = 300
HEADER_LENGTH = 16_384
PARTS = 60
DEPTH = 12

_NOT_CHARSETS = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"))
"""Codecs of Python that no mail is written in, some of them slow on purpose-made input."""
_WORD = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?\s]{0,1000})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s{1,20}(?==\?)")
_TAG = re.compile(r"<[^<>]{0,2000}>|[^<]+|<")
_BREAKS = frozenset(("br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "ul", "ol", "hr"))
_UNSEEN = frozenset(("script", "style", "head", "title"))


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a mail. An enclosed mail is one part: its headers as lines, then its own text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as far as telling what it is needs it."""

    head: dict[str, list[str]]
    """Headers by lower-case name, each value decoded and on one line."""
    kind: str
    """Its content type, such as `multipart/report`."""
    parts: tuple[Part, ...]
    text: str
    """What a person would read."""
    digest: str
    """Names this mail, whichever mailbox it is read from."""

    def header(self, name: str) -> str:
        """The first header of a name; empty where there is none."""
        return self.head.get(name, [""])[0]

    def has(self, *names: str) -> bool:
        """Whether any of these headers is there."""
        return any(name in self.head for name in names)

    def enclosed(self, *kinds: str) -> list[str]:
        """The texts of the parts of these kinds."""
        return [part.text for part in self.parts if part.kind in kinds]

    @property
    def sender(self) -> str:
        """The address it says it is from, as addresses are compared; empty where it says none."""
        return first_address(self.header("from"))

    @property
    def written_at(self) -> datetime | None:
        """When it says it was written, in UTC."""
        return moment(self.header("date"))


def open_mail(raw: bytes) -> Mail:
    """Open a mail from anybody. Never raises."""
    raw = raw[:LARGEST]
    if raw.startswith((b"From ", b">From ")):  # the envelope line of an mbox
        raw = raw.partition(b"\n")[2]
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
        parts = _parts(message)
    except Exception:  # nested too deep, or a parameter the parser trips over: the headers and the bare text then
        message = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
        parts = [Part("text/plain", as_text(raw.partition(b"\n\n")[2], "utf-8"))]
    head = headers(message)
    return Mail(head, _kind(message), tuple(parts), _readable(parts), _digest(head, raw))


def open_headers(raw: bytes) -> Mail:
    """Open the headers of a mail alone. Never raises."""
    message = BytesHeaderParser(policy=policy.compat32).parsebytes(raw[:LARGEST])
    head = headers(message)
    return Mail(head, _kind(message), (), "", _digest(head, raw))


def headers(message: Message) -> dict[str, list[str]]:
    """The headers of a message by lower-case name, decoded, cleaned and capped."""
    found: dict[str, list[str]] = {}
    for name, value in list(message.raw_items())[:HEADERS]:
        found.setdefault(name.strip().lower()[:80], []).append(decoded(str(value)[:HEADER_LENGTH]))
    return found


def decoded(value: str) -> str:
    """A header's value with its encoded words decoded (RFC 2047), on one line, without control characters."""
    value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    value = _BETWEEN_WORDS.sub(r"\1", value.replace("\r", "").replace("\n", ""))
    return text.plain(_WORD.sub(lambda word: as_text(_bytes_of(word), word[1]), value))


def _bytes_of(word: re.Match[str]) -> bytes:
    kind, inside = word[2].lower(), word[3].encode("ascii", "replace")
    try:
        if kind == "q":
            return binascii.a2b_qp(inside, header=True)
        return base64.b64decode(inside + b"=" * (-len(inside) % 4))
    except (binascii.Error, ValueError):
        return inside


def as_text(raw: bytes, charset: str) -> str:
    """Bytes as text in the charset they are said to be in, or else in UTF-8 or Latin-1."""
    raw = raw[:LARGEST]
    for name in (charset, "utf-8"):
        try:
            if codecs.lookup(name).name not in _NOT_CHARSETS:
                return raw.decode(name)
        except (LookupError, ValueError, AssertionError):
            continue
    return raw.decode("latin-1")


def first_address(value: str) -> str:
    """The first address in a header's value, as addresses are compared; empty where there is none."""
    try:
        found = [address for _, address in getaddresses([value[:2000]]) if "@" in address]
    except Exception:
        found = []
    return text.address(found[0]) if found else ""


def moment(value: str) -> datetime | None:
    """The moment a Date header names, in UTC, if it can be one."""
    try:
        found = parsedate_to_datetime(value[:200])
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except Exception:
        return None
    return found if 1980 <= found.year <= 2200 else None


def _kind(message: Message) -> str:
    try:
        return str(message.get_content_type()).lower()
    except Exception:
        return "text/plain"


def _digest(head: dict[str, list[str]], raw: bytes) -> str:
    named = head.get("message-id", [""])[0].strip()
    what = f"{named}\n{head.get('date', [''])[0]}".encode() if len(named) > 5 else raw.replace(b"\r\n", b"\n")
    return hashlib.sha256(what).hexdigest()[:40]


def _parts(message: Message) -> list[Part]:
    """The leaves of a mail in their order; enclosed mails and reports are leaves."""
    found: list[Part] = []
    waiting: list[tuple[Message, int]] = [(message, 0)]
    while waiting and len(found) < PARTS:
        part, depth = waiting.pop()
        kind = _kind(part)
        inside = part.get_payload()
        if kind.startswith(("message/", "text/rfc822-header")):
            found.append(Part(kind, _report(part, inside)))
        elif isinstance(inside, list):
            if depth < DEPTH:
                waiting.extend((one, depth + 1) for one in reversed(inside) if isinstance(one, Message))
        elif kind.startswith("text/") or depth == 0:
            said = _content(part)
            found.append(Part(kind, html_text(said) if kind == "text/html" else said[:TEXT_LIMIT]))
    return found


def _content(part: Message) -> str:
    try:
        content = part.get_payload(decode=True)
        charset = str(part.get_content_charset("utf-8"))
    except Exception:
        content, charset = str(part.get_payload()).encode("utf-8", "replace"), "utf-8"
    return as_text(content if isinstance(content, bytes) else b"", charset)


def _report(part: Message, inside: object) -> str:
    """A report's fields, or an enclosed mail's headers and text, as lines.

    The parser takes both for enclosed mails; where they came in base64, it saw nothing in them.
    """
    blocks = [one for one in inside if isinstance(one, Message)] if isinstance(inside, list) else []
    if not blocks:
        return _content(part)[:TEXT_LIMIT]
    if _encoded(part) and not blocks[0].items():
        blob = "".join(str(block.get_payload()) for block in blocks).encode("ascii", "replace")
        return as_text(_unpacked(blob, str(part.get("content-transfer-encoding", ""))), "utf-8")[:TEXT_LIMIT]
    lines: list[str] = []
    for block in blocks[:PARTS]:
        lines += [f"{name}: {value}" for name, values in headers(block).items() for value in values]
        lines.append("")
    if part.get_content_type() == "message/rfc822":
        lines.append(_first_text(blocks[0]))
    return "\n".join(lines)[:TEXT_LIMIT]


def _first_text(message: Message) -> str:
    """The first text of an enclosed mail: some send a whole report on, enclosed."""
    for _ in range(DEPTH):
        inside = message.get_payload()
        if not isinstance(inside, list) or not inside or not isinstance(inside[0], Message):
            return _content(message)[:TEXT_LIMIT]
        message = inside[0]
    return ""


def _encoded(part: Message) -> bool:
    return str(part.get("content-transfer-encoding", "")).strip().lower() in ("base64", "quoted-printable")


def _unpacked(blob: bytes, how: str) -> bytes:
    try:
        return base64.b64decode(blob) if "base64" in how.lower() else binascii.a2b_qp(blob)
    except (binascii.Error, ValueError):
        return blob


def html_text(html: str) -> str:
    """The words of a piece of HTML, a line a block; nothing of it is fetched or run."""
    said: list[str] = []
    unseen = ""
    for piece in _TAG.findall(html[:TEXT_LIMIT]):
        if piece[0] != "<" or len(piece) == 1:
            if not unseen:
                said.append(unescape(piece.replace("\n", " ")))
            continue
        name = piece[1:20].lower().lstrip("/").partition(" ")[0].rstrip(">/").strip()
        if name in _UNSEEN:
            unseen = "" if piece[1] == "/" else unseen or name
        elif name in _BREAKS:
            said.append("\n")
        elif name == "body":
            unseen = ""
    return "".join(said)


def _readable(parts: Iterable[Part]) -> str:
    """What a person would read: the plain text, else the words of the HTML."""
    every = list(parts)
    plain = [part.text for part in every if part.kind.startswith("text/") and part.kind not in _UNREAD]
    either = plain or [part.text for part in every if part.kind == "text/html"]
    return text.clean("\n\n".join(either), TEXT_LIMIT, keep_lines=True)


_UNREAD = frozenset(("text/html", "text/rfc822-headers", "text/rfc822-header", "text/calendar", "text/css"))
