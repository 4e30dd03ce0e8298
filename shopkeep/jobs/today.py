"""What to do now, as sentences for the owner; and the few words the head line says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.money import Money
from shopkeep.core.records.results import Today, TodayItem
from shopkeep.core.records.rules import Wanted
from shopkeep.core.records.sequences import SequenceRow
from shopkeep.customers.permission import GETS_MAIL
from shopkeep.jobs import (
    accounts,
    backtest,
    customers,
    importing,
    inbox,
    outbox,
    sample,
    sample_answers,
    segments,
    sequences,
    today_next,
)
from shopkeep.jobs.shop import Shop
from shopkeep.store import buyers, facts, known, results, summaries
from shopkeep.store import today as counts

NO_ACCOUNT = "no mail account yet"
LAST_PLACE = "last_place"
STALE_DAYS = 14
"""Orders older than this make judgements doubtful."""
EACH_SAID = 3
"""Sequences that are not begun, up to which each has a line of its own."""
TRIED_AT_ONCE = 5_000
"""Up to so many customers the back-test is worth its moment here; beyond, its page works it out."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The head line: the shop's name, and notes such as `orders to 21 Nov`, `practice mailbox`."""

    shop_name: str
    notes: tuple[str, ...]
    orders_until: date | None
    account: str


def headline(shop: Shop) -> Headline:
    """What the head line of the app says."""
    with shop.db.read() as tx:
        newest = results.data_until(tx)
    until = None if newest is None else min(clock.day_of(newest, shop.zone), shop.today())
    account = account_in_words(shop)
    notes = [] if until is None else [f"orders to {wording.day(until, shop.today(), _language(shop))}"]
    if shop.read_only:
        notes.append("looking only, another shopkeep has it open")
    return Headline(shop.settings.get("shop.name") or "Your shop", (*notes, account), until, account)


def account_in_words(shop: Shop) -> str:
    """The mail account: `practice mailbox`, the server's name, or that there is none."""
    name = shop.settings.get("mail.account")
    host = shop.settings.of(name, "smtp.host") if name in shop.settings.accounts() else ""
    if not host:
        return NO_ACCOUNT
    return "practice mailbox" if accounts.is_practice(shop, name) else str(host)


def today(shop: Shop) -> Today:
    """What to do now, most pressing first."""
    head = headline(shop)
    with shop.db.read() as tx:
        people, orders = counts.how_many(tx)
        counting = known.orders_that_count(tx)
        uncounted = buyers.count(tx) - people
        empty = not orders and not counts.anything_imported(tx)
    people_wait = () if empty else (*_people(shop), *_look_ahead(shop))
    items = (
        welcome(shop)
        if empty
        else [*_mails(shop), *_orders(shop, head), *people_wait, *_sequences(shop, head), *_sample(shop)]
    )
    kinds = {item.kind for item in items}
    if kinds & {"stale", "sample-later"}:  # said already, with the same key
        items = [item for item in items if item.kind != "newer-orders"]
    if "week" in kinds:  # the sample has no newer orders to bring in
        items = [item for item in items if item.kind not in ("newer-orders", "stale")]
    return Today(
        head.shop_name,
        head.orders_until,
        people,
        orders,
        head.account,
        sorted(items, key=lambda item: -item.weight),
        empty,
        shop.today() if sample.files(shop) is not None and clock.is_moved() else None,
        counting,
        uncounted,
    )


def _mails(shop: Shop) -> list[TodayItem]:
    """What the outbox waits for, and the account."""
    found = []
    ledger = outbox.outbox(shop, limit=0)
    if unknown := ledger.counts.unknown:
        says = f"{wording.count(unknown, 'mail')} may or may not have arrived. Say which, so that nobody gets two."
        found.append(TodayItem(says, "y", "outbox", "unknown", 90))
    if answers := inbox.waiting(shop):
        says = f"{wording.count(answers, 'person', 'people')} wrote back. Read what they say."
        found.append(TodayItem(says, "a", "outbox", "answers", 75, "inbox"))
    elif not accounts.is_practice(shop) and (days := inbox.unread_since(shop)):
        found.append(_mailbox(shop, days))
    if ledger.due:
        waits = wording.count(ledger.due, "mail waits", "mails wait")
        says = f"{waits} in the outbox, and sending is paused." if ledger.paused else f"{waits} in the outbox."
        found.append(TodayItem(f"{says} Go and send.", "d", "outbox", "due", 80))
    if account_in_words(shop) == NO_ACCOUNT:
        says = "No mail account yet. Say where your mails are sent from, or practise first."
        found.append(TodayItem(says, "m", "settings", "mail", 30, "smtp.host"))
    return found


def _mailbox(shop: Shop, days: int) -> TodayItem:
    """That answers and bounces may lie unread in the owner's mailbox."""
    if shop.settings.get("imap.host"):
        says = f"Your mailbox was not read for {wording.span(days)}. See who wrote back and whose mails bounced."
        return TodayItem(says, "a", "outbox", "mailbox", 38, "inbox")
    says = "Mails went out, and nobody reads what comes back. Say where your mailbox is, or read a file of it."
    return TodayItem(says, "a", "settings", "mailbox", 38, "imap.host")


def _orders(shop: Shop, head: Headline) -> list[TodayItem]:
    """Whether what is known of orders and of consent is enough to go by."""
    found = []
    if head.orders_until is not None:
        days = (shop.today() - head.orders_until).days
        if days > STALE_DAYS:
            says = (
                f"The newest order is of {wording.day(head.orders_until, shop.today(), _language(shop))}, "
                f"{wording.span(days)} ago. Bring in a newer export, or people look later than they are."
            )
            found.append(TodayItem(says, "i", "imports", "stale", 70))
    if importing.needs_consent_answer(shop):
        says = "One of your exports says nothing of consent. Say whom you may write to."
        found.append(TodayItem(says, "c", "settings", "consent", 60, "policy.consent"))
    return found


def _people(shop: Shop) -> list[TodayItem]:
    """Who is slipping away, and how many of them may be written to."""
    risk = segments.definition(shop, "at-risk")
    if not risk.customers:
        return []
    who = wording.count(risk.customers, "customer is", "customers are")
    says = f"{who} at risk, with {wording.money_short(risk.at_stake, _language(shop))} a year at stake"
    reach = customers.find(shop, Wanted("at-risk", GETS_MAIL)).counted
    if 0 < reach.customers < risk.customers:
        money = wording.money_short(Money(reach.at_stake, risk.at_stake.currency), _language(shop))
        says += f"; you may write to {reach.customers:,} of them, with {money} of it."
    else:
        says += "." if reach.customers else "; you may write to none of them."
    with shop.db.read() as tx:
        small = summaries.count(tx) <= TRIED_AT_ONCE
    target = "at-risk"
    if (backtest.better_list(shop) if small else backtest.known_better_list(shop)) == "silent":
        says += " In your shop's past, the biggest spenders silent for over 90 days were the better list: it opens."
        target = "silent"
    return [TodayItem(says, "w", "customers", "at-risk", 50, target)]


def _look_ahead(shop: Shop) -> list[TodayItem]:
    """Whether another look-ahead would suit the shop; until the owner has answered once."""
    advice = backtest.horizon_advice(shop)
    return [TodayItem(advice.says, "h", "customers", "horizon", 35)] if advice else []


def _sequences(shop: Shop, head: Headline) -> list[TodayItem]:
    """What each sequence needs next, what the last one brought, and what to try."""
    found = []
    rows = sequences.list_sequences(shop)
    not_begun = [row for row in rows if row.next_step and not (row.sent or row.enrolled)]
    if len(not_begun) > EACH_SAID:
        says = f"{len(not_begun)} sequences are written and not begun. Choose one to review and send."
        found.append(TodayItem(says, "s", "sequences", "sequence", 41, not_begun[0].name))
    for row in rows:
        if len(row.due_by_stage) > 1:
            found += _due_stages(shop, row)
        elif row.next_step and not (len(not_begun) > EACH_SAID and row in not_begun):
            weight = 55 if row.due else 40
            found.append(TodayItem(f"{row.title}: {row.next_step}", "s", "sequences", "sequence", weight, row.name))
    if not rows:
        says = "No sequence of mails yet. Start one from a blueprint, ready to send."
        found.append(TodayItem(says, "s", "sequences", "sequence", 45))
    return [*found, *today_next.items(shop, rows, head.orders_until)]


def _due_stages(shop: Shop, row: SequenceRow) -> list[TodayItem]:
    """A line for each stage that has mails due, in the order of the stages: each is sent for itself."""
    titles = {stage.name: stage.title for stage in sequences.load(shop, row.name).stages}
    return [
        TodayItem(
            f"{row.title}: {wording.count(number, 'mail')} of {titles[name]} {'is' if number == 1 else 'are'} due now.",
            "s", "sequences", "sequence", 55, f"{row.name}/{name}",
        )
        for name, number in row.due_by_stage.items()
    ]  # fmt: skip


def _sample(shop: Shop) -> list[TodayItem]:
    """In the sample shop: what would otherwise take weeks."""
    files = sample.files(shop)
    if files is None or not any(row.sent for row in sequences.list_sequences(shop)):
        return []
    found = []
    if not inbox.waiting(shop) and (answers := sample_answers.waiting(shop)):
        came = wording.count(answers, "invented answer")
        says = f"{came} came to the practice mailbox. Read who wrote back and whose mails bounced."
        found.append(TodayItem(says, "a", "outbox", "mailbox", 43, "inbox"))
    if not any(row.file == files.later.name and not row.undone for row in importing.list_imports(shop)):
        says = f"In the sample shop three weeks can pass at once: bring in {sample.FOLDER}/{files.later.name}."
        return [*found, TodayItem(says, "i", "imports", "sample-later", 42, str(files.later))]
    says = "In the sample shop, let a week pass, so that more mails fall due."
    return [*found, TodayItem(says, "l", "today", "week", 5)]


def welcome(shop: Shop) -> list[TodayItem]:
    """The three steps of a newcomer, and the way to try it all first."""
    account = account_in_words(shop)
    mail = "Say where your mails are sent from." if account == NO_ACCOUNT else f"Mails go through: {account}."
    return [
        TodayItem(
            "Bring in an export of your orders, from Shopify, WooCommerce, Etsy or any other shop.",
            "i",
            "imports",
            "import",
            9,
        ),
        TodayItem(
            "Or try the sample shop first: invented orders, and no mail leaves this machine.",
            "t",
            "imports",
            "sample",
            8,
        ),
        TodayItem(mail, "m", "settings", "mail", 7, "smtp.host"),
        TodayItem("See who is slipping away, and win them back.", "w", "customers", "welcome", 6, "at-risk"),
    ]


def _language(shop: Shop) -> str:
    return str(shop.settings.get("shop.language"))


def last_place(shop: Shop) -> str:
    """Where the owner was when they left."""
    with shop.db.read() as tx:
        return facts.get(tx, LAST_PLACE)


def remember_place(shop: Shop, name: str) -> None:
    """Remember where the owner is; nothing where the shop is open to look only."""
    if shop.read_only:
        return
    with shop.db.write() as tx:
        facts.put(tx, LAST_PLACE, name)
