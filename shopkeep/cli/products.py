"""`products`: what groups of customers bought, what brings them back, what goes together, what sells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shopkeep import wording
from shopkeep.cli.common import AsOf, Json, day, reading, show, table, today
from shopkeep.core.asjson import as_json

if TYPE_CHECKING:
    from shopkeep.jobs.shop import Shop

NEW_DAYS = 180
"""What counts as new unless --since says otherwise."""
SHOWN = 20
"""Lines of a table unless --limit says otherwise; JSON has all."""


class View(StrEnum):
    used_to_buy = "used-to-buy"
    first = "first"
    together = "together"
    next = "next"
    sellers = "sellers"
    slow = "slow"
    new = "new"
    peaks = "peaks"


def register(app: typer.Typer) -> None:
    app.command()(products)


def products(
    view: Annotated[View, typer.Option(help="What to look at.")] = View.sellers,
    segment: Annotated[str | None, typer.Option(help="Whose products: used-to-buy (win-back) and peaks.")] = None,
    where: Annotated[str, typer.Option(metavar="RULE", help="Narrows the segment by a rule.")] = "",
    product: Annotated[str | None, typer.Option(metavar="TITLE", help="For together, next and peaks.")] = None,
    category: Annotated[str | None, typer.Option(help="For peaks.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="For new; half a year unless given.")] = None,
    by_customer: Annotated[
        bool, typer.Option("--by-customer", help="together: bought by the same customer, not in one order.")
    ] = False,
    fold: Annotated[bool, typer.Option("--fold", help="Count variants (Tea - 100 g) as one product.")] = False,
    as_of: AsOf = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    json: Json = False,
) -> None:
    """Products: what sells, what brings customers back, what goes together, when the season is."""
    from shopkeep.customers.product_words import undecided
    from shopkeep.errors import UsageError
    from shopkeep.jobs import products as job

    if view is View.next and not product:
        raise UsageError("Next after which product?", "", "Name it with --product TITLE.")
    with reading() as shop:
        on = day(as_of)
        report: Any
        if view is View.used_to_buy:
            report = job.used_to_buy(shop, segment or "win-back", where, on, folded=fold)
        elif view is View.first:
            report = job.first_products(shop, on, folded=fold)
        elif view is View.together:
            within = "customer" if by_customer else "order"
            report = job.bought_together(shop, product, on, within=within, folded=fold)  # type: ignore[arg-type]
        elif view is View.next:
            report = job.next_product(shop, product or "", on, folded=fold)
        elif view is View.new:
            after = day(since, "--since") or (on or today(shop)) - timedelta(days=NEW_DAYS)
            report = job.new_products(shop, after, on, folded=fold)
        elif view is View.peaks:
            report = job.peaks(shop, product, category, segment, where, on, folded=fold)
        else:
            report = job.sellers(shop, on, slowest=view is View.slow, folded=fold)
        rows = getattr(report, "rows", [])
        said = undecided(report)
        shown = rows[: limit or SHOWN]
        if said:  # once above, not in every row
            field = "trend" if view in (View.sellers, View.slow) else "verdict"
            shown = [replace(row, **{field: ""}) for row in shown]
        lines = [*([said, ""] if said else []), *_LINES[view](shop, report, shown)]
    document = {"view": view.value, **as_json(report)}
    if "rows" in document:
        document["rows"] = document["rows"][:limit]
    if json:
        show(document, True, [])
        return
    if not rows and view is not View.peaks:
        lines = _nothing(report)
    elif len(rows) > (limit or SHOWN):
        lines.append(f"… and {len(rows) - (limit or SHOWN):,} more; --limit shows them.")
    show(document, False, [*lines, *_grounds(report)])


def _nothing(report: Any) -> list[str]:
    if not report.grounds.orders:
        return ["No orders yet. shopkeep import FILE brings in an export."]
    if report.grounds.orders == report.grounds.orders_without_lines:
        return ["No order says what was in it. An export with one line for each product shows it here."]
    return ["Nothing to show here yet."]


def _grounds(report: Any) -> list[str]:
    grounds, lines = report.grounds, []
    if grounds.orders_without_lines:
        lines.append(f"Of {grounds.orders_without_lines:,} orders no file says what was in them.")
    if grounds.orders_in_other_currencies:
        lines.append(
            f"Money is {grounds.currency} alone: that of {grounds.orders_in_other_currencies:,} orders is left out."
        )
    if grounds.orders_without_prices:
        lines.append(
            f"Of {grounds.orders_without_prices:,} orders no file says what each product cost: their money is left out."
        )
    return ["", *lines] if lines else []


def _span(interval: tuple[float, float]) -> str:
    return f"{interval[0] * 100:.0f}–{interval[1] * 100:.0f} %"


def _used_to_buy(shop: Shop, report: Any, rows: list[Any]) -> list[str]:
    language = shop.settings.get("shop.language")
    cells = [
        (
            row.title, f"{row.customers:,}", wording.percent(row.share), _span(row.interval),
            wording.percent(row.share_of_all), f"{row.orders:,}", wording.money_if_told(row.revenue, language),
            row.verdict,
        )
        for row in rows
    ]  # fmt: skip
    heads = ("product", "customers", "share", "likely range", "of all", "orders", "brought", "than others")
    return _compared(cells, heads, frozenset({1, 2, 3, 4, 5, 6}))


def _first(shop: Shop, report: Any, rows: list[Any]) -> list[str]:
    cells = [
        (
            row.title,
            f"{row.buyers:,}",
            f"{row.came_back:,}",
            wording.percent(row.rate),
            _span(row.interval),
            row.verdict,
        )
        for row in rows
    ]
    heads = ("first product", "buyers", "back", "rate", "likely range", "than the shop")
    if report.rate is None:
        return []
    return [
        *_compared(cells, heads, frozenset({1, 2, 3, 4})),
        "",
        f"In the whole shop {wording.percent(report.rate)} came back within {report.within_days} days"
        f" ({report.came_back:,} of {report.buyers:,}; {report.too_recent:,} bought too recently to tell).",
    ]


def _together(shop: Shop, report: Any, rows: list[Any]) -> list[str]:
    cells = [
        (
            row.title, row.other_title, f"{row.together:,}", f"{row.expected:.1f}", f"{row.lift:.1f}x",
            f"{row.interval[0]:.1f}–{row.interval[1]:.1f}", row.verdict,
        )
        for row in rows
    ]  # fmt: skip
    heads = ("product", "with", f"{report.within}s", "expected", "times expected", "likely range", "together")
    return table(cells, heads, frozenset({2, 3, 4, 5}))


def _next(shop: Shop, report: Any, rows: list[Any]) -> list[str]:
    cells = [
        (row.title, f"{row.chose:,}", wording.percent(row.rate), f"{row.expected:.1f}", f"{row.lift:.1f}x", row.verdict)
        for row in rows
    ]
    heads = ("next", "chose it", "share", "expected", "times expected", "more than expected")
    return [
        f"{report.title}: {report.buyers:,} bought it, {report.went_on:,} of them later something new.",
        *table(cells, heads, frozenset({1, 2, 3, 4})),
    ]


def _compared(cells: list[tuple[Any, ...]], heads: tuple[str, ...], right: frozenset[int]) -> list[str]:
    """A table without its last column where that says nothing of any row."""
    if cells and not any(row[-1] for row in cells):
        return table([row[:-1] for row in cells], heads[:-1], right)
    return table(cells, heads, right)


def _sellers(shop: Shop, report: Any, rows: list[Any]) -> list[str]:
    language = shop.settings.get("shop.language")
    cells = [
        (
            row.title, wording.money_if_told(row.revenue_90, language), f"{row.quantity_90:,}",
            wording.money_if_told(row.revenue_before, language),
            wording.money_if_told(row.revenue_year_ago, language) if row.orders_year_ago is not None else "",
            wording.money_if_told(row.revenue, language), str(row.last_sold or "never"),
            "not selling" if row.not_selling else row.trend,
        )
        for row in rows
    ]  # fmt: skip
    heads = ("product", "90 days", "pieces", "90 before", "a year ago", "ever", "last sold", "trend")
    return _compared(cells, heads, frozenset({1, 2, 3, 4, 5}))


def _new(shop: Shop, report: Any, rows: list[Any]) -> list[str]:
    language = shop.settings.get("shop.language")
    cells = [
        (
            row.title, str(row.first_sold or row.added_on or ""), f"{row.customers:,}", f"{row.known_customers:,}",
            f"{row.orders:,}", wording.money_if_told(row.revenue, language),
        )
        for row in rows
    ]  # fmt: skip
    heads = ("product", "first sold", "customers", "known before", "orders", "brought")
    return table(cells, heads, frozenset({2, 3, 4, 5}))


def _peaks(shop: Shop, report: Any, rows: list[Any]) -> list[str]:
    cells = [
        (
            f"{month.month:02}", f"{month.orders:,}", wording.percent(month.orders / report.orders),
            f"{month.index:.1f}x", f"{month.interval[0]:.1f}–{month.interval[1]:.1f}",
            "peak" if month.month in report.peak else "",
        )
        for month in report.months
    ]  # fmt: skip
    even = "even month, without growth" if report.years > 1 else "even month"
    heads = ("month", "orders", "share", even, "likely range", "")
    return [report.says, "", *table(cells, heads, frozenset({1, 2, 3, 4}))] if cells else [report.says]


_LINES: dict[View, Callable[[Any, Any, list[Any]], list[str]]] = {
    View.used_to_buy: _used_to_buy,
    View.first: _first,
    View.together: _together,
    View.next: _next,
    View.sellers: _sellers,
    View.slow: _sellers,
    View.new: _new,
    View.peaks: _peaks,
}
