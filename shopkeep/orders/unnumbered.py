"""Tables of orders without order numbers, as owners keep them by hand: who bought, when, for how much.

An order is then known by its moment, its buyer and its total, so that the same file again changes nothing.
"""

from __future__ import annotations

from shopkeep.orders import contents
from shopkeep.orders.found_columns import Columns, at_of
from shopkeep.orders.layout import Row, Sheet
from shopkeep.orders.table import Table

WARNING = (
    "This file has no order numbers: each row is taken as one order, known by its day, its buyer and its total. "
    "Rows that say the same are taken once."
)
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
    """What stands in place of an order's number; empty where a row says no day or no buyer."""
    day, who = sheet.say(row, "date"), sheet.say(row, "email") or sheet.say(row, "buyer") or sheet.say(row, "name")
    told = (day, sheet.say(row, "time"), who.casefold(), sheet.say(row, "total"))
    return " ".join(filter(None, told)) if day and who else ""
