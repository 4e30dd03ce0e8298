"""Setting mail accounts up: how each stands, what providers want, and taking one away."""

from __future__ import annotations

import functools
from collections import Counter

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.records.accounts import AccountRow, Preset, PresetUsed
from shopkeep.core.records.customers import Done
from shopkeep.core.text import plain
from shopkeep.delivery import providers
from shopkeep.delivery.pace import WINDOWS
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs import accounts, confirmed, pacing
from shopkeep.jobs.shop import Shop
from shopkeep.settings import MAIN, account_of, of_account
from shopkeep.store import attempts
from shopkeep.store import outbox as store


def rows(shop: Shop) -> list[AccountRow]:
    """Every mail account as it stands, the main one first."""
    usual = str(shop.settings.get("mail.account"))
    with shop.db.read() as tx:
        found = store.due_by_account(tx, clock.stamp(clock.now()))
    due = Counter[str]()
    for account, number in found.items():
        due[confirmed.name_of(account)] += number
    return [_row(shop, name, name == usual, due[name]) for name in shop.settings.accounts()]


def _row(shop: Shop, name: str, usual: bool, waiting: int) -> AccountRow:
    get = functools.partial(shop.settings.of, name)
    day = WINDOWS["day"]
    with shop.db.read() as tx:
        since = clock.stamp(clock.now()) - day
        tried = attempts.by_quarter(tx, accounts.counted_as(shop, name), since)
    limits = {window: limit for window in WINDOWS if (limit := get(f"limits.per_{window}"))}
    number = sum(count for _, count in tried)
    lacks = accounts.lacking(shop, name)
    return AccountRow(
        name=name,
        chosen=usual,
        host=get("smtp.host"),
        port=get("smtp.port"),
        security=get("smtp.security"),
        user=get("smtp.user"),
        sender=get("mail.from"),
        limits=limits,
        warm_up=get("limits.warm_up"),
        tried_today=number,
        allowed_today=pacing.pace(shop, name).left_today(),
        waiting=waiting,
        practice=accounts.is_practice(shop, name),
        lacks=lacks.title if lacks else "" if get("mail.from") else "It has no from address yet.",
    )


# Presets.


def presets() -> tuple[Preset, ...]:
    """What frequent providers want."""
    return providers.PRESETS


def use_preset(shop: Shop, name: str, account: str = MAIN, user: str = "") -> PresetUsed:
    """Set an account up as a provider wants it; what else there is to do. The password stays as it is.

    Raises NotFound, UsageError.
    """
    preset = providers.find(name)
    if preset is None:
        raise NotFound(
            f"There is no preset {plain(name)}.",
            f"There are {', '.join(one.name for one in providers.PRESETS)}.",
            "For any other provider set smtp.host, smtp.port and smtp.security as its help pages say.",
        )
    if account_of(of_account(account, "smtp.host"))[0] != account:
        raise UsageError(f"{account!r} does not fit the name of an account.", "It should be short, in small letters.")
    values = {
        "smtp.host": _filled_in(shop, account, preset.host),
        "smtp.port": str(preset.port),
        "smtp.security": preset.security,
        "smtp.connections": str(preset.connections),
        **{f"limits.per_{window}": str(getattr(preset, f"per_{window}")) for window in WINDOWS},
    }
    if user:
        values["smtp.user"] = user
    changed = {of_account(account, field): value for field, value in values.items()}
    if account == MAIN and preset.imap_host:
        imap_host = _filled_in(shop, account, preset.imap_host)
        changed |= {"imap.host": imap_host, "imap.port": str(preset.imap_port), "imap.security": "tls"}
    for key, value in changed.items():
        shop.settings.set(key, value)
    return PresetUsed(account, preset.name, changed, _to_do(shop, preset, account))


def _filled_in(shop: Shop, account: str, host: str) -> str:
    """`mail.YOUR-DOMAIN` with the domain of the from address, where that is known."""
    domain = str(shop.settings.of(account, "mail.from")).rpartition("@")[2]
    return host.replace("YOUR-DOMAIN", domain) if domain else host


def _to_do(shop: Shop, preset: Preset, account: str) -> list[str]:
    get, key = functools.partial(shop.settings.of, account), functools.partial(of_account, account)
    found = []
    if any(sign.isupper() for sign in get("smtp.host")):
        found.append(f"Fill in the word in capitals: {key('smtp.host')} is {get('smtp.host')}.")
    if not get("smtp.user"):
        found.append(f"Set {key('smtp.user')}: {preset.user}.")
    if not get("mail.from"):
        found.append(f"Set {key('mail.from')}, the address your mails come from.")
    if not get("smtp.token_command") and not shop.settings.password(account):
        found.append(f"Set {key('smtp.password')}. {preset.password}.")
    if not get("limits.warm_up"):
        found.append(
            f"If you have never written to many at once from this address, begin slowly: set {key('limits.warm_up')}"
            " to 20. Mailboxes distrust a stranger who sends hundreds on the first day."
        )
    return [*found, preset.note]


def drop(shop: Shop, name: str) -> Done:
    """Forget a further account; what went through it stays on record. Raises NotFound, UsageError."""
    account = accounts.chosen(shop, name)
    if account == MAIN:
        raise UsageError("The main account cannot be dropped.", "Another one can take its place.", "Set smtp.host.")
    with shop.db.read() as tx:
        waiting = store.waiting_of(tx, account)
    if waiting:
        raise UsageError(
            f"{wording.count(waiting, 'message waits', 'messages wait')} in the Outbox for the account {account}.",
            "They would be stranded.",
            "Send or cancel them first.",
        )
    if shop.settings.get("mail.account") == account:
        shop.settings.set("mail.account", MAIN)
    shop.settings.drop_account(account)
    return Done(f"Dropped the mail account {account}", can_undo=False)
