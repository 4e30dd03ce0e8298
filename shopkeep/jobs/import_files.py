"""Which files the owner could mean: recent ones, exports that lie around, all tables of a folder or archive."""

from __future__ import annotations

import csv
import json
import os
import re
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from shopkeep.core import clock, text
from shopkeep.errors import ImportRefused
from shopkeep.jobs.shop import Shop
from shopkeep.orders import archives, kinds, not_orders
from shopkeep.orders.reading import platforms
from shopkeep.orders.table import column_key
from shopkeep.store import facts

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".zip")
LOOKED_AT = 60
"""Files whose first lines are looked at for one list."""
HEAD = 64 * 1024
"""Bytes that are looked at of each."""
KEPT = 30
"""Recent files that are remembered."""
UNPACKED_BYTES = 4 * 1024 * 1024 * 1024
"""Of all tables of one archive together."""
UNPACKED_FILES = 200

_RECENT = "imports.recent"
_NAMED_SO = re.compile(r"order|export|sale|bestell|command|pedido|ordin|zamow|transaction|customer", re.I)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that could be meant. `size` in bytes, moments in UTC."""

    path: Path
    changed: datetime
    size: int
    platform: str = ""
    """The platform whose columns it has, by name; `generic` for other tables of orders; empty: not known."""
    kind: str = ""
    """What it tells about: `orders`, `customers`, `products`, or empty where a glance does not tell."""
    imported_at: datetime | None = None
    """When this very file was imported; None where it was not, or has changed since."""

    @property
    def likely(self) -> bool:
        """Whether it is an export of orders, as far as a glance can tell."""
        return bool(self.platform) or bool(_NAMED_SO.search(self.path.name))


def recent_files(shop: Shop) -> list[Candidate]:
    """Files imported from the screen, newest first, as far as they still lie where they were."""
    return [found for found in (_candidate(Path(path), at) for path, at in _remembered(shop)) if found]


def found_exports(shop: Shop) -> list[Candidate]:
    """Tables in the downloads, on the desktop and beside recently imported files.

    Those that look like exports of orders come first, then the newest.
    """
    when = dict(_remembered(shop))
    files = {file for folder in usual_folders(shop) for file in tables_in(folder)}
    newest = sorted(files, key=_changed, reverse=True)
    found = [_candidate(file, when.get(str(file)), look=at < LOOKED_AT) for at, file in enumerate(newest)]
    return sorted((each for each in found if each), key=lambda each: not each.likely)


def usual_folders(shop: Shop) -> list[Path]:
    """Where exports lie: beside recently imported files, the downloads, the desktop, the sample's files."""
    person = Path.home()
    recent = [Path(path).parent for path, _ in _remembered(shop)]
    usual = [shop.home / "sample-exports", *recent, person / "Downloads", person / "Desktop", person / "Documents"]
    return [folder for folder in dict.fromkeys([*usual, person]) if is_folder(folder)]


def remember(shop: Shop, paths: Iterable[Path]) -> None:
    """Keep in mind which files were just imported, and as they were then."""
    if shop.read_only:
        return
    now = clock.stamp(clock.now())
    new = []
    for path in paths:
        try:
            is_at = path.absolute().stat()
        except OSError:
            continue
        new.append([str(path.absolute()), now, is_at.st_size, int(is_at.st_mtime)])
    if not new:
        return
    with shop.db.write() as tx:
        known = _stored(facts.get(tx, _RECENT))
        paths_new = {each[0] for each in new}
        kept = [each for each in known if each[0] not in paths_new]
        facts.put(tx, _RECENT, json.dumps([*reversed(new), *kept][:KEPT], ensure_ascii=False))


def tables_in(folder: Path) -> list[Path]:
    """The tables (KINDS) of one folder by name, `2` before `10`; a file is itself."""
    if not is_folder(folder):
        return [folder]
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if _is_table(entry)]
    except OSError:
        return []
    return [folder / name for name in sorted(names, key=_by_number)]


def no_tables_in(folders: Iterable[Path]) -> list[str]:
    """The names of the files in folders that are no tables, hidden ones left out."""
    found = []
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            found += [e.name for e in entries if e.name[0] not in ".~" and e.is_file() and not _is_table(e)]
    return sorted(found, key=_by_number)


def unpack(path: Path, into: Path) -> list[Path]:
    """The tables of an archive that holds several, each as a file in `into`; any other file is itself.

    Raises ImportRefused for an archive that is damaged, locked or far larger than it seems.
    """
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return [path]
    inside = sorted(archives.members(path), key=_by_number)
    if len(inside) < 2:
        return [path]
    if len(inside) > UNPACKED_FILES:
        raise ImportRefused(
            f"{path.name} holds {len(inside):,} tables.",
            f"More than {UNPACKED_FILES} are not taken in at once.",
            "Unpack it and import the tables that are your exports.",
        )
    files, left = [], UNPACKED_BYTES
    for member in inside:
        files.append(_free(into / _safe(member)))
        archives.unpack(path, member, files[-1], left)
        left -= files[-1].stat().st_size
    return files


def platform_title(name: str) -> str:
    """A platform as its owner calls it."""
    if name == "generic":
        return "a table of orders"
    found = platforms().get(name)
    return found.title if found else name


def looks_like(path: Path) -> str:
    """The platform whose columns the first lines of a file have; `generic` for other orders; else empty."""
    return _glanced(path)[0]


def tells_about(path: Path) -> str:
    """`customers` or `products`, where the first lines of a file tell so; empty for orders and for anything else."""
    kind = _glanced(path)[1]
    return kind if kind in ("customers", "products") else ""


def _glanced(path: Path) -> tuple[str, str]:
    """That platform, and what the file tells about as `Candidate.kind` has it."""
    try:
        lines = _head(path).replace("\0", "").splitlines()[:15]
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        return "", ""
    best: tuple[int, str] = (0, "")
    kind = ""
    for sign in ",;\t|":
        try:
            rows = list(csv.reader(lines, delimiter=sign))
        except csv.Error:
            continue
        for row in rows:
            columns = frozenset(map(column_key, row)) - {""}
            if len(columns) > 1:
                kind = kind or kinds.kind_of(columns)
            if len(columns) > 1 and not not_orders.looks_like_one(columns):
                best = max(best, max((each.recognise(columns), name) for name, each in platforms().items()))
    platform = best[1] if best[0] >= 20 and kind in ("", "orders") else ""
    return platform, "orders" if platform else kind


def is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _head(path: Path) -> str:
    """The beginning of a file, or of the first table in an archive, as text good enough to know columns by."""
    if path.suffix.lower() in (".xlsx", ".xls", ".ods"):
        return ""
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path) as archive:
            inner = next((each for each in archive.infolist() if _is_inner_table(each)), None)
            if inner is None:
                return ""
            with archive.open(inner) as source:
                raw = source.read(HEAD)
    else:
        with path.open("rb") as source:
            raw = source.read(HEAD)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    return raw.decode("utf-8-sig", "replace")


def _candidate(path: Path, imported: _Imported | None, look: bool = True) -> Candidate | None:
    try:
        is_at = path.stat()
    except OSError:
        return None
    platform, kind = _glanced(path) if look else ("", "")
    same = imported is not None and (imported.size, imported.changed) == (is_at.st_size, int(is_at.st_mtime))
    return Candidate(
        path,
        datetime.fromtimestamp(is_at.st_mtime, UTC),
        is_at.st_size,
        platform,
        kind,
        clock.moment(imported.at) if imported and same else None,
    )


@dataclass(frozen=True, slots=True)
class _Imported:
    """A file as it was when it was imported."""

    at: int
    size: int
    changed: int


def _remembered(shop: Shop) -> list[tuple[str, _Imported]]:
    with shop.db.read() as tx:
        return [(path, _Imported(at, size, changed)) for path, at, size, changed in _stored(facts.get(tx, _RECENT))]


def _stored(said: str) -> list[list]:
    try:
        return [each for each in json.loads(said or "[]") if len(each) == 4]
    except (ValueError, TypeError):
        return []


def _is_table(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.name[0] not in ".~" and entry.name.lower().endswith(KINDS) and entry.is_file()
    except OSError:
        return False


def _is_inner_table(each: zipfile.ZipInfo) -> bool:
    name = each.filename
    hidden = name.startswith("__MACOSX") or name.rsplit("/", 1)[-1].startswith((".", "~"))
    return not each.is_dir() and not hidden and name.lower().endswith((".csv", ".tsv", ".txt"))


def _by_number(name: str) -> list[tuple[int, str]]:
    """For sorting names as people do: `orders 2` before `orders 10`."""
    parts = re.split(r"(\d+)", name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _safe(name: str) -> str:
    """The last part of a name within an archive, fit for a file of ours."""
    last = re.split(r"[/\\]", name)[-1]
    return text.clean_name(last).strip(". ")[-150:] or "table.csv"


def _free(path: Path) -> Path:
    """This path, or with a number where it is taken."""
    found, number = path, 2
    while found.exists():
        found = path.with_name(f"{path.stem} {number}{path.suffix}")
        number += 1
    return found


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
