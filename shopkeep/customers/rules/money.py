"""Amounts of money in a rule, in the shop's own currency."""

from __future__ import annotations

import re
from decimal import Decimal

from shopkeep.core.money import decimals, minor
from shopkeep.customers.rules.fields import Field
from shopkeep.customers.rules.lexing import Cursor, Token
from shopkeep.customers.rules.numbers import number_here, refuse_comma, shown
from shopkeep.customers.rules.problems import RuleProblem
from shopkeep.customers.rules.vocabulary import Vocabulary

_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "$": "USD AUD CAD NZD SGD HKD MXN",
    "¥": "JPY CNY",
    "kr": "SEK NOK DKK ISK",
    "zł": "PLN",
    "zl": "PLN",
    "lei": "RON",
    "leu": "RON",
    "ft": "HUF",
    "kč": "CZK",
    "fr": "CHF",
    "₹": "INR",
    "₺": "TRY",
    "₴": "UAH",
    "₪": "ILS",
    "r$": "BRL",
}
_CODES = frozenset(code for codes in _SIGNS.values() for code in codes.split()) | {"BGN"}
_WITH_SIGN = re.compile(r"([^\d\s.,-]{1,3})([0-9]+(?:\.[0-9]+)?)")


def money(cursor: Cursor, field: Field, words: Vocabulary, listed: bool) -> int:
    """Minor units of the shop's currency; its sign or code may stand before or after."""
    token = cursor.now
    joined = _WITH_SIGN.fullmatch(token.text) if token.kind == "word" else None
    if joined and _currencies(joined[1]):
        _check_currency(joined[1], token, words)
        cursor.take()
        refuse_comma(cursor, Token("number", joined[2], token.at + len(joined[1]), len(joined[2])), listed)
        return _minor(Decimal(joined[2]), Token("number", joined[2], token.at, token.length), words)
    if token.kind == "word" and _currencies(token.text) and cursor.ahead(1).kind == "number":
        _check_currency(token.text, cursor.take(), words)
    number, token = number_here(cursor, field, listed)
    if cursor.now.kind == "word" and _currencies(cursor.now.text):
        _check_currency(cursor.now.text, cursor.take(), words)
    return _minor(number, token, words)


def _currencies(sign: str) -> list[str]:
    """The currencies a sign or a code may mean."""
    if sign.upper() in _CODES:
        return [sign.upper()]
    return _SIGNS.get(sign.lower(), "").split()


def _check_currency(sign: str, token: Token, words: Vocabulary) -> None:
    if words.currency not in _currencies(sign):
        raise RuleProblem(
            f"Amounts here are in {words.currency}.",
            f"`{sign}` is another currency, and filters know only the shop's own.",
            "Write the number alone, such as 200.",
            token.at,
            token.length,
        )


def _minor(number: Decimal, token: Token, words: Vocabulary) -> int:
    places = decimals(words.currency)
    typed = len(token.text.partition(".")[2])
    if typed <= places:
        return minor(number, words.currency)
    many = f"{places} decimals" if places else "no decimals"
    title = f"`{shown(token)}` can be read in two ways." if typed == 3 else f"{words.currency} has {many}."
    whole = token.text.replace(".", "") if typed == 3 else str(int(number))
    raise RuleProblem(title, "A point parts decimals here, never thousands.", f"Write {whole}.", token.at, token.length)
