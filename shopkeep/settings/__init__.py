"""The shop's settings: one TOML file with its comments kept; secrets in the system's keyring."""

from shopkeep.settings.file import FILE, Settings
from shopkeep.settings.keys import (
    IMAP_PASSWORD,
    KEYS,
    MAIN,
    OF_ACCOUNTS,
    PASSWORD,
    Key,
    account_of,
    known,
    of_account,
    typed,
)
from shopkeep.settings.secrets import IMAP_PASSWORD_VARIABLE, PASSWORD_VARIABLE

__all__ = [
    "FILE",
    "IMAP_PASSWORD",
    "IMAP_PASSWORD_VARIABLE",
    "KEYS",
    "MAIN",
    "OF_ACCOUNTS",
    "PASSWORD",
    "PASSWORD_VARIABLE",
    "Key",
    "Settings",
    "account_of",
    "known",
    "of_account",
    "typed",
]
