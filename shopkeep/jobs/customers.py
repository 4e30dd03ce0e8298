"""Looking at customers: lists, segments and one person; and keeping their summaries up to date."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from shopkeep import wording
from shopkeep.core import clock, text
from shopkeep.core.bulk import bulk
from shopkeep.core.money import Money
from shopkeep.core.records.customers import (
    CustomerDetail,
    CustomerMessage,
    CustomerOrder,
    CustomerRow,
    SegmentRow,
    Summary,
)
from shopkeep.customers import judgement, reasons
from shopkeep.customers import segments as segment_rules
from shopkeep.customers.judgement import Judgement
from shopkeep.customers.reasons import Terms
from shopkeep.customers.rhythm import overdue
from shopkeep.customers.rows import CustomerLine, Flags, Setting
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs.shop import Shop
from shopkeep.store import Tx, suppressions
from shopkeep.store import customers as queries
from shopkeep.store import triage as triage_queries
from shopkeep.store.customers import Contact, Person

_Pair = tuple[Contact, Summary]


def _late(pair: _Pair) -> float:
    late = overdue((pair[1].scored_on - pair[1].last_on).days, pair[1].usual_gap_days)
    return -1.0 if late is None else late


_SORTS: dict[str, tuple[Callable[[_Pair], Any], bool]] = {
    "at_stake": (lambda pair: pair[1].at_stake, True),
    "last_order": (lambda pair: pair[1].last_on, True),
    "spent": (lambda pair: pair[1].spent, True),
    "overdue": (_late, True),
    "return_chance": (lambda pair: pair[1].return_chance, True),
    "name": (lambda pair: (pair[0].name or pair[0].email).casefold(), False),
    "orders": (lambda pair: pair[1].orders, True),
}
SORTS: tuple[str, ...] = tuple(_SORTS)


def refresh(shop: Shop, tx: Tx, customer_ids: set[int] | None) -> None:
    """Bring the summaries up to date after these customers' orders changed (None: anybody's).

    Runs in the caller's transaction. Scores are relative to the whole shop, and so is its model:
    everybody is judged anew, with a model fitted to what is now known.
    """
    if customer_ids is not None and not customer_ids:
        return
    with bulk():
        judgement.store(tx, judgement.judge_anew(tx, shop.settings, shop.today()))


def ensure_current(shop: Shop) -> None:
    """Re-score everybody where the stored scores are of another day or of other settings."""
    if shop.read_only:
        return
    today = shop.today()
    with shop.db.read() as tx:
        if judgement.is_stored(tx, shop.settings, today):
            return
    with bulk(), shop.db.write() as tx:
        judgement.store(tx, judgement.judge(tx, shop.settings, today))


def list_customers(
    shop: Shop,
    segment: str = "all",
    search: str = "",
    sort: str = "at_stake",
    limit: int | None = None,
    as_of: date | None = None,
) -> list[CustomerRow]:
    """The review list with every reason spelled out. Raises NotFound for an unknown segment."""
    lines = customer_table(shop, segment, search, sort, as_of)
    return [line.row() for line in lines[:limit]]


def customer_table(
    shop: Shop,
    segment: str = "all",
    search: str = "",
    sort: str = "at_stake",
    as_of: date | None = None,
) -> list[CustomerLine]:
    """The same list, light: lines have a row's fields, and work out each when it is asked for."""
    with bulk(), shop.db.read() as tx:
        judged = judgement.judge(tx, shop.settings, as_of or shop.today())
        pairs = _chosen(tx, judged, segment, search, sort)
        setting = _setting(tx, shop, judged)
        return [CustomerLine(who, one, setting) for who, one in pairs]


def segments(shop: Shop, as_of: date | None = None) -> list[SegmentRow]:
    """Every segment with its customers and their money, at risk first."""
    with bulk(), shop.db.read() as tx:
        judged = judgement.judge(tx, shop.settings, as_of or shop.today())
        contacts = queries.contacts(tx)
        flags = _setting(tx, shop, judged).flags
    people = [(contacts[one.customer_id], one) for one in judged.summaries if one.customer_id in contacts]
    reachable = {who.id for who, _ in people if flags.cannot_email(who) is None}
    rows = []
    for entry in segment_rules.SEGMENTS.values():
        inside = [one for _, one in people if entry.fits(one, judged.yardstick)]
        rows.append(
            SegmentRow(
                entry.name,
                entry.title,
                len(inside),
                sum(one.customer_id in reachable for one in inside),
                Money(sum(one.spent for one in inside), shop.currency),
                Money(sum(one.at_stake for one in inside), shop.currency),
                entry.about,
            )
        )
    return rows


def customer(shop: Shop, email: str, as_of: date | None = None) -> CustomerDetail:
    """Everything about one customer. Raises NotFound, with the nearest address where there is one."""
    day = as_of or shop.today()
    until = clock.stamp(clock.end_of(day, shop.zone))
    with shop.db.read() as tx:
        who = known_person(tx, email)
        judged = judgement.judge_one(tx, shop.settings, day, who.id)
        if not judged.summaries:
            raise NotFound(
                f"{who.email} has no order that counts.",
                "Cancelled, refunded in full, test and draft orders do not, nor do later ones with --as-of.",
                "",
            )
        [history] = queries.histories(tx, shop.zone, shop.currency, until, who.ids)
        orders = queries.orders_of(tx, who.ids, until)
        lines = queries.lines_of(tx, [order.id for order in orders])
        messages = queries.messages_to(tx, who.ids)
        notes = triage_queries.notes(tx, who.id)
        setting = _setting(tx, shop, judged)
    [one] = judged.summaries
    terms = setting.terms
    contact = Contact(who.id, who.email, who.name, who.city, who.country, who.consent)
    counted = {order.id for order in orders if order.counts}
    bought = [(order, title) for order, items in lines.items() if order in counted for title, _ in items]
    return CustomerDetail(
        row=CustomerLine(contact, one, setting).row(),
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
        reasons=reasons.reasons(one, history, judged, terms),
        favourites=reasons.favourites(bought, len(counted)),
        chance_after_last_order=terms.after_last_order(one),
        messages=[CustomerMessage(m.sequence, m.stage, m.mail, m.subject, m.state, m.at) for m in messages],
        notes=[f"{_on(shop, clock.day_of(at, shop.zone))}: {said}" for at, said in notes],
        consent=_consent(shop, who),
        attributes={str(k): str(v) for k, v in json.loads(who.attributes).items()},
        addresses=list(who.addresses),
        country=who.country,
        city=who.city,
    )


def known_person(tx: Tx, email: str) -> Person:
    """The person behind an address. Raises NotFound with the nearest address."""
    wanted = text.address(email)
    found = queries.person(tx, wanted)
    if found is not None:
        return found
    near = difflib.get_close_matches(wanted, queries.addresses_near(tx, wanted), 1, 0.75)
    raise NotFound(
        f"Nobody here has the address {text.plain(wanted)}.",
        f"Did you mean {near[0]}?" if near else "",
        "`shopkeep customers --search` finds by name, address and city.",
    )


def _chosen(tx: Tx, judged: Judgement, segment: str, search: str, sort: str) -> list[_Pair]:
    """The customers of a segment that a search finds, in order."""
    if sort not in _SORTS:
        raise UsageError(f"The list cannot be sorted by {sort!r}.", "", f"It can by {', '.join(SORTS)}.")
    fits, yardstick = segment_rules.segment(segment).fits, judged.yardstick
    inside = [one for one in judged.summaries if fits(one, yardstick)]
    few = [one.customer_id for one in inside] if len(inside) <= 500 else None
    contacts = queries.contacts(tx, few)
    pairs = [(contacts[one.customer_id], one) for one in inside if one.customer_id in contacts]
    words = _folded(search).split()
    if words:
        pairs = [pair for pair in pairs if _found(pair[0], words)]
    by, largest_first = _SORTS[sort]
    pairs.sort(key=by, reverse=largest_first)
    return pairs


def _found(contact: Contact, words: list[str]) -> bool:
    here = _folded(f"{contact.name} {contact.email} {contact.city}")
    return all(word in here for word in words)


def _folded(value: str) -> str:
    """Without regard to case and accents; letters and digits of other scripts stay as they are."""
    return value.lower() if value.isascii() else text.unaccented(value)


def _setting(tx: Tx, shop: Shop, judged: Judgement) -> Setting:
    marks = triage_queries.marks(tx, judged.as_of)
    merged = queries.merged_ids(tx)
    in_sequence = {merged.get(one, one): name for one, name in queries.active_sequences(tx).items()}
    suppressed = suppressions.suppressed_customers(tx)
    language, policy = shop.settings.get("shop.language"), shop.settings.get("policy.consent")
    return Setting(
        judged,
        Flags(marks.left_out, marks.snoozed, in_sequence, suppressed, policy),
        Terms(judged.model.parameters, judged.horizon, shop.currency, language),
    )


def _on(shop: Shop, day: date) -> str:
    return wording.day_long(day, shop.settings.get("shop.language"))


def _consent(shop: Shop, who: Person) -> str:
    said = {"yes": "Said yes to marketing mail", "no": "Said no to marketing mail"}.get(who.consent)
    if said is None:
        return "Unknown: no export said whether they want mail."
    source = f" ({who.consent_source})" if who.consent_source else ""
    when = f" on {_on(shop, clock.day_of(who.consent_at, shop.zone))}" if who.consent_at else ""
    return f"{said}{when}{source}."
