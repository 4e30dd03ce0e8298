"""Which kind of server a waiting mail was confirmed for: the practice mailbox, or a real one.

The owner confirms a send for the account as it stands then. Where an account has changed from practice to a real
server since, or back, what waits is not sent before the owner has said its number again.
"""

from __future__ import annotations

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.records.delivery import Reconfirm
from shopkeep.errors import DecisionNeeded
from shopkeep.jobs import accounts
from shopkeep.jobs.shop import Shop
from shopkeep.store import outbox as store


def account_now(shop: Shop, name: str) -> str:
    """An account as a message confirmed for it now notes it."""
    return name + store.PRACTISED if accounts.is_practice(shop, name) else name


def name_of(account: str) -> str:
    """The owner's name of an account that a message notes."""
    return account.removesuffix(store.PRACTISED)


def held_says(shop: Shop, account: str, number: int) -> str:
    """That messages wait which were confirmed for another kind of server, and how they go or are cancelled."""
    return f"{_says(shop, account, number)} Go on to be asked for their number, or cancel them."


def to_ask(shop: Shop) -> Reconfirm | None:
    """What waits and was confirmed for another kind of server than its account is now; None where nothing is."""
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
        if name_of(account) in known and account != account_now(shop, name_of(account))
    }


def _says(shop: Shop, account: str, number: int) -> str:
    name = name_of(account)
    were = wording.count(number, "message was", "messages were")
    if account != name:
        host = shop.settings.of(name, "smtp.host") or "no server yet"
        return f"{were} confirmed for the practice mailbox, and would now go to the customers through {host}."
    return f"{were} confirmed for a mail server, and would now go to the practice mailbox: no customer would get them."
