"""A file looked at without taking it in: its columns with samples, and what a reading would make of a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from shopkeep import wording
from shopkeep.core.clock import day_of
from shopkeep.core.money import Money, minor, totals
from shopkeep.core.progress import unheard
from shopkeep.core.records.orders import FilePreview, ImportOptions, Order
from shopkeep.core.text import plain
from shopkeep.errors import AmbiguousFile, ImportRefused
from shopkeep.jobs.import_opening import open_file
from shopkeep.jobs.shop import Shop
from shopkeep.orders import amounts, dates
from shopkeep.orders.fields import FIELDS, MONEY
from shopkeep.orders.reader import open_table
from shopkeep.orders.reading import platforms
from shopkeep.orders.synonyms import STATUSES, SYNONYMS
from shopkeep.orders.table import column_key
from shopkeep.orders.watched import NeedsWholeFile

ROWS = 50
SHOWN_FIRST = (
    *("number", "date", "email", "name", "total", "currency", "status", "refunded"),
    *("line_title", "line_sku", "line_quantity", "line_price", "line_total"),
)
"""The fields an owner looks for first, in this order."""
TITLES = {
    "number": "Order number",
    "date": "Day of the order",
    "time": "Time of day",
    "zone": "Time zone of the row",
    "email": "Buyer's e-mail address",
    "buyer": "Buyer as the platform calls them",
    "name": "Buyer's name",
    "first_name": "Buyer's first name",
    "last_name": "Buyer's last name",
    "total": "Total paid for the order",
    "currency": "Currency",
    "refunded": "Paid back",
    "discount": "Discount",
    "shipping": "Shipping",
    "tax": "Tax",
    "code": "Discount code",
    "status": "Status (paid, cancelled …)",
    "cancelled": "Day of cancelling",
    "paid": "Day of payment",
    "fulfilled": "Day of sending",
    "country": "Country",
    "region": "State or province",
    "city": "City",
    "postcode": "Postcode",
    "sent_to": "Name on the parcel",
    "sent_to_first": "First name on the parcel",
    "sent_to_last": "Last name on the parcel",
    "gift": "Gift",
    "notes": "Notes of the checkout",
    "consent": "Agrees to get mail",
    "test": "Test order",
    "line_title": "Product",
    "line_variant": "Product's variant",
    "line_sku": "Product's SKU",
    "line_quantity": "How many of it",
    "line_price": "Price of one",
    "line_total": "Price of all of them",
    "line_discount": "Discount on the product",
}
"""Fields as the owner would call them; others as FIELDS describes them."""
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars", "": "sheet"}
_DAY = re.compile(r"\b\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}\b")
_AMOUNT = re.compile(r"\d[\d.,]*[.,]\d+")


@dataclass(frozen=True, slots=True)
class Glance:
    """The columns of a file and its first rows, each as wide as the columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def samples(self, column: str, most: int = 3) -> list[str]:
        """The first different things a column says."""
        if column not in self.columns:
            return []
        at = self.columns.index(column)
        said = (plain(row[at]).strip() for row in self.rows if at < len(row))
        return list(dict.fromkeys(cell for cell in said if cell))[:most]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field, the column it is read from, and what stands there for example."""

    name: str
    title: str
    column: str = ""
    example: str = ""
    missing: bool = False
    """Needed or much wanted, and read from no column so far."""


def may_be_orders(shop: Shop, path: Path) -> bool:
    """Whether a file can be read as orders, as far as its beginning tells, or once its columns are explained."""
    try:
        open_file(shop, path, ImportOptions(), unheard, False, None)
    except ImportRefused:
        return False
    except (AmbiguousFile, NeedsWholeFile):
        return True
    return True


def glance(path: Path, options: ImportOptions) -> Glance:
    """The columns and first rows of a file. Raises ImportRefused, AmbiguousFile (`encoding`)."""
    table = open_table(path, _score, options.encoding, options.delimiter)
    return Glance(tuple(table.columns), tuple(tuple(row) for row in list(table.rows[:ROWS])))


def glance_of(preview: FilePreview) -> Glance:
    """The same of a file that is understood already."""
    return Glance(preview.columns, preview.first_rows)


def guessed(columns: Sequence[str], said: dict[str, str]) -> dict[str, str]:
    """field -> column by the usual names of columns, for a file that is not understood yet."""
    by_key: dict[str, str] = {}
    for column in columns:
        by_key.setdefault(column_key(column), column)
    found, taken = dict(said), set(said.values())
    for name, names in (*SYNONYMS.items(), ("status", STATUSES)):
        column = next((by_key[key] for key in names if key in by_key and by_key[key] not in taken), "")
        if column and name not in found:
            found[name] = column
            taken.add(column)
    return found


def fields(seen: Glance, mapping: dict[str, str], missing: frozenset[str] = frozenset()) -> list[FieldRow]:
    """Every field with its column, the usual ones first, then those found, then the rest."""
    rest = sorted((name for name in FIELDS if name not in SHOWN_FIRST), key=lambda name: name not in mapping)
    rows = []
    for name in (*SHOWN_FIRST, *rest):
        column = mapping.get(name, "")
        said = ", ".join(seen.samples(column, 2)) if column else ""
        rows.append(FieldRow(name, TITLES.get(name, FIELDS[name]), column, said, name in missing))
    return rows


def missing_in(error: AmbiguousFile) -> frozenset[str]:
    """The fields that a question about columns (`map`) names as missing, the one it asks for first among them."""
    asked = re.findall(r"--map (\w+)=", error.next_step)
    more = re.search(r"Missing too: ([\w, ]+)", error.meaning)
    named = {*asked, *(more[1].split(", ") if more else ())}
    return frozenset(named & FIELDS.keys())


def date_sentence(preview: FilePreview, language: str, short: bool = False) -> str:
    """How a day of this file was read, `03/04/26 is read as 3 April 2026`; empty where none can be shown."""
    parsed = preview.parsed
    cells = glance_of(preview).samples(parsed.mapping.get("date", ""), ROWS)
    cells.sort(key=lambda cell: not _undecided_day(cell))
    for cell in cells:
        try:
            moment = dates.DateReader(_order(parsed.dates), parsed.timezone).read(cell)
        except ValueError:
            continue
        shown = _DAY.match(cell)
        said = f"{shown[0]} …" if shown and len(cell) > len(shown[0]) + 6 else cell
        day = day_of(moment, parsed.timezone)
        if short:
            return f"{said} is {wording.day_long(day, language)}"
        return f"{said} is read as {wording.day_full(day, language)}"
    return ""


def money_sentence(preview: FilePreview, language: str) -> str:
    """How an amount of this file was read, `1.234,50 is read as €1,234.50`; empty where none can be shown."""
    parsed = preview.parsed
    seen = glance_of(preview)
    names = (name for name in ("total", *MONEY) if name in parsed.mapping)
    cells = [cell for name in names for cell in seen.samples(parsed.mapping[name], ROWS)]
    cells.sort(key=lambda cell: -len(re.sub(r"[^\d.,]", "", cell)))
    for cell in cells:
        value = _amount(cell, parsed.decimal)
        if value:
            read = wording.money(Money(minor(value, parsed.currency), parsed.currency), language)
            return f"{cell} is read as {read}"
    return ""


def written_sentence(preview: FilePreview, short: bool = False) -> str:
    """In what the file is written: `UTF-8, commas between columns`, `a workbook, its sheet “Orders”`."""
    if preview.sheet:
        return f"a workbook, {'' if short else 'its '}sheet “{plain(preview.sheet)}”"
    between = _DELIMITERS.get(preview.parsed.delimiter, preview.parsed.delimiter)
    return f"{preview.parsed.encoding.upper()}, {between}" + ("" if short else " between columns")


def total_sentence(orders: Sequence[Order], language: str) -> str:
    """The total of orders, and what of it counts for nothing: `€90.00, of it €10.00 cancelled, €20.00 paid back`.

    Orders below zero count for nothing, so they take nothing off it.
    """

    def said(amounts: Iterable[tuple[int, Order]]) -> str:
        sums = totals(Money(amount, order.currency) for amount, order in amounts)
        return wording.listed([wording.money(each, language) for each in sums])

    def of(*statuses: str) -> list[tuple[int, Order]]:
        return [(order.total, order) for order in orders if order.total > 0 and order.status in statuses]

    paid = [(min(order.refunded, total), order) for total, order in of("paid", "pending", "refunded") if order.refunded]
    parts = {"cancelled": of("cancelled"), "in tests and drafts": of("test", "draft"), "paid back": paid}
    parted = [f"{said(amounts)} {what}" for what, amounts in parts.items() if amounts]
    whole = said((max(0, order.total), order) for order in orders)
    return f"{whole}, of it {', '.join(parted)}" if parted else whole


def readings(error: AmbiguousFile, language: str, seen: Glance | None = None, decimal: str = "") -> dict[str, str]:
    """What each possible answer to a question would make of a cell of the file; {} where none can be shown.

    `decimal`: the decimal mark, where it was said.
    """
    cells = [] if seen is None else [plain(cell) for row in seen.rows for cell in row]
    said = error.meaning
    found: dict[str, str] = {}
    if error.option == "dates":
        days = [*_DAY.findall(said), *(cell for cell in cells if _undecided_day(cell))]
        cell = next((each for each in days if _undecided_day(each)), next(iter(days), ""))
        for choice in error.choices:
            try:
                read = wording.day_full(date(*dates.day_of(cell, _order(choice))), language)
                found[choice] = f"{cell} is {read}"
            except ValueError:
                continue
    if error.option == "decimal":
        cell = next(iter(_AMOUNT.findall(said)), "")
        for choice in error.choices:
            value = _amount(cell, choice) if cell else None
            if value is not None:
                found[choice] = f"{cell} is {_spelled(value)}"
    if error.option == "currency" and seen is not None:
        cell = _first(seen.samples(guessed(seen.columns, {}).get("total", ""), ROWS))
        mark = decimal or ("comma" if re.search(r",\d\d$", cell) else "point")
        value = _amount(cell, mark) if cell else None
        if value is not None:
            for choice in error.choices:
                found[choice] = f"{cell} is {wording.money(Money(minor(value, choice), choice), language)}"
    return found


def _score(columns: frozenset[str]) -> int:
    return max(each.recognise(columns) for each in platforms().values())


def _order(said: str) -> dates.Order:
    return "dmy" if said == "dmy" else "mdy" if said == "mdy" else "ymd"


def _undecided_day(cell: str) -> bool:
    """Whether a day reads differently with the day and with the month first."""
    numbers = [int(part) for part in re.findall(r"\d+", cell)[:2]]
    found = _DAY.match(cell)
    return bool(found) and len(numbers) == 2 and numbers[0] != numbers[1] and max(numbers) <= 12


def _amount(cell: str, mark: str) -> Decimal | None:
    try:
        return amounts.parse(cell, "comma" if mark == "comma" else "point")
    except ValueError:
        return None


def _spelled(value: Decimal) -> str:
    """An amount said so that no sign in it could be doubted."""
    whole, part = divmod(abs(value), 1)
    return f"between {int(whole)} and {int(whole) + 1}" if part else f"{int(whole)}"


def _first(cells: Iterable[str]) -> str:
    return next(iter(cells), "")
