"""How a customer says goodbye: an opaque token for each address, and the two links that carry it."""

from __future__ import annotations

import hmac
from functools import lru_cache
from urllib.parse import quote

TOKEN_LENGTH = 24


@lru_cache(maxsize=1024)
def token(key: bytes, email: str) -> str:
    """What stands for an address in unsubscribe links: keyed with the shop's own key, never the address."""
    return hmac.digest(key, b"unsubscribe\n" + email.encode(), "sha256").hex()[:TOKEN_LENGTH]


def mailto(address: str, token: str) -> str:
    """The link that writes a mail to the shop; its subject carries the token."""
    return f"mailto:{_quoted(address)}?subject=unsubscribe%20{token}"


@lru_cache(maxsize=64)
def _quoted(address: str) -> str:
    return quote(address, safe="@")


def page(url: str, token: str) -> str:
    """The owner's own unsubscribe page with the token; empty where there is none."""
    if not url:
        return ""
    return f"{url}{'&' if '?' in url else '?'}t={token}"
