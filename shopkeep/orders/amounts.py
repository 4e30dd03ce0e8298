"""Money as exports write it. The decimal mark is settled for the whole file, never cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from shopkeep.core.money import decimals, minor
from shopkeep.errors import AmbiguousFile

Mark = Literal["point", "comma"]
NO_AMOUNT = "not an amount"
_ABSENT = frozenset(("", "-", "--", "---", "–", "—", "n/a", "na", "null", "none", "nan"))
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?$", re.ASCII)
_SHAPE = re.compile(r"([^\d.,]*?)([.,]?\d[\d., '’\u00a0\u2007\u202f]*)(\D*)$", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:[., '’\u00a0\u2007\u202f]?\d{2,3})*$", re.ASCII)
_SPACES = re.compile("[ '’\u00a0\u2007\u202f]")
_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₺": "TRY", "₴": "UAH", "zł": "PLN", "Kč": "CZK"}
"""Signs that mean one currency. `$`, `kr` and `¥` mean several."""


class AmountReader:
    """Reads the amounts of one file, once its decimal mark is known."""

    def __init__(self, mark: Mark) -> None:
        self.mark = mark

    def read(self, written: str, currency: str) -> int | None:
        """A cell in minor units of `currency`; None where it says nothing. Raises ValueError."""
        return _minor(written, self.mark, currency)


@lru_cache(maxsize=65_536)
def _minor(written: str, mark: str, currency: str) -> int | None:
    value = parse(written, mark)
    return None if value is None else minor(value, currency)


def parse(written: str, mark: str) -> Decimal | None:
    """`CA$1,120.00`, `-59,30`, `(RM 50.00)`, `'-5.00` as a number; None for nothing, `--` or `n/a`.

    Raises ValueError where it is no amount under that decimal mark.
    """
    written = written.strip().removeprefix("'").strip()
    if mark == "point" and _PLAIN.match(written):
        return _sane(Decimal(written))
    if written.casefold() in _ABSENT:
        return None
    found = _SHAPE.match(written)
    if not found or len(found[1]) > 8 or len(found[3]) > 8 or "%" in found[1] + found[3]:
        raise ValueError(NO_AMOUNT)
    around = found[1] + found[3]
    if sum(around.count(sign) for sign in "-−+") > 1:
        raise ValueError(NO_AMOUNT)
    negative = "-" in around or "−" in around or ("(" in found[1] and ")" in found[3])
    point = "." if mark == "point" else ","
    whole, _, part = found[2].strip().rstrip(point).partition(point)
    if part and not (part.isdecimal() and part.isascii()):
        raise ValueError(NO_AMOUNT)
    if whole and not _GROUPED.match(whole) and not whole.isdecimal():
        raise ValueError(NO_AMOUNT)
    digits = re.sub(r"[.,]", "", _SPACES.sub("", whole))
    value = Decimal(f"{digits or '0'}.{part or '0'}")
    return _sane(-value if negative else value)


def _sane(value: Decimal) -> Decimal:
    if abs(value) >= 10**12:
        raise ValueError("more money than any shop takes")
    return value


def settle(cells: Iterable[str], wanted: Mark | None, currency: str = "") -> Mark:
    """The decimal mark of a file, judged over all its amounts.

    Raises AmbiguousFile (`decimal`) where no amount tells, or where two contradict each other.
    """
    if wanted:
        return wanted
    point = comma = undecided = ""
    for cell in set(cells):
        if "," not in cell and "." not in cell:
            continue
        says = _says(cell)
        if says == "point":
            point = max(point, cell)
        elif says == "comma":
            comma = max(comma, cell)
        elif says == "either":
            undecided = max(undecided, cell)
    if point and comma:
        raise _ask(f"{point.strip()} has a decimal point, {comma.strip()} a decimal comma.")
    if undecided and not point and not comma:
        if decimals(currency) == 0:  # a currency without decimals: the sign can only part thousands
            return "comma" if "." in undecided else "point"
        raise _ask(f"{undecided.strip()} could be either, and no other amount in the file tells which.")
    return "comma" if comma else "point"


def _says(cell: str) -> str:
    found = _SHAPE.match(cell.strip().removeprefix("'").strip())
    if not found:
        return ""
    number = _SPACES.sub("", found[2]).rstrip(".,")
    points, commas = number.count("."), number.count(",")
    if points and commas:
        return "point" if number.rfind(".") > number.rfind(",") else "comma"
    if points + commas == 0:
        return ""
    if points + commas > 1:  # the same sign twice parts thousands
        return "comma" if points else "point"
    whole, part = re.split(r"[.,]", number)
    if len(part) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0":
        return "either"
    return "point" if points else "comma"


def _ask(why: str) -> AmbiguousFile:
    return AmbiguousFile(
        "The amounts of this file can be read with a decimal point or a decimal comma.",
        why,
        "Say which: --decimal point or --decimal comma.",
        "decimal",
        ("point", "comma"),
    )


def currency_of(cells: Iterable[str]) -> str:
    """The currency that the signs beside the amounts name, where they name just one; else empty."""
    found = set()
    for cell in set(cells):
        match = _SHAPE.match(cell.strip())
        around = (match[1] + match[3]).strip(" -+()") if match else ""
        if around:
            code = around.upper()
            found.add(_SIGNS.get(around) or (code if len(code) == 3 and code.isalpha() else "?"))
    return found.pop() if len(found) == 1 and "?" not in found else ""
