"""How a typed text becomes a setting's value. Each raises ValueError with what would fit, in the owner's words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from shopkeep.core import text as plain_text

_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9]([a-z0-9-]{0,62}))*")
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")

_HOST = re.compile(r"[^\W_][\w-]{0,62}(\.[^\W_][\w-]{0,62})+")


def text(value: str) -> str:
    return plain_text.clean(value, 1000)


def lines(value: str) -> str:
    return plain_text.clean(value.replace("\\n", "\n"), 1000, keep_lines=True)


MOST_SENTENCES = 6
SENTENCE = 160
"""Signs of one sentence about the shop: more would be skipped in a mail."""


def sentences(value: str) -> tuple[str, ...]:
    """A few sentences, typed with ` | ` between them or one a line."""
    parts = (plain_text.clean(part, 1000).strip() for part in re.split(r"\n|\\n|\|", value))
    found = tuple(part for part in parts if part)
    if len(found) > MOST_SENTENCES or any(len(part) > SENTENCE for part in found):
        raise ValueError(f"at most {MOST_SENTENCES} sentences of up to {SENTENCE} signs, with | between them")
    return found


def whole(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        number = int(value)
        if not low <= number <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return number

    return read


def share(value: str) -> float:
    bare, percent = value.strip().removesuffix("%").strip(), value.strip().endswith("%")
    try:
        number = float(bare) / (100 if percent else 1)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 0.5:
        raise ValueError("a share from 0 to 0.5, such as 0.1 or 10 %")
    return number


def zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError):
        near = difflib.get_close_matches(value, sorted(available_timezones()), 1, 0.4)
        hint = f"; near: {near[0]}" if near else ""
        raise ValueError(f"a time zone such as Europe/Berlin{hint}") from None


def currency(value: str) -> str:
    if len(value) != 3 or not value.isalpha():
        raise ValueError("a currency code of three letters such as EUR")
    return value.upper()


_RATE = re.compile(r"([A-Za-z]{3})\s*[ =:]\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)")


def rates(value: str) -> str:
    """Rates as they are stored: `GBP 1.17, USD 0.92`, in the order of the codes."""
    found: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[,;]", value))):
        one = _RATE.fullmatch(part)
        if one is None or not float(one[2]) or one[1].upper() in found:
            raise ValueError("a currency and what one unit of it is worth, such as USD 0.92, GBP 1.17")
        found[one[1].upper()] = float(one[2])
    return ", ".join(f"{code} {number:.9f}".rstrip("0").rstrip(".") for code, number in sorted(found.items()))


def address(value: str) -> str:
    value = value.strip()
    if value and (not plain_text.header_safe(value) or not _ADDRESS.fullmatch(value) or len(value) > 254):
        raise ValueError("one e-mail address such as anna@example.com")
    return value


_ACCOUNT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


def account(value: str) -> str:
    """The short name of a mail account."""
    if not _ACCOUNT_NAME.fullmatch(value):
        raise ValueError("a short name in small letters such as main or newsletter")
    return value


def domain(value: str) -> str:
    value = value.strip().lower()
    if value and not _DOMAIN.fullmatch(value):
        raise ValueError("a name of letters, digits, dots and hyphens")
    return value


def https(value: str) -> str:
    """A web address; one without https:// before it gets it."""
    said = plain_text.clean(value, 500).strip()
    if not said:
        return ""
    address = said if "://" in said else f"https://{said}"
    if not address.startswith("https://"):
        raise ValueError("an address that starts with https://")
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    if _HOST.fullmatch(host) is None or re.search(r"\s", address):
        raise ValueError("a web address such as https://shop.example.com")
    return address


def one_of(*choices: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in choices:
            raise ValueError("one of " + ", ".join(choices))
        return value

    return read


def some_of(*choices: str) -> Callable[[str], tuple[str, ...]]:
    """Any of these, with commas or | between them; nothing is none of them."""

    def read(value: str) -> tuple[str, ...]:
        found = {part.strip().lower() for part in re.split(r"[,|]", value) if part.strip()}
        if not found <= set(choices):
            raise ValueError("some of " + ", ".join(choices) + ", or nothing")
        return tuple(choice for choice in choices if choice in found)

    return read
