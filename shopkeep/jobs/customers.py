"""Looking at customers: lists, segments and one person."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from shopkeep import wording
from shopkeep.core import clock, text
from shopkeep.core.addresses import called, is_address
from shopkeep.core.bulk import bulk
from shopkeep.core.money import Money
from shopkeep.core.records.customers import CustomerDetail, CustomerMessage, CustomerOrder, CustomerRow, SegmentRow
from shopkeep.core.records.rules import AllOf, Counted, Rule, Wanted
from shopkeep.customers import reasons
from shopkeep.customers.reasons import Terms
from shopkeep.customers.rows import CustomerLine, Flags, Setting
from shopkeep.customers.rules.words import in_words
from shopkeep.customers.segments import SEGMENTS, Segment
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs import friends
from shopkeep.jobs.asking import Asked, asked, folded_words
from shopkeep.jobs.judging import ensure_current as ensure_current
from shopkeep.jobs.judging import refresh as refresh
from shopkeep.jobs.shop import Shop
from shopkeep.sequences.stock import favourites
from shopkeep.store import Tx, finding, histories, known, referrals, summaries, suppressions
from shopkeep.store import customers as queries
from shopkeep.store import sequences as sequence_queries
from shopkeep.store import triage as triage_queries
from shopkeep.store.customers import Person

_FAVOURITES = 3
_NAMED = 8
"""People named where part of a name was typed for an address."""

SORTS: tuple[str, ...] = tuple(finding.SORTS)
"""What a list can be ordered by: the largest first, names from A to Z."""


@dataclass(frozen=True, slots=True)
class Found:
    """The customers that a list shows: their ids in order, what they come to, and that order."""

    ids: list[int]
    counted: Counted
    sort: str
    descending: bool


def find(shop: Shop, wanted: Wanted, as_of: date | None = None) -> Found:
    """Everybody a list shows, which in a very large shop takes a while: shorter questions go before.

    Raises UsageError for an unknown segment or order, RuleProblem for a rule.
    """

    def all_of_them() -> Found:
        with bulk(), asked(shop, as_of) as shop_asked:
            rule, sort, descending = _ordered(shop_asked, wanted)
            words = folded_words(wanted.search)
            around = shop_asked.around
            ids, counted = finding.found(shop_asked.tx, rule, words, sort, descending, around)
            return Found(ids, counted, sort, descending)

    return shop.db.giving_way(all_of_them)


def first_page(shop: Shop, wanted: Wanted, count: int = 60, as_of: date | None = None) -> list[CustomerLine]:
    """The first lines of a list, before it is known how many there are. Raises as `find`."""
    with asked(shop, as_of) as shop_asked:
        rule, sort, descending = _ordered(shop_asked, wanted)
        words = folded_words(wanted.search)
        ids = finding.ids(shop_asked.tx, rule, words, sort, descending, shop_asked.around, count)
        return _lines(shop_asked, ids, now=as_of is not None)


def lines(shop: Shop, ids: Collection[int], as_of: date | None = None) -> list[CustomerLine]:
    """The lines of these customers, in their order; those without an order that counts are passed over."""
    with bulk(), asked(shop, as_of) as shop_asked:
        return _lines(shop_asked, ids, now=as_of is not None)


def list_customers(
    shop: Shop,
    segment: str = "all",
    search: str = "",
    sort: str = "",
    limit: int | None = None,
    as_of: date | None = None,
    where: str = "",
) -> list[CustomerRow]:
    """The review list with every reason spelled out, most at stake first unless `sort` says otherwise.

    Raises as `find`.
    """
    with bulk(), asked(shop, as_of) as shop_asked:
        rule, by, descending = _ordered(shop_asked, Wanted(segment, where, search, sort or "at_stake"))
        words = folded_words(search)
        ids = finding.ids(shop_asked.tx, rule, words, by, descending, shop_asked.around, limit)
        return [line.row() for line in _lines(shop_asked, ids, now=True)]


def segments(shop: Shop, as_of: date | None = None, inside: str = "") -> list[SegmentRow]:
    """Every segment with its customers and their money, ours first, then the owner's own. As `find`, shorter
    questions go before. `inside`: a segment; only those of its customers are counted."""

    def each_of_them() -> list[SegmentRow]:
        with bulk(), asked(shop, as_of) as shop_asked:
            rules = shop_asked.rules
            if inside in rules:
                rules = {name: AllOf((rules[inside], rule)) for name, rule in rules.items()}
            counts = finding.counted_each(shop_asked.tx, rules, shop_asked.around)
            return [
                row_of(shop, entry, shop_asked.meaning(entry) if not entry.about else None, counts.get(entry.name))
                for entry in (*SEGMENTS.values(), *shop_asked.own.values())
            ]

    return shop.db.giving_way(each_of_them)


def row_of(shop: Shop, entry: Segment, rule: Rule | None, counted: Counted | None) -> SegmentRow:
    """A segment as it is shown; one of the owner's whose rule cannot be read any more counts nobody."""
    about = entry.about
    if not about:
        language = str(shop.settings.get("shop.language"))
        about = "Its rule cannot be read any more." if rule is None else in_words(rule, shop.currency, language)
    found = counted or Counted(0, 0, 0, 0)
    return SegmentRow(
        name=entry.name,
        title=entry.title,
        customers=found.customers,
        can_email=found.can_email,
        get_mail=found.get_mail,
        spent=Money(found.spent, shop.currency),
        at_stake=Money(found.at_stake, shop.currency),
        about=about,
        rule=entry.rule,
        own=entry.name not in SEGMENTS,
        sort=entry.sort,
        family=entry.family,
    )


def customer(shop: Shop, email: str, as_of: date | None = None) -> CustomerDetail:
    """Everything about one customer. Raises NotFound, with the nearest address where there is one."""
    day = as_of or shop.today()
    until = clock.stamp(clock.end_of(day, shop.zone))
    with asked(shop, day) as shop_asked:
        tx = shop_asked.tx
        who = known_person(tx, email)
        found = _lines(shop_asked, [who.id], now=True)
        if not found:
            raise NotFound(
                f"{called(who.name, who.email)} has no order that counts.",
                "Cancelled, refunded in full, test and draft orders do not, nor do later ones with --as-of.",
                "",
            )
        [history] = histories.histories(tx, shop.zone, shop.currency, until, who.ids, shop.settings.rates)
        orders = queries.orders_of(tx, who.ids, until)
        lines = queries.lines_of(tx, [order.id for order in orders])
        messages = queries.messages_to(tx, who.ids)
        liked = favourites(sequence_queries.bought(tx, [who.id], until))[:_FAVOURITES]
        notes = triage_queries.notes(tx, who.id)
        brought = referrals.friends(tx, customer=who.id)
        never = next(filter(None, (suppressions.why_suppressed(tx, one) for one in who.addresses)), "")
        basis = shop_asked.basis
    [line] = found
    one, terms = line.summary, line.terms
    counted = {order.id for order in orders if order.counts}
    return CustomerDetail(
        row=line.row(),
        order_history=[
            CustomerOrder(
                order.platform,
                order.number,
                clock.day_of(order.placed_at, shop.zone),
                Money(order.total, order.currency),
                Money(order.refunded, order.currency),
                order.status,
                json.loads(order.codes),
                [f"{quantity} x {title}" for title, quantity in lines.get(order.id, [])],
                order.counts,
            )
            for order in orders
        ],
        order_count_all=len(orders),
        reasons=reasons.reasons(one, history, basis, terms),
        favourites=[reasons.favourite(one.title or one.sku, one.orders, len(counted)) for one in liked],
        chance_after_last_order=terms.after_last_order(one),
        messages=[CustomerMessage(m.sequence, m.stage, m.mail, m.subject, m.state, m.at) for m in messages],
        notes=[f"{_on(shop, clock.day_of(at, shop.zone))}: {said}" for at, said in notes],
        consent=_consent(shop, who),
        attributes={str(k): str(v) for k, v in json.loads(who.attributes).items()},
        addresses=list(who.addresses),
        never_because=never,
        country=who.country,
        city=who.city,
        friends=[friends.of_one(shop, one, who.id) for one in brought],
    )


def known_person(tx: Tx, email: str) -> Person:
    """The person behind an address. Raises NotFound with the nearest address."""
    wanted = text.address(email)
    found = queries.person(tx, wanted)
    if found is None and not is_address(wanted):
        found = queries.person(tx, queries.buyer_key(tx, text.clean(email, 400)))
    if found is not None:
        return found
    if "@" not in wanted:
        raise _no_address(tx, email)
    near = difflib.get_close_matches(wanted, queries.addresses_near(tx, wanted), 1, 0.85)
    raise NotFound(
        f"Nobody here has the address {text.plain(wanted)}.",
        f"Did you mean {near[0]}?" if near else "",
        "`shopkeep customers --search` finds by name, address and city.",
    )


def _no_address(tx: Tx, typed: str) -> NotFound:
    """What was typed is no address: the people who have it in their names or addresses, if they are few."""
    said = text.plain(typed)[:60]
    found = known.people_named(tx, folded_words(typed), _NAMED + 1)
    if not found:
        return NotFound(
            f"Nobody here has “{said}” in their name or address.",
            "",
            "`shopkeep customers --search` finds by name, address and city.",
        )
    shown = [text.plain(f"{name} <{email}>" if name else email) for name, email in found[:_NAMED]]
    many = len(found) > _NAMED
    return NotFound(
        f"“{said}” is no e-mail address.",
        f"{'Some with' if many else 'With'} it in their name or address: {', '.join(shown)}.",
        f'`shopkeep customers --search "{said}"` lists them all.' if many else "Give the address of the one you mean.",
    )


def _ordered(shop_asked: Asked, wanted: Wanted) -> tuple[Rule, str, bool]:
    """A list's rule, what it is ordered by, and whether the largest comes first."""
    rule, chosen = shop_asked.rule(wanted)
    sort = wanted.sort or chosen.sort
    if sort not in finding.SORTS:
        raise UsageError(
            f"The list cannot be sorted by {text.plain(sort)[:40]!r}.", "", f"It can by {', '.join(SORTS)}."
        )
    return rule, sort, finding.SORTS[sort][1] != wanted.backwards


def _lines(shop_asked: Asked, ids: Collection[int], now: bool) -> list[CustomerLine]:
    """The lines of these customers. `now`: their segments are looked up at once, not when first asked for."""
    tx, those = shop_asked.tx, list(ids)
    found = {one.customer_id: one for one in summaries.stored(tx, those)}
    contacts = queries.contacts(tx, those)
    setting = _setting(shop_asked, those, now)
    return [CustomerLine(contacts[id], found[id], setting) for id in those if id in found and id in contacts]


def _setting(shop_asked: Asked, ids: Collection[int], now: bool) -> Setting:
    shop, tx, basis = shop_asked.shop, shop_asked.tx, shop_asked.basis
    marks = triage_queries.marks(tx, basis.as_of, ids)
    in_sequence = queries.active_sequences(tx, ids)
    around = shop_asked.around
    language = str(shop.settings.get("shop.language"))
    return Setting(
        Flags(marks.left_out, marks.snoozed, in_sequence, around.suppressed, around.policy),
        Terms(basis.model.parameters, basis.horizon, shop.currency, language),
        _SegmentsOf(shop, ids, _fits(shop_asked, ids) if now else None),
    )


def _fits(shop_asked: Asked, ids: Collection[int]) -> dict[int, list[str]]:
    return finding.fits(shop_asked.tx, shop_asked.rules, ids, shop_asked.around)


class _SegmentsOf:
    """The segments of each of a few customers, looked up for all of them at once, today."""

    def __init__(self, shop: Shop, ids: Collection[int], found: dict[int, list[str]] | None) -> None:
        self.shop, self.ids, self.found = shop, ids, found

    def __call__(self, customer_id: int) -> list[str]:
        if self.found is None:
            with asked(self.shop) as shop_asked:
                self.found = _fits(shop_asked, self.ids)
        return self.found.get(customer_id, [])


def _on(shop: Shop, day: date) -> str:
    return wording.day_long(day, shop.settings.get("shop.language"))


def _consent(shop: Shop, who: Person) -> str:
    said = {"yes": "Said yes to marketing mail", "no": "Said no to marketing mail"}.get(who.consent)
    if said is None:
        return "Unknown: no export said whether they want mail."
    source = f" ({who.consent_source})" if who.consent_source else ""
    when = f" on {_on(shop, clock.day_of(who.consent_at, shop.zone))}" if who.consent_at else ""
    return f"{said}{when}{source}."
