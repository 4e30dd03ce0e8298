"""Any orders, written in any dialect: they read back the same, or it asks. Never wrong in silence.

The long run, of 20,000 examples and more (SHOPKEEP_EXAMPLES says how many):

    SHOPKEEP_EXAMPLES=20000 pytest -m long -n 1 --timeout 0 tests/orders/test_dialects.py
"""

from __future__ import annotations

import itertools
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from shopkeep.core.records.orders import ImportOptions, Order
from shopkeep.errors import AmbiguousFile
from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.orders.reading import read_orders
from tests.orders.dialects import HEADERS, Dialect, Written, dialects, write
from tests.orders.sold import LETTERS, UNREADABLE, ZONE, Sold, shops
from tests.orders.tables import dump, meaning

MANY = int(os.environ.get("SHOPKEEP_EXAMPLES", "20000"))
slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
few = settings(max_examples=60, deadline=None, suppress_health_check=slow)
some = settings(max_examples=6, deadline=None, suppress_health_check=slow)
many = settings(max_examples=MANY, deadline=None, suppress_health_check=slow)
fewer = settings(max_examples=max(1, MANY // 20), deadline=None, suppress_health_check=slow)


@st.composite
def exports(draw: st.DrawFn, scripts: tuple[str, ...] = ("any",), files: int = 1) -> list[tuple[list[Sold], Dialect]]:
    """The orders of a shop, cut into files, each file in a dialect of its own. Two of one platform's kind."""
    script = draw(st.sampled_from(scripts))
    orders = draw(shops(script))
    if len(orders) > 1:
        orders = draw(st.permutations(orders))
    kind = draw(st.sampled_from(sorted(HEADERS)))
    cuts = sorted(draw(st.lists(st.integers(0, len(orders)), min_size=files - 1, max_size=files - 1)))
    parts = [orders[a:b] for a, b in itertools.pairwise([0, *cuts, len(orders)]) if orders[a:b]]
    return [(part, draw(dialects(kind, script, len({sold.currency for sold in part}) == 1))) for part in parts]


def told(path: Path, how: Dialect, orders: list[Sold]) -> tuple[ImportOptions, Any]:
    """Read a file, answering what it asks with the truth; each thing may be asked once."""
    truth: dict[str, Any] = {
        "dates": how.dates.order,
        "decimal": how.numbers.mark,
        "encoding": how.encoding,
        "currency": orders[0].currency,
        "delimiter": how.delimiter,
    }
    options = ImportOptions()
    for _ in range(len(truth) + 1):
        question = None
        try:
            return options, read_orders(path, options, ZONE, "").parsed
        except AmbiguousFile as asked:
            question = asked
        option = question.option
        if "are the same" in question.title and len({sold.email.kept for sold in orders} - {""}) == 1:
            option, truth["mapping"] = "mapping", {"email": question.choices[0]}  # it might have been the shop's own
        if "price times quantity" in question.title:
            option, truth["mapping"] = "mapping", {"total": question.choices[0]}  # and not each product's
        assert option in truth, question.lines()
        assert not getattr(options, option), f"asked twice: {question.lines()}"
        assert option not in ("dates", "decimal") or truth[option] in question.choices
        event(f"asked for {option}")
        options = replace(options, **{option: truth[option]})
    raise AssertionError("it never stops asking")


def as_meant(sold: Sold, how: Dialect) -> dict[str, Any]:
    return {
        "number": sold.number,
        "placed": how.dates.kept(sold.placed),
        "email": sold.email.kept,
        "name": sold.name.kept,
        "money": (sold.currency, sold.total, sold.refunded, sold.discount),
        "codes": (sold.code.kept,) if sold.code.kept else (),
        "status": sold.state,
        "consent": None if how.kind == "woocommerce" else sold.consent,
        "lines": [(item.title.kept, item.sku, item.quantity, item.price) for item in sold.items],
    }


def as_read(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "placed": order.placed_at,
        "email": order.email,
        "name": order.name,
        "money": (order.currency, order.total, order.refunded, order.discount),
        "codes": order.codes,
        "status": order.status,
        "consent": order.consent,
        "lines": [(line.title, line.sku, line.quantity, line.unit_price) for line in order.lines],
    }


def reads_back(orders: list[Sold], how: Dialect) -> None:
    written = encoded(orders, how)
    # A column of nothing but numbers holds the shop's numbers of its buyers, whatever it is called.
    assume(not all(sold.name.kept.isdigit() for sold in orders))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        path.write_bytes(written.data)
        _, parsed = told(path, how, orders)
        read = {order.number: as_read(order) for order in parsed.orders}
    assert read == {sold.number: as_meant(sold, how) for sold in orders}
    assert parsed.rows == parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected)
    if any(sold.email.kept for sold in orders):  # else the column may be taken for one of something else
        unread = [sold.email.cell for sold in orders if sold.email in UNREADABLE]
        assert sorted(cell.value for cell in parsed.left_out) == sorted(unread)
    assert (parsed.rows_in_orders, parsed.rows) == (written.order_rows, written.order_rows + written.other_rows)


def encoded(orders: list[Sold], how: Dialect) -> Written:
    try:
        return write(orders, how)
    except UnicodeEncodeError:  # a sign beside an amount, or the space within one, that this encoding has not
        assume(False)
        raise


@few
@given(exports())
def test_orders_read_back_from_any_dialect(made: list[tuple[list[Sold], Dialect]]) -> None:
    reads_back(*made[0])


@some
@given(exports(tuple(LETTERS)))
def test_orders_read_back_from_older_encodings(made: list[tuple[list[Sold], Dialect]]) -> None:
    reads_back(*made[0])


@pytest.mark.long
@pytest.mark.timeout(0)
@many
@given(exports())
def test_many_orders_read_back_from_any_dialect(made: list[tuple[list[Sold], Dialect]]) -> None:
    reads_back(*made[0])


@pytest.mark.long
@pytest.mark.timeout(0)
@fewer
@given(exports(tuple(LETTERS)))
def test_many_orders_read_back_from_older_encodings(made: list[tuple[list[Sold], Dialect]]) -> None:
    reads_back(*made[0])


def goes_in(made: list[tuple[list[Sold], Dialect]]) -> None:
    """Split files give one shop in whatever order they come, and each is taken back without a trace."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for at, (orders, how) in enumerate(made):
            path = Path(folder) / f"{at}.csv"
            path.write_bytes(encoded(orders, how).data)
            files.append((path, told(path, how, orders)[0]))
        found = []
        for at, turn in enumerate(itertools.permutations(files)):
            shop = open_shop(Path(folder) / f"shop{at}")
            shop.settings.set("shop.timezone", ZONE)
            shop.settings.set("shop.currency", "EUR")  # else the first file says it, and it matters which is first
            try:
                if at:
                    for path, options in turn:
                        importing.import_orders(shop, path, options)
                else:
                    found.append(there_and_back(shop, turn))
                found.append(meaning(shop))
            finally:
                shop.close()
        assert all(each == found[0] for each in found)
        assert len(found[0]["orders"]) == sum(len(orders) for orders, _ in made)


def there_and_back(shop: Shop, files: tuple[tuple[Path, ImportOptions], ...]) -> dict[str, Any]:
    """Take files in, each twice, and all back, row for row; then in once more. What the shop knew in between."""
    states, ids = [dump(shop)], []
    for path, options in files:
        result = importing.import_orders(shop, path, options)
        assert result.rows == result.rows_in_orders + result.rows_skipped + result.rejected_count
        assert result.orders_new
        ids.append(result.import_id or 0)
        states.append(dump(shop))
        assert importing.import_orders(shop, path, options).already_known
        assert dump(shop) == states[-1]
    known = meaning(shop)
    for import_id in reversed(ids):
        assert dump(shop) == states.pop()
        importing.undo_import(shop, import_id)
    assert dump(shop) == states.pop()
    for path, options in files:
        importing.import_orders(shop, path, options)
    return known


@settings(some, max_examples=4)
@given(exports(files=2))
def test_split_files_give_the_same_shop_in_any_order(made: list[tuple[list[Sold], Dialect]]) -> None:
    goes_in(made)


@pytest.mark.long
@pytest.mark.timeout(0)
@fewer
@given(exports(files=3))
def test_many_split_files_give_the_same_shop_in_any_order(made: list[tuple[list[Sold], Dialect]]) -> None:
    goes_in(made)
