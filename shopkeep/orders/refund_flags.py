"""Columns that say yes or no to whether an order, or one of its products, was paid back or returned."""

from __future__ import annotations

from shopkeep.orders import contents, people, worth
from shopkeep.orders.fields import Columns
from shopkeep.orders.layout import Row, Sheet
from shopkeep.orders.synonyms import REFUND_FLAGS
from shopkeep.orders.table import Table, at_of

_DIGITS = frozenset("01")


def column_of(table: Table, columns: Columns, counted: int | None) -> int | None:
    """The position of that column; None without one. `counted` is a column of how many pieces came back."""
    used = {key for keys in columns.values() for key in keys}
    for key in REFUND_FLAGS:
        if key not in table.keys or key in used or (at := at_of(table, key)) == counted:
            continue
        said = set(contents.filled(table, at, len(table.rows)))
        if not said or any(people.consent(cell) is None for cell in said):
            continue
        if said <= _DIGITS and _tells_pieces(table, columns):
            continue  # one came back, of several
        return at
    return None


def _tells_pieces(table: Table, columns: Columns) -> bool:
    return any(contents.holds_several(table, at_of(table, key)) for key in columns.get("line_quantity", ()))


def paid_back(sheet: Sheet, rows: list[Row], flag: int, total: int, currency: str) -> int:
    """What was paid back of an order: all, or what its products cost that say so. Raises Refuse."""
    told = [row for row in rows if row[flag].strip()]
    back = [row for row in told if people.consent(row[flag])]
    if len(back) == len(told):
        return total if back else 0
    return max(0, min(total, worth.of_products(sheet, back, currency)["total"])) if back else 0
