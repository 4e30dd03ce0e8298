"""How fast the results of a large sequence are there, beside one DuckDB query that computes the same counts.

    python benchmarks/results.py [--customers 150000] [--orders 400000] [--enrolled 20000] [--runs 3]

On the invented shop of `benchmarks/customers.py`: so many customers were enrolled thirty days ago, a fifth of
them held out, and had two mails. Measured in seconds of the clock: the whole reckoning of the sequence, and of
the programme. Then one DuckDB query over the same tables in DuckDB's own file: customers, returns and revenue
of both arms. Both must agree. `pip install duckdb`; without it that part is left out.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from customers import NOON, invented_shop, seconds, told

from shopkeep.core import clock
from shopkeep.jobs import judging, results, sequences
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import queueing, raw
from shopkeep.store import tables as t

NAME = "autumn"
SENT = NOON - timedelta(days=30)
SECOND = NOON - timedelta(days=23)

QUERY = """
WITH arms AS (
  SELECT e.customer_id AS who, e.holdout, min(touch.went_out) AS began
  FROM enrolments e JOIN touches touch ON touch.enrolment_id = e.id GROUP BY ALL
), bought AS (
  SELECT a.who, a.holdout, sum(o.total - o.refunded) AS revenue
  FROM arms a JOIN orders o ON o.customer_id = a.who
  WHERE o.counts AND o.placed_at > a.began AND o.placed_at <= $closes GROUP BY ALL
)
SELECT a.holdout, count(*), count(b.who), coalesce(sum(b.revenue), 0)
FROM arms a LEFT JOIN bought b USING (who) GROUP BY a.holdout ORDER BY a.holdout
"""


def enrolled(shop: Shop, people: int, number: int) -> None:
    """A sequence sent to some of the customers, two mails each, a fifth held out."""
    chance = random.Random(11)
    sequences.new_sequence(shop, NAME, "win-back", 0.2)
    ids = sorted(chance.sample(range(1, people + 1), number))
    with shop.db.write() as tx:
        new = [
            queueing.NewEnrolment(who, f"c{who}@example.com", "", chance.random() < 0.2, f"BACK-{who}") for who in ids
        ]
        entered = queueing.enrol(tx, NAME, new, clock.stamp(SENT))
        for stage, at in (("offer", clock.stamp(SENT)), ("value", clock.stamp(SECOND))):
            held = [(entered[one.customer_id], stage, 1) for one in new if one.holdout]
            queueing.insert_shadows(tx, held, at)
            mails = [
                queueing.NewMessage(
                    enrolment_id=entered[one.customer_id], sequence=NAME, stage=stage, mail=1,
                    variant=chance.choice("AB"), group="", email=one.email, name="", subject="", code=one.code,
                    message_id=f"<{stage}-{one.customer_id}@example.com>", raw=b"",
                )
                for one in new
                if not one.holdout
            ]  # fmt: skip
            queueing.insert_messages(tx, mails, at)
        tx.execute(t.messages.update().values(state="sent", sent_at=t.messages.c.queued_at))


def duck_speed(shop: Shop, closes: int, runs: int) -> tuple[float, list[Any]] | None:
    """How long DuckDB takes over its own file, and what it says."""
    try:
        import duckdb
    except ImportError:
        print("duckdb is not installed: no comparison")
        return None
    with tempfile.TemporaryDirectory() as folder, shop.db.read() as tx:
        db = duckdb.connect(str(Path(folder) / "duck.db"))
        tables = {
            "orders": ("customer_id BIGINT, placed_at BIGINT, total BIGINT, refunded BIGINT, counts BOOLEAN",
                       "SELECT customer_id, placed_at, total, refunded, counts FROM orders"),
            "enrolments": ("id BIGINT, customer_id BIGINT, holdout BOOLEAN",
                           "SELECT id, customer_id, holdout FROM enrolments"),
            "touches": ("enrolment_id BIGINT, went_out BIGINT",
                        "SELECT enrolment_id, sent_at FROM messages UNION ALL SELECT enrolment_id, at FROM shadows"),
        }  # fmt: skip
        for name, (columns, query) in tables.items():
            db.execute(f"CREATE TABLE {name} ({columns})")
            rows = raw.driver(tx).execute(query).fetchall()
            marks = ", ".join("?" * len(rows[0]))
            for start in range(0, len(rows), 50_000):
                part = rows[start : start + 50_000]
                values = ", ".join(f"({marks})" for _ in part)
                db.execute(f"INSERT INTO {name} VALUES {values}", [cell for row in part for cell in row])  # noqa: S608
        said: list[Any] = []
        taken = seconds(lambda: said.append(db.execute(QUERY, {"closes": closes}).fetchall()), runs)
        return told("DuckDB, counts and revenue alone", taken), said[-1]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--customers", type=int, default=150_000)
    asked.add_argument("--orders", type=int, default=400_000)
    asked.add_argument("--enrolled", type=int, default=20_000)
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
        judging.ensure_current(shop)
        enrolled(shop, options.customers, options.enrolled)
        print(f"{options.orders:,} orders, {options.enrolled:,} enrolled, median of {options.runs} runs")
        ours = told("results of the sequence", seconds(lambda: results.results(shop, NAME), options.runs), 1.0)
        told("results of the programme", seconds(lambda: results.programme(shop), options.runs), 1.0)
        found = results.results(shop, NAME)
        assert found.closes is not None
        duck = duck_speed(shop, clock.stamp(found.closes), options.runs)
        if duck is not None:
            theirs, said = duck
            mine = [(arm.customers, arm.returned, arm.revenue.amount) for arm in (found.mailed, found.holdout)]
            assert mine == [tuple(map(int, row[1:])) for row in said], (mine, said)
            print(f"both agree; the whole reckoning takes {ours / theirs:.0f} times the query")
        shop.close()


if __name__ == "__main__":
    main()
