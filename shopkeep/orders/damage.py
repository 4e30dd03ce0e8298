"""What spreadsheet programs do to a text of commas that they save as one of semicolons, or guard against themselves.

A row in one quoted cell, with or without delimiters behind it; delimiters behind every row; cells like `="0042"`.
"""

from __future__ import annotations

import csv
import re
from itertools import islice

_LOOK = 20
_LEAST = 2
"""Delimiters within the first cell, that it may be a header."""
_WHOLE = re.compile(r'"(?:[^"]|"")*"([;,\t]*)\r?')
_BEHIND = re.compile(r"(;{1,200}|\t{1,200})\r?$")
_FORMULA = re.compile(r'(?<![^,;\t\n|])(?:"=""((?:[^"]|""(?!"))*)"""|="([^"\n]*)")(?=[,;\t\r\n|]|$)')


def repaired(text: str) -> str:
    """The text as it was before a spreadsheet saved it so; the same text where none did."""
    if '="' in text:
        text = _FORMULA.sub(lambda found: f'"{found[1] if found[1] is not None else found[2]}"', text)
    lines = list(islice(filter(str.strip, text.split("\n", 200)), _LOOK))
    if len(lines) < _LEAST:
        return text
    whole = [_WHOLE.fullmatch(line) for line in lines[:2]]
    if all(whole) and _is_row(lines[0]):
        return _out_of_cells(text, (whole[0] or [""])[1][:1] or "\x1f")
    behind = _BEHIND.search(lines[0])
    if not behind or lines[0].count(",") < _LEAST or behind[1][0] in lines[0][: behind.start()]:
        return text
    every = all(line.rstrip("\r").endswith(behind[1]) for line in lines)
    return re.sub(rf"{behind[1]}(\r?)$", r"\1", text, flags=re.MULTILINE) if every else text


def _is_row(cell: str) -> bool:
    return any(cell.count(sign) >= _LEAST for sign in (",", ";", "\t", "|"))


def _out_of_cells(text: str, sign: str) -> str:
    """The first cell of every row, each as a line (or several, where it holds line breaks of its own)."""
    try:
        rows = csv.reader((f"{line}\n" for line in text.removesuffix("\n").split("\n")), delimiter=sign)
        return "".join(f"{row[0] if row else ''}\n" for row in rows)
    except csv.Error:
        return text
