"""What exports say of people: addresses, names and whether they want mail."""

from __future__ import annotations

import re
from functools import lru_cache

from shopkeep.core import text
from shopkeep.orders import spoiled
from shopkeep.orders.table import unguard

NO_ADDRESS = "not an e-mail address"
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = re.compile(
    rf"{_ATOM}(?:\.{_ATOM})*@(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9]$"
)
_NAMED = re.compile(r"(?:mailto:|[^<>@]*<)\s*([^\s<>:]+@[^\s<>:]+?)>?")
_HIDDEN = "**"
"""`j***@example.com` may be anybody's: to take it for an address would make one of several people."""
_BEFORE, _BEHIND = ' ,;:"([<', ' .,;:")]>'
_YES = frozenset(
    (
        *("yes", "y", "true", "1", "on", "subscribed", "accepted", "opted in", "opt in", "optin", "confirmed"),
        *("accepts marketing", "double opt in", "ja", "oui", "si", "sim", "tak", "да", "так", "evet"),
    )
)
_NO = frozenset(
    (
        *("no", "n", "false", "0", "off", "unsubscribed", "declined", "opted out", "opt out", "optout", "nein"),
        *(
            "not subscribed",
            "never subscribed",
            "never",
            "invalid",
            "cleaned",
            "bounced",
            "non",
            "nao",
            "nie",
            "нет",
            "ні",
            "hayir",
        ),
    )
)


_NOBODY = frozenset(
    (
        *("n a", "na", "n d", "nan", "nil", "none", "null", "undefined", "no", "false", "0", "guest", "guest checkout"),
        *("anonymous", "unknown", "no email", "no e mail", "no mail", "no address", "not provided", "not available"),
        *("keine", "ohne", "unbekannt", "gast", "k a", "aucun", "aucune", "inconnu", "invite", "ninguno", "invitado"),
        *("desconocido", "nessuno", "sconosciuto", "ospite", "geen", "onbekend", "nenhum", "brak", "нет", "гость"),
    )
)
"""What is written where a buyer gave no address, compared."""
_ANYBODY = _NOBODY | frozenset(
    (
        *("guest user", "guest customer", "not logged in", "walk in", "walkin", "walk in customer", "cash"),
        *("walkin customer", "cash sale", "cash customer", "counter sale", "retail customer", "pos", "pos customer"),
        *("default", "default customer", "laufkunde", "laufkundschaft", "barverkauf", "barkunde", "gastkunde"),
        *("passant", "client de passage", "client comptoir", "cliente ocasional", "consumidor final", "ospite"),
        *("publico general", "cliente generico", "cliente generale", "losse verkoop", "contante klant"),
    )
)
"""What stands for a buyer's number where nobody in particular bought, compared."""


def is_nobody(written: str) -> bool:
    """Whether a cell for an address says, in a word or a dash or by stars, that there is none."""
    if "@" in written:
        return _HIDDEN in written
    said = text.key(written)
    return not said or said in _NOBODY


def number_of(written: str) -> str:
    """How a platform knows a buyer; empty where that is how it calls guests or whoever stands at the till, and where a
    spreadsheet left no more of a number than may be of many."""
    bare = text.clean_name(unguard(text.unescaped(written)))
    if not bare.strip("0.,-# ") or text.key(bare) in _ANYBODY or spoiled.SHORTENED.fullmatch(bare.upper()):
        return ""
    return bare


def is_plain(written: str) -> bool:
    """Whether this is an address as it is to be stored: in lower case, of nothing but ASCII."""
    matches = len(written) <= 254 and _PLAIN.match(written) is not None
    return matches and written.index("@") <= 64 and _HIDDEN not in written


@lru_cache(maxsize=65_536)
def address(written: str) -> str:
    """An e-mail address as this shop knows it: lower case, its domain in ASCII. Empty where none is given.

    Raises ValueError where something is given that is no address.
    """
    value = unguard(text.clean(written, 400)).lower()
    if not value:
        return ""
    if is_plain(value):
        return value
    if named := _NAMED.fullmatch(value):
        return address(named[1])  # `Ann Lee <ann@example.com>`, `mailto:ann@example.com`
    if "@" in (bare := value.lstrip(_BEFORE).rstrip(_BEHIND)) and bare != value:
        return address(bare)  # `ann@example.com;`
    if value.isascii():
        raise ValueError(NO_ADDRESS)
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(value, check_deliverability=False)
    except EmailNotValidError:
        raise ValueError(NO_ADDRESS) from None
    known = (found.ascii_email or f"{found.local_part}@{found.ascii_domain}").lower()
    if _HIDDEN in known:
        raise ValueError(NO_ADDRESS)
    return known


def person_name(*parts: str) -> str:
    """A name from one cell or from first and last name."""
    return text.clean_name(" ".join(unguard(p.strip()) for p in parts if p.strip()))


@lru_cache(maxsize=4096)
def consent(written: str) -> bool | None:
    """What a cell says of wanting mail: yes, no, or nothing."""
    value = text.key(written)
    if value in _YES:
        return True
    return False if value in _NO else None
