"""A file to rows: opens what is a table, keeps true line numbers, and survives damage."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from shopkeep.core.records.orders import Rejected
from shopkeep.errors import ImportRefused
from shopkeep.orders import cutting, jsonlists, parts, sources
from shopkeep.orders.damage import repaired
from shopkeep.orders.encoding import encoding_of, is_plainly_utf8, opened, shown
from shopkeep.orders.sources import Score
from shopkeep.orders.table import Stream, Table, column_key

LIMIT_STREAM = 4 * 1024 * 1024 * 1024
LIMIT_BYTES = 400 * 1024 * 1024
"""What is read at once, where a file cannot be streamed."""
SMALL = 4 * 1024 * 1024
"""Files up to this size are read at once."""
SAMPLE = 2 * 1024 * 1024
"""How many letters of a larger one are looked at before it is streamed."""
LIMIT_COLUMNS = 2000
_LONE_RETURN = re.compile(r"\r(?!\n)")


def read_table(path: Path, score: Score, encoding: str | None = None, delimiter: str | None = None) -> Table:
    """All rows of a file.

    Raises ImportRefused for what is no table, AmbiguousFile (`encoding`), UsageError for options that
    do not exist.
    """
    return open_table(path, score, encoding, delimiter, whole=True)


def open_table(
    path: Path,
    score: Score,
    encoding: str | None = None,
    delimiter: str | None = None,
    *,
    whole: bool = False,
    glance: bool = False,
) -> Table:
    """The first rows of a large file, to be streamed on; all rows of a small one, or where `whole` asks.

    At a `glance` a large file is judged by its beginning, without its hash: somebody else looks at all of it.
    Raises as `read_table` does.
    """
    source = sources.open_source(path, score, hashed=not glance)
    if source.size > (LIMIT_BYTES if whole else LIMIT_STREAM):
        raise ImportRefused(
            f"{path.name} is {source.size // 1_048_576} MB, more than this can read at once.",
            f"The limit is {(LIMIT_BYTES if whole else LIMIT_STREAM) // 1_048_576} MB.",
            "Export fewer months at a time; the files may overlap.",
        )
    most = SAMPLE if glance else None
    codec = encoding_of(source.plain, encoding, most)
    if glance and codec == "ascii":
        codec = "utf-8"
    uneven = source.size <= SMALL or _uneven(source.plain, codec, most)
    streamed = not whole and not uneven and not _is_json(source.plain)
    with opened(source.plain, codec) as file:
        text = file.read(SAMPLE) if streamed else file.read()
        streamed = streamed and bool(file.read(1))
    if streamed:
        text = text[: text.rfind("\n") + 1]  # a row that is cut off belongs to no sample
    text = _line_ends(text.replace("\0", "").replace("\n\ufeff", "\n"))  # files put one after another each begin so
    if not text.strip():
        raise ImportRefused(f"{path.name} is empty.", "There is nothing to import.", "Export it again.")
    if not streamed:
        text = repaired(text)
    known = jsonlists.as_rows(text) if text.lstrip()[:1] in "[{" else None
    if known is None and text.lstrip()[:1] in "[{" and text.rstrip()[-1:] in "]}":
        raise ImportRefused(
            f"{path.name} is JSON, but no list of orders.",
            "Lists of orders as WooCommerce and Shopify give them to programs are read; this is something else.",
            "Export the orders as CSV.",
        )
    skipped, said = cutting.said_sign(text)
    if known:
        chosen, rows = ",", [known[0], *known[1]]
        lines, broken = list(range(1, len(rows) + 1)), list[Rejected]()
    else:
        chosen = cutting.named_sign(delimiter) if delimiter else said or cutting.likely_sign(text, score)
        rows, lines, broken = cutting.cut(text, chosen, skipped)
    header = cutting.header_at(rows, score)
    if streamed and (header is None or len(rows) - header < 3):
        return open_table(path, score, encoding, delimiter, whole=True)  # the sample is all preamble
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
    if streamed:
        del rows[-1], lines[-1]  # it may go on with a line break in a cell
    table = Table(
        str(path), source.digest, shown(codec), chosen, columns, rows[header + 1 :], lines[header + 1 :], broken
    )
    table.source = source
    table.warnings += source.notes
    if streamed:
        table.stream = Stream(source.plain, codec, lines[header])
    elif not known:
        _below_other_headers(table)
        table = parts.joined(table)
        _cut_off(table, text)
    _even_out(table)
    return table


def is_large(path: Path) -> bool:
    """Whether a file is a plain table too large to be held."""
    return path.is_file() and path.stat().st_size > SMALL and sources.is_plain(path)


def is_told_by_glance(path: Path, encoding: str | None) -> bool:
    """Whether the beginning of a large file tells how it is to be read, as long as whoever reads it on agrees."""
    return not encoding and is_plainly_utf8(path, SAMPLE)


def _is_json(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{")


def _uneven(path: Path, codec: str, most: int | None) -> bool:
    """Whether a file (or so many bytes of it) has signs that a stream of lines cannot be read with: zeros, and
    lone carriage returns."""
    if codec.startswith(("utf-16", "utf-32")):
        return True
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            if is_uneven(block + (file.read(1) if block.endswith(b"\r") else b"")):
                return True
            if most is not None and file.tell() >= most:
                break
    return False


def is_uneven(block: bytes) -> bool:
    """Whether zeros or lone carriage returns are among some bytes."""
    returns = block.count(b"\r")
    return b"\0" in block or bool(returns and returns != block.count(b"\r\n") + block.endswith(b"\r"))


def _line_ends(text: str) -> str:
    """Lone carriage returns are line ends in very old files and dirt in others."""
    if "\r" not in text or not _LONE_RETURN.search(text):
        return text
    outside = "".join(text.split('"')[::2])  # what stands inside quotes says nothing of where rows end
    ends = len(_LONE_RETURN.findall(outside)) > outside.count("\n")
    return _LONE_RETURN.sub("\n" if ends else " ", text)


def _below_other_headers(table: Table) -> None:
    """Take out the header where it stands once more, as where files of different months were put one under
    another, and put the rows below in the first one's order; refuse the rows below names that are partly others."""
    names = [column_key(name) for name in table.columns]
    known = frozenset(names) - {""}
    order: list[int] | None = None
    other = ""
    rows, lines = [], []
    for row, line in zip(table.rows, table.lines, strict=True):
        if len(row) > 2 and column_key(row[0]) in known and column_key(row[1]) in known:
            keys = [column_key(cell) for cell in row] + [""] * (len(names) - len(row))
            while len(keys) > len(names) and not keys[-1]:
                keys.pop()
            if sorted(keys) == sorted(names):
                order = [keys.index(name) for name in names] if keys != names else None
                other = ""
                table.again.append(line)
                continue
            if sum(key in known for key in keys) * 2 > len(keys):
                other = f"another table begins in line {line:,}, with other columns; save it as a file of its own"
        if other:
            table.broken.append(Rejected(line, "", table.delimiter.join(row)[:100], other))
            continue
        if order is not None and len(row) >= len(order):
            row = [row[place] for place in order] + row[len(order) :]
        rows.append(row)
        lines.append(line)
    table.rows, table.lines = rows, lines


def _cut_off(table: Table, text: str) -> None:
    """Refuse the last row where the file ends in the midst of it: it alone lacks cells that all others fill."""
    width = len(table.columns)
    *others, last = table.rows or [[]]
    if text.endswith("\n") or not others or len(last) >= width or any(len(row) < width for row in others):
        return
    if any(all(row[at].strip() for row in others) for at in range(len(last), width)):
        line, reason = table.lines.pop(), "the file ends in the midst of this row"
        table.broken.append(Rejected(line, "", table.delimiter.join(table.rows.pop())[-100:], reason))
        table.torn.append(last + [""] * (width - len(last)))


def _even_out(table: Table) -> None:
    """Make every row as wide as the header: short ones end in empty cells, long ones are refused."""
    width = len(table.columns)
    kept_rows, kept_lines = [], []
    for row, line in zip(table.rows, table.lines, strict=True):
        if len(row) != width:
            evened = evened_out(row, width, table.delimiter)
            if isinstance(evened, str):
                table.broken.append(Rejected(line, "", table.delimiter.join(row[width:])[:100], evened))
                table.torn.append(row + [""] * (width - len(row)))
                continue
            table.short += len(row) < width
            row = evened
        kept_rows.append(row)
        kept_lines.append(line)
    table.rows, table.lines = kept_rows, kept_lines


def evened_out(row: list[str], width: int, sign: str) -> list[str] | str:
    """A row of another width than the header at the header's width, or the reason why it cannot be."""
    if len(row) == 1 and sign in row[0]:
        whole = row[0].replace("\r", " ").replace("\n", " ")
        row = next(csv.reader([whole], delimiter=sign), row)  # a whole row in one quoted cell
    if len(row) > width and any(cell.strip() for cell in row[width:]):
        return f"{len(row)} cells under {width} columns: a sign between cells is not quoted"
    return row[:width] + [""] * (width - len(row))
