"""Products: what groups of customers bought, what makes them come back, what goes together, what sells.

Orders are those that count up to a day, of merged people to the one kept. All orders are counted; money is
of the main currency alone, and every report says how many orders that leaves out. `folded` counts variants
(`Nettle tea - 100 g`) as the product before the dash.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from shopkeep.core.bulk import bulk
from shopkeep.core.money import Money
from shopkeep.core.records.products import (
    FirstProduct,
    FirstProductsReport,
    NewProduct,
    NewProductsReport,
    Peaks,
    Sales,
    Seller,
    SellersReport,
    UsedToBuy,
    UsedToBuyReport,
)
from shopkeep.core.shares import newcombe, wilson
from shopkeep.customers import affinity
from shopkeep.customers import peaks as seasons
from shopkeep.customers import product_words as words
from shopkeep.customers import products as selling
from shopkeep.jobs.product_grounds import (
    find_category,
    find_product,
    grounds_of,
    group_of,
    group_title,
    order_of,
    sales_of,
)
from shopkeep.jobs.product_pairs import bought_together, next_product
from shopkeep.jobs.shop import Shop


def used_to_buy(
    shop: Shop,
    segment: str = "win-back",
    where: str = "",
    as_of: date | None = None,
    *,
    ids: Collection[int] | None = None,
    folded: bool = False,
) -> UsedToBuyReport:
    """What the customers of a segment (narrowed by a rule, or just `ids`) bought, beside everybody else."""
    day = as_of or shop.today()
    group = group_of(shop, segment, where, day) if ids is None else ids
    with bulk():
        sales = sales_of(shop, day, folded)
        found, buyers, everybody = affinity.bought_by(sales, group)
        others = everybody - buyers
        verdicts = affinity.compared(
            [(one.customers, buyers, one.customers_of_all - one.customers, others) for one in found],
            "more", "less", "about as many",
        )  # fmt: skip
    rows = []
    for one, verdict in zip(found, verdicts, strict=True):
        product, outside = sales.products[one.product], one.customers_of_all - one.customers
        interval = wilson(one.customers, buyers) or (0.0, 1.0)
        difference = newcombe(outside, others, one.customers, buyers)
        rows.append(
            UsedToBuy(
                product.key,
                product.title,
                product.category,
                one.customers,
                one.orders,
                one.quantity,
                _money(one.revenue, sales),
                one.customers / buyers if buyers else 0.0,
                interval,
                one.customers_of_all / everybody if everybody else 0.0,
                one.customers / buyers - outside / others if difference else None,
                difference,
                verdict,
                words.used_to_buy(product.title, buyers, one.customers, interval, (outside, others), verdict),
            )
        )
    rows.sort(key=lambda row: (-row.customers, -_amount(row.revenue), row.title))
    title = group_title(shop, segment, where) if ids is None else ""
    return UsedToBuyReport(
        title, everybody if group is None else len(group), buyers, everybody, grounds_of(sales, day), rows
    )


def first_products(shop: Shop, as_of: date | None = None, *, folded: bool = False) -> FirstProductsReport:
    """First products and how many of their buyers came back, surest first."""
    day = as_of or shop.today()
    with bulk():
        sales = sales_of(shop, day, folded)
        found = affinity.first_products(sales, day.toordinal(), int(shop.settings.get("policy.horizon_days")))
        verdicts = affinity.compared(
            [
                (one.came_back, one.buyers, found.came_back - one.came_back, found.buyers - one.buyers)
                for one in found.products
            ],
            "better", "worse", "about the same",
        )  # fmt: skip
    rate = found.came_back / found.buyers if found.buyers else None
    rows = []
    for one, verdict in zip(found.products, verdicts, strict=True):
        product, interval = sales.products[one.product], wilson(one.came_back, one.buyers) or (0.0, 1.0)
        rows.append(
            FirstProduct(
                product.key,
                product.title,
                product.category,
                one.buyers,
                one.came_back,
                one.came_back / one.buyers,
                interval,
                one.too_recent,
                verdict,
                words.first_product(
                    product.title, one.buyers, one.came_back, interval, rate or 0.0, one.too_recent, verdict
                ),
            )
        )
    rows.sort(key=lambda row: (order_of(row.verdict, "better"), -row.interval[0], -row.buyers, row.title))
    return FirstProductsReport(
        found.within, found.wait, found.buyers, found.came_back, rate, wilson(found.came_back, found.buyers),
        found.too_recent, grounds_of(sales, day), rows,
    )  # fmt: skip


def sellers(shop: Shop, as_of: date | None = None, *, slowest: bool = False, folded: bool = False) -> SellersReport:
    """Every product by what it brought in the last 90 days; or the slowest first, those never sold before all."""
    day = as_of or shop.today()
    language = shop.settings.get("shop.language")
    with bulk():
        sales = sales_of(shop, day, folded)
        found = selling.sold(sales, day.toordinal())
    grounds = grounds_of(sales, day)
    reaches = grounds.first_order is not None and (day - grounds.first_order).days >= selling.YEAR + selling.WINDOW - 1

    rows = []
    for one in found:
        product, silent = sales.products[one.product], day.toordinal() - one.last
        compare = one.before
        if reaches and one.now.orders + one.year_ago.orders >= selling.FEW_ORDERS:
            compare = one.year_ago
        rows.append(
            Seller(
                product.key, product.title, product.category,
                _money(one.ever.known, sales), one.ever.quantity, one.ever.orders, len(one.customers),
                date.fromordinal(one.first), date.fromordinal(one.last),
                _money(one.now.known, sales), one.now.quantity, one.now.orders,
                _money(one.before.known, sales), one.before.orders,
                _money(one.year_ago.known, sales) if reaches else None, one.year_ago.orders if reaches else None,
                silent, silent >= selling.NOT_SELLING, selling.trend(one.now.orders, compare.orders), "",
                one.ever.unpriced,
            )
        )  # fmt: skip
    nothing = Money(0, sales.currency)
    rows += [
        Seller(
            product.key, product.title, product.category, nothing, 0, 0, 0, None, None, nothing, 0, 0, nothing, 0,
            nothing if reaches else None, 0 if reaches else None, None, True, "too few to tell", "",
        )
        for product in sales.unsold
        if product.added_on is None or product.added_on <= day
    ]  # fmt: skip
    if slowest:
        rows.sort(key=lambda row: (row.quantity_90, row.orders_before, row.last_sold or date.min, row.title))
    else:
        rows.sort(key=lambda row: (-_amount(row.revenue_90), -_amount(row.revenue), -row.orders_90, row.title))
    return SellersReport(grounds, [replace(row, says=words.seller(row, language)) for row in rows])


def new_products(shop: Shop, since: date, as_of: date | None = None, *, folded: bool = False) -> NewProductsReport:
    """Products first sold, or added to the products' file, on a day or after it; newest first."""
    day = as_of or shop.today()
    language = shop.settings.get("shop.language")
    with bulk():
        sales = sales_of(shop, day, folded)
        found = selling.sold(sales, day.toordinal())
        came = {one.product: one for one in found if _came(sales, one, since)}
        buyers = selling.known_buyers(sales, {product: one.first for product, one in came.items()})
    rows = [
        NewProduct(
            product.key, product.title, product.category, product.added_on, date.fromordinal(one.first),
            len(buyers[number][0]), len(buyers[number][1]), one.ever.orders, one.ever.quantity,
            _money(one.ever.known, sales), "", one.ever.unpriced,
        )
        for number, one in came.items()
        for product in [sales.products[number]]
    ]  # fmt: skip
    rows += [
        NewProduct(
            product.key, product.title, product.category, product.added_on, None, 0, 0, 0, 0,
            Money(0, sales.currency), "",
        )
        for product in sales.unsold
        if product.added_on is not None and since <= product.added_on <= day
    ]  # fmt: skip
    rows.sort(key=lambda row: row.title)
    rows.sort(key=lambda row: min(row.first_sold or date.max, row.added_on or date.max), reverse=True)
    rows = [replace(row, says=words.new_product(row, language)) for row in rows]
    return NewProductsReport(since, grounds_of(sales, day), rows)


def peaks(
    shop: Shop,
    product: str | None = None,
    category: str | None = None,
    segment: str | None = None,
    where: str = "",
    as_of: date | None = None,
    *,
    ids: Collection[int] | None = None,
    folded: bool = False,
) -> Peaks:
    """The season of the shop, of a product, a category or a group of customers (or of one among another)."""
    day = as_of or shop.today()
    group = ids
    if group is None and (segment or where):
        group = group_of(shop, segment or "all", where, day)
    with bulk():
        sales = sales_of(shop, day, folded)
        names, chosen = [], None
        if product:
            number = find_product(sales, product)
            chosen = {number}
            names.append(sales.products[number].title)
        if category:
            inside = find_category(sales, category)
            names.append(sales.products[next(iter(inside))].category)
            chosen = inside if chosen is None else chosen & inside
        days = seasons.order_days(sales, chosen, group)
        found = seasons.season(days, day.toordinal(), min(days, default=day.toordinal()))
    if ids is None and (segment or where):
        names.append(group_title(shop, segment or "all", where))
    return Peaks(
        ", ".join(names), found.years, date.fromordinal(found.since) if found.since else None, found.orders,
        found.months, found.peak, found.strength, found.verdict,
        words.peaks(
            found.years, found.orders, found.months, found.peak, found.strength, found.verdict,
            shop.settings.get("shop.language"),
        ),
        grounds_of(sales, day),
    )  # fmt: skip


def _money(amount: int | None, sales: Sales) -> Money | None:
    return None if amount is None else Money(amount, sales.currency)


def _amount(money: Money | None) -> int:
    return money.amount if money else 0


def _came(sales: Sales, one: selling.Sold, since: date) -> bool:
    added = sales.products[one.product].added_on
    return min(date.fromordinal(one.first), added or date.max) >= since


__all__ = [
    "bought_together",
    "first_products",
    "new_products",
    "next_product",
    "peaks",
    "sellers",
    "used_to_buy",
]
