"""What to do now, as sentences for the owner; and the few words the head line says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.records.results import Today, TodayItem
from shopkeep.jobs.shop import Shop
from shopkeep.store import facts, results
from shopkeep.store import today as counts

LAST_PLACE = "last_place"
STALE_DAYS = 14
"""Orders older than this make judgements doubtful."""


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
    until = None if newest is None else clock.day_of(newest, shop.zone)
    account = account_in_words(shop)
    notes = [] if until is None else [f"orders to {wording.day(until, shop.today(), _language(shop))}"]
    if shop.read_only:
        notes.append("looking only, another shopkeep has it open")
    return Headline(shop.settings.get("shop.name") or "Your shop", (*notes, account), until, account)


def account_in_words(shop: Shop) -> str:
    """The mail account: `practice mailbox`, the server's name, or that there is none."""
    host = shop.settings.get("smtp.host")
    if not host:
        return "no mail account yet"
    practice = host in ("127.0.0.1", "localhost") and shop.settings.get("smtp.security") == "none"
    return "practice mailbox" if practice else str(host)


def today(shop: Shop) -> Today:
    """What to do now, most pressing first."""
    head = headline(shop)
    with shop.db.read() as tx:
        customers, orders = counts.how_many(tx)
        empty = not orders and not counts.anything_imported(tx)
    items = welcome(shop) if empty else []
    return Today(
        head.shop_name,
        head.orders_until,
        customers,
        orders,
        head.account,
        sorted(items, key=lambda item: -item.weight),
        empty,
    )


def welcome(shop: Shop) -> list[TodayItem]:
    """The three steps of a newcomer."""
    mail = account_in_words(shop)
    return [
        TodayItem("Bring in an export of your orders.", "i", "imports", "import", 3),
        TodayItem(
            "Say where your mails are sent from." if mail.startswith("no ") else f"Mails go through {mail}.",
            "m",
            "settings",
            "mail",
            2,
        ),
        TodayItem("See who is slipping away, and win them back.", "w", "customers", "welcome", 1),
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
