"""Opening a shop file: the lock, the look at its health, how SQLite is to work, and its schema brought up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.pool import StaticPool

from shopkeep.errors import ShopkeepError
from shopkeep.store import functions, health, migrations, raw
from shopkeep.store.connection import Database
from shopkeep.store.locking import busy, private, take_lock

FILE = "shop.db"
BUSY_SECONDS = 20
CACHE_KIB = 65_536
"""How much of the file is kept in memory; SQLite's own 2,000 read a large shop's indexes again and again."""


def open_database(home: Path, *, read_only: bool = False) -> Database:
    """Open the shop file in `home`, making the folder and the file where missing.

    Raises ShopBusy where another process holds it (unless `read_only`), ShopDamaged where the file is
    not ours, is damaged, or is newer than this program; it is then left untouched.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = home / FILE
    lock = None if read_only else take_lock(home)
    try:
        fresh = not path.exists() or path.stat().st_size == 0
        if fresh and read_only:
            lock = take_lock(home)  # nothing to read yet: make it, then it is ours to look at
        private(path)
        connection = _connect(path)
        health.check(path, connection)
        connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")
        if lock is not None:
            _pragmas_for_writing(connection)
            migrations.bring_up_to_date(connection, path, fresh)
        elif migrations.version_of(connection) < migrations.NEWEST:
            connection.close()
            raise ShopkeepError(
                "This shop file is of an older shopkeep and must be brought up to date first.",
                "That needs to write, and another shopkeep has the shop open.",
                "Close the other one and start again.",
            )
        if read_only:
            connection.exec_driver_sql("PRAGMA query_only = ON")
            if lock is not None:
                lock.release()
                lock = None
        return Database(path, connection, lock)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _connect(path: Path) -> Connection:
    def dial() -> sqlite3.Connection:
        opened = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)
        opened.execute("PRAGMA foreign_keys = ON")
        opened.execute("PRAGMA temp_store = MEMORY")
        functions.register(opened)
        return opened

    engine = create_engine("sqlite://", creator=dial, poolclass=StaticPool)
    engine.dialect.statement_compiler = raw.Compiler
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def _pragmas_for_writing(connection: Connection) -> None:
    connection.exec_driver_sql(f"PRAGMA journal_mode = {'WAL' if wal_is_safe() else 'TRUNCATE'}")
    for pragma in ("synchronous = FULL", "fullfsync = ON", "secure_delete = ON"):
        connection.exec_driver_sql(f"PRAGMA {pragma}")


def wal_is_safe(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite is free of the WAL-reset race (fixed in 3.51.3, 3.50.7 and 3.44.6)."""
    if version >= (3, 51, 3):
        return True
    return (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


__all__ = ["FILE", "Database", "busy", "open_database", "take_lock", "wal_is_safe"]
