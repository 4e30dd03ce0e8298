"""Who brought whom: orders that others placed with the codes customers were given to pass on."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.addresses import called
from shopkeep.core.money import Money
from shopkeep.jobs.shop import Shop
from shopkeep.store import referrals
from shopkeep.store.referrals import Friend

LATELY = 30
"""Days for which Today says whom to thank."""


def of_one(shop: Shop, one: Friend, customer: int) -> str:
    """A friend brought, or whose code brought them, as the page of this customer says it."""
    how = f"order {one.number} on {_day(shop, one)} with the code {one.code}"
    if one.referrer == customer:
        return f"Brought {called(one.friend_name, one.friend_email)}: {how}"
    return f"Came by {called(one.referrer_name, one.referrer_email)}: {how}"


def to_thank(shop: Shop) -> str:
    """Whose codes brought somebody in the last LATELY days, as a sentence; empty where nobody's did."""
    since = clock.start_of(shop.today() - timedelta(days=LATELY), shop.zone)
    with shop.db.read() as tx:
        found = referrals.friends(tx, since=since)
    names = list(dict.fromkeys(called(one.referrer_name, one.referrer_email) for one in found))
    if not names:
        return ""
    shown = names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
    friends = len({one.friend for one in found})
    who = wording.count(friends, "friend", "friends")
    codes = "code" if len(names) == 1 else "codes"
    return f"{who} ordered with the {codes} of {wording.listed(shown)}. Thank them: they are owed what you promised."


def brought(shop: Shop, sequence: str) -> list[str]:
    """What the codes of a sequence brought by others, as a note of its results; none where nobody used one."""
    with shop.db.read() as tx:
        found = referrals.friends(tx, sequence)
    if not found:
        return []
    sums: dict[str, int] = defaultdict(int)
    for one in found:
        sums[one.currency] += one.kept
    language = str(shop.settings.get("shop.language"))
    money = wording.listed([wording.money(Money(amount, currency), language) for currency, amount in sums.items()])
    who = wording.count(len({one.friend for one in found}), "friend", "friends")
    by = wording.count(len({one.referrer for one in found}), "customer")
    return [f"{who} brought by {by}: their orders with passed-on codes came to {money}. They are not in the returns."]


def _day(shop: Shop, one: Friend) -> str:
    return wording.day_long(clock.day_of(one.at, shop.zone), str(shop.settings.get("shop.language")))
