"""Whose mails, by which server, a waiting mail was confirmed for: the practice mailbox, or a from address and a host.

The owner confirms a send for the account as it stands then. Where an account has changed since, from practice to a
real server or back, to another server or another from address, what waits is not sent before the owner has said its
number again. A message notes what it was confirmed for as `news (practice)` or `news (ana@example.com through
smtp.example.net)`; one that notes the name alone was confirmed before a server was set, for whichever comes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.records.delivery import Reconfirm
from shopkeep.core.text import address, plain
from shopkeep.errors import DecisionNeeded
from shopkeep.jobs import accounts
from shopkeep.jobs.shop import Shop
from shopkeep.store import Tx
from shopkeep.store import outbox as store


class Way(NamedTuple):
    """How mails go out: as whom, through which host."""

    sender: str
    host: str


_NOTED = re.compile(r"[^ ]+ \((.+?) through (.+)\)")


def account_now(shop: Shop, name: str) -> str:
    """An account as a message confirmed for it now notes it."""
    if accounts.is_practice(shop, name):
        return name + store.PRACTISED
    host = accounts.host(shop, name)
    origin = address(str(shop.settings.of(name, "mail.from")))
    return f"{name} ({origin} through {host})" if host and origin else name


def name_of(account: str) -> str:
    """The owner's name of an account that a message notes."""
    return account.partition(" (")[0]


def named(account: str) -> str:
    """The name of an account that a message notes, and whether it was the practice mailbox."""
    return account if account.endswith(store.PRACTISED) else name_of(account)


def still_holds(shop: Shop, account: str) -> bool:
    """Whether what a message notes is what its account is now, or the account is not complete enough to say."""
    name = name_of(account)
    now = account_now(shop, name)
    if account == name:
        return now != name + store.PRACTISED
    return account == now or (now == name and _way(account) is not None)


def take_up(shop: Shop, tx: Tx) -> None:
    """Have what waits for an account by its name alone go the way that the account is now, from now on for good."""
    for account in store.waiting_by_account(tx):
        if account in shop.settings.accounts() and still_holds(shop, account):
            store.reassign_waiting(tx, account, account_now(shop, account))


def held_says(shop: Shop, account: str, number: int) -> str:
    """That messages wait which were confirmed for another way, and how they go or are cancelled."""
    return f"{_says(shop, account, number)} Go on to be asked for their number, or cancel them."


def to_ask(shop: Shop) -> Reconfirm | None:
    """What waits and was confirmed for another way than its account is now; None where nothing is."""
    found = _changed(shop)
    if not found:
        return None
    return Reconfirm(sum(found.values()), " ".join(_says(shop, name, number) for name, number in found.items()))


def due_now(shop: Shop) -> int:
    """Messages that a delivery would send now: those due and confirmed for their account as it is."""
    with shop.db.read() as tx:
        due = store.due_by_account(tx, clock.stamp(clock.now()))
    changed = _changed(shop)
    return sum(number for account, number in due.items() if account not in changed)


def confirm(shop: Shop, expected: int | None) -> None:
    """Have what `to_ask` names go through its accounts as they are now.

    Raises DecisionNeeded where `expected` is not its number; then nothing is changed.
    """
    asked = to_ask(shop)
    if asked is None:
        return
    if expected != asked.number:
        raise DecisionNeeded(
            asked.says,
            "Nothing was sent.",
            f"To send them there: shopkeep outbox resume --yes {asked.number}. To drop them: shopkeep outbox cancel.",
        )
    with shop.db.write() as tx:
        for account in _changed(shop):
            store.reassign_waiting(tx, account, account_now(shop, name_of(account)))


def _changed(shop: Shop) -> dict[str, int]:
    with shop.db.read() as tx:
        waiting = store.waiting_by_account(tx)
    known = shop.settings.accounts()
    return {
        account: number
        for account, number in waiting.items()
        if name_of(account) in known and not still_holds(shop, account)
    }


def _way(account: str) -> Way | None:
    """The way that a message notes; None where it was the practice mailbox, or none was set."""
    found = _NOTED.fullmatch(account)
    return Way(found[1], found[2]) if found else None


def _says(shop: Shop, account: str, number: int) -> str:
    name = name_of(account)
    were = wording.count(number, "message was", "messages were")
    before, now = _way(account), _way(account_now(shop, name))
    if account == name + store.PRACTISED:
        host = accounts.host(shop, name) or "no server yet"
        return f"{were} confirmed for the practice mailbox, and would now go to the customers through {plain(host)}."
    if before is None or now is None:
        would = "would now go to the practice mailbox: no customer would get them"
        return f"{were} confirmed for a mail server, and {would}."
    host, origin = plain(now.host), plain(before.sender)
    if before.sender == now.sender:
        return f"{were} confirmed to go out through {plain(before.host)}, and would now go out through {host}."
    through = "" if before.host == now.host else f" through {plain(before.host)}"
    return (
        f"{were} confirmed to go out as {origin}{through}, and would now go out as {plain(now.sender)} through {host}."
        f" They still say that they come from {origin}, which that server may refuse or change."
    )
