"""What the cells of a column look like, where its name does not say what it holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice, pairwise

from babel.core import get_global

from shopkeep.core import text
from shopkeep.orders import amounts, dates, people
from shopkeep.orders.table import Table

_LOOK = 200
"""How many filled cells are looked at."""
_MANY = 20
_NOT_BUYERS = frozenset(
    ("seller", "vendor", "staff", "employee", "supplier", "merchant", "store", "shop", "agent", "sender", "owner")
)
_NO_MONEY = frozenset(
    (
        *(
            "id",
            "ids",
            "no",
            "nr",
            "number",
            "num",
            "code",
            "key",
            "index",
            "row",
            "year",
            "month",
            "week",
            "day",
            "days",
        ),
        *("quantity", "qty", "units", "count", "items", "age", "rating", "stars", "score", "status", "state", "rank"),
        *(
            "phone",
            "mobile",
            "zip",
            "zipcode",
            "postcode",
            "plz",
            "pincode",
            "pin",
            "weight",
            "height",
            "width",
            "length",
        ),
        *("latitude", "longitude", "lat", "lng", "lon", "hour", "minute", "dow", "via", "priority", "type", "flag"),
        *("freight", "shipping", "discount", "tax", "vat", "percent", "percentage", "rate", "points", "store", "staff"),
        *("seller", "employee", "sku", "barcode", "ean", "upc", "size", "sequence", "version"),
    )
)
"""Words of a column's name that say what its numbers are, and that they are no order's total."""
_WORDS_TOO = frozenset(("ALL", "TOP", "CUP", "MOP", "SOS", "XXX", "XTS"))
"""Codes of currencies that stand for other things more often."""
_OF_PAYOUTS = frozenset(("settlement", "payout", "presentment", "shipping", "fee", "cost", "bank", "account"))
_WHOLES = frozenset(("total", "amount", "sum", "summe", "betrag", "montant", "importe", "totale", "totaal"))
_NET = frozenset(("excl", "ex", "excluding", "exc", "net", "netto", "ht", "without", "before", "ohne", "hors", "sin"))
"""`Total excl. VAT` is money of an order, if not all of it."""
_ENDS = re.compile(r"[a-z](?:ID|Id|No|Nr|Num|Number|Code|Key|Via)$")
_CODE = re.compile(r"[0-9A-Za-z+/=_-]{16,}$")
_PRICE = re.compile(r"\W{0,3}\d[\d.,]*[.,]\d{2}\W{0,3}|0")
_LONG_NUMBER = re.compile(r"\d{8,}$")


def filled(table: Table, at: int, most: int = _LOOK) -> list[str]:
    """The first cells of a column that say anything."""
    return list(islice((cell.strip() for cell in table.cells(at) if cell.strip()), most))


def holds_addresses(table: Table, at: int) -> bool:
    """Whether a column holds e-mail addresses of different people."""
    if set(table.columns[at].casefold().replace("_", " ").split()) & _NOT_BUYERS:
        return False
    cells = filled(table, at)
    if not _most(cells, _is_address):
        return False
    return len(cells) < 3 or len(set(cells)) > 1


def holds_dates(table: Table, at: int) -> bool:
    """Whether a column holds days or moments."""
    return _most(filled(table, at), _is_date)


def is_value(cell: str) -> bool:
    """Whether a text is a day or a number, and so no column's name."""
    return bool(cell.strip()) and (_is_amount(cell) or _is_date(cell))


def holds_amounts(table: Table, at: int) -> bool:
    """Whether a column of unknown name holds numbers that could be money, and not running numbers or codes."""
    name = table.columns[at]
    words = set(text.key(name).split())
    if (words & _NO_MONEY and not (words & _WHOLES and words & _NET)) or _ENDS.search(name.strip()) or "%" in name:
        return False
    return _most(filled(table, at), lambda cell: not _LONG_NUMBER.match(cell) and _is_amount(cell))


def holds_words(table: Table, at: int) -> bool:
    """Whether no cell of a column whose name suggests an amount is one: it tells a way of sending, say."""
    cells = [cell for cell in filled(table, at) if not _is_absent(cell)]
    return bool(cells) and not any(map(_is_amount, cells))


def lacks_addresses(table: Table, at: int) -> bool:
    """Whether a column whose name suggests addresses holds none, and no codes in their place either."""
    cells = filled(table, at)
    if table.stream is not None and not cells:
        return False  # of a large file only the first rows are at hand: later ones may hold some
    return not any("@" in cell or _CODE.match(cell) for cell in cells)


def lacks_dates(table: Table, at: int) -> bool:
    """Whether no cell of a column is a day or a moment, as spreadsheets count them neither."""
    cells = filled(table, at)
    return not any(map(_is_date, cells)) and not dates.are_serials(cells)


def holds_flags(table: Table, at: int) -> bool:
    """Whether a column says true and false where its name would suggest an amount."""
    return any(cell.casefold() in ("true", "false", "yes", "no") for cell in filled(table, at))


def in_codes(table: Table, taken: set[str]) -> str:
    """The compared name of the one free column in which every cell is a currency's code; empty without one."""
    found = [
        key
        for at in range(len(table.columns))
        if (key := table.key_at(at)) not in taken and not set(key.split()) & _OF_PAYOUTS and _are_codes(table, at)
    ]
    return found[0] if len(found) == 1 else ""


def _are_codes(table: Table, at: int) -> bool:
    said = set(filled(table, at))
    return bool(said) and said <= get_global("all_currencies").keys() - _WORDS_TOO


def holds_counts(table: Table, at: int) -> bool:
    """Whether a column holds whole numbers, of which some are not zero."""
    cells = filled(table, at, 20_000)
    try:
        counts = [float(cell.strip("'").replace(",", ".")) for cell in cells]
    except ValueError:
        return False
    return any(counts) and all(count == round(count) for count in counts)


def repeats(table: Table, number: int, total: int) -> bool:
    """Whether every row of an order has the order's total, as in files that some program filled up."""
    pairs = [(row, after) for row, after in pairwise(table.rows) if row[number] and row[number] == after[number]]
    alike = all(row[total].strip() == after[total].strip() != "" for row, after in pairs)
    return alike and any(row != after for row, after in pairs)


def holds_prices(table: Table, at: int) -> bool:
    """Whether every cell of a column is an amount of two decimals, as none of a word is: `0.00`."""
    cells = filled(table, at)
    return bool(cells) and all(map(_PRICE.fullmatch, cells))


def holds_several(table: Table, at: int) -> bool:
    """Whether a column of quantities has some of more than one."""
    numbers = (cell.strip("'").replace(",", ".") for cell in filled(table, at, 20_000))
    return any(cell.replace(".", "", 1).isdecimal() and float(cell) > 1 for cell in numbers)


def goes_on(table: Table, number: int, total: int, products: list[int]) -> bool:
    """Whether products follow in rows that leave the number and the total of their order blank."""
    for row in table.rows:
        if not row[number].strip() and not row[total].strip() and any(row[at].strip() for at in products):
            return True
    return False


def holds_shares(table: Table, at: int) -> bool:
    """Whether a column that is called a discount holds parts of a whole: `0.2`, `20 %`, but never money."""
    cells = filled(table, at, 20_000)
    if "%" in table.columns[at] or any("%" in cell for cell in cells):
        return True
    try:
        parsed = [float(cell.strip("'").replace(",", ".")) for cell in cells]
    except ValueError:
        return False
    # A few discounts of some pence happen; that none of many reaches the whole does not.
    return len(parsed) >= _MANY and all(0 <= value <= 1 for value in parsed) and any(0 < value < 1 for value in parsed)


def _most(cells: list[str], test: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(test, cells)) * 2 > len(cells)


def _is_address(cell: str) -> bool:
    try:
        return "@" in cell and bool(people.address(cell))
    except ValueError:
        return False


def _is_date(cell: str) -> bool:
    if cell.isdecimal() and len(cell) in (10, 13):  # seconds or milliseconds since 1970
        return 9 * 10**8 < int(cell[:10]) < 3 * 10**9
    try:
        dates.day_of(cell, "ymd" if cell[:4].isdigit() else "mdy")
    except ValueError:
        try:
            dates.day_of(cell, "dmy")
        except ValueError:
            return False
    return not _LONG_NUMBER.match(cell) or (len(cell) == 8 and cell[:2] in ("19", "20"))


def _is_absent(cell: str) -> bool:
    try:
        return amounts.parse(cell, "point") is None
    except ValueError:
        return False


def _is_amount(cell: str) -> bool:
    return amounts.by_either_mark(cell) is not None
