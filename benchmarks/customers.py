"""How fast the customers of a large shop are judged, listed and searched, beside DuckDB on the same orders.

    python benchmarks/customers.py [--customers 150000] [--orders 400000] [--runs 5] [--folder FOLDER]

Makes an invented shop of that size once (seeded; kept in a folder of the system's temporary ones) and
measures in one run, in seconds of the clock: refit and rescore everybody, 1,000 changed customers brought
up to date, the first page, any page, each order of the list, a filter as it is typed. Then one DuckDB query
that computes the same list from the same orders (spend of 365 days, last order, chance by the closed form,
by what is at stake, the first 60): with the orders in DuckDB's own file, with loading them first, and, where
its extension for that is on this machine, reading the shop file. DuckDB is for this comparison alone:
`pip install duckdb`; without it that part is left out.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from shopkeep.core import clock
from shopkeep.core.bulk import bulk
from shopkeep.core.records.rules import Wanted
from shopkeep.customers import judgement
from shopkeep.jobs import customers, judging
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import raw
from shopkeep.store import tables as t

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
YEARS = 3
FIRST = ("Ana", "Ines", "Tom", "Yuki", "Zoë", "Ștefan", "Märta", "Paul", "Nora", "Lea", "Jörg", "Carla", "Omar", "Eva")
LAST = ("Marchetti", "Okafor", "Tanaka", "Popescu", "Lindqvist", "Novák", "Silva", "Keller", "Dubois", "Quinn")
PLACES = (("DE", "Köln"), ("DE", "Berlin"), ("RO", "Iași"), ("AT", "Wien"), ("FR", "Lyon"), ("IT", "Torino"))
PRODUCTS = ("Nettle tea", "Mint tea", "Tin mug", "Thistle soap", "Oat biscuits", "Honey", "Wool blanket")


def invented_shop(home: Path, people: int, how_many: int) -> None:
    """A shop file of so many customers and orders, the same for the same numbers. Nobody is judged yet."""
    chance = random.Random(7)
    shop = open_shop(home)
    for name, value in (("shop.currency", "EUR"), ("shop.timezone", "Europe/Berlin"), ("policy.consent", "existing")):
        shop.settings.set(name, value)
    begin = clock.stamp(NOON - timedelta(days=365 * YEARS))
    end = clock.stamp(NOON)
    first = [chance.randrange(begin, end - 86400) for _ in range(people)]
    stops = [start + int((end - start) * min(1.0, chance.betavariate(0.9, 0.9))) for start in first]
    rates = [chance.gammavariate(0.8, 1.0) * (stop - start) for start, stop in zip(first, stops, strict=True)]
    again = chance.choices(range(people), rates, k=how_many - people)
    placed = [(at, who) for who, at in enumerate(first)]
    placed += [(chance.randrange(first[who], stops[who] + 1), who) for who in again]
    placed.sort()
    level = [chance.lognormvariate(8.2, 0.5) for _ in range(people)]

    def buyers() -> Iterator[tuple[Any, ...]]:
        for who in range(people):
            country, city = PLACES[chance.randrange(len(PLACES))]
            name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
            consent = chance.choice(("yes", "yes", "", "no"))
            yield who + 1, f"c{who}@{chance.choice(('example.com', 'example.org'))}", name, country, city, consent

    def orders() -> Iterator[tuple[Any, ...]]:
        for number, (at, who) in enumerate(placed, 1):
            total = int(level[who] * chance.lognormvariate(0, 0.4))
            off = 200 if chance.random() < 0.1 else 0
            yield number, "shopify", f"#{number}", who + 1, at, "EUR", total, off, at + 86400

    def lines() -> Iterator[tuple[Any, ...]]:
        for number in range(1, how_many + 1):
            yield number, 0, chance.choice(PRODUCTS), 2, 1500

    with shop.db.write() as tx:
        names = ["id", "email", "name", "country", "city", "consent"]
        _fill(tx, t.customers, names, buyers())
        names = [
            "id", "platform", "number", "customer_id", "placed_at", "currency", "total", "discount", "fulfilled_at",
        ]  # fmt: skip
        _fill(tx, t.orders, names, orders())
        _fill(tx, t.order_lines, ["order_id", "position", "title", "quantity", "unit_price"], lines())
    shop.close()


def _fill(tx: Any, table: Any, names: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    """Rows into a table; the columns not named get the defaults that an import would leave."""
    defaults = {c.name: c.default.arg for c in table.c if c.default is not None and c.name not in names}
    given = [*names, *defaults]
    rest = tuple(defaults.values())
    columns = [c.name for c in table.c if c.name in given]
    order = [given.index(name) for name in columns]
    raw.many(tx, insert(table), columns, ([(*row, *rest)[at] for at in order] for row in rows))


def seconds(work: Callable[[], Any], runs: int) -> list[float]:
    """How long some work takes, run by run."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return taken


def told(what: str, taken: list[float], target: float | None = None) -> float:
    """Print the median and the worst; the median."""
    middle = statistics.median(taken)
    bar = f"   at most {target * 1000:,.0f} ms: {'yes' if middle <= target else 'NO'}" if target else ""
    print(f"{what:<44} {middle * 1000:10.1f} ms   worst {max(taken) * 1000:8.1f} ms{bar}", flush=True)
    return middle


def judging_speed(shop: Shop, people: int, runs: int) -> None:
    def everybody(day: date) -> None:
        with bulk(), shop.db.write() as tx:
            judgement.refit_and_rescore(tx, shop.settings, day)

    def order_again() -> list[int]:
        """One more order of a thousand customers, as an import leaves it."""
        ids = [who + 1 for who in chance.sample(range(people), min(1000, people))]
        number = next(numbers)
        at = clock.stamp(NOON) - 3600 * number
        names = ["platform", "number", "customer_id", "placed_at", "currency", "total"]
        with shop.db.write() as tx:
            _fill(tx, t.orders, names, (("shopify", f"+{number}-{who}", who, at, "EUR", 4200) for who in ids))
        return ids

    def a_thousand() -> tuple[float, float]:
        ids = order_again()
        start = time.perf_counter()
        with shop.db.write() as tx:
            judging.touch(shop, tx, ids)
            done = time.perf_counter()
        return done - start, time.perf_counter() - done

    chance, numbers = random.Random(1), count()
    ahead = iter(range(runs, -1, -1))  # of another day each time, so that every score is another, and back to today
    told("refit and rescore everybody", seconds(lambda: everybody(TODAY + timedelta(days=next(ahead))), runs + 1), 3.0)
    changed = [a_thousand() for _ in range(runs)]
    told("1,000 changed customers, until the commit", [work for work, _ in changed], 0.1)
    told("  and the commit, safe on this disk", [commit for _, commit in changed])


def listing_speed(shop: Shop, runs: int) -> float:
    """Times of the list as the screen asks for it; that of the first page of the win-back list."""
    everybody = Wanted("all")
    first = told("first page", seconds(lambda: customers.first_page(shop, everybody, 60), runs), 0.02)
    win_back = Wanted("win-back")
    told("first page of the win-back list", seconds(lambda: customers.first_page(shop, win_back, 60), runs), 0.02)
    ids = customers.find(shop, everybody).ids
    starts = [len(ids) * part // 10 for part in range(10)]
    pages = [took for at in starts for took in seconds(lambda at=at: customers.lines(shop, ids[at : at + 60]), runs)]
    told("any page", pages, 0.05)
    told("all ids, counted", seconds(lambda: customers.find(shop, everybody), runs))
    for sort in customers.SORTS:
        told(
            f"first page by {sort}",
            seconds(lambda s=sort: customers.first_page(shop, Wanted("all", sort=s)), runs),
            0.02,
        )
    whole_words = ("marchetti", "köln", "c149", "example.org", "zo tan", "nobody")
    typed = [word[: n + 1] for word in whole_words for n in range(len(word))]
    filters = []
    for words in typed:
        filters += seconds(lambda words=words: customers.first_page(shop, Wanted("all", search=words)), 1)
    whole = []
    for words in typed:
        whole += seconds(lambda words=words: customers.find(shop, Wanted("all", search=words)), 1)
    told("filter as it is typed, 95th percentile", [percentile(filters, 0.95)], 0.15)
    told("  and all ids with it, 95th percentile", [percentile(whole, 0.95)])
    return first


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def duck_speed(shop: Shop, ours: float, runs: int) -> None:
    """The same list by one DuckDB query, its orders in DuckDB's own file and loaded from the shop file."""
    try:
        import duckdb
    except ImportError:
        print("DuckDB is not installed, so there is nothing to compare with: pip install duckdb")
        return
    with shop.db.read() as tx, judgement.on(tx, shop.settings, TODAY) as basis:
        model = basis.model.parameters
        columns = "customer_id, placed_at, total - refunded AS net"
        orders = raw.driver(tx).execute(f"SELECT {columns} FROM orders WHERE counts").fetchall()  # noqa: S608
    values = {**asdict(model), "now": clock.stamp(clock.end_of(TODAY, shop.zone)), "horizon": basis.horizon}
    with tempfile.TemporaryDirectory() as folder:
        duck = duckdb.connect(str(Path(folder) / "orders.duckdb"))
        csv = Path(folder) / "orders.csv"
        csv.write_text("".join(f"{who},{at},{net}\n" for who, at, net in orders))
        columns = "column0 AS who, column1 AS placed, column2 AS net"
        load = f"CREATE OR REPLACE TABLE orders AS SELECT {columns} FROM '{csv}'"  # noqa: S608
        loading = told("DuckDB: take in the orders (from CSV)", seconds(lambda: duck.execute(load), runs))
        asking = told("DuckDB: the list", seconds(lambda: duck.execute(DUCK, values).fetchall(), runs))
        print(
            f"ours opens {asking / ours:.1f} times faster than its query, {(loading + asking) / ours:.0f} with loading"
        )
        try:
            duck.execute("LOAD sqlite")
        except duckdb.Error:
            print("DuckDB's reader of SQLite files is not on this machine, so that way was not measured.")
            return
        duck.execute(f"ATTACH '{shop.home / 'shop.db'}' AS shop (TYPE sqlite, READ_ONLY)")
        net = "SELECT customer_id AS who, placed_at AS placed, total - refunded AS net FROM shop.orders WHERE counts"
        there = DUCK.replace("FROM orders", f"FROM ({net})")
        reading = told(
            "DuckDB: the list, reading the shop file", seconds(lambda: duck.execute(there, values).fetchall(), runs)
        )
        print(f"ours opens {reading / ours:.1f} times faster than that")


DUCK = """
WITH days AS (
    SELECT who, placed // 86400 AS day, sum(net) AS net FROM orders WHERE placed <= $now GROUP BY ALL
), people AS (
    SELECT who, count(*) - 1 AS x, max(day) - min(day) AS tx, $now // 86400 - min(day) AS t, max(day) AS last,
           coalesce(sum(net) FILTER (day > $now // 86400 - 365), 0) AS year
    FROM days GROUP BY who
), chances AS (
    SELECT *, (1 - pow(($alpha + t) / ($alpha + t + $horizon), $r + x))
              / (1 + $a / ($b + x) * pow(($alpha + t) / ($alpha + tx), $r + x)) AS p
    FROM people
), shifted AS (
    SELECT *, p * exp($shift) / (1 - p + p * exp($shift)) AS chance FROM chances
)
SELECT who, year, last, chance, round(year * (1 - chance)) AS stake FROM shifted ORDER BY stake DESC LIMIT 60
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--customers", type=int, default=150_000)
    asked.add_argument("--orders", type=int, default=400_000)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "shopkeep-benchmark")
    options = asked.parse_args()
    made = options.folder / f"shop-{options.customers}-{options.orders}"
    if not (made / "shop.db").exists():
        print(f"Making a shop of {options.customers:,} customers and {options.orders:,} orders in {made}")
        invented_shop(made, options.customers, options.orders)
    with tempfile.TemporaryDirectory(dir=options.folder) as copy, clock.at(NOON):
        shutil.copytree(made, copy, dirs_exist_ok=True)
        shop = open_shop(Path(copy))
        print(f"{options.customers:,} customers, {options.orders:,} orders, median of {options.runs} runs")
        told("judge everybody for the first time", seconds(lambda: judging.ensure_current(shop), 1))
        judging_speed(shop, options.customers, options.runs)
        ours = listing_speed(shop, options.runs)
        duck_speed(shop, ours, options.runs)
        shop.close()


if __name__ == "__main__":
    main()
