"""The app in a real terminal, driven by keys alone: a small driver around tmux.

with Terminal(["python", "-m", "shopkeep", "--home", home], (80, 24)) as terminal:
    terminal.until("at risk")
    terminal.press("2", "Enter")
    assert not terminal.misaligned()
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import time
import unicodedata
import uuid
from types import TracebackType

PATIENCE = 60.0
"""Seconds to wait for a text; only a broken app uses them up."""
KEY = 0.04
"""Seconds between two keys, as of a very fast typist."""
ESCAPE = 0.25
"""Seconds after Escape: sooner, a terminal's next key counts as pressed together with Alt."""
GLANCE = 0.1
"""Seconds between two looks at the screen."""

STILL = 0.5
"""Seconds without a change after which a screen counts as still."""
ENDED = "The program ended with"
NOT_PASSED_ON = ("TMUX", "COLUMNS", "LINES", "PYTEST_")
"""Beginnings of the names of settings that would tell the program of another terminal."""


def missing() -> str:
    """Why there is no terminal to test in; empty where there is one."""
    return "" if shutil.which("tmux") else "tmux is not installed"


class Terminal:
    """One program in a terminal of its own. `size` is columns by lines."""

    def __init__(self, command: list[str], size: tuple[int, int], **environment: str) -> None:
        self.size = size
        self._socket = f"shopkeep-{uuid.uuid4().hex[:12]}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_PASSED_ON)}
        self._environment = {**kept, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **environment}
        columns, lines = map(str, size)
        # What the program ends with is printed, and the terminal stays open for it to be read.
        shell = f"{shlex.join(command)}; printf '\\n{ENDED} %s.\\n' $?; exec sleep 600"
        self._tmux("new-session", "-d", "-s", "app", "-x", columns, "-y", lines, shell)
        self._tmux("set-option", "-t", "app", "status", "off")

    def _tmux(self, *arguments: str) -> str:
        ran = subprocess.run(
            ["tmux", "-u", "-L", self._socket, "-f", os.devnull, *arguments],
            capture_output=True,
            env=self._environment,
            timeout=30,
        )
        assert ran.returncode == 0, f"tmux {arguments[0]}: {ran.stderr.decode(errors='replace')}"
        return ran.stdout.decode("utf-8", "replace")

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        subprocess.run(["tmux", "-L", self._socket, "kill-server"], capture_output=True, timeout=30)

    # Keys.

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names (`Enter`, `Escape`, `Down`, `F8`, `x`)."""
        for key in keys:
            self._tmux("send-keys", "-t", "app", key)
            time.sleep(ESCAPE if key == "Escape" else KEY)

    def type(self, text: str) -> None:
        """Type a text."""
        self._tmux("send-keys", "-t", "app", "-l", text)
        time.sleep(KEY)

    # Looking.

    def screen(self) -> str:
        """What the terminal shows now, one line a row."""
        return self._tmux("capture-pane", "-p", "-t", "app")

    def until(self, *wanted: str, gone: str = "") -> str:
        """Wait until the screen shows every text, and `gone` no more; returns that screen."""
        return self._wait(lambda shown: all(text in shown for text in wanted) and not (gone and gone in shown), wanted)

    def until_match(self, pattern: str) -> re.Match[str]:
        """Wait until the screen matches a pattern; returns the match."""
        shown = self._wait(lambda shown: re.search(pattern, shown) is not None, (pattern,))
        found = re.search(pattern, shown)
        assert found is not None
        return found

    def until_aligned(self) -> str:
        """Wait until nothing on the screen is misaligned; returns that screen. It may be painting just now."""
        end = time.monotonic() + 5
        while True:
            shown = self.screen()
            problems = misaligned(shown, self.size)
            if not problems:
                return shown
            assert time.monotonic() < end, "\n".join([*problems, shown])
            time.sleep(GLANCE)

    def until_still(self) -> None:
        """Wait until nothing on the screen has moved for a moment, the cursor and the colours included.

        Letters can overtake arrow keys in a text field: the one acts at once, the other through a binding.
        """
        before, since = "", time.monotonic()
        while time.monotonic() - since < STILL:
            shown = self._tmux("capture-pane", "-p", "-e", "-t", "app")
            if shown != before:
                before, since = shown, time.monotonic()
            time.sleep(GLANCE)

    def until_ended(self) -> int:
        """Wait until the program has ended; returns its exit code."""
        return int(self.until_match(rf"{ENDED} (\d+)\.").group(1))

    def _wait(self, true: object, wanted: tuple[str, ...]) -> str:
        assert callable(true)
        end = time.monotonic() + PATIENCE
        while True:
            shown = self.screen()
            if true(shown):
                return shown
            assert time.monotonic() < end, f"never saw {wanted}; the screen shows:\n{shown}"
            time.sleep(GLANCE)


# What is drawn where.

TOAST = "▌"
"""The left edge of a toast: what is right of it on that line is covered."""


def width(text: str) -> int:
    """Columns a text takes in a terminal, by Unicode alone and not by the library that drew it."""
    return sum(_width(sign) for sign in text)


def _width(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1


def _cells(line: str) -> dict[int, str]:
    """The sign in each column."""
    cells, column = {}, 0
    for sign in line:
        if _width(sign):
            cells[column] = sign
        column += _width(sign)
    return cells


Box = tuple[int, int, int, int]
"""Top, left, bottom, right; the border's own lines and columns."""


def boxes(screen: str) -> tuple[list[Box], list[str]]:
    """The boxes drawn with round corners, and what is wrong with those that are not whole.

    Where a toast or a dialog covers corners, the box is known by those that are left of it.
    """
    rows = [_cells(line) for line in screen.removesuffix("\n").split("\n")]
    corners = [(y, x) for y, row in enumerate(rows) for x, sign in sorted(row.items()) if sign == "╭"]
    whole: list[Box] = []
    partly: list[tuple[int, int]] = []
    for top, left in corners:
        right = _closing(rows[top], left, "╭", "╮")
        bottom = None if right is None else _lower(rows, top, left, right)
        if right is None or bottom is None:
            partly.append((top, left))
        else:
            whole.append((top, left, bottom, right))
    found, broken = list(whole), []
    for top, left in partly:
        bottom = next((y for y in range(top + 1, len(rows)) if rows[y].get(left) in ("╰", "╭")), None)
        right = None if bottom is None else _closing(rows[bottom], left, "╰", "╯")
        if bottom is None or right is None:
            hidden = _under_toast(rows[top], max(rows[top]))
        else:
            hidden = any(_inside(top, right, other) for other in whole)
            found.append((top, left, bottom, right))
        if not hidden:
            broken.append(f"line {top + 1}, column {left + 1}: a box without its right or lower edge")
    return found, broken


def _lower(rows: list[dict[int, str]], top: int, left: int, right: int) -> int | None:
    """The line of either lower corner, or the last line before the next box."""
    for y in range(top + 1, len(rows)):
        if rows[y].get(left) == "╰" or rows[y].get(right) == "╯":
            return y
        if rows[y].get(left) == "╭":
            return y - 1
    covered = [y for y in range(top + 1, len(rows)) if _under_toast(rows[y], left)]
    return covered[-1] if covered else None


def _closing(row: dict[int, str], left: int, opens: str, closes: str) -> int | None:
    """The column of the corner that closes the one at `left`, over boxes that lie on top in between."""
    depth = 0
    for column in sorted(column for column in row if column >= left):
        depth += {opens: 1, closes: -1}.get(row[column], 0)
        if depth == 0:
            return column
    return None


def _under_toast(row: dict[int, str], column: int) -> bool:
    return any(sign == TOAST and at < column for at, sign in row.items())


def misaligned(screen: str, size: tuple[int, int]) -> list[str]:
    """What does not line up: lines wider than the terminal, boxes whose edges are not straight."""
    lines = screen.removesuffix("\n").split("\n")
    problems = [f"line {at} is {width(line)} columns wide" for at, line in enumerate(lines, 1) if width(line) > size[0]]
    if len(lines) > size[1]:
        problems.append(f"{len(lines)} lines")
    rows = [_cells(line) for line in lines]
    found, broken = boxes(screen)
    problems += broken
    for box in found:
        top, left, bottom, right = box
        edges = [(y, x, "│") for y in range(top + 1, bottom) for x in (left, right)]
        for y, x, sign in [*edges, (bottom, left, "╰"), (bottom, right, "╯")]:
            over = any(_inside(y, x, other) for other in found if other != box)
            if not over and not _under_toast(rows[y], x) and rows[y].get(x, " ") != sign:
                problems.append(
                    f"line {y + 1}, column {x + 1} has {rows[y].get(x, ' ')!r} where the edge {sign} of the box"
                    f" from line {top + 1}, column {left + 1} should be"
                )
    return problems


def _inside(y: int, x: int, box: Box) -> bool:
    top, left, bottom, right = box
    return top <= y <= bottom and left <= x <= right
