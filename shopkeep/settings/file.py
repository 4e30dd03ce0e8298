"""The settings of one shop: one TOML file, its comments kept."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from shopkeep.errors import ShopkeepError, UsageError
from shopkeep.settings import read, secrets
from shopkeep.settings.keys import (
    IMAP_PASSWORD,
    KEYS,
    MAIN,
    OF_ACCOUNTS,
    PASSWORD,
    account_of,
    known,
    of_account,
    typed,
)

FILE = "settings.toml"


class Settings:
    """The settings of one shop folder. `get` never fails for a known key: defaults fill the gaps."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / FILE
        self.problems: list[str] = []
        """What in the file could not be used, in the owner's words."""
        self._document = self._load()
        self._session_passwords: dict[str, str] = {}
        self._session_imap_password = ""

    def _load(self) -> tomlkit.TOMLDocument:
        if not self.path.exists():
            return tomlkit.document()
        try:
            document = tomlkit.parse(self.path.read_text(encoding="utf-8"))
        except (TOMLKitError, UnicodeDecodeError, OSError) as error:
            raise ShopkeepError(
                f"The settings file {self.path} cannot be read.",
                str(error),
                "Mend it in a text editor, or move it away to start with fresh settings.",
            ) from error
        for name in _names(document):
            if name not in KEYS and account_of(name)[1] not in OF_ACCOUNTS:
                near = difflib.get_close_matches(name, KEYS, 1)
                hint = f" Did you mean {near[0]}?" if near else ""
                self.problems.append(f"{FILE}: {name} is not a setting.{hint}")
        return document

    def get(self, name: str) -> Any:
        """The value of a setting; its default where it is missing or unusable.

        A further account without addresses of its own has those of the shop.
        """
        key = known(name)
        found = self._written(name)
        if found is None:
            account, field = account_of(name)
            return self.get(field) if account != MAIN and field.startswith("mail.") else key.default
        try:
            return key.read(typed(found))
        except ValueError as error:
            problem = f"{FILE}: {name} should be {error}. {key.default!r} is used instead."
            if problem not in self.problems:
                self.problems.append(problem)
            return key.default

    def of(self, account: str, field: str) -> Any:
        """A setting of one account: `of("main", "smtp.host")`."""
        return self.get(of_account(account, field))

    def _written(self, name: str) -> Any:
        """What stands in the file under a name; None where nothing does."""
        found: Any = self._document
        account, field = account_of(name)
        for part in [*([] if account == MAIN else ["account", account]), *field.split(".", 1)]:
            if not isinstance(found, dict) or part not in found:
                return None
            found = found[part]
        return found

    def set(self, name: str, value: str) -> None:
        """Set one setting from typed text and save. Raises UsageError with what would fit."""
        account, field = account_of(name)
        if field == PASSWORD:
            self.store_password(value, account)
            return
        if name == IMAP_PASSWORD:
            secrets.keep(self._imap_keyring_name(), value, secrets.IMAP_PASSWORD_VARIABLE)
            return
        key = known(name)
        try:
            ready = key.read(value)
        except ValueError as error:
            what = str(error) if "invalid literal" not in str(error) else "a number"
            raise UsageError(f"{value!r} does not fit {name}.", f"It should be {what}.", key.help) from error
        table: Any = self._document
        *above, last = [*([] if account == MAIN else ["account", account]), *field.split(".", 1)]
        for part in above:
            if part not in table:
                table[part] = tomlkit.table(part in ("account", account))
            table = table[part]
        table[last] = list(ready) if isinstance(ready, tuple) else ready
        self._save()

    def accounts(self) -> list[str]:
        """The names of the mail accounts, the main one first."""
        found = self._document.get("account", {})
        names = [str(name) for name in found if _fits(read.account, str(name))] if isinstance(found, dict) else []
        return [MAIN, *(name for name in names if name != MAIN)]

    def drop_account(self, name: str) -> None:
        """Take a further account out of the file."""
        found = self._document.get("account", {})
        if name in found:
            del found[name]
            if not found:
                del self._document["account"]
            self._save()

    def all(self) -> dict[str, Any]:
        """Every setting by key, those of further accounts after the main one's; of passwords only whether there
        is one."""
        values = {name: self.get(name) for name in KEYS}
        values[PASSWORD] = "set" if self.password() else ""
        values[IMAP_PASSWORD] = "set" if self.get("imap.host") and self.imap_password() else ""
        for account in self.accounts()[1:]:
            values |= {of_account(account, field): self.of(account, field) for field in OF_ACCOUNTS}
            values[of_account(account, PASSWORD)] = "set" if self.password(account) else ""
        return values

    @property
    def zone(self) -> str:
        """The shop's time zone, UTC until it is known."""
        return self.get("shop.timezone") or "UTC"

    @property
    def currency(self) -> str:
        """The shop's main currency, EUR until an import says."""
        return self.get("shop.currency") or "EUR"

    @property
    def rates(self) -> dict[str, float]:
        """What one unit of another currency is worth in the main one, by code."""
        pairs = (part.split() for part in self.get("shop.rates").split(",") if part)
        return {code: float(number) for code, number in pairs if code != self.currency}

    def password(self, account: str = MAIN) -> str:
        """An account's password: this session's, else the keyring's, else the environment's; empty if none."""
        if typed_now := self._session_passwords.get(account):
            return typed_now
        kept = secrets.find(self._keyring_name(account)) if self.of(account, "smtp.host") else ""
        return kept or os.environ.get(secrets.variable(account), "")

    @property
    def imap_user(self) -> str:
        """Whose mailbox is read: as set, else the mail server's user, else the from address."""
        return str(self.get("imap.user") or self.get("smtp.user") or self.get("mail.from"))

    def imap_password(self) -> str:
        """The mailbox's password: its own, else the mail server's where the user is the same; empty if none."""
        own = self._session_imap_password or secrets.find(self._imap_keyring_name())
        own = own or os.environ.get(secrets.IMAP_PASSWORD_VARIABLE, "")
        if own or self.imap_user not in (self.get("smtp.user"), ""):
            return own
        return self.password()

    def use_imap_password(self, password: str) -> None:
        """The same for the mailbox that is read."""
        self._session_imap_password = password

    def use_password(self, password: str, account: str = MAIN) -> None:
        """Use a password until the program ends, and store it nowhere."""
        self._session_passwords[account] = password

    def store_password(self, password: str, account: str = MAIN) -> None:
        """Put an account's password into the system's keyring and read it back.

        Raises ShopkeepError where it is not kept.
        """
        secrets.keep(self._keyring_name(account), password, secrets.variable(account))

    def _keyring_name(self, account: str) -> str:
        return f"{self.of(account, 'smtp.user')}@{self.of(account, 'smtp.host')}"

    def _imap_keyring_name(self) -> str:
        return f"{self.imap_user}@{self.get('imap.host')} (imap)"

    def _save(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, part = tempfile.mkstemp(dir=self.home, prefix=".settings")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(tomlkit.dumps(self._document))
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(self.path)


def _names(document: Any, above: str = "") -> list[str]:
    """The dotted names of all that stands in tables of a file."""
    found: list[str] = []
    for name, value in document.items():
        if isinstance(value, dict):
            found += _names(value, f"{above}{name}.")
        elif above:
            found.append(f"{above}{name}")
    return found


def _fits(fits: Callable[[str], str], value: str) -> bool:
    try:
        fits(value)
    except ValueError:
        return False
    return True
