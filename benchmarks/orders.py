"""How fast a large export goes in, beside `sqlite3 .import --csv` of the same file into one text table.

    python benchmarks/orders.py [--rows 1000000] [--runs 3] [--work FOLDER] [--json FILE] [--make]

Makes an invented Shopify export of so many rows once (79 columns; two orders in five rows, 0.15 customers a
row; about 350 MB for a million) and a newer one of the same shop: the oldest tenth of the orders gone, a tenth
newer ones, one in a hundred of the rest refunded since. Then, in turns and each in a fresh process, run by run:

    .import     the sqlite3 command line tool takes the file into one table of text
    stored      a new shop takes it in: until every order and line stands in the shop
    all in      ... until the import is done: summaries, scores, segments, the kept file
    again       the identical file once more
    newer       the newer file, which that shop knows for nine tenths: until every order and line stands in the shop
    newer all   ... until the import is done

Seconds are of the clock, from before the process starts; memory is the largest a process ever was. The ratios
are to the `.import` of the same run, of seconds of the clock and, for machines that have other work, of the
processor.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from shopify_export import NOON, invented, write


class Files(NamedTuple):
    first: Path
    newer: Path


def make(folder: Path, rows: int) -> Files:
    """Both files, written once into the folder and kept there. In a process of its own, whose memory is let go."""
    files = Files(folder / f"orders-{rows}.csv", folder / f"orders-{rows}-newer.csv")
    if not all(file.exists() for file in files):
        folder.mkdir(parents=True, exist_ok=True)
        started = time.perf_counter()
        subprocess.run([sys.executable, __file__, "--write", str(rows), *map(str, files)], check=True)
        size = files.first.stat().st_size / 1e6
        print(f"Made {files.first} ({size:,.0f} MB) and {files.newer} in {time.perf_counter() - started:.0f} s")
    return files


def write_both(rows: int, files: Files) -> None:
    orders = invented(rows)
    known = rows * 2 // 5
    write(files.first, orders, 0, known)
    write(files.newer, orders, known // 10, len(orders.placed), refunded_since=known)


class Taken(NamedTuple):
    """What a process took till it ended, or till a mark it told."""

    seconds: float
    """Of the clock."""
    cpu: float
    """Seconds of the processor: what stays the same on a machine that has other work to do as well."""
    memory: float
    """The largest it ever was, in MB."""
    steps: dict[str, float]
    """How many seconds after the start each step began."""


def run(*command: str, until: str = "") -> tuple[Taken, Taken]:
    """Start a process and wait for it: the whole of it, and the part until a mark.

    A process tells its marks as one line of JSON: by name, the monotonic clock and its own processor time.
    """
    os.sync()  # what an earlier one left to be written shall not slow this one
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    marks = json.loads(said or "{}")
    memory = used.ru_maxrss / 1024
    steps = {name: at - started for name, (at, _) in marks.items()}
    whole = Taken(seconds, used.ru_utime + used.ru_stime, memory, steps)
    return whole, Taken(steps[until], marks[until][1], memory, {}) if until else whole


def take_in(home: Path, file: Path, wanted: str) -> None:
    """The import itself, in this process: prints its marks."""
    from shopkeep.core import clock
    from shopkeep.core.progress import Step
    from shopkeep.core.records.orders import ImportOptions
    from shopkeep.jobs import importing
    from shopkeep.jobs.shop import open_shop

    marks: dict[str, tuple[float, float]] = {}

    def tell(event: object) -> None:
        if isinstance(event, Step):
            marks.setdefault(event.doing.replace(file.name, "the file"), (time.monotonic(), time.process_time()))

    with clock.at(NOON):
        shop = open_shop(home)
        result = importing.import_orders(shop, file, ImportOptions(), tell)
        shop.close()
    known = {"new": result.orders_new, "again": result.already_known, "newer": result.orders_updated}[wanted]
    if not known or result.rejected_count:
        raise SystemExit(f"{file} was not taken in as it should be: {str(result)[:2000]}")
    print(json.dumps(marks))


STORED = "Judging customers"
"""The step that begins once every order and line stands in the shop."""


def _warm(file: Path) -> None:
    """Every reader finds the file in the system's memory. In pieces: a process counts its parent's size as its own."""
    with file.open("rb") as opened:
        while opened.read(1 << 20):
            pass


def one_run(files: Files, folder: Path) -> dict[str, Taken]:
    """All that is compared, in one go on the same machine and disk."""
    for file in files:
        _warm(file)
    plain, _ = run("sqlite3", str(folder / "plain.db"), f".import --csv '{files.first}' orders")
    home = str(folder / "shop")

    def take(wanted: str, file: Path, until: str = "") -> tuple[Taken, Taken]:
        return run(sys.executable, __file__, "--take", wanted, home, str(file), until=until)

    new, stored = take("new", files.first, STORED)
    again, _ = take("again", files.first)
    newer, newer_stored = take("newer", files.newer, STORED)
    return {
        ".import": plain,
        "stored": stored,
        "all in": new,
        "again": again,
        "newer": newer_stored,
        "newer all": newer,
    }


LIMITS = {"stored": 1.2, "all in": 1.5, "again": 0.1, "newer": 0.7, "newer all": 0.7}
"""The most that each may take of the time of .import."""
MEMORY = 400
"""The most that any may need, in MB."""


def report(runs: list[dict[str, Taken]]) -> list[dict[str, Any]]:
    """Print a line for each thing done; the same as records."""
    found = []
    print(f"{'':<9} {'median':>9} {'least':>9} {'of .import':>11} {'at most':>8} {'of its CPU':>11} {'memory':>9}")
    for what in runs[0]:
        seconds = [each[what].seconds for each in runs]
        ratios = [each[what].seconds / each[".import"].seconds for each in runs]
        cpu = statistics.median(each[what].cpu / each[".import"].cpu for each in runs)
        memory = max(each[what].memory for each in runs)
        middle, ratio, limit = statistics.median(seconds), statistics.median(ratios), LIMITS.get(what)
        most = f"{limit:8.2f}" if limit else " " * 8
        verdict = "" if limit is None else "  yes" if ratio <= limit and memory <= MEMORY else "  NO"
        timed = f"{what:<9} {middle:7.2f} s {min(seconds):7.2f} s {ratio:11.2f} {most}"
        print(f"{timed} {cpu:11.2f} {memory:6.0f} MB{verdict}")
        figures = {"what": what, "seconds": seconds, "median": middle, "least": min(seconds)}
        figures |= {"ratio": ratio, "least_ratio": min(ratios), "cpu_ratio": cpu, "memory_mb": memory}
        found.append({**figures, "steps": [each[what].steps for each in runs]})
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "shopkeep-benchmark")
    asked.add_argument("--json", type=Path, help="write the figures here as well")
    asked.add_argument("--make", action="store_true", help="only make the files")
    asked.add_argument("--write", nargs=3, help=argparse.SUPPRESS)
    asked.add_argument("--take", nargs=3, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.write:
        rows, *paths = options.write
        return write_both(int(rows), Files(*map(Path, paths)))
    if options.take:
        wanted, home, file = options.take
        return take_in(Path(home), Path(file), wanted)
    files = make(options.work, options.rows)
    if options.make:
        return None
    runs = []
    for at in range(options.runs):
        with tempfile.TemporaryDirectory(dir=options.work) as folder:
            runs.append(one_run(files, Path(folder)))
        told = ", ".join(f"{what} {taken.seconds:.2f} s" for what, taken in runs[-1].items())
        print(f"run {at + 1}: {told}", flush=True)
    print(f"{options.rows:,} rows, {files.first.stat().st_size / 1e6:,.0f} MB, {options.runs} runs")
    figures = report(runs)
    if options.json:
        options.json.write_text(json.dumps({"rows": options.rows, "runs": options.runs, "figures": figures}, indent=2))
    return None


if __name__ == "__main__":
    main()
