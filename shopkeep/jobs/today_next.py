"""What to do next with sequences, beyond what each of them says itself: for Today."""

from __future__ import annotations

from datetime import date

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.money import Money
from shopkeep.core.records.results import TestResult, TodayItem
from shopkeep.core.records.rules import Wanted
from shopkeep.core.records.sequences import SequenceRow
from shopkeep.customers.permission import GETS_MAIL
from shopkeep.errors import ShopkeepError
from shopkeep.jobs import friends, results, sequences
from shopkeep.jobs.asking import asked
from shopkeep.jobs.shop import Shop
from shopkeep.store import finding
from shopkeep.store import today as counts

HARDLY_EVER = 0.1
"""A group counts as hardly written to where at most this share of it was in a sequence."""
FEW = 20
"""Groups of fewer people are not worth a sequence of their own."""
GROUPS = {
    "at-risk": "customers at risk",
    "lapsed": "lapsed customers",
    "lost": "lost customers",
    "first-time": "customers of one order",
}
"""Segments that are proposed, and what they are called in a sentence."""


def items(shop: Shop, rows: list[SequenceRow], orders_until: date | None) -> list[TodayItem]:
    """Who waits for having had enough mails, newer orders before a next stage, what the last sequence brought,
    and a group never written to."""
    held = [
        TodayItem(f"{row.title}: {says}", "s", "sequences", "held-back", 15, row.name)
        for row in rows
        if row.enrolled and (says := _held_back(shop, row.name))
    ]
    with shop.db.read() as tx:
        sent = {name: clock.day_of(clock.moment(at), shop.zone) for name, at in counts.last_mails(tx).items()}
    if not sent:
        return held
    return [
        *held,
        *_friends(shop),
        *_newer_orders(shop, rows, sent, orders_until),
        *_brought(shop, rows, sent),
        *_never_written_to(shop),
    ]


def _friends(shop: Shop) -> list[TodayItem]:
    """Whose codes brought somebody lately: they were promised something."""
    says = friends.to_thank(shop)
    return [TodayItem(says, "b", "customers", "friends", 46, "referrers")] if says else []


def _held_back(shop: Shop, name: str) -> str:
    """Who would get a mail now, had they not had enough this month; empty where nobody waits for that."""
    try:
        people, first = sequences.held_back(shop, name)
    except ShopkeepError:  # a sequence that cannot be read says so in its own line
        return ""
    if not people or first is None:
        return ""
    cap = int(shop.settings.get("policy.mails_a_month"))
    who = wording.count(people, "customer waits", "customers wait")
    return f"{who}, having had {wording.count(cap, 'mail')} in 30 days; the next may go on {_day(shop, first)}."


def _newer_orders(
    shop: Shop, rows: list[SequenceRow], sent: dict[str, date], orders_until: date | None
) -> list[TodayItem]:
    """Mails are due to people of whom no order after their last mail can be known yet."""
    mailed = [row for row in rows if row.due and row.name in sent]
    unseen = [
        row
        for row in mailed
        if (orders_until is None or orders_until <= sent[row.name])
        and any(number for number, _ in sequences.due(shop, row.name).values())  # not newcomers alone
    ]
    if not unseen:
        return []
    row = max(unseen, key=lambda one: sent[one.name])
    says = (
        f"{row.title}: its last mails went out on {_day(shop, sent[row.name])}, and no later order is known. Bring in"
        " newer orders first, so that nobody who came back is written to again."
    )
    return [TodayItem(says, "i", "imports", "newer-orders", 57)]


def _brought(shop: Shop, rows: list[SequenceRow], sent: dict[str, date]) -> list[TodayItem]:
    """What the sequence that wrote last brought so far, with the verdict against the holdout, and its tests."""
    titles = {row.name: row.title for row in rows}
    name = next((name for name in sent if name in titles), None)
    if name is None:
        return []
    try:
        found = results.results(shop, name)
    except ShopkeepError:  # a sequence that cannot be read says so in its own line
        return []
    # of those to whom a mail went out, whatever group they are in: a refused one was not written to
    reached, back = (sum(getattr(group, what) for group in found.groups) for what in ("sent", "returned"))
    says = f"{titles[name]}: {back:,} of {wording.count(reached, 'customer')} written to came back so far"
    if back:
        brought = Money(sum(group.revenue.amount for group in found.groups), shop.currency)
        says += f", bringing {wording.money_short(brought, _language(shop))}"
    says += "."
    if found.holdout.customers:
        says += f" {found.lift.verdict}"
    return [*_decided(shop, name, titles[name], found.tests), TodayItem(says, "r", "results", "results", 20, name)]


def _decided(shop: Shop, name: str, title: str, tests: list[TestResult]) -> list[TodayItem]:
    """Tests that are decided while the mail still has its other variants."""
    sequence = sequences.load(shop, name)
    open_still = {
        f"{stage.name} {number}"
        for stage in sequence.stages
        for number in stage.mail_numbers
        if len(stage.variants(number)) > 1
    }
    return [
        TodayItem(
            f"{title}: the test of {test.mail} is decided. {test.verdict} Take the other variants out, so that"
            " everybody gets that one.",
            "r",
            "results",
            "test",
            44,
            name,
        )
        for test in tests
        if test.winner and test.mail in open_still
    ]


def _never_written_to(shop: Shop) -> list[TodayItem]:
    """The group with most at stake that hardly any sequence has tried yet, and how many of it may be written to."""
    with shop.db.read() as tx:
        rows = counts.written_to(tx)
    tried: dict[str, list[int]] = {name: [0, 0, 0] for name in GROUPS}
    for lapse, once, *numbers in rows:
        for name in {lapse, "first-time" if once else ""} & tried.keys():
            tried[name] = [a + b for a, b in zip(tried[name], numbers, strict=True)]
    new = [
        (stake, name)
        for name, (people, fresh, stake) in tried.items()
        if fresh >= FEW and people - fresh <= HARDLY_EVER * people
    ]
    if not new:
        return []
    _, name = max(new)
    new_rule = f"mailed = 0 and {GETS_MAIL}"
    with asked(shop) as shop_asked:
        counted, written, everybody = (
            finding.counted(shop_asked.tx, shop_asked.rule(Wanted(name, where))[0], (), shop_asked.around)
            for where in (new_rule, "mailed > 0", "")
        )
    if counted.customers < FEW:
        return []
    stake = wording.money_short(Money(counted.at_stake, shop.currency), _language(shop))
    says = f"You have never written to your {GROUPS[name]}: {counted.customers:,} of them may be written to"
    if written.customers:
        of = f"{written.customers:,} of your {everybody.customers:,} {GROUPS[name]}"
        says = f"You have written to {of}: {counted.customers:,} more may be written to"
    says += f", with {stake} a year at stake. Try a sequence for them."
    return [TodayItem(says, "g", "customers", "never-written", 25, f"{name} {new_rule}")]


def _day(shop: Shop, day: date) -> str:
    return wording.day(day, shop.today(), _language(shop))


def _language(shop: Shop) -> str:
    return str(shop.settings.get("shop.language"))
