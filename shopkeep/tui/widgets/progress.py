"""One line of progress: life after 200 ms, a bar after a second, an estimate after three.

    bar = Progress(id="bar")
    bar.begin("Reading the file")
    bar.advance("Reading the file", 1_214, 2_046)      # total 0: not known yet
    bar.end()

Nothing blinks, and the same state always looks the same: what changes is told by the job.
"""

from __future__ import annotations

import time

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from shopkeep import wording
from shopkeep.core.progress import Step
from shopkeep.core.text import plain

LIFE, BAR, ESTIMATE = 0.2, 1.0, 3.0
"""Seconds after which words, the bar and the time left appear."""

_EIGHTHS = " ▏▎▍▌▋▊▉"


def blocks(share: float, width: int) -> tuple[str, str]:
    """A bar of `width` cells as its filled and its empty part, filled to an eighth of a cell."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    filled = "█" * full + (_EIGHTHS[rest] if rest else "")
    return filled, "░" * (width - len(filled))


class Progress(Widget):
    """See the module. Takes no room while nothing is under way."""

    DEFAULT_CSS = "Progress { height: 1; width: 1fr; display: none; padding: 0 1; }"
    ALLOW_SELECT = False

    def __init__(self, id: str | None = None, classes: str | None = None, wait: bool = True) -> None:
        """`wait=False`: draw everything at once, for what is known to take long."""
        super().__init__(id=id, classes=classes)
        self.doing = ""
        self.done = 0
        self.total = 0
        self.note = ""
        """What stands at the end of the line instead of an estimate of ours."""
        self._wait = wait
        self._began = 0.0

    @property
    def running(self) -> bool:
        return bool(self._began)

    def begin(self, doing: str) -> None:
        """Something starts."""
        self.doing, self.done, self.total, self.note = doing, 0, 0, ""
        self._began = time.monotonic()
        self.display = True
        if self._wait:
            for after in (LIFE, BAR, ESTIMATE):
                self.set_timer(after, self.refresh)
        self.refresh()

    def advance(self, doing: str, done: int, total: int, note: str = "") -> None:
        """It came this far."""
        if not self.running:
            self.begin(doing)
        self.doing, self.done, self.total, self.note = doing, done, total, note
        self.refresh()

    def hear(self, event: object) -> None:
        """What a job told: of its steps, while it is under way; of nothing else."""
        if isinstance(event, Step) and self.running:
            self.advance(event.doing, event.done, event.total)

    def end(self) -> None:
        """It is over: the line goes."""
        self._began = 0.0
        self.display = False

    def render(self) -> Content:
        gone = time.monotonic() - self._began if self._wait else ESTIMATE
        if not self.running or gone < LIFE:
            return Content("")
        if not self.total or gone < BAR:
            return Content(plain(self.doing))
        tail = f" {self.done:,} of {self.total:,}"
        left = self.note or self._estimate(gone)
        if left:
            tail += f" · {left}"
        words = plain(self.doing) + "  " if self.doing else ""
        width = self.size.width - cell_len(words) - cell_len(tail)
        if width < 8:
            return Content(words.rstrip() + tail)
        filled, empty = blocks(self.done / self.total, min(60, width))
        return Content.assemble(words, (filled, "$accent"), (empty, "$panel"), tail)

    def _estimate(self, gone: float) -> str:
        """The time left at the pace so far; empty in the first seconds."""
        if gone < ESTIMATE or not self.done or not self._wait:
            return ""
        return f"about {wording.duration((self.total - self.done) * gone / self.done)} left"
