"""The one connection to a shop file: opening, locking, transactions.

One process writes, on one connection that its threads take in turn: with SQLite's rollback journal
that is the arrangement in which no reader can starve the writer and no second writer can exist.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from shopkeep.errors import ShopBusy, ShopDamaged, ShopkeepError
from shopkeep.store import backup, functions, migrations
from shopkeep.store.migrations import APPLICATION_ID

T = TypeVar("T")

FILE = "shop.db"
BUSY_SECONDS = 20
CACHE_KIB = 65_536
"""How much of the file is kept in memory; SQLite's own 2,000 read a large shop's indexes again and again."""
GIVES_WAY = 8
GIVE_WAY_EVERY = 20_000
"""Steps of SQLite, far less than a millisecond together, between two looks whether somebody waits."""
CHECKED = "shop.checked"
"""Says how a large shop file looked when it was closed in good health: unchanged, it is not checked again."""
LARGE = 16 * 1024 * 1024
"""From so many bytes on the check at every opening takes longer than anybody should wait for a list."""
LOCK_SECONDS = 1.5
"""How long to wait for a shop that another process holds: a command that only looks is gone by then."""


def wal_is_safe(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite is free of the WAL-reset race (fixed in 3.51.3, 3.50.7 and 3.44.6)."""
    if version >= (3, 51, 3):
        return True
    return (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


class Database:
    """An open shop file. `read` and `write` hand out the connection, one thread at a time."""

    def __init__(self, path: Path, connection: Connection, lock: FileLock | None) -> None:
        self.path = path
        self.read_only = lock is None
        self._connection = connection
        self._lock = lock
        self._turn = _Turn()
        self._depth = 0
        self.changes = 0
        """Transactions committed since it was opened: whoever has read something sees whether it may be old."""

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The connection for queries. Fetch everything before leaving: no cursor stays open."""
        with self._turn:
            yield self._connection

    def giving_way(self, work: Callable[[], T]) -> T:
        """Do some long reading that others go before: where another thread wants the connection, a query of
        `work` is broken off, and all of it done anew once that thread is done; the last of GIVES_WAY times to
        the end, for some threads come again and again. It must only read."""
        if self._turn.is_mine():
            return work()
        raw = self._raw()
        for times_left in reversed(range(GIVES_WAY)):
            with self._turn:
                raw.set_progress_handler(self._turn.is_wanted if times_left else None, GIVE_WAY_EVERY)
                try:
                    return work()
                except (DBAPIError, sqlite3.OperationalError) as error:
                    if getattr(getattr(error, "orig", error), "sqlite_errorcode", 0) != sqlite3.SQLITE_INTERRUPT:
                        raise
                finally:
                    raw.set_progress_handler(None, 0)
            self._turn.let_others()
        raise AssertionError("the last time nothing breaks it off")

    @contextmanager
    def write(self, *, linked: bool = False) -> Iterator[Connection]:
        """One transaction: all of the block or nothing. A `write` inside a `write` joins it.

        `linked`: whoever writes gives all ids and deletes nothing, so that SQLite need not look up for each of
        very many rows whether what it belongs to is there.

        Raises ShopBusy where the shop is open for reading only.
        """
        if self.read_only:
            raise busy(self.path.parent)
        with self._turn:
            if self._depth:
                yield self._connection
                return
            with self._unchecked() if linked else nullcontext():
                self._connection.exec_driver_sql("BEGIN IMMEDIATE")
                self._depth = 1
                try:
                    yield self._connection
                except BaseException:
                    self._connection.exec_driver_sql("ROLLBACK")
                    raise
                else:
                    self._commit()
                    self.changes += 1
                finally:
                    self._depth = 0

    @contextmanager
    def _unchecked(self) -> Iterator[None]:
        """No look at what rows belong to; to be begun and ended outside of transactions."""
        self._connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        try:
            yield
        finally:
            self._connection.exec_driver_sql("PRAGMA foreign_keys = ON")

    def _commit(self) -> None:
        try:
            self._connection.exec_driver_sql("COMMIT")
        except BaseException:
            # A COMMIT that failed (disk full, I/O error) may leave the transaction open.
            raw = self._connection.connection.dbapi_connection
            if isinstance(raw, sqlite3.Connection) and raw.in_transaction:
                self._connection.exec_driver_sql("ROLLBACK")
            raise

    def wipe(self, texts: Collection[str]) -> bool:
        """Make sure that deleted texts are gone from the file's bytes; whether the file had to be written anew.

        Deleting overwrites with zeros (`secure_delete`); what lay in the gaps of rearranged pages it does not
        reach, so the file is read through and compacted where anything is left.
        """
        with self._turn:
            self._connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            if not any(holds(self.path, text.encode()) for text in texts):
                return False
            self._connection.exec_driver_sql("VACUUM")
            self._connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return True

    def back_up(self, target: Path) -> Path:
        """A checked copy of the whole shop file at `target`."""
        with self._turn:
            return backup.copy(self._raw(), target)

    def checked_backup(self, why: str) -> Path:
        """A checked copy among the shop's own backups, old ones thinned out."""
        with self._turn:
            return backup.keep(self._raw(), self.path.parent / "backups", why)

    def _raw(self) -> sqlite3.Connection:
        raw = self._connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        return raw

    def close(self) -> None:
        with self._turn:
            engine = self._connection.engine
            self._connection.close()
            engine.dispose()
            if self._lock is not None:
                _note_looks(self.path)
                self._lock.release()
                self._lock = None


class _Turn:
    """Whose turn the connection is: one thread's, which may take it again inside."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._wanting = 0
        self._counting = threading.Lock()
        self._holders: list[int] = []

    def __enter__(self) -> None:
        with self._counting:
            self._wanting += 1
        self._lock.acquire()
        with self._counting:
            self._wanting -= 1
        self._holders.append(threading.get_ident())

    def __exit__(self, *_: object) -> None:
        self._holders.pop()
        self._lock.release()

    def is_mine(self) -> bool:
        """Whether it is this thread's."""
        return threading.get_ident() in self._holders

    def is_wanted(self) -> bool:
        """Whether a thread waits for it."""
        return self._wanting > 0

    def let_others(self) -> None:
        """Wait until no thread waits for it."""
        while self._wanting:
            time.sleep(0.005)


def holds(path: Path, wanted: bytes) -> bool:
    """Whether a file holds these bytes anywhere."""
    before = b""
    with path.open("rb") as file:
        while chunk := file.read(2**20):
            if wanted in before + chunk:
                return True
            before = chunk[-len(wanted) :]
    return False


def busy(home: Path) -> ShopBusy:
    """The error for a shop that another process has open, with who that is where it is known."""
    try:
        holder = (home / "shop.pid").read_text().strip()
    except OSError:
        holder = ""
    return ShopBusy(
        "Another shopkeep has this shop open" + (f" (process {holder})." if holder else "."),
        "Only one may write at a time, so that nothing is sent or stored twice.",
        "Close the other one, then try again. Looking is possible meanwhile; changing is not.",
    )


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
        _private(path)
        connection = _connect(path)
        _check(path, connection)
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


def take_lock(home: Path) -> FileLock:
    """Hold the shop alone until released. Raises ShopBusy where another process does."""
    lock = FileLock(home / "shop.lock", timeout=LOCK_SECONDS, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise busy(home) from None
    _private(home / "shop.pid")
    (home / "shop.pid").write_text(str(os.getpid()))
    return lock


def _private(path: Path) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)


def _connect(path: Path) -> Connection:
    def dial() -> sqlite3.Connection:
        raw = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("PRAGMA temp_store = MEMORY")
        functions.register(raw)
        return raw

    engine = create_engine("sqlite://", creator=dial, poolclass=StaticPool)
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def _pragmas_for_writing(connection: Connection) -> None:
    connection.exec_driver_sql(f"PRAGMA journal_mode = {'WAL' if wal_is_safe() else 'TRUNCATE'}")
    for pragma in ("synchronous = FULL", "fullfsync = ON", "secure_delete = ON"):
        connection.exec_driver_sql(f"PRAGMA {pragma}")


def _check(path: Path, connection: Connection) -> None:
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


def _note_looks(path: Path) -> None:
    with contextlib.suppress(OSError):
        if looks := _looks(path):
            _private(path.parent / CHECKED)
            (path.parent / CHECKED).write_text(looks)


def _damaged(path: Path, detail: str) -> ShopDamaged:
    backups = sorted((path.parent / "backups").glob("*.db"))
    newest = f"shopkeep restore {backups[-1]}" if backups else "copy a backup of yours over it"
    return ShopDamaged(
        f"The shop file {path} is damaged ({detail.splitlines()[0][:80] if detail else 'unreadable'}).",
        "It was left untouched, and nothing was written to it.",
        f"To go back to the newest backup: {newest}",
    )
