"""What every command needs: the shop's folder, opening it, printing records and progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shopkeep.core import clock
from shopkeep.core.asjson import dumps
from shopkeep.core.progress import Step, Tell
from shopkeep.core.text import plain, visible
from shopkeep.errors import ShopBusy, UsageError

if TYPE_CHECKING:
    from shopkeep.jobs.shop import Shop

PARTLY = 3
WAITS = 4

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Judge as if today were this day (YYYY-MM-DD).")
]


@dataclass
class Console:
    """This run's global options."""

    home: Path | None = None
    debug: bool = False

    def folder(self) -> Path:
        """The shop's folder: as given, else the platform's place for a user's data."""
        if self.home is not None:
            return self.home.expanduser()
        import platformdirs

        return Path(platformdirs.user_data_dir("shopkeep", appauthor=False))


console = Console()


@contextmanager
def writing() -> Iterator[Shop]:
    """The shop, open for writing. Raises ShopBusy where another shopkeep holds it."""
    from shopkeep.jobs import opening

    shop = opening.open_for_work(console.folder())
    try:
        yield shop
    finally:
        shop.close()


@contextmanager
def reading() -> Iterator[Shop]:
    """The shop for looking: for writing where it is free (scores may need a new day), else read-only."""
    from shopkeep.jobs import opening

    new = not (console.folder() / "shop.db").exists()
    try:
        shop = opening.open_for_work(console.folder())
    except ShopBusy:
        shop = opening.open_to_look(console.folder())
    if new:
        note(f"There was no shop in {console.folder()} yet: shopkeep import FILE fills it.")
    try:
        yield shop
    finally:
        shop.close()


def day(value: str | None, option: str = "--as-of") -> date | None:
    """A day as typed, YYYY-MM-DD. Raises UsageError."""
    if value is None:
        return None
    try:
        found = date.fromisoformat(value)
        if value != found.isoformat() or not 1970 <= found.year <= 2200:
            raise ValueError(value)
        return found
    except ValueError:
        raise UsageError(
            f"{value!r} is not a day for {option}.", "", "Write it as 2026-11-30: year, month, day."
        ) from None


def show(record: Any, as_json: bool, lines: list[str]) -> None:
    """Print a record: one JSON document, or its lines."""
    if as_json:
        print(dumps(record))
    else:
        for line in lines:
            print(visible(line))


def note(line: str) -> None:
    """Say something beside the output: on standard error."""
    print(plain(line), file=sys.stderr)


def table(
    rows: list[tuple[Any, ...]], heads: tuple[str, ...], right: frozenset[int] = frozenset(), widest: int = 48
) -> list[str]:
    """Rows as aligned plain lines under their heads; columns in `right` are set to the right. What is longer than
    `widest` cells is cut."""
    from rich.cells import cell_len

    cells = [tuple(plain(cell) for cell in row) for row in [heads, *rows]]
    widths = [min(widest, max(cell_len(row[i]) for row in cells)) for i in range(len(heads))]

    def fit(value: str, i: int) -> str:
        while cell_len(value) > widths[i]:
            value = value[:-2] + "…"
        gap = " " * (widths[i] - cell_len(value))
        return gap + value if i in right else value + gap

    return ["  ".join(fit(value, i) for i, value in enumerate(row)).rstrip() for row in cells]


def progress() -> Tell:
    """A listener that prints plain progress lines to standard error, at most one a second, none in the first."""
    last = time.monotonic()

    def tell(event: object) -> None:
        nonlocal last
        if time.monotonic() - last < 1:
            return
        line = _progress_line(event)
        if line:
            last = time.monotonic()
            note(line)

    return tell


def _progress_line(event: object) -> str:
    from shopkeep.core.records.delivery import Progress

    if isinstance(event, Step):
        return f"{event.doing}: {event.done:,} of {event.total:,}" if event.total else event.doing
    if isinstance(event, Progress):
        c = event.counts
        said = f"{c.settled} of {event.total} done: {c.sent} sent, {c.deferred} deferred, {c.failed} failed"
        return said + (f", {c.unknown} unknown" if c.unknown else "") + (f". {event.held_by}" if event.held_by else "")
    return ""


def stamp(value: datetime | None, zone: str) -> str:
    """A moment in the shop's zone, `2026-11-30 14:05`; empty where there is none."""
    from zoneinfo import ZoneInfo

    return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if value else ""


def today(shop: Shop) -> date:
    """Today where the shop is."""
    return clock.today(shop.zone)
