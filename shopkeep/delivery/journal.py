"""The journal of sent mails: a file beside the shop file that an older backup, put back, does not take back.

Before the first byte of a mail's content goes out, after the ledger has it on record, one line is added here
and is on the disk: a keyed hash of sequence, stage, mail and address, and when it was. So a line that the
ledger does not know of means one thing: the shop file is older than the journal, and the mail may have
arrived. The key is the file's own, because a backup may be older than the shop's; no address stands in it.
Lines are of one length. One that is cut short was never waited for, so nothing went out for it.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
import re
import secrets
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from shopkeep.errors import ShopkeepError

NAME = "sent.journal"
HEAD = 65
"""Bytes of the first line: the key in hexadecimal."""
LINE = 45
"""Bytes of each other line: 32 signs of the hash, a space, the stamp in 11 digits."""
STRUCK = b"-" * 32
_DIGEST = 32
_AT_ONCE = 20_000
"""Lines read at a time."""
_WHOLE_HEAD = re.compile(rb"[0-9a-f]{64}\n")


class Mail(NamedTuple):
    """What makes a mail itself whatever happens to the shop file: the same customer is never due it twice."""

    sequence: str
    stage: str
    mail: int
    email: str


class Journal:
    """The journal of one delivery. It is opened, or begun, with the first line added."""

    def __init__(self, home: Path) -> None:
        self._path = home / NAME
        self._file: int | None = None
        self._key = b""
        self._size = 0

    def add(self, begun: Collection[tuple[Mail, int]]) -> None:
        """Have mails and the stamps of their beginning on the disk: all of them, or none. Raises OSError."""
        if self._file is None:
            self._open()
        assert self._file is not None
        lines = b"".join(b"%b %011d\n" % (_digest(self._key, mail), at) for mail, at in begun)
        try:
            if os.write(self._file, lines) != len(lines):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            _sync(self._file)
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._file, self._size)
            raise
        self._size += len(lines)

    def close(self) -> None:
        """Close the file; adding opens it again."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _open(self) -> None:
        key = _key_of(self._path) or _begin(self._path)
        file = os.open(self._path, os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0))
        try:
            size = os.fstat(file).st_size
            self._size = size - max(0, size - HEAD) % LINE
            if self._size != size:
                os.ftruncate(file, self._size)
        except BaseException:
            os.close(file)
            raise
        self._file, self._key = file, key


def begun(home: Path, mails: Iterable[Mail]) -> dict[Mail, int]:
    """Those of some mails that the journal knows, with the stamp of when each was last begun.

    Raises ShopkeepError for a file that is no journal, OSError.
    """
    key = _key_of(home / NAME)
    if key is None:
        return {}
    wanted = {_digest(key, mail): mail for mail in mails}
    return {wanted[found]: at for found, at in _lines(home / NAME) if found in wanted} if wanted else {}


def all_begun(home: Path) -> dict[bytes, int]:
    """Every mail that the journal knows, as its hash, with the stamp of when it was last begun."""
    if _key_of(home / NAME) is None:
        return {}
    return {digest: at for digest, at in _lines(home / NAME) if digest != STRUCK}


def unknown_to(home: Path, found: dict[bytes, int], known: Iterable[tuple[Mail, int]]) -> dict[bytes, int]:
    """Those of `found` (as `all_begun` gives them) that the ledger does not know.

    known: mails of the ledger, with the stamp of when each was last begun.
    """
    key = _key_of(home / NAME)
    assert key is not None
    found = dict(found)
    for mail, at in known:
        digest = _digest(key, mail)
        if found.get(digest, at + 1) <= at:
            del found[digest]
    return found


def strike(home: Path, mails: Iterable[Mail]) -> int:
    """Strike out the lines of mails to somebody who is erased; how many. They are overwritten where they stand,
    so that a delivery may add lines meanwhile. Raises OSError."""
    key = _key_of(home / NAME)
    gone = set() if key is None else {_digest(key, mail) for mail in mails}
    if not gone:
        return 0
    at = [n for n, (digest, _) in enumerate(_lines(home / NAME)) if digest in gone]
    with (home / NAME).open("r+b") as file:
        for number in at:
            file.seek(HEAD + number * LINE)
            file.write(STRUCK)
        file.flush()
        _sync(file.fileno())
    return len(at)


def _lines(path: Path) -> Iterator[tuple[bytes, int]]:
    """Hash and stamp of every whole line, oldest first."""
    with path.open("rb") as file:
        file.seek(HEAD)
        while part := file.read(_AT_ONCE * LINE):
            for start in range(0, len(part) - LINE + 1, LINE):
                stamp = part[start + _DIGEST + 1 : start + LINE - 1]
                yield part[start : start + _DIGEST], int(stamp) if stamp.isdigit() else 0


def _digest(key: bytes, mail: Mail) -> bytes:
    what = f"{mail.sequence}\n{mail.stage}\n{mail.mail}\n{mail.email}".encode("utf-8", "surrogatepass")
    return hmac.digest(key, what, hashlib.sha256).hex()[:_DIGEST].encode()


def _key_of(path: Path) -> bytes | None:
    """The journal's key; None where there is no journal yet."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except FileNotFoundError:
        return None
    if not _WHOLE_HEAD.fullmatch(head):
        raise ShopkeepError(
            f"{path} is no journal of sent mails any more.",
            "It says which mails have begun to go out, whatever becomes of the shop file. Without it nothing is sent.",
            "Put it back from a copy of the shop's folder. If no older backup was put back since the last send, "
            "move it away: a new one is begun.",
        )
    return bytes.fromhex(head.decode("ascii"))


def _begin(path: Path) -> bytes:
    """A new journal, whole or not there at all."""
    key = secrets.token_bytes(32)
    part = path.with_name(f"{NAME}.part")
    file = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        if os.write(file, key.hex().encode() + b"\n") != HEAD:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        _sync(file)
    finally:
        os.close(file)
    part.replace(path)
    if os.name == "posix":  # the name, too, is to be on the disk
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return key


def _sync(file: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(file, fcntl.F_FULLFSYNC)  # fsync there leaves it in the disk's own memory
    else:
        os.fsync(file)
