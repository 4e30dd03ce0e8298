"""An open shop file: one connection that the threads of a process take in turn, and its transactions.

With SQLite's rollback journal that is the arrangement in which no reader can starve the writer and no
second writer can exist.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TypeVar

from filelock import FileLock
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from shopkeep.store import backup
from shopkeep.store.health import note_looks
from shopkeep.store.locking import busy

T = TypeVar("T")

GIVES_WAY = 8
GIVE_WAY_EVERY = 20_000
"""Steps of SQLite, far less than a millisecond together, between two looks whether somebody waits."""


class Database:
    """An open shop file. `read` and `write` hand out the connection, one thread at a time."""

    def __init__(self, path: Path, connection: Connection, lock: FileLock | None) -> None:
        self.path = path
        self.read_only = lock is None
        self._connection = connection
        self._lock = lock
        self._turn = _Turn()
        self._depth = 0
        self._keeps_journal = False
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

    @contextmanager
    def committing_often(self) -> Iterator[None]:
        """Within, SQLite's rollback journal keeps its length between commits, of which each of very many small ones
        is a tenth quicker. Former pages stand in it meanwhile: at the end it is removed."""
        self._keep_journal(True)
        try:
            yield
        finally:
            with suppress(DBAPIError):  # the next commit of whoever opens the file empties it
                self._keep_journal(False)

    def _keep_journal(self, keep: bool) -> None:
        with self._turn:
            if self._pragma("journal_mode") not in ("truncate", "persist"):
                return  # there is no such journal beside a write-ahead log
            self._pragma("journal_mode = DELETE")  # TRUNCATE by itself would leave the former pages until a commit
            self._pragma(f"journal_mode = {'PERSIST' if keep else 'TRUNCATE'}")
            self._keeps_journal = keep

    def _pragma(self, said: str) -> str:
        return str(self._connection.exec_driver_sql(f"PRAGMA {said}").scalar())

    def wipe(self, texts: Collection[str]) -> bool:
        """Make sure that deleted texts are gone from the file's bytes; whether the file had to be written anew.

        Deleting overwrites with zeros (`secure_delete`); what lay in the gaps of rearranged pages it does not
        reach, so the file is read through and compacted where anything is left.
        """
        with self._turn:
            if self._keeps_journal:
                self._keep_journal(True)
            self._connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            left = any(holds(self.path, text.encode()) for text in texts)
            if left:
                self._connection.exec_driver_sql("VACUUM")
                self._connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return left

    def back_up(self, target: Path) -> Path:
        """A checked copy of the whole shop file at `target`."""
        with self._turn:
            return backup.copy(self._raw(), target)

    def checked_backup(self, why: str) -> Path:
        """A checked copy among the shop's own backups, old ones thinned out."""
        with self._turn:
            return backup.keep(self._raw(), self.path.parent / "backups", why)

    def backup_aside(self, why: str) -> Future[Path]:
        """The same: the copy is made when this returns, and is checked while work goes on. Its result is to be waited
        for before anything is committed; it raises ShopkeepError where the copy is not sound."""
        with self._turn:
            return backup.keep_aside(self._raw(), self.path.parent / "backups", why)

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
                note_looks(self.path)
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
