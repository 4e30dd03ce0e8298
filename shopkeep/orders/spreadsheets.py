"""XLSX, XLS and ODS to CSV: the sheet that holds the table, each of its rows on its own line, and below it those
of sheets with the same columns, as where each month has its own."""

from __future__ import annotations

import csv
import datetime as dt
import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shopkeep.core import text
from shopkeep.errors import ImportRefused
from shopkeep.orders import archives
from shopkeep.orders.sheet_size import check_ods, check_xls, check_xlsx
from shopkeep.orders.table import column_key

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

LIMIT_PACKED = 100 * 1024 * 1024
LIMIT_COLUMNS = 2000
_HEADER_WITHIN = 15
_ORDERS = 40
"""From which score on the columns of a sheet may be those of orders."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_OFFICE = (b"[Content_Types].xml", b"_rels/.rels", b"docProps/", b"xl/", b"word/", b"ppt/")
_SIGNIFICANT = 15
"""Digits of a number that spreadsheets keep; what follows is noise of the machine."""
_EXACT = 2**53
"""Beyond it whole numbers are rounded as they are read. They are written as a spreadsheet shortens them."""
_LINE_END = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")

Cell = Any
"""str, float, int, bool, date, datetime, time or timedelta, as the library gives them."""


def is_spreadsheet(head: bytes) -> bool:
    """Whether a file that begins with these bytes (4 kB will do) is an office document: XLSX, XLS, ODS or kin."""
    if head.startswith(_OLE):
        return True
    if not head.startswith(b"PK\x03\x04"):
        return False
    first = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    return first.startswith(_OFFICE) or (first == b"mimetype" and b"application/vnd.oasis.opendocument" in head[:200])


def to_csv(path: Path, target: Path, score: Callable[[frozenset[str]], int], notes: list[str] | None = None) -> str:
    """Write the sheet with the best known header to `target` as UTF-8 with commas; the name of the sheet.

    `score` says how well the compared names of columns are known, 0 for not at all; where no sheet is known,
    the first that looks like a table is taken. Line n of the CSV is row n of the sheet: a line break within
    a cell becomes a space. Raises ImportRefused with the reason.
    """
    with path.open("rb") as source:
        head = source.read(4096)
    if path.stat().st_size > LIMIT_PACKED:
        raise _too_large(path, f"It is {path.stat().st_size // 1_048_576:,} MB")
    _check_size(path, head)
    with _reading(path):
        best, others = _choose(path, score)
        alike, apart = _disjoint(best, others)
        with target.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            for found in (best, *alike):
                for row in found.rows(0 if found is best else found.head):
                    if any(row):
                        writer.writerow(row)
                    else:
                        out.write("\n")
    if notes is not None:
        notes += _told(best, alike, apart)
    return best.sheet.name


def _disjoint(best: _Found, others: list[_Found]) -> tuple[list[_Found], list[_Found]]:
    """The sheets that go on with the best one, and those that do not: of other columns, or with rows it has."""
    alike: list[_Found] = []
    apart: list[_Found] = []
    rows: set[int] = set()
    for found in others:
        if found.keys != best.keys:
            if found.known >= _ORDERS:
                apart.append(found)
            continue
        rows = rows or {hash(tuple(row)) for row in best.rows() if any(row)}
        own = {hash(tuple(row)) for row in found.rows(found.head + 1) if any(row)}
        if own & rows:
            apart.append(found)
        elif own:
            alike.append(found)
            rows |= own
    return alike, apart


def _told(best: _Found, alike: list[_Found], apart: list[_Found]) -> list[str]:
    def names(sheets: list[_Found]) -> str:
        return ", ".join(repr(text.plain(each.sheet.name)[:40]) for each in sheets)

    notes = []
    if alike:
        notes.append(f"Read one after another were the sheets {names([best, *alike])}; lines are counted through.")
    if apart:
        notes.append(
            f"Not read was {names(apart)}, with other columns than {names([best])} or the same rows. "
            "Save it as a file of its own to import it."
        )
    return notes


def _check_size(path: Path, head: bytes) -> None:
    """Before the library unpacks anything: what would come out, and whether it can be read at all."""
    if head.startswith(_OLE):
        _check_ole(path)
        return
    with archives.opened(path) as archive:
        names = set(archive.namelist())
        if "mimetype" in names:
            check_ods(archive, path)
        elif "xl/workbook.bin" in names:
            raise ImportRefused(
                f"{path.name} is a binary spreadsheet (XLSB).", "That kind is not read here.", "Save it as XLSX or CSV."
            )
        elif not any(name.replace("\\", "/").lower() == "xl/workbook.xml" for name in names):
            raise _no_spreadsheet(path)
        else:
            check_xlsx(archive, path)


def _check_ole(path: Path) -> None:
    raw = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise _locked(path)
    if not any(name.encode("utf-16-le") in raw for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        raise _no_spreadsheet(path)
    check_xls(raw, path)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """The library's errors as ours; its panics, which are no ordinary exceptions, too."""
    import python_calamine as calamine

    try:
        yield
    except ImportRefused:
        raise
    except calamine.PasswordError as error:
        raise _locked(path) from error
    except (calamine.CalamineError, OSError, ValueError, RuntimeError, OverflowError) as error:
        raise _damaged(path, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(path, ValueError("its parts contradict each other")) from error


@dataclass(frozen=True, slots=True)
class _Found:
    """A sheet with rows, where its column names stand, and how well they are known."""

    sheet: CalamineSheet
    head: int
    keys: frozenset[str]
    known: int
    table: bool

    def rows(self, since: int = 0) -> Iterator[list[str]]:
        """Its rows as text, as wide as it is filled."""
        width = (self.sheet.end or (0, 0))[1] + 1
        for row in islice(self.sheet.iter_rows(), since, None):
            yield [written(cell) for cell in row[:width]]


def _choose(path: Path, score: Callable[[frozenset[str]], int]) -> tuple[_Found, list[_Found]]:
    """The sheet to read, and the others that hold anything."""
    import python_calamine as calamine

    book = calamine.CalamineWorkbook.from_path(path)
    found: list[_Found] = []
    for about in book.sheets_metadata:
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        if sheet.start is not None:
            found.append(_looked_at(sheet, score))
    best = max((each for each in found if each.known > 0 or each.table), key=lambda each: each.known, default=None)
    if best is None:
        raise ImportRefused(
            f"{path.name} holds no table.",
            "None of its sheets has a line of column names with rows below.",
            "Export it as CSV from the shop, or put the table on a sheet of its own.",
        )
    width = (best.sheet.end or (0, 0))[1] + 1
    if width > LIMIT_COLUMNS:
        raise ImportRefused(
            f"{path.name} has {width:,} columns.",
            f"No export has more than {LIMIT_COLUMNS:,}.",
            "Check that it is an order export.",
        )
    return best, [each for each in found if each is not best]


def _looked_at(sheet: CalamineSheet, score: Callable[[frozenset[str]], int]) -> _Found:
    heads = [row for _, row in zip(range(_HEADER_WITHIN), sheet.iter_rows(), strict=False)]
    scores = [score(_keys(row)) for row in heads]
    known = max(scores, default=0)
    filled = (at for at, row in enumerate(heads) if sum(cell != "" for cell in row) > 1)
    head = scores.index(known) if known else next(filled, 0)
    return _Found(sheet, head, _keys(heads[head]) if heads else frozenset(), known, _is_table(heads))


def _keys(row: list[Cell]) -> frozenset[str]:
    return frozenset(key for cell in row if isinstance(cell, str) and (key := column_key(cell)))


def _is_table(heads: list[list[Cell]]) -> bool:
    filled = [sum(cell != "" for cell in row) for row in heads]
    return sum(count >= 2 for count in filled) >= 2


def written(cell: Cell) -> str:
    """A cell as a shop would have written it to a CSV: `19.99`, `2026-03-12 09:14:02`, `TRUE`."""
    if isinstance(cell, str):
        return _LINE_END.sub(" ", cell) if not cell.isprintable() else cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, dt.datetime):
        return str(_whole_second(cell))
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, dt.time):
        return str(_whole_second(dt.datetime.combine(dt.date(2000, 1, 1), cell)).time())
    if isinstance(cell, dt.timedelta):
        seconds = round(cell.total_seconds())
        return (
            f"{'-' if seconds < 0 else ''}{abs(seconds) // 3600:02}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}"
        )
    return "" if cell is None else str(cell)


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    if value == int(value):
        return str(int(value)) if abs(value) <= _EXACT else f"{value:.{_SIGNIFICANT - 1}E}"
    return format(Decimal(f"{value:.{_SIGNIFICANT}g}"), "f")


def _whole_second(moment: dt.datetime) -> dt.datetime:
    """Spreadsheets keep moments as parts of a day, a few microseconds beside the second that was meant."""
    return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)


def _locked(path: Path) -> ImportRefused:
    return ImportRefused(
        f"{path.name} is protected with a password.",
        "What is within cannot be read.",
        "Open it with its password and save it without, or as CSV.",
    )


def _no_spreadsheet(path: Path) -> ImportRefused:
    return ImportRefused(
        f"{path.name} is a document, not a spreadsheet.",
        "There are no sheets with rows in it.",
        "Import the shop's own CSV export.",
    )


def _too_large(path: Path, how: str) -> ImportRefused:
    return ImportRefused(
        f"{path.name} is larger than a spreadsheet that can be read here.",
        f"{how}.",
        "Save the sheet as CSV and import that.",
    )


def _damaged(path: Path, error: Exception) -> ImportRefused:
    reason = text.plain(error).removeprefix("Cannot open workbook:").strip().rstrip(".")[:120]
    if "password" in reason.lower() or "encrypt" in reason.lower():
        return _locked(path)
    return ImportRefused(
        f"{path.name} is a spreadsheet that cannot be read.",
        f"It is damaged or not complete ({reason}).",
        "Open it, save it again as XLSX or CSV, and import that.",
    )
