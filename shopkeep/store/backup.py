"""Checked copies of a shop file, made through SQLite and never by copying a live file."""

from __future__ import annotations

import os
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from shopkeep.core import clock
from shopkeep.errors import ShopkeepError

KEPT = 12


def copy(source: sqlite3.Connection, target: Path) -> Path:
    """Copy an open database to `target` and check the copy. Nothing is left behind where it fails."""
    return _checked(_copied(source, target), target)


def keep(source: sqlite3.Connection, folder: Path, why: str) -> Path:
    """A checked copy named by time and reason in `folder`, of which the newest KEPT stay."""
    return keep_aside(source, folder, why).result()


def keep_aside(source: sqlite3.Connection, folder: Path, why: str) -> Future[Path]:
    """The same: the copy is there when this returns, and is checked by another thread. Its result is to be waited
    for, and raises as `copy` does."""
    name = f"{clock.now():%Y%m%d-%H%M%S}-{why}"
    target = folder / f"{name}.db"
    number = 2
    while target.exists():
        target = folder / f"{name}-{number}.db"
        number += 1
    part = _copied(source, target)
    aside = ThreadPoolExecutor(1)
    try:
        return aside.submit(_kept, part, target)
    finally:
        aside.shutdown(wait=False)


def _kept(part: Path, target: Path) -> Path:
    _checked(part, target)
    for old in sorted(target.parent.glob("*.db"), key=lambda p: p.stat().st_mtime)[:-KEPT]:
        old.unlink()
    return target


def _copied(source: sqlite3.Connection, target: Path) -> Path:
    """A copy that is still to be checked, beside its place."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with closing(sqlite3.connect(part)) as copied:
            source.backup(copied)
    except BaseException:
        part.unlink()
        raise
    return part


def _checked(part: Path, target: Path) -> Path:
    """A copy put in its place, if it is sound."""
    with closing(sqlite3.connect(part)) as copied:
        health = copied.execute("PRAGMA quick_check(1)").fetchone()[0]
    if health != "ok":
        part.unlink()
        raise ShopkeepError(
            "The backup did not pass its check, so it was not kept.",
            f"SQLite says: {health}",
            "Look at the disk and try again; nothing else was changed.",
        )
    part.replace(target)
    return target
