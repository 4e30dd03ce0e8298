"""How the list widget holds against Textual's DataTable, side by side in one run.

    python benchmarks/lists.py [ROWS]

Prints, for each, the CPU seconds to take in the rows and be ready for the next key, and for ten pages down,
then the ratios. Headless, 120x36, eight columns.
"""

from __future__ import annotations

import asyncio
import sys
import time

from textual.app import App, ComposeResult
from textual.widgets import DataTable

from shopkeep.tui.widgets.columns import Column
from shopkeep.tui.widgets.rows import Rows

Person = tuple[str, ...]
TITLES = ("Customer", "Address", "Last order", "Usually", "Late", "Chance", "At stake", "Lapse")


def people(count: int) -> list[Person]:
    """Invented customers of eight cells each."""
    return [
        (f"Customer {n}", f"c{n}@example.com", "12 Sep", "34 d", "2.1x", "31 %", f"{n % 900}.00", "at-risk")
        for n in range(count)
    ]


class Ours(App[None]):
    def compose(self) -> ComposeResult:
        columns = [Column(title, weight=1) for title in TITLES]
        yield Rows[Person](columns, lambda row: list(row), key=lambda row: row[1])

    def take(self, rows: list[Person]) -> None:
        self.query_one(Rows).show(rows)
        self.query_one(Rows).focus()


class Theirs(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def take(self, rows: list[Person]) -> None:
        table = self.query_one(DataTable)
        table.add_columns(*TITLES)
        table.add_rows(rows)
        table.focus()


async def measure(app: Ours | Theirs, rows: list[Person]) -> tuple[float, float]:
    """CPU seconds to show the rows and be idle again, and for ten pages down."""
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        start = time.process_time()
        app.take(rows)
        await pilot.pause()
        shown = time.process_time()
        for _ in range(10):
            await pilot.press("pagedown")
        await pilot.pause()
        return shown - start, time.process_time() - shown


def main() -> None:
    rows = people(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    ours = asyncio.run(measure(Ours(), rows))
    theirs = asyncio.run(measure(Theirs(), rows))
    print(f"{len(rows):,} rows            ours   DataTable   ratio")
    for what, mine, other in zip(("shown and idle", "ten pages down"), ours, theirs, strict=True):
        print(f"{what:<18} {mine:8.3f} s {other:8.3f} s {other / mine:7.0f}x")


if __name__ == "__main__":
    main()
