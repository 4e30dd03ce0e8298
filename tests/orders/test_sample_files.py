"""The sample shop's files, against the truth written beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shopkeep.core import text
from shopkeep.core.money import Money
from shopkeep.core.records.orders import ImportOptions
from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop
from shopkeep.orders.reading import read_orders

FILES = ("woocommerce_orders.csv", "shopify_orders.csv", "shopify_orders_later.csv", "hostile_orders.csv")


@pytest.fixture(scope="module")
def truth(sample: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((sample / "truth.json").read_text())
    return found


@pytest.mark.parametrize("file", FILES)
def test_orders_sums_and_refusals(sample: Path, truth: dict[str, Any], file: str) -> None:
    true, parsed = truth[file], read_orders(sample / file, ImportOptions(), "Europe/Dublin", "").parsed
    orders = parsed.orders
    assert parsed.rows == true["rows"] == parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected)
    assert len(orders) == true["orders"]
    assert sum(len(order.lines) for order in orders) == true["order_lines"]
    assert len({order.email for order in orders} - {""}) == true["distinct_emails"]
    assert sum(not order.email for order in orders) == true["orders_without_email"]
    for name in ("total", "refunded", "discount"):
        assert Money(sum(getattr(order, name) for order in orders), "EUR").plain() == true[f"sum_{name}"], name
    counting = [order for order in orders if order.counts]
    assert len(counting) == true["counting_orders"]
    assert Money(sum(order.net for order in counting), "EUR").plain() == true["counting_net"]
    assert len({order.email for order in counting} - {""}) == true["counting_emails"]
    codes = [code for order in orders for code in order.codes]
    assert {code: codes.count(code) for code in set(codes)} == true["codes"]
    assert parsed.rows_skipped == true.get("duplicate_rows", 0)
    assert sum(order.gift for order in orders) == true["gifts"]
    assert sum(order.fulfilled_at is not None for order in orders) == true["fulfilled"]
    for cells, name in ((parsed.rejected, "rejected"), (parsed.left_out, "left_out")):
        found = [{"line": r.line, "column": r.column, "value": r.value, "reason": r.reason} for r in cells]
        assert found == [{key: each[key] for key in ("line", "column", "value", "reason")} for each in true[name]]


def test_the_whole_shop_customers_products_and_those_who_came_back(
    shop: Shop, sample: Path, truth: dict[str, Any]
) -> None:
    for file in FILES[:2]:
        importing.import_orders(shop, sample / file, ImportOptions())
    true = truth["both_first_files"]
    with shop.db.read() as tx:
        count = tx.exec_driver_sql("SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM customers)").one()
        summaries = tx.exec_driver_sql("SELECT count(*), sum(orders = 1), sum(spent) FROM summaries").one()
    assert tuple(count) == (true["orders"], true["emails"])
    assert summaries[:2] == (true["customers"], true["one_order"])
    assert Money(summaries[2], "EUR").plain() == true["counting_net"]
    customers_and_products(shop, sample, truth)
    later = importing.import_orders(shop, sample / FILES[2], ImportOptions())
    true = truth["later"]
    assert (later.orders_new, later.customers_new) == (true["orders_new"], true["emails_new"])
    assert later.orders_updated >= len(true["orders_changed"])
    assert later.orders_updated + later.orders_unchanged == true["orders_seen_before"]


def customers_and_products(shop: Shop, sample: Path, truth: dict[str, Any]) -> None:
    true, done = truth["customers.csv"], importing.import_customers(shop, sample / "customers.csv")
    assert (done.rows, done.updated, done.unknown) == (true["rows"], true["emails"], true["never_ordered"])
    assert [(r.line, r.column, r.value, r.reason) for r in done.rejected] == [
        (r["line"], r["column"], r["value"], r["reason"]) for r in true["rejected"]
    ]
    goods = importing.import_products(shop, sample / "products.csv")
    assert (goods.rows, goods.updated) == (truth["products.csv"]["rows"],) * 2
    with shop.db.read() as tx:
        categories = tx.exec_driver_sql("SELECT count(DISTINCT category) FROM products").scalar_one()
    assert categories == truth["products.csv"]["categories"]


def test_nothing_hostile_is_stored(shop: Shop, sample: Path) -> None:
    importing.import_orders(shop, sample / "hostile_orders.csv", ImportOptions())
    with shop.db.read() as tx:
        names = tx.exec_driver_sql("SELECT name FROM customers UNION SELECT city FROM customers").scalars().all()
        titles = tx.exec_driver_sql("SELECT title FROM order_lines").scalars().all()
    for stored in (*names, *titles):
        assert stored == text.plain(stored) == text.clean_name(stored)
        assert len(stored) <= text.NAME_LIMIT
