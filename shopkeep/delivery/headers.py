"""Mail headers written by us: exact, folded, and never with more in them than was meant.

`EmailMessage` is not used: it turns long List-Unsubscribe addresses into encoded words, and on some
Pythons a crafted name adds a header. RFC 5322 for structure, RFC 2047 for signs beyond ASCII.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from shopkeep.core import text
from shopkeep.errors import MailProblem

LINE = 76
"""Length we fold at (RFC 2047 asks for 76 in lines with encoded words)."""
WORD = 75
"""Longest encoded word."""
NAME_LIMIT = 100

_ASCII_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_PLAIN = re.compile(r"[\x20-\x7e]*")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
_Q_SAFE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/"
_Q_SHORT = _Q_SAFE + b" "
_Q_SIGNS = tuple("_" if b == 0x20 else chr(b) if b in _Q_SAFE else f"={b:02X}" for b in range(256))


@lru_cache(maxsize=1024)
def address(value: str) -> str:
    """An address as it stands in the envelope and in headers: ASCII, a foreign domain as punycode.

    Raises MailProblem for what no server can be asked to deliver to.
    """
    local, at, domain = value.strip().rpartition("@")
    if at and domain and not domain.isascii():
        try:
            found = validate_email(value.strip(), check_deliverability=False).ascii_email
        except EmailNotValidError:
            found = None
        local, _, domain = (found or "").rpartition("@")
    fits = _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)
    if not fits or len(local) > 64 or len(domain) > 253:
        raise MailProblem(
            f"{text.plain(value)[:80]} is not an address that mail can be sent to.",
            "Mail servers take letters, digits and a few signs before the @ and a domain after it.",
            "Correct the address, or leave this customer out.",
        )
    return f"{local}@{domain}"


def name(value: str) -> str:
    """A display name fit for a header; empty for one that is not, which counts as no name."""
    if not text.header_safe(value):
        return ""
    value = text.clean_name(value)
    return value if len(value) <= NAME_LIMIT and any(c.isalnum() for c in value) else ""


@lru_cache(maxsize=1024)
def mailbox(display: str, addr: str, header: str) -> str:
    """`Name <addr>` as a header's value, or the bare address where there is no name for it."""
    shown = name(display)
    if not shown:
        return addr
    if _ASCII_PHRASE.fullmatch(shown) and "=?" not in shown:
        phrase = shown
    elif _PLAIN.fullmatch(shown) and "=?" not in shown:
        phrase = '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        phrase = encoded_words(shown, len(header) + 2)
    last = phrase.rsplit("\r\n", 1)[-1]
    used = len(last) + (0 if "\r\n" in phrase else len(header) + 2)
    gap = " " if used + len(addr) + 3 <= LINE else "\r\n "
    return f"{phrase}{gap}<{addr}>"


@lru_cache(maxsize=1024)
def unstructured(value: str, header: str) -> str:
    """A free text such as a subject as a header's value. Raises MailProblem for line breaks and controls."""
    if "\n" in value or "\r" in value or text.clean(value, 10_000) != value:
        raise MailProblem(
            f"The {header.lower()} holds a line break or signs that a mail header must not hold.",
            text.plain(value)[:80],
            "Write it on one line.",
        )
    first = len(header) + 2
    if _PLAIN.fullmatch(value) and "=?" not in value and all(len(w) < 60 for w in value.split(" ")):
        return _fold(value, first)
    return encoded_words(value, first)


def _fold(value: str, used: int) -> str:
    lines: list[str] = []
    line = ""
    for word in value.split(" "):
        room = LINE - (used if not lines else 1)
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])


def encoded_words(value: str, used: int) -> str:
    """A text as RFC 2047 words, Q or B, whichever is shorter, split between whole signs and folded."""
    raw = value.encode("utf-8")
    quoted = _q_length(raw) <= (len(raw) + 2) // 3 * 4
    words: list[str] = []
    chunk, length = b"", 0
    room = min(WORD, LINE - used) - len(_word(b"", quoted))
    for sign in value:
        encoded = sign.encode("utf-8")
        more = len(chunk) + len(encoded)
        longer = length + _q_length(encoded) if quoted else (more + 2) // 3 * 4
        if chunk and longer > room:
            words.append(_word(chunk, quoted))
            room = min(WORD, LINE - 1) - len(_word(b"", quoted))
            chunk, length = encoded, _q_length(encoded)
        else:
            chunk, length = chunk + encoded, longer
    return "\r\n ".join([*words, _word(chunk, quoted)])


def _q_length(raw: bytes) -> int:
    return len(raw) + 2 * len(raw.translate(None, _Q_SHORT))


def _word(raw: bytes, quoted: bool) -> str:
    if not quoted:
        return f"=?utf-8?B?{base64.b64encode(raw).decode()}?="
    return f"=?utf-8?Q?{''.join(map(_Q_SIGNS.__getitem__, raw))}?="
