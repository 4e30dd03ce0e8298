"""Checked copies of a shop file, made through SQLite and never by copying a live file."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from shopkeep.core import clock
from shopkeep.errors import ShopkeepError

KEPT = 12


def copy(source: sqlite3.Connection, target: Path) -> Path:
    """Copy an open database to `target` and check the copy. Nothing is left behind where it fails."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    copied = sqlite3.connect(part)
    try:
        source.backup(copied)
        health = copied.execute("PRAGMA quick_check(1)").fetchone()[0]
    finally:
        copied.close()
    if health != "ok":
        part.unlink()
        raise ShopkeepError(
            "The backup did not pass its check, so it was not kept.",
            f"SQLite says: {health}",
            "Look at the disk and try again; nothing else was changed.",
        )
    part.replace(target)
    return target


def keep(source: sqlite3.Connection, folder: Path, why: str) -> Path:
    """A checked copy named by time and reason in `folder`, of which the newest KEPT stay."""
    name = f"{clock.now():%Y%m%d-%H%M%S}-{why}"
    target = folder / f"{name}.db"
    number = 2
    while target.exists():
        target = folder / f"{name}-{number}.db"
        number += 1
    copy(source, target)
    for old in sorted(folder.glob("*.db"), key=lambda p: p.stat().st_mtime)[:-KEPT]:
        old.unlink()
    return target
