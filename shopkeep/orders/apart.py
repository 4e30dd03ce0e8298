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
from typing import IO, Any, BinaryIO, NamedTuple

from shopkeep.core.records.orders import ImportOptions, Rejected, Told
from shopkeep.orders import reading
from shopkeep.orders.assemble import Group
from shopkeep.orders.collecting import collecting_later
from shopkeep.orders.open_file import OpenFile
from shopkeep.orders.streaming import NeedsWholeFile
from shopkeep.orders.table import Table, header_of
from shopkeep.store.layouts import Remembered

BATCH = 2000
_LENGTH = 8
"""Bytes that say how long an answer is."""
_MOST = 1 << 30
_PIPE = 1 << 20
_SET_PIPE_SIZE = 1031
"""F_SETPIPE_SZ of Linux: the reader is to be a few batches ahead."""


class ReaderGone(Exception):
    """The other process did not do what was asked; the file is to be read here."""


class Read(NamedTuple):
    """Some orders of a file, each with its number and stamp, and how far they go."""

    line: int
    orders: list[tuple[str, int, Told]]


class Reader:
    """Another process that reads a file. Use as a context: it never outlives the block."""

    def __init__(
        self, path: Path, options: ImportOptions, zone: str, currency: str, known: dict[str, Remembered]
    ) -> None:
        layouts = {header: (each.source, each.mapping, each.answers) for header, each in known.items()}
        self._asked = (str(path), asdict(options), zone, currency, layouts)
        self._process: subprocess.Popen[bytes] | None = None

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
            self._process.stdin.write(marshal.dumps(self._asked))
            self._process.stdin.close()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process.wait()

    def batches(self, file: OpenFile) -> Iterator[Read]:
        """The orders as they come; at the end `file` knows what became of all rows.

        Raises NeedsWholeFile, ReaderGone.
        """
        if self._process is None or self._process.stdout is None:
            raise ReaderGone
        answers = self._process.stdout
        while True:
            kind, *said = _receive(answers)
            try:
                read = _read(*said) if kind == "batch" else None
                if kind == "end":
                    _adopt(file, *said)
                    return
            except (TypeError, ValueError) as error:
                raise ReaderGone from error
            if read is None:
                raise NeedsWholeFile if kind == "whole" else ReaderGone
            yield read


def _read(line: int, orders: list[tuple[str, int, Any]]) -> Read:
    return Read(line, [(number, stamp, Told._make(told)) for number, stamp, told in orders])


def _receive(answers: IO[bytes]) -> tuple[Any, ...]:
    length = int.from_bytes(answers.read(_LENGTH), "big")
    if length > _MOST:  # something else than the reader writes there
        raise ReaderGone
    try:
        answer = marshal.loads(answers.read(length))
    except (EOFError, ValueError, TypeError, OSError) as error:
        raise ReaderGone from error
    return answer if isinstance(answer, tuple) and answer else ("gone",)


def _send(out: BinaryIO, *answer: Any) -> None:
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


def _read_on(asked: tuple[Any, ...], out: BinaryIO) -> None:
    path, options, zone, currency, layouts = asked

    def recall(table: Table) -> Remembered:
        return Remembered(*layouts.get(header_of(table), ("", {}, {})))

    file = reading.open_orders(Path(path), ImportOptions(**options), zone, currency, recall=recall)
    if not file.streamed:
        raise NeedsWholeFile
    batch: list[tuple[Any, ...]] = []
    line = 0
    for group in file.groups():
        assert isinstance(group, Group)
        told = file.read(group)
        if told is not None:
            batch.append((group.number, group.stamp, (*told[:-1], [tuple(each) for each in told[-1]])))
        line = group.lines[0]
        if len(batch) >= BATCH:
            _send(out, "batch", line, batch)
            batch = []
    _send(out, "batch", line, batch)
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
            _read_on(marshal.loads(sys.stdin.buffer.read()), out)
    except NeedsWholeFile:
        _send(out, "whole")
    except BrokenPipeError:
        os._exit(0)
    except Exception:
        # Refusals and questions are said by the process that asked, which comes upon them as well.
        _send(out, "gone")


if __name__ == "__main__":
    main()
