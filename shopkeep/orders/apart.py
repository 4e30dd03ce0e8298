"""A large file read by a second process, while this one stores what it finds: two cores share the work.

The other process is this module run by itself. It is told what to read on its standard input and answers
with batches of orders; whatever is out of the ordinary it leaves to be read here instead.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, astuple
from pathlib import Path
from typing import IO, Any

from shopkeep.core.apart import Ahead, Gone, Process, receive, send
from shopkeep.core.records.orders import ImportOptions, Rejected, Remembered
from shopkeep.orders import reading
from shopkeep.orders.ahead import READER
from shopkeep.orders.collecting import collecting_later
from shopkeep.orders.columns import Orders
from shopkeep.orders.open_file import OpenFile
from shopkeep.orders.stamps import NONE_KNOWN, by_number, ids_of
from shopkeep.orders.table import Table, header_of
from shopkeep.orders.uncut import Uncut
from shopkeep.orders.watched import NeedsWholeFile, Uneven
from shopkeep.store.known_by_text import stamps_in

_WIDER = {"ascii": "utf-8"}
"""As what the reader reads a file whose beginning is plain ASCII."""
WHILE_STORING, WHILE_LOOKING = 6, 2
"""Of so many windows of a file of nothing but new orders one is read by the process that stores them, or that only
looks at them: so that neither waits for the other."""


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
        shop_file: Path | None = None,
        started: Process | None = None,
        every: int = WHILE_STORING,
    ) -> None:
        """`shop_file`: of a shop that knows orders, which the reader looks up there by itself; of a file of nothing
        but new ones it leaves of `every` so many windows one to this process. `started`: the process, where it was
        started ahead (orders.ahead)."""
        layouts = {header: (each.source, each.mapping, each.answers) for header, each in known.items()}
        fresh = shop_file is None
        shop = "" if fresh else str(shop_file)
        self._asked = (str(path), asdict(options), zone, currency, layouts, shop, every if fresh else 0)
        self._process = started or Process(READER)
        self._started = started is not None
        self._fresh = fresh

    def __enter__(self) -> Reader:
        if not self._started:
            self._process.__enter__()
        with contextlib.suppress(Gone):
            send(self._process.asked, *self._asked)
        return self

    def __exit__(self, *error: Any) -> None:
        self._process.__exit__(*error)

    def go_on(self, platform: str, any_known: bool) -> None:
        """Say of which platform the orders are, and whether the shop knows any of it; then `batches` come. Raises
        Gone."""
        if self._fresh and any_known:
            raise Gone  # somebody else has taken orders in since
        if not self._fresh:
            send(self._process.asked, platform)
        with contextlib.suppress(OSError):
            self._process.asked.close()

    def batches(self, file: OpenFile) -> Iterator[Read]:
        """The orders as they come, the known ones by id where their text is. At the end `file` knows what became of
        all rows. Raises NeedsWholeFile, Gone.
        """
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
                    if kind == "uncut":
                        yield from _read_here(file, Uncut(*said))
                        continue
                    if kind != "batch":
                        raise NeedsWholeFile if kind == "whole" else Gone
                    line, same, ids, latest, read = said
                    file.latest = max(file.latest, latest)
                    yield line, same, ids, Orders(*read)
                except (TypeError, ValueError) as error:
                    raise Gone from error


def _read_here(file: OpenFile, given: Uncut) -> Iterator[Read]:
    for cut in file.cut_uncut(given):
        read = file.read(cut)
        yield cut.last_line, [], [0] * len(read), read


def _adopt(file: OpenFile, tally: Any, seen: Any, notes: Any) -> None:
    """Add what became of the rows that the other process read."""
    rows, in_orders, skipped, groups, rejected, left_out, to_mend, refused_rows = tally
    file.tally.rows += rows
    file.tally.in_orders += in_orders
    file.tally.skipped += skipped
    file.tally.groups += groups
    file.tally.rejected += [Rejected(*each) for each in rejected]
    file.tally.left_out += [(field, Rejected(*each)) for field, *each in left_out]
    file.tally.to_mend += [Rejected(*each) for each in to_mend]
    file.tally.refused_rows.update(refused_rows)
    latest, currencies, several, different, addressed, named, silences, others, zoneless = seen
    file.latest = max(file.latest, latest)
    file.currencies.update(currencies)
    file.several += several
    file.different += different
    file.addressed = file.addressed or addressed
    file.named = file.named or named
    file.sheet.silences += silences
    file.sheet.others.update(others)
    file.sheet.dates.zoneless += zoneless
    unknown_words, below_zero = notes
    file.notes.unknown_words.update(unknown_words)
    file.notes.below_zero += below_zero


def _what_became(file: OpenFile) -> tuple[Any, ...]:
    """What `_adopt` takes over."""
    tally, sheet = file.tally, file.sheet
    rejected, to_mend = (list(map(astuple, rows)) for rows in (tally.rejected, tally.to_mend))
    left_out = [(field, *astuple(each)) for field, each in tally.left_out]
    seen = (file.latest, dict(file.currencies), file.several, file.different, file.addressed, file.named)
    return (
        (tally.rows, tally.in_orders, tally.skipped, tally.groups, rejected, left_out, to_mend, tally.refused_rows),
        (*seen, sheet.silences, list(sheet.others), sheet.dates.zoneless),
        (list(file.notes.unknown_words), file.notes.below_zero),
    )


def _read_on(asked_on: IO[bytes], out: IO[bytes]) -> None:
    path, options, zone, currency, layouts, shop, every = receive(asked_on)

    def recall(table: Table) -> Remembered:
        return Remembered(*layouts.get(header_of(table), ("", {}, {})))

    file = reading.open_orders(Path(path), ImportOptions(**options), zone, currency, glance=True, recall=recall)
    stream = file.sheet.table.stream
    if stream is None:
        raise NeedsWholeFile
    send(out, "as", stream.codec)
    known = NONE_KNOWN
    if shop:
        platform = file.layout.platform
        stamped = stamps_in(Path(shop), platform)
        [wanted] = receive(asked_on)  # the same, but for a file of the owner's own layout
        known = by_number(stamped if wanted == platform else stamps_in(Path(shop), wanted))
        del stamped

    def give(uncut: Uncut) -> None:
        send(out, "uncut", *uncut)

    for cut in file.cuts(known, give, every):
        read = file.read(cut)
        ids, told = (
            ids_of(read.numbers, known),
            (read.numbers, read.stamps, read.columns, read.many, read.lines, read.gaps),
        )
        send(out, "batch", cut.last_line, cut.same, ids, file.latest, told)
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
