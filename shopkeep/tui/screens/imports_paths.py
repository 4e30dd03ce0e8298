"""Paths as owners give them: typed, pasted or dropped, one or several; and what could come next."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

from shopkeep.jobs.import_files import KINDS, is_folder

LIMIT = 200
"""Entries of one folder that are looked at for suggestions."""
_ESCAPED = re.compile(r"\\(?=[\s'\"()\[\]{}&;$!#*?~|<>`\\])")


def path_of(typed: str) -> Path | None:
    """The path that a typed, pasted or dropped text means, the first of several; None for an empty text."""
    found = paths_of(typed)
    return found[0] if found else None


def paths_of(typed: str) -> list[Path]:
    """The paths that a typed, pasted or dropped text means, each once.

    Takes quotes around them, signs with a backslash before them, `file://` and `~`; several stand on
    lines of their own, or in a row as a shell would have them.
    """
    found = [path for line in typed.splitlines() for path in _in_line(line.strip())]
    return list(dict.fromkeys(found))


def as_one_line(pasted: str) -> str:
    """A pasted text as it stands in a field of one line: several paths each in quotes where they need them."""
    lines = [line.strip() for line in pasted.splitlines() if line.strip()]
    if len(lines) < 2:
        return "".join(lines)
    return " ".join(shlex.quote(str(path)) for path in paths_of(pasted))


def looks_like_paths(pasted: str) -> bool:
    """Whether a pasted text is of files, and not some words."""
    return any(exists(path) for path in paths_of(pasted))


def complete(typed: str) -> str:
    """What Tab makes of a path: as far as all that fits agrees; the same where nothing fits."""
    path = path_of(typed)
    if path is None:
        return typed
    if is_folder(path) and _ends_in_folder(typed):
        fits = entries(path, "")
    elif is_folder(path) and len(entries(path.parent, path.name)) <= 1:
        return str(path) + os.sep
    else:
        fits = entries(path.parent, path.name)
    if not fits:
        return typed
    common = _common([str(entry) for entry in fits])
    return common + os.sep if len(fits) == 1 and is_folder(fits[0]) else max(common, str(path), key=len)


def suggestions(typed: str) -> list[Path]:
    """Files and folders that begin as typed; those inside a folder that is typed whole."""
    path = path_of(typed)
    if path is None:
        return []
    inside = is_folder(path) and _ends_in_folder(typed)
    return (entries(path, "") if inside else entries(path.parent, path.name))[:LIMIT]


def folder_typed(typed: str) -> Path | None:
    """The folder that is typed whole, with a stroke at its end; None where it is anything else."""
    path = path_of(typed)
    return path if path is not None and _ends_in_folder(typed) and is_folder(path) else None


def is_word(typed: str) -> bool:
    """Whether a text is a part of a name, and no path."""
    typed = typed.strip()
    return bool(typed) and os.sep not in typed and "/" not in typed and not typed.startswith(("~", ".", "'", '"'))


def entries(folder: Path, begins: str) -> list[Path]:
    """Folders and files of a kind we read in one folder whose names begin so, folders last, newest first."""
    try:
        with os.scandir(folder) as found:
            names = [entry.name for entry in found]
    except (OSError, ValueError):
        return []
    fits = [
        folder / name
        for name in names
        if name.casefold().startswith(begins.casefold()) and (begins.startswith(".") or name[0] != ".")
    ]
    folders = [entry for entry in fits if is_folder(entry)]
    files = [entry for entry in fits if entry.suffix.lower() in (*KINDS, ".json") and entry not in folders]
    return sorted(files, key=_changed, reverse=True) + sorted(folders)


def exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def shortly(path: Path) -> str:
    """A folder with the person's own folder as `~`."""
    home, text = str(Path.home()), str(path)
    return "~" + text[len(home) :] if len(home) > 1 and (text == home or text.startswith(home + os.sep)) else text


def _in_line(line: str) -> list[Path]:
    if not line:
        return []
    whole = _bare(line)
    if exists(whole):
        return [whole]
    if not any(sign in line for sign in "\\'\"") and " " not in line:
        return [whole]
    try:
        parts = shlex.split(line)
    except ValueError:
        return [whole]
    several = [_bare(part) for part in parts]
    if len(several) == 1 or all(exists(path) for path in several):
        return several
    if all(path.is_absolute() for path in several):  # several were meant, though not all are there
        return several
    return [whole]


def _bare(typed: str) -> Path:
    """One path without quotes, backslashes and `file://`."""
    if typed.casefold().startswith("file:"):
        return Path(unquote(urlsplit(typed).path))
    if len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "'\"":
        typed = typed[1:-1]
    as_is = _expanded(typed)
    return as_is if exists(as_is) or os.sep == "\\" else _expanded(_ESCAPED.sub("", typed))


def _expanded(typed: str) -> Path:
    try:
        return Path(typed).expanduser()
    except RuntimeError:  # `~nobody`
        return Path(typed)


def _ends_in_folder(typed: str) -> bool:
    return typed.rstrip().rstrip("'\"").endswith(("/", os.sep))


def _common(texts: list[str]) -> str:
    """The beginning that all texts share."""
    low, high = min(texts), max(texts)
    same = next((i for i, letter in enumerate(low) if letter != high[i]), len(low))
    return low[:same]


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
