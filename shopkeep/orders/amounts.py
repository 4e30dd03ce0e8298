"""Money as exports write it. The decimal mark is settled for the whole file, never cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from shopkeep.core.money import decimals, minor
from shopkeep.errors import AmbiguousFile
from shopkeep.orders.currency_signs import is_unit, meaning, meanings

Mark = Literal["point", "comma"]
_MARKS: tuple[Mark, ...] = ("point", "comma")
NO_AMOUNT = "not an amount"
_ABSENT = frozenset(("", "-", "--", "---", "–", "—", "n/a", "#n/a", "n.a.", "na", "null", "none", "nan"))
_PLAIN = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,2}))?$", re.ASCII)
_DASHES = dict.fromkeys(map(ord, "−‐‑‒–—﹣－"), "-")
_PARTING = " '’`´\u00a0\u2007\u2009\u202f"
_SHAPE = re.compile(
    rf"([^0-9]*?)((?:(?<![^\W_])[.,])?[0-9](?:[0-9.,{_PARTING}]*[0-9])?[.,]?)((?<=[.,])--?(?!\S))?([^0-9]*)$"
)
"""Before, number, the dashes of `12,-`, behind. The point of `Rs.500` is none of the number."""
_GROUPED = re.compile(
    rf"[1-9]\d{{0,2}}(?:([.,{_PARTING}])\d{{3}}(?:\1\d{{3}})*)$|[1-9]\d?(?:([.,])\d\d)(?:\2\d\d)*\2\d{{3}}$", re.ASCII
)
"""Thousands `1,234,567`, and as in India `12,34,567`; the same sign throughout."""
_ROUND = re.compile(r"\d{1,3}[.,]\d\d0", re.ASCII)
_MEMORY = 200_000


class AmountReader:
    """Reads the amounts of one file, once its decimal mark is known."""

    def __init__(self, mark: Mark) -> None:
        self.mark = mark
        self._known: dict[str, dict[str, int | None]] = {}
        self._room = _MEMORY

    def read(self, written: str, currency: str) -> int | None:
        """A cell in minor units of `currency`; None where it says nothing. Raises ValueError."""
        try:
            return self._known[currency][written]
        except KeyError:
            value = _minor(written, self.mark, currency)
            if self._room > 0:
                self._room -= 1
                self._known.setdefault(currency, {})[written] = value
            return value


def _minor(written: str, mark: Mark, currency: str) -> int | None:
    places = decimals(currency)
    if mark == "point" and places == 2 and (found := _PLAIN.match(written)):
        amount = int(found[2] + (found[3] or "").ljust(2, "0"))
        return -amount if found[1] else amount
    value = parse(written, mark)
    if value is None:
        return None
    if places == 0 and value != value.to_integral_value() and says(written) == "either":
        raise ValueError(NO_AMOUNT)  # ¥1.234 is no yen and a bit: the mark was mistaken
    return minor(value, currency)


def parse(written: str, mark: str) -> Decimal | None:
    """`CA$1,120.00`, `-59,30`, `(RM 50.00)`, `'-5.00`, `12,-` as a number; None for nothing, `--` or `n/a`.

    Raises ValueError where it is no amount under that decimal mark.
    """
    written = written.strip().removeprefix("'").strip()
    if mark == "point" and _PLAIN.match(written):
        return _sane(Decimal(written))
    if written.casefold() in _ABSENT:
        return None
    if not written.isascii():
        written = written.translate(_DASHES)
    found = _SHAPE.match(written)
    if not found or any(c.isnumeric() for c in found[1] + found[4]):
        raise ValueError(NO_AMOUNT)
    negative = _is_negative(found[1], found[4])
    point = "." if mark == "point" else ","
    whole, sign, part = found[2].partition(point)
    if found[3] and (not sign or part):
        raise ValueError(NO_AMOUNT)
    if part and not part.isdecimal():
        raise ValueError(NO_AMOUNT)
    if not whole.isdecimal() and not (_GROUPED.match(whole) or (not whole and part)):
        raise ValueError(NO_AMOUNT)
    digits = "".join(c for c in whole if c.isdecimal())
    value = Decimal(f"{digits or '0'}.{part or '0'}")
    return _sane(-value if negative else value)


def _is_negative(before: str, after: str) -> bool:
    """Whether the signs around a number make it one below zero. Raises ValueError for what is no sign of money."""
    around = before + after
    if around.count("-") + around.count("+") > 1 or not (is_unit(before) and is_unit(after)):
        raise ValueError(NO_AMOUNT)
    brackets = "(" in before, ")" in after
    if brackets[0] != brackets[1] or "-(" in before.replace(" ", "") or "(" in after or ")" in before:
        raise ValueError(NO_AMOUNT)
    return "-" in around or brackets[0]


def _sane(value: Decimal) -> Decimal:
    if abs(value) >= 10**12:
        raise ValueError("more money than any shop takes")
    return value


def by_either_mark(written: str) -> Decimal | None:
    """The amount of a cell in a file whose decimal mark is not settled yet; None of a blank cell, or of no amount."""
    for mark in _MARKS:
        try:
            return parse(written, mark)
        except ValueError:
            continue
    return None


def settle(
    cells: Iterable[str], wanted: Mark | None, currency: str = "", columns: Iterable[Sequence[str]] = ()
) -> Mark:
    """The decimal mark of a file, judged over all its amounts. `columns` are the same, each column by itself.

    Raises AmbiguousFile (`decimal`) where no amount tells, or where two contradict each other.
    """
    if wanted:
        return wanted
    point = comma = ""
    undecided: dict[str, str] = {}
    for cell in set(cells):
        if "," not in cell and "." not in cell:
            continue
        said = says(cell)
        if said == "point":
            point = max(point, cell)
        elif said == "comma":
            comma = max(comma, cell)
        elif said == "either":
            undecided["." if "." in cell else ","] = cell
    if point and comma:
        raise _ask(f"{point.strip()} has a decimal point, {comma.strip()} a decimal comma.")
    if undecided and not point and not comma:
        sign, cell = max(undecided.items())
        if len(undecided) == 1 and decimals(currency) == 0:  # no decimals: the sign can only part thousands
            return "comma" if sign == "." else "point"
        if len(undecided) == 1 and decimals(currency) < 3 and any(_parts_thousands(each, sign) for each in columns):
            return "comma" if sign == "." else "point"
        if len(undecided) == 1 and currency in _MILLS and _have_mills(columns, sign):
            return "point" if sign == "." else "comma"
        raise _ask(f"{cell.strip()} could be either, and no other amount in the file tells which.")
    return "comma" if comma else "point"


_MILLS = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))
"""Currencies whose prices are told to the thousandth; Iraq's and Libya's dinars have thousandths in name only."""
_AT_LEAST = 3
"""Different amounts, all with three decimals: so many would not all be thousands, with nothing below a thousand."""


def _have_mills(columns: Iterable[Sequence[str]], sign: str) -> bool:
    """Whether all amounts of the columns that have the sign have just that: `3.000`, `5.900`, `10.350`."""
    seen: set[str] = set()
    for column in columns:
        filled = {cell.strip() for cell in column} - {"0"} - _ABSENT
        marked = {cell for cell in filled if sign in cell}
        if marked and marked != filled:
            return False
        seen |= marked
    return len(seen) >= _AT_LEAST


def _parts_thousands(column: Sequence[str], sign: str) -> bool:
    """Whether a column holds both `30.000` and `500`, or 0: who writes three decimals writes them always, and who
    leaves zeros off at the end leaves off these."""
    filled = [cell.strip() for cell in column if cell.strip() and cell.strip() not in _ABSENT]
    bare = [cell for cell in filled if sign not in cell]
    grouped = [cell for cell in filled if sign in cell]
    return bool(bare and grouped) and all(cell.isdecimal() for cell in bare) and all(map(_ROUND.fullmatch, grouped))


@lru_cache(maxsize=65_536)
def says(cell: str) -> str:
    """`point`, `comma`, `either`, or nothing: which decimal mark an amount tells."""
    if "," not in cell and "." not in cell:
        return ""
    pointed, parted = _or_none(cell, "point"), _or_none(cell, "comma")
    if pointed == parted:
        return ""
    if pointed is None or parted is None:
        return "point" if parted is None else "comma"
    return "either"


def _or_none(cell: str, mark: Mark) -> Decimal | None:
    try:
        return parse(cell, mark)
    except ValueError:
        return None


def _ask(why: str) -> AmbiguousFile:
    return AmbiguousFile(
        "The amounts of this file can be read with a decimal point or a decimal comma.",
        why,
        "Say which: --decimal point or --decimal comma.",
        "decimal",
        ("point", "comma"),
    )


def signs_of(cells: Iterable[str]) -> set[str]:
    """What stands beside amounts: signs and codes of currencies, as they are written."""
    found: set[str] = set()
    for cell in set(cells):
        match = _SHAPE.match(cell.strip().removeprefix("'").translate(_DASHES))
        if match:
            before, behind = (side.strip(f"{_PARTING}-+().") for side in (match[1], match[4]))
            if before and behind:  # the code of `$25.00 USD` says which dollar it is
                before, behind = _told_apart(before, behind)
            found.update(side for side in (before, behind) if side)
    return found


def _told_apart(before: str, behind: str) -> tuple[str, str]:
    if meaning(behind) in meanings(before):
        return "", behind
    return (before, "") if meaning(before) in meanings(behind) else (before, behind)


def currency_of(cells: Iterable[str]) -> str:
    """The currency that the signs beside the amounts name, where they name just one; else empty."""
    found = {meaning(sign) for sign in signs_of(cells)}
    return found.pop() if len(found) == 1 else ""
