"""What stands beside amounts: codes of currencies and the signs that shops write for them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel import Locale

_ONE = """
€:EUR £:GBP ₹:INR ₩:KRW ₺:TRY ₴:UAH ₽:RUB ₫:VND ₪:ILS ฿:THB ₱:PHP ₦:NGN ₸:KZT ₡:CRC ₵:GHS
zł:PLN kč:CZK ft:HUF lei:RON лв:BGN грн:UAH руб:RUB rm:MYR
us$:USD ca$:CAD a$:AUD au$:AUD nz$:NZD hk$:HKD nt$:TWD s$:SGD r$:BRL mx$:MXN
"""
SIGNS = dict(pair.split(":") for pair in _ONE.split())
"""Signs that mean one currency, in lower case. `$`, `kr`, `¥` and `Fr.` mean several."""
_SEVERAL = frozenset(
    (
        *("kr", "fr", "sfr", "rs", "r", "rp", "tl", "dh", "dt", "kn", "din", "дин", "ден", "km", "р", "euro", "euros"),
        *("c$", "ar$", "cl$", "col$", "rd$", "j$", "tt$", "$u", "s/", "b/", "元", "円", "圆", "원", "บาท", "lt", "ls"),
    )
)
_COULD_BE = {
    "$": "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU BRL DOP JMD TTD BBD BSD BZD FJD NAD LRD BMD BND XCD GYD SRD",
    "¥": "JPY CNY",
    "円": "JPY",
    "元": "CNY TWD HKD",
    "kr": "SEK NOK DKK ISK",
    "fr": "CHF XOF XAF XPF DJF GNF RWF BIF KMF",
    "sfr": "CHF",
    "rs": "INR PKR LKR NPR MUR SCR",
    "rp": "IDR",
    "tl": "TRY",
    "dh": "AED MAD",
    "euro": "EUR",
    "euros": "EUR",
    "c$": "CAD NIO",
    "원": "KRW",
}
"""What signs may mean that mean several."""
_BETWEEN = re.compile(r"[\s()\[\],;/–-]+")
_BARE = re.compile("[\\s()+.'’`´-]")


def is_code(code: str) -> bool:
    """Whether a text is the code of a currency, in capitals."""
    return len(code) == 3 and code in _codes()


def meaning(sign: str) -> str:
    """The one currency that a sign or a code stands for; empty where it may be several, or nothing known."""
    several = meanings(sign)
    return several[0] if len(several) == 1 else ""


def meanings(sign: str) -> tuple[str, ...]:
    """The currencies that a sign or a code may stand for, the likeliest first; none where nothing is known."""
    folded, code = sign.casefold(), sign.upper()
    if folded in SIGNS:
        return (SIGNS[folded],)
    return tuple(_COULD_BE[folded].split()) if folded in _COULD_BE else (code,) if is_code(code) else ()


@lru_cache(maxsize=1024)
def in_words(said: str) -> str:
    """The one currency that a cell of several words names: `TL (₺)`, `EUR - Euro`, `US Dollar`; else empty."""
    for code, name in Locale("en").currencies.items():
        if name.casefold() == said.strip().casefold():
            return str(code)
    found = {meaning(word) for word in _BETWEEN.split(said)} - {""}
    return found.pop() if len(found) == 1 else ""


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(Locale("en").currencies)


@lru_cache(maxsize=4096)
def is_unit(around: str) -> bool:
    """Whether what stands on one side of a number is nothing, or a currency's code or sign, with or without
    minus and brackets. Cents (`50¢`), percent, thousands (`2k`) and kilos are none."""
    if len(around) > 16:
        return False
    said = _BARE.sub("", around).casefold()
    if not said or said in SIGNS or said in _SEVERAL or is_code(said.upper()):
        return True
    signs = [c for c in said if unicodedata.category(c) == "Sc"]
    rest = "".join(c for c in said if c not in signs)
    if len(signs) == 1:
        return "¢" not in signs and (not rest or is_code(rest.upper()))
    return not signs and len(rest) <= 5 and all("\u0621" <= c <= "\u064a" for c in rest)
