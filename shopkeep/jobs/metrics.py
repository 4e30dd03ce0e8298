"""How the shop does: retention, churn, cohorts, waits and seasons, from its orders."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from operator import add, itemgetter
from weakref import WeakKeyDictionary

from shopkeep import countries
from shopkeep.core import clock, text
from shopkeep.core.bulk import bulk
from shopkeep.core.plain_values import back, plain, shape
from shopkeep.core.records.metrics import Group, Metrics, OrderBook, Season
from shopkeep.customers import cohorts, metrics, months, peaks, product_words, waits
from shopkeep.customers.rules.fields import attribute_named
from shopkeep.customers.visits import NEVER, YEAR, Visits, of_each, visits_of
from shopkeep.errors import UsageError
from shopkeep.jobs.shop import Shop
from shopkeep.store import Tx, kept_reports, known, order_book, results
from shopkeep.store import today as counts
from shopkeep.store.database import Database

UNSAID = "not said"
"""The group of those of whom nothing is known that customers were to be split by."""
GROUPS = 12
"""So many groups are shown by themselves; those with fewer customers together."""
THE_OTHERS = "all others"

KEPT_FROM = 20_000
"""From so many orders on the usual figures are kept in the shop file: of fewer they are there at once."""
KEPT = "metrics"

_read: WeakKeyDictionary[Database, tuple[str, tuple[OrderBook, Visits]]] = WeakKeyDictionary()
"""The orders of each open shop as read last, and from what: reading them costs as much as any report on them."""
_summed: WeakKeyDictionary[Database, tuple[tuple[int, str], str]] = WeakKeyDictionary()
"""The checksum of each open shop's orders as taken last, and after how many changes, in which currency."""
_told: WeakKeyDictionary[Database, tuple[str, Metrics]] = WeakKeyDictionary()
"""What was told of each open shop last, and from what: months, cohorts, waits and seasons are those of any period
that ends on the same day."""


def metrics_of(
    shop: Shop,
    first: date | None = None,
    last: date | None = None,
    by: str = "",
    as_of: date | None = None,
    tell: Callable[[Metrics], object] | None = None,
) -> Metrics:
    """How the shop did from one day to another, both included: the last 365 days of which orders are known
    unless told otherwise. Later orders are as if unknown.

    `by`: country, region, city, language, consent or an attribute of customers, to split them by.
    `tell`: is told the figures of these days, still without months, cohorts and waits, where these take longer.
    Raises UsageError for days in the wrong order and for a split by something unknown.
    """
    today = as_of or shop.today()
    if last is not None and last > today:
        raise UsageError(f"{last} has not come yet.", "", f"Choose a last day up to {today}.")
    with bulk():
        with shop.db.read() as tx:
            until = _known_until(shop, tx)
            last = last or min(today, until or today)
            begin = first or last - timedelta(days=YEAR - 1)
            if begin > last:
                raise UsageError(f"{begin} is after {last}.", "", "Give the earlier day as --from.")
            state = _state(shop, tx, last)
            usual = first is None and not by
            known = _known(shop, tx, f"{until} {state} {_SHAPE}")
            if usual and known is not None and known.first == begin and not known.by:
                return known
            shared = _shared(shop, tx, by) if by else None
            book, visits = _orders(shop, tx, last, state)
        found = _figures(shop, book, visits, begin, last, until, shared, known)
        if known is None:
            if tell is not None:
                tell(found)
            found = replace(
                found,
                months=months.month_by_month(book, visits, last),
                cohorts=cohorts.cohorts(visits, last),
                waits=waits.waits(visits, last),
            )
    _told[shop.db] = (f"{until} {state} {_SHAPE}", found)
    if usual and as_of is None and len(book.days) >= KEPT_FROM and not shop.read_only:
        with shop.db.write() as tx:
            kept_reports.put(tx, KEPT, f"{until} {state} {_SHAPE}", json.dumps(plain(found)))
    return found


def _known(shop: Shop, tx: Tx, state: str) -> Metrics | None:
    """What was told or kept of the same orders up to the same day, of whichever period and split."""
    held = _told.get(shop.db)
    if held is not None and held[0] == state:
        return held[1]
    kept = kept_reports.get(tx, KEPT, state)
    return None if kept is None else back(Metrics, json.loads(kept))


def prepare(shop: Shop) -> None:
    """In a large shop work the usual figures out before they are asked for, and keep them."""
    with shop.db.read() as tx:
        large = counts.how_many(tx)[1] >= KEPT_FROM
    if large and not shop.read_only:
        shop.db.giving_way(partial(_usual_orders, shop))
        metrics_of(shop)


def _usual_orders(shop: Shop) -> None:
    """Have the orders read of which the usual figures are made, where these are not known yet."""
    with bulk(), shop.db.read() as tx:
        until = _known_until(shop, tx)
        last = until or shop.today()
        state = _state(shop, tx, last)
        if _known(shop, tx, f"{until} {state} {_SHAPE}") is None:
            _orders(shop, tx, last, state)


def periods(shop: Shop) -> dict[str, tuple[date | None, date | None]]:
    """Days that an owner asks for, by their names: (first, last), None as `metrics_of` has it."""
    with shop.db.read() as tx:
        last = min(shop.today(), _known_until(shop, tx) or shop.today())
    month = last.replace(day=1)
    year = last.replace(month=1, day=1)
    month_before = (month - timedelta(days=1)).replace(day=1)
    return {
        "The last 365 days": (None, None),
        f"{year.year} so far": (year, last),
        f"The year {year.year - 1}": (year.replace(year=year.year - 1), year - timedelta(days=1)),
        "This month so far": (month, last),
        "The month before": (month_before, month - timedelta(days=1)),
    }


def ways_to_split(shop: Shop) -> list[str]:
    """What customers can be split by here: what their orders or files said of them."""
    with shop.db.read() as tx:
        return [*order_book.known_columns(tx), *known.attributes(tx)]


def _figures(
    shop: Shop,
    book: OrderBook,
    visits: Visits,
    first: date,
    last: date,
    until: date | None,
    shared: tuple[str, dict[int, str]] | None,
    known: Metrics | None,
) -> Metrics:
    """`known`: the same of another period that ends on the same day, which has its months, cohorts and waits; else
    there are none."""
    groups: list[Group] = []
    if shared is None:
        found = metrics.tallies(book, visits, first, last)
    else:
        group_of = _group_of(visits, shared[1])
        both = metrics.tallies(book, visits, first, last, partial(_standings_in_groups, group_of))
        found = metrics.added_up(both, itemgetter(0))
        groups = _groups(visits, last, book.currency, group_of, metrics.added_up(both, itemgetter(1)))
    return Metrics(
        first,
        last,
        metrics.figures(found.values(), book.currency),
        metrics.by_buyer(found, book.currency),
        metrics.by_tenure(found, book.currency),
        known.months if known else [],
        known.cohorts if known else [],
        known.waits if known else [],
        known.seasons if known else list(_seasons(shop, visits, last)),
        shared[0] if shared else "",
        groups,
        metrics.other_money(book, first, last),
        until,
        book.strangers,
    )


def _seasons(shop: Shop, visits: Visits, last: date) -> Iterable[Season]:
    """The months of all orders, of first ones and of later ones."""
    language = str(shop.settings.get("shop.language"))
    reach = min(visits.number_on, default=last.toordinal())
    everything, first = visits.number_on, visits.firsts_on
    for name, days in (("all", everything), ("first-time", first), ("repeat", everything - first)):
        one = peaks.season(days, last.toordinal(), reach)
        says = product_words.peaks(one.years, one.orders, one.months, one.peak, one.strength, one.verdict, language)
        yield Season(name, one.years, one.orders, one.months, one.peak, one.verdict, says)


def _group_of(visits: Visits, value_of: dict[int, str]) -> dict[int, str]:
    """customer -> the group they are shown in: their value, or those beyond GROUPS together."""
    values = [value_of.get(who, UNSAID) for who in visits.customers]
    everybody = Counter(values)
    shown = {value for value, _ in everybody.most_common(GROUPS if len(everybody) > GROUPS + 1 else GROUPS + 1)}
    called = {value: value if value in shown else THE_OTHERS for value in everybody}
    return dict(zip(visits.customers, map(called.__getitem__, values), strict=True))


def _standings_in_groups(
    group_of: dict[int, str], customers: list[int], order_days: list[int], since_first: list[int]
) -> Iterable[tuple[metrics.Kind, str]]:
    """Of each customer their standing, and the group they are in."""
    standings = metrics.standings(customers, order_days, since_first)
    return zip(standings, map(group_of.__getitem__, customers), strict=True)


def _groups(
    visits: Visits, last: date, currency: str, group_of: dict[int, str], found: dict[metrics.Kind, metrics.Tally]
) -> list[Group]:
    """The figures of each group, most customers first, the others together at the end."""
    groups = list(group_of.values())
    names = list(dict.fromkeys(groups))
    number_of = {name: number * NEVER for number, name in enumerate(names)}
    days: dict[str, Counter[int]] = {name: Counter() for name in names}
    reach = min(visits.number_on, default=last.toordinal())
    of_group = of_each(visits, map(number_of.__getitem__, groups))
    for together, times in Counter(map(add, of_group, visits.days)).items():  # a group and a day in one number
        number, day = divmod(together, NEVER)
        days[names[number]][day] = times
    rows = []
    for name in names:
        season = peaks.season(days[name], last.toordinal(), reach)
        rows.append(Group(name, metrics.figures([found[name]], currency), season.peak, season.verdict))
    return sorted(rows, key=lambda one: (one.name in (THE_OTHERS, UNSAID), -one.figures.customers_end, one.name))


def _shared(shop: Shop, tx: Tx, by: str) -> tuple[str, dict[int, str]]:
    """The thing to split by, by its own name, and what each customer has of it. Raises UsageError."""
    columns = {text.key(name): name for name in order_book.COLUMNS}
    attributes = {text.key(name): name for name in known.attributes(tx)}
    name = columns.get(text.key(by)) or attribute_named(by, attributes)
    if name is None or (name not in order_book.COLUMNS and name not in attributes.values()):
        can = ", ".join([*order_book.COLUMNS, *attributes.values()][:12])
        raise UsageError(
            f"Nothing is known of customers by the name {text.plain(by)[:40]}.",
            "`shopkeep import-customers FILE` brings in what you know of them.",
            f"They can be split by {can}.",
        )
    shared = order_book.shared(tx, name)
    if name == "country":  # one platform says DE, another Germany
        language = str(shop.settings.get("shop.language"))
        one_way = {said: countries.one_way(said, language) for said in set(shared.values())}
        shared = {who: one_way[said] for who, said in shared.items()}
    return name, shared


def _known_until(shop: Shop, tx: Tx) -> date | None:
    """The last day of which orders are known; none in the future, which is a slip in a file."""
    newest = results.data_until(tx)
    return None if newest is None else min(clock.day_of(newest, shop.zone), shop.today())


def _state(shop: Shop, tx: Tx, last: date) -> str:
    """What the figures up to a day are made from, as a text that is another one after any change."""
    rates, language = sorted(shop.settings.rates.items()), shop.settings.get("shop.language")
    return f"{last} {shop.zone} {shop.currency} {rates} {language} {_orders_state(shop, tx)}"


def _orders_state(shop: Shop, tx: Tx) -> str:
    """The checksum of the orders, taken anew only where something was written: nobody else writes to a shop that
    is open for writing."""
    since = (shop.db.changes, shop.currency)
    held = _summed.get(shop.db)
    if held is not None and held[0] == since and not shop.read_only:
        return held[1]
    found = kept_reports.orders_state(tx, shop.currency)
    _summed[shop.db] = (since, found)
    return found


def _orders(shop: Shop, tx: Tx, last: date, state: str) -> tuple[OrderBook, Visits]:
    """The orders up to a day, read again only where they have changed."""
    held = _read.get(shop.db)
    if held is not None and held[0] == state:
        return held[1]
    until = clock.stamp(clock.end_of(last, shop.zone))
    book = order_book.order_book(tx, shop.zone, shop.currency, until, shop.settings.rates)
    found = book, visits_of(book)
    _read[shop.db] = (state, found)
    return found


_SHAPE = sha256(shape(Metrics).encode()).hexdigest()[:16]
"""Figures kept by another version of the program cannot be read back."""
