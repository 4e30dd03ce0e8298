"""Text from strangers: `clean` what comes in, `plain` what is shown.

Names, notes and subjects are chosen by people we do not know. Control characters would drive the
terminal, bidirectional overrides would disguise a name, line breaks would add mail headers.
"""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import name2codepoint

# C0 and C1 controls but tab and newline; bidi embeddings, overrides and isolates; zero-width
# characters but the joiners that Persian, Indic scripts and emoji need; byte order mark; line and
# paragraph separators.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060\u2066-\u2069\ufeff]"
)
_SPACE = re.compile(r"[ \t\r\n\u00a0\u2007\u202f]+")
_ENCODED_WORD = re.compile(r"=\?[^?\s]{1,40}\?[bBqQ]\?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}[0-9]{0,2});")

NAME_LIMIT = 200
CELL_LIMIT = 65_536


def clean(value: str, limit: int = CELL_LIMIT, keep_lines: bool = False) -> str:
    """What may be stored: no control characters, NFC, spaces folded, at most `limit` characters."""
    if len(value) <= limit and value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()  # nothing to do, as nearly always: imports are twice as fast for it
    value = _CONTROL.sub("", _SURROGATE.sub("", value[: limit * 2].replace("\r\n", "\n")))
    value = unicodedata.normalize("NFC", value)
    if keep_lines:
        lines = (_SPACE.sub(" ", line).strip() for line in value.split("\n"))
        return "\n".join(lines).strip()[:limit].rstrip()
    return _SPACE.sub(" ", value).strip()[:limit].rstrip()


def clean_name(value: str) -> str:
    """A person's or a product's name as stored."""
    return clean(value, NAME_LIMIT)


def unescaped(value: str) -> str:
    """A text without the `&amp;` and `&#39;` that some programs leave in their exports: what HTML 4 names, and numbers.
    Other words between an ampersand and a semicolon stay, and so does `Pens&notes`."""
    return _ENTITY.sub(_character, value) if "&" in value else value


def _character(found: re.Match[str]) -> str:
    said = found[0]
    return html.unescape(said) if said[1] == "#" or said[1:-1] in name2codepoint or said == "&apos;" else said


def plain(value: object) -> str:
    """What may be shown in a terminal, whatever was stored: one line, no control characters."""
    shown = str(value)
    if shown.isascii() and shown.isprintable() and "  " not in shown:
        return shown.strip()  # nothing to do, as nearly always
    return _SPACE.sub(" ", _CONTROL.sub("", _SURROGATE.sub("", shown))).strip()


def visible(value: str) -> str:
    """A line laid out by us, for a terminal: control characters out, its spaces kept."""
    return _CONTROL.sub("", _SURROGATE.sub("", value))


def header_safe(value: str) -> bool:
    """Whether a text may stand in a mail header: no line break, control or encoded word in it."""
    if "=?" not in value and value.isascii() and value.isprintable():
        return True
    return not ("\n" in value or "\r" in value or _CONTROL.search(value) or _ENCODED_WORD.search(value))


def address(value: str) -> str:
    """An e-mail address as it is stored and compared: lower case, no spaces around, its domain in ASCII."""
    value = clean(value, 320).lower()
    local, at, domain = value.rpartition("@")
    try:
        return value if domain.isascii() else local + at + domain.encode("idna").decode("ascii")
    except UnicodeError:
        return value


def unaccented(value: str) -> str:
    """A text without case and accents: `müller` and `Muller` are the same; nothing else is changed."""
    return value.translate(_UNACCENTED)


class _Unaccented(dict[int, str]):
    """A character's code -> what stands for it without case and accents, worked out once for each."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code).casefold())
        found = self[code] = "".join(c for c in parts if not unicodedata.combining(c))
        return found


_UNACCENTED = _Unaccented()


class _Compared(dict[int, str]):
    """The same with a space for every sign."""

    def __missing__(self, code: int) -> str:
        found = self[code] = "".join(c if c.isalnum() else " " for c in _UNACCENTED[code])
        return found


_COMPARED = _Compared()


def key(value: str) -> str:
    """A text for comparing: case folded, accents dropped, other signs as single spaces."""
    return " ".join(value.translate(_COMPARED).split())


def csv_safe(value: str) -> str:
    """A cell that no spreadsheet takes for a formula (a leading = + - @ gets an apostrophe)."""
    return "'" + value if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
