"""What takes its time before a large file can be read, begun while the rest of the program is still being loaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from shopkeep.core.apart import Process, worth_it
from shopkeep.errors import ImportRefused
from shopkeep.orders.identity import digest_of

READER = "shopkeep.orders.apart"
LARGE = 4 * 1024 * 1024
"""Above so many bytes another process may read a file."""


@contextmanager
def begun(path: Path) -> Iterator[Process | None]:
    """Of a large file, work out its hash and start the process that will read it; None of any other. The process
    never outlives the block."""
    if not worth_it() or not path.is_file() or path.stat().st_size <= LARGE:
        yield None
        return

    def hash_it() -> None:
        with suppress(ImportRefused):  # whoever asks for the hash is told
            digest_of(path)

    Thread(target=hash_it, daemon=True).start()
    with Process(READER) as process:
        yield process
