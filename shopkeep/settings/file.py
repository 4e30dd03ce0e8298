"""The settings of one shop: one TOML file, its comments kept."""

from __future__ import annotations

import difflib
import os
import tempfile
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from shopkeep.errors import ShopkeepError, UsageError
from shopkeep.settings import secrets
from shopkeep.settings.keys import IMAP_PASSWORD, KEYS, PASSWORD, known, typed

FILE = "settings.toml"


class Settings:
    """The settings of one shop folder. `get` never fails for a known key: defaults fill the gaps."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / FILE
        self.problems: list[str] = []
        """What in the file could not be used, in the owner's words."""
        self._document = self._load()
        self._session_password = ""
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
        for table, entries in document.items():
            for name in entries if isinstance(entries, dict) else ():
                if f"{table}.{name}" not in KEYS and table != "account":
                    near = difflib.get_close_matches(f"{table}.{name}", KEYS, 1)
                    hint = f" Did you mean {near[0]}?" if near else ""
                    self.problems.append(f"{FILE}: {table}.{name} is not a setting.{hint}")
        return document

    def get(self, name: str) -> Any:
        """The value of a setting; its default where it is missing or unusable."""
        key = known(name)
        table, _, field = name.partition(".")
        found = self._document.get(table, {})
        if not isinstance(found, dict) or field not in found:
            return key.default
        try:
            return key.read(typed(found[field]))
        except ValueError as error:
            problem = f"{FILE}: {name} should be {error}. {key.default!r} is used instead."
            if problem not in self.problems:
                self.problems.append(problem)
            return key.default

    def set(self, name: str, value: str) -> None:
        """Set one setting from typed text and save. Raises UsageError with what would fit."""
        if name == PASSWORD:
            self.store_password(value)
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
        table, _, field = name.partition(".")
        if table not in self._document:
            self._document[table] = tomlkit.table()
        self._document[table][field] = list(ready) if isinstance(ready, tuple) else ready
        self._save()

    def all(self) -> dict[str, Any]:
        """Every setting by key, the password only as whether there is one."""
        values = {name: self.get(name) for name in KEYS}
        values[PASSWORD] = "set" if self.password() else ""
        values[IMAP_PASSWORD] = "set" if self.get("imap.host") and self.imap_password() else ""
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

    def password(self) -> str:
        """The mail password: this session's, else the keyring's, else the environment's; empty if none."""
        if self._session_password:
            return self._session_password
        if not self.get("smtp.host"):
            return os.environ.get(secrets.PASSWORD_VARIABLE, "")
        return secrets.find(self._keyring_name()) or os.environ.get(secrets.PASSWORD_VARIABLE, "")

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

    def use_password(self, password: str) -> None:
        """Use a password until the program ends, and store it nowhere."""
        self._session_password = password

    def store_password(self, password: str) -> None:
        """Put the password into the system's keyring and read it back.

        Raises ShopkeepError where it is not kept.
        """
        secrets.keep(self._keyring_name(), password, secrets.PASSWORD_VARIABLE)

    def _keyring_name(self) -> str:
        return f"{self.get('smtp.user')}@{self.get('smtp.host')}"

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
