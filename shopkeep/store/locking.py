"""One process at a time has a shop; the others are told who."""

from __future__ import annotations

import os
from pathlib import Path

from filelock import FileLock, Timeout

from shopkeep.errors import ShopBusy

LOCK_SECONDS = 1.5
"""How long to wait for a shop that another process holds: a command that only looks is gone by then."""


def take_lock(home: Path) -> FileLock:
    """Hold the shop alone until released. Raises ShopBusy where another process does."""
    lock = FileLock(home / "shop.lock", timeout=LOCK_SECONDS, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise busy(home) from None
    private(home / "shop.pid")
    (home / "shop.pid").write_text(str(os.getpid()))
    return lock


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


def private(path: Path) -> None:
    """Make sure that a file is there, and that nobody else may read it."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
