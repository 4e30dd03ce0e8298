"""The shop's settings: one TOML file with its comments kept; secrets in the system's keyring."""

from shopkeep.settings.file import FILE, Settings
from shopkeep.settings.keys import IMAP_PASSWORD, KEYS, PASSWORD, Key, known, typed
from shopkeep.settings.secrets import IMAP_PASSWORD_VARIABLE, PASSWORD_VARIABLE

__all__ = [
    "FILE",
    "IMAP_PASSWORD",
    "IMAP_PASSWORD_VARIABLE",
    "KEYS",
    "PASSWORD",
    "PASSWORD_VARIABLE",
    "Key",
    "Settings",
    "known",
    "typed",
]
