"""Paths as owners give them: typed, pasted or dropped; and what could come next."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".zip")
LIMIT = 200
"""Entries of one folder that are looked at for suggestions."""


def path_of(typed: str) -> Path | None:
    """The path that a typed, pasted or dropped text means; None for an empty text.

    Takes quotes around it, spaces with a backslash, `file://` and `~`. Of several dropped files the first.
    """
    typed = typed.strip().splitlines()[0].strip() if typed.strip() else ""
    if not typed:
        return None
    if typed.startswith("file://"):
        return Path(unquote(urlsplit(typed).path))
    if len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "'\"":
        typed = typed[1:-1]
    as_is = Path(typed).expanduser()
    if _exists(as_is) or ("\\" not in typed and "'" not in typed and '"' not in typed):
        return as_is
    try:
        parts = shlex.split(typed)
    except ValueError:
        return as_is
    if not parts:
        return as_is
    first = parts[0]
    return path_of(first) if first.startswith("file://") else Path(first).expanduser()


def complete(typed: str) -> str:
    """What Tab makes of a path: as far as all that fits agrees; the same where nothing fits."""
    path = path_of(typed)
    if path is None:
        return typed
    if _is_folder(path) and typed.rstrip().endswith(("/", os.sep)):
        fits = _entries(path, "")
    elif _is_folder(path) and len(_entries(path.parent, path.name)) <= 1:
        return str(path) + os.sep
    else:
        fits = _entries(path.parent, path.name)
    if not fits:
        return typed
    common = _common([str(entry) for entry in fits])
    return common + os.sep if len(fits) == 1 and _is_folder(fits[0]) else max(common, str(path), key=len)


def suggestions(typed: str, folders: list[Path]) -> list[Path]:
    """Files that could be meant: those that begin as typed, else the newest of the usual folders."""
    path = path_of(typed)
    if path is None:
        found = [file for folder in folders for file in _entries(folder, "") if file.is_file()]
        return sorted(found, key=_changed, reverse=True)[:LIMIT]
    inside = _is_folder(path) and typed.rstrip().endswith(("/", os.sep))
    found = _entries(path, "") if inside else _entries(path.parent, path.name)
    if not found and os.sep not in typed:
        wanted = typed.strip().casefold()
        found = [f for folder in folders for f in _entries(folder, "") if wanted in f.name.casefold()]
    return found[:LIMIT]


def usual_folders(home: Path, recent: list[Path]) -> list[Path]:
    """Where exports lie: the folders of recent imports, the downloads, the desktop, the sample's files."""
    person = Path.home()
    usual = [
        home / "sample-exports",
        *recent,
        person / "Downloads",
        person / "Desktop",
        person / "Documents",
        person,
    ]
    return [folder for folder in dict.fromkeys(usual) if _is_folder(folder)]


def _entries(folder: Path, begins: str) -> list[Path]:
    """Folders and files of a kind we read in one folder whose names begin so, folders last, newest first."""
    try:
        with os.scandir(folder) as found:
            names = [entry.name for entry in found]
    except OSError:
        return []
    fits = [
        folder / name
        for name in names
        if name.casefold().startswith(begins.casefold()) and (begins.startswith(".") or name[0] != ".")
    ]
    folders = [entry for entry in fits if _is_folder(entry)]
    files = [entry for entry in fits if entry.suffix.lower() in KINDS and entry not in folders]
    return sorted(files, key=_changed, reverse=True) + sorted(folders)


def _common(texts: list[str]) -> str:
    """The beginning that all texts share."""
    low, high = min(texts), max(texts)
    same = next((i for i, letter in enumerate(low) if letter != high[i]), len(low))
    return low[:same]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
