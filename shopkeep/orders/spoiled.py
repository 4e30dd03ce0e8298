"""Columns that a program or a spreadsheet spoiled: addresses made into codes, numbers of orders rounded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from shopkeep.errors import ImportRefused

_CODE = re.compile(r"[0-9a-fA-F-]{16,128}|[A-Za-z0-9+/_=-]{43,128}")
"""A hash as hexadecimal or Base64, where an address should be."""
_KEPT = 15
"""How many digits of a number spreadsheets keep; those behind become noughts."""
SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,2}")
"""A number as spreadsheets shorten it: `1.23E+15` may be that of many."""


def refuse_scrambled(addresses: Iterator[str], path: PurePath) -> None:
    """Raises ImportRefused where most cells that should be addresses are codes made of them."""
    filled = [cell.strip() for cell in addresses if cell.strip()]
    if filled and not any("@" in cell for cell in filled):
        codes = [cell for cell in filled if _CODE.fullmatch(cell)]
        if len(codes) * 2 > len(filled):
            raise ImportRefused(
                f"The e-mail addresses in {path.name} are scrambled.",
                f"Where an address should be there is a code such as {codes[0][:16]}…: nobody could be written to.",
                "Import an export from the shop itself, with the addresses as they are.",
            )


def lost(cells: Iterable[str]) -> set[str]:
    """Of the long numbers in a column those of which a spreadsheet kept the beginning alone, as they are written."""
    written = {bare: cell for cell in cells if (bare := cell.strip("' \t"))}
    long = [bare for bare in written if len(bare) > _KEPT and bare.isdecimal()]
    rounded = long if all(map(is_rounded, long)) and sum(len(each) - _KEPT for each in long) > 1 else []
    return {written[bare] for bare in written if SHORTENED.fullmatch(bare.upper()) or bare in rounded}


def refuse_rounded(numbers: Iterator[str], path: PurePath) -> None:
    """Raises ImportRefused where the long numbers of orders all end in noughts, two at the least."""
    first = next((cell for cell in numbers if cell and not cell.isspace()), "")
    if not is_rounded(first.strip("' ")):
        return
    long = [bare for cell in (first, *numbers) if len(bare := cell.strip("' ")) > _KEPT]
    if all(map(is_rounded, long)) and sum(len(each) - _KEPT for each in long) > 1:
        raise ImportRefused(
            f"A spreadsheet rounded the order numbers in {path.name}.",
            f"Only the first {_KEPT} digits are left, as in {long[0]}: orders that differ behind them look like one.",
            "Import the export as it was downloaded.",
        )


def is_rounded(number: str) -> bool:
    """Whether a number has more digits than spreadsheets keep, and noughts in place of those behind."""
    return len(number) > _KEPT and number.isdecimal() and not number[_KEPT:].strip("0")
