"""Passwords in the system's keyring: written, read back, compared. Never in a file of ours."""

from __future__ import annotations

from shopkeep.errors import ShopkeepError

PASSWORD_VARIABLE = "SHOPKEEP_SMTP_PASSWORD"
IMAP_PASSWORD_VARIABLE = "SHOPKEEP_IMAP_PASSWORD"


def variable(account: str) -> str:
    """The environment variable that stands in for the password of an account."""
    return PASSWORD_VARIABLE if account == "main" else f"{PASSWORD_VARIABLE}_{account.upper().replace('-', '_')}"


def find(name: str) -> str:
    """A password from the system's keyring; empty where there is none, or no keyring."""
    try:
        import keyring

        return keyring.get_password("shopkeep", name) or ""
    except Exception:  # no keyring on this machine
        return ""


def keep(name: str, password: str, variable: str) -> None:
    """Put a password into the system's keyring and read it back.

    `variable`: the environment variable that stands in. Raises ShopkeepError where it is not kept.
    """
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
