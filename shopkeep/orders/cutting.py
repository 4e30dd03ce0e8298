"""Text to rows of cells: the sign between them, the row that names the columns, and quotes that are never closed."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator

from shopkeep.core.records.orders import Rejected
from shopkeep.errors import UsageError
from shopkeep.orders.sources import Score
from shopkeep.orders.table import column_key

LIMIT_CELL = 131_072
LIMIT_LINES_A_ROW = 2000
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_LOOK = 40


def said_sign(text: str) -> tuple[int, str]:
    """A first line `sep=;` as spreadsheets write it: how many lines it takes, and the sign."""
    first = text[:40].split("\n", 1)[0].strip().strip('"').removesuffix('"').lower()
    found = re.fullmatch(r"sep=(.|\\t)?\"?,*", first)
    if not found:
        return 0, ""
    sign = "\t" if found[1] in (None, "\\t") else found[1]
    return 1, sign


def named_sign(delimiter: str) -> str:
    """The sign that is meant by an option. Raises UsageError for what cannot be one."""
    sign = DELIMITERS.get(delimiter.lower(), "\t" if delimiter == "\\t" else delimiter)
    if len(sign) != 1 or sign in '"\r\n':
        raise UsageError(
            f"{delimiter!r} cannot stand between cells.", "", "Use comma, semicolon, tab, pipe or one sign."
        )
    return sign


def likely_sign(text: str, score: Score) -> str:
    """The sign whose header is best known, else under which the first rows are most alike and wide."""

    def quality(sign: str) -> tuple[int, float, int]:
        rows = cut(text, sign, 0, _LOOK)[0]
        widths = Counter(len(row) for row in rows)
        width, alike = max(widths.items(), key=lambda w: (w[1] * (w[0] > 1), w[0]), default=(1, 0))
        known = max((score(_keys(row)) for row in rows[:15]), default=0)
        return (known if width > 1 else 0, alike / max(1, len(rows)) if width > 1 else 0.0, width)

    return max(DELIMITERS.values(), key=quality)


def _keys(row: list[str]) -> frozenset[str]:
    return frozenset(map(column_key, row)) - {""}


def header_at(rows: list[list[str]], score: Score) -> int | None:
    """Which row names the columns: the best known of the first ones, else the first with two cells."""
    scores = [(score(_keys(row)), -at) for at, row in enumerate(rows[:15])]
    best = max(scores, default=(0, 0))
    if best[0] > 0:
        return -best[1]
    return next((at for at, row in enumerate(rows[:15]) if sum(map(bool, row)) > 1), None)


def cut(text: str, sign: str, skip: int, most: int | None = None) -> tuple[list[list[str]], list[int], list[Rejected]]:
    """The text as rows of cells, the line each begins in, and the rows that are damaged beyond that."""
    csv.field_size_limit(LIMIT_CELL)
    source = text.split("\n", 2000)[:2000] if most else text.split("\n")
    if source and source[-1] == "":
        source.pop()
    rows: list[list[str]] = []
    lines: list[int] = []
    broken: list[Rejected] = []
    start = skip  # lines before the one the next row begins in
    while start < len(source):
        reader = csv.reader(_from(source, start), delimiter=sign)
        offset, before = start, 0
        start = len(source)
        try:
            for row in reader:
                length = reader.line_num - before
                if length > 1 and _runs_away(source, offset + before, length, reader.line_num + offset):
                    start = _give_up(source, offset + before, broken, "a quote opens here and is never closed")
                    break
                if row:
                    rows.append(row)
                    lines.append(offset + before + 1)
                before = reader.line_num
                if most and len(rows) >= most:
                    return rows, lines, broken
        except csv.Error:
            start = _give_up(source, offset + before, broken, f"a cell of more than {LIMIT_CELL:,} characters")
    return rows, lines, broken


def _from(source: list[str], start: int) -> Iterator[str]:
    for at in range(start, len(source)):
        yield source[at] + "\n"


def _runs_away(source: list[str], first: int, length: int, end: int) -> bool:
    """Whether a row of several lines is one only because a quote was never closed."""
    if length > LIMIT_LINES_A_ROW:
        return True
    return end >= len(source) and sum(source[at].count('"') for at in range(first, end)) % 2 == 1


def _give_up(source: list[str], at: int, broken: list[Rejected], reason: str) -> int:
    broken.append(Rejected(at + 1, "", source[at][:100], reason))
    return at + 1
