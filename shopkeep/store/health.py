"""Whether a file is a shop's and whole, asked before anything is done with it."""

from __future__ import annotations

import contextlib
from pathlib import Path

from sqlalchemy.engine import Connection

from shopkeep.errors import ShopDamaged
from shopkeep.store import migrations
from shopkeep.store.locking import private
from shopkeep.store.migrations import APPLICATION_ID

CHECKED = "shop.checked"
"""Says how a large shop file looked when it was closed in good health: unchanged, it is not checked again."""
LARGE = 16 * 1024 * 1024
"""From so many bytes on the check at every opening takes longer than anybody should wait for a list."""


def check(path: Path, connection: Connection) -> None:
    """Raise ShopDamaged, with the connection closed, for a file that is damaged, not ours, or newer than we are."""
    try:
        application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        version = migrations.version_of(connection)
        tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
        looks_as_left = _looks(path) and _looks(path) == _noted_looks(path)
        health = "ok" if looks_as_left else connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    except Exception as error:
        connection.close()
        raise _damaged(path, str(error)) from error
    if tables and application != APPLICATION_ID:
        connection.close()
        raise ShopDamaged(
            f"{path} is a database, but not a shop of shopkeep.",
            "It was left as it is.",
            "Give another folder with --home, or move that file away.",
        )
    if version > migrations.NEWEST:
        connection.close()
        raise ShopDamaged(
            "This shop was last opened with a newer shopkeep.",
            "An older program could spoil it, so it was left untouched.",
            "Install the newest shopkeep, then open it again.",
        )
    if health != "ok":
        connection.close()
        raise _damaged(path, str(health))


def _looks(path: Path) -> str:
    """Size and time of change of a large shop file; empty for a small one."""
    stat = path.stat()
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ino}" if stat.st_size >= LARGE else ""


def _noted_looks(path: Path) -> str:
    try:
        return (path.parent / CHECKED).read_text()
    except OSError:
        return ""


def note_looks(path: Path) -> None:
    """Note how a file that is closed in good health looks."""
    with contextlib.suppress(OSError):
        if looks := _looks(path):
            private(path.parent / CHECKED)
            (path.parent / CHECKED).write_text(looks)


def _damaged(path: Path, detail: str) -> ShopDamaged:
    backups = sorted((path.parent / "backups").glob("*.db"))
    newest = f"shopkeep restore {backups[-1]}" if backups else "copy a backup of yours over it"
    return ShopDamaged(
        f"The shop file {path} is damaged ({detail.splitlines()[0][:80] if detail else 'unreadable'}).",
        "It was left untouched, and nothing was written to it.",
        f"To go back to the newest backup: {newest}",
    )
