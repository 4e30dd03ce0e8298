"""What is worked out of very many customers, shared with a second process while this one reads and stores.

The other process is this module run by itself. It keeps no shop: it is told orders or facts, some thousands at
once, and answers with what they come to. What it does not do is done here, by the same functions.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Any

from shopkeep.core.apart import Ahead, Gone, Process, receive, send, worth_it
from shopkeep.core.bulk import bulk
from shopkeep.core.histories import OrderRow
from shopkeep.customers import rhythm, scoring

MANY = 20_000
"""Customers from whom on a second process is worth its start."""
_AHEAD = 4
"""Pieces of work that the other process is given at most before it is done with the first."""

Piece = tuple[Any, ...]
Work = Callable[..., Any]


def _facts(zone: str, currency: str, rates: Mapping[str, float], as_of: str) -> Work:
    day = date.fromisoformat(as_of)

    def work(rows: Sequence[OrderRow]) -> rhythm.FactsAndSpent:
        return rhythm.facts_rows(rows, zone, currency, rates, day)

    return work


def _scores(fitted: str, horizon: int, as_of: str, *rest: Any) -> Work:
    model = scoring.model_from_text(fitted)
    assert model is not None  # `to_text` wrote it
    return scoring.scorer(model, horizon, date.fromisoformat(as_of), *rest)


_TASKS: dict[str, Callable[..., Work]] = {"facts": _facts, "fit": lambda: scoring.fitted_to, "scores": _scores}
"""What makes the function that a piece is done by of what all pieces have in common."""


class Helper:
    """A second process for as many customers, where that is worth it. Use as a context: it never outlives the block."""

    def __init__(self, customers: int) -> None:
        self._process = Process(__name__) if customers >= MANY and worth_it() else None
        self._answers: Ahead | None = None
        self._given = 0

    def __enter__(self) -> Helper:
        if self._process is not None:
            self._process.__enter__()
            with contextlib.suppress(Gone):
                self._answers = Ahead(self._process.answers)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process is not None:
            self._process.__exit__(kind, error, at)
        if self._answers is not None:
            self._answers.close()

    def share(self, task: str, common: tuple[Any, ...], pieces: Iterable[Piece]) -> Iterator[Any]:
        """What each piece comes to, in their order. The other process does most; this one what would wait there."""
        work = _TASKS[task](*common)
        self._tell("task", task, common)
        begun: deque[tuple[Piece | None, Any]] = deque()
        for piece in pieces:
            while begun and (begun[0][0] is None or self._has_enough()):
                yield self._done(*begun.popleft(), work)
            if self._given < _AHEAD and self._tell("piece", *piece):
                self._given += 1
                begun.append((piece, None))
            else:
                begun.append((None, work(*piece)))
        while begun:
            yield self._done(*begun.popleft(), work)

    def begin(self, task: str, piece: Piece) -> Callable[[], Any]:
        """One piece begun in the other process. What it comes to is to be asked for before any more is shared."""
        work = _TASKS[task]()
        if not (self._tell("task", task, ()) and self._tell("piece", *piece)):
            return lambda: work(*piece)
        self._given += 1
        return lambda: self._done(piece, None, work)

    def _has_enough(self) -> bool:
        """Whether the other process is to be given no more before the first it has done is taken."""
        return self._given >= _AHEAD and (self._answers is None or self._answers.arrived())

    def _done(self, piece: Piece | None, found: Any, work: Work) -> Any:
        """What a piece came to, given away or done here already."""
        if piece is None:
            return found
        self._given -= 1
        if self._answers is not None:
            try:
                kind, done = next(self._answers)
                if kind == "done":
                    return done
            except (Gone, ValueError):
                pass
            self._answers = None  # it is not asked again
        return work(*piece)

    def _tell(self, *message: Any) -> bool:
        """Whether the other process was told something."""
        if self._process is None or self._answers is None:
            return False
        try:
            send(self._process.asked, *message)
        except Gone:
            self._answers = None
        return self._answers is not None


def main() -> None:
    """Work as standard input asks for it and answer on standard output."""
    work: Work | None = None
    try:
        with bulk():
            while True:
                kind, *said = receive(sys.stdin.buffer)
                if kind == "task":
                    work = _TASKS[said[0]](*said[1])
                elif work is not None:
                    send(sys.stdout.buffer, "done", work(*said))
    finally:
        os._exit(0)  # whatever happened: who asked does it as well, and says what is to be said of it


if __name__ == "__main__":
    main()
