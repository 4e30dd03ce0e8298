"""Taking in files about customers and about products."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shopkeep.core import clock
from shopkeep.core.asjson import as_json
from shopkeep.core.progress import Step, Stop, Tell, never, unheard
from shopkeep.core.records.orders import AttributesResult
from shopkeep.errors import ImportRefused
from shopkeep.jobs import come_again, judging, known_buyers
from shopkeep.jobs.import_results import SHOWN
from shopkeep.jobs.shop import Shop
from shopkeep.orders import customer_files, kinds, product_files
from shopkeep.orders.amounts import Mark
from shopkeep.orders.attributes import Attributes
from shopkeep.orders.buyers import BLANK
from shopkeep.orders.customer_columns import knows_customers
from shopkeep.orders.dates import Order
from shopkeep.orders.keeping import EXPORTS, keeping
from shopkeep.orders.open_file import go_on
from shopkeep.orders.product_columns import knows_products
from shopkeep.orders.reader import read_table
from shopkeep.orders.table import Table
from shopkeep.store import Tx, buyers, imports, known_files, orders, products
from shopkeep.store.database import busy


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file changes in a transaction: how many are told anew, are as they were, stand in no order; and the
    writing of it."""

    updated: int
    unchanged: int
    unknown: int
    write: Callable[[], None]


def import_customers(
    shop: Shop,
    path: Path,
    tell: Tell = unheard,
    stop: Stop = never,
    *,
    dry_run: bool = False,
    dates: Order | None = None,
) -> AttributesResult:
    """Take in a file about customers (consent, birthday, interests, answers, anything), by e-mail address.

    With `dry_run` nothing is changed. `dates` is the order of day and month as the owner said. Raises
    ImportRefused where it holds orders or products, AmbiguousFile where it could be read in two ways.
    """
    tell(Step(f"Reading {path.name}"))
    table = read_table(path, knows_customers)
    kinds.refuse_for_customers(table, path.name)
    read = customer_files.read_customers(table, shop.zone, dates)

    def plan(tx: Tx, import_id: int) -> Plan:
        ids = buyers.ids_by_email(tx)
        known = buyers.rows(tx, {ids[email] for email in read.rows if email in ids})
        source, now, names = path.name, clock.stamp(clock.now()), list(BLANK)
        changed: list[dict[str, Any]] = []
        new: list[dict[str, Any]] = []
        next_id = buyers.next_id(tx)
        for email, said in read.rows.items():
            row = known.get(ids.get(email, 0))
            combined = customer_files.combine_customer(row, said, source, now)
            if row is None:
                new.append({**combined, "id": next_id + len(new), "email": email, "import_id": import_id})
            elif any(combined[name] != row[name] for name in names):
                changed.append(combined)

        def write() -> None:
            before = ((row["id"], {name: known[row["id"]][name] for name in names}) for row in changed)
            imports.journal(tx, import_id, "customers", before)
            buyers.change(tx, changed, names)
            buyers.add(tx, new)
            joined = known_buyers.join(tx, import_id, read.buyers)
            if joined:
                judging.settle(shop, tx, joined)
            come_again.erase_again(tx, [row["id"] for row in new])
            judging.touch(shop, tx, {row["id"] for row in changed} - joined)  # names and places are searched there

        return Plan(len(changed) + len(new), len(read.rows) - len(changed) - len(new), len(new), write)

    return _import_attributes(shop, "customers", path, table, read, plan, stop, dry_run)


def import_products(
    shop: Shop,
    path: Path,
    tell: Tell = unheard,
    stop: Stop = never,
    *,
    dry_run: bool = False,
    dates: Order | None = None,
    decimal: Mark | None = None,
) -> AttributesResult:
    """Take in a file about products: category, price, cost, link and image, by SKU or title.

    With `dry_run` nothing is changed. Raises ImportRefused where it holds orders or customers, AmbiguousFile as
    `import_customers`.
    """
    tell(Step(f"Reading {path.name}"))
    table = read_table(path, knows_products)
    kinds.refuse_for_products(table, path.name)
    currency, site = shop.settings.get("shop.currency"), shop.settings.get("shop.url")
    read = product_files.read_products(table, shop.zone, currency, site, dates, decimal)

    def plan(tx: Tx, import_id: int) -> Plan:
        known, ordered = products.rows(tx), products.ordered_keys(tx)
        rows = [product_files.combine_product(key, known.get(key), said) for key, said in read.rows.items()]
        changed = [row for row in rows if row != known.get(row["key"])]
        unknown = sum(key not in ordered for key in read.rows)

        def write() -> None:
            imports.journal(tx, import_id, "products", ((row["key"], known.get(row["key"])) for row in changed))
            products.put(tx, changed)
            if changed:
                judging.refresh(shop, tx, None)  # costs make margins

        return Plan(len(changed), len(rows) - len(changed), unknown, write)

    return _import_attributes(shop, "products", path, table, read, plan, stop, dry_run)


def _import_attributes(
    shop: Shop,
    kind: str,
    path: Path,
    table: Table,
    read: Attributes,
    plan: Callable[[Tx, int], Plan],
    stop: Stop,
    dry_run: bool,
) -> AttributesResult:
    if not read.rows:
        raise ImportRefused(
            f"Nothing in {path.name} could be taken in.",
            f"First trouble: {read.rejected[0].reason}." if read.rejected else "It has no rows.",
            f"Check that it is a file of {kind}.",
        )
    if shop.read_only and not dry_run:
        raise busy(shop.home)
    count = len(table.rows) + len(table.broken)
    shown = read.rejected[:SHOWN]
    with shop.db.read() as tx:
        before = known_files.same_file(tx, kind, table.digest)
        if before:
            says = [f"{path.name} was imported before: nothing changed."]
            known = (before[0], path.name, count, 0, len(read.rows), 0, shown, len(read.rejected), says)
            return AttributesResult(*known, read.understood, read.details, already_known=True)
        if dry_run:
            would = plan(tx, 0)
            said = (would.updated, would.unchanged, would.unknown, shown, len(read.rejected), read.warnings)
            return AttributesResult(None, path.name, count, *said, read.understood, read.details)
        if orders.count(tx):
            shop.db.checked_backup("before-import")
        with keeping(shop.home / EXPORTS, path) as kept, shop.db.write() as tx:
            values = {"kind": kind, "file": path.name, "digest": table.digest, "format": "csv", "rows": count}
            import_id = imports.begin(tx, {**values, "rejected_count": len(read.rejected)})
            now = plan(tx, import_id)
            now.write()
            go_on(stop)
            imports.refuse(tx, import_id, read.rejected)
            did = (now.updated, now.unchanged, now.unknown, shown, len(read.rejected), read.warnings)
            result = AttributesResult(import_id, path.name, count, *did, read.understood, read.details)
            files = kept.keep(import_id, table.columns, dict(zip(table.lines, table.rows, strict=True)), read.rejected)
            imports.finish(tx, import_id, {**files, "result": json.dumps(as_json(result), ensure_ascii=False)})
    return result
