"""The shop's settings: one TOML file with its comments kept; secrets in the system's keyring."""

from __future__ import annotations

import difflib
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import tomlkit
from tomlkit.exceptions import TOMLKitError

from shopkeep.core import text
from shopkeep.errors import ShopkeepError, UsageError

FILE = "settings.toml"
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
PASSWORD_VARIABLE = "SHOPKEEP_SMTP_PASSWORD"
IMAP_PASSWORD_VARIABLE = "SHOPKEEP_IMAP_PASSWORD"


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: its default, how a typed text becomes its value, and what it means to the owner."""

    name: str
    default: Any
    read: Callable[[str], Any]
    title: str
    help: str
    choices: tuple[str, ...] = ()


def _text(value: str) -> str:
    return text.clean(value, 1000)


def _lines(value: str) -> str:
    return text.clean(value.replace("\\n", "\n"), 1000, keep_lines=True)


MOST_SENTENCES = 6
SENTENCE = 160
"""Signs of one sentence about the shop: more would be skipped in a mail."""


def _sentences(value: str) -> tuple[str, ...]:
    """A few sentences, typed with ` | ` between them or one a line."""
    parts = (text.clean(part, 1000).strip() for part in re.split(r"\n|\\n|\|", value))
    found = tuple(part for part in parts if part)
    if len(found) > MOST_SENTENCES or any(len(part) > SENTENCE for part in found):
        raise ValueError(f"at most {MOST_SENTENCES} sentences of up to {SENTENCE} signs, with | between them")
    return found


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        number = int(value)
        if not low <= number <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return number

    return read


def _share(value: str) -> float:
    bare, percent = value.strip().removesuffix("%").strip(), value.strip().endswith("%")
    try:
        number = float(bare) / (100 if percent else 1)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 0.5:
        raise ValueError("a share from 0 to 0.5, such as 0.1 or 10 %")
    return number


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError):
        near = difflib.get_close_matches(value, sorted(available_timezones()), 1, 0.4)
        hint = f"; near: {near[0]}" if near else ""
        raise ValueError(f"a time zone such as Europe/Berlin{hint}") from None


def _currency(value: str) -> str:
    if len(value) != 3 or not value.isalpha():
        raise ValueError("a currency code of three letters such as EUR")
    return value.upper()


_RATE = re.compile(r"([A-Za-z]{3})\s*[ =:]\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)")


def _rates(value: str) -> str:
    """Rates as they are stored: `GBP 1.17, USD 0.92`, in the order of the codes."""
    found: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[,;]", value))):
        one = _RATE.fullmatch(part)
        if one is None or not float(one[2]) or one[1].upper() in found:
            raise ValueError("a currency and what one unit of it is worth, such as USD 0.92, GBP 1.17")
        found[one[1].upper()] = float(one[2])
    return ", ".join(f"{code} {number:.9f}".rstrip("0").rstrip(".") for code, number in sorted(found.items()))


def _address(value: str) -> str:
    value = value.strip()
    if value and (not text.header_safe(value) or not _ADDRESS.fullmatch(value) or len(value) > 254):
        raise ValueError("one e-mail address such as anna@example.com")
    return value


def _https(value: str) -> str:
    if value and not value.startswith("https://"):
        raise ValueError("an address that starts with https://")
    return text.clean(value, 500)


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in choices:
            raise ValueError("one of " + ", ".join(choices))
        return value

    return read


KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key("shop.name", "", _text, "Shop name", "As customers know it. Stands in every mail."),
        Key("shop.url", "", _https, "Shop address on the web", "Where links in mails lead, https://…"),
        Key("shop.address", "", _lines, "Postal address", "Must stand in every mail by law."),
        Key("shop.currency", "", _currency, "Main currency", "Three letters such as EUR. Taken from orders."),
        Key(
            "shop.rates",
            "",
            _rates,
            "Exchange rates",
            "What one unit of another currency is worth in the main one, such as USD 0.92, GBP 1.17. Orders in "
            "a currency without a rate count as visits, but add no money.",
        ),
        Key("shop.timezone", "", _zone, "Time zone", "Days begin and end there, such as Europe/Berlin."),
        Key("shop.language", "en", _text, "Language", "Of dates and money, such as en or de."),
        Key("shop.owner", "", _text, "Your name", "Who signs the mails."),
        Key(
            "shop.values",
            (),
            _sentences,
            "What you stand for",
            "A few short sentences with | between them. Mails in your language list them.",
        ),
        Key(
            "shop.features",
            (),
            _sentences,
            "What sets you apart",
            "What customers get from you and not elsewhere: a few short sentences with | between them.",
        ),
        Key("shop.story", "", _text, "Your story", "How the shop came to be, in two or three sentences."),
        Key("shop.review_url", "", _https, "Review page", "Where customers write a review, https://…"),
        Key(
            "shop.survey_url",
            "",
            _https,
            "Survey form",
            "Your form tool's address. {email} and {score} in it are filled in for each customer. Empty: answers "
            "come by mail.",
        ),
        Key("mail.from", "", _address, "From address", "The address your mails come from."),
        Key("mail.reply_to", "", _address, "Reply-to address", "Where answers go; empty: the from address."),
        Key("mail.unsubscribe_url", "", _https, "Unsubscribe page", "Your own https page, if you have one."),
        Key("smtp.host", "", _text, "Mail server", "Such as smtp.example.com."),
        Key("smtp.port", 465, _whole(0, 65535), "Port", "465 for tls, 587 for starttls; 0: practice mailbox."),
        Key(
            "smtp.security",
            "tls",
            _one_of("tls", "starttls", "none"),
            "Security",
            "tls or starttls; none only to this machine.",
            ("tls", "starttls", "none"),
        ),
        Key("smtp.user", "", _text, "User name", "Often your whole e-mail address."),
        Key("smtp.connections", 2, _whole(1, 10), "Connections", "How many at once; providers allow few."),
        Key("imap.host", "", _text, "Mailbox server", "Where replies and bounces are read, such as imap.example.com."),
        Key("imap.port", 993, _whole(1, 65535), "Mailbox port", "993 for tls, 143 for starttls."),
        Key(
            "imap.security",
            "tls",
            _one_of("tls", "starttls", "none"),
            "Mailbox security",
            "tls or starttls; none only to this machine.",
            ("tls", "starttls", "none"),
        ),
        Key("imap.user", "", _text, "Mailbox user", "Empty: the user name of the mail server."),
        Key("imap.folder", "INBOX", _text, "Mailbox folder", "The folder that is read, and only read."),
        Key("limits.per_second", 0, _whole(0, 1000), "Mails a second", "0: no limit."),
        Key("limits.per_minute", 0, _whole(0, 100_000), "Mails a minute", "0: no limit."),
        Key("limits.per_hour", 0, _whole(0, 1_000_000), "Mails an hour", "0: no limit."),
        Key("limits.per_day", 0, _whole(0, 10_000_000), "Mails a day", "0: no limit. Gmail allows 500."),
        Key(
            "policy.consent",
            "ask",
            _one_of("ask", "opted-in", "existing"),
            "Whom you may write to",
            "opted-in: only those who said yes. existing: customers who never said no.",
            ("ask", "opted-in", "existing"),
        ),
        Key("policy.holdout", 0.0, _share, "Holdout", "Share of customers who get nothing, to compare with."),
        Key("policy.return_window_days", 14, _whole(1, 365), "Return window", "Days in which an order counts."),
        Key(
            "policy.mails_a_month",
            4,
            _whole(0, 100),
            "Mails a month",
            "The most one customer gets in 30 days, over all sequences. 0: no limit.",
        ),
        Key("policy.horizon_days", 90, _whole(7, 730), "Horizon", "Days the return chance looks ahead."),
        Key("theme.terminal", "shopkeep-dark", _text, "Colours", "How the app looks."),
        Key("theme.mail", "letter", _text, "Mail look", "How new sequences look."),
    )
}
PASSWORD = "smtp.password"
IMAP_PASSWORD = "imap.password"


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
            self._keep(self._imap_keyring_name(), value, IMAP_PASSWORD_VARIABLE)
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
            return os.environ.get(PASSWORD_VARIABLE, "")
        return _from_keyring(self._keyring_name()) or os.environ.get(PASSWORD_VARIABLE, "")

    @property
    def imap_user(self) -> str:
        """Whose mailbox is read: as set, else the mail server's user, else the from address."""
        return str(self.get("imap.user") or self.get("smtp.user") or self.get("mail.from"))

    def imap_password(self) -> str:
        """The mailbox's password: its own, else the mail server's where the user is the same; empty if none."""
        own = self._session_imap_password or _from_keyring(self._imap_keyring_name())
        own = own or os.environ.get(IMAP_PASSWORD_VARIABLE, "")
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
        self._keep(self._keyring_name(), password, PASSWORD_VARIABLE)

    def _keep(self, name: str, password: str, variable: str) -> None:
        try:
            import keyring

            keyring.set_password("shopkeep", name, password)
            kept = keyring.get_password("shopkeep", name) == password
        except Exception:
            kept = False
        if not kept:
            raise ShopkeepError(
                "This machine has no working place for passwords, so it was not stored.",
                "shopkeep never writes a password into a file.",
                f"Set {variable} before you start shopkeep, or type it when it asks.",
            )

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


def typed(value: Any) -> str:
    """A value as the owner would have typed it."""
    return " | ".join(str(part) for part in value) if isinstance(value, (list, tuple)) else str(value)


def _from_keyring(name: str) -> str:
    """A password from the system's keyring; empty where there is none, or no keyring."""
    try:
        import keyring

        return keyring.get_password("shopkeep", name) or ""
    except Exception:  # no keyring on this machine
        return ""


def known(name: str) -> Key:
    """The description of a setting. Raises UsageError with the nearest name for an unknown one."""
    if name not in KEYS:
        near = difflib.get_close_matches(name, [*KEYS, PASSWORD, IMAP_PASSWORD], 1)
        raise UsageError(
            f"There is no setting {name!r}.",
            f"Did you mean {near[0]}?" if near else "",
            "`shopkeep account show` lists them all.",
        )
    return KEYS[name]
