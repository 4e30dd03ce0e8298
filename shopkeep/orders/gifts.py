"""Whether an order was meant for somebody else: its parcel's name, its products, or a column that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from shopkeep.core import text

_TITLES = (
    # English
    r"gift ?wrap(?:ping|ped)?(?! (?:set|roll|rolls|paper|tape|ribbon|sheets?)\b)|gift (?:message|note|service|receipt)"
    r"|e ?gift ?cards?|gift ?cards?|gift certificates?|gift vouchers?|e ?vouchers?|vouchers?"
    # German
    r"|geschenkverpackung|geschenkservice|geschenkkarten?|geschenkgutscheine?|wertgutscheine?|gutscheine?"
    r"|geschenknachricht|grusskarte|als geschenk (?:verpackt|verpacken)"
    # French
    r"|(?:emballage|paquet|message|cartes?|cheques?|bons?) cadeaux?|e ?carte cadeau|bon d achat"
    # Spanish, Portuguese, Italian
    r"|(?:envoltorio|papel|embalaje|tarjetas?|vales?|cheques?|bonos?|mensaje) (?:de |para )?regalo"
    r"|(?:embrulho|cartao|cartoes|vales?|cheque|mensagem) (?:de |para )?(?:presente|oferta|prenda)"
    r"|(?:pacchetto|pacco|carta|buono|buoni|biglietto|messaggio) regalo"
    # Dutch, Polish, Romanian
    r"|cadeauverpakking|cadeaubon(?:nen)?|cadeaukaart(?:en)?|inpakservice|kadobon|waardebon"
    r"|karta (?:podarunkowa|upominkowa)|bon (?:podarunkowy|upominkowy)|pakowanie na prezent"
    r"|ambalare cadou|card cadou|voucher cadou"
)
_TITLE = re.compile(rf"\b(?:{_TITLES})\b")
_NOTHING = frozenset(
    ("", "no", "n", "false", "none", "null", "nan", "na", "n a", "off", "not a gift", "nein", "non", "nao", "nie", "nu")
)
_ZERO = re.compile(r"\W*0+(?:[.,]0+)?\W*\w{0,3}$", re.ASCII)
_NOTE = re.compile(r"(?:is )?(?:a )?(?:gift|geschenk|cadeau|regalo|presente|cadou)\b")
"""How the name of a note begins that checkout add-ons leave, as in `gift_wrap: yes`."""
_FIRMS = frozenset(
    (
        *("ltd", "limited", "llc", "inc", "corp", "co", "company", "plc", "gmbh", "ag", "kg", "ug", "ohg"),
        *("sarl", "sas", "sa", "srl", "spa", "bv", "nv", "oy", "ab", "warehouse"),
    )
)


@lru_cache(maxsize=65_536)
def of_title(title: str) -> bool:
    """Whether a product is gift wrapping, a message, a gift card or a voucher; whole words only."""
    return _TITLE.search(text.key(title)) is not None


def of_titles(titles: Iterable[str]) -> bool:
    return any(map(of_title, titles))


@lru_cache(maxsize=8192)
def of_cell(written: str) -> bool:
    """Whether a gift column says something: a message, a yes, a price above nothing."""
    return text.key(written) not in _NOTHING and not _ZERO.match(written.strip())


@lru_cache(maxsize=8192)
def of_notes(written: str) -> bool:
    """Whether `name: value` lines, as checkout add-ons leave them, speak of a gift."""
    for line in written.splitlines():
        name, colon, value = line.partition(":")
        if colon and _NOTE.match(text.key(name)) and of_cell(value):
            return True
    return False


def to_another(buyer: str, receiver: str) -> bool:
    """Whether a parcel went to another person: both named in full, neither first nor last name shared.

    `J. Smith` and `John Smith` are the same, so are `Smith, John` and husband and wife of one surname.
    """
    if not buyer or not receiver or buyer == receiver:
        return False
    one, two = text.key(buyer).split(), text.key(receiver).split()
    if len(one) < 2 or len(two) < 2 or _FIRMS & {*one, *two}:
        return False
    if {w for w in one if len(w) > 1} & {w for w in two if len(w) > 1} or "".join(one) == "".join(two):
        return False
    # Of somebody who signs with initials alone nothing differs that could be told.
    return not (_initials_only(one, two) or _initials_only(two, one))


def _initials_only(short: list[str], whole: list[str]) -> bool:
    letters = [w for w in short if len(w) == 1]
    return len(letters) == len(short) and all(any(w.startswith(x) for w in whole) for x in letters)
