"""A large file read by a second process, while this one stores what it finds: two cores share the work.

The other process is this module run by itself. It is told what to read on its standard input and answers
with batches of orders; whatever is out of the ordinary it leaves to be read here instead.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from shopkeep.core.apart import Ahead, Gone, Process, receive, send
from shopkeep.core.records.orders import ImportOptions, Rejected, Remembered
from shopkeep.orders import reading
from shopkeep.orders.ahead import READER
from shopkeep.orders.collecting import collecting_later
from shopkeep.orders.columns import Orders
from shopkeep.orders.open_file import OpenFile
from shopkeep.orders.stamps import NONE_STAMPED, Stamped, by_number, ids_of
from shopkeep.orders.table import Table, header_of
from shopkeep.orders.watched import NeedsWholeFile, Uneven

_WIDER = {"ascii": "utf-8"}
"""As what the reader reads a file whose beginning is plain ASCII."""


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
        started: Process | None = None,
    ) -> None:
        """`fresh`: the shop knows no orders, so that the reader need not wait to be told of them. `started`: the
        process, where it was started ahead (orders.ahead)."""
        layouts = {header: (each.source, each.mapping, each.answers) for header, each in known.items()}
        self._asked = (str(path), asdict(options), zone, currency, layouts)
        self._process = started or Process(READER)
        self._started = started is not None
        self._fresh = fresh

    def __enter__(self) -> Reader:
        if not self._started:
            self._process.__enter__()
        with contextlib.suppress(Gone):
            send(self._process.asked, *self._asked)
            if self._fresh:
                send(self._process.asked, NONE_STAMPED)
        return self

    def __exit__(self, *error: Any) -> None:
        self._process.__exit__(*error)

    def batches(self, file: OpenFile, known: Stamped) -> Iterator[Read]:
        """The orders as they come, those `known` by their text by id; at the end `file` knows what became of
        all rows. Raises NeedsWholeFile, Gone.
        """
        if self._fresh and known[0]:
            raise Gone  # somebody else has taken orders in since
        if not self._fresh:
            send(self._process.asked, known)
        with contextlib.suppress(OSError):
            self._process.asked.close()
        del known  # they are many, and the other process has them now
        answers = self._process.answers
        stream = file.sheet.table.stream
        if stream is None or receive(answers) not in (("as", stream.codec), ("as", _WIDER.get(stream.codec))):
            raise Gone  # all of the file says something else than its beginning
        with contextlib.closing(Ahead(answers)) as told:
            for kind, *said in told:
                try:
                    if kind == "end":
                        _adopt(file, *said)
                        return
                    if kind != "batch":
                        raise NeedsWholeFile if kind == "whole" else Gone
                    line, same, ids, read = said
                    yield line, same, ids, Orders(*read)
                except (TypeError, ValueError) as error:
                    raise Gone from error


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
    path, options, zone, currency, layouts = receive(asked_on)

    def recall(table: Table) -> Remembered:
        return Remembered(*layouts.get(header_of(table), ("", {}, {})))

    file = reading.open_orders(Path(path), ImportOptions(**options), zone, currency, glance=True, recall=recall)
    stream = file.sheet.table.stream
    if stream is None:
        raise NeedsWholeFile
    send(out, "as", stream.codec)
    known = by_number(receive(asked_on)[0])
    for cut in file.cuts(known):
        read = file.read(cut)
        ids, told = ids_of(read.numbers, known), (read.numbers, read.stamps, read.columns, read.many, read.lines)
        send(out, "batch", cut.last_line, cut.same, ids, told)
    send(out, "end", *_what_became(file))


def main() -> None:
    """Read what standard input asks for and answer on standard output."""
    asked_on, out = sys.stdin.buffer, sys.stdout.buffer
    try:
        with collecting_later():
            _read_on(asked_on, out)
    except Uneven:
        send(out, "gone")
    except NeedsWholeFile:
        send(out, "whole")
    except Gone:
        os._exit(0)
    except Exception:
        # Refusals and questions are said by the process that asked, which comes upon them as well.
        send(out, "gone")


if __name__ == "__main__":
    main()
