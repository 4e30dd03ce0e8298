"""Backup, restore, doctor, paths, and the settings as the command line shows them."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shopkeep import __version__, wording
from shopkeep.core import clock
from shopkeep.core.records.customers import Done
from shopkeep.core.records.upkeep import Check, Doctor, Status
from shopkeep.delivery import journal
from shopkeep.errors import NotFound, ShopkeepError, UsageError
from shopkeep.jobs import accounts, erasing, held
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.settings import IMAP_PASSWORD, PASSWORD, Settings, account_of, typed
from shopkeep.store import upkeep as store

if TYPE_CHECKING:
    from shopkeep.delivery.domain import Resolver

SYNCED = ("onedrive", "dropbox", "icloud", "google drive", "mobile documents", "nextcloud", "syncthing")


def backup(shop: Shop, target: Path | None = None) -> Path:
    """A checked copy of the shop file: at `target`, else among the shop's own backups.

    Raises UsageError where `target` is a folder.
    """
    if target is None:
        return shop.db.checked_backup("by-hand")
    if target.expanduser().is_dir():
        raise UsageError(f"{target} is a folder.", "A backup is one file.", f"Name it: {target / 'shop-backup.db'}")
    return shop.db.back_up(target.expanduser())


def restore(home: Path, file: Path) -> Done:
    """Go back to a backup; the shop file as it is now is kept among the backups.

    Raises NotFound, ShopBusy, and ShopkeepError where the backup is not sound.
    """
    if not file.is_file():
        raise NotFound(f"There is no file {file}.", "", f"Backups of this shop lie in {home / 'backups'}.")
    kept = store.put_back(home, file)
    says = f"Restored {file.name}" + (f"; the shop as it was is {kept}" if kept else "")
    shop = open_shop(home)
    try:
        again = erasing.after_restore(shop)
    finally:
        shop.close()
    who = "1 person was" if again == 1 else f"{again} people were"
    parts = [says, f"{who} erased again, as you had asked" if again else "", held.of_backup(home, Settings(home).zone)]
    return Done(". ".join(filter(None, parts)), can_undo=False)


def paths(home: Path) -> dict[str, str]:
    """Where everything of this shop and of the program lies."""
    names = {
        "home": home,
        "database": home / "shop.db",
        "settings": home / "settings.toml",
        "sequences": home / "sequences",
        "themes": home / "themes",
        "exports": home / "exports",
        "backups": home / "backups",
        "practice": home / "practice",
        "journal": home / journal.NAME,
        "log": home / "shopkeep.log",
        "program": Path(__file__).resolve().parent.parent,
    }
    return {name: str(path) for name, path in names.items()}


def account_show(shop: Shop) -> dict[str, Any]:
    """Every setting with its value; the password only as `set` or empty."""
    return shop.settings.all()


def account_set(shop: Shop, key: str, value: str) -> Done:
    """Set one setting from typed text. Raises UsageError with what would fit."""
    shop.settings.set(key, value)
    shown = (
        "stored in this system's keyring"
        if account_of(key)[1] == PASSWORD or key == IMAP_PASSWORD
        else f"set to {typed(shop.settings.get(key))}"
    )
    return Done(f"{key} {shown}", can_undo=False)


def account_test(shop: Shop, account: str = "") -> str:
    """Connect, check encryption and login, send nothing. Raises NotFound, MailProblem with what to do."""
    return accounts.try_account(shop, account)


def account_dns(shop: Shop, selectors: Sequence[str] = (), account: str = "", ask: Resolver | None = None) -> Doctor:
    """Ask DNS what the domain of an account's from address says of its mails: SPF, DKIM, DMARC, and MX.

    Raises MailProblem where no from address is set, or no name server answers.
    """
    from shopkeep.delivery import domain  # the DNS library takes a moment, and few calls need it

    name = accounts.chosen(shop, account)
    sender = accounts.sender(shop, name)
    server = str(shop.settings.of(name, "smtp.host")).lower()
    signing = None if selectors else sender.signing
    return _doctor(domain.check(sender.domain.lower(), server, selectors, ask or domain.resolver(), signing))


def doctor(home: Path) -> Doctor:
    """Look a shop over. Works where the shop is in use or cannot be opened."""
    checks = [
        Check("shopkeep", "ok", f"version {__version__}, Python {sys.version.split()[0]}"),
        _file(home),
        _journal(home),
        _settings(home),
        _folder(home),
        _disk(home),
    ]
    return _doctor(checks)


def _doctor(checks: list[Check]) -> Doctor:
    order: dict[Status, int] = {"ok": 0, "warn": 1, "fail": 2}
    return Doctor(checks, max((check.status for check in checks), key=lambda status: order[status]))


def _file(home: Path) -> Check:
    found = store.health(home)
    if not found.exists:
        return Check("shop file", "ok", "none yet: it is made by the first import")
    if found.problem:
        return Check(
            "shop file",
            "fail",
            found.problem,
            f"Go back to a backup in {home / 'backups'}: shopkeep restore FILE",
        )
    return Check("shop file", "ok", f"sound, version {found.version}, SQLite {found.sqlite}, {found.journal}")


def _journal(home: Path) -> Check:
    """Whether the shop file knows every mail that the journal beside it does."""
    try:
        missing = held.older(home)
        zone = Settings(home).zone
    except ShopkeepError as error:
        return Check("sent mails", "fail", error.title, error.next_step)
    except OSError as error:
        return Check("sent mails", "fail", f"the journal of sent mails cannot be read: {error.strerror}")
    if not missing:
        return Check("sent mails", "ok", "the shop file knows every mail that went out")
    last = wording.moment(clock.moment(missing[-1]), zone, clock.today(zone))
    return Check(
        "sent mails",
        "warn",
        f"the shop file is older than the journal of sent mails: {wording.count(len(missing), 'mail')} went out that "
        f"it does not know of, the last at {last}",
        "They are held, never sent again by themselves. If you put back a backup by mistake, go back to a newer one: "
        "shopkeep restore FILE",
    )


def _settings(home: Path) -> Check:
    try:
        settings = Settings(home)
        settings.all()
    except ShopkeepError as error:
        return Check("settings", "fail", error.title, error.next_step)
    if settings.problems:
        return Check("settings", "warn", settings.problems[0], f"Edit {settings.path}")
    return Check("settings", "ok", "readable")


def _folder(home: Path) -> Check:
    if not home.exists():
        return Check("folder", "ok", f"{home} is made when needed")
    if not os.access(home, os.W_OK):
        return Check("folder", "fail", f"{home} cannot be written to", "Change its rights, or use --home.")
    if any(word in str(home.resolve()).lower() for word in SYNCED):
        return Check(
            "folder",
            "warn",
            "it lies in a folder that another program copies, which can damage a database in use",
            "Move the shop elsewhere and keep only backups there: shopkeep backup FILE",
        )
    if os.name == "posix" and stat.S_IMODE(home.stat().st_mode) & 0o077:
        return Check("folder", "warn", "others on this machine can look into it", f"chmod 700 {home}")
    return Check("folder", "ok", str(home))


def _disk(home: Path) -> Check:
    place = home if home.exists() else Path.home()
    free = shutil.disk_usage(place).free // 2**20
    if free < 200:
        return Check("disk", "warn", f"only {free:,} MB free", "Make room before the next import.")
    return Check("disk", "ok", f"{free:,} MB free")
