"""What a report says of one product, as a sentence or two that an owner would sign."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from shopkeep import wording
from shopkeep.core import text
from shopkeep.core.money import Money
from shopkeep.core.records.products import (
    FirstProductsReport,
    NewProduct,
    PeakMonth,
    Seller,
    SellersReport,
    UsedToBuyReport,
)

_NO_PRICES = "the file has no prices"
_OPEN, _FEW = "cannot tell yet", "too few to tell"


def named(title: str) -> str:
    """A title within a sentence: in quotes where its own commas would confuse it."""
    shown = text.plain(title)
    return f"“{shown}”" if "," in shown or " and " in shown or ":" in shown else shown


def percent(share: float) -> str:
    """`31%`: without a space, which a line could break at."""
    return wording.percent(share).replace(" %", "%")


def between(interval: tuple[float, float]) -> str:
    """`between 38 and 59%`."""
    return f"between {interval[0] * 100:.0f} and {interval[1] * 100:.0f}%"


def times(value: float) -> str:
    """`2.6 times`, `12 times`."""
    return f"{value:.0f} times" if value >= 9.95 else f"{value:.1f} times"


def times_between(interval: tuple[float, float]) -> str:
    """`between 1.7 and 3.9`."""
    low, high = (f"{value:.0f}" if value >= 9.95 else f"{value:.1f}" for value in interval)
    return f"between {low} and {high}"


def sentence(verdict: str) -> str:
    """A verdict as its own sentence: `Surely better.`"""
    return verdict[:1].upper() + verdict[1:] + "."


def used_to_buy(
    title: str, buyers: int, bought: int, interval: tuple[float, float], others: tuple[int, int], verdict: str
) -> str:
    """`others`: of everybody else, who bought it and how many they are."""
    share = f"{percent(bought / buyers)}, {between(interval)}" if buyers else ""
    said = f"Of {wording.count(buyers, 'buyer')} in this group, {bought:,} bought {named(title)} ({share})"
    if not others[1]:
        return f"{said}. There is nobody else to compare with."
    said += f"; of everybody else {percent(others[0] / others[1])}"
    more = {
        "surely more": "Surely more than others.",
        "perhaps more": "Perhaps more than others.",
        "surely less": "Surely less than others.",
        "perhaps less": "Perhaps less than others.",
        "about as many": "About as many as of others.",
    }
    return f"{said}. {more.get(verdict, sentence(verdict))}"


def first_product(
    title: str,
    buyers: int,
    back: int,
    interval: tuple[float, float] | None,
    shop_rate: float,
    recent: int,
    verdict: str,
) -> str:
    waiting = f" {recent:,} bought it too recently to tell." if recent else ""
    if not buyers or interval is None:
        return f"Nobody whose first order had {named(title)} has had enough time to come back.{waiting}"
    share = f"{percent(back / buyers)}, {between(interval)}"
    return (
        f"Of {buyers:,} whose first order had {named(title)}, {back:,} came back ({share});"
        f" in the whole shop {percent(shop_rate)}. {sentence(verdict)}{waiting}"
    )


def together(
    titles: tuple[str, str], counts: tuple[int, int, int], expected: float, interval: tuple[float, float],
    verdict: str, of: str,
) -> str:  # fmt: skip
    """`counts`: baskets with both, with the first, with the other. `of`: `order` or `customer`."""
    one, other = (named(title) for title in titles)
    both, with_one, with_other = counts
    verb = "has" if of == "order" else "bought"
    many = "have" if of == "order" else "bought"
    said = f"{wording.count(both, of)} {verb if both == 1 else many} both {one} and {other}"
    chance = f"{expected:.0f}" if expected >= 9.95 else f"{expected:.1f}"
    said += f"; by chance {chance} would: {times(both / expected)} as many, {times_between(interval)}."
    said += f" That is {percent(both / with_one)} of the {with_one:,} with {one}"
    said += f" and {percent(both / with_other)} of the {with_other:,} with {other}."
    verdicts = {"surely": "Surely go together", "perhaps": "Perhaps go together"}
    verdicts |= {"surely not": "Surely kept apart", "perhaps not": "Perhaps kept apart"}
    return f"{said} {verdicts.get(verdict, sentence(verdict)[:-1])}."


def next_product(
    title: str, other: str, went_on: int, chose: int, interval: tuple[float, float], expected: float, verdict: str
) -> str:
    chance = f"{expected:.0f}" if expected >= 9.95 else f"{expected:.1f}"
    verdicts = {"surely": "Surely more than usual", "perhaps": "Perhaps more than usual"}
    verdicts |= {"surely not": "Surely less than usual", "perhaps not": "Perhaps less than usual"}
    return (
        f"Of {went_on:,} who had {named(title)} and later bought something new, {chose:,} chose {named(other)} next"
        f" ({percent(chose / went_on)}, {between(interval)}); of others as many, {chance} would."
        f" {verdicts.get(verdict, 'No more than usual')}."
    )


def seller(row: Seller, language: str) -> str:
    """What the last 90 days brought, beside others as long."""
    if row.last_sold is None:
        return f"{named(row.title)} stands in your products' file, and no order has it yet."
    if row.days_silent is not None and row.not_selling:
        last = wording.day_long(row.last_sold, language)
        return (
            f"{named(row.title)} has not sold for {wording.span(row.days_silent)}: last on {last}."
            f" {_brought(row.revenue, row.orders, language)}{_left_out(row)}"
        )
    said = (
        f"{named(row.title)}: {_sum(row.revenue_90, language)}"
        f"{wording.count(row.orders_90, 'order')} of the last 90 days;"
        f" {_money_in(row.revenue_before, row.orders_before, language)} the 90 before"
    )
    if row.orders_year_ago is not None:
        said += f"; {_money_in(row.revenue_year_ago, row.orders_year_ago, language)} the same days a year ago"
    else:
        said += "; the shop's orders do not reach back a year and 90 days, so seasons are not told apart"
    if row.revenue is None:
        said += f". What it brought is not known: {_NO_PRICES}"
    return f"{said}.{_left_out(row)} {sentence(row.trend)}"


def _left_out(row: Seller | NewProduct) -> str:
    """That sums hold a part of the orders alone, as a sentence after another; empty where they hold all or none."""
    if row.revenue is None or not row.orders_without_prices:
        return ""
    return (
        f" Prices are missing in {row.orders_without_prices:,} of its {row.orders:,} orders: their money is in no sum."
    )


def _sum(revenue: Money | None, language: str) -> str:
    """`€120.00 in `; nothing where the money is not known."""
    return f"{wording.money(revenue, language)} in " if revenue else ""


def _money_in(revenue: Money | None, orders: int, language: str) -> str:
    return f"{_sum(revenue, language)}{orders:,} of" if orders else "nothing in"


def _brought(revenue: Money | None, orders: int, language: str) -> str:
    counted = wording.count(orders, "order")
    if revenue is None:
        return f"{counted} altogether; what it brought is not known: {_NO_PRICES}."
    return f"It brought {wording.money(revenue, language)} in {counted} altogether."


def new_product(row: NewProduct, language: str) -> str:
    if row.first_sold is None:
        added = f" on {wording.day_long(row.added_on, language)}" if row.added_on else ""
        return f"{named(row.title)} was added{added}; no order has it yet."
    said = f"{named(row.title)} first sold on {wording.day_long(row.first_sold, language)}:"
    said += f" {wording.count(row.orders, 'order')} by {wording.count(row.customers, 'customer')} since,"
    money = wording.money(row.revenue, language) if row.revenue else f"what they brought is not known: {_NO_PRICES}"
    return f"{said} {row.known_customers:,} of them customers before; {money}.{_left_out(row)}"


def peaks(
    years: int, orders: int, months: list[PeakMonth], peak: list[int], strength: float | None, verdict: str,
    language: str,
) -> str:  # fmt: skip
    """The months that stand out, how much, and how sure that is."""
    if not months or strength is None:
        why = "it takes a whole year of orders" if years < 1 else f"{wording.count(orders, 'order')} are too few"
        return f"Too little history to tell a season: {why}. Import older orders, or look again later."
    seen = "one year" if years == 1 else f"{years} years"
    move = f"{percent(strength)} of a year's orders lie in the stronger months beyond an even share."
    if not peak:
        growth = ", growth taken out" if years > 1 else ""
        return f"No season to speak of in {seen}{growth}: no month stands out. {move}"
    names = wording.listed([_month(month, language) for month in peak])
    top = months[peak[0] - 1]
    first = f"{_month(peak[0], language)} has" if len(peak) > 1 else "It has"
    growth = ", the shop's growth taken out" if years > 1 else ""
    every = f", and lay above it in {top.years_above} of {years} years" if years > 1 else ""
    sure = {"surely": "You can count on it", "perhaps": "It may be luck"}.get(verdict, sentence(verdict)[:-1])
    only = ": one year alone cannot tell a season from a lucky month" if years == 1 else ""
    return (
        f"{names} {'stands' if len(peak) == 1 else 'stand'} out. {first} {times(top.index)} the orders of an even"
        f" month ({times_between(top.interval)}{growth}){every}. {sure}{only}. {move}"
    )


def _month(month: int, language: str) -> str:
    return wording.month_full(date(2026, month, monthrange(2026, month)[1]), language)


def undecided(report: object) -> str:
    """Where nothing can be told of any product: why, and what would help. Else empty."""
    if isinstance(report, UsedToBuyReport):
        if not report.rows or any(row.verdict != _OPEN for row in report.rows):
            return ""
        if report.buyers == report.buyers_of_all:
            return (
                "These are all your customers, so there is nobody to compare them with."
                " A segment or a filter in Customers gives a group."
            )
        return (
            f"Cannot tell yet what they buy more than others: {wording.count(report.buyers, 'buyer is', 'buyers are')}"
            " too few. A wider group, or older orders, would help."
        )
    if isinstance(report, FirstProductsReport):
        if not report.rows or any(row.verdict != _OPEN for row in report.rows):
            return ""
        orders = wording.count(report.buyers, "first order is", "first orders are")
        return (
            f"Cannot tell yet which product brings more people back: {orders} too few to tell products apart."
            " Older orders, or variants counted as one, would help."
        )
    selling = [row for row in report.rows if not row.not_selling] if isinstance(report, SellersReport) else []
    if not selling or any(row.trend != _FEW for row in selling):
        return ""
    return (
        "Cannot tell a trend yet: each product has too few orders in 90 days."
        " Variants counted as one, or a few more months, would help."
    )
