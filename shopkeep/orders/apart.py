"""A large file read by a second process, while this one stores what it finds: two cores share the work.

The other process is this module run by itself. It is told what to read on its standard input and answers
with batches of orders; whatever is out of the ordinary it leaves to be read here instead.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Semaphore, Thread
from typing import IO, Any

from shopkeep.core.records.orders import ImportOptions, Rejected, Remembered
from shopkeep.orders import reading
from shopkeep.orders.collecting import collecting_later
from shopkeep.orders.columns import Orders
from shopkeep.orders.open_file import OpenFile
from shopkeep.orders.streaming import NONE_STAMPED, Stamped, by_number, ids_of
from shopkeep.orders.table import Table, header_of
from shopkeep.orders.watched import NeedsWholeFile, Uneven

_LENGTH = 8
"""Bytes that say how long an answer is."""
_MOST = 1 << 30
_PIECE = 1 << 14
"""Bytes of answers as they are counted."""
_AHEAD = 750
"""Pieces of answers that are fetched before they are asked for: 12 MB, of known orders all there are."""
_PIPE = 1 << 20
_SET_PIPE_SIZE = 1031
"""F_SETPIPE_SZ of Linux: the reader is to be a few batches ahead."""


_WIDER = {"ascii": "utf-8"}
"""As what the reader reads a file whose beginning is plain ASCII."""


class ReaderGone(Exception):
    """The other process did not do what was asked; the file is to be read here."""


Read = tuple[int, list[int], list[int], Orders]
"""The line up to which a file was read, the ids of known orders met unchanged, and of the others their ids (0 of
those that are not known) and what they tell."""


class Reader:
    """Another process that reads a file. Use as a context: it never outlives the block."""

    def __init__(
        self,
        path: Path,
        options: ImportOptions,
        zone: str,
        currency: str,
        known: dict[str, Remembered],
        fresh: bool = False,
    ) -> None:
        """`fresh`: the shop knows no orders, so that the reader need not wait to be told of them."""
        layouts = {header: (each.source, each.mapping, each.answers) for header, each in known.items()}
        self._asked = (str(path), asdict(options), zone, currency, layouts)
        self._process: subprocess.Popen[bytes] | None = None
        self._fresh = fresh

    def __enter__(self) -> Reader:
        with contextlib.suppress(OSError, ValueError):
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl+C is for the process that stores
            )
            assert self._process.stdin is not None
            _send(self._process.stdin, *self._asked)
            if self._fresh:
                _send(self._process.stdin, NONE_STAMPED)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    assert pipe is not None
                    pipe.close()
            self._process.wait()

    def batches(self, file: OpenFile, known: Stamped) -> Iterator[Read]:
        """The orders as they come, those `known` by their text by id; at the end `file` knows what became of
        all rows. Raises NeedsWholeFile, ReaderGone.
        """
        if self._process is None or self._process.stdout is None or self._process.stdin is None:
            raise ReaderGone
        try:
            if self._fresh and known[0]:
                raise ReaderGone  # somebody else has taken orders in since
            if not self._fresh:
                _send(self._process.stdin, known)
            self._process.stdin.close()
            del known  # they are many, and the other process has them now
        except OSError as error:
            raise ReaderGone from error
        answers = self._process.stdout
        stream = file.sheet.table.stream
        if stream is None or _receive(answers) not in (("as", stream.codec), ("as", _WIDER.get(stream.codec))):
            raise ReaderGone  # all of the file says something else than its beginning
        for kind, *said in _ahead(answers):
            try:
                if kind == "end":
                    _adopt(file, *said)
                    return
                if kind != "batch":
                    raise NeedsWholeFile if kind == "whole" else ReaderGone
                line, same, ids, read = said
                yield line, same, ids, Orders(*read)
            except (TypeError, ValueError) as error:
                raise ReaderGone from error


def _ahead(answers: IO[bytes]) -> Iterator[tuple[Any, ...]]:
    """The answers one by one, fetched while this process does other work: the reader need not wait for it."""
    fetched: SimpleQueue[bytes | Exception] = SimpleQueue()
    room, done = Semaphore(_AHEAD), Event()

    def pieces(data: bytes) -> int:
        return min(_AHEAD, 1 + len(data) // _PIECE)

    def fetch() -> None:
        try:
            while not done.is_set() and (data := _fetch(answers)):
                for _ in range(pieces(data)):
                    room.acquire()
                fetched.put(data)
            fetched.put(b"")
        except (OSError, ValueError, ReaderGone) as error:
            fetched.put(error)

    Thread(target=fetch, daemon=True).start()
    try:
        while True:
            data = fetched.get()
            if isinstance(data, Exception):
                raise ReaderGone from data
            room.release(pieces(data))
            yield _understood(data)
    finally:
        done.set()
        room.release(_AHEAD)


def _receive(answers: IO[bytes]) -> tuple[Any, ...]:
    return _understood(_fetch(answers))


def _fetch(answers: IO[bytes]) -> bytes:
    length = int.from_bytes(answers.read(_LENGTH), "big")
    if length > _MOST:  # something else than the reader writes there
        raise ReaderGone
    return answers.read(length)


def _understood(data: bytes) -> tuple[Any, ...]:
    try:
        answer = marshal.loads(data)
    except (EOFError, ValueError, TypeError) as error:
        raise ReaderGone from error
    return answer if isinstance(answer, tuple) and answer else ("gone",)


def _send(out: IO[bytes], *answer: Any) -> None:
    """An answer with its length before it: `marshal` by itself reads a pipe in morsels."""
    data = marshal.dumps(answer)
    out.write(len(data).to_bytes(_LENGTH, "big") + data)
    out.flush()


def _adopt(file: OpenFile, tally: Any, seen: Any, notes: Any) -> None:
    rows, in_orders, skipped, groups, rejected, refused_rows = tally
    file.tally.rows, file.tally.in_orders, file.tally.skipped, file.tally.groups = rows, in_orders, skipped, groups
    file.tally.rejected, file.tally.refused_rows = [Rejected(*each) for each in rejected], refused_rows
    file.latest, currencies, file.several, file.different, file.addressed, file.named, *settled = seen
    silences, others, zoneless = settled
    file.currencies.update(currencies)
    file.sheet.silences, file.sheet.others, file.sheet.dates.zoneless = silences, set(others), zoneless
    file.notes.unread_dates, file.notes.unknown_words, file.notes.below_zero = notes[0], set(notes[1]), notes[2]


def _what_became(file: OpenFile) -> tuple[Any, ...]:
    """What `_adopt` takes over."""
    tally, sheet = file.tally, file.sheet
    rejected = [(each.line, each.column, each.value, each.reason) for each in tally.rejected]
    seen = (file.latest, dict(file.currencies), file.several, file.different, file.addressed, file.named)
    return (
        (tally.rows, tally.in_orders, tally.skipped, tally.groups, rejected, tally.refused_rows),
        (*seen, sheet.silences, list(sheet.others), sheet.dates.zoneless),
        (file.notes.unread_dates, list(file.notes.unknown_words), file.notes.below_zero),
    )


def _read_on(asked_on: IO[bytes], out: IO[bytes]) -> None:
    path, options, zone, currency, layouts = _receive(asked_on)

    def recall(table: Table) -> Remembered:
        return Remembered(*layouts.get(header_of(table), ("", {}, {})))

    file = reading.open_orders(Path(path), ImportOptions(**options), zone, currency, glance=True, recall=recall)
    stream = file.sheet.table.stream
    if stream is None:
        raise NeedsWholeFile
    _send(out, "as", stream.codec)
    known = by_number(_receive(asked_on)[0])
    for cut in file.cuts(known):
        read = file.read(cut)
        ids, told = ids_of(read.numbers, known), (read.numbers, read.stamps, read.columns, read.many, read.lines)
        _send(out, "batch", cut.last_line, cut.same, ids, told)
    _send(out, "end", *_what_became(file))


def main() -> None:
    """Read what standard input asks for and answer on standard output."""
    out = sys.stdout.buffer
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(out.fileno(), _SET_PIPE_SIZE, _PIPE)
    try:
        with collecting_later():
            _read_on(sys.stdin.buffer, out)
    except Uneven:
        _send(out, "gone")
    except NeedsWholeFile:
        _send(out, "whole")
    except BrokenPipeError:
        os._exit(0)
    except Exception:
        # Refusals and questions are said by the process that asked, which comes upon them as well.
        _send(out, "gone")


if __name__ == "__main__":
    main()
