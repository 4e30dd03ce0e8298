"""How large a spreadsheet is once unpacked, found out without unpacking it to memory.

The library that reads sheets makes room for every cell between the first and the last one, and for the text of
each: a file of a few kilobytes with a cell in the last row and column would ask for hundreds of gigabytes.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from shopkeep.errors import ImportRefused
from shopkeep.orders import archives

LIMIT_UNPACKED = 1_500 * 1024 * 1024
LIMIT_CELLS = 40_000_000
LIMIT_TEXT = 1_500 * 1024 * 1024
"""Bytes of text in all cells of a sheet, each counted as often as it is shown."""
_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]{1,4})([0-9]{1,9})["'](?:[^>]*[^>/])?>""")
"""A cell with its place; one without content (`<c r="XFD1"/>`) is only formatted, and takes no room."""
_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,4})([0-9]{1,9})"[^/>]*(/?)>')
"""The same as nearly every program writes it: five times as fast."""
_PLACELESS = re.compile(rb"""<(?:\w+:)?c(?:\s(?![^>]*\br\s*=)[^>]*)?>""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s(?:[^>]*?\s)?r\s*=\s*["']([0-9]{1,9})["']""")
_SHARED = re.compile(rb"""<(?:\w+:)?c\b[^>]*\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*([0-9]{1,9})""")
_DIMENSIONS = re.compile(rb"\x00\x02(?:\x0e\x00(.{12})|\x0a\x00(.{8}))\x00\x00", re.DOTALL)
"""What a sheet of Excel 97 or 95 says of its size: first row, row behind the last, and so for columns."""
_ITEM_END = re.compile(rb"</(?:\w+:)?si\s*>")


@dataclass(slots=True)
class _Part:
    """One XML file within: the last row and column that it names, how many cells, how long its shared texts."""

    info: zipfile.ZipInfo
    rows: int = 0
    columns: int = 0
    cells: int = 0
    lengths: list[int] = field(default_factory=list)


def check_xlsx(archive: zipfile.ZipFile, path: Path) -> None:
    """Raises ImportRefused where a sheet is larger than can be read, or packed as only harmful files are."""
    left = LIMIT_UNPACKED
    parts = []
    for info in archive.infolist():
        part = _Part(info)
        for text in _windows(archives.stream(archive, info, path.name, max(left, 1))):
            left -= len(text)
            if text[:4000].count(0) > 1000 and info.filename.lower().endswith(".xml"):
                raise _unreadable(path, "Its sheets are not in UTF-8.")
            _look(part, text)
        parts.append(part)
    lengths = max((part.lengths for part in parts), key=len, default=[])
    for part in parts:
        if part.rows * part.columns > LIMIT_CELLS:
            raise _too_large(path, part.rows, part.columns)
        if part.cells * max(lengths, default=0) > LIMIT_TEXT:
            _check_text(archives.stream(archive, part.info, path.name, LIMIT_UNPACKED), lengths, path)


def _look(part: _Part, text: bytes) -> None:
    cells = text.count(b"<c ") + text.count(b"<c>") + text.count(b":c ") + text.count(b":c>")
    plain = _PLAIN_CELL.findall(text)
    found = [(letters, number) for letters, number, empty in plain if not empty]
    if len(plain) != cells:
        found = _CELL.findall(text)
        if _PLACELESS.search(text):
            part.rows = max(part.rows, max(map(int, _ROW.findall(text)), default=0), text.count(b"row>"))
            part.columns = max(part.columns, min(cells, 20_000))
    if found:
        part.rows = max(part.rows, max(int(number) for _, number in found))
        part.columns = max(part.columns, max(map(_column, {letters for letters, _ in found})))
    part.cells += cells
    if part.lengths or b"sst" in text[:2000]:
        pieces = _ITEM_END.split(text)
        part.lengths = part.lengths or [0]
        part.lengths[-1] += len(pieces[0])
        part.lengths.extend(map(len, pieces[1:]))


def _windows(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks that end before a `<`, so that no tag is cut."""
    rest = b""
    for block in blocks:
        text = rest + block
        at = max(text.rfind(b"<"), len(text) - 100_000)
        yield text[:at]
        rest = text[at:]
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _check_text(blocks: Iterator[bytes], lengths: list[int], path: Path) -> None:
    total = 0
    for text in _windows(blocks):
        total += sum(lengths[at] for at in map(int, _SHARED.findall(text)) if at < len(lengths))
        if total > LIMIT_TEXT:
            raise ImportRefused(
                f"{path.name} is larger than a spreadsheet that can be read here.",
                f"Its cells hold more than {LIMIT_TEXT // 1_048_576:,} MB of text.",
                "Save the sheet as CSV and import that.",
            )


def check_xls(raw: bytes, path: Path) -> None:
    """As `check_xlsx`, for the older kind: room is made for what a sheet says of its own size."""
    for newer, older in _DIMENSIONS.findall(raw):
        first, last, left, right = struct.unpack("<IIHH", newer) if newer else struct.unpack("<HHHH", older)
        if first > last or left > right:
            raise _unreadable(path, "It is damaged: a sheet of it ends before it begins.")
        if (last - first) * (right - left) > LIMIT_CELLS:
            raise _too_large(path, last, right)


def check_ods(archive: zipfile.ZipFile, path: Path) -> None:
    """As `check_xlsx`, for OpenDocument."""
    names = {info.filename: info for info in archive.infolist()}
    manifest = names.get("META-INF/manifest.xml")
    if manifest:
        declared = b"".join(archives.stream(archive, manifest, path.name, 10 * 1024 * 1024))
        if b"encryption-data" in declared:
            raise ImportRefused(
                f"{path.name} is protected with a password.",
                "What is within cannot be read.",
                "Open it with its password and save it without, or as CSV.",
            )
    content = names.get("content.xml")
    if content is None:
        raise ImportRefused(
            f"{path.name} is a document, not a spreadsheet.",
            "There are no sheets with rows in it.",
            "Import the shop's own CSV export.",
        )
    count = _OdsCount()
    try:
        for block in archives.stream(archive, content, path.name, LIMIT_UNPACKED):
            count.feed(block)
            if count.area > LIMIT_CELLS:
                raise _too_large(path, count.rows, count.columns)
            if count.text > LIMIT_TEXT:
                raise _too_large(path, count.rows, count.columns)
    except expat.ExpatError as error:
        raise _unreadable(path, f"It is damaged or not complete ({error}).") from error


class _OdsCount:
    """Rows and columns with something in them: OpenDocument says of a cell or row how often it is repeated."""

    def __init__(self) -> None:
        self.rows = self.columns = self.text = self.area = 0
        self._row = self._column = self._widest = self._times = self._repeat = 0
        self._within = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._entity

    def feed(self, block: bytes) -> None:
        self._parser.Parse(block, False)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(" ")[2]
        if kind == "table":
            self._row = self.rows = self.columns = 0
        elif kind == "table-row":
            self._times = self._said(attributes, "number-rows-repeated")
            self._column = self._widest = 0
        elif kind in ("table-cell", "covered-table-cell"):
            self._repeat = self._said(attributes, "number-columns-repeated")
            self._column += self._repeat
            if any(key.rpartition(" ")[2] in ("value-type", "value", "formula") for key in attributes):
                self._filled()
            self._within = True

    def _characters(self, data: str) -> None:
        if self._within and data.strip():
            self._filled()
            self.text += len(data) * self._repeat * max(1, self._times)

    def _filled(self) -> None:
        self._widest = max(self._widest, self._column)

    def _end(self, name: str) -> None:
        kind = name.rpartition(" ")[2]
        if kind in ("table-cell", "covered-table-cell"):
            self._within = False
        elif kind == "table-row":
            self._row += self._times
            if self._widest:
                self.rows, self.columns = self._row, max(self.columns, self._widest)
                self.area = max(self.area, self.rows * self.columns)

    def _entity(self, *_: object) -> None:
        raise expat.ExpatError("it declares entities of its own")

    @staticmethod
    def _said(attributes: dict[str, str], wanted: str) -> int:
        said = next((value for key, value in attributes.items() if key.rpartition(" ")[2] == wanted), "1")
        return max(1, int(said)) if said.isdecimal() and len(said) < 10 else 1 << 31


def _too_large(path: Path, rows: int, columns: int) -> ImportRefused:
    return ImportRefused(
        f"{path.name} is larger than a spreadsheet that can be read here.",
        f"A sheet of it goes to row {rows:,} and column {columns:,}.",
        "Save the sheet as CSV and import that, or delete what stands far from the table.",
    )


def _unreadable(path: Path, why: str) -> ImportRefused:
    return ImportRefused(
        f"{path.name} is a spreadsheet that cannot be read.",
        why,
        "Open it, save it again as XLSX or CSV, and import that.",
    )
