"""Tables within HTML and within the XML that Excel wrote in 2003: what many shops' programs call an .xls file.

Read tag by tag by the standard library's HTML parser, which fetches nothing and knows no entities but characters.
"""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

from shopkeep.errors import ImportRefused

LIMIT = 50 * 1024 * 1024
_LOOKS = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|table|head|body|meta|div|style|\?xml|workbook)", re.I | re.S
)
_SHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
_SAYS = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([a-z0-9_-]+)""", re.I)
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ROWS = frozenset(("tr", "row", "ss:row"))
_CELLS = frozenset(("td", "th", "cell", "ss:cell"))
_TABLES = frozenset(("table", "ss:table"))
_UNSEEN = frozenset(("script", "style", "title", "head"))
_MOST = 2000
"""Columns."""


def is_markup(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a page or a sheet made of tags."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", errors="ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    if not _LOOKS.match(head):
        return False
    return not head.lstrip().startswith(b"<?xml") or _SHEET in head or b"<html" in head.lower()


def to_csv(path: Path, name: str, target: Path) -> None:
    """Write the largest table of the file `path` to `target` as UTF-8 with commas. `name` is for errors.

    Raises ImportRefused where there is no table of several columns in it.
    """
    raw = path.read_bytes() if path.stat().st_size <= LIMIT else b""
    if not raw:
        raise ImportRefused(
            f"{name} is larger than a page that can be read here.",
            f"The limit is {LIMIT // 1_048_576} MB.",
            "Export the orders as CSV.",
        )
    reader = _Tables()
    reader.feed(raw.decode(_encoding(raw), errors="replace"))
    reader.close()
    table = max(reader.tables, key=lambda rows: sum(len(row) > 1 for row in rows), default=[])
    if sum(len(row) > 1 for row in table) < 2:
        raise ImportRefused(
            f"{name} is a web page, not a table.",
            "There are no rows with columns in it: perhaps the page was saved in place of the file it offers.",
            "Download the export again, as CSV.",
        )
    with target.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(table)


def _encoding(raw: bytes) -> str:
    for mark, known in _MARKS.items():
        if raw.startswith(mark):
            return known
    said = _SAYS.search(raw[:4096])
    for name in ([said[1].decode()] if said else []) + ["utf-8", "cp1252"]:
        try:
            raw.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
        return name
    return "utf-8"


class _Tables(HTMLParser):
    """Collects the rows of every table; one within another's cell is a table of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._cells: list[list[str] | None] = []
        """Of each open table the text of its open cell, in pieces."""
        self._unseen = 0
        self._blanks = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if tag in _TABLES:
            self._open.append([])
            self._cells.append(None)
            self.tables.append(self._open[-1])
        if not self._open:
            return
        if tag in _ROWS:
            self._end_cell()
            self._open[-1].append([])
        elif tag in _CELLS:
            self._end_cell()
            self._begin_cell(dict(attrs))
        elif tag in ("br", "p", "div") and self._cells[-1]:
            self._cells[-1].append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _CELLS | _ROWS | _TABLES | _UNSEEN:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if not self._open:
            return
        if tag in _CELLS | _ROWS:
            self._end_cell()
        elif tag in _TABLES:
            self._end_cell()
            self._open.pop()
            self._cells.pop()

    def handle_data(self, data: str) -> None:
        if self._cells and self._cells[-1] is not None and not self._unseen:
            self._cells[-1].append(data)

    def _begin_cell(self, attrs: dict[str, str | None]) -> None:
        if not self._open[-1]:
            self._open[-1].append([])
        row = self._open[-1][-1]
        at = attrs.get("ss:index") or ""
        if at.isdecimal() and len(row) < int(at) <= _MOST:
            row += [""] * (int(at) - 1 - len(row))
        wide = attrs.get("colspan") or ""
        across = attrs.get("ss:mergeacross") or ""
        more = int(wide) - 1 if wide.isdecimal() else int(across) if across.isdecimal() else 0
        self._blanks = min(max(0, more), _MOST)
        self._cells[-1] = []

    def _end_cell(self) -> None:
        pieces = self._cells[-1]
        if pieces is None:
            return
        row = self._open[-1][-1]
        if len(row) < _MOST:
            row.append(" ".join("".join(pieces).split()))
            row += [""] * self._blanks
        self._cells[-1], self._blanks = None, 0
