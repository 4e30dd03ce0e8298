"""Whether taxes beside prices are a part of those prices, as value added tax is, or come on top of them.

Amazon's guide to its VAT Calculation Service says of the order reports that the item price includes the tax; in
the United States and Canada sales tax comes on top. Tables that somebody built may differ, and their rows tell: a
tax of 19 % is 19/100 of a price without it, and 19/119 of one with it.
"""

from __future__ import annotations

from decimal import Decimal

from shopkeep.core.money import decimals
from shopkeep.orders import amounts
from shopkeep.orders.table import Table

_RATES = ("2.1", "3", "4", "5", "5.5", "6", "7", "8", "8.1", "9", "9.5", "10", "12", "13", "13.5", "14", "15", "16")
_MORE_RATES = ("17", "18", "19", "20", "21", "22", "23", "24", "25", "25.5", "27", "28")
"""Percent of value added tax, wherever a marketplace sells."""
_SHARES = tuple(Decimal(rate) / 100 for rate in (*_RATES, *_MORE_RATES))
_TAXED = "EUR GBP SEK PLN CZK DKK HUF RON BGN TRY JPY AUD NZD INR SGD AED SAR EGP ZAR"
_WITHIN = frozenset(_TAXED.split())
"""Currencies of countries in which prices are told with their tax."""
_ROUNDED = Decimal("0.6")
"""Of the smallest coin, for each piece: how far a rounded tax may be off."""


def are_within(currency: str) -> bool:
    """Whether prices in that currency hold their tax, where nothing else tells."""
    return currency in _WITHIN


def come_on_top(table: Table, price: str, tax: str, discount: str, quantity: str, currency: str) -> bool:
    """Whether the rows of a table show that taxes are no part of the prices, by the compared names of its columns.

    It takes more rows whose tax is a share of the price without it than rows whose tax is a share of one with it.
    """
    places = [table.find(key) for key in (price, tax, discount, quantity, currency)]
    on_top = within = 0
    for row in table.rows:
        cells = (row[at] if at is not None else "" for at in places[:4])
        paid, taxed, off, pieces = (amounts.by_either_mark(cell) or Decimal(0) for cell in cells)
        if not paid or not taxed or paid <= 0 or taxed <= 0:
            continue
        code = row[places[4]].strip() if places[4] is not None else ""
        room = _ROUNDED.scaleb(-decimals(code)) * max(abs(pieces), Decimal(1))
        bases = {paid, paid - abs(off)}
        on_top += any(abs(taxed - base * share) <= room for base in bases for share in _SHARES)
        within += any(abs(taxed - base * share / (1 + share)) <= room for base in bases for share in _SHARES)
    return on_top > within
