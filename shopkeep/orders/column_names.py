"""Column names written otherwise than usual: glued together, with a unit in brackets, with a currency behind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from shopkeep.core import text
from shopkeep.orders.currency_signs import SIGNS, is_code, meaning, meanings

_BRACKETS = re.compile(r"\(([^()%]*)\)|\[([^\[\]%]*)\]")
_USUAL_CODES = (
    "EUR GBP USD CAD AUD NZD CHF SEK NOK DKK JPY CNY INR KRW UAH RUB VND ILS THB PHP NGN KZT PLN CZK HUF RON MYR HKD "
    "TWD SGD BRL MXN SAR AED EGP PKR BDT ZAR ARS CLP COP PEN KES MAD IDR"
)
_SPELLED = {
    **dict.fromkeys(("euro", "euros"), "EUR"),
    **dict.fromkeys(("dollars", "dolares", "pesos"), "$"),
    "reais": "BRL",
    "zloty": "PLN",
    "lei": "RON",
    "soles": "PEN",
    "rubles": "RUB",
}
"""Words for currencies at the end of a name, by code or by the sign that several share."""
_USUAL = frozenset(_USUAL_CODES.split())
"""Codes that count at the end of a name without brackets: others are words too (`all`, `top`, `try`)."""


@lru_cache(maxsize=8192)
def bare(column: str) -> str:
    """What a name says, without unit and spaces: `orderdate` of `OrderDate` and `order date (UTC)`, `total` of
    `total_usd`. A share (`Tax (%)`) keeps its sign, and so is no other column's name."""
    if "%" in column:
        return column
    column = column.replace("#", " number ")
    words = ["amount" if word == "amt" else word for word in text.key(_BRACKETS.sub(" ", column)).split()]
    if len(words) > 1 and (words[-1].upper() in _USUAL or words[-1] in _SPELLED):
        del words[-1]
    return "".join(words)


def currency_in(columns: Iterable[str]) -> str:
    """The one currency that names of amounts' columns give: EUR of `Total (EUR)`, `Total €` or `total_eur`."""
    found = set()
    for column in columns:
        for inside in _BRACKETS.findall(column):
            said = "".join(inside).strip()
            found.add(said.upper() if is_code(said.upper()) else meaning(said.rstrip(".")))
        last = (re.split(r"[\s_-]+", column.strip()) or [""])[-1]
        spelled = _SPELLED.get(text.key(last), "").strip("$")
        found.add(last.upper() if last.upper() in _USUAL else spelled or SIGNS.get(last.casefold(), ""))
    found.discard("")
    return found.pop() if len(found) == 1 else ""


def signs_in(columns: Iterable[str]) -> set[str]:
    """The signs in names of amounts' columns that may stand for several currencies: `$` of `Sale Price ($)` and
    of `Total Pesos`."""
    names = list(columns)
    said = ["".join(inside).strip() for name in names for inside in _BRACKETS.findall(name)]
    said += [_SPELLED.get(word, "") for name in names for word in text.key(name).split()[-1:]]
    return {sign for sign in said if len(meanings(sign)) > 1}
