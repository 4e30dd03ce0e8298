"""Products by a shop of known orders: who counts, up to when, in which money."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from shopkeep.customers.product_words import undecided
from shopkeep.errors import NotFound, ShopkeepError
from shopkeep.jobs import products
from shopkeep.jobs.shop import Shop
from shopkeep.store import products as product_rows
from shopkeep.store import tables as t
from tests.customers import shops


def add(shop: Shop, email: str, *orders: tuple[int, str], **more: object) -> int:
    """A customer with orders as (days ago, product title)."""
    who = shops.add_customer(shop, email, [])
    for ago, title in orders:
        shops.add_orders(shop, who, email, [ago], line=title, **more)  # type: ignore[arg-type]
    return who


@pytest.fixture
def tea(empty: Shop) -> Shop:
    """Nettle tea brings people back; mint does not. All long enough ago."""
    for number in range(20):
        again = [(200, "Rosehip")] if number < 16 else []
        add(empty, f"nettle{number}@example.com", (230, "Nettle tea"), *again)
        again = [(200, "Rosehip")] if number < 2 else []
        add(empty, f"mint{number}@example.com", (230, "Mint"), *again)
    shops.refresh(empty)
    return empty


def test_first_products_that_bring_people_back(tea: Shop) -> None:
    report = products.first_products(tea)
    assert (report.buyers, report.came_back, report.within_days, report.usual_wait) == (40, 18, 90, 30)
    best, worst = report.rows
    assert (best.title, best.buyers, best.came_back, best.verdict) == ("Nettle tea", 20, 16, "surely better")
    assert worst.verdict == "surely worse"
    assert best.says == (
        "Of 20 whose first order had Nettle tea, 16 came back (80%, between 58 and 92%);"
        " in the whole shop 45%. Surely better."
    )


def test_as_of_an_earlier_day_later_orders_are_not_known(tea: Shop) -> None:
    report = products.first_products(tea, as_of=shops.day(210))
    assert (report.buyers, report.too_recent, report.grounds.orders) == (0, 40, 40)
    assert products.sellers(tea, as_of=shops.day(210)).rows[0].last_sold == shops.day(230)
    assert [row.title for row in products.sellers(tea, as_of=shops.day(210)).rows] == ["Mint", "Nettle tea"]


def test_what_a_group_used_to_buy(tea: Shop) -> None:
    with tea.db.read() as tx:
        rows = tx.execute(t.customers.select()).all()
    nettle = [row.id for row in rows if row.email.startswith("nettle")]
    report = products.used_to_buy(tea, ids=nettle)
    by = {row.title: row for row in report.rows}
    assert (report.customers, report.buyers, report.buyers_of_all) == (20, 20, 40)
    assert by["Nettle tea"].verdict == "surely more"
    assert by["Nettle tea"].revenue.plain() == "1000.00"  # no prices: what was paid for each order of one line
    assert "Mint" not in by
    everybody = products.used_to_buy(tea, "all")
    assert everybody.rows[0].difference is None
    assert "nobody else" in everybody.rows[0].says
    assert "nobody to compare them with" in undecided(everybody)


def test_a_segment_and_a_rule_choose_the_group(tea: Shop) -> None:
    report = products.used_to_buy(tea, "all", where="orders > 1")
    assert report.customers == 18
    assert report.group
    assert products.used_to_buy(tea, "repeat").customers == 18
    with pytest.raises(ShopkeepError):
        products.used_to_buy(tea, "nobody-of-that-name")


def test_merged_people_are_one(empty: Shop) -> None:
    one = add(empty, "a@example.com", (300, "Nettle tea"))
    other = add(empty, "b@example.com", (250, "Mint"))
    assert products.first_products(empty).came_back == 0
    with empty.db.write() as tx:
        tx.execute(update(t.customers).where(t.customers.c.id == other).values(merged_into=one))
    report = products.first_products(empty)
    assert (report.buyers, report.came_back) == (1, 1)


def test_refused_orders_and_other_money(empty: Shop) -> None:
    who = add(empty, "a@example.com", (30, "Nettle tea"))
    shops.add_orders(empty, who, "a@example.com", [20], currency="USD", line="Nettle tea")
    shops.add_orders(empty, who, "a@example.com", [10], status="cancelled", line="Nettle tea")
    with empty.db.write() as tx:
        tx.execute(update(t.order_lines).values(unit_price=500, discount=100))
    report = products.sellers(empty)
    [row] = report.rows
    assert (row.orders, row.quantity, row.revenue.plain()) == (2, 4, "9.00")
    assert (report.grounds.orders, report.grounds.orders_in_other_currencies) == (2, 1)


def test_a_file_without_prices_tells_the_money_of_orders_of_one_product_alone(empty: Shop) -> None:
    who = shops.add_customer(empty, "a@example.com", [])
    shops.add_order(empty, who, 30, 2455, "Candle", shipping=400, tax=55)
    both = shops.add_order(empty, who, 20, 9000, "Candle")
    priced = shops.add_order(empty, who, 10, 700, "Soap")
    with empty.db.write() as tx:
        tx.execute(update(t.order_lines).where(t.order_lines.c.order_id == priced).values(unit_price=700))
        gift = {"position": 1, "quantity": 1}
        tx.execute(insert(t.order_lines).values(order_id=both, title="Towel", **gift))
        tx.execute(insert(t.order_lines).values(order_id=priced, title="Pin", **gift))
    report = products.sellers(empty)
    rows = {row.title: row for row in report.rows}
    told = {title: row.revenue and row.revenue.plain() for title, row in rows.items()}
    assert told == {"Candle": "20.00", "Towel": None, "Soap": "7.00", "Pin": "0.00"}
    assert "1 order of the last 90 days; nothing in the 90 before" in rows["Towel"].says
    assert "What it brought is not known: the file has no prices." in rows["Towel"].says
    assert "0.00" not in rows["Towel"].says
    assert "€20.00 in 2 orders" in rows["Candle"].says
    assert "Prices are missing in 1 of its 2 orders: their money is in no sum." in rows["Candle"].says
    assert report.grounds.orders_without_prices == 1
    bought = {row.title: row.revenue and row.revenue.plain() for row in products.used_to_buy(empty, "all").rows}
    assert bought == told


def test_together_and_next(empty: Shop) -> None:
    for number in range(12):
        who = add(empty, f"c{number}@example.com", (50, "Pot"), (20, "Cup" if number < 9 else "Mint"))
        shops.add_orders(empty, who, f"lid{number}@example.com", [50], line="Lid")
        other = add(empty, f"d{number}@example.com", (50, "Mint"), (20, "Sage"))
        assert other
    assert products.bought_together(empty).rows == []  # each order has one line
    pairs = products.bought_together(empty, within="customer").rows
    lifts = {frozenset((row.title, row.other_title)): row.lift for row in pairs}
    assert lifts[frozenset(("Pot", "Lid"))] > 1.3
    assert lifts[frozenset(("Mint", "Sage"))] > 1.3
    assert frozenset(("Pot", "Sage")) not in lifts
    only = products.bought_together(empty, "sage", within="customer")
    assert [(row.title, row.other_title) for row in only.rows] == [("Sage", "Mint")]
    report = products.next_product(empty, "pot")
    assert (report.buyers, report.went_on, report.rows[0].title, report.rows[0].chose) == (12, 12, "Cup", 9)
    assert report.rows[0].says.startswith("Of 12 who had Pot and later bought something new, 9 chose Cup next (75%")


def test_an_unknown_product_names_the_nearest(tea: Shop) -> None:
    with pytest.raises(NotFound) as error:
        products.next_product(tea, "netle tee")
    assert "Nettle tea" in error.value.lines()[1]
    with pytest.raises(NotFound):
        products.peaks(tea, category="Herbal")


def put(shop: Shop, sku: str, title: str, category: str = "", added_on: str = "") -> None:
    row = {column.name: "" for column in t.products.columns} | {"price": None, "cost": None}
    row |= {"sku": sku, "title": title, "category": category, "added_on": added_on}
    with shop.db.write() as tx:
        product_rows.put(tx, [row | {"key": product_rows.key_of(sku, title)}])


def test_the_products_file_gives_categories_and_what_never_sold(empty: Shop) -> None:
    add(empty, "a@example.com", (30, "Nettle tea"), (300, "Mint"))
    put(empty, "N1", "Nettle Tea", "Herbal", "2026-10-01")
    put(empty, "X1", "Slow thing", "Other", "2026-09-01")
    rows = {row.title: row for row in products.sellers(empty).rows}
    assert (rows["Nettle tea"].category, rows["Nettle tea"].key) == ("Herbal", "sku:n1")
    assert (rows["Mint"].days_silent, rows["Mint"].not_selling) == (300, True)
    assert "has not sold for 10 months" in rows["Mint"].says
    assert (rows["Slow thing"].last_sold, rows["Slow thing"].not_selling) == (None, True)
    assert products.sellers(empty, slowest=True).rows[0].title == "Slow thing"
    assert products.peaks(empty, category="herbal").of == "Herbal"
    new = products.new_products(empty, shops.day(120))
    assert [row.title for row in new.rows] == ["Nettle tea", "Slow thing"]
    assert new.rows[0].known_customers == 1


def test_variants_fold_into_the_product_before_the_dash(empty: Shop) -> None:
    add(empty, "a@example.com", (30, "Nettle tea - 100 g"), (20, "Nettle tea - 250 g"), (10, "Mint"))
    assert len(products.sellers(empty).rows) == 3
    rows = {row.title: row.orders for row in products.sellers(empty, folded=True).rows}
    assert rows == {"Nettle tea": 2, "Mint": 1}


def test_new_since_a_day(tea: Shop) -> None:
    report = products.new_products(tea, shops.day(210))
    assert [(row.title, row.customers, row.known_customers) for row in report.rows] == [("Rosehip", 18, 18)]


def test_a_new_order_is_seen_at_once(tea: Shop) -> None:
    before = products.sellers(tea).grounds.orders
    add(tea, "late@example.com", (1, "Mint"))
    assert products.sellers(tea).grounds.orders == before + 1


def test_peaks_of_a_group(empty: Shop) -> None:
    december = [ago for ago in range(1100) if shops.day(ago).month == 12]
    who = add(empty, "a@example.com", *[(ago, "Advent tin") for ago in december])
    add(empty, "b@example.com", *[(ago, "Mint") for ago in range(0, 1100, 5)])
    found = products.peaks(empty, "Advent tin")
    assert (found.peak, found.verdict) == ([12], "surely")
    assert "December stands out" in found.says
    assert products.peaks(empty, ids=[who]).peak == [12]
    assert products.peaks(empty, "Mint").verdict == "no season"


@pytest.mark.parametrize("title", ["[/]", "{{ 7*7 }}", "\x1b[31mRed", "…" * 400, "★", "a\nb", "'; DROP TABLE orders"])
def test_hostile_titles_are_only_text(empty: Shop, title: str) -> None:
    add(empty, "a@example.com", (200, title), (100, "Mint"))
    for report in (products.sellers(empty), products.first_products(empty), products.used_to_buy(empty, "all")):
        for row in report.rows:
            assert "\x1b" not in row.says
            assert "\n" not in row.says
    key = next(row.key for row in products.sellers(empty).rows if row.title != "Mint")
    assert products.next_product(empty, key).rows[0].title == "Mint"


def test_an_empty_shop_and_one_without_lines(empty: Shop) -> None:
    def look() -> None:
        assert products.used_to_buy(empty, ids=[]).rows == []
        assert products.first_products(empty).rows == []
        assert products.bought_together(empty).rows == []
        assert products.sellers(empty).rows == []
        assert products.new_products(empty, shops.TODAY - timedelta(days=90)).rows == []
        assert products.peaks(empty).verdict == "too little history"

    look()
    with empty.db.write() as tx:
        values = {"platform": "x", "number": "1", "placed_at": 1_790_000_000, "currency": "EUR", "total": 100}
        tx.execute(insert(t.orders).values(values | {"counts": True, "customer_id": None}))
    look()
    assert products.sellers(empty).grounds.orders_without_lines == 1
