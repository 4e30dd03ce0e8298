"""What a path holds: the plain text of a table, unpacked and converted where it lies in something else."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from shopkeep.errors import ImportRefused
from shopkeep.orders import archives, markup, spreadsheets
from shopkeep.orders.identity import digest_of
from shopkeep.orders.table import Source

Score = Callable[[frozenset[str]], int]
"""How well a header's columns are known, 0 for not at all."""
_NO_TEXT = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture or a sound",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
    b"%PDF": "a PDF",
    b"Rar!": "an archive of another kind than ZIP",
    b"7z\xbc\xaf": "an archive of another kind than ZIP",
}
"""How files begin that are no tables."""
_CONTROL = bytes(set(range(32)) - {9, 10, 13, 26, 28, 29, 30, 31})
LIMIT_UNPACKED = 4 * 1024 * 1024 * 1024


def open_source(path: Path, score: Score, *, hashed: bool = True) -> Source:
    """The table within a file, an archive or a spreadsheet, with the file's hash where wanted. Raises ImportRefused."""
    digest = digest_of(path) if hashed else ""
    head = _head(path)
    folder = None
    plain = path
    notes: list[str] = []
    sheet = ""
    packed = archives.is_zip(head) and not spreadsheets.is_spreadsheet(head)
    if packed or archives.is_gzip(head):
        folder = tempfile.TemporaryDirectory(prefix="shopkeep-")
        plain = Path(folder.name) / "table"
        if packed:
            archives.unpack(path, _only_member(path), plain, LIMIT_UNPACKED)
        else:
            archives.ungzip(path, plain, LIMIT_UNPACKED)
        head = _head(plain)
    if spreadsheets.is_spreadsheet(head):
        folder = folder or tempfile.TemporaryDirectory(prefix="shopkeep-")
        target = Path(folder.name) / "sheet.csv"
        sheet = spreadsheets.to_csv(plain, target, score, notes)
        plain = target
    elif markup.is_markup(head):
        folder = folder or tempfile.TemporaryDirectory(prefix="shopkeep-")
        target = Path(folder.name) / "page.csv"
        markup.to_csv(plain, path.name, target)
        plain = target
    elif kind := next((kind for sign, kind in _NO_TEXT.items() if head.startswith(sign)), ""):
        raise ImportRefused(
            f"{path.name} is {kind}, whatever its name says.",
            "There is no table in it to read.",
            "Choose the export itself.",
        )
    elif _is_noise(head):
        raise ImportRefused(
            f"{path.name} is no text.",
            "It holds data that only some program understands, or it is damaged.",
            "Export the orders as CSV.",
        )
    return Source(plain, digest, plain.stat().st_size, folder, tuple(notes), sheet)


def _only_member(path: Path) -> str:
    found = archives.members(path)
    if len(found) != 1:
        raise ImportRefused(
            f"{path.name} holds {len(found)} tables.",
            "Only an archive with one table can be taken as one file.",
            "Unpack it and import the files one by one.",
        )
    return found[0]


def is_plain(path: Path) -> bool:
    """Whether a file is neither packed nor a spreadsheet, nor a page."""
    head = _head(path)
    packed = archives.is_zip(head) or archives.is_gzip(head) or spreadsheets.is_spreadsheet(head)
    return not (packed or markup.is_markup(head))


def _is_noise(head: bytes) -> bool:
    """Whether bytes are of no text in any encoding: control characters of many kinds in the midst of it. A text
    may have strayed ones, and then again and again the same."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) > len(head) // 8:
        return False  # wide characters, which are looked at elsewhere
    found = [many for sign in _CONTROL if (many := head.count(sign))]
    return len(head) > 64 and len(found) >= 6 and sum(found) * 50 > len(head)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)
