"""Looking a shop file over, and putting a backup back, also where the file cannot be opened."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from shopkeep.core import clock
from shopkeep.errors import ShopkeepError
from shopkeep.store import migrations
from shopkeep.store.database import FILE, take_lock, wal_is_safe
from shopkeep.store.migrations import APPLICATION_ID


@dataclass(frozen=True, slots=True)
class Health:
    """What a shop file looks like from outside. `problem` is empty where all is well."""

    exists: bool
    problem: str
    version: int
    journal: str
    sqlite: str
    wal_safe: bool


def health(home: Path) -> Health:
    """Check a shop file with SQLite's full check, without changing it."""
    path = home / FILE
    if not path.exists():
        return Health(False, "", 0, "", sqlite3.sqlite_version, wal_is_safe())
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            problem, version, journal = _look(connection)
        finally:
            connection.close()
    except sqlite3.Error as error:
        problem, version, journal = str(error), 0, ""
    return Health(True, problem, version, journal, sqlite3.sqlite_version, wal_is_safe())


def _look(connection: sqlite3.Connection) -> tuple[str, int, str]:
    def one(pragma: str) -> str:
        return str(connection.execute(f"PRAGMA {pragma}").fetchone()[0])

    version = int(one("user_version"))
    if one("application_id") != str(APPLICATION_ID):
        return "not a shop of shopkeep", version, ""
    if version > migrations.NEWEST:
        return "last opened with a newer shopkeep", version, ""
    whole = one("integrity_check(1)")
    if whole != "ok":
        return whole, version, ""
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    return (f"a row of {broken[0]} points nowhere" if broken else ""), version, one("journal_mode")


def begun(home: Path) -> list[tuple[str, str, int, str, int]] | None:
    """Of every mail of the shop file whose content was ever begun: sequence, stage, mail, address, and when it
    last was (a stamp). None where there is no shop file, or it cannot be read."""
    path = home / FILE
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
            query = "SELECT sequence, stage, mail, email, sending_at FROM messages WHERE sending_at > 0"
            return connection.execute(query).fetchall()
    except sqlite3.Error:
        return None


def put_back(home: Path, backup: Path) -> Path | None:
    """Make a checked backup the shop file again. The present file is kept beside it; returns where.

    Raises ShopBusy where a shopkeep has the shop open, ShopkeepError where the backup is not sound.
    """
    lock = take_lock(home)
    try:
        _must_be_sound(backup)
        path = home / FILE
        kept = None
        if path.exists():
            kept = home / "backups" / f"{clock.now():%Y%m%d-%H%M%S}-before-restore.db"
            kept.parent.mkdir(mode=0o700, exist_ok=True)
            for suffix in ("-journal", "-wal", "-shm"):
                side = path.with_name(path.name + suffix)
                if side.exists():
                    side.rename(kept.with_name(kept.name + suffix))
            path.rename(kept)
        part = path.with_name(FILE + ".part")
        shutil.copyfile(backup, part)
        part.chmod(0o600)
        part.replace(path)
        return kept
    finally:
        lock.release()


def _must_be_sound(backup: Path) -> None:
    try:
        connection = sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro", uri=True)
        try:
            problem, _, _ = _look(connection)
        finally:
            connection.close()
    except sqlite3.Error as error:
        problem = str(error)
    if problem:
        raise ShopkeepError(
            f"{backup} is no sound backup ({problem}).",
            "The shop was left as it is.",
            "Choose another one: they lie in the shop's folder under backups.",
        )
