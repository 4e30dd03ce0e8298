"""Another process that runs one of our modules, and the messages to and from it: two cores share the work.

Messages are tuples of plain values, which `marshal` knows: numbers, texts, tuples, lists, dictionaries. They go
over the other process's standard input and output.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Semaphore, Thread
from types import TracebackType
from typing import IO, Any

_LENGTH = 8
"""Bytes that say how long a message is."""
_MOST = 1 << 30
_PIECE = 1 << 14
"""Bytes of messages as they are counted."""
_AHEAD = 750
"""Pieces of messages that are fetched before they are asked for: 12 MB, of known orders all there are."""
_PIPE = 1 << 20
_SET_PIPE_SIZE = 1031
"""F_SETPIPE_SZ of Linux: whoever writes is to be a few messages ahead."""

_OURS = str(Path(__file__).parents[2])
"""Where this program lies: the other process is to be of the same."""

Message = tuple[Any, ...]


class Gone(Exception):
    """The other process did not do what was asked; it is to be done here."""


def worth_it() -> bool:
    """Whether there is another core to work on."""
    return (os.cpu_count() or 1) > 1


class Process:
    """Another process. Use as a context: it never outlives the block."""

    def __init__(self, module: str) -> None:
        """`module` is run by itself: by its name, as `python -m` takes it."""
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Process:
        with contextlib.suppress(OSError, ValueError):
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", self._module],  # -P: nothing that lies in the working folder is run
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (_OURS, os.environ.get("PYTHONPATH"))))},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl+C is for the process that stores
            )
            _widen(self._process.stdin)
            _widen(self._process.stdout)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    assert pipe is not None
                    pipe.close()
            self._process.wait()

    @property
    def asked(self) -> IO[bytes]:
        """Where messages to it go. Raises Gone where it could not be started."""
        if self._process is None or self._process.stdin is None:
            raise Gone
        return self._process.stdin

    @property
    def answers(self) -> IO[bytes]:
        """Where messages from it come from. Raises Gone where it could not be started."""
        if self._process is None or self._process.stdout is None:
            raise Gone
        return self._process.stdout


def send(out: IO[bytes], *message: Any) -> None:
    """A message with its length before it: `marshal` by itself reads a pipe in morsels. Raises Gone."""
    data = marshal.dumps(message)
    try:
        out.write(len(data).to_bytes(_LENGTH, "big") + data)
        out.flush()
    except (OSError, ValueError) as error:
        raise Gone from error


def receive(pipe: IO[bytes]) -> Message:
    """The next message. Raises Gone where none comes."""
    return _understood(_fetch(pipe))


class Ahead:
    """The messages one by one, fetched while this process does other work: the other need not wait for it.
    To be closed. Raises Gone where no more come."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._fetched: SimpleQueue[bytes | Exception] = SimpleQueue()
        self._room, self._closed = Semaphore(_AHEAD), Event()
        Thread(target=self._fetch, args=(pipe,), daemon=True).start()

    def _fetch(self, pipe: IO[bytes]) -> None:
        try:
            while not self._closed.is_set() and (data := _fetch(pipe)):
                for _ in range(_pieces(data)):
                    self._room.acquire()
                self._fetched.put(data)
            self._fetched.put(b"")
        except (OSError, ValueError, Gone) as error:
            self._fetched.put(error)

    def __iter__(self) -> Ahead:
        return self

    def __next__(self) -> Message:
        data = self._fetched.get()
        if isinstance(data, Exception):
            raise Gone from data
        self._room.release(_pieces(data))
        return _understood(data)

    def arrived(self) -> bool:
        """Whether the next one is there already, or none will come."""
        return not self._fetched.empty()

    def close(self) -> None:
        """Fetch no more."""
        self._closed.set()
        self._room.release(_AHEAD)


def _pieces(data: bytes) -> int:
    return min(_AHEAD, 1 + len(data) // _PIECE)


def _fetch(pipe: IO[bytes]) -> bytes:
    length = int.from_bytes(pipe.read(_LENGTH), "big")
    if length > _MOST:  # something else than one of our modules writes there
        raise Gone
    return pipe.read(length)


def _understood(data: bytes) -> Message:
    try:
        message = marshal.loads(data)
    except (EOFError, ValueError, TypeError) as error:
        raise Gone from error
    return message if isinstance(message, tuple) and message else ("gone",)


def _widen(pipe: IO[bytes] | None) -> None:
    if pipe is not None and sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), _SET_PIPE_SIZE, _PIPE)
