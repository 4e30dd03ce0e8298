"""How fast the figures of a large shop are there, beside one DuckDB query that computes the same.

    python benchmarks/metrics.py [--customers 150000] [--orders 400000] [--runs 3] [--folder FOLDER]

On the invented shop of `benchmarks/customers.py`, in seconds of the clock: the first look after the orders
changed, until the figures are there, which a page shows first, and until months, cohorts and waits are too (the
app works all of it out by itself after an import, the command line when it is first asked); the next look in
another process, another period in another process and in the same one, a split by country. Then one DuckDB query
over the same orders in DuckDB's own file: retention, churn in heads and money, repeat rate and average order by
first-time and repeat and by tenure, month by month, cohorts, and the waits for the second, third and fourth order.
Both must agree. `pip install duckdb`; without it that part is left out.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from customers import NOON, TODAY, invented_shop, seconds, told

from shopkeep.core import clock
from shopkeep.core.records.metrics import Metrics
from shopkeep.jobs import metrics
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import kept_reports, raw

ZONE = "Europe/Berlin"

QUERY = """
WITH days AS (
  SELECT customer_id AS who, (to_timestamp(placed_at) AT TIME ZONE $zone)::DATE AS day,
         sum(total - refunded) AS spent, count(*) AS orders
  FROM orders WHERE counts AND customer_id IS NOT NULL GROUP BY 1, 2
), visits AS (
  SELECT *, row_number() OVER w AS nth, lead(day) OVER w AS later,
         min(day) OVER (PARTITION BY who) AS begun
  FROM days WHERE day <= $last WINDOW w AS (PARTITION BY who ORDER BY day)
), periods AS (
  SELECT 'period' AS name, $first::DATE AS first, $last::DATE AS last
  UNION ALL
  SELECT strftime(m, '%Y-%m'), m::DATE, (m + INTERVAL 1 MONTH - INTERVAL 1 DAY)::DATE
  FROM range(date_trunc('month', $last::DATE) - INTERVAL 24 MONTH, date_trunc('month', $last::DATE + 1),
             INTERVAL 1 MONTH) AS months(m)
  WHERE (m + INTERVAL 1 MONTH - INTERVAL 1 DAY)::DATE <= $last
), people AS (
  SELECT p.name, v.who,
    max(v.nth) FILTER (v.day < p.first) AS nth_start,
    date_diff('day', min(v.begun), p.first - 1) AS since,
    coalesce(max(v.day) FILTER (v.day < p.first) > p.first - 366, false) AS at_start,
    coalesce(max(v.day) FILTER (v.day <= p.last) > p.last - 365, false) AS at_end,
    max(v.nth) FILTER (v.day <= p.last) AS nth_end,
    sum(v.spent) FILTER (v.day BETWEEN p.first AND p.last) AS revenue,
    sum(v.orders) FILTER (v.day BETWEEN p.first AND p.last) AS orders,
    sum(v.spent) FILTER (v.day > p.first - 366 AND v.day < p.first) AS year_before
  FROM periods p, visits v WHERE v.day <= p.last GROUP BY p.name, p.first, p.last, v.who
), figures AS (
  SELECT name,
    CASE WHEN name <> 'period' THEN '' WHEN nth_start > 1 THEN 'repeat' ELSE 'first-time' END AS buyer,
    CASE WHEN name <> 'period' THEN '' WHEN nth_start IS NULL OR since < 90 THEN 'short'
         WHEN since < 365 THEN 'medium' ELSE 'long' END AS tenure,
    count(*) FILTER (at_start) AS begin, count(*) FILTER (at_end) AS final,
    count(*) FILTER (at_start AND at_end) AS kept, count(*) FILTER (at_end AND nth_end > 1) AS again,
    sum(orders) AS orders, sum(revenue) AS revenue, sum(year_before) AS before,
    sum(year_before) FILTER (NOT at_end) AS before_lost
  FROM people GROUP BY ALL
), cohorts AS (
  SELECT date_trunc('month', begun) AS came, date_diff('month', begun, day) AS later, count(DISTINCT who) AS number
  FROM visits GROUP BY ALL
), waits AS (
  SELECT nth + 1 AS number, coalesce(later, $last::DATE) - day AS days,
         count(*) FILTER (later IS NOT NULL) AS came, count(*) FILTER (later IS NULL) AS watched
  FROM visits WHERE nth <= 3 GROUP BY ALL
), at_risk AS (
  SELECT *, sum(came + watched) OVER (PARTITION BY number ORDER BY days DESC) AS waiting FROM waits
), curves AS (
  SELECT number, days, 1 - product(1 - came / waiting) OVER (PARTITION BY number ORDER BY days) AS share
  FROM at_risk
)
SELECT 'figures' AS what, to_json(figures)::VARCHAR AS said FROM figures
UNION ALL SELECT 'cohort', to_json(cohorts)::VARCHAR FROM cohorts
UNION ALL SELECT 'wait', to_json(curves)::VARCHAR FROM curves
"""


def duck_speed(shop: Shop, found: Metrics, runs: int) -> tuple[float, float] | None:
    """Seconds to take the orders in, and of the query; None without DuckDB. Stops where the two differ."""
    try:
        import duckdb
    except ImportError:
        print("DuckDB is not installed, so there is nothing to compare with: pip install duckdb")
        return None
    with shop.db.read() as tx:
        columns = "customer_id, placed_at, total, refunded, counts"
        orders = raw.driver(tx).execute(f"SELECT {columns} FROM orders").fetchall()  # noqa: S608
    with tempfile.TemporaryDirectory() as folder:
        duck = duckdb.connect(str(Path(folder) / "orders.duckdb"))
        csv = Path(folder) / "orders.csv"
        csv.write_text("".join(",".join(map(str, row)) + "\n" for row in orders))
        named = "column0 AS customer_id, column1 AS placed_at, column2 AS total, column3 AS refunded, column4 AS counts"
        load = f"CREATE OR REPLACE TABLE orders AS SELECT {named} FROM '{csv}'"  # noqa: S608
        loading = told("DuckDB: take in the orders (from CSV)", seconds(lambda: duck.execute(load), runs))
        values = {"zone": shop.zone, "first": found.first, "last": found.last}
        asking = told("DuckDB: the query", seconds(lambda: duck.execute(QUERY, values).fetchall(), runs))
        compare(duck.execute(QUERY, values).fetchall(), found)
    return loading, asking


def compare(theirs: Iterable[tuple[str, str]], found: Metrics) -> None:
    """Stop with a sentence where a figure differs."""
    rows: dict[str, list[dict[str, Any]]] = {"figures": [], "cohort": [], "wait": []}
    for what, said in theirs:
        rows[what].append(json.loads(said))
    ours = [
        *(("period", name, one) for name, one in (found.by_buyer | found.by_tenure).items()),
        *((one.month, "", one.figures) for one in found.months),
    ]
    for period, kind, one in ours:
        those = [row for row in rows["figures"] if row["name"] == period and kind in (row["buyer"], row["tenure"])]
        for name, mine in (
            ("begin", one.customers_start), ("final", one.customers_end), ("again", one.customers_repeat),
            ("orders", one.orders), ("revenue", one.revenue.amount),
            ("kept", one.customers_start - one.customers_lost),
            ("before", one.spent_before.amount if one.spent_before else 0),
            ("before_lost", one.spent_before_lost.amount if one.spent_before_lost else 0),
        ):  # fmt: skip
            its = sum(row[name] or 0 for row in those)
            assert its == mine, f"{period} {kind} {name}: DuckDB {its}, ours {mine}"
    cohorts = {(row["came"][:7], row["later"]): row["number"] for row in rows["cohort"]}
    for cohort in found.cohorts:
        for later, share in enumerate(cohort.share_back, 1):
            its = cohorts.get((cohort.month, later), 0) / cohorts[cohort.month, 0]
            assert abs(its - share) < 1e-9, f"cohort {cohort.month} after {later}: DuckDB {its}, ours {share}"
    for wait in found.waits:
        curve = sorted((row["days"], row["share"]) for row in rows["wait"] if row["number"] == wait.order)
        for within in wait.within:
            its = max(share for days, share in curve if days <= within.days)
            assert abs(its - within.share) < 1e-9, f"order {wait.order}: DuckDB {its}, ours {within.share}"
    print("DuckDB and shopkeep agree on every figure")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--customers", type=int, default=150_000)
    asked.add_argument("--orders", type=int, default=400_000)
    asked.add_argument("--runs", type=int, default=3)
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

        def forget() -> None:
            """As in another process."""
            metrics._summed.clear()
            metrics._read.clear()
            metrics._told.clear()

        def anew(early: list[float]) -> None:
            """As after an import that nothing prepared the figures after."""
            forget()
            with shop.db.write() as tx:
                kept_reports.put(tx, metrics.KEPT, "", "")
            start = time.perf_counter()
            metrics.metrics_of(shop, tell=lambda _: early.append(time.perf_counter() - start))

        half = TODAY - timedelta(days=182)

        def half_a_year() -> None:
            forget()
            metrics.metrics_of(shop, half, TODAY)

        def kept() -> None:
            forget()
            metrics.metrics_of(shop)

        early: list[float] = []
        whole = seconds(lambda: anew(early), options.runs)
        told("the first look after the orders changed", early, 1.0)
        first = told("  and with months, cohorts and waits", whole)
        ours = told("any look after that, in another process", seconds(kept, options.runs), 1.0)
        told("another period, in another process", seconds(half_a_year, options.runs), 1.0)
        told("another period", seconds(lambda: metrics.metrics_of(shop, half, TODAY), options.runs), 1.0)
        told("split by country", seconds(lambda: metrics.metrics_of(shop, by="country"), options.runs), 1.0)
        duck = duck_speed(shop, metrics.metrics_of(shop), options.runs)
        if duck is not None:
            loading, asking = duck
            print(
                f"the first look takes {first / asking:.1f} times DuckDB's query, {first / (loading + asking):.1f} with"
                f" its loading; any look after that {asking / ours:.1f} times less"
            )
        shop.close()


if __name__ == "__main__":
    main()
