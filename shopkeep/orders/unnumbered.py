"""Tables of orders without order numbers, as owners keep them by hand: who bought, when, for how much.

An order is then known by its moment, its buyer and its total, so that the same file again changes nothing.
"""

from __future__ import annotations

from decimal import Decimal

from shopkeep.core.money import decimals
from shopkeep.orders import contents, people
from shopkeep.orders.fields import Columns
from shopkeep.orders.layout import Row, Sheet
from shopkeep.orders.table import Table, at_of

WARNING = (
    "This file has no order numbers: each row is taken as one order, known by its day, its buyer and its total. "
    "Rows that say the same are taken once."
)
UNKNOWABLE = ", and there is no order number to know the order by"
_ACCOUNTS = frozenset(
    ("balance", "saldo", "solde", "debit", "credit", "soll", "haben", "account", "iban", "kontostand")
)
"""Columns of bank accounts and household books, whose rows are no orders."""
BUYERS = frozenset(
    (
        *("customer name", "customername", "customer", "client", "client name", "buyer", "buyer name", "kunde"),
        *("kundenname", "cliente", "nombre del cliente", "nom du client", "nome cliente", "klant", "klantnaam"),
    )
)
"""Columns that hold the buyer, by name, number or address."""


def are_orders(table: Table, columns: Columns) -> bool:
    """Whether each row of a table without order numbers is an order: a buyer, a day and a total, and no product's
    price beside it, which would make it a part of one."""
    if not columns.keys() >= {"date", "total"} or table.keys & _ACCOUNTS:
        return False
    if columns.keys() & {"line_price", "line_total"} and not _has_moments(table, columns):
        return False
    named = columns.get("name", ("",))[0]
    if not columns.keys() & {"email", "buyer"} and named not in BUYERS:
        return False
    amounts = contents.filled(table, at_of(table, columns["total"][0]))
    return not any(cell.lstrip("'(").startswith("-") for cell in amounts)


def _has_moments(table: Table, columns: Columns) -> bool:
    """Whether every row has a time of day, and no two rows the same: rows of one order would share it."""
    places = [at_of(table, columns[field][0]) for field in ("date", "time") if field in columns]
    moments = [" ".join(row[at].strip() for at in places) for row in table.rows if any(row)]
    return bool(moments) and all(":" in moment for moment in moments) and len(set(moments)) == len(moments)


def key(sheet: Sheet, row: Row) -> str:
    """What stands in place of an order's number; empty where a row says no day.

    It is the same however a spreadsheet writes days, times and amounts, most of which drop the seconds. Raises Refuse
    for no buyer and for an address that cannot be read: with it mended the order would be another one, and count twice.
    """
    day, time = sheet.say(row, "date"), sheet.say(row, "time")
    who = _address(sheet, row) or sheet.say(row, "buyer") or sheet.say(row, "name")
    if not day:
        return ""
    if not who:
        asked = next((field for field in ("email", "buyer", "name") if sheet.has(field)), "email")
        raise sheet.refuse([row], asked, f"no buyer{UNKNOWABLE}")
    told = (_moment(sheet, day, time), " ".join(who.split()).casefold(), _amount(sheet, sheet.say(row, "total")))
    return " ".join(filter(None, told))


def _address(sheet: Sheet, row: Row) -> str:
    """The buyer's address as it is written; empty for none."""
    written = sheet.say(row, "email")
    if not written or people.is_nobody(written):
        return ""
    try:
        people.address(written)
    except ValueError as error:
        raise sheet.refuse([row], "email", f"{error}{UNKNOWABLE}") from None
    return written


def _moment(sheet: Sheet, day: str, time: str) -> str:
    """A moment by the shop's clock; one that names its zone, which no spreadsheet touches, as it is written."""
    written, dates = f"{day} {time}".strip(), sheet.dates
    zoneless = dates.zoneless
    try:
        local = dates.read(day, time).astimezone(dates.zone)
    except ValueError:
        return written
    if dates.zoneless > zoneless:
        return f"{local:%Y-%m-%d %H:%M}"
    return written if ":" in written else f"{local:%Y-%m-%d}"


def _amount(sheet: Sheet, written: str) -> str:
    currency = sheet.currency or "EUR"
    try:
        amount = sheet.amounts.read(written, currency)
    except ValueError:
        return written
    return "" if amount is None else f"{Decimal(amount).scaleb(-decimals(currency)):f}"
