"""By what a file is known again: the hash of its content, and how much of it this version reads."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from threading import Lock

from shopkeep.errors import ImportRefused

READS = 7
"""Rises when more is read of a file than before: then the very same file is worth reading again."""

_PIECE = 16 * 1024 * 1024
"""Bytes hashed at once: a thread that hashes while another one works waits for its turn after each."""
_one_at_a_time = Lock()


def digest_of(path: Path) -> str:
    """The hash by which a file's content is known. Raises ImportRefused where it cannot be read."""
    try:
        stat = path.stat()
        with _one_at_a_time:
            return _digest(path, stat.st_size, stat.st_mtime_ns)
    except OSError as error:
        raise ImportRefused(
            f"{path} cannot be read.", f"The system says: {error.strerror}.", "Check the path."
        ) from error


@lru_cache(maxsize=8)
def _digest(path: Path, _size: int, _changed: int) -> str:
    """An import asks more than once for the hash of a file; as long as it is not changed, it is worked out once."""
    found, piece = hashlib.sha256(), memoryview(bytearray(_PIECE))
    with path.open("rb", buffering=0) as file:
        while many := file.readinto(piece):
            found.update(piece[:many])
    return found.hexdigest()
