"""A file to rows: finds the delimiter and the header, keeps true line numbers, and survives damage."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from shopkeep.core.records.orders import Rejected
from shopkeep.errors import ImportRefused, UsageError
from shopkeep.orders.encoding import decode
from shopkeep.orders.table import Table, column_key

LIMIT_BYTES = 400 * 1024 * 1024
LIMIT_COLUMNS = 2000
LIMIT_CELL = 131_072
LIMIT_LINES_A_ROW = 2000
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_LOOK = 40
_LONE_RETURN = re.compile(r"\r(?!\n)")

Score = Callable[[frozenset[str]], int]
"""How well a header's columns are known, 0 for not at all."""


def read_table(path: Path, score: Score, encoding: str | None = None, delimiter: str | None = None) -> Table:
    """The rows of a CSV file, or of the one CSV file within a ZIP.

    Raises ImportRefused for what is no such file, AmbiguousFile (`encoding`), UsageError for options
    that do not exist.
    """
    raw = _bytes(path)
    digest = _digest(raw)
    decoded, encoding_found = decode(_unzipped(raw, path), encoding)
    text = _line_ends(decoded.replace("\0", ""))
    if not text.strip():
        raise ImportRefused(f"{path.name} is empty.", "There is nothing to import.", "Export it again.")
    skipped, said = _said_delimiter(text)
    chosen = _named(delimiter) if delimiter else said or _sniff(text, score)
    rows, lines, broken = _cut(text, chosen, skipped)
    header = _header(rows, score)
    if header is None or len(rows[header]) < 2:
        raise ImportRefused(
            f"{path.name} has no columns that could be told apart.",
            "A table with a header line is needed, its cells divided by comma, semicolon, tab or |.",
            "Export it as CSV, or give the sign between cells with --delimiter.",
        )
    columns = tuple(name.strip() for name in rows[header])
    if len(columns) > LIMIT_COLUMNS:
        raise ImportRefused(
            f"{path.name} has {len(columns)} columns.",
            f"No export has more than {LIMIT_COLUMNS}.",
            "Check that it is an order export.",
        )
    table = Table(str(path), digest, encoding_found, chosen, columns, rows[header + 1 :], lines[header + 1 :], broken)
    _even_out(table, chosen)
    return table


def digest_of(path: Path) -> str:
    """The hash by which a file's content is known. Raises ImportRefused where it cannot be read."""
    return _digest(_bytes(path))


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LIMIT_BYTES:
            raise ImportRefused(
                f"{path.name} is {size // 1_048_576} MB, more than this can read at once.",
                f"The limit is {LIMIT_BYTES // 1_048_576} MB.",
                "Export fewer months at a time; the files may overlap.",
            )
        return path.read_bytes()
    except OSError as error:
        raise ImportRefused(
            f"{path} cannot be read.", f"The system says: {error.strerror}.", "Check the path."
        ) from error


def _unzipped(raw: bytes, path: Path) -> bytes:
    if not raw.startswith(b"PK\x03\x04"):
        if raw.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
            raise _no_csv(path)
        return raw
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = [i for i in archive.infolist() if not i.is_dir()]
            if any(i.filename == "[Content_Types].xml" for i in names):
                raise _no_csv(path)
            tables = [
                i
                for i in names
                if i.filename.lower().endswith((".csv", ".tsv", ".txt")) and not i.filename.startswith("__MACOSX")
            ]
            if len(tables) != 1:
                raise ImportRefused(
                    f"{path.name} holds {len(tables)} CSV files.",
                    "Only an archive with one CSV file can be taken as it is.",
                    "Unpack it and import the files one by one.",
                )
            if tables[0].file_size > LIMIT_BYTES:
                raise ImportRefused(f"{tables[0].filename} is too large.", "", "Export fewer months at a time.")
            with archive.open(tables[0]) as inner:
                return inner.read(LIMIT_BYTES)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise ImportRefused(
            f"{path.name} is an archive that cannot be opened.", str(error), "Unpack it and import the CSV."
        ) from error


def _no_csv(path: Path) -> ImportRefused:
    return ImportRefused(
        f"{path.name} is a spreadsheet or document, not a CSV file.",
        "Spreadsheets also tend to spoil dates and long numbers.",
        "Save it as CSV (UTF-8), or better, import the shop's own CSV export.",
    )


def _line_ends(text: str) -> str:
    """Lone carriage returns are line ends in very old files and dirt in others."""
    if "\r" not in text:
        return text
    lone = len(_LONE_RETURN.findall(text))
    return _LONE_RETURN.sub("\n" if lone > text.count("\n") else " ", text) if lone else text


def _said_delimiter(text: str) -> tuple[int, str]:
    """A first line `sep=;` as spreadsheets write it: how many lines it takes, and the sign."""
    first = text[:40].split("\n", 1)[0].strip().strip('"').removesuffix('"').lower()
    found = re.fullmatch(r"sep=(.|\\t)?\"?,*", first)
    if not found:
        return 0, ""
    sign = "\t" if found[1] in (None, "\\t") else found[1]
    return 1, sign


def _named(delimiter: str) -> str:
    sign = DELIMITERS.get(delimiter.lower(), "\t" if delimiter == "\\t" else delimiter)
    if len(sign) != 1 or sign in '"\r\n':
        raise UsageError(
            f"{delimiter!r} cannot stand between cells.", "", "Use comma, semicolon, tab, pipe or one sign."
        )
    return sign


def _sniff(text: str, score: Score) -> str:
    """The sign whose header is best known, else under which the first rows are most alike and wide."""

    def quality(sign: str) -> tuple[int, float, int]:
        rows = _cut(text, sign, 0, _LOOK)[0]
        widths = Counter(len(row) for row in rows)
        width, alike = max(widths.items(), key=lambda w: (w[1] * (w[0] > 1), w[0]), default=(1, 0))
        known = max((score(_keys(row)) for row in rows[:15]), default=0)
        return (known if width > 1 else 0, alike / max(1, len(rows)) if width > 1 else 0.0, width)

    return max(DELIMITERS.values(), key=quality)


def _keys(row: list[str]) -> frozenset[str]:
    return frozenset(map(column_key, row)) - {""}


def _header(rows: list[list[str]], score: Score) -> int | None:
    """Which row names the columns: the best known of the first ones, else the first with two cells."""
    scores = [(score(_keys(row)), -at) for at, row in enumerate(rows[:15])]
    best = max(scores, default=(0, 0))
    if best[0] > 0:
        return -best[1]
    return next((at for at, row in enumerate(rows[:15]) if sum(map(bool, row)) > 1), None)


def _cut(text: str, sign: str, skip: int, most: int | None = None) -> tuple[list[list[str]], list[int], list[Rejected]]:
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


def _from(source: list[str], start: int):  # type: ignore[no-untyped-def]
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


def _even_out(table: Table, sign: str) -> None:
    """Make every row as wide as the header: short ones end in empty cells, long ones are refused."""
    width = len(table.columns)
    kept_rows, kept_lines = [], []
    for row, line in zip(table.rows, table.lines, strict=True):
        if len(row) != width:
            if len(row) == 1 and sign in row[0]:
                row = next(csv.reader([row[0]], delimiter=sign), row)  # a whole row in one quoted cell
            if len(row) > width and any(cell.strip() for cell in row[width:]):
                value = sign.join(row[width:])[:100]
                reason = f"{len(row)} cells under {width} columns: a sign between cells is not quoted"
                table.broken.append(Rejected(line, "", value, reason))
                continue
            row = row[:width] + [""] * (width - len(row))
        kept_rows.append(row)
        kept_lines.append(line)
    table.rows, table.lines = kept_rows, kept_lines
